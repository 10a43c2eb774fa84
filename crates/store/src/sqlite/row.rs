//! One observation as a row of the table, both ways. Unknown and usual values are NULL and take no room.

use std::sync::Arc;

use model::{
    Admiralty, Category, Country, GroupId, Hosting, Liveness, More, Observation, ObservationId,
    Ownership, ReleaseGroup, SubmissionId, Utc,
};
use observable::{Kind, Observable};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Statement};
use rustc_hash::FxHashMap;

use super::term::{self, Repeated, Terms};
use crate::{Result, StoreError};

/// The columns in the order in which they are read and written.
pub(super) const COLUMNS: &str = "id, slot, kind, value, grp, submission, row, category, flags, first_seen, last_seen, why, registered, \
     located, asn, confidence, grade, port, cctld, domain, malware, campaign, upstream, warnings, valid_until, more, superseded_by";

/// Writes one row.
pub(super) const INSERT: &str = "INSERT INTO observation (id, slot, kind, value, grp, submission, row, category, flags, first_seen, \
     last_seen, why, registered, located, asn, confidence, grade, port, cctld, domain, malware, campaign, upstream, warnings, valid_until, \
     more, superseded_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, \
     ?23, ?24, ?25, ?26, ?27)";

/// Positions of columns that filters look at before a whole row is made.
pub(super) mod column {
    pub(in crate::sqlite) const ID: usize = 0;
    pub(in crate::sqlite) const KIND: usize = 2;
    pub(in crate::sqlite) const GROUP: usize = 4;
    pub(in crate::sqlite) const SUBMISSION: usize = 5;
    pub(in crate::sqlite) const CATEGORY: usize = 7;
    pub(in crate::sqlite) const ASN: usize = 14;
    pub(in crate::sqlite) const CONFIDENCE: usize = 15;
    pub(in crate::sqlite) const MALWARE: usize = 20;
    pub(in crate::sqlite) const CAMPAIGN: usize = 21;
    pub(in crate::sqlite) const SUPERSEDED_BY: usize = 26;
}

/// Texts remembered by a connection; when there are more, all are forgotten.
const TEXTS_REMEMBERED: usize = 20_000;
/// Longest text that is remembered, bytes.
const TEXT_LENGTH_REMEMBERED: usize = 256;
/// Submissions remembered by a connection.
const SUBMISSIONS_REMEMBERED: usize = 100_000;

/// What a connection remembers of small tables. All of it never changes once it is stored.
#[derive(Default)]
pub(super) struct Memory {
    /// Whether later opinions on hosting are to be looked for. The writer never does: what it settles with the counters
    /// is what the row itself says.
    pub(super) rehosted: bool,
    groups: FxHashMap<u32, Arc<ReleaseGroup>>,
    received: FxHashMap<u32, Utc>,
    texts: FxHashMap<i64, Box<str>>,
}

impl Memory {
    /// A release group.
    pub(super) fn group(&mut self, conn: &Connection, id: u32) -> Result<Arc<ReleaseGroup>> {
        if let Some(group) = self.groups.get(&id) {
            return Ok(Arc::clone(group));
        }
        let terms: Option<String> = conn
            .prepare_cached("SELECT terms FROM release_group WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let terms = terms.ok_or(StoreError::Unknown {
            what: "release group",
            id: u64::from(id),
        })?;
        let group: Arc<ReleaseGroup> = Arc::new(serde_json::from_str(&terms)?);
        self.groups.insert(id, Arc::clone(&group));
        Ok(group)
    }

    /// Time of receipt of a submission.
    pub(super) fn received(&mut self, conn: &Connection, submission: u32) -> Result<Utc> {
        if let Some(received) = self.received.get(&submission) {
            return Ok(*received);
        }
        let received: Option<i64> = conn
            .prepare_cached("SELECT received FROM submission WHERE id = ?1")?
            .query_row([submission], |row| row.get(0))
            .optional()?;
        let received = Utc(received.ok_or(StoreError::Unknown {
            what: "submission",
            id: u64::from(submission),
        })?);
        if self.received.len() >= SUBMISSIONS_REMEMBERED {
            self.received.clear();
        }
        self.received.insert(submission, received);
        Ok(received)
    }

    fn text(&mut self, conn: &Connection, number: i64) -> Result<String> {
        if let Some(text) = self.texts.get(&number) {
            return Ok(text.to_string());
        }
        let text = term::text(conn, number)?
            .ok_or_else(|| StoreError::Corrupt(format!("term {number} is missing")))?;
        if text.len() <= TEXT_LENGTH_REMEMBERED {
            if self.texts.len() >= TEXTS_REMEMBERED {
                self.texts.clear();
            }
            self.texts.insert(number, text.as_str().into());
        }
        Ok(text)
    }
}

