//! Objects kept as sent: unique by owner, identifier and version; other content under the same three is a conflict.

use model::policy::View;
use model::{GroupId, SubmissionId};
use rusqlite::{Connection, params};

use crate::{ObjectDraft, ObjectFilter, ObjectOutcome, Result, StoreError, StoredObject};

/// Level at which texts are compressed.
const LEVEL: i32 = 3;
/// Texts shorter than this are not worth compressing.
const SHORT: usize = 200;
/// Longest text that is unpacked; a longer one was never stored.
const LONGEST: usize = 256 * 1024 * 1024;

/// Keeps one object.
pub(super) fn keep(
    conn: &Connection,
    owner: u32,
    submission: SubmissionId,
    draft: &ObjectDraft,
) -> Result<ObjectOutcome> {
    let hash = blake3::hash(draft.json.as_bytes());
    let digest = &hash.as_bytes()[..16];
    let mut find = conn.prepare_cached(
        "SELECT digest, json FROM object WHERE id = ?1 AND version = ?2 AND owner = ?3",
    )?;
    let known: Option<(Vec<u8>, String)> = find
        .query_and_then(
            params![draft.id, draft.version, owner],
            |row| -> Result<_> { Ok((row.get(0)?, unpack(row.get_ref(1)?)?)) },
        )?
        .next()
        .transpose()?;
    if let Some((known_digest, known_text)) = known {
        // The order of members and white space are no content (RFC 8259 section 4).
        let same = known_digest == digest || same_content(&known_text, &draft.json);
        return Ok(if same {
            ObjectOutcome::Unchanged
        } else {
            ObjectOutcome::Conflict
        });
    }
    let packed = if draft.json.len() < SHORT {
        None
    } else {
        let packed = zstd::bulk::compress(draft.json.as_bytes(), LEVEL)
            .map_err(|error| StoreError::Encode(error.to_string()))?;
        Some(packed).filter(|packed| packed.len() < draft.json.len())
    };
    let json: &dyn rusqlite::ToSql = match &packed {
        Some(packed) => packed,
        None => &draft.json,
    };
    conn.prepare_cached(
        "INSERT INTO object (owner, grp, submission, id, version, type, name, source_ref, target_ref, confidence, digest, json) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        owner, draft.group.0, submission.0, draft.id, draft.version, draft.kind, draft.name, draft.source_ref, draft.target_ref,
        draft.confidence, digest, json
    ])?;
    Ok(ObjectOutcome::Kept)
}

fn same_content(one: &str, other: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    parse(one).is_some_and(|value| Some(value) == parse(other))
}

fn unpack(stored: rusqlite::types::ValueRef<'_>) -> Result<String> {
    if let Ok(text) = stored.as_str() {
        return Ok(text.to_owned());
    }
    let packed = stored.as_blob().map_err(rusqlite::Error::from)?;
    let size = zstd::bulk::Decompressor::upper_bound(packed)
        .unwrap_or(LONGEST)
        .min(LONGEST);
    let bytes = zstd::bulk::decompress(packed, size)
        .map_err(|error| StoreError::Corrupt(format!("a kept object: {error}")))?;
    String::from_utf8(bytes).map_err(|error| StoreError::Corrupt(format!("a kept object: {error}")))
}

/// Objects in view behind number `after`.
pub(super) fn list(
    conn: &Connection,
    view: &View,
    filter: &ObjectFilter,
    after: u64,
    limit: usize,
) -> Result<Vec<StoredObject>> {
    // Each condition that is given narrows the list; SQLite takes the index that serves it.
    let mut sql = String::from(
        "SELECT seq, grp, submission, type, id, version, name, source_ref, target_ref, confidence, json FROM object WHERE seq > ?1",
    );
    let mut values: Vec<Box<dyn rusqlite::ToSql>> =
        vec![Box::new(i64::try_from(after).unwrap_or(i64::MAX))];
    let mut narrow = |condition: &str, value: Box<dyn rusqlite::ToSql>| {
        values.push(value);
        sql.push_str(&condition.replace("??", &format!("?{}", values.len())));
    };
    if let Some(kind) = &filter.kind {
        narrow(" AND type = ??", Box::new(kind.clone()));
    }
    if let Some(id) = &filter.id {
        narrow(" AND id = ??", Box::new(id.clone()));
    }
    if let Some(id) = &filter.touching {
        narrow(
            " AND (source_ref = ?? OR target_ref = ??)",
            Box::new(id.clone()),
        );
    }
    if let Some(submission) = filter.submission {
        narrow(" AND submission = ??", Box::new(submission.0));
    }
    sql.push_str(" ORDER BY seq");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(values.iter()))?;
    let mut found = Vec::new();
    while found.len() < limit {
        let Some(row) = rows.next()? else { break };
        let group = GroupId(row.get(1)?);
        if !view.sees(group) {
            continue;
        }
        found.push(StoredObject {
            seq: row.get::<_, i64>(0)?.cast_unsigned(),
            group,
            submission: SubmissionId(row.get(2)?),
            kind: row.get(3)?,
            id: row.get(4)?,
            version: row.get(5)?,
            name: row.get(6)?,
            source_ref: row.get(7)?,
            target_ref: row.get(8)?,
            confidence: row.get(9)?,
            json: unpack(row.get_ref(10)?)?,
        });
    }
    Ok(found)
}
