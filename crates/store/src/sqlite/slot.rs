//! Where the statements in force about a value are: slot → numbers of observations, in two levels.
//!
//! A batch of new values touches nearly every page of an index over all statements, and each touched page is written
//! twice (log and file). New entries therefore go to a small table; when it has grown to [`RECENT`] entries it is merged
//! into the large one, in order, as part of the batch's transaction. At ten million statements this writes a tenth of
//! the bytes. Readers ask both levels.

use rusqlite::{CachedStatement, Connection, params};

use crate::Result;

/// Entries of the small table before it is merged: some ten megabytes, which stay in the page cache.
const RECENT: i64 = 750_000;

/// The question for the numbers in a range of slots.
const BETWEEN: &str = "SELECT id FROM slot_recent WHERE slot BETWEEN ?1 AND ?2 \
    UNION ALL SELECT id FROM slot_main WHERE slot BETWEEN ?1 AND ?2";

/// Numbers of the statements in force whose slot lies in a range.
pub(super) fn between(conn: &Connection, low: i64, high: i64) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(BETWEEN)?;
    let ids = statement.query_map([low, high], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Asks for one slot after the other; the way in asks once for each row.
pub(super) struct Finder<'c>(CachedStatement<'c>);

impl<'c> Finder<'c> {
    pub(super) fn new(conn: &'c Connection) -> Result<Finder<'c>> {
        Ok(Finder(conn.prepare_cached(
            "SELECT id FROM slot_recent WHERE slot = ?1 UNION ALL SELECT id FROM slot_main WHERE slot = ?1",
        )?))
    }

    /// Puts the numbers filed under a slot into `ids`.
    pub(super) fn find(&mut self, slot: i64, ids: &mut Vec<i64>) -> Result<()> {
        ids.clear();
        self.0.raw_bind_parameter(1, slot)?;
        let mut rows = self.0.raw_query();
        while let Some(row) = rows.next()? {
            ids.push(row.get(0)?);
        }
        Ok(())
    }
}

/// Files a new statement.
pub(super) fn file(conn: &Connection, slot: i64, id: i64) -> Result<()> {
    conn.prepare_cached("INSERT INTO slot_recent (slot, id) VALUES (?1, ?2)")?
        .execute(params![slot, id])?;
    Ok(())
}

/// Takes a statement that is superseded out of its slot.
pub(super) fn remove(conn: &Connection, slot: i64, id: i64) -> Result<()> {
    for sql in [
        "DELETE FROM slot_recent WHERE slot = ?1 AND id = ?2",
        "DELETE FROM slot_main WHERE slot = ?1 AND id = ?2",
    ] {
        if conn.prepare_cached(sql)?.execute(params![slot, id])? > 0 {
            break;
        }
    }
    Ok(())
}

/// Merges the small table into the large one when it has grown enough.
pub(super) fn merge(conn: &Connection) -> Result<()> {
    let recent: i64 = conn
        .prepare_cached("SELECT count(*) FROM slot_recent")?
        .query_row([], |row| row.get(0))?;
    if recent >= RECENT {
        // OR FAIL: the whole transaction is given up on an error, so that SQLite need not keep a copy of each touched page
        // in memory to undo this one statement.
        conn.execute_batch(
            "INSERT OR FAIL INTO slot_main (slot, id) SELECT slot, id FROM slot_recent ORDER BY slot, id; \
             DELETE FROM slot_recent;",
        )?;
    }
    Ok(())
}
