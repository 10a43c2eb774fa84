//! Keeping what was handed in, byte for byte (DOMAIN rule 14).
//!
//! Bytes are hashed and compressed while they are copied, then renamed to their SHA-256. Intake reads the copy: what
//! was kept is what was taken in, even if the sender's file changes meanwhile.

use std::fs::{self, File};
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::{Result, at};

/// Bytes kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// SHA-256 of the bytes as sent, hex.
    pub sha256: String,
    /// Their number.
    pub bytes: u64,
    /// Where they are, compressed.
    pub path: PathBuf,
}

impl Kept {
    /// The bytes as sent.
    pub fn open(&self) -> Result<Box<dyn std::io::BufRead + Send>> {
        let file = File::open(&self.path).map_err(at(&self.path))?;
        let decoder = zstd::stream::read::Decoder::new(file).map_err(at(&self.path))?;
        Ok(Box::new(BufReader::with_capacity(256 << 10, decoder)))
    }
}

/// Copies `input` into the archive. `tick` is told the number of bytes after each block.
pub(crate) fn keep(folder: &Path, input: &mut dyn Read, tick: &mut dyn FnMut(u64)) -> Result<Kept> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    // The process number keeps two intakes apart; a left-over of a killed one is overwritten or removed by `tidy`.
    let temporary = folder.join(format!(".incoming-{}", std::process::id()));
    let file = File::create(&temporary).map_err(at(&temporary))?;
    // Level 1: feeds compress four- to tenfold at the speed of the disk.
    let mut encoder = zstd::stream::write::Encoder::new(file, 1).map_err(at(&temporary))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    let mut bytes = 0;
    loop {
        let read = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(at("the input")(error)),
        };
        hash.update(&buffer[..read]);
        encoder.write_all(&buffer[..read]).map_err(at(&temporary))?;
        bytes += read as u64;
        tick(bytes);
    }
    let file = encoder.finish().map_err(at(&temporary))?;
    file.sync_all().map_err(at(&temporary))?;
    let sha256 = HEXLOWER.encode(&hash.finalize());
    let shelf = folder.join(&sha256[..2]);
    fs::create_dir_all(&shelf).map_err(at(&shelf))?;
    let path = shelf.join(format!("{sha256}.zst"));
    fs::rename(&temporary, &path).map_err(at(&path))?;
    Ok(Kept {
        sha256,
        bytes,
        path,
    })
}

/// Removes what killed intakes left half-copied more than a day ago.
pub(crate) fn tidy(folder: &Path, now: model::Utc) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let old = entry
            .metadata()
            .and_then(|meta| meta.modified())
            .is_ok_and(|modified| {
                modified
                    .duration_since(std::time::UNIX_EPOCH)
                    .is_ok_and(|age| age.as_secs() as i64 + model::DAY < now.0)
            });
        if old
            && entry
                .file_name()
                .to_string_lossy()
                .starts_with(".incoming-")
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let sent = b"198.51.100.7\n".repeat(50_000);
        let kept = keep(folder.path(), &mut sent.as_slice(), &mut |_| {}).unwrap();
        assert_eq!(kept.bytes, sent.len() as u64);
        let mut back = Vec::new();
        kept.open().unwrap().read_to_end(&mut back).unwrap();
        assert_eq!(back, sent);
        let again = keep(folder.path(), &mut sent.as_slice(), &mut |_| {}).unwrap();
        assert_eq!(again.path, kept.path);
    }
}
