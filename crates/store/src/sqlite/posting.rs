//! Postings: for a facet's value, the numbers of the observations that have it, as compressed lists. One list per
//! facet, value and release group in a batch, so that a reader passes over whole lists that are out of view.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use model::policy::View;
use model::{GroupId, Observation, territories};
use rusqlite::{Connection, params};

use super::row::Names;
use crate::statement::name_hash;
use crate::{Order, Result, StoreError};

/// What a list is about. The codes are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Facet {
    Country = 1,
    Network = 2,
    Domain = 3,
    Malware = 4,
    Campaign = 5,
}

/// Bytes of a list; a longer one would leave SQLite's page for an overflow page.
const LIST_BYTES: usize = 900;

/// One entry; sorts as the table does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    facet: u8,
    value: i64,
    group: u32,
    id: i64,
}

/// Adds an observation's entries.
pub(super) fn collect(out: &mut Vec<Entry>, observation: &Observation, id: i64, names: Names) {
    let group = observation.group.0;
    let mut add = |facet: Facet, value: i64| {
        out.push(Entry {
            facet: facet as u8,
            value,
            group,
            id,
        });
    };
    for (country, _) in territories(observation) {
        add(Facet::Country, i64::from(country.number()));
    }
    if let Some(asn) = observation.hosting.asn {
        add(Facet::Network, i64::from(asn));
    }
    if let Some(domain) = &observation.domain {
        add(Facet::Domain, name_hash(domain));
    }
    if let Some(malware) = names.malware {
        add(Facet::Malware, malware);
    }
    if let Some(campaign) = names.campaign {
        add(Facet::Campaign, campaign);
    }
}

/// An entry of a country that a later data set has found.
pub(super) fn of_country(country: model::Country, group: GroupId, id: i64) -> Entry {
    Entry {
        facet: Facet::Country as u8,
        value: i64::from(country.number()),
        group: group.0,
        id,
    }
}

/// An entry of a network that a later data set has found.
pub(super) fn of_network(asn: u32, group: GroupId, id: i64) -> Entry {
    Entry {
        facet: Facet::Network as u8,
        value: i64::from(asn),
        group: group.0,
        id,
    }
}

