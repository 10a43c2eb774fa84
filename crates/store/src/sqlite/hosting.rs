//! Hosting over time: what later data sets say otherwise than the row did at intake. Rows are not edited; a reader
//! gets the last opinion, and can ask for all of them.

use model::policy::View;
use model::{Country, Hosting, Observation, Utc};
use observable::Observable;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::row::Memory;
use super::{Writer, posting, read};
use crate::{Dataset, HostingOpinion, Result, Rewritten};

fn hosting(row: &Row<'_>, from: usize) -> rusqlite::Result<Hosting> {
    let country = |at: usize| {
        row.get::<_, Option<u16>>(at)
            .map(|number| number.map(Country::from_number))
    };
    Ok(Hosting {
        registered: country(from)?,
        located: country(from + 1)?,
        asn: row.get(from + 2)?,
    })
}

/// Whether any data set has ever said otherwise.
pub(super) fn any(conn: &Connection) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM hosting_change)")?
        .query_row([], |row| row.get(0))?)
}

/// The last opinion on a value, when it differs from the rows'.
pub(super) fn last(conn: &Connection, observable: &Observable) -> Result<Option<Hosting>> {
    let mut statement =
        conn.prepare_cached("SELECT registered, located, asn FROM hosting_change WHERE key = ?1 ORDER BY at DESC, dataset DESC LIMIT 1")?;
    Ok(statement
        .query_row([observable.key().0.cast_signed()], |row| hosting(row, 0))
        .optional()?)
}

pub(super) fn rewrite(
    writer: &mut Writer,
    dataset: &Dataset,
    at: Utc,
    items: &mut dyn Iterator<Item = (Observable, Hosting)>,
) -> Result<Rewritten> {
    let transaction = writer
        .conn
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number: i64 = transaction.query_row(
        "INSERT INTO dataset (name, date) VALUES (?1, ?2) ON CONFLICT (name, date) DO UPDATE SET name = excluded.name RETURNING id",
        [&dataset.name, &dataset.date],
        |row| row.get(0),
    )?;
    let mut result = Rewritten::default();
    let mut entries = Vec::new();
    {
        let mut intake = transaction
            .prepare_cached("SELECT registered, located, asn FROM observation WHERE id = ?1")?;
        let mut insert = transaction.prepare_cached(
            "INSERT OR REPLACE INTO hosting_change (key, at, dataset, registered, located, asn) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (observable, new) in items {
            let statements = read::in_force(&transaction, &observable)?;
            let Some((newest, _)) = statements.iter().max_by_key(|(id, _)| *id) else {
                continue;
            };
            result.seen += 1;
            let before = match last(&transaction, &observable)? {
                Some(hosting) => hosting,
                None => intake.query_row([newest], |row| hosting(row, 0))?,
            };
            if before == new {
                continue;
            }
            result.changed += 1;
            let number_of = |country: Option<Country>| country.map(Country::number);
            insert.execute(params![
                observable.key().0.cast_signed(),
                at.0,
                number,
                number_of(new.registered),
                number_of(new.located),
                new.asn
            ])?;
            // Found from now on by the new country and network; by the old ones it is looked at and passed over.
            for (id, group) in statements {
                entries.extend(
                    [new.registered, new.located]
                        .into_iter()
                        .flatten()
                        .map(|country| posting::of_country(country, group, id)),
                );
                entries.extend(new.asn.map(|asn| posting::of_network(asn, group, id)));
            }
        }
    }
    posting::write(&transaction, entries)?;
    transaction.commit()?;
    Ok(result)
}

/// All opinions on a value that somebody in view has made a statement about.
pub(super) fn opinions(
    conn: &Connection,
    memory: &mut Memory,
    view: &View,
    observable: &Observable,
) -> Result<Vec<HostingOpinion>> {
    memory.rehosted = false;
    let statements: Vec<Observation> = read::observations_of(conn, memory, view, observable, true)?;
    let Some(earliest) = statements.first().map(|statement| statement.received) else {
        return Ok(Vec::new());
    };
    let mut opinions: Vec<HostingOpinion> = statements
        .iter()
        .map(|o| HostingOpinion {
            at: o.received,
            dataset: None,
            hosting: o.hosting.clone(),
        })
        .collect();
    // What was found out before the viewer's first statement would tell that somebody else had made one.
    let mut statement = conn.prepare_cached(
        "SELECT c.registered, c.located, c.asn, c.at, d.name, d.date FROM hosting_change c JOIN dataset d ON d.id = c.dataset \
         WHERE c.key = ?1 AND c.at >= ?2 ORDER BY c.at, c.dataset",
    )?;
    let rows = statement.query_map(
        params![observable.key().0.cast_signed(), earliest.0],
        |row| {
            Ok(HostingOpinion {
                at: Utc(row.get(3)?),
                dataset: Some(Dataset {
                    name: row.get(4)?,
                    date: row.get(5)?,
                }),
                hosting: hosting(row, 0)?,
            })
        },
    )?;
    for opinion in rows {
        opinions.push(opinion?);
    }
    opinions.sort_by_key(|opinion| opinion.at);
    opinions.dedup_by(|later, earlier| later.hosting == earlier.hosting);
    Ok(opinions)
}
