//! Submissions, their progress and their receipts.

use model::{
    OrgId, Place, Reason, Receipt, Refusal, Submission, SubmissionId, SubmissionState, Tally,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::Writer;
use crate::{Begun, REFUSALS_IN_RECEIPT, REFUSALS_KEPT, Result, StoreError, SubmissionRow};

const COLUMNS: &str = "id, terms, complete, position, tally, alarms";

fn read(row: &Row<'_>) -> Result<SubmissionRow> {
    let json = |at: usize| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
    Ok(SubmissionRow {
        id: SubmissionId(row.get(0)?),
        submission: serde_json::from_str(json(1)?)?,
        state: if row.get(2)? {
            SubmissionState::Complete
        } else {
            SubmissionState::Open
        },
        position: row.get::<_, i64>(3)?.cast_unsigned(),
        tally: serde_json::from_str(json(4)?)?,
        alarms: serde_json::from_str(json(5)?)?,
    })
}

pub(super) fn begin(writer: &mut Writer, submission: &Submission) -> Result<Begun> {
    let transaction = writer
        .conn
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if let Some(known) = by_uuid(&transaction, submission.uuid)? {
        return Ok(Begun {
            id: known.id,
            known: true,
            state: known.state,
            position: known.position,
            tally: known.tally,
        });
    }
    let tally = Tally::default();
    transaction.execute(
        "INSERT INTO submission (uuid, owner, received, terms, tally) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            submission.uuid.as_bytes(),
            submission.owner.0,
            submission.received.0,
            serde_json::to_string(submission)?,
            serde_json::to_string(&tally)?
        ],
    )?;
    let id = SubmissionId(transaction.last_insert_rowid() as u32);
    transaction.commit()?;
    Ok(Begun {
        id,
        known: false,
        state: SubmissionState::Open,
        position: 0,
        tally,
    })
}

/// Keeps refusals, as many as there is room for.
pub(super) fn keep_refusals<'a>(
    conn: &Connection,
    id: SubmissionId,
    kept_before: u64,
    refusals: impl Iterator<Item = &'a Refusal>,
) -> Result<u64> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO refusal (submission, number, row, path, reason, detail, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut kept = kept_before;
    for refusal in refusals {
        if kept >= REFUSALS_KEPT {
            break;
        }
        let r = refusal;
        statement.execute(params![
            id.0,
            kept.cast_signed(),
            r.place.row.cast_signed(),
            r.place.path.as_deref(),
            r.reason.name(),
            r.detail,
            r.raw
        ])?;
        kept += 1;
    }
    Ok(kept)
}

pub(super) fn finish(writer: &mut Writer, id: SubmissionId, alarms: &[String]) -> Result<Receipt> {
    let transaction = writer
        .conn
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let row = one(&transaction, id)?.ok_or(StoreError::Unknown {
        what: "submission",
        id: u64::from(id.0),
    })?;
    if row.state == SubmissionState::Open {
        transaction.execute(
            "UPDATE submission SET complete = 1, alarms = ?2 WHERE id = ?1",
            params![id.0, serde_json::to_string(alarms)?],
        )?;
        let s = &row.submission;
        // An old delivery that is handed in late is not the feed's last one.
        transaction.execute(
            "INSERT INTO feed (owner, feed, submission, rows, received) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (owner, feed) DO UPDATE \
             SET submission = excluded.submission, rows = excluded.rows, received = excluded.received WHERE excluded.received >= received",
            params![s.owner.0, s.feed, id.0, row.tally.rows.cast_signed(), s.received.0],
        )?;
    }
    let receipt = receipt(&transaction, id)?.ok_or(StoreError::Unknown {
        what: "submission",
        id: u64::from(id.0),
    })?;
    transaction.commit()?;
    Ok(receipt)
}

pub(super) fn list(conn: &Connection, owner: Option<OrgId>) -> Result<Vec<SubmissionRow>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM submission WHERE ?1 IS NULL OR owner = ?1 ORDER BY id"
    ))?;
    let rows = statement.query_and_then([owner.map(|owner| owner.0)], read)?;
    rows.collect()
}

pub(super) fn one(conn: &Connection, id: SubmissionId) -> Result<Option<SubmissionRow>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM submission WHERE id = ?1"))?;
    statement.query_and_then([id.0], read)?.next().transpose()
}

pub(super) fn by_uuid(conn: &Connection, uuid: Uuid) -> Result<Option<SubmissionRow>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM submission WHERE uuid = ?1"))?;
    statement
        .query_and_then([uuid.as_bytes()], read)?
        .next()
        .transpose()
}

pub(super) fn receipt(conn: &Connection, id: SubmissionId) -> Result<Option<Receipt>> {
    let Some(row) = one(conn, id)? else {
        return Ok(None);
    };
    let slug = |sql: &str, id: u32| -> Result<String> {
        Ok(conn
            .prepare_cached(sql)?
            .query_row([id], |row| row.get(0))
            .optional()?
            .unwrap_or_default())
    };
    let from = slug(
        "SELECT slug FROM organisation WHERE id = ?1",
        row.submission.owner.0,
    )?;
    let agreement = slug(
        "SELECT slug FROM agreement WHERE id = ?1",
        row.submission.agreement,
    )?;
    let first = refusals(conn, id, 0, REFUSALS_IN_RECEIPT)?;
    Ok(Some(row.receipt(from, agreement, first)))
}

pub(super) fn refusals(
    conn: &Connection,
    id: SubmissionId,
    skip: u64,
    limit: usize,
) -> Result<Vec<Refusal>> {
    let mut statement = conn.prepare_cached(
        "SELECT row, path, reason, detail, raw FROM refusal WHERE submission = ?1 AND number >= ?2 ORDER BY number LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_and_then(
        params![id.0, i64::try_from(skip).unwrap_or(i64::MAX), limit],
        |row| {
            let reason: String = row.get(2)?;
            Ok(Refusal {
                place: Place {
                    row: row.get::<_, i64>(0)?.cast_unsigned(),
                    path: row.get::<_, Option<Box<str>>>(1)?,
                },
                reason: Reason::from_name(&reason)
                    .ok_or_else(|| StoreError::Corrupt(format!("unknown reason {reason:?}")))?,
                detail: row.get(3)?,
                raw: row.get(4)?,
            })
        },
    )?;
    rows.collect()
}
