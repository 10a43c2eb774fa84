//! The SQLite engine: one file, one writing connection behind a lock, a few reading ones (WAL: readers see the last
//! committed state and never wait). This file opens and closes; the others read and write.

mod count;
mod engine;
mod hosting;
mod migrations;
mod object;
mod posting;
mod read;
mod register;
mod row;
mod slot;
mod submission;
mod term;
mod write;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::{BUSY_SECONDS, Result, StoreError};
use row::Memory;
use term::Terms;

/// Page cache of the writing connection, KiB. A batch of 200,000 rows dirties about this much.
const WRITER_CACHE_KIB: i64 = 64 * 1024;
/// Page cache of one reading connection, KiB.
const READER_CACHE_KIB: i64 = 8 * 1024;
/// Reading connections kept open.
const READERS_KEPT: usize = 4;
/// Pages in the write-ahead log at which a commit also copies them into the file (4 KiB each). A batch into a large
/// store touches most pages of the index: with room for a few batches each page is copied once for all of them.
const CHECKPOINT_PAGES: i64 = 64 * 1024;
/// Bytes to which the write-ahead log is cut back: more than a checkpoint leaves, so that the file is written over
/// again rather than grown anew. It is removed when the last connection closes.
const LOG_BYTES: i64 = 320 * 1024 * 1024;
/// Prepared statements kept per connection.
const STATEMENTS_KEPT: usize = 64;

/// A store in one SQLite file.
pub(crate) struct Sqlite {
    place: Place,
    // Closed in this order: only a connection that can write, and is the last one, empties the write-ahead log into the file.
    readers: Mutex<Vec<Reader>>,
    writer: Option<Mutex<Writer>>,
}

/// Where the data is.
enum Place {
    File(PathBuf),
    /// A read-only file in a folder that cannot be written: nobody can be changing it.
    Frozen(PathBuf),
    Memory(String),
}

/// The writing connection with what it remembers.
struct Writer {
    conn: Connection,
    terms: Terms,
    memory: Memory,
}

/// A reading connection with what it remembers.
struct Reader {
    conn: Connection,
    memory: Memory,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Sqlite> {
        Sqlite::with_writer(Place::File(path.to_owned()))
    }

    pub(crate) fn in_memory() -> Result<Sqlite> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // A name that begins with a slash is shared within the process (SQLite's memdb).
        Sqlite::with_writer(Place::Memory(format!("file:/griot-{number}?vfs=memdb")))
    }

    pub(crate) fn open_read_only(path: &Path) -> Result<Sqlite> {
        if !path.exists() {
            return Err(StoreError::Missing {
                path: path.to_owned(),
            });
        }
        let try_place = |place: Place| -> Result<Sqlite> {
            let store = Sqlite {
                place,
                writer: None,
                readers: Mutex::new(Vec::new()),
            };
            let reader = store.new_reader()?;
            migrations::check(&reader.conn, path)?;
            store.give_back(reader);
            Ok(store)
        };
        match try_place(Place::File(path.to_owned())) {
            Err(StoreError::CannotOpen { .. } | StoreError::ReadOnly) if !log_of(path).exists() => {
                try_place(Place::Frozen(path.to_owned()))
            }
            result => result,
        }
    }

    fn with_writer(place: Place) -> Result<Sqlite> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = place.connect(flags)?;
        conn.busy_timeout(Duration::from_secs(BUSY_SECONDS))
            .map_err(translate)?;
        let path = place.path();
        if conn
            .is_readonly("main")
            .map_err(|error| refine(error, path))?
        {
            return Err(StoreError::ReadOnly);
        }
        migrations::identify(&conn, path)?;
        set(&conn, "journal_mode", "WAL").map_err(|error| refine(error, path))?;
        // A commit is on the disk when it returns: that is what a receipt promises.
        set(&conn, "synchronous", "FULL").map_err(translate)?;
        set(&conn, "wal_autocheckpoint", CHECKPOINT_PAGES).map_err(translate)?;
        set(&conn, "journal_size_limit", LOG_BYTES).map_err(translate)?;
        set(&conn, "cache_size", -WRITER_CACHE_KIB).map_err(translate)?;
        set(&conn, "temp_store", "MEMORY").map_err(translate)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        migrations::apply(&mut conn, path)?;
        let writer = Writer {
            conn,
            terms: Terms::default(),
            memory: Memory::default(),
        };
        Ok(Sqlite {
            place,
            writer: Some(Mutex::new(writer)),
            readers: Mutex::new(Vec::new()),
        })
    }

    /// The writing connection; waits for other threads of this process.
    fn writer(&self) -> Result<MutexGuard<'_, Writer>> {
        let writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        // A thread that panicked while writing has rolled back with its transaction; what the writer remembers may be
        // ahead of the file, so it forgets.
        Ok(writer.lock().unwrap_or_else(|poisoned| {
            writer.clear_poison();
            let mut guard = poisoned.into_inner();
            guard.forget();
            guard
        }))
    }

    /// Runs a writing operation; whatever it had remembered is forgotten when it fails, as its transaction is.
    fn write<T>(&self, operation: impl FnOnce(&mut Writer) -> Result<T>) -> Result<T> {
        let mut writer = self.writer()?;
        let result = operation(&mut writer);
        if result.is_err() {
            writer.forget();
        }
        result
    }

    /// Runs a reading operation on one unchanging state of the data.
    fn read<T>(&self, operation: impl FnOnce(&Connection, &mut Memory) -> Result<T>) -> Result<T> {
        let kept = self
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => self.new_reader()?,
        };
        let Reader { conn, memory } = &mut reader;
        let result = conn
            .unchecked_transaction()
            .map_err(translate)
            .and_then(|transaction| {
                memory.rehosted = hosting::any(&transaction)?;
                operation(&transaction, memory)
            });
        self.give_back(reader);
        result
    }

    fn new_reader(&self) -> Result<Reader> {
        let conn = self
            .place
            .connect(OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        conn.busy_timeout(Duration::from_secs(BUSY_SECONDS))
            .map_err(translate)?;
        set(&conn, "cache_size", -READER_CACHE_KIB)
            .map_err(|error| refine(error, self.place.path()))?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        Ok(Reader {
            conn,
            memory: Memory::default(),
        })
    }

    fn give_back(&self, reader: Reader) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
    }
}

