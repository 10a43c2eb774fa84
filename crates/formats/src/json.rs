//! Pulls chosen elements out of a huge JSON document, one by one, in bounded memory.
//!
//! A [`Splitter`] walks the document and asks a selector for every path whether to skip the value, go into it or take it
//! whole. What is taken is found by counting brackets outside strings, so that one broken element is refused alone and the
//! next is still found. It does not interpret elements: [`Item::value`] does, with the place of an error in the whole input.

use std::io::Read;

use model::{Place, Reason, Refusal};
use serde_json::Value;

use crate::Limits;
use crate::decoded::{Decoded, text_of};
use crate::lines::io_reason;

/// How many times `Limits::item_bytes` an element of a structured document may have: STIX reports and MISP objects
/// list thousands of references.
pub const ITEM_FACTOR: usize = 16;

/// Longest member name that is compared with the selector; longer ones are cut.
const MAX_KEY: usize = 1_024;

/// Bytes of a fault's surroundings that are kept for the refusal.
const FAULT_BYTES: usize = 200;

/// What to do with the value at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Pass over it.
    Skip,
    /// Go into it; a value that is no array or object is taken.
    Descend,
    /// Hand it over whole.
    Take,
}

/// Decides by path. Paths are JSON pointers (RFC 6901) with `*` for every array index: `/response/*/Event/Attribute/*`.
pub type Selector = Box<dyn FnMut(&str) -> Action + Send>;

/// An element that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The path that the selector saw.
    pub path: String,
    /// The JSON pointer with the indices.
    pub pointer: String,
    /// Number of the element among all that were taken, from 1.
    pub number: u64,
    /// Byte offset in the (decoded) input.
    pub offset: u64,
    /// Line, from 1.
    pub line: u64,
    /// Column in bytes, from 1.
    pub column: u64,
    /// The bytes as they stand in the input.
    pub bytes: Vec<u8>,
}

/// Something in the document that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Number of the element, counted with the items.
    pub number: u64,
    /// JSON pointer of the place.
    pub pointer: String,
    /// Countable reason.
    pub reason: Reason,
    /// Line and column, what stands there and what was expected.
    pub detail: String,
    /// The beginning of what stands there.
    pub raw: Vec<u8>,
    /// Nothing after it was read.
    pub last: bool,
}

impl Fault {
    /// As a refused row.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        let place = if self.pointer.is_empty() {
            Place::row(self.number)
        } else {
            Place::at(self.number, self.pointer)
        };
        Refusal::new(place, self.reason, self.detail, &text_of(&self.raw).0)
    }
}

/// An element or a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// An element.
    Item(Item),
    /// A fault.
    Fault(Fault),
}

impl Item {
    /// The element's text, and whether it had to be read as Windows-1252.
    #[must_use]
    pub fn text(&self) -> (std::borrow::Cow<'_, str>, bool) {
        text_of(&self.bytes)
    }

    /// The element as a value.
    ///
    /// # Errors
    /// A refusal with the line and column in the whole input.
    pub fn value(&self) -> Result<Value, Refusal> {
        let (text, _) = self.text();
        serde_json::from_str(&text).map_err(|error| {
            let line = self.line + (error.line() as u64).saturating_sub(1);
            let column = if error.line() <= 1 {
                self.column + (error.column() as u64).saturating_sub(1)
            } else {
                error.column() as u64
            };
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            Refusal::new(
                Place::row(self.number),
                Reason::Malformed,
                format!("line {line}, column {column}: not valid JSON: {message}"),
                &text,
            )
        })
    }
}

/// An array or object that the walk is inside of.
struct Frame {
    array: bool,
    path_len: usize,
    pointer_len: usize,
    index: u64,
    need_comma: bool,
}

/// Walks a document; yields what the selector takes.
pub struct Splitter<R> {
    input: Decoded<R>,
    chunk: Vec<u8>,
    at: usize,
    offset: u64,
    line: u64,
    line_start: u64,
    select: Selector,
    item_bytes: usize,
    depth: usize,
    /// Several documents may follow each other (JSON lines, concatenated JSON).
    many: bool,
    roots: u64,
    stack: Vec<Frame>,
    path: String,
    pointer: String,
    number: u64,
    done: bool,
}

/// What stands at a place, for messages.
fn shown(byte: Option<u8>) -> String {
    match byte {
        None => "the end of the input".to_owned(),
        Some(byte @ 0x21..=0x7E) => format!("`{}`", char::from(byte)),
        Some(byte) => format!("byte 0x{byte:02X}"),
    }
}

