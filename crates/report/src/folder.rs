//! A report's folder: its files with a manifest of their SHA-256 digests.
//!
//! `manifest.json` says what there is; `SHA256SUMS` is checked with `sha256sum -c SHA256SUMS` and the like.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ReportError;
use crate::columns::rfc3339;

/// Name of the machine-readable manifest.
pub const MANIFEST: &str = "manifest.json";
/// Name of the list of digests.
pub const SUMS: &str = "SHA256SUMS";

/// What a manifest says about the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct About {
    /// Number of the report.
    pub reference: String,
    /// Version.
    pub version: u32,
    /// Marking, for example `TLP:AMBER`.
    pub tlp: String,
    /// Synthetic data.
    pub exercise: bool,
    /// Date of the report, RFC 3339.
    pub generated_at: String,
    /// Items in it.
    pub items: usize,
}

#[derive(Serialize)]
struct Manifest<'a> {
    schema: &'static str,
    #[serde(flatten)]
    about: &'a About,
    files: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    bytes: usize,
    sha256: String,
}

/// The manifest and the list of digests of these files, sorted by name.
///
/// # Errors
/// When a name is not a plain file name.
pub fn manifest(
    about: &About,
    files: &[(String, Vec<u8>)],
) -> Result<(Vec<u8>, Vec<u8>), ReportError> {
    let mut entries = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        if !plain(name) {
            return Err(ReportError::FileName(name.clone()));
        }
        let sha256 = HEXLOWER.encode(&Sha256::digest(bytes));
        entries.push(Entry {
            name,
            bytes: bytes.len(),
            sha256,
        });
    }
    entries.sort_by(|a, b| a.name.cmp(b.name));
    if let Some(twice) = entries.windows(2).find(|pair| pair[0].name == pair[1].name) {
        return Err(ReportError::FileName(twice[0].name.to_owned()));
    }
    let sums: String = entries
        .iter()
        .map(|e| format!("{}  {}\n", e.sha256, e.name))
        .collect();
    let manifest = Manifest {
        schema: "griot-report-manifest/1",
        about,
        files: entries,
    };
    let mut json = serde_json::to_vec_pretty(&manifest).map_err(ReportError::Data)?;
    json.push(b'\n');
    Ok((json, sums.into_bytes()))
}

/// Writes the files, then the manifest and the digests. Each file appears whole or not at all.
///
/// # Errors
/// When a name is not a plain file name or a file can not be written; says which.
pub fn write_folder(
    dir: &Path,
    about: &About,
    files: &[(String, Vec<u8>)],
) -> Result<(), ReportError> {
    let (json, sums) = manifest(about, files)?;
    fs::create_dir_all(dir).map_err(|e| io(dir, e))?;
    for (name, bytes) in files {
        write(dir, name, bytes)?;
    }
    write(dir, MANIFEST, &json)?;
    write(dir, SUMS, &sums)
}

/// What the manifest says about a report.
#[must_use]
pub fn about(input: &crate::input::ReportInput) -> About {
    About {
        reference: input.reference.clone(),
        version: input.version,
        tlp: input.markings.tlp.label().to_owned(),
        exercise: input.exercise,
        generated_at: rfc3339(input.generated_at),
        items: input.items.len(),
    }
}

/// A name without folders, hidden parts or characters that some file system refuses.
fn plain(name: &str) -> bool {
    let reserved = [MANIFEST, SUMS].contains(&name);
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !reserved
        && !name.is_empty()
        && name.len() <= 120
        && !name.starts_with('.')
        && name.chars().all(good)
}

fn io(path: &Path, source: std::io::Error) -> ReportError {
    ReportError::Folder {
        path: path.to_owned(),
        source,
    }
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), ReportError> {
    let path = dir.join(name);
    let part = dir.join(format!("{name}.part"));
    let result = (|| {
        let mut file = fs::File::create(&part)?;
        file.write_all(bytes)?;
        drop(file);
        fs::rename(&part, &path)
    })();
    result.map_err(|e| {
        // What was begun is of no use to anyone; the error that matters is the first one.
        let _ = fs::remove_file(&part);
        io(&path, e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_can_be_checked_and_names_are_plain() {
        let dir = tempfile::tempdir().unwrap();
        let about = About {
            reference: "R".into(),
            version: 1,
            ..About::default()
        };
        write_folder(
            dir.path(),
            &about,
            &[("b.csv".into(), b"b".to_vec()), ("a.csv".into(), vec![])],
        )
        .unwrap();
        let sums = fs::read_to_string(dir.path().join(SUMS)).unwrap();
        assert!(sums.starts_with(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.csv\n"
        ));
        insta::assert_snapshot!(fs::read_to_string(dir.path().join(MANIFEST)).unwrap());
        for bad in ["../x", "a/b", "", ".hidden", "manifest.json", "x\0"] {
            let error = write_folder(dir.path(), &about, &[(bad.into(), vec![])]).unwrap_err();
            assert!(matches!(error, ReportError::FileName(_)), "{bad}");
        }
        let twice = [("a".to_owned(), vec![]), ("a".to_owned(), vec![])];
        assert!(write_folder(dir.path(), &about, &twice).is_err());
    }
}
