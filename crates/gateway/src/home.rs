//! The folder of a gateway: where each thing is.

use std::path::{Path, PathBuf};

/// Name of the SQLite store in the folder.
pub const STORE_FILE: &str = "griot.db";

/// The folder of a gateway.
///
/// | name | holds |
/// |---|---|
/// | `griot.db` | the store |
/// | `archive/` | what was handed in, byte for byte, compressed, named by SHA-256 |
/// | `refused/` | refused rows of each submission, to be corrected and sent again |
/// | `data/` | data sets: country and network tables, warning lists, authorities |
/// | `reports/` | activity reports |
#[derive(Clone, Debug)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// The folder at `root`, whether it exists or not.
    #[must_use]
    pub fn new(root: &Path) -> Home {
        Home {
            root: root.to_owned(),
        }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.root.join(STORE_FILE)
    }

    /// What was handed in.
    #[must_use]
    pub fn archive(&self) -> PathBuf {
        self.root.join("archive")
    }

    /// Refused rows.
    #[must_use]
    pub fn refused(&self) -> PathBuf {
        self.root.join("refused")
    }

    /// Data sets.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// Activity reports.
    #[must_use]
    pub fn reports(&self) -> PathBuf {
        self.root.join("reports")
    }
}
