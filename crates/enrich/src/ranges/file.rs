//! The compiled form of a range table (`*.grt`).
//!
//! All numbers are little-endian. Layout, without gaps:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | magic `GRIOTRT` and the format version (1) |
//! | 32 | BLAKE3 of everything after this field |
//! | 4 | kind of table ([`TableKind`]) |
//! | 4 × 5 | counts: IPv4 segments, IPv6 segments, labels, bytes of the name pool, bytes of the header text |
//! | n | header text, UTF-8: data-set name, date, licence, separated by line feeds |
//! | 4 × n, 4 × n | IPv4 segment starts, then their codes |
//! | 16 × n, 4 × n | IPv6 segment starts, then their codes |
//! | 12 × n | labels: AS number, offset and length of the name in the pool |
//! | n | name pool, UTF-8 |
//!
//! A segment runs to the start of the next. Code 0 means nothing known; in country tables a code is
//! the two letters (first one high), in network tables the number of a label, counted from 1.
//! A file is treated as hostile: sizes are checked before anything is taken from it, the checksum
//! and the order of segments before it is used.

use std::io::Read;

use super::segments::Segments;
use super::{About, Label, RangeTable, TableKind, country_of};
use crate::Error;

/// Version of the format that is written and read.
pub const FORMAT_VERSION: u8 = 1;

/// Largest file that is read.
pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// Most bytes of header text.
const MAX_HEADER: usize = 64 << 10;

const MAGIC: [u8; 8] = *b"GRIOTRT\x01";
const CHECKSUM: std::ops::Range<usize> = 8..40;
const FIXED: usize = 64;