/// What a row needs beside the observation.
pub(super) struct Frame<'a> {
    pub(super) conn: &'a Connection,
    pub(super) terms: &'a mut Terms,
    pub(super) repeated: &'a Repeated<'a>,
    pub(super) received: Utc,
    /// Room for the value's stored form, used again for every row.
    pub(super) buffer: Vec<u8>,
}

/// The numbers of an observation's malware and campaign, for the postings.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub(super) malware: Option<i64>,
    pub(super) campaign: Option<i64>,
}

/// Writes one observation with the prepared [`INSERT`].
pub(super) fn insert(
    statement: &mut Statement<'_>,
    frame: &mut Frame<'_>,
    id: i64,
    slot: i64,
    observation: &Observation,
    superseded_by: Option<i64>,
) -> Result<Names> {
    let o = observation;
    frame.buffer.clear();
    o.observable.store_into(&mut frame.buffer);
    let flags = u8::from(o.dated) | (o.liveness as u8) << 1 | (o.ownership as u8) << 3;
    let first_seen = (o.first_seen != frame.received).then_some(o.first_seen.0);
    let last_seen = (o.last_seen != o.first_seen).then_some(o.last_seen.0);
    let mut name = |text: &Option<String>| {
        text.as_deref()
            .map(|text| frame.terms.number(frame.conn, text))
            .transpose()
    };
    let names = Names {
        malware: name(&o.malware)?,
        campaign: name(&o.campaign)?,
    };
    let why = frame.terms.value(frame.conn, &o.why, frame.repeated)?;
    let upstream = o
        .upstream
        .as_deref()
        .map(|text| frame.terms.value(frame.conn, text, frame.repeated))
        .transpose()?;
    let more = if o.more.is_empty() {
        None
    } else {
        Some(serde_json::to_string(&o.more)?)
    };

    let s = statement;
    s.raw_bind_parameter(1, id)?;
    s.raw_bind_parameter(2, slot)?;
    s.raw_bind_parameter(3, o.observable.kind().code())?;
    s.raw_bind_parameter(4, frame.buffer.as_slice())?;
    s.raw_bind_parameter(5, o.group.0)?;
    s.raw_bind_parameter(6, o.submission.0)?;
    s.raw_bind_parameter(7, o.row.cast_signed())?;
    s.raw_bind_parameter(8, o.category.code())?;
    s.raw_bind_parameter(9, flags)?;
    s.raw_bind_parameter(10, first_seen)?;
    s.raw_bind_parameter(11, last_seen)?;
    s.raw_bind_parameter(12, why)?;
    s.raw_bind_parameter(13, o.hosting.registered.map(Country::number))?;
    s.raw_bind_parameter(14, o.hosting.located.map(Country::number))?;
    s.raw_bind_parameter(15, o.hosting.asn)?;
    s.raw_bind_parameter(16, o.confidence)?;
    s.raw_bind_parameter(
        17,
        (o.grade != Admiralty::UNKNOWN).then_some(o.grade.code()),
    )?;
    s.raw_bind_parameter(18, o.port)?;
    s.raw_bind_parameter(19, o.cctld.map(Country::number))?;
    s.raw_bind_parameter(
        20,
        o.domain
            .as_deref()
            .map(|domain| pack_domain(o.observable.value(), domain)),
    )?;
    s.raw_bind_parameter(21, names.malware)?;
    s.raw_bind_parameter(22, names.campaign)?;
    s.raw_bind_parameter(23, upstream)?;
    s.raw_bind_parameter(24, (o.warnings != 0).then_some(o.warnings.cast_signed()))?;
    s.raw_bind_parameter(25, o.valid_until.map(|at| at.0))?;
    s.raw_bind_parameter(26, more)?;
    s.raw_bind_parameter(27, superseded_by)?;
    s.raw_execute()?;
    Ok(names)
}

