//! The syntax tree of a pattern, and its canonical text.
//!
//! Spellings that mean the same (`==`, unquoted hyphens, 2.0 time strings, redundant parentheses)
//! are one tree; the text of a tree parses back to an equal tree.

use std::fmt::{self, Display, Write};

/// Observations and how they are combined (STIX 2.1 section 9.3).
///
/// Lists have at least two members; a member that is itself a list was in parentheses.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// `[ … ]`: one observation.
    Single(Comparison),
    /// All of them, in any order.
    And(Vec<Observation>),
    /// Any of them.
    Or(Vec<Observation>),
    /// All of them, in this order of time.
    FollowedBy(Vec<Observation>),
    /// With limits of time or number.
    Qualified {
        /// What is limited.
        inner: Box<Observation>,
        /// The limits in the order written; at least one.
        qualifiers: Vec<Qualifier>,
    },
}

/// A limit on an observation (STIX 2.1 section 9.4).
#[derive(Clone, Debug, PartialEq)]
pub enum Qualifier {
    /// `WITHIN n SECONDS`.
    Within(f64),
    /// `REPEATS n TIMES`.
    Repeats(u64),
    /// `START t'…' STOP t'…'`, the timestamps as text.
    StartStop {
        /// From here.
        start: String,
        /// Up to here, not included.
        stop: String,
    },
}

/// What is asked of one observation (STIX 2.1 section 9.5). Lists have at least two members.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// One test.
    Test(Test),
    /// All of them.
    And(Vec<Comparison>),
    /// Any of them.
    Or(Vec<Comparison>),
}

/// One property compared with something.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The property.
    pub path: ObjectPath,
    /// `NOT` was written before the operator.
    pub negated: bool,
    /// Operator and right-hand side.
    pub predicate: Predicate,
}

/// Operator and right-hand side of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// `=`, `!=`, `>`, `<`, `>=`, `<=`.
    Compare(Operator, Constant),
    /// `IN ( … )`.
    In(Vec<Constant>),
    /// `LIKE`, `MATCHES`, `ISSUBSET`, `ISSUPERSET`.
    Text(TextOperator, String),
    /// `EXISTS`, written before the path.
    Exists,
}

/// Operators that compare with a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `<`
    Less,
    /// `>=`
    GreaterOrEqual,
    /// `<=`
    LessOrEqual,
}

/// Operators that take a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOperator {
    /// `LIKE`: `%` is any text, `_` any character.
    Like,
    /// `MATCHES`: PCRE. Must never be run without bounds.
    Matches,
    /// `ISSUBSET`: inside this network.
    IsSubset,
    /// `ISSUPERSET`: contains this network.
    IsSuperset,
}

/// `object-type:property.part[0]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectPath {
    /// Before the colon.
    pub object_type: String,
    /// After it; the first is a name.
    pub steps: Vec<Step>,
}

/// One part of an object path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A property or dictionary key, without quotes.
    Name(String),
    /// `[n]`
    Index(i64),
    /// `[*]`
    AnyIndex,
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `'…'`, unescaped.
    Text(String),
    /// `42`
    Integer(i64),
    /// `4.2`; always finite.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// `h'…'`
    Hex(Vec<u8>),
    /// `b'…'`
    Binary(Vec<u8>),
    /// `t'…'`, as written; a valid RFC 3339 timestamp.
    Timestamp(String),
}

/// `text` as a string literal: quoted, with `'` and `\` escaped (STIX 2.1 section 9.1).
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        if c == '\'' || c == '\\' {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('\'');
    out
}

/// Whether a path part can stand without quotes.
pub(super) fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && !name.as_bytes()[0].is_ascii_digit()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn joined<T>(
    f: &mut fmt::Formatter<'_>,
    parts: &[T],
    between: &str,
    mut part: impl FnMut(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        part(f, item)?;
    }
    Ok(())
}