/// Writes entries as lists.
pub(super) fn write(conn: &Connection, mut entries: Vec<Entry>) -> Result<()> {
    entries.sort_unstable();
    entries.dedup();
    // A list that begins at the same number can only be there when a data set refresh adds entries one by one.
    let mut statement =
        conn.prepare_cached("INSERT OR IGNORE INTO posting (facet, value, first, grp, last, ids) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut list: Vec<u8> = Vec::with_capacity(LIST_BYTES + 10);
    let mut rest = entries.as_slice();
    while let Some(head) = rest.first() {
        list.clear();
        let mut last = head.id;
        let mut taken = 1;
        for entry in &rest[1..] {
            if (entry.facet, entry.value, entry.group) != (head.facet, head.value, head.group)
                || list.len() >= LIST_BYTES
            {
                break;
            }
            push_number(&mut list, (entry.id - last).cast_unsigned());
            last = entry.id;
            taken += 1;
        }
        rest = &rest[taken..];
        let more = taken > 1;
        statement.execute(params![
            head.facet,
            head.value,
            head.id,
            head.group,
            more.then_some(last),
            more.then_some(list.as_slice())
        ])?;
    }
    Ok(())
}

fn push_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn unpack(first: i64, mut list: &[u8]) -> Result<Vec<i64>> {
    let mut ids = vec![first];
    let mut last = first;
    while !list.is_empty() {
        let (mut number, mut shift) = (0u64, 0);
        loop {
            let Some((byte, rest)) = list.split_first().filter(|_| shift < 64) else {
                return Err(StoreError::Corrupt("a posting list is cut off".into()));
            };
            list = rest;
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        last = last.saturating_add(number.cast_signed());
        ids.push(last);
    }
    Ok(ids)
}

/// Gives the observations behind `after` that have the facet's value and whose group is in view, in order, each once;
/// `each` says whether to go on.
pub(super) fn each(
    conn: &Connection,
    view: &View,
    (facet, value): (Facet, i64),
    order: Order,
    after: Option<i64>,
    each: &mut dyn FnMut(i64) -> Result<bool>,
) -> Result<()> {
    match order {
        Order::OldestFirst => forward(conn, view, (facet, value), after, each),
        Order::NewestFirst => backward(conn, view, (facet, value), after, each),
    }
}

/// Lists begin in order, but lists of one batch overlap: numbers wait until no later list can begin before them.
fn forward(
    conn: &Connection,
    view: &View,
    (facet, value): (Facet, i64),
    after: Option<i64>,
    each: &mut dyn FnMut(i64) -> Result<bool>,
) -> Result<()> {
    let after = after.unwrap_or(0);
    let mut statement = conn.prepare_cached(
        "SELECT first, grp, ids FROM posting WHERE facet = ?1 AND value = ?2 AND coalesce(last, first) > ?3 ORDER BY first, grp",
    )?;
    let mut rows = statement.query(params![facet as u8, value, after])?;
    let mut waiting: BinaryHeap<Reverse<i64>> = BinaryHeap::new();
    let mut given = after;
    while let Some(row) = rows.next()? {
        if !view.sees(GroupId(row.get(1)?)) {
            continue;
        }
        let first: i64 = row.get(0)?;
        while let Some(Reverse(id)) = waiting.peek().copied().filter(|Reverse(id)| *id < first) {
            waiting.pop();
            if id > given && !each(id)? {
                return Ok(());
            }
            given = given.max(id);
        }
        let list = row
            .get_ref(2)?
            .as_blob_or_null()
            .map_err(rusqlite::Error::from)?
            .unwrap_or_default();
        waiting.extend(
            unpack(first, list)?
                .into_iter()
                .filter(|id| *id > after)
                .map(Reverse),
        );
    }
    while let Some(Reverse(id)) = waiting.pop() {
        if id > given && !each(id)? {
            return Ok(());
        }
        given = given.max(id);
    }
    Ok(())
}

/// As [`forward`], from the end: the last numbers of lists decide what can still come.
fn backward(
    conn: &Connection,
    view: &View,
    (facet, value): (Facet, i64),
    before: Option<i64>,
    each: &mut dyn FnMut(i64) -> Result<bool>,
) -> Result<()> {
    let before = before.unwrap_or(i64::MAX);
    // Only the frames of the lists are held, newest first by their last number; the lists themselves are read in turn.
    let mut statement = conn.prepare_cached("SELECT first, grp, coalesce(last, first) FROM posting WHERE facet = ?1 AND value = ?2 AND first < ?3")?;
    let mut rows = statement.query(params![facet as u8, value, before])?;
    let mut frames: Vec<(i64, i64, u32)> = Vec::new();
    while let Some(row) = rows.next()? {
        let group: u32 = row.get(1)?;
        if view.sees(GroupId(group)) {
            frames.push((row.get(2)?, row.get(0)?, group));
        }
    }
    frames.sort_unstable_by(|a, b| b.cmp(a));
    let mut read = conn.prepare_cached(
        "SELECT ids FROM posting WHERE facet = ?1 AND value = ?2 AND first = ?3 AND grp = ?4",
    )?;
    let mut waiting: BinaryHeap<i64> = BinaryHeap::new();
    let mut given = before;
    for (last, first, group) in frames {
        while let Some(id) = waiting.peek().copied().filter(|id| *id > last) {
            waiting.pop();
            if id < given && !each(id)? {
                return Ok(());
            }
            given = given.min(id);
        }
        let list: Option<Vec<u8>> =
            read.query_row(params![facet as u8, value, first, group], |row| row.get(0))?;
        waiting.extend(
            unpack(first, list.as_deref().unwrap_or_default())?
                .into_iter()
                .filter(|id| *id < before),
        );
    }
    while let Some(id) = waiting.pop() {
        if id < given && !each(id)? {
            return Ok(());
        }
        given = given.min(id);
    }
    Ok(())
}
