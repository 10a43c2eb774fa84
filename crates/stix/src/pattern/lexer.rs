//! Cuts a pattern into tokens with their byte offsets. Knows no grammar.

use super::PatternError;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A keyword, object type, property name or `true`/`false`: letters, digits, `_` and `-`.
    Word(&'a str),
    /// `'…'`, unescaped.
    Text(String),
    /// `h'…'`, `b'…'` or `t'…'`: the letter and what is between the quotes.
    Marked(u8, &'a str),
    /// An optionally signed number without exponent, as written.
    Number(&'a str),
    /// `[ ] ( ) : . , *`
    Sign(u8),
    /// `= == != <> < <= > >=` as written.
    Compare(&'a str),
    /// The end of the text.
    End,
}

impl Token<'_> {
    /// For error messages.
    pub(super) fn describe(&self) -> String {
        let cut = |text: &str| text.chars().take(40).collect::<String>();
        match self {
            Token::Word(word) | Token::Number(word) | Token::Compare(word) => {
                format!("`{}`", cut(word))
            }
            Token::Text(text) => format!("the string '{}'", cut(text)),
            Token::Marked(letter, text) => format!("{}'{}'", *letter as char, cut(text)),
            Token::Sign(byte) => format!("`{}`", *byte as char),
            Token::End => "the end".to_owned(),
        }
    }
}

/// Cuts `text` into tokens, each with the offset of its first byte; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token<'_>)>, PatternError> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let token = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c => {
                at += 1;
                continue;
            }
            b'/' => {
                at = comment_end(text, at)?;
                continue;
            }
            b'h' | b'b' | b't' if bytes.get(at + 1) == Some(&b'\'') => {
                let end = memchr(b'\'', bytes, at + 2).ok_or(unclosed(start))?;
                at = end + 1;
                Token::Marked(byte, &text[start + 2..end])
            }
            b'\'' => {
                let (content, end) = string(text, at)?;
                at = end;
                Token::Text(content)
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                at = end_of(bytes, at, |byte| {
                    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
                });
                Token::Word(&text[start..at])
            }
            b'0'..=b'9' | b'+' | b'-' => {
                at = number_end(bytes, at)?;
                Token::Number(&text[start..at])
            }
            // `.5` is a number, `.name` a step of a path.
            b'.' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                at = number_end(bytes, at)?;
                Token::Number(&text[start..at])
            }
            b'[' | b']' | b'(' | b')' | b':' | b'.' | b',' | b'*' => {
                at += 1;
                Token::Sign(byte)
            }
            b'=' | b'!' | b'<' | b'>' => {
                let two = bytes.get(at..at + 2).unwrap_or_default();
                at += if matches!(two, b"==" | b"!=" | b"<>" | b"<=" | b">=") {
                    2
                } else {
                    1
                };
                if byte == b'!' && at == start + 1 {
                    return Err(unexpected(text, start));
                }
                Token::Compare(&text[start..at])
            }
            _ => match unicode_space(text, at) {
                Some(length) => {
                    at += length;
                    continue;
                }
                None => return Err(unexpected(text, start)),
            },
        };
        out.push((start, token));
    }
    out.push((text.len(), Token::End));
    Ok(out)
}

/// The grammar counts the blanks of Unicode as white space; they come from copied documents.
fn unicode_space(text: &str, at: usize) -> Option<usize> {
    let c = text.get(at..)?.chars().next()?;
    (c.is_whitespace() || c == '\u{feff}').then(|| c.len_utf8())
}

fn memchr(needle: u8, bytes: &[u8], from: usize) -> Option<usize> {
    bytes
        .get(from..)?
        .iter()
        .position(|byte| *byte == needle)
        .map(|found| from + found)
}

fn end_of(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    bytes[from..]
        .iter()
        .position(|byte| !belongs(*byte))
        .map_or(bytes.len(), |found| from + found)
}

/// `// …` to the end of the line and `/* … */`.
fn comment_end(text: &str, at: usize) -> Result<usize, PatternError> {
    let rest = &text[at..];
    if rest.starts_with("//") {
        return Ok(rest.find(['\n', '\r']).map_or(text.len(), |end| at + end));
    }
    if let Some(inside) = rest.strip_prefix("/*") {
        return inside
            .find("*/")
            .map(|end| at + 2 + end + 2)
            .ok_or(PatternError::Literal {
                offset: at,
                problem: "this comment is never closed; add */",
            });
    }
    Err(unexpected(text, at))
}

/// Unescapes the string literal that starts at `at`; gives its content and the offset behind it.
///
/// Only `\'` and `\\` are escapes in the standard. A backslash before anything else is kept, since
/// many producers write regular expressions and Windows paths without doubling it.
fn string(text: &str, at: usize) -> Result<(String, usize), PatternError> {
    let bytes = text.as_bytes();
    let mut content = String::new();
    let mut from = at + 1;
    let mut here = from;
    loop {
        match bytes.get(here) {
            None => return Err(unclosed(at)),
            Some(b'\'') => {
                content.push_str(&text[from..here]);
                return Ok((content, here + 1));
            }
            Some(b'\\') if matches!(bytes.get(here + 1), Some(b'\'' | b'\\')) => {
                content.push_str(&text[from..here]);
                from = here + 1;
                here += 2;
            }
            Some(_) => here += 1,
        }
    }
}

fn number_end(bytes: &[u8], at: usize) -> Result<usize, PatternError> {
    let digits_from = at + usize::from(matches!(bytes[at], b'+' | b'-'));
    let whole = end_of(bytes, digits_from, |byte| byte.is_ascii_digit());
    let fraction =
        bytes.get(whole) == Some(&b'.') && bytes.get(whole + 1).is_some_and(u8::is_ascii_digit);
    let end = if fraction {
        end_of(bytes, whole + 1, |byte| byte.is_ascii_digit())
    } else {
        whole
    };
    if end == digits_from {
        return Err(PatternError::Literal {
            offset: at,
            problem: "a sign without digits",
        });
    }
    Ok(end)
}

fn unclosed(offset: usize) -> PatternError {
    PatternError::Literal {
        offset,
        problem: "this quotation is never closed; add ' (a quotation mark inside is written \\')",
    }
}

fn unexpected(text: &str, offset: usize) -> PatternError {
    let found = text
        .get(offset..)
        .and_then(|rest| rest.chars().next())
        .unwrap_or_default();
    PatternError::Unexpected {
        offset,
        found: format!("{found:?}"),
        expected: "a bracket, name, operator or literal",
    }
}
