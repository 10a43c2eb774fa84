//! Byte input with its encoding settled: UTF-16 becomes UTF-8, byte order marks are taken off.
//!
//! Everything else goes through untouched: whether single-byte text is UTF-8 or Windows-1252 is decided value by value
//! by [`text_of`], so that one stray byte does not cost the whole input.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use crate::encoding::{Encoding, windows_1252};

/// Bytes read from the source at a time.
const CHUNK: usize = 64 * 1024;

/// Reads `input` as UTF-8 whatever of UTF-8, UTF-16LE and UTF-16BE it is in, with or without a byte order mark.
pub struct Decoded<R> {
    input: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    out: Vec<u8>,
    at: usize,
    started: bool,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// Wraps `input`; nothing is read yet.
    pub fn new(input: R) -> Decoded<R> {
        Decoded {
            input,
            decoder: None,
            raw: Vec::new(),
            out: Vec::new(),
            at: 0,
            started: false,
            ended: false,
        }
    }

    fn read_raw(&mut self, wanted: usize) -> io::Result<()> {
        let start = self.raw.len();
        self.raw.resize(start + wanted, 0);
        let mut filled = start;
        loop {
            match self.input.read(&mut self.raw[filled..]) {
                Ok(0) => self.ended = true,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.raw.truncate(filled);
                    return Err(error);
                }
            }
            // The first four bytes decide about the encoding: a pipe may deliver them one by one.
            if self.ended || filled >= 4 || self.started {
                break;
            }
        }
        self.raw.truncate(filled);
        Ok(())
    }

    fn settle_encoding(&mut self) {
        self.started = true;
        let (encoding, mark) = Encoding::sniff(&self.raw);
        self.raw.drain(..mark);
        self.decoder = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
        };
    }

    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.at = 0;
        while self.out.is_empty() && !(self.ended && self.raw.is_empty()) {
            if !self.ended {
                self.read_raw(CHUNK)?;
            }
            if !self.started {
                self.settle_encoding();
            }
            let Some(decoder) = &mut self.decoder else {
                std::mem::swap(&mut self.out, &mut self.raw);
                self.raw.clear();
                continue;
            };
            let room = decoder
                .max_utf8_buffer_length(self.raw.len())
                .unwrap_or(self.raw.len() * 3 + 16);
            self.out.resize(room, 0);
            let (result, _, written, _) =
                decoder.decode_to_utf8(&self.raw, &mut self.out, self.ended);
            debug_assert_eq!(result, CoderResult::InputEmpty);
            self.out.truncate(written);
            self.raw.clear();
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.out.len() {
            self.refill()?;
        }
        Ok(&self.out[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.out.len());
    }
}

/// The text of `bytes`: UTF-8, else Windows-1252 (which contains Latin-1); and whether it was the latter.
#[must_use]
pub fn text_of(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (windows_1252(bytes), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        // One byte at a time is the hardest source.
        struct Drip<'a>(&'a [u8]);
        impl Read for Drip<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let Some((first, rest)) = self.0.split_first() else {
                    return Ok(0);
                };
                buffer[0] = *first;
                self.0 = rest;
                Ok(1)
            }
        }
        let mut out = Vec::new();
        Decoded::new(Drip(bytes)).read_to_end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn reads_the_encodings() {
        let text = "{\"a\":\"é𝄞\"}";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(text.as_bytes()), text);
        assert_eq!(read(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), text);
        assert_eq!(read(&le), text);
        assert_eq!(read(&be), text);
        assert_eq!(read(&[b"\xFF\xFE".as_slice(), &le].concat()), text);
        assert_eq!(read(&[b"\xFE\xFF".as_slice(), &be].concat()), text);
        assert_eq!(read(b""), "");
        assert_eq!(read(b"{"), "{");
        assert_eq!(text_of(b"caf\xE9").0, "café");
    }
}
