//! Counters per release group, category, country and day of receipt, kept as statements come and are superseded.

use model::policy::View;
use model::{Country, GroupId, Observation, territories};
use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;

use super::row::category;
use crate::{CountRow, Counting, Result};

/// The country under which every statement is counted once.
const ALL: u16 = 0;

/// What is kept of a counter's key: group, category, country, day.
type Kept = (Option<u32>, Option<u8>, Option<u16>, Option<i64>);

/// Changes of counters in a batch: group, category, country, day.
#[derive(Default)]
pub(super) struct Changes(FxHashMap<(u32, u8, u16, i64), i64>);

impl Changes {
    /// A statement comes into force (+1) or is superseded (-1).
    pub(super) fn add(&mut self, observation: &Observation, received_day: i64, by: i64) {
        let (group, category) = (observation.group.0, observation.category.code());
        *self
            .0
            .entry((group, category, ALL, received_day))
            .or_default() += by;
        for (country, _) in territories(observation) {
            *self
                .0
                .entry((group, category, country.number(), received_day))
                .or_default() += by;
        }
    }

    /// Writes the changes.
    pub(super) fn write(self, conn: &Connection) -> Result<()> {
        let mut changes: Vec<_> = self.0.into_iter().filter(|(_, by)| *by != 0).collect();
        changes.sort_unstable();
        let mut statement = conn.prepare_cached(
            "INSERT INTO counter (grp, category, country, day, n) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (grp, category, country, day) DO UPDATE SET n = n + excluded.n",
        )?;
        for ((group, category, country, day), by) in changes {
            statement.execute(params![group, category, country, day, by])?;
        }
        Ok(())
    }
}

/// Adds up the counters in view.
pub(super) fn counts(conn: &Connection, view: &View, counting: &Counting) -> Result<Vec<CountRow>> {
    let by = counting.by;
    let mut sums: FxHashMap<Kept, i64> = FxHashMap::default();
    let mut statement = conn.prepare_cached(
        "SELECT category, country, day, n FROM counter WHERE grp = ?1 AND (?2 IS NULL OR category = ?2) AND day >= ?3 AND day <= ?4 AND n <> 0",
    )?;
    let from = counting
        .received
        .from
        .map_or(i64::MIN, model::Utc::day_number);
    let until = counting.received.until.map_or(i64::MAX, |at| {
        model::Utc(at.0.saturating_sub(1)).day_number()
    });
    let only_country = counting.country.map(Country::number);
    for group in view.groups() {
        let mut rows = statement.query(params![
            group.0,
            counting.category.map(model::Category::code),
            from,
            until
        ])?;
        while let Some(row) = rows.next()? {
            let country: u16 = row.get(1)?;
            let wanted = match only_country {
                Some(only) => country == only,
                None => (country == ALL) != by.country,
            };
            if !wanted {
                continue;
            }
            let key = (
                by.group.then_some(group.0),
                by.category.then_some(row.get(0)?),
                by.country.then_some(country),
                by.day.then_some(row.get(2)?),
            );
            *sums.entry(key).or_default() += row.get::<_, i64>(3)?;
        }
    }
    let mut rows: Vec<CountRow> = sums
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|((group, code, country, day), n)| CountRow {
            group: group.map(GroupId),
            category: code.map(category),
            country: country.map(Country::from_number),
            day,
            n: n.cast_unsigned(),
        })
        .collect();
    rows.sort_unstable();
    Ok(rows)
}
