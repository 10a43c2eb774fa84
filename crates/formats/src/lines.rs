//! Lines of text from bytes of unknown encoding, lazily and in bounded memory.
//!
//! A line ends with LF, CR LF or CR. What cannot be used as text (too long, NUL bytes, a stream that breaks off) comes
//! out as a [`Bad`] line with its number, so that every line is accounted for. Must not know any format.

use std::io::{self, BufRead};

use encoding_rs::{CoderResult, Decoder};
use model::{Place, Reason, Refusal};

use crate::Limits;
use crate::container::{LimitExceeded, Sampled};
use crate::encoding::{Encoding, windows_1252};

/// Bytes read at a time.
const BLOCK: usize = 128 << 10;

/// One line.
#[derive(Debug)]
pub enum Line<'b> {
    /// Text without its line end.
    Text(&'b str),
    /// Not usable as text.
    Bad(Bad),
}

/// A line that is not usable as text.
#[derive(Debug)]
pub struct Bad {
    /// Why.
    pub reason: Reason,
    /// Why, with the particulars.
    pub detail: String,
    /// Its beginning.
    pub raw: String,
}

impl Bad {
    /// The refusal for the receipt.
    #[must_use]
    pub fn refusal(self, number: u64) -> Refusal {
        Refusal::new(Place::row(number), self.reason, self.detail, &self.raw)
    }
}

/// The reason under which a failed read is counted.
#[must_use]
pub fn io_reason(error: &io::Error) -> Reason {
    if let Some(inner) = error.get_ref()
        && inner.is::<LimitExceeded>()
    {
        return Reason::LimitReached;
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Reason::Truncated,
        _ => Reason::Malformed,
    }
}

/// Reads lines. Not an [`Iterator`] because a line borrows the buffer: no allocation per line.
pub struct Lines<'a> {
    input: Sampled<'a>,
    wide: Option<Decoder>,
    encoding: Encoding,
    /// Decoded bytes not yet given out are `buffer[start..end]`.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Whether the buffer may hold a NUL byte.
    nul: bool,
    ended: bool,
    failed: Option<io::Error>,
    number: u64,
    limit: usize,
    narrow: String,
    narrow_lines: u64,
    replaced: bool,
}

