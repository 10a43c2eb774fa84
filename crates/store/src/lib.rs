//! Persistence: one interface, [`Engine`], and its back ends.
//!
//! SQLite lives in `sqlite/`; PostgreSQL will live beside it in a folder with the same file names. Callers hold a
//! [`Store`] and never learn which engine is beneath. Nothing else in the house knows SQL, and nothing here decides
//! who may see what: every read of statements takes a [`model::policy::View`], which only policy can make.
//!
//! ```
//! # fn main() -> Result<(), store::StoreError> {
//! let store = store::Store::in_memory()?;
//! store.set("hub", "example")?;
//! assert_eq!(store.get("hub")?.as_deref(), Some("example"));
//! # Ok(()) }
//! ```

mod engine;
mod error;
mod sqlite;
mod statement;
mod types;

use std::ops::Deref;
use std::path::Path;

pub use engine::Engine;
pub use error::{Result, StoreError};
pub use statement::{Identity, statement_identity};
pub use types::{
    Batch, Begun, CountBy, CountRow, Counting, Dataset, FeedState, Filter, HostingOpinion, Info,
    ObjectDraft, ObjectFilter, ObjectOutcome, Order, Outcome, Page, Period, Related, Relation,
    Rewritten, StoredObject, SubmissionRow, Written,
};

/// Refusals kept in the store for one submission. The side file written by the gateway has all of them.
pub const REFUSALS_KEPT: u64 = 100_000;
/// Refusals that a receipt carries itself.
pub const REFUSALS_IN_RECEIPT: usize = 20;
/// Seconds to wait for another process that is writing, before [`StoreError::Busy`].
pub const BUSY_SECONDS: u64 = 30;

/// A store. All operations are those of [`Engine`]; it can be shared between threads.
pub struct Store(Box<dyn Engine>);

impl Store {
    /// Opens the SQLite store at `path` for reading and writing; makes it, or brings its schema up to date, if need be.
    ///
    /// # Errors
    /// When the file cannot be opened, is no store, or was written by a newer program.
    pub fn open(path: &Path) -> Result<Store> {
        Ok(Store(Box::new(sqlite::Sqlite::open(path)?)))
    }

    /// Opens the SQLite store at `path` for reading.
    ///
    /// # Errors
    /// When there is none, or its schema is not this program's.
    pub fn open_read_only(path: &Path) -> Result<Store> {
        Ok(Store(Box::new(sqlite::Sqlite::open_read_only(path)?)))
    }

    /// A store in memory that ends with its last reference; for tests and trials.
    ///
    /// # Errors
    /// When memory for it cannot be had.
    pub fn in_memory() -> Result<Store> {
        Ok(Store(Box::new(sqlite::Sqlite::in_memory()?)))
    }
}

impl Deref for Store {
    type Target = dyn Engine;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}
