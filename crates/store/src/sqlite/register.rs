//! The register: organisations, agreements, release groups, feeds, settings.

use model::{
    Agreement, Country, GroupId, OrgId, OrgKind, Organisation, ReleaseGroup, SubmissionId, Utc,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Writer;
use crate::{FeedState, Result, StoreError};

pub(super) fn put_organisation(conn: &Connection, organisation: &Organisation) -> Result<OrgId> {
    let o = organisation;
    let id = conn.query_row(
        "INSERT INTO organisation (slug, name, kind, country, reliability) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (slug) DO UPDATE \
         SET name = excluded.name, kind = excluded.kind, country = excluded.country, reliability = excluded.reliability RETURNING id",
        params![o.slug, o.name, o.kind.name(), o.country.map(Country::number), o.reliability.map(String::from)],
        |row| row.get(0),
    )?;
    Ok(OrgId(id))
}

pub(super) fn organisations(conn: &Connection) -> Result<Vec<Organisation>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, slug, name, kind, country, reliability FROM organisation ORDER BY id",
    )?;
    let rows = statement.query_and_then([], |row| {
        let kind: String = row.get(3)?;
        Ok(Organisation {
            id: OrgId(row.get(0)?),
            slug: row.get(1)?,
            name: row.get(2)?,
            kind: OrgKind::parse(&kind).ok_or_else(|| {
                StoreError::Corrupt(format!("unknown kind of organisation {kind:?}"))
            })?,
            country: row.get::<_, Option<u16>>(4)?.map(Country::from_number),
            reliability: row
                .get::<_, Option<String>>(5)?
                .and_then(|letter| letter.chars().next()),
        })
    })?;
    rows.collect()
}

pub(super) fn put_agreement(writer: &mut Writer, agreement: &Agreement, at: Utc) -> Result<u32> {
    let transaction = writer
        .conn
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let known: Option<(u32, String)> = transaction
        .query_row(
            "SELECT id, terms FROM agreement WHERE owner = ?1 AND slug = ?2",
            params![agreement.owner.0, agreement.slug],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let id = match &known {
        Some((id, _)) => *id,
        None => transaction.query_row(
            "SELECT coalesce(max(id), 0) + 1 FROM agreement",
            [],
            |row| row.get(0),
        )?,
    };
    let terms = serde_json::to_string(&Agreement {
        id,
        ..agreement.clone()
    })?;
    if known.is_some_and(|(_, known_terms)| known_terms == terms) {
        return Ok(id);
    }
    transaction.execute(
        "INSERT INTO agreement (id, owner, slug, terms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET terms = excluded.terms",
        params![id, agreement.owner.0, agreement.slug, terms],
    )?;
    transaction.execute(
        "INSERT INTO agreement_version (agreement, version, changed, terms) \
         SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3 FROM agreement_version WHERE agreement = ?1",
        params![id, at.0, terms],
    )?;
    transaction.commit()?;
    Ok(id)
}

pub(super) fn agreements(conn: &Connection) -> Result<Vec<Agreement>> {
    let mut statement = conn.prepare_cached("SELECT terms FROM agreement ORDER BY id")?;
    let rows = statement.query_and_then([], |row| {
        Ok(serde_json::from_str(
            row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?,
        )?)
    })?;
    rows.collect()
}

pub(super) fn agreement_history(
    conn: &Connection,
    agreement: u32,
) -> Result<Vec<(Utc, Agreement)>> {
    let mut statement = conn.prepare_cached(
        "SELECT changed, terms FROM agreement_version WHERE agreement = ?1 ORDER BY version",
    )?;
    let rows = statement.query_and_then([agreement], |row| {
        Ok((
            Utc(row.get(0)?),
            serde_json::from_str(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?,
        ))
    })?;
    rows.collect()
}

/// The one spelling of a release group: lists are sets.
fn spelling(group: &ReleaseGroup) -> Result<String> {
    let mut group = group.clone();
    group.recipients.sort_unstable();
    group.recipients.dedup();
    group.only_countries.sort_unstable();
    group.only_countries.dedup();
    group.not_countries.sort_unstable();
    group.not_countries.dedup();
    Ok(serde_json::to_string(&group)?)
}

pub(super) fn find_group(conn: &Connection, group: &ReleaseGroup) -> Result<Option<GroupId>> {
    let terms = spelling(group)?;
    Ok(conn
        .prepare_cached("SELECT id FROM release_group WHERE terms = ?1")?
        .query_row([terms], |row| row.get(0))
        .optional()?
        .map(GroupId))
}

pub(super) fn group_id(conn: &Connection, group: &ReleaseGroup) -> Result<GroupId> {
    if let Some(id) = find_group(conn, group)? {
        return Ok(id);
    }
    // Another process may have made it in between: the statement does both at once.
    let id = conn.query_row(
        "INSERT INTO release_group (terms) VALUES (?1) ON CONFLICT (terms) DO UPDATE SET terms = excluded.terms RETURNING id",
        [spelling(group)?],
        |row| row.get(0),
    )?;
    Ok(GroupId(id))
}

pub(super) fn groups(conn: &Connection) -> Result<Vec<(GroupId, ReleaseGroup)>> {
    let mut statement = conn.prepare_cached("SELECT id, terms FROM release_group ORDER BY id")?;
    let rows = statement.query_and_then([], |row| {
        Ok((
            GroupId(row.get(0)?),
            serde_json::from_str(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?,
        ))
    })?;
    rows.collect()
}

pub(super) fn put_mapping(
    conn: &Connection,
    owner: OrgId,
    feed: &str,
    mapping: &str,
) -> Result<()> {
    conn.execute(
        "INSERT OR REPLACE INTO feed_mapping (owner, feed, mapping) VALUES (?1, ?2, ?3)",
        params![owner.0, feed, mapping],
    )?;
    Ok(())
}

pub(super) fn mapping(conn: &Connection, owner: OrgId, feed: &str) -> Result<Option<String>> {
    let mut statement =
        conn.prepare_cached("SELECT mapping FROM feed_mapping WHERE owner = ?1 AND feed = ?2")?;
    Ok(statement
        .query_row(params![owner.0, feed], |row| row.get(0))
        .optional()?)
}

fn feed_state(row: &Row<'_>) -> rusqlite::Result<FeedState> {
    Ok(FeedState {
        owner: OrgId(row.get(0)?),
        feed: row.get(1)?,
        submission: SubmissionId(row.get(2)?),
        rows: row.get::<_, i64>(3)?.cast_unsigned(),
        received: Utc(row.get(4)?),
    })
}

pub(super) fn feeds(conn: &Connection, owner: Option<OrgId>) -> Result<Vec<FeedState>> {
    let mut statement = conn
        .prepare_cached("SELECT owner, feed, submission, rows, received FROM feed WHERE ?1 IS NULL OR owner = ?1 ORDER BY owner, feed")?;
    let rows = statement.query_map([owner.map(|owner| owner.0)], feed_state)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn feed(conn: &Connection, owner: OrgId, feed: &str) -> Result<Option<FeedState>> {
    let mut statement = conn.prepare_cached(
        "SELECT owner, feed, submission, rows, received FROM feed WHERE owner = ?1 AND feed = ?2",
    )?;
    Ok(statement
        .query_row(params![owner.0, feed], feed_state)
        .optional()?)
}

pub(super) fn set(conn: &Connection, key: &str, value: &str) -> Result<()> {
    conn.execute(
        "INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)",
        [key, value],
    )?;
    Ok(())
}

pub(super) fn get(conn: &Connection, key: &str) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}
