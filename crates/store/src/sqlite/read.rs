//! The way out. Every function takes a view and looks at the release group of a row before anything else of it.

use std::net::IpAddr;

use model::policy::View;
use model::{Country, GroupId, Observation, ObservationId, territories};
use observable::{Kind, Observable};
use rusqlite::{Connection, Row, params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::posting::{self, Facet};
use super::row::{self, COLUMNS, Memory, column};
use super::{slot, term, write};
use crate::statement::{STATEMENT_BITS, name_hash};
use crate::{Filter, Order, Page, Period, Related, Relation, Result};

/// Statements about a value; the earlier versions too when `history` is asked for.
pub(super) fn observations_of(
    conn: &Connection,
    memory: &mut Memory,
    view: &View,
    observable: &Observable,
    history: bool,
) -> Result<Vec<Observation>> {
    let low = (observable.key().0 & !STATEMENT_BITS).cast_signed();
    let high = (observable.key().0 | STATEMENT_BITS).cast_signed();
    let mut found = Vec::new();
    let mut value = Vec::new();
    observable.store_into(&mut value);
    let mut take = |row: &Row<'_>| -> Result<()> {
        // Forty bits of a key are no proof: the value itself decides.
        if in_view(row, view)?
            && row.get::<_, u8>(column::KIND)? == observable.kind().code()
            && row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)? == value
        {
            found.push(row::read(row, conn, memory)?);
        }
        Ok(())
    };
    let mut fetch =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM observation WHERE id = ?1"))?;
    for id in slot::between(conn, low, high)? {
        let mut rows = fetch.query([id])?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
    }
    if history {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM observation INDEXED BY observation_past \
             WHERE slot BETWEEN ?1 AND ?2 AND superseded_by IS NOT NULL"
        ))?;
        let mut rows = statement.query([low, high])?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
    }
    found.sort_unstable_by_key(|observation| observation.id);
    Ok(found)
}

fn in_view(row: &Row<'_>, view: &View) -> Result<bool> {
    Ok(view.sees(GroupId(row.get(column::GROUP)?)))
}

/// Address family and prefix length of a network.
pub(super) fn prefix(network: &Observable) -> Option<(u8, u8)> {
    let length = network.value().rsplit_once('/')?.1.parse().ok()?;
    let (first, _) = network.ip_range()?;
    Some((if first.is_ipv4() { 4 } else { 6 }, length))
}

/// Statements about networks that contain an address or network: each prefix length in use is asked for by its key.
pub(super) fn covering_networks(
    conn: &Connection,
    memory: &mut Memory,
    view: &View,
    of: &Observable,
) -> Result<Vec<Observation>> {
    let Some((first, last)) = of.ip_range() else {
        return Ok(Vec::new());
    };
    let mut statement =
        conn.prepare_cached("SELECT length FROM prefix_length WHERE family = ?1 ORDER BY length")?;
    let lengths: Vec<u8> = statement
        .query_map([if first.is_ipv4() { 4 } else { 6 }], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for length in lengths {
        let (low, high) = (network(first, length), network(last, length));
        // Shorter than the range asked for means: contains it.
        if low != high {
            continue;
        }
        let Ok(network) = Observable::parse(Kind::Cidr, &format!("{low}/{length}")) else {
            continue;
        };
        if network.kind() == Kind::Cidr && network != *of {
            found.extend(observations_of(conn, memory, view, &network, false)?);
        }
    }
    Ok(found)
}

/// The first address of the network of this prefix length around an address.
fn network(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX
                .checked_shl(32u32.saturating_sub(u32::from(length)))
                .unwrap_or(0);
            IpAddr::from((u32::from(address) & mask).to_be_bytes())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX
                .checked_shl(128u32.saturating_sub(u32::from(length)))
                .unwrap_or(0);
            IpAddr::from((u128::from(address) & mask).to_be_bytes())
        }
    }
}

/// A filter with its names looked up.
struct Sieve<'a> {
    filter: &'a Filter,
    malware: Option<i64>,
    campaign: Option<i64>,
    range: Option<(IpAddr, IpAddr)>,
}

