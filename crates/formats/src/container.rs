//! Packed inputs: gzip, Zstandard and ZIP are recognised by their first bytes and unpacked as a stream in bounded
//! memory. Packing may be nested once (a `.csv.gz` inside a ZIP), never deeper. Must not look at what the unpacked
//! bytes mean: that is the formats' business.

use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use crate::encoding::decode_sample;
use crate::{FormatError, Limits};

/// Bytes that recognition looks at.
pub const SAMPLE_BYTES: usize = 64 << 10;

/// Unpacked bytes before the ratio is looked at: short inputs of repeated lines pack very well and do no harm.
const RATIO_GRACE: u64 = 10_000_000;

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip (RFC 1952), one or more members.
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
    /// ZIP archive (APPNOTE 6.3).
    Zip,
}

impl Packing {
    /// From the first bytes.
    #[must_use]
    pub fn of(head: &[u8]) -> Packing {
        match head {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            // A frame, or a skippable frame before one (RFC 8878 sections 3.1.1 and 3.1.2).
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
            // A member, an empty archive, or the first part of a split one (APPNOTE 4.3).
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => {
                Packing::Zip
            }
            _ => Packing::Plain,
        }
    }

    /// The name for messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Packing::Plain => "plain",
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
            Packing::Zip => "zip",
        }
    }
}

/// A limit that was reached while unpacking. Travels inside [`io::Error`]; readers turn it into a refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unpacking stopped: {detail} (limit {limit})")]
pub struct LimitExceeded {
    /// Name of the limit.
    pub limit: &'static str,
    /// What happened.
    pub detail: String,
}

/// The name of the packed file: without `.gz`, `.zst` or `.zstd`.
#[must_use]
pub fn inner_name(file: &str) -> &str {
    [".gz", ".zst", ".zstd"]
        .iter()
        .find_map(|end| {
            let cut = file.len().checked_sub(end.len())?;
            (cut > 0 && file.is_char_boundary(cut) && file[cut..].eq_ignore_ascii_case(end))
                .then(|| &file[..cut])
        })
        .unwrap_or(file)
}

/// Unpacks gzip and Zstandard; passes plain bytes through.
///
/// A truncated or damaged stream gives its error from the reader, after the rows before it. ZIP needs random access:
/// see [`Archive`].
///
/// # Errors
/// When the input cannot be read, is a ZIP archive, or is packed twice.
pub fn open_stream<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    file: &str,
    limits: &Limits,
) -> Result<Box<dyn BufRead + Send + 'a>, FormatError> {
    let budget = Arc::new(AtomicU64::new(0));
    open_layer(input, file, limits, &budget)
}

fn open_layer<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    file: &str,
    limits: &Limits,
    budget: &Arc<AtomicU64>,
) -> Result<Box<dyn BufRead + Send + 'a>, FormatError> {
    let failed = |source| FormatError::Io {
        file: file.to_owned(),
        source,
    };
    let sampled = Sampled::take(input, 8);
    let packing = Packing::of(sampled.head());
    let packed = Arc::new(AtomicU64::new(0));
    let counted = BufReader::with_capacity(
        SAMPLE_BYTES,
        Counted {
            input: sampled,
            count: Arc::clone(&packed),
        },
    );
    let unpacked: Box<dyn Read + Send + 'a> = match packing {
        Packing::Plain => return Ok(Box::new(counted)),
        Packing::Zip => {
            return Err(not_this(
                file,
                "zip",
                "a ZIP archive cannot be read as a stream; save it as a file first",
            ));
        }
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(counted)),
        Packing::Zstd => {
            Box::new(zstd::stream::read::Decoder::with_buffer(counted).map_err(failed)?)
        }
    };
    let guard = Guard {
        input: unpacked,
        packed,
        unpacked: 0,
        total: Arc::clone(budget),
        limits: *limits,
    };
    let inner = Sampled::take(Box::new(BufReader::with_capacity(SAMPLE_BYTES, guard)), 8);
    if Packing::of(inner.head()) != Packing::Plain {
        let detail = format!(
            "it holds {} data inside {}; unpack it once before handing it in",
            Packing::of(inner.head()).name(),
            packing.name()
        );
        return Err(not_this(file, packing.name(), &detail));
    }
    Ok(Box::new(inner))
}

fn not_this(file: &str, format: &'static str, detail: &str) -> FormatError {
    FormatError::NotThisFormat {
        file: file.to_owned(),
        format,
        detail: detail.to_owned(),
    }
}

/// Random access to bytes, as a ZIP archive needs it.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// A ZIP archive. Each member is an input of its own.
pub struct Archive<'a> {
    zip: zip::ZipArchive<Box<dyn ReadSeek + 'a>>,
    file: String,
    limits: Limits,
    /// Unpacked bytes of all members so far.
    budget: Arc<AtomicU64>,
    members: Vec<(usize, String)>,
}

