//! The schema and its versions. Each step is a numbered file; all that are missing are applied in one transaction.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{refine, translate};
use crate::{Info, Result, StoreError};

/// The steps, oldest first; step n leads to version n.
const STEPS: &[&str] = &[include_str!("../../migrations/sqlite/0001_first.sql")];

/// Marks the file as a store of ours (`GRIT`), as SQLite's file format section 1.2.4 provides.
const APPLICATION: i64 = 0x4752_4954;

/// The newest version known here.
pub(super) fn known() -> u32 {
    STEPS.len() as u32
}

/// The version of the store's schema; 0 for an empty file.
pub(super) fn version(conn: &Connection) -> rusqlite::Result<u32> {
    let exists: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'schema_version')",
        [],
        |row| row.get(0),
    )?;
    if !exists {
        return Ok(0);
    }
    conn.query_row(
        "SELECT coalesce(max(version), 0) FROM schema_version",
        [],
        |row| row.get(0),
    )
}

/// Refuses a file that is something else, before anything is changed in it.
pub(super) fn identify(conn: &Connection, path: &Path) -> Result<()> {
    let application: i64 = conn
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| refine(error, path))?;
    let tables: i64 = conn
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| refine(error, path))?;
    if application == APPLICATION || (application == 0 && tables == 0) {
        return Ok(());
    }
    Err(StoreError::NotAStore {
        path: path.to_owned(),
    })
}

/// Brings the schema up to date.
pub(super) fn apply(conn: &mut Connection, path: &Path) -> Result<()> {
    let found = version(conn)?;
    if found == known() {
        return Ok(());
    }
    // Another process may be doing the same: the lock is taken first, then the version is looked at again.
    let transaction = conn
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(|error| refine(error, path))?;
    let found = version(&transaction)?;
    if found > known() {
        return Err(StoreError::NewerSchema {
            found,
            known: known(),
        });
    }
    if found == 0 {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.execute_batch(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)",
        )?;
    }
    for (number, step) in (1u32..).zip(STEPS).skip(found as usize) {
        transaction.execute_batch(step)?;
        transaction.execute("INSERT INTO schema_version (version) VALUES (?1)", [number])?;
    }
    transaction.commit().map_err(translate)
}

/// Checks a store that is open for reading.
pub(super) fn check(conn: &Connection, path: &Path) -> Result<()> {
    identify(conn, path)?;
    let found = version(conn).map_err(|error| refine(error, path))?;
    match found.cmp(&known()) {
        std::cmp::Ordering::Less => Err(StoreError::OlderSchema {
            found,
            known: known(),
        }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::NewerSchema {
            found,
            known: known(),
        }),
    }
}

/// Size of the store.
pub(super) fn info(conn: &Connection) -> Result<Info> {
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let bytes = (pragma("page_count")? - pragma("freelist_count")?) * pragma("page_size")?;
    let current: Option<i64> =
        conn.query_row("SELECT sum(n) FROM counter WHERE country = 0", [], |row| {
            row.get(0)
        })?;
    let mut statement = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")?;
    let names: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut tables = Vec::new();
    for name in names {
        // The names come from the schema itself.
        let sql = match name.as_str() {
            // As many as there are statements in force; counting them would read all of both.
            "slot_recent" | "slot_main" => continue,
            "observation" => "SELECT coalesce(max(id), 0) FROM observation".to_owned(),
            name => format!("SELECT count(*) FROM \"{name}\""),
        };
        let rows: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
        tables.push((name, rows.cast_unsigned()));
    }
    Ok(Info {
        engine: "sqlite",
        schema: known(),
        bytes: bytes.cast_unsigned(),
        current: current.unwrap_or(0).cast_unsigned(),
        tables,
    })
}