impl<'a> Sieve<'a> {
    /// None when nothing can pass.
    fn new(conn: &Connection, filter: &'a Filter) -> Result<Option<Sieve<'a>>> {
        let mut sieve = Sieve {
            filter,
            malware: None,
            campaign: None,
            range: None,
        };
        for (name, number) in [
            (&filter.malware, &mut sieve.malware),
            (&filter.campaign, &mut sieve.campaign),
        ] {
            if let Some(name) = name {
                *number = term::find(conn, name)?;
                if number.is_none() {
                    return Ok(None);
                }
            }
        }
        if let Some(network) = &filter.network {
            sieve.range = network.ip_range();
            if sieve.range.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(sieve))
    }

    /// What can be told from single columns, cheap ones first.
    fn row(&self, row: &Row<'_>) -> Result<bool> {
        let filter = self.filter;
        if !filter.history && row.get_ref(column::SUPERSEDED_BY)? != rusqlite::types::ValueRef::Null
        {
            return Ok(false);
        }
        if !filter.kinds.is_empty() {
            let code: u8 = row.get(column::KIND)?;
            if !filter.kinds.iter().any(|kind| kind.code() == code) {
                return Ok(false);
            }
        }
        if !filter.categories.is_empty()
            && !filter
                .categories
                .contains(&row::category(row.get(column::CATEGORY)?))
        {
            return Ok(false);
        }
        if filter
            .submission
            .is_some_and(|id| row.get(column::SUBMISSION) != Ok(id.0))
        {
            return Ok(false);
        }
        if filter.min_confidence.is_some() || filter.max_confidence.is_some() {
            let Some(confidence) = row.get::<_, Option<u8>>(column::CONFIDENCE)? else {
                return Ok(false);
            };
            if filter
                .min_confidence
                .is_some_and(|least| confidence < least)
                || filter.max_confidence.is_some_and(|most| confidence > most)
            {
                return Ok(false);
            }
        }
        for (number, at) in [
            (self.malware, column::MALWARE),
            (self.campaign, column::CAMPAIGN),
        ] {
            if number.is_some() && row.get::<_, Option<i64>>(at)? != number {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What needs the whole observation.
    fn observation(&self, o: &Observation) -> bool {
        let filter = self.filter;
        filter.owner.is_none_or(|owner| o.owner == owner)
            && filter.asn.is_none_or(|asn| o.hosting.asn == Some(asn))
            && filter
                .domain
                .as_ref()
                .is_none_or(|domain| o.domain.as_ref() == Some(domain))
            && filter.period.touches(o.first_seen, o.last_seen)
            && filter
                .prefix
                .as_ref()
                .is_none_or(|prefix| o.observable.value().starts_with(prefix))
            && filter
                .country
                .is_none_or(|country| concerns(o, country, &filter.claims))
            && self.range.is_none_or(|(low, high)| {
                o.observable.ip_range().is_some_and(|(first, last)| {
                    low.is_ipv4() == first.is_ipv4() && low <= first && last <= high
                })
            })
    }
}

/// Whether an observation concerns a country by one of the claims; by any when none is named.
fn concerns(observation: &Observation, country: Country, claims: &[model::Claim]) -> bool {
    territories(observation).iter().any(|(found, bits)| {
        *found == country && (claims.is_empty() || claims.iter().any(|claim| claim.within(*bits)))
    })
}

/// One page.
pub(super) fn list(
    conn: &Connection,
    memory: &mut Memory,
    view: &View,
    filter: &Filter,
    order: Order,
    after: Option<ObservationId>,
    limit: usize,
) -> Result<Page> {
    let empty = Page {
        observations: Vec::new(),
        next: None,
    };
    let Some(sieve) = Sieve::new(conn, filter)? else {
        return Ok(empty);
    };
    if limit == 0 {
        return Ok(empty);
    }
    let after = after.map(|id| id.0.cast_signed());
    let mut observations = Vec::new();
    let mut more = false;
    let mut take = |row: &Row<'_>| -> Result<bool> {
        if !in_view(row, view)? || !sieve.row(row)? {
            return Ok(true);
        }
        let observation = row::read(row, conn, memory)?;
        if !sieve.observation(&observation) {
            return Ok(true);
        }
        // One more than asked for shows whether there is a next page.
        more = observations.len() == limit;
        if !more {
            observations.push(observation);
        }
        Ok(!more)
    };
    match best_facet(&sieve) {
        // Postings hold what is in force at the time of writing; earlier versions of one batch are not among them.
        Some(facet) if !filter.history => {
            let mut one =
                conn.prepare_cached(&format!("SELECT {COLUMNS} FROM observation WHERE id = ?1"))?;
            posting::each(conn, view, facet, order, after, &mut |id| {
                let mut rows = one.query([id])?;
                match rows.next()? {
                    Some(row) => take(row),
                    None => Ok(true),
                }
            })?;
        }
        _ => {
            let (low, high) = match filter.submission {
                Some(id) => match write::range_of(conn, id)? {
                    Some(range) => range,
                    None => return Ok(empty),
                },
                None => (0, i64::MAX),
            };
            let (low, high, direction) = match order {
                Order::OldestFirst => (
                    low.max(after.map_or(0, |id| id.saturating_add(1))),
                    high,
                    "ASC",
                ),
                Order::NewestFirst => (
                    low,
                    high.min(after.map_or(i64::MAX, |id| id.saturating_sub(1))),
                    "DESC",
                ),
            };
            let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM observation WHERE id BETWEEN ?1 AND ?2 ORDER BY id {direction}"))?;
            let mut rows = statement.query([low, high])?;
            while let Some(row) = rows.next()? {
                if !take(row)? {
                    break;
                }
            }
        }
    }
    let next = if more {
        observations.last().map(|observation| observation.id)
    } else {
        None
    };
    Ok(Page { observations, next })
}

/// The facet that is likely to leave the least to read.
fn best_facet(sieve: &Sieve<'_>) -> Option<(Facet, i64)> {
    let filter = sieve.filter;
    if filter.submission.is_some() {
        return None;
    }
    if let Some(domain) = &filter.domain {
        return Some((Facet::Domain, name_hash(domain)));
    }
    if let Some(campaign) = sieve.campaign {
        return Some((Facet::Campaign, campaign));
    }
    if let Some(asn) = filter.asn {
        return Some((Facet::Network, i64::from(asn)));
    }
    if let Some(malware) = sieve.malware {
        return Some((Facet::Malware, malware));
    }
    filter
        .country
        .map(|country| (Facet::Country, i64::from(country.number())))
}

/// Statements in force that concern a country.
pub(super) fn for_each_in_country(
    conn: &Connection,
    memory: &mut Memory,
    view: &View,
    country: Country,
    period: Period,
    each: &mut dyn FnMut(Observation) -> Result<()>,
) -> Result<()> {
    let mut one = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM observation WHERE id = ?1 AND superseded_by IS NULL"
    ))?;
    posting::each(
        conn,
        view,
        (Facet::Country, i64::from(country.number())),
        Order::OldestFirst,
        None,
        &mut |id| {
            let mut rows = one.query([id])?;
            let Some(row) = rows.next()? else {
                return Ok(true);
            };
            let observation = row::read(row, conn, memory)?;
            if period.touches(observation.first_seen, observation.last_seen)
                && concerns(&observation, country, &[])
            {
                each(observation)?;
            }
            Ok(true)
        },
    )
}

/// What shares campaign, malware, domain or network with the statements.
pub(super) fn related(
    conn: &Connection,
    memory: &mut Memory,
    view: &View,
    of: &[Observation],
    cap: usize,
) -> Result<Vec<Related>> {
    let own: FxHashSet<&Observable> = of
        .iter()
        .map(|observation| &observation.observable)
        .collect();
    let mut keys: Vec<(Relation, (Facet, i64), String)> = Vec::new();
    for o in of {
        if let Some(campaign) = &o.campaign
            && let Some(number) = term::find(conn, campaign)?
        {
            keys.push((
                Relation::Campaign,
                (Facet::Campaign, number),
                campaign.clone(),
            ));
        }
        if let Some(malware) = &o.malware
            && let Some(number) = term::find(conn, malware)?
        {
            keys.push((Relation::Malware, (Facet::Malware, number), malware.clone()));
        }
        if let Some(domain) = &o.domain {
            keys.push((
                Relation::Domain,
                (Facet::Domain, name_hash(domain)),
                domain.clone(),
            ));
        }
        if let Some(asn) = o.hosting.asn {
            keys.push((
                Relation::Network,
                (Facet::Network, i64::from(asn)),
                format!("AS{asn}"),
            ));
        }
    }
    keys.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
    keys.dedup_by(|a, b| (a.0, &a.2) == (b.0, &b.2));
    let mut counts: FxHashMap<Relation, usize> = FxHashMap::default();
    let mut seen: FxHashSet<(Relation, Observable)> = FxHashSet::default();
    let mut found = Vec::new();
    let mut one = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM observation WHERE id = ?1 AND superseded_by IS NULL"
    ))?;
    for (relation, facet, shared) in keys {
        posting::each(conn, view, facet, Order::NewestFirst, None, &mut |id| {
            let count = counts.entry(relation).or_default();
            if *count >= cap {
                return Ok(false);
            }
            let mut rows = one.query([id])?;
            let Some(row) = rows.next()? else {
                return Ok(true);
            };
            let o = row::read(row, conn, memory)?;
            let really = match relation {
                Relation::Domain => o.domain.as_deref() == Some(&shared),
                Relation::Network => o.hosting.asn.is_some_and(|asn| i64::from(asn) == facet.1),
                Relation::Campaign | Relation::Malware => true,
            };
            if really
                && !own.contains(&o.observable)
                && seen.insert((relation, o.observable.clone()))
            {
                *count += 1;
                found.push(Related {
                    observable: o.observable,
                    relation,
                    shared: shared.clone(),
                });
            }
            Ok(true)
        })?;
    }
    Ok(found)
}

/// Numbers of the statements in force about a value, with their groups, whoever may see them. For the writer only.
pub(super) fn in_force(conn: &Connection, observable: &Observable) -> Result<Vec<(i64, GroupId)>> {
    let low = (observable.key().0 & !STATEMENT_BITS).cast_signed();
    let high = (observable.key().0 | STATEMENT_BITS).cast_signed();
    let mut value = Vec::new();
    observable.store_into(&mut value);
    let mut statement = conn.prepare_cached(
        "SELECT id, grp FROM observation WHERE id = ?1 AND kind = ?2 AND value = ?3",
    )?;
    let mut found = Vec::new();
    for id in slot::between(conn, low, high)? {
        let rows = statement.query_map(params![id, observable.kind().code(), value], |row| {
            Ok((row.get(0)?, GroupId(row.get(1)?)))
        })?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}