impl Writer {
    fn forget(&mut self) {
        self.terms = Terms::default();
        self.memory = Memory::default();
    }
}

impl Place {
    fn path(&self) -> &Path {
        match self {
            Place::File(path) | Place::Frozen(path) => path,
            Place::Memory(_) => Path::new(":memory:"),
        }
    }

    fn connect(&self, flags: OpenFlags) -> Result<Connection> {
        let opened = match self {
            Place::File(path) => Connection::open_with_flags(path, flags),
            Place::Frozen(path) => Connection::open_with_flags(
                format!("file:{}?immutable=1", escape(path)),
                flags | OpenFlags::SQLITE_OPEN_URI,
            ),
            // Every connection to memory can write; only the writer does.
            Place::Memory(name) => {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
                    | OpenFlags::SQLITE_OPEN_CREATE
                    | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_URI)
            }
        };
        opened.map_err(|error| refine(error, self.path()))
    }
}

/// The write-ahead log beside a store.
fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// A path as part of a URI (RFC 3986 section 2.1).
fn escape(path: &Path) -> String {
    let mut text = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                text.push(char::from(*byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

fn set(conn: &Connection, pragma: &str, value: impl rusqlite::ToSql) -> rusqlite::Result<()> {
    // Some pragmas answer with a row, others do not: both are fine.
    conn.pragma_update_and_check(None, pragma, value, |_| Ok(()))
        .or_else(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => Ok(()),
            other => Err(other),
        })
}

/// An error of SQLite in the words of the store.
fn translate(error: rusqlite::Error) -> StoreError {
    let Some(code) = error.sqlite_error_code() else {
        return StoreError::Database(Box::new(error));
    };
    match code {
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy {
            seconds: BUSY_SECONDS,
        },
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            StoreError::Corrupt(error.to_string())
        }
        ErrorCode::SystemIoFailure => StoreError::Io(error.to_string()),
        _ => StoreError::Database(Box::new(error)),
    }
}

/// As [`translate`], for operations that open the file.
fn refine(error: rusqlite::Error, path: &Path) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::NotAStore {
            path: path.to_owned(),
        },
        Some(ErrorCode::CannotOpen) => StoreError::CannotOpen {
            path: path.to_owned(),
            detail: error.to_string(),
        },
        _ => translate(error),
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        translate(error)
    }
}
