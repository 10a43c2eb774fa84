//! Recursive descent over the tokens (grammar: STIX 2.1 section 9.8; precedence from strong to
//! weak: qualifiers, AND, OR, FOLLOWEDBY).

use super::ast::{
    Comparison, Constant, ObjectPath, Observation, Operator, Predicate, Qualifier, Step, Test,
    TextOperator,
};
use super::lexer::Token;
use super::{MAX_DEPTH, PatternError};
use crate::time::Timestamp;

type Parsed<T> = Result<T, PatternError>;

/// The tokens and the place reached.
pub(super) struct Parser<'a> {
    tokens: Vec<(usize, Token<'a>)>,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Reads a whole pattern.
    pub(super) fn run(tokens: Vec<(usize, Token<'a>)>) -> Parsed<Observation> {
        let mut parser = Parser {
            tokens,
            at: 0,
            depth: 0,
        };
        let observation = parser.followed_by()?;
        match parser.peek() {
            Token::End => Ok(observation),
            _ => Err(parser.unexpected(
                "AND, OR, FOLLOWEDBY, WITHIN, REPEATS, START or the end of the pattern",
            )),
        }
    }

    fn peek(&self) -> &Token<'a> {
        self.tokens
            .get(self.at)
            .map_or(&Token::End, |(_, token)| token)
    }

    fn peek_after(&self) -> &Token<'a> {
        self.tokens
            .get(self.at + 1)
            .map_or(&Token::End, |(_, token)| token)
    }

    fn offset(&self) -> usize {
        self.tokens
            .get(self.at)
            .or(self.tokens.last())
            .map_or(0, |(offset, _)| *offset)
    }

    fn unexpected(&self, expected: &'static str) -> PatternError {
        PatternError::Unexpected {
            offset: self.offset(),
            found: self.peek().describe(),
            expected,
        }
    }

    fn literal_error(&self, problem: &'static str) -> PatternError {
        PatternError::Literal {
            offset: self.offset(),
            problem,
        }
    }

    fn take_sign(&mut self, sign: u8) -> bool {
        let there = *self.peek() == Token::Sign(sign);
        self.at += usize::from(there);
        there
    }

    fn expect_sign(&mut self, sign: u8, expected: &'static str) -> Parsed<()> {
        if self.take_sign(sign) {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    /// Keywords are upper case in the standard; other cases can mean nothing else where one stands.
    fn take_word(&mut self, word: &str) -> bool {
        let there = matches!(self.peek(), Token::Word(found) if found.eq_ignore_ascii_case(word));
        self.at += usize::from(there);
        there
    }

    fn expect_word(&mut self, word: &str, expected: &'static str) -> Parsed<()> {
        if self.take_word(word) {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            return Err(PatternError::TooDeep {
                offset: self.offset(),
            });
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// `part (WORD part)*`
    fn list<T>(
        &mut self,
        word: &str,
        part: impl Fn(&mut Self) -> Parsed<T>,
        combine: impl FnOnce(Vec<T>) -> T,
    ) -> Parsed<T> {
        let first = part(self)?;
        if !self.take_word(word) {
            return Ok(first);
        }
        let mut parts = vec![first, part(self)?];
        while self.take_word(word) {
            parts.push(part(self)?);
        }
        Ok(combine(parts))
    }

    fn followed_by(&mut self) -> Parsed<Observation> {
        self.list("FOLLOWEDBY", Self::observation_or, Observation::FollowedBy)
    }

    fn observation_or(&mut self) -> Parsed<Observation> {
        self.list("OR", Self::observation_and, Observation::Or)
    }

    fn observation_and(&mut self) -> Parsed<Observation> {
        self.list("AND", Self::observation, Observation::And)
    }

    fn observation(&mut self) -> Parsed<Observation> {
        let inner = if self.take_sign(b'[') {
            let comparison = self.comparison_or()?;
            self.expect_sign(b']', "AND, OR or `]`")?;
            Observation::Single(comparison)
        } else if self.take_sign(b'(') {
            let inner = self.deeper(Self::followed_by)?;
            self.expect_sign(b')', "AND, OR, FOLLOWEDBY, a qualifier or `)`")?;
            inner
        } else {
            return Err(self.unexpected("an observation: `[` or `(`"));
        };
        let mut qualifiers = Vec::new();
        while let Some(qualifier) = self.qualifier()? {
            qualifiers.push(qualifier);
        }
        if qualifiers.is_empty() {
            return Ok(inner);
        }
        Ok(Observation::Qualified {
            inner: Box::new(inner),
            qualifiers,
        })
    }

    fn qualifier(&mut self) -> Parsed<Option<Qualifier>> {
        if self.take_word("WITHIN") {
            let seconds = match self.peek() {
                Token::Number(text) => text
                    .parse::<f64>()
                    .ok()
                    .filter(|n| n.is_finite() && *n > 0.0),
                _ => None,
            };
            let seconds = seconds.ok_or_else(|| self.unexpected("a number of seconds above 0"))?;
            self.at += 1;
            self.expect_word("SECONDS", "SECONDS")?;
            return Ok(Some(Qualifier::Within(seconds)));
        }
        if self.take_word("REPEATS") {
            let times = match self.peek() {
                Token::Number(text) => text.parse::<u64>().ok().filter(|n| *n > 0),
                _ => None,
            };
            let times = times.ok_or_else(|| self.unexpected("a whole number above 0"))?;
            self.at += 1;
            self.expect_word("TIMES", "TIMES")?;
            return Ok(Some(Qualifier::Repeats(times)));
        }
        if self.take_word("START") {
            let start = self.time()?;
            self.expect_word("STOP", "STOP")?;
            return Ok(Some(Qualifier::StartStop {
                start,
                stop: self.time()?,
            }));
        }
        Ok(None)
    }

    /// `t'…'`, or `'…'` as STIX 2.0 writes it.
    fn time(&mut self) -> Parsed<String> {
        let text = match self.peek() {
            Token::Text(text) => text.clone(),
            Token::Marked(b't', text) => (*text).to_owned(),
            _ => return Err(self.unexpected("a timestamp: t'2026-05-01T08:00:00Z'")),
        };
        self.checked_time(&text)?;
        self.at += 1;
        Ok(text)
    }

    fn checked_time(&self, text: &str) -> Parsed<()> {
        match Timestamp::parse(text) {
            Some(_) => Ok(()),
            None => Err(self.literal_error("no RFC 3339 timestamp; write t'2026-05-01T08:00:00Z'")),
        }
    }

    fn comparison_or(&mut self) -> Parsed<Comparison> {
        self.list("OR", Self::comparison_and, Comparison::Or)
    }

    fn comparison_and(&mut self) -> Parsed<Comparison> {
        self.list("AND", Self::comparison, Comparison::And)
    }

    fn comparison(&mut self) -> Parsed<Comparison> {
        if self.take_sign(b'(') {
            let inner = self.deeper(Self::comparison_or)?;
            self.expect_sign(b')', "AND, OR or `)`")?;
            return Ok(inner);
        }
        // `exists:` could be an object type; a colon behind the word decides.
        let is_type = *self.peek_after() == Token::Sign(b':');
        let negated = !is_type && self.take_word("NOT");
        if negated {
            self.expect_word(
                "EXISTS",
                "EXISTS (otherwise NOT stands before the operator)",
            )?;
        }
        if negated || (!is_type && self.take_word("EXISTS")) {
            let path = self.object_path()?;
            return Ok(Comparison::Test(Test {
                path,
                negated,
                predicate: Predicate::Exists,
            }));
        }
        let path = self.object_path()?;
        let negated = self.take_word("NOT");
        let predicate = self.predicate()?;
        Ok(Comparison::Test(Test {
            path,
            negated,
            predicate,
        }))
    }

    fn predicate(&mut self) -> Parsed<Predicate> {
        let expected = "an operator: = != > < >= <= IN LIKE MATCHES ISSUBSET ISSUPERSET";
        if let Token::Compare(sign) = self.peek() {
            let operator = match *sign {
                "=" | "==" => Operator::Equal,
                "!=" | "<>" => Operator::NotEqual,
                ">" => Operator::Greater,
                "<" => Operator::Less,
                ">=" => Operator::GreaterOrEqual,
                "<=" => Operator::LessOrEqual,
                _ => return Err(self.unexpected(expected)),
            };
            self.at += 1;
            return Ok(Predicate::Compare(operator, self.constant()?));
        }
        if self.take_word("IN") {
            return self.set().map(Predicate::In);
        }
        let operators = [
            TextOperator::Like,
            TextOperator::Matches,
            TextOperator::IsSubset,
            TextOperator::IsSuperset,
        ];
        for operator in operators {
            if self.take_word(operator.word()) {
                let Token::Text(text) = self.peek() else {
                    return Err(self.unexpected("a string: '…'"));
                };
                let text = text.clone();
                self.at += 1;
                return Ok(Predicate::Text(operator, text));
            }
        }
        Err(self.unexpected(expected))
    }

    fn set(&mut self) -> Parsed<Vec<Constant>> {
        self.expect_sign(b'(', "a list: ( … )")?;
        let mut constants = Vec::new();
        if self.take_sign(b')') {
            return Ok(constants);
        }
        loop {
            constants.push(self.constant()?);
            if self.take_sign(b')') {
                return Ok(constants);
            }
            self.expect_sign(b',', "`,` or `)`")?;
        }
    }

    fn constant(&mut self) -> Parsed<Constant> {
        let constant = match self.peek() {
            Token::Text(text) => Constant::Text(text.clone()),
            Token::Number(text) => self.number(text)?,
            Token::Word(word) if word.eq_ignore_ascii_case("true") => Constant::Boolean(true),
            Token::Word(word) if word.eq_ignore_ascii_case("false") => Constant::Boolean(false),
            Token::Marked(b't', text) => {
                self.checked_time(text)?;
                Constant::Timestamp((*text).to_owned())
            }
            Token::Marked(b'h', text) => data_encoding::HEXLOWER_PERMISSIVE
                .decode(text.as_bytes())
                .map(Constant::Hex)
                .map_err(|_| {
                    self.literal_error("h'…' takes an even number of hexadecimal digits")
                })?,
            Token::Marked(_, text) => data_encoding::BASE64
                .decode(text.as_bytes())
                .map(Constant::Binary)
                .map_err(|_| self.literal_error("b'…' takes base64 with padding"))?,
            _ => {
                return Err(self.unexpected(
                    "a literal: a string '…', number, true, false, h'…', b'…' or t'…'",
                ));
            }
        };
        self.at += 1;
        Ok(constant)
    }

    fn number(&self, text: &str) -> Parsed<Constant> {
        if !text.contains('.') {
            let range = "whole numbers go from -2^63 to 2^63-1";
            return text
                .parse()
                .map(Constant::Integer)
                .map_err(|_| self.literal_error(range));
        }
        text.parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
            // One zero: -0.0 would compare equal and print differently.
            .map(|number| Constant::Float(number + 0.0))
            .ok_or_else(|| self.literal_error("this number is too large"))
    }

    fn object_path(&mut self) -> Parsed<ObjectPath> {
        let Token::Word(object_type) = *self.peek() else {
            return Err(self.unexpected("an object path such as ipv4-addr:value, EXISTS or `(`"));
        };
        self.at += 1;
        self.expect_sign(b':', "`:` and a property name")?;
        let mut steps = vec![self.step_name()?];
        loop {
            if self.take_sign(b'.') {
                steps.push(self.step_name()?);
            } else if self.take_sign(b'[') {
                steps.push(self.step_index()?);
                self.expect_sign(b']', "`]`")?;
            } else {
                return Ok(ObjectPath {
                    object_type: object_type.to_owned(),
                    steps,
                });
            }
        }
    }

    fn step_name(&mut self) -> Parsed<Step> {
        let name = match self.peek() {
            Token::Word(name) => (*name).to_owned(),
            Token::Text(name) => name.clone(),
            _ => {
                return Err(
                    self.unexpected("a property name (in quotation marks if it has a hyphen)")
                );
            }
        };
        self.at += 1;
        Ok(Step::Name(name))
    }

    fn step_index(&mut self) -> Parsed<Step> {
        if self.take_sign(b'*') {
            return Ok(Step::AnyIndex);
        }
        let index = match self.peek() {
            Token::Number(text) => text.parse().ok(),
            _ => None,
        };
        let index = index.ok_or_else(|| self.unexpected("a list index: a whole number or `*`"))?;
        self.at += 1;
        Ok(Step::Index(index))
    }
}
