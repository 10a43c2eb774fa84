//! The way in: one batch, one transaction. Rows are sorted by their slot first, so that the index is walked once from
//! end to end however large it is, then judged against what is in force, then written.

use model::{Observation, ObservationId, Reason, Refusal, ReleaseGroup, SubmissionId, Tally, Utc};
use observable::Kind;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use rustc_hash::FxHashMap;

use super::count::Changes;
use super::row::{self, Frame, Memory};
use super::term::Repeated;
use super::{Writer, object, posting, slot, submission};
use crate::statement::{Verdict, judge, statement_identity};
use crate::{Batch, ObjectOutcome, Outcome, Result, StoreError, Written};

/// A version to be written.
struct Version<'a> {
    slot: i64,
    content: Content<'a>,
    /// Set when a later row of the batch has superseded it already.
    superseded_by: Option<i64>,
}

enum Content<'a> {
    AsSent(&'a Observation),
    Merged(Box<Observation>),
}

impl Content<'_> {
    fn get(&self) -> &Observation {
        match self {
            Content::AsSent(observation) => observation,
            Content::Merged(observation) => observation,
        }
    }
}

/// What is to be done with the rows of a batch.
struct Plan<'a> {
    /// Number of the first version; the others follow.
    first: i64,
    versions: Vec<Version<'a>>,
    /// Stored statements that are superseded, by which number.
    superseded: Vec<(Observation, i64)>,
    outcomes: Vec<Outcome>,
}

/// A statement in force, stored or of this batch.
enum InForce {
    Stored(Box<Observation>),
    Planned(usize),
}

pub(super) fn batch(writer: &mut Writer, id: SubmissionId, batch: &Batch<'_>) -> Result<Written> {
    let Writer {
        conn,
        terms,
        memory,
    } = writer;
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let state = submission::one(&transaction, id)?.ok_or(StoreError::Unknown {
        what: "submission",
        id: u64::from(id.0),
    })?;
    if state.state == model::SubmissionState::Complete {
        return Err(StoreError::Complete(id.0));
    }
    if state.position != batch.from {
        return Err(StoreError::OutOfStep {
            submission: id.0,
            expected: state.position,
            found: batch.from,
        });
    }
    let received = state.submission.received;
    let owner = state.submission.owner;
    let plan = plan(&transaction, memory, id, received, batch.observations)?;

    let repeated = Repeated::among(
        batch
            .observations
            .iter()
            .flat_map(|o| std::iter::once(o.why.as_str()).chain(o.upstream.as_deref())),
    );
    let mut frame = Frame {
        conn: &transaction,
        terms,
        repeated: &repeated,
        received,
        buffer: Vec::new(),
    };
    let last = plan.first + plan.versions.len() as i64 - 1;
    let changes = write_versions(&mut frame, &plan)?;
    supersede(&transaction, changes, &plan)?;
    slot::merge(&transaction)?;

    let mut tally = state.tally;
    for outcome in &plan.outcomes {
        tally.rows += 1;
        match outcome {
            Outcome::New(_) => tally.new += 1,
            Outcome::Updated { .. } => tally.updated += 1,
            Outcome::Duplicate(_) => tally.duplicate += 1,
        }
    }
    let mut objects = Vec::with_capacity(batch.objects.len());
    let mut conflicts = Vec::new();
    for draft in batch.objects {
        let group = memory.group(&transaction, draft.group.0)?;
        if group.owner != owner {
            return Err(StoreError::GroupMismatch {
                row: draft.place.row,
                group: draft.group.0,
            });
        }
        let outcome = object::keep(&transaction, group.owner.0, id, draft)?;
        count_object(&mut tally, &mut conflicts, draft, outcome);
        objects.push(outcome);
    }
    for refusal in batch.refusals {
        tally.refuse(refusal.reason);
    }
    if let Some(besides) = batch.besides {
        tally.add(besides);
    }
    let kept_before: i64 = transaction.query_row(
        "SELECT refused FROM submission WHERE id = ?1",
        [id.0],
        |row| row.get(0),
    )?;
    let kept = submission::keep_refusals(
        &transaction,
        id,
        kept_before.cast_unsigned(),
        batch.refusals.iter().chain(&conflicts),
    )?;

    let any = !plan.versions.is_empty();
    transaction
        .prepare_cached(
            "UPDATE submission SET position = ?2, tally = ?3, refused = ?4, first_id = coalesce(first_id, ?5), \
             last_id = coalesce(?6, last_id) WHERE id = ?1",
        )?
        .execute(params![
            id.0, batch.to.cast_signed(), serde_json::to_string(&tally)?, kept.cast_signed(), any.then_some(plan.first), any.then_some(last)
        ])?;
    transaction.commit()?;
    Ok(Written {
        outcomes: plan.outcomes,
        objects,
        tally,
    })
}

