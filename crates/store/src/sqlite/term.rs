//! Strings that repeat are stored once. Names (malware, campaign) always; reasons and upstreams only where they are
//! seen to repeat, since a feed may give every row a reason of its own.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::{FxHashMap, FxHashSet};

/// Terms remembered by a writer; when there are more, all are forgotten.
const REMEMBERED: usize = 50_000;
/// Bytes of terms remembered by a writer.
const REMEMBERED_BYTES: usize = 8 * 1024 * 1024;
/// Texts up to this length are not worth a term.
const SHORT: usize = 4;

/// Numbers of terms, as far as remembered.
#[derive(Default)]
pub(super) struct Terms {
    numbers: FxHashMap<Box<str>, i64>,
    bytes: usize,
}

/// Texts that occur more than once in a batch.
#[derive(Default)]
pub(super) struct Repeated<'a>(FxHashSet<&'a str>);

impl<'a> Repeated<'a> {
    /// Finds them.
    pub(super) fn among(texts: impl Iterator<Item = &'a str>) -> Repeated<'a> {
        let (mut once, mut more) = (FxHashSet::default(), FxHashSet::default());
        let mut last = "";
        for text in texts {
            // Most feeds give one reason to all their rows: no need to look it up again.
            if text == last && more.contains(text) {
                continue;
            }
            last = text;
            if !once.insert(text) {
                more.insert(text);
            }
        }
        Repeated(more)
    }
}

impl Terms {
    /// Number of a term; a new one if there was none.
    pub(super) fn number(&mut self, conn: &Connection, text: &str) -> rusqlite::Result<i64> {
        if let Some(number) = self.numbers.get(text) {
            return Ok(*number);
        }
        let number = match find(conn, text)? {
            Some(number) => number,
            None => {
                conn.prepare_cached("INSERT INTO term (text) VALUES (?1)")?
                    .execute([text])?;
                conn.last_insert_rowid()
            }
        };
        if self.numbers.len() >= REMEMBERED || self.bytes >= REMEMBERED_BYTES {
            self.numbers.clear();
            self.bytes = 0;
        }
        self.bytes += text.len();
        self.numbers.insert(text.into(), number);
        Ok(number)
    }

    /// A text as it is stored in a row: by number where it repeats, else itself.
    pub(super) fn value(
        &mut self,
        conn: &Connection,
        text: &str,
        repeated: &Repeated<'_>,
    ) -> rusqlite::Result<Value> {
        if text.len() > SHORT && (self.numbers.contains_key(text) || repeated.0.contains(text)) {
            return self.number(conn, text).map(Value::Integer);
        }
        Ok(Value::Text(text.to_owned()))
    }
}

/// Number of a term, if it is stored.
pub(super) fn find(conn: &Connection, text: &str) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached("SELECT id FROM term WHERE text = ?1")?
        .query_row([text], |row| row.get(0))
        .optional()
}

/// Text of a term.
pub(super) fn text(conn: &Connection, number: i64) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached("SELECT text FROM term WHERE id = ?1")?
        .query_row([number], |row| row.get(0))
        .optional()
}
