//! Reads the objects of a bundle or TAXII envelope one by one from a stream.
//!
//! Only the `objects` list is looked into; the text of each object is handed on untouched. Memory
//! is bounded by the largest object allowed, however long the stream is.

use std::io::{self, BufRead};

use crate::object::{MAX_OBJECT_BYTES, MAX_OBJECT_DEPTH, ObjectError, RawObject, SpecVersion};

/// Longest property of the bundle itself that is read (`type`, `id`, `spec_version`, `next`).
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// Iterator over the objects of a bundle.
///
/// An object that is no bundle (it has no `objects`) yields nothing; read it with
/// [`RawObject::parse`].
#[derive(Debug)]
pub struct BundleReader<R> {
    input: R,
    offset: u64,
    state: State,
    version: Option<SpecVersion>,
    index: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    Inside,
    /// The last object was followed by no comma.
    AfterLast,
    Done,
}

/// Why reading a bundle stopped, or one of its objects could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The input failed.
    #[error("cannot read the STIX bundle: {0}")]
    Io(#[from] io::Error),
    /// The text is no bundle. Nothing follows.
    #[error("STIX bundle, byte {offset}: expected {expected}")]
    Form {
        /// Where.
        offset: u64,
        /// What should stand there.
        expected: &'static str,
    },
    /// A value passes a limit. Nothing follows.
    #[error("STIX bundle, byte {offset}: a value of more than {limit} bytes")]
    TooLarge {
        /// Where it starts.
        offset: u64,
        /// The limit.
        limit: usize,
    },
    /// One object could not be read; the next ones can.
    #[error("object {index} of the STIX bundle (byte {offset}): {source}")]
    Object {
        /// Which, counted from 1.
        index: usize,
        /// Where it starts.
        offset: u64,
        /// Why.
        source: ObjectError,
    },
}

impl<R: BufRead> BundleReader<R> {
    /// Reads from `input`, which starts with `{` after white space and an optional byte order mark.
    pub fn new(input: R) -> BundleReader<R> {
        BundleReader {
            input,
            offset: 0,
            state: State::Start,
            version: None,
            index: 0,
        }
    }

    /// The `spec_version` of the bundle, once it was read (STIX 2.0 bundles have one).
    #[must_use]
    pub fn version(&self) -> Option<SpecVersion> {
        self.version
    }