impl RangeTable {
    /// The compiled form. Equal tables give equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let (starts4, codes4, starts6, codes6) = self.segments.parts();
        let line = |text: &str| text.replace(['\n', '\r'], " ");
        let about = &self.about;
        let header = format!(
            "{}\n{}\n{}",
            line(&about.name),
            line(&about.date),
            line(&about.licence)
        );
        let mut out = Vec::with_capacity(FIXED + starts4.len() * 8 + starts6.len() * 20);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&[0; 32]);
        let counts = [
            about.kind as usize,
            starts4.len(),
            starts6.len(),
            self.labels.len(),
            self.pool.len(),
            header.len(),
        ];
        for count in counts {
            out.extend_from_slice(&(count as u32).to_le_bytes());
        }
        out.extend_from_slice(header.as_bytes());
        starts4
            .iter()
            .chain(codes4)
            .for_each(|n| out.extend_from_slice(&n.to_le_bytes()));
        starts6
            .iter()
            .for_each(|n| out.extend_from_slice(&n.to_le_bytes()));
        codes6
            .iter()
            .for_each(|n| out.extend_from_slice(&n.to_le_bytes()));
        for label in &self.labels {
            for number in [label.asn, label.offset, label.length] {
                out.extend_from_slice(&number.to_le_bytes());
            }
        }
        out.extend_from_slice(self.pool.as_bytes());
        let checksum = blake3::hash(&out[CHECKSUM.end..]);
        out[CHECKSUM].copy_from_slice(checksum.as_bytes());
        out
    }

    /// Reads the compiled form; `what` names the file in errors.
    ///
    /// # Errors
    /// [`Error::Compiled`] when the bytes are damaged, cut off, or of another version.
    pub fn from_bytes(what: &str, bytes: &[u8]) -> Result<RangeTable, Error> {
        RangeTable::read(what, bytes.len() as u64, bytes)
    }

    /// Reads the compiled form out of a stream of `length` bytes, without holding it twice.
    ///
    /// # Errors
    /// As [`RangeTable::from_bytes`]; [`Error::TooLarge`] above [`MAX_FILE_BYTES`].
    pub fn read(what: &str, length: u64, input: impl Read) -> Result<RangeTable, Error> {
        let error = |problem| Error::Compiled {
            what: what.to_owned(),
            problem,
        };
        if length > MAX_FILE_BYTES {
            let limit = MAX_FILE_BYTES;
            return Err(Error::TooLarge {
                what: what.to_owned(),
                limit,
                unit: "bytes",
            });
        }
        let mut source = Source {
            input,
            hasher: blake3::Hasher::new(),
            buffer: vec![0; BUFFER],
        };
        let fixed = source.fixed().map_err(error)?;
        let head = Head::read(&fixed).map_err(error)?;
        // From here on no count can ask for more than the file has.
        if Some(length) != head.total().map(|total| total as u64) {
            return Err(error("its length does not fit its header"));
        }
        let header = source.bytes(head.header).map_err(error)?;
        let about = head.about(&header).map_err(error)?;
        let starts4 = source.words(head.v4).map_err(error)?;
        let codes4 = source.words(head.v4).map_err(error)?;
        let starts6 = source.long_words(head.v6).map_err(error)?;
        let codes6 = source.words(head.v6).map_err(error)?;
        let labels: Vec<Label> = source
            .words(head.labels * 3)
            .map_err(error)?
            .as_chunks::<3>()
            .0
            .iter()
            .map(|&[asn, offset, length]| Label {
                asn,
                offset,
                length,
            })
            .collect();
        let pool = source.bytes(head.pool).map_err(error)?;
        if fixed.get(CHECKSUM) != Some(source.hasher.finalize().as_bytes().as_slice()) {
            return Err(error("its checksum is wrong"));
        }
        let pool = String::from_utf8(pool).map_err(|_| error("a name is not UTF-8"))?;
        if starts4.first() != Some(&0) || starts6.first() != Some(&0) {
            return Err(error("a segment table does not begin at address 0"));
        }
        if !ascending(&starts4) || !ascending(&starts6) {
            return Err(error("its segments are out of order"));
        }
        let mut codes = codes4.iter().chain(&codes6);
        let codes_fit = match about.kind {
            TableKind::Network => codes.all(|&code| code as usize <= labels.len()),
            _ => codes.all(|&code| {
                code <= 0xffff
                    && country_of(code).is_none_or(|c| c.iter().all(u8::is_ascii_uppercase))
            }),
        };
        if !codes_fit {
            return Err(error("a code has no meaning"));
        }
        let named = |label: &Label| {
            let start = label.offset as usize;
            start
                .checked_add(label.length as usize)
                .and_then(|end| pool.get(start..end))
                .is_some()
        };
        if !labels.iter().all(named) {
            return Err(error("a name lies outside the pool"));
        }
        let segments = Segments::from_parts(starts4, codes4, starts6, codes6);
        Ok(RangeTable {
            about,
            segments,
            labels,
            pool: pool.to_owned(),
        })
    }

    /// Reads only where a compiled table comes from, out of the first bytes of the file (give at
    /// least [`RangeTable::HEAD_BYTES`] of them, or all there are). The checksum is not verified.
    ///
    /// # Errors
    /// [`Error::Compiled`] when the bytes are not the beginning of a range table.
    pub fn about_from(what: &str, bytes: &[u8]) -> Result<About, Error> {
        let error = |problem| Error::Compiled {
            what: what.to_owned(),
            problem,
        };
        let head = Head::read(bytes).map_err(error)?;
        let header = bytes.get(FIXED..FIXED + head.header);
        head.about(header.ok_or_else(|| error("it is too short"))?)
            .map_err(error)
    }

    /// Bytes at the beginning of a file that always hold all of its header.
    pub const HEAD_BYTES: usize = FIXED + MAX_HEADER;
}

fn ascending<T: PartialOrd>(values: &[T]) -> bool {
    values.is_sorted_by(|a, b| a < b)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|chunk| u32::from_le_bytes(*chunk))
        .collect()
}

/// Bytes that are read at a time; a multiple of every item's size.
const BUFFER: usize = 48 << 10;

/// A file while it is read: everything that passes is hashed.
struct Source<R> {
    input: R,
    hasher: blake3::Hasher,
    buffer: Vec<u8>,
}

