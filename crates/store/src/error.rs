//! What can go wrong in a store: each error says what happened, where, and what to do.

use std::path::PathBuf;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no store at the path.
    #[error("there is no store at {}; make one with `griot init`", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{} is not a Griot store; give the path of another file", path.display())]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be opened or made.
    #[error("the store {} cannot be opened: {detail}; check the folder and its permissions", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// A newer program has written the store.
    #[error(
        "the store has schema version {found}, this program knows versions up to {known}; use a newer griot"
    )]
    NewerSchema {
        /// Version of the store.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
    /// The store is older than this program and is open for reading only.
    #[error(
        "the store has schema version {found}, this program needs {known}; open it once for writing (any `griot ingest`) to bring it up to date"
    )]
    OlderSchema {
        /// Version of the store.
        found: u32,
        /// Version needed.
        known: u32,
    },
    /// The disk is full.
    #[error(
        "no space is left on the disk that holds the store; nothing of this batch was stored, all earlier batches are; free space and repeat the command"
    )]
    Full,
    /// The file or folder cannot be written.
    #[error(
        "the store cannot be written (read-only file, folder or file system); nothing was changed; check the permissions"
    )]
    ReadOnly,
    /// Another process is writing.
    #[error(
        "another process has been writing to the store for more than {seconds} s; nothing was changed; try again when it is done"
    )]
    Busy {
        /// How long it was waited for.
        seconds: u64,
    },
    /// The file is damaged.
    #[error("the store is damaged: {0}; restore the last backup")]
    Corrupt(String),
    /// The system could not read or write the file.
    #[error("the store's file could not be read or written: {0}; check the disk")]
    Io(String),
    /// A batch that does not follow the last committed one.
    #[error(
        "submission {submission} stands at position {expected}, the batch begins at {found}; go on behind the committed position"
    )]
    OutOfStep {
        /// The submission.
        submission: u32,
        /// Position in the store.
        expected: u64,
        /// Position of the batch.
        found: u64,
    },
    /// A batch for a submission that is complete.
    #[error("submission {0} is complete; nothing can be added to it")]
    Complete(u32),
    /// A number that is not in the store.
    #[error("there is no {what} number {id} in the store")]
    Unknown {
        /// Which table.
        what: &'static str,
        /// The number.
        id: u64,
    },
    /// An observation whose owner or markings are not those of its release group.
    #[error(
        "row {row} has other markings or another owner than its release group {group}; ask the store for the group of these markings"
    )]
    GroupMismatch {
        /// Row of the submission.
        row: u64,
        /// The group.
        group: u32,
    },
    /// A record cannot be written as text.
    #[error("a record cannot be written: {0}")]
    Encode(String),
    /// Any other message of the data base.
    #[error("the data base reports: {0}")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Result of a store operation.
pub type Result<T> = std::result::Result<T, StoreError>;

impl From<serde_json::Error> for StoreError {
    /// Text in the store was written by the store: what cannot be read is damage.
    fn from(error: serde_json::Error) -> StoreError {
        if error.is_io() {
            StoreError::Encode(error.to_string())
        } else {
            StoreError::Corrupt(error.to_string())
        }
    }
}