fn count_object(
    tally: &mut Tally,
    conflicts: &mut Vec<Refusal>,
    draft: &crate::ObjectDraft,
    outcome: ObjectOutcome,
) {
    if !draft.counted {
        return;
    }
    match outcome {
        ObjectOutcome::Kept => {
            tally.rows += 1;
            tally.kept += 1;
        }
        ObjectOutcome::Unchanged => {
            tally.rows += 1;
            tally.duplicate += 1;
        }
        ObjectOutcome::Conflict => {
            tally.refuse(Reason::ConflictingVersion);
            let detail = format!(
                "{} version {:?} is stored with other content; send it with a later modified time",
                draft.id, draft.version
            );
            conflicts.push(Refusal::new(
                draft.place.clone(),
                Reason::ConflictingVersion,
                detail,
                &draft.json,
            ));
        }
    }
}

/// The number behind the last observation. Numbers are not used again after a deletion of the last rows because the
/// submissions remember how far they went.
fn next_number(conn: &Connection) -> Result<i64> {
    let (rows, submissions): (Option<i64>, Option<i64>) = conn.query_row(
        "SELECT (SELECT max(id) FROM observation), (SELECT max(last_id) FROM submission)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(rows.max(submissions).unwrap_or(0) + 1)
}

/// Judges every row.
fn plan<'a>(
    transaction: &Transaction<'_>,
    memory: &mut Memory,
    id: SubmissionId,
    received: Utc,
    rows: &'a [Observation],
) -> Result<Plan<'a>> {
    let mut groups: FxHashMap<u32, std::sync::Arc<ReleaseGroup>> = FxHashMap::default();
    let mut sorted: Vec<(i64, u32)> = Vec::with_capacity(rows.len());
    for (position, observation) in rows.iter().enumerate() {
        let number = observation.group.0;
        let group = match groups.entry(number) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(memory.group(transaction, number)?)
            }
        };
        if group.owner != observation.owner
            || group.markings != observation.markings
            || observation.submission != id
        {
            return Err(StoreError::GroupMismatch {
                row: observation.row,
                group: number,
            });
        }
        sorted.push((
            statement_identity(observation, group).slot(observation.key.0),
            position as u32,
        ));
    }
    sorted.sort_unstable();

    let mut plan = Plan {
        first: next_number(transaction)?,
        versions: Vec::with_capacity(rows.len()),
        superseded: Vec::new(),
        outcomes: vec![Outcome::Duplicate(ObservationId(0)); rows.len()],
    };
    let mut finder = slot::Finder::new(transaction)?;
    let mut fetch = transaction.prepare_cached(&format!(
        "SELECT {} FROM observation WHERE id = ?1",
        row::COLUMNS
    ))?;
    let mut ids: Vec<i64> = Vec::new();
    let mut in_force: Vec<InForce> = Vec::new();
    for run in sorted.chunk_by(|a, b| a.0 == b.0) {
        let slot = run[0].0;
        in_force.clear();
        finder.find(slot, &mut ids)?;
        for id in &ids {
            let mut found = fetch.query([id])?;
            while let Some(stored) = found.next()? {
                in_force.push(InForce::Stored(Box::new(row::read(
                    stored,
                    transaction,
                    memory,
                )?)));
            }
        }
        for (_, position) in run {
            let observation = &rows[*position as usize];
            plan.outcomes[*position as usize] = plan_row(
                &mut plan,
                &mut in_force,
                &groups,
                slot,
                received,
                observation,
                memory,
                transaction,
            )?;
        }
    }
    Ok(plan)
}

