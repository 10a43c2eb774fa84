//! What can go wrong in a use case, with what to do about it.

use std::path::PathBuf;

use crate::home::STORE_FILE;

/// Result of a use case.
pub type Result<T> = std::result::Result<T, GatewayError>;

/// What can go wrong in a use case.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// There is no gateway in this folder.
    #[error(
        "there is no gateway in {0} (no {STORE_FILE}); make one with `griot init`, or name its folder with --home"
    )]
    NoHome(PathBuf),
    /// There is one already.
    #[error("{0} holds a gateway already; nothing was changed")]
    HomeExists(PathBuf),
    /// Nobody of that name.
    #[error("there is no organisation {name:?}; known: {known}")]
    UnknownOrganisation {
        /// The name asked for.
        name: String,
        /// Known short names.
        known: String,
    },
    /// A short name of the wrong form.
    #[error("{0:?} cannot be a short name; use lower-case letters, digits and hyphens, at most 64")]
    BadSlug(String),
    /// The submission is not covered by an agreement in force.
    #[error(transparent)]
    Agreement(#[from] model::Refused),
    /// The input cannot be read.
    #[error(transparent)]
    Format(#[from] formats::FormatError),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// Data sets.
    #[error(transparent)]
    Data(#[from] enrich::Error),
    /// A report.
    #[error(transparent)]
    Report(#[from] report::ReportError),
    /// A file or folder.
    #[error("{path}")]
    File {
        /// Which one.
        path: PathBuf,
        /// Cause.
        source: std::io::Error,
    },
    /// A path without files.
    #[error("{0} holds no files to take in")]
    Nothing(PathBuf),
    /// A request that contradicts itself or asks for what is not there.
    #[error("{0}")]
    Request(String),
    /// A worker ended early.
    #[error(
        "a worker ended without a result; nothing beyond the last committed batch was stored; run the command again"
    )]
    Worker,
}

/// Gives an I/O error its path.
pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> GatewayError {
    let path = path.into();
    move |source| GatewayError::File { path, source }
}