/// A registrable domain is nearly always a part of the value: then only its place is stored.
fn pack_domain(value: &str, domain: &str) -> Value {
    match value.find(domain) {
        Some(start) if domain.len() < 1 << 16 && start < 1 << 40 => {
            Value::Integer((start << 16 | domain.len()) as i64)
        }
        _ => Value::Text(domain.to_owned()),
    }
}

fn unpack_domain(value: &str, stored: ValueRef<'_>) -> Result<Option<String>> {
    match stored {
        ValueRef::Integer(place) => {
            let (start, length) = ((place >> 16) as usize, (place & 0xffff) as usize);
            let part = value.get(start..start.saturating_add(length));
            part.map(|part| Some(part.to_owned())).ok_or_else(|| {
                StoreError::Corrupt(format!("the domain of {value:?} lies outside of it"))
            })
        }
        other => Ok(other
            .as_str_or_null()
            .map_err(rusqlite::Error::from)?
            .map(str::to_owned)),
    }
}

/// Reads one row with [`COLUMNS`].
pub(super) fn read(row: &Row<'_>, conn: &Connection, memory: &mut Memory) -> Result<Observation> {
    let code: u8 = row.get(column::KIND)?;
    let kind = Kind::from_code(code)
        .ok_or_else(|| StoreError::Corrupt(format!("unknown kind of observable {code}")))?;
    let stored = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
    let observable = Observable::from_stored(kind, stored)
        .map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let group_id: u32 = row.get(column::GROUP)?;
    let group = memory.group(conn, group_id)?;
    let submission: u32 = row.get(column::SUBMISSION)?;
    let received = memory.received(conn, submission)?;
    let flags: u8 = row.get(8)?;
    let first_seen = row.get::<_, Option<i64>>(9)?.map_or(received, Utc);
    let last_seen = row.get::<_, Option<i64>>(10)?.map_or(first_seen, Utc);
    let country = |at: usize| {
        row.get::<_, Option<u16>>(at)
            .map(|number| number.map(Country::from_number))
    };
    let mut hosting = Hosting {
        registered: country(12)?,
        located: country(13)?,
        asn: row.get(column::ASN)?,
    };
    if memory.rehosted
        && let Some(later) = super::hosting::last(conn, &observable)?
    {
        hosting = later;
    }
    let domain = unpack_domain(observable.value(), row.get_ref(19)?)?;
    let more = match row
        .get_ref(25)?
        .as_str_or_null()
        .map_err(rusqlite::Error::from)?
    {
        Some(text) => serde_json::from_str(text)?,
        None => More::default(),
    };
    Ok(Observation {
        id: ObservationId(row.get::<_, i64>(column::ID)?.cast_unsigned()),
        key: observable.key(),
        group: GroupId(group_id),
        owner: group.owner,
        submission: SubmissionId(submission),
        row: row.get::<_, i64>(6)?.cast_unsigned(),
        category: category(row.get(column::CATEGORY)?),
        port: row.get(17)?,
        ownership: Ownership::from_code(flags >> 3 & 7),
        liveness: Liveness::from_code(flags >> 1 & 3),
        first_seen,
        last_seen,
        dated: flags & 1 == 1,
        received,
        valid_until: row.get::<_, Option<i64>>(24)?.map(Utc),
        confidence: row.get(column::CONFIDENCE)?,
        grade: row
            .get::<_, Option<u8>>(16)?
            .map_or(Admiralty::UNKNOWN, Admiralty::from_code),
        markings: group.markings,
        hosting,
        cctld: country(18)?,
        domain,
        warnings: row.get::<_, Option<i64>>(23)?.unwrap_or(0).cast_unsigned(),
        why: text(row.get_ref(11)?, conn, memory)?.unwrap_or_default(),
        malware: text(row.get_ref(column::MALWARE)?, conn, memory)?,
        campaign: text(row.get_ref(column::CAMPAIGN)?, conn, memory)?,
        upstream: text(row.get_ref(22)?, conn, memory)?,
        more,
        observable,
    })
}

/// The category of a code; of a code that a newer program stored, the vaguest.
pub(super) fn category(code: u8) -> Category {
    Category::from_code(code).unwrap_or(Category::OTHER)
}

fn text(stored: ValueRef<'_>, conn: &Connection, memory: &mut Memory) -> Result<Option<String>> {
    match stored {
        ValueRef::Integer(number) => memory.text(conn, number).map(Some),
        other => Ok(other
            .as_str_or_null()
            .map_err(rusqlite::Error::from)?
            .map(str::to_owned)),
    }
}
