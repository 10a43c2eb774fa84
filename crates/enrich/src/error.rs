//! What can go wrong while data sets are read. Looking up never fails.

use std::path::{Path, PathBuf};

/// A data set could not be read or built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{}: {source}; check that the path exists and may be read", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A row of a CSV data set is wrong.
    #[error("{what}, line {line}: {problem}; correct the row or fetch the data set again")]
    Row {
        /// The data set or file.
        what: String,
        /// Line number, counted from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// A compiled range table is damaged, cut off or of another version.
    #[error("{what}: not a usable range table ({problem}); run `cargo xtask data` again")]
    Compiled {
        /// The file.
        what: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// A warning list is not in the MISP form or too large.
    #[error("warning list {what}: {problem}; correct or remove the file")]
    WarningList {
        /// The file or list.
        what: String,
        /// What is wrong.
        problem: String,
    },
    /// A data set is larger than its limit.
    #[error("{what} has more than {limit} {unit}; use a smaller data set")]
    TooLarge {
        /// The file or data set.
        what: String,
        /// The limit that was passed.
        limit: u64,
        /// What is counted.
        unit: &'static str,
    },
}

impl Error {
    /// An I/O error with its path.
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Error {
        Error::Io {
            path: path.to_owned(),
            source,
        }
    }

    /// A CSV error with its place.
    pub(crate) fn csv(what: &str, error: &csv::Error) -> Error {
        let line = error.position().map_or(0, csv::Position::line);
        Error::Row {
            what: what.to_owned(),
            line,
            problem: error.to_string(),
        }
    }
}

/// Reads a file of at most `limit` bytes.
pub(crate) fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let size = std::fs::metadata(path)
        .map_err(|source| Error::io(path, source))?
        .len();
    if size > limit {
        return Err(Error::TooLarge {
            what: path.display().to_string(),
            limit,
            unit: "bytes",
        });
    }
    std::fs::read(path).map_err(|source| Error::io(path, source))
}
