//! STIX patterns: parsing, canonical text, taking observables out, writing our own.
//!
//! The whole grammar of STIX 2.1 section 9 is read, and the 2.0 dialect with it. Patterns are never
//! run against data here.

mod ast;
mod extract;
mod lexer;
mod parser;
mod path;
mod write;

use std::fmt;
use std::str::FromStr;

pub use ast::{
    Comparison, Constant, ObjectPath, Observation, Operator, Predicate, Qualifier, Step, Test,
    TextOperator, quoted,
};
pub use extract::{Extraction, MAX_VALUES, PatternValue, extract};
pub use write::{TLS_FINGERPRINT_EXTENSION, write};

pub(crate) use path::{account_kind, handle, hash_kind, kind_of, platform};

/// Longest pattern that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;

/// Deepest nesting of parentheses that is read.
pub const MAX_DEPTH: usize = 64;

/// A parsed pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The outermost expression.
    pub root: Observation,
}

/// Why a text is no pattern. Offsets are in bytes from its start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// Longer than [`MAX_BYTES`].
    #[error("pattern of {0} bytes; at most {MAX_BYTES} are read, split it into several indicators")]
    TooLong(usize),
    /// Nested deeper than [`MAX_DEPTH`].
    #[error(
        "pattern, byte {offset}: more than {MAX_DEPTH} parentheses inside each other; flatten it"
    )]
    TooDeep {
        /// Where the limit was reached.
        offset: usize,
    },
    /// Something else stands where the grammar wants a thing.
    #[error("pattern, byte {offset}: found {found}, expected {expected}")]
    Unexpected {
        /// Where.
        offset: usize,
        /// What stands there.
        found: String,
        /// What the grammar wants.
        expected: &'static str,
    },
    /// A literal or comment is malformed.
    #[error("pattern, byte {offset}: {problem}")]
    Literal {
        /// Where it starts.
        offset: usize,
        /// What is wrong and how to write it.
        problem: &'static str,
    },
}

impl Pattern {
    /// Parses a pattern of STIX 2.1 or 2.0.
    ///
    /// # Errors
    /// Says at which byte what was found and what was expected.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        if text.len() > MAX_BYTES {
            return Err(PatternError::TooLong(text.len()));
        }
        let root = parser::Parser::run(lexer::tokens(text)?)?;
        Ok(Pattern { root })
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Pattern, PatternError> {
        Pattern::parse(text)
    }
}

impl fmt::Display for Pattern {
    /// The canonical text; it parses back to an equal pattern.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

#[cfg(test)]
mod tests;