#[allow(clippy::too_many_arguments)]
fn plan_row<'a>(
    plan: &mut Plan<'a>,
    in_force: &mut Vec<InForce>,
    groups: &FxHashMap<u32, std::sync::Arc<ReleaseGroup>>,
    slot: i64,
    received: Utc,
    observation: &'a Observation,
    memory: &mut Memory,
    conn: &Connection,
) -> Result<Outcome> {
    let group = &groups[&observation.group.0];
    let identity = statement_identity(observation, group);
    let id = plan.first + plan.versions.len() as i64;
    for (place, known) in in_force.iter().enumerate() {
        let old = match known {
            InForce::Stored(stored) => stored,
            InForce::Planned(index) => plan.versions[*index].content.get(),
        };
        let old_group = match groups.get(&old.group.0) {
            Some(group) => std::sync::Arc::clone(group),
            None => memory.group(conn, old.group.0)?,
        };
        if statement_identity(old, &old_group) != identity {
            continue;
        }
        let old_id = match known {
            InForce::Stored(stored) => stored.id,
            InForce::Planned(index) => number(plan.first + *index as i64),
        };
        let content = match judge(old, observation) {
            Verdict::Duplicate => return Ok(Outcome::Duplicate(old_id)),
            Verdict::Replace => Content::AsSent(observation),
            Verdict::Merge(mut version) => {
                version.received = received;
                Content::Merged(version)
            }
        };
        let index = plan.versions.len();
        plan.versions.push(Version {
            slot,
            content,
            superseded_by: None,
        });
        match std::mem::replace(&mut in_force[place], InForce::Planned(index)) {
            InForce::Stored(stored) => plan.superseded.push((*stored, id)),
            InForce::Planned(earlier) => plan.versions[earlier].superseded_by = Some(id),
        }
        return Ok(Outcome::Updated {
            id: number(id),
            superseded: old_id,
        });
    }
    in_force.push(InForce::Planned(plan.versions.len()));
    plan.versions.push(Version {
        slot,
        content: Content::AsSent(observation),
        superseded_by: None,
    });
    Ok(Outcome::New(number(id)))
}

fn number(id: i64) -> ObservationId {
    ObservationId(id.cast_unsigned())
}

/// Writes the versions with their postings; gives the changes of the counters.
fn write_versions(frame: &mut Frame<'_>, plan: &Plan<'_>) -> Result<Changes> {
    let mut changes = Changes::default();
    let mut entries = Vec::with_capacity(plan.versions.len() * 3);
    let mut prefixes: Vec<(u8, u8)> = Vec::new();
    let day = frame.received.day_number();
    let conn = frame.conn;
    let mut statement = conn.prepare_cached(row::INSERT)?;
    for (id, version) in (plan.first..).zip(&plan.versions) {
        let observation = version.content.get();
        let names = row::insert(
            &mut statement,
            frame,
            id,
            version.slot,
            observation,
            version.superseded_by,
        )?;
        if version.superseded_by.is_none() {
            slot::file(conn, version.slot, id)?;
            posting::collect(&mut entries, observation, id, names);
            changes.add(observation, day, 1);
        }
        if observation.observable.kind() == Kind::Cidr {
            prefixes.extend(super::read::prefix(&observation.observable));
        }
    }
    posting::write(conn, entries)?;
    prefixes.sort_unstable();
    prefixes.dedup();
    for (family, length) in prefixes {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO prefix_length (family, length) VALUES (?1, ?2)",
        )?
        .execute([family, length])?;
    }
    Ok(changes)
}

/// Marks what is superseded, and settles the counters.
fn supersede(conn: &Connection, mut changes: Changes, plan: &Plan<'_>) -> Result<()> {
    let mut statement =
        conn.prepare_cached("UPDATE observation SET superseded_by = ?2 WHERE id = ?1")?;
    for (old, by) in &plan.superseded {
        let id = old.id.0.cast_signed();
        statement.execute(params![id, by])?;
        // A new version stands in the slot of the one that it replaces.
        if let Some(version) = plan.versions.get((by - plan.first) as usize) {
            slot::remove(conn, version.slot, id)?;
        }
        changes.add(old, old.received.day_number(), -1);
    }
    changes.write(conn)
}

/// The submission's range of observations.
pub(super) fn range_of(conn: &Connection, id: SubmissionId) -> Result<Option<(i64, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT first_id, last_id FROM submission WHERE id = ?1 AND first_id IS NOT NULL",
    )?;
    Ok(statement
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}