    /// The next byte that is no white space, left in the input.
    fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        loop {
            let buffer = fill(&mut self.input)?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let found = buffer
                .iter()
                .position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
            let byte = found.and_then(|at| buffer.get(at).copied());
            let blanks = found.unwrap_or(buffer.len());
            self.skip(blanks);
            if byte.is_some() {
                return Ok(byte);
            }
        }
    }

    fn skip(&mut self, count: usize) {
        self.input.consume(count);
        self.offset += count as u64;
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), ReadError> {
        if self.peek()? != Some(byte) {
            return Err(ReadError::Form {
                offset: self.offset,
                expected,
            });
        }
        self.skip(1);
        Ok(())
    }

    /// The text of one JSON value. Balances brackets only: what is inside is checked by who reads it.
    fn value(&mut self, limit: usize) -> Result<Vec<u8>, ReadError> {
        let start = self.offset;
        let mut text = Vec::new();
        let mut scan = Scan::default();
        loop {
            let buffer = fill(&mut self.input)?;
            if buffer.is_empty() {
                let expected = "the rest of the bundle; it is cut off";
                return Err(ReadError::Form {
                    offset: self.offset,
                    expected,
                });
            }
            let end = scan.end_of_value(buffer);
            let taken = end.unwrap_or(buffer.len());
            if text.len() + taken > limit {
                return Err(ReadError::TooLarge {
                    offset: start,
                    limit,
                });
            }
            text.extend_from_slice(&buffer[..taken]);
            self.skip(taken);
            if end.is_some() {
                return Ok(text);
            }
        }
    }

    /// Reads up to the first object; false when there is none.
    fn open(&mut self) -> Result<bool, ReadError> {
        if self.peek()? == Some(0xef) {
            self.skip(1);
            self.expect(0xbb, "a byte order mark or {")?;
            self.expect(0xbf, "a byte order mark or {")?;
        }
        self.expect(b'{', "{, the start of a bundle")?;
        self.properties()
    }

    /// Reads properties of the bundle up to the inside of `objects`; false at its end.
    fn properties(&mut self) -> Result<bool, ReadError> {
        loop {
            match self.peek()? {
                Some(b'}') => {
                    self.skip(1);
                    return Ok(false);
                }
                Some(b'"') => {}
                _ => {
                    let expected = "a property of the bundle, or } at its end";
                    return Err(ReadError::Form {
                        offset: self.offset,
                        expected,
                    });
                }
            }
            let name = self.value(MAX_HEAD_BYTES)?;
            self.expect(b':', ": after the name of a property")?;
            if name == b"\"objects\"" {
                self.expect(b'[', "[, the list of objects")?;
                return Ok(true);
            }
            self.peek()?;
            let value = self.value(MAX_HEAD_BYTES)?;
            if name == b"\"spec_version\"" && value == b"\"2.0\"" {
                self.version = Some(SpecVersion::V20);
            }
            if self.peek()? == Some(b',') {
                self.skip(1);
            }
        }
    }

    fn step(&mut self) -> Result<Option<RawObject>, ReadError> {
        if self.state == State::Start {
            self.state = if self.open()? {
                State::Inside
            } else {
                State::Done
            };
        }
        if self.state == State::Done {
            return Ok(None);
        }
        if self.peek()? == Some(b']') {
            self.skip(1);
            if self.peek()? == Some(b',') {
                self.skip(1);
            }
            // A second list of objects would be a trick to hide one of them.
            if self.properties()? {
                let expected = "the end of the bundle, not a second list of objects";
                return Err(ReadError::Form {
                    offset: self.offset,
                    expected,
                });
            }
            self.state = State::Done;
            return Ok(None);
        }
        if self.state == State::AfterLast {
            return Err(ReadError::Form {
                offset: self.offset,
                expected: ", or ] after an object",
            });
        }
        let offset = self.offset;
        let text = self.value(MAX_OBJECT_BYTES)?;
        self.index += 1;
        let index = self.index;
        self.state = State::AfterLast;
        if self.peek()? == Some(b',') {
            self.skip(1);
            self.state = State::Inside;
        }
        let read = match std::str::from_utf8(&text) {
            Ok(text) => RawObject::parse_in(text, self.version),
            Err(error) => Err(ObjectError::Json(error.to_string())),
        };
        read.map(Some).map_err(|source| ReadError::Object {
            index,
            offset,
            source,
        })
    }
}

impl<R: BufRead> Iterator for BundleReader<R> {
    type Item = Result<RawObject, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step();
        // An object that cannot be read does not spoil the others; anything else does.
        if matches!(&step, Err(error) if !matches!(error, ReadError::Object { .. })) {
            self.state = State::Done;
        }
        step.transpose()
    }
}

fn fill<R: BufRead>(input: &mut R) -> Result<&[u8], ReadError> {
    loop {
        match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
            Ok(_) => break,
        }
    }
    // Asked again because the borrow of the first answer would outlive the loop.
    Ok(input.fill_buf()?)
}

/// Finds the end of a JSON value that arrives in pieces.
#[derive(Default)]
struct Scan {
    started: bool,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// The offset behind the value in `piece`, or none when it goes on. The first byte of the first
    /// piece must be no white space.
    fn end_of_value(&mut self, piece: &[u8]) -> Option<usize> {
        for (at, byte) in piece.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return Some(at + 1);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                // A bare word ends before what follows it; a stray sign is a value of one byte, so
                // that something is always consumed.
                b',' | b'}' | b']' | b':' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => {
                    return Some(at + usize::from(!self.started));
                }
                _ => {}
            }
            self.started = true;
        }
        None
    }
}

const _: () = assert!(MAX_OBJECT_DEPTH < 128, "deeper than the JSON reader goes");