impl Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let member = |f: &mut fmt::Formatter<'_>, part: &Observation| match part {
            Observation::Single(_) | Observation::Qualified { .. } => write!(f, "{part}"),
            _ => write!(f, "({part})"),
        };
        match self {
            Observation::Single(comparison) => write!(f, "[{comparison}]"),
            Observation::And(parts) => joined(f, parts, " AND ", member),
            Observation::Or(parts) => joined(f, parts, " OR ", member),
            Observation::FollowedBy(parts) => joined(f, parts, " FOLLOWEDBY ", member),
            Observation::Qualified { inner, qualifiers } => {
                match inner.as_ref() {
                    Observation::Single(_) => write!(f, "{inner}")?,
                    _ => write!(f, "({inner})")?,
                }
                qualifiers
                    .iter()
                    .try_for_each(|qualifier| write!(f, " {qualifier}"))
            }
        }
    }
}

impl Display for Qualifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Qualifier::Within(seconds) => write!(f, "WITHIN {seconds} SECONDS"),
            Qualifier::Repeats(times) => write!(f, "REPEATS {times} TIMES"),
            Qualifier::StartStop { start, stop } => write!(f, "START t'{start}' STOP t'{stop}'"),
        }
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let member = |f: &mut fmt::Formatter<'_>, part: &Comparison| match part {
            Comparison::Test(test) => write!(f, "{test}"),
            _ => write!(f, "({part})"),
        };
        match self {
            Comparison::Test(test) => write!(f, "{test}"),
            Comparison::And(parts) => joined(f, parts, " AND ", member),
            Comparison::Or(parts) => joined(f, parts, " OR ", member),
        }
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.predicate == Predicate::Exists {
            return write!(
                f,
                "{}EXISTS {}",
                if self.negated { "NOT " } else { "" },
                self.path
            );
        }
        write!(f, "{} ", self.path)?;
        if self.negated {
            f.write_str("NOT ")?;
        }
        match &self.predicate {
            Predicate::Compare(operator, constant) => write!(f, "{} {constant}", operator.sign()),
            Predicate::In(constants) => {
                f.write_str("IN (")?;
                joined(f, constants, ", ", |f, constant| write!(f, "{constant}"))?;
                f.write_char(')')
            }
            Predicate::Text(operator, text) => write!(f, "{} {}", operator.word(), quoted(text)),
            Predicate::Exists => Ok(()),
        }
    }
}

impl Operator {
    /// The sign in canonical text.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Operator::Equal => "=",
            Operator::NotEqual => "!=",
            Operator::Greater => ">",
            Operator::Less => "<",
            Operator::GreaterOrEqual => ">=",
            Operator::LessOrEqual => "<=",
        }
    }
}

impl TextOperator {
    /// The keyword.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            TextOperator::Like => "LIKE",
            TextOperator::Matches => "MATCHES",
            TextOperator::IsSubset => "ISSUBSET",
            TextOperator::IsSuperset => "ISSUPERSET",
        }
    }
}

impl Display for ObjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.object_type)?;
        for (index, step) in self.steps.iter().enumerate() {
            match step {
                Step::Name(name) => {
                    if index > 0 {
                        f.write_char('.')?;
                    }
                    if is_plain_name(name) {
                        f.write_str(name)?;
                    } else {
                        f.write_str(&quoted(name))?;
                    }
                }
                Step::Index(number) => write!(f, "[{number}]")?,
                Step::AnyIndex => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

impl Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constant::Text(text) => f.write_str(&quoted(text)),
            Constant::Integer(number) => write!(f, "{number}"),
            // A fraction keeps it a float: `{}` writes 1.0 as "1" and never an exponent.
            Constant::Float(number) if number.fract() == 0.0 => write!(f, "{number}.0"),
            Constant::Float(number) => write!(f, "{number}"),
            Constant::Boolean(value) => write!(f, "{value}"),
            Constant::Hex(bytes) => {
                write!(f, "h'{}'", data_encoding::HEXLOWER.encode(bytes))
            }
            Constant::Binary(bytes) => write!(f, "b'{}'", data_encoding::BASE64.encode(bytes)),
            Constant::Timestamp(text) => write!(f, "t'{text}'"),
        }
    }
}