/// Where a value starts.
#[derive(Clone, Copy)]
struct Start {
    offset: u64,
    line: u64,
    column: u64,
}

/// How a value ended.
enum End {
    Whole(Vec<u8>),
    TooLong(Vec<u8>),
    TooDeep(Vec<u8>),
    Truncated(Vec<u8>),
}

impl<R: Read> Splitter<R> {
    /// Over one document.
    pub fn new(input: R, limits: &Limits, select: Selector) -> Splitter<R> {
        Splitter {
            input: Decoded::new(input),
            chunk: Vec::new(),
            at: 0,
            offset: 0,
            line: 1,
            line_start: 0,
            select,
            item_bytes: limits.item_bytes.saturating_mul(ITEM_FACTOR),
            depth: limits.depth.max(1),
            many: false,
            roots: 0,
            stack: Vec::new(),
            path: String::new(),
            pointer: String::new(),
            number: 0,
            done: false,
        }
    }

    /// Over documents that follow each other.
    pub fn many(input: R, limits: &Limits, select: Selector) -> Splitter<R> {
        Splitter {
            many: true,
            ..Splitter::new(input, limits, select)
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        if self.at >= self.chunk.len() {
            self.chunk.resize(64 * 1024, 0);
            self.at = 0;
            let count = loop {
                match self.input.read(&mut self.chunk) {
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(error) => {
                        self.chunk.clear();
                        return Err(self.fault(
                            io_reason(&error),
                            &format!("reading failed: {error}"),
                            true,
                        ));
                    }
                    Ok(count) => break count,
                }
            };
            self.chunk.truncate(count);
        }
        Ok(self.chunk.get(self.at).copied())
    }

    /// Moves over `count` bytes of the chunk.
    fn bump(&mut self, count: usize) {
        let slice = &self.chunk[self.at..self.at + count];
        for newline in memchr::memchr_iter(b'\n', slice) {
            self.line += 1;
            self.line_start = self.offset + newline as u64 + 1;
        }
        self.at += count;
        self.offset += count as u64;
    }

    fn blanks(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            match self.peek()? {
                // 0x1E separates records in JSON text sequences (RFC 7464).
                Some(b' ' | b'\t' | b'\r' | b'\n' | 0x1E) => self.bump(1),
                other => return Ok(other),
            }
        }
    }

    fn here(&self) -> Start {
        Start {
            offset: self.offset,
            line: self.line,
            column: self.offset - self.line_start + 1,
        }
    }

    fn fault(&mut self, reason: Reason, what: &str, last: bool) -> Fault {
        self.number += 1;
        let start = self.here();
        let rest = if last {
            "; nothing after this was read"
        } else {
            ""
        };
        let raw = self.chunk.get(self.at..).unwrap_or_default();
        Fault {
            number: self.number,
            pointer: self.pointer.clone(),
            reason,
            detail: format!("line {}, column {}: {what}{rest}", start.line, start.column),
            raw: raw[..raw.len().min(FAULT_BYTES)].to_vec(),
            last,
        }
    }

    fn unexpected(&mut self, found: Option<u8>, expected: &str, last: bool) -> Fault {
        let reason = if found.is_none() {
            Reason::Truncated
        } else {
            Reason::Malformed
        };
        self.fault(
            reason,
            &format!("found {}, expected {expected}", shown(found)),
            last || found.is_none(),
        )
    }

    fn step(&mut self) -> Result<Option<Piece>, Fault> {
        let next = self.blanks()?;
        let Some(frame) = self.stack.last_mut() else {
            return self.root(next);
        };
        let (array, need_comma) = (frame.array, frame.need_comma);
        match next {
            Some(b',') => {
                frame.need_comma = false;
                let fault = (!need_comma).then(|| self.unexpected(next, "a value", false));
                self.bump(1);
                Ok(fault.map(Piece::Fault))
            }
            Some(b']') if array => self.close(),
            Some(b'}') if !array => self.close(),
            Some(b']' | b'}') => {
                // The bracket of an enclosing value: this one was left open.
                if !self.stack.iter().any(|outer| outer.array != array) {
                    return Err(self.unexpected(next, if array { "`]`" } else { "`}`" }, true));
                }
                let fault =
                    self.unexpected(next, if array { "`,` or `]`" } else { "`,` or `}`" }, false);
                self.pop();
                Ok(Some(Piece::Fault(fault)))
            }
            Some(_) if need_comma => {
                frame.need_comma = false;
                Ok(Some(Piece::Fault(self.unexpected(
                    next,
                    if array { "`,` or `]`" } else { "`,` or `}`" },
                    false,
                ))))
            }
            Some(_) if array => {
                frame.need_comma = true;
                let index = frame.index;
                frame.index += 1;
                let lengths = (self.path.len(), self.pointer.len());
                self.path.push_str("/*");
                self.pointer.push('/');
                self.pointer.push_str(&index.to_string());
                self.value(lengths)
            }
            Some(b'"') => self.member(),
            other => Err(self.unexpected(
                other,
                if array {
                    "a value or `]`"
                } else {
                    "a quoted name or `}`"
                },
                true,
            )),
        }
    }