impl<'a> Archive<'a> {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    /// When it is damaged, has encrypted members, too many members, or declares more unpacked bytes than the limit.
    pub fn open(
        input: Box<dyn ReadSeek + 'a>,
        file: &str,
        limits: &Limits,
    ) -> Result<Archive<'a>, FormatError> {
        let zip = zip::ZipArchive::new(input).map_err(|error| zip_error(file, error))?;
        if zip.len() > limits.members {
            return Err(FormatError::Limit {
                file: file.to_owned(),
                limit: "members",
                detail: format!(
                    "the archive has {} files, {} are allowed",
                    zip.len(),
                    limits.members
                ),
            });
        }
        let mut members = Vec::new();
        let mut declared = 0u64;
        for index in 0..zip.len() {
            let entry = zip
                .by_index_data(index)
                .map_err(|error| zip_error(file, error))?;
            let name = entry
                .name()
                .map_or_else(|_| format!("member {index}"), std::borrow::Cow::into_owned);
            if entry.encrypted() {
                return Err(not_this(
                    file,
                    "zip",
                    &format!("{name:?} is encrypted; hand it in without a password"),
                ));
            }
            declared = declared.saturating_add(entry.size());
            // Folders carry nothing; `__MACOSX` is the resource fork that one archiver adds to every file.
            if entry.is_file() && !name.starts_with("__MACOSX/") {
                members.push((index, name));
            }
        }
        if declared > limits.unpacked_bytes {
            return Err(FormatError::Limit {
                file: file.to_owned(),
                limit: "unpacked_bytes",
                detail: format!(
                    "the archive declares {declared} unpacked bytes, {} are allowed",
                    limits.unpacked_bytes
                ),
            });
        }
        Ok(Archive {
            zip,
            file: file.to_owned(),
            limits: *limits,
            budget: Arc::default(),
            members,
        })
    }

    /// The names of the files inside, in the archive's order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(_, name)| name.as_str())
    }

    /// Number of files inside.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no file inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Opens the member at a position of [`Archive::names`]; a member that is itself gzip or Zstandard is unpacked.
    ///
    /// # Errors
    /// When the position is outside, the member is damaged, packed by an unknown method, or an archive itself.
    pub fn member(&mut self, position: usize) -> Result<Box<dyn BufRead + Send + '_>, FormatError> {
        let Some((index, name)) = self.members.get(position) else {
            return Err(not_this(
                &self.file,
                "zip",
                &format!("there is no member {position}"),
            ));
        };
        let label = format!("{}/{name}", self.file);
        let entry = self
            .zip
            .by_index(*index)
            .map_err(|error| zip_error(&label, error))?;
        let packed = Arc::new(AtomicU64::new(entry.compressed_size()));
        let guard = Guard {
            input: Box::new(entry),
            packed,
            unpacked: 0,
            total: Arc::clone(&self.budget),
            limits: self.limits,
        };
        let stream = Sampled::take(Box::new(BufReader::with_capacity(SAMPLE_BYTES, guard)), 8);
        if Packing::of(stream.head()) == Packing::Zip {
            return Err(not_this(
                &label,
                "zip",
                "an archive inside an archive is not opened; unpack it once before handing it in",
            ));
        }
        open_layer(Box::new(stream), &label, &self.limits, &self.budget)
    }
}

fn zip_error(file: &str, error: zip::result::ZipError) -> FormatError {
    match error {
        zip::result::ZipError::Io(source) => FormatError::Io {
            file: file.to_owned(),
            source,
        },
        other => not_this(file, "zip", &other.to_string()),
    }
}

/// Counts packed bytes as they are taken.
struct Counted<R> {
    input: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Stops a decompression bomb: by the sum of unpacked bytes, and by unpacked per packed byte.
struct Guard<'a> {
    input: Box<dyn Read + Send + 'a>,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    total: Arc<AtomicU64>,
    limits: Limits,
}

impl Read for Guard<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)? as u64;
        self.unpacked += read;
        let total = self.total.fetch_add(read, Ordering::Relaxed) + read;
        if total > self.limits.unpacked_bytes {
            let detail = format!("more than {} bytes came out", self.limits.unpacked_bytes);
            return Err(io::Error::other(LimitExceeded {
                limit: "unpacked_bytes",
                detail,
            }));
        }
        let packed = self.packed.load(Ordering::Relaxed).max(1);
        if self.unpacked > RATIO_GRACE && self.unpacked / packed > self.limits.ratio {
            let detail = format!(
                "{packed} packed bytes gave more than {} times as many",
                self.limits.ratio
            );
            return Err(io::Error::other(LimitExceeded {
                limit: "ratio",
                detail,
            }));
        }
        Ok(read as usize)
    }
}

/// An input whose beginning has been looked at. Reads as if it had not been; an error met while looking comes at its place.
pub struct Sampled<'a> {
    head: Cursor<Vec<u8>>,
    failed: Option<io::Error>,
    whole: bool,
    rest: Box<dyn BufRead + Send + 'a>,
}

impl<'a> Sampled<'a> {
    /// Looks at up to `bytes` bytes.
    #[must_use]
    pub fn take(mut input: Box<dyn BufRead + Send + 'a>, bytes: usize) -> Sampled<'a> {
        let mut head = Vec::new();
        let mut failed = None;
        // Reads one byte more than asked for, to know whether this is all.
        while head.len() <= bytes {
            let wanted = bytes + 1 - head.len();
            match input.fill_buf() {
                Ok([]) => break,
                Ok(chunk) => {
                    let taken = chunk.len().min(wanted);
                    head.extend_from_slice(&chunk[..taken]);
                    input.consume(taken);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        let whole = head.len() <= bytes && failed.is_none();
        Sampled {
            head: Cursor::new(head),
            failed,
            whole,
            rest: input,
        }
    }

    /// The bytes looked at.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        self.head.get_ref()
    }

    /// Whether these bytes are the whole input.
    #[must_use]
    pub fn whole(&self) -> bool {
        self.whole
    }

    fn in_head(&self) -> bool {
        (self.head.position() as usize) < self.head.get_ref().len()
    }
}

impl Read for Sampled<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.in_head() {
            return self.head.read(out);
        }
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.rest.read(out)
    }
}

impl BufRead for Sampled<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.in_head() {
            return self.head.fill_buf();
        }
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.rest.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if self.in_head() {
            self.head.consume(amount);
        } else {
            self.rest.consume(amount);
        }
    }
}

#[cfg(test)]
#[path = "container_tests.rs"]
mod tests;
