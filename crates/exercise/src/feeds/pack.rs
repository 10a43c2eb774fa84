//! Containers and encodings around a written feed: gzip, zip, Windows-1252, UTF-16.
//!
//! No time of day and no machine name goes into a container, so that the bytes stay the same.

use std::io::{Cursor, Write};

use encoding_rs::WINDOWS_1252;
use flate2::{Compression, GzBuilder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::ExerciseError;

/// RFC 1952, without a time.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>, ExerciseError> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), Compression::new(6));
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// An archive with one member.
pub(crate) fn zipped(name: &str, bytes: &[u8]) -> Result<Vec<u8>, ExerciseError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    archive.start_file(name, options)?;
    archive.write_all(bytes)?;
    Ok(archive.finish()?.into_inner())
}

/// Windows-1252, which is what "Latin-1" files are in practice. Characters outside it become references.
pub(crate) fn latin1(bytes: &[u8]) -> Vec<u8> {
    WINDOWS_1252
        .encode(&String::from_utf8_lossy(bytes))
        .0
        .into_owned()
}

/// UTF-16, little-endian, with byte order mark.
pub(crate) fn utf16(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut out = vec![0xff, 0xfe];
    out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_is_reproducible() {
        assert_eq!(gzip(b"abc").unwrap(), gzip(b"abc").unwrap());
        assert_eq!(
            zipped("a.csv", b"abc").unwrap(),
            zipped("a.csv", b"abc").unwrap()
        );
        assert_eq!(latin1("é".as_bytes()), [0xe9]);
        assert_eq!(utf16(b"a"), [0xff, 0xfe, b'a', 0]);
    }
}