    fn root(&mut self, next: Option<u8>) -> Result<Option<Piece>, Fault> {
        match next {
            None => {
                self.done = true;
                if self.roots == 0 {
                    return Err(self.fault(
                        Reason::Truncated,
                        "the input is empty, expected JSON",
                        true,
                    ));
                }
                Ok(None)
            }
            found if self.roots > 0 && !self.many => {
                Err(self.unexpected(found, "the end of the document", true))
            }
            Some(b',') if self.many => {
                self.bump(1);
                Ok(None)
            }
            found @ Some(b']' | b'}' | b':' | b',') => Err(self.unexpected(found, "a value", true)),
            Some(_) => {
                self.roots += 1;
                self.value((0, 0))
            }
        }
    }

    fn close(&mut self) -> Result<Option<Piece>, Fault> {
        self.bump(1);
        self.pop();
        Ok(None)
    }

    fn pop(&mut self) {
        if let Some(frame) = self.stack.pop() {
            self.path.truncate(frame.path_len);
            self.pointer.truncate(frame.pointer_len);
        }
    }

    fn member(&mut self) -> Result<Option<Piece>, Fault> {
        let mut quoted = Vec::new();
        if !self.string(&mut quoted, MAX_KEY)? {
            return Err(self.unexpected(None, "the end of a quoted name", true));
        }
        let text = text_of(&quoted).0.into_owned();
        let key = serde_json::from_str::<String>(&text).unwrap_or(text);
        let found = self.blanks()?;
        if found != Some(b':') {
            return Err(self.unexpected(found, "`:`", true));
        }
        self.bump(1);
        let found = self.blanks()?;
        if let Some(frame) = self.stack.last_mut() {
            frame.need_comma = true;
        }
        if matches!(found, None | Some(b',' | b'}' | b']' | b':')) {
            let fault = self.unexpected(found, "a value", found.is_none() || found == Some(b':'));
            return if fault.last {
                Err(fault)
            } else {
                Ok(Some(Piece::Fault(fault)))
            };
        }
        let lengths = (self.path.len(), self.pointer.len());
        let escaped = key.replace('~', "~0").replace('/', "~1");
        for pointer in [&mut self.path, &mut self.pointer] {
            pointer.push('/');
            pointer.push_str(&escaped);
        }
        self.value(lengths)
    }

    /// Deals with the value at the current path; `lengths` are those of path and pointer before it.
    fn value(&mut self, lengths: (usize, usize)) -> Result<Option<Piece>, Fault> {
        let action = (self.select)(&self.path);
        let first = self.peek()?;
        let container = matches!(first, Some(b'{' | b'['));
        if action == Action::Descend && container && self.stack.len() < self.depth {
            self.stack.push(Frame {
                array: first == Some(b'['),
                path_len: lengths.0,
                pointer_len: lengths.1,
                index: 0,
                need_comma: false,
            });
            self.bump(1);
            return Ok(None);
        }
        let too_deep = action == Action::Descend && container;
        let keep = if action == Action::Skip || too_deep {
            0
        } else {
            self.item_bytes
        };
        let start = self.here();
        let end = self.capture(keep)?;
        let (path, pointer) = (self.path.clone(), self.pointer.clone());
        self.path.truncate(lengths.0);
        self.pointer.truncate(lengths.1);
        if action == Action::Skip && !matches!(end, End::Truncated(_)) {
            return Ok(None);
        }
        let (reason, detail, raw) = match end {
            End::Whole(bytes) if !too_deep => {
                self.number += 1;
                let Start {
                    offset,
                    line,
                    column,
                } = start;
                return Ok(Some(Piece::Item(Item {
                    path,
                    pointer,
                    number: self.number,
                    offset,
                    line,
                    column,
                    bytes,
                })));
            }
            End::Whole(raw) | End::TooDeep(raw) => (
                Reason::TooDeep,
                format!("nested deeper than {} levels (limit depth)", self.depth),
                raw,
            ),
            End::TooLong(raw) => (
                Reason::TooLong,
                format!(
                    "longer than {} bytes (limit item_bytes times {ITEM_FACTOR})",
                    self.item_bytes
                ),
                raw,
            ),
            End::Truncated(raw) => (
                Reason::Truncated,
                "the input ends inside this value".to_owned(),
                raw,
            ),
        };
        self.number += 1;
        let mut raw = raw;
        raw.truncate(Refusal::RAW_LIMIT);
        let detail = format!("line {}, column {}: {detail}", start.line, start.column);
        let last = reason == Reason::Truncated;
        let fault = Fault {
            number: self.number,
            pointer,
            reason,
            detail,
            raw,
            last,
        };
        if last {
            Err(fault)
        } else {
            Ok(Some(Piece::Fault(fault)))
        }
    }