impl<R: Read> Source<R> {
    /// The fixed part. What stands before the end of the checksum is not hashed.
    fn fixed(&mut self) -> Result<[u8; FIXED], &'static str> {
        let mut fixed = [0; FIXED];
        self.input.read_exact(&mut fixed).map_err(cut_off)?;
        self.hasher.update(&fixed[CHECKSUM.end..]);
        Ok(fixed)
    }

    /// Passes `count` bytes on in pieces.
    fn pieces(&mut self, mut count: usize, mut to: impl FnMut(&[u8])) -> Result<(), &'static str> {
        while count > 0 {
            let size = count.min(BUFFER);
            let piece = self.buffer.get_mut(..size).unwrap_or_default();
            self.input.read_exact(piece).map_err(cut_off)?;
            self.hasher.update(piece);
            to(piece);
            count -= size;
        }
        Ok(())
    }

    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, &'static str> {
        let mut out = Vec::with_capacity(count);
        self.pieces(count, |piece| out.extend_from_slice(piece))?;
        Ok(out)
    }

    fn words(&mut self, count: usize) -> Result<Vec<u32>, &'static str> {
        let mut out = Vec::with_capacity(count);
        self.pieces(count * 4, |piece| {
            out.extend(
                piece
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .map(|word| u32::from_le_bytes(*word)),
            );
        })?;
        Ok(out)
    }

    fn long_words(&mut self, count: usize) -> Result<Vec<u128>, &'static str> {
        let mut out = Vec::with_capacity(count);
        self.pieces(count * 16, |piece| {
            out.extend(
                piece
                    .as_chunks::<16>()
                    .0
                    .iter()
                    .map(|word| u128::from_le_bytes(*word)),
            );
        })?;
        Ok(out)
    }
}

#[allow(clippy::needless_pass_by_value)] // the form that map_err wants
fn cut_off(error: std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "it is too short",
        _ => "it can not be read to its end",
    }
}

/// The fixed part of a file.
struct Head {
    kind: TableKind,
    v4: usize,
    v6: usize,
    labels: usize,
    pool: usize,
    header: usize,
}

impl Head {
    fn read(bytes: &[u8]) -> Result<Head, &'static str> {
        let magic = bytes.get(..MAGIC.len()).ok_or("it is too short")?;
        if magic[..7] != MAGIC[..7] {
            return Err("it is no compiled range table");
        }
        if magic[7] != FORMAT_VERSION {
            return Err("it is of another format version");
        }
        let fixed = bytes.get(CHECKSUM.end..FIXED).ok_or("it is too short")?;
        let &[kind, v4, v6, labels, pool, header] = words(fixed).as_slice() else {
            return Err("it is too short");
        };
        let kind = u8::try_from(kind)
            .ok()
            .and_then(TableKind::from_code)
            .ok_or("it is of an unknown kind")?;
        if header as usize > MAX_HEADER {
            return Err("its header is too long");
        }
        Ok(Head {
            kind,
            v4: v4 as usize,
            v6: v6 as usize,
            labels: labels as usize,
            pool: pool as usize,
            header: header as usize,
        })
    }

    /// The length that the whole file must have.
    fn total(&self) -> Option<usize> {
        FIXED
            .checked_add(self.header)?
            .checked_add(self.v4.checked_mul(8)?)?
            .checked_add(self.v6.checked_mul(20)?)?
            .checked_add(self.labels.checked_mul(12)?)?
            .checked_add(self.pool)
    }

    fn about(&self, header: &[u8]) -> Result<About, &'static str> {
        let header = std::str::from_utf8(header).map_err(|_| "its header is not UTF-8")?;
        let mut lines = header.split('\n');
        let (Some(name), Some(date), Some(licence), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err("its header does not have three lines");
        };
        Ok(About {
            name: name.to_owned(),
            kind: self.kind,
            date: date.to_owned(),
            licence: licence.to_owned(),
        })
    }
}
