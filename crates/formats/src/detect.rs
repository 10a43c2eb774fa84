//! Recognising a format from the beginning of an input.

use crate::{Format, FormatError, registry};

/// The beginning of an input, for recognition.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// File name without folder; `-` for standard input.
    pub file_name: &'a str,
    /// The first bytes (up to 64 KiB), decompressed and decoded to text.
    pub text: &'a str,
    /// Whether this is the whole input.
    pub whole: bool,
}

/// That a format fits, how surely, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    /// 0-100. 100: a signature that no other format has; 50: the shape fits; 10: last resort.
    pub sureness: u8,
    /// Why, in words for the receipt.
    pub why: String,
}

/// The best-fitting format and why.
///
/// # Errors
/// When none fits.
pub fn detect(sample: &Sample<'_>) -> Result<(&'static dyn Format, Detection), FormatError> {
    let mut best: Option<(&'static dyn Format, Detection)> = None;
    for format in registry().iter().copied() {
        let Some(found) = format.detect(sample) else {
            continue;
        };
        if best
            .as_ref()
            .is_none_or(|(_, known)| found.sureness > known.sureness)
        {
            best = Some((format, found));
        }
    }
    best.ok_or_else(|| FormatError::Unrecognised {
        file: sample.file_name.to_owned(),
        tried: "no line or structure that any known format begins with".to_owned(),
    })
}