    /// Moves over one value and keeps its first `keep` bytes (at least the first few hundred, for messages).
    fn capture(&mut self, keep: usize) -> Result<End, Fault> {
        let room = keep.max(Refusal::RAW_LIMIT);
        let mut kept = Vec::new();
        let mut length = 0usize;
        let mut open: Vec<u8> = Vec::new();
        let mut beyond = 0u64;
        let mut too_deep = false;
        loop {
            let Some(byte) = self.peek()? else {
                let whole_scalar = open.is_empty() && beyond == 0 && length > 0;
                return Ok(if whole_scalar {
                    End::Whole(kept)
                } else {
                    End::Truncated(kept)
                });
            };
            let nested = !open.is_empty();
            match byte {
                b'"' => {
                    let before = self.offset;
                    let ended = self.string(&mut kept, room)?;
                    length += (self.offset - before) as usize;
                    if !ended && self.peek()?.is_none() {
                        return Ok(End::Truncated(kept));
                    }
                    if !nested {
                        break;
                    }
                    continue;
                }
                b'{' | b'[' => {
                    if open.len() + self.stack.len() < self.depth {
                        open.push(byte);
                    } else {
                        too_deep = true;
                        beyond += 1;
                    }
                }
                b'}' | b']' if beyond > 0 => beyond -= 1,
                b'}' | b']' => {
                    let opener = if byte == b'}' { b'{' } else { b'[' };
                    // A bracket that fits none of ours belongs to what is around this value.
                    let Some(position) = open.iter().rposition(|known| *known == opener) else {
                        break;
                    };
                    open.truncate(position);
                    if open.is_empty() {
                        if kept.len() < room {
                            kept.push(byte);
                        }
                        length += 1;
                        self.bump(1);
                        break;
                    }
                }
                b',' | b' ' | b'\t' | b'\r' | b'\n' if !nested && beyond == 0 => break,
                b':' if !nested && beyond == 0 => {
                    return Err(self.unexpected(Some(byte), "`,` or the end of the value", true));
                }
                _ => {}
            }
            if kept.len() < room {
                kept.push(byte);
            }
            length += 1;
            self.bump(1);
        }
        Ok(if too_deep {
            End::TooDeep(kept)
        } else if keep > 0 && length > keep {
            End::TooLong(kept)
        } else {
            End::Whole(kept)
        })
    }

    /// Moves over a quoted string, keeping it up to `room` bytes in all; false when it does not end. A raw line break ends it:
    /// inside a string it is not allowed (RFC 8259 section 7), and the quote was forgotten.
    fn string(&mut self, kept: &mut Vec<u8>, room: usize) -> Result<bool, Fault> {
        let mut first = true;
        let mut escaped = false;
        while self.peek()?.is_some() {
            let mut at = self.at;
            let mut ended = None;
            while at < self.chunk.len() {
                let byte = self.chunk[at];
                at += 1;
                if std::mem::take(&mut first) {
                    continue;
                }
                if std::mem::take(&mut escaped) && byte != b'\n' {
                    continue;
                }
                match byte {
                    b'\\' => escaped = true,
                    b'"' => ended = Some(true),
                    b'\n' => ended = Some(false),
                    _ => continue,
                }
                if ended.is_some() {
                    break;
                }
            }
            let slice = &self.chunk[self.at..at];
            kept.extend_from_slice(&slice[..slice.len().min(room.saturating_sub(kept.len()))]);
            self.bump(at - self.at);
            if let Some(whole) = ended {
                return Ok(whole);
            }
        }
        Ok(false)
    }
}

impl<R: Read> Iterator for Splitter<R> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        while !self.done {
            match self.step() {
                Ok(Some(piece)) => return Some(piece),
                Ok(None) => {}
                Err(fault) => {
                    self.done = true;
                    return Some(Piece::Fault(fault));
                }
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