impl<'a> Lines<'a> {
    /// Reads lines of at most `limits.item_bytes` bytes.
    #[must_use]
    pub fn new(input: Box<dyn BufRead + Send + 'a>, limits: &Limits) -> Lines<'a> {
        let mut input = Sampled::take(input, 4_096);
        let (encoding, mark) = Encoding::sniff(input.head());
        input.consume(mark);
        let wide = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(encoding_rs::UTF_16LE.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(encoding_rs::UTF_16BE.new_decoder_without_bom_handling()),
        };
        Lines {
            input,
            wide,
            encoding,
            buffer: vec![0; BLOCK],
            start: 0,
            end: 0,
            nul: false,
            ended: false,
            failed: None,
            number: 0,
            limit: limits.item_bytes.max(1),
            narrow: String::new(),
            narrow_lines: 0,
            replaced: false,
        }
    }

    /// The next line with its number, from 1.
    #[allow(clippy::should_implement_trait)] // a lending iterator
    pub fn next(&mut self) -> Option<(u64, Line<'_>)> {
        let Some((length, terminator)) = self.find_end() else {
            return self.rest();
        };
        self.number += 1;
        if length > self.limit {
            return Some((self.number, Line::Bad(self.too_long(length, terminator))));
        }
        let from = self.start;
        self.start += length + terminator;
        self.text(from, from + length)
    }

    /// What was noticed about the encoding.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        match self.encoding {
            Encoding::Utf8 => {}
            Encoding::Utf16Le => remarks.push("the input is UTF-16 (little-endian)".to_owned()),
            Encoding::Utf16Be => remarks.push("the input is UTF-16 (big-endian)".to_owned()),
        }
        if self.replaced {
            remarks.push(
                "the input has invalid UTF-16; the characters in question were replaced by U+FFFD"
                    .to_owned(),
            );
        }
        if self.narrow_lines > 0 {
            remarks.push(format!(
                "{} lines are not UTF-8 and were read as Windows-1252",
                self.narrow_lines
            ));
        }
        remarks
    }

    /// Length of the next line and of its end in bytes; none when the input has no further line end.
    /// A length above the limit means that the line is longer than the buffer.
    fn find_end(&mut self) -> Option<(usize, usize)> {
        let mut searched = 0;
        loop {
            if let Some(found) =
                memchr::memchr2(b'\n', b'\r', &self.buffer[self.start + searched..self.end])
            {
                let length = searched + found;
                if self.buffer[self.start + length] == b'\n' {
                    return Some((length, 1));
                }
                // CR: one line end together with an LF, which may be in the next block.
                if self.start + length + 1 == self.end && !self.ended {
                    searched = length;
                    self.fill();
                    continue;
                }
                let pair = self.start + length + 1 < self.end
                    && self.buffer[self.start + length + 1] == b'\n';
                return Some((length, 1 + usize::from(pair)));
            }
            searched = self.end - self.start;
            if searched > self.limit {
                return Some((searched, 0));
            }
            if self.ended {
                return None;
            }
            self.fill();
        }
    }

    /// The last line, which has no line end, or the failure that ended the input.
    fn rest(&mut self) -> Option<(u64, Line<'_>)> {
        let (from, to) = (self.start, self.end);
        if let Some(error) = self.failed.take() {
            self.start = self.end;
            self.number += 1;
            let raw = String::from_utf8_lossy(&self.buffer[from..to]).into_owned();
            let bad = Bad {
                reason: io_reason(&error),
                detail: format!("the input breaks off here: {error}"),
                raw,
            };
            return Some((self.number, Line::Bad(bad)));
        }
        if from == to {
            return None;
        }
        self.number += 1;
        self.start = self.end;
        self.text(from, to)
    }

    fn text(&mut self, from: usize, to: usize) -> Option<(u64, Line<'_>)> {
        let bytes = &self.buffer[from..to];
        if self.nul && memchr::memchr(0, bytes).is_some() {
            let raw = String::from_utf8_lossy(&bytes[..bytes.len().min(Refusal::RAW_LIMIT)])
                .replace('\0', "\u{2400}");
            let detail = "the line has NUL bytes: it is binary data, not text".to_owned();
            return Some((
                self.number,
                Line::Bad(Bad {
                    reason: Reason::Encoding,
                    detail,
                    raw,
                }),
            ));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Some((self.number, Line::Text(text))),
            Err(_) => {
                self.narrow_lines += 1;
                self.narrow.clear();
                self.narrow.push_str(&windows_1252(bytes));
                Some((self.number, Line::Text(&self.narrow)))
            }
        }
    }

    /// Passes over an over-long line, keeping its beginning.
    fn too_long(&mut self, length: usize, terminator: usize) -> Bad {
        let kept = &self.buffer[self.start..self.start + length.min(Refusal::RAW_LIMIT)];
        let raw = String::from_utf8_lossy(kept).into_owned();
        let mut bytes = length as u64;
        self.start += length + terminator;
        if terminator == 0 {
            loop {
                if let Some(found) =
                    memchr::memchr2(b'\n', b'\r', &self.buffer[self.start..self.end])
                {
                    bytes += found as u64;
                    self.start += found;
                    // Takes the line end with the same care as elsewhere; the line before it is empty here.
                    if let Some((_, end)) = self.find_end() {
                        self.start += end;
                    }
                    break;
                }
                bytes += (self.end - self.start) as u64;
                self.start = self.end;
                if self.ended {
                    break;
                }
                self.fill();
            }
        }
        let detail = format!(
            "the line has {bytes} bytes, {} are allowed (limit item_bytes)",
            self.limit
        );
        Bad {
            reason: Reason::TooLong,
            detail,
            raw,
        }
    }

    /// Moves what is left to the front and reads more behind it.
    fn fill(&mut self) {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        self.nul = memchr::memchr(0, &self.buffer[..self.end]).is_some();
        if self.buffer.len() - self.end < BLOCK / 2 {
            // Bounded: `find_end` stops asking once the line is longer than the limit.
            self.buffer.resize(self.end + BLOCK, 0);
        }
        let before = self.end;
        let outcome = match self.wide.take() {
            None => self.fill_narrow(),
            Some(mut decoder) => {
                let outcome = self.fill_wide(&mut decoder);
                self.wide = Some(decoder);
                outcome
            }
        };
        match outcome {
            Ok(true) => {}
            Ok(false) => self.ended = true,
            Err(error) => {
                self.ended = true;
                self.failed = Some(error);
            }
        }
        self.nul |= memchr::memchr(0, &self.buffer[before..self.end]).is_some();
    }

    /// Whether there may be more.
    fn fill_narrow(&mut self) -> io::Result<bool> {
        loop {
            match io::Read::read(&mut self.input, &mut self.buffer[self.end..]) {
                Ok(read) => {
                    self.end += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn fill_wide(&mut self, decoder: &mut Decoder) -> io::Result<bool> {
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let last = chunk.is_empty();
            let (result, read, written, replaced) =
                decoder.decode_to_utf8(chunk, &mut self.buffer[self.end..], last);
            self.input.consume(read);
            self.end += written;
            self.replaced |= replaced;
            if last && result == CoderResult::InputEmpty {
                return Ok(false);
            }
            if written > 0 || result == CoderResult::OutputFull {
                return Ok(true);
            }
        }
    }
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
