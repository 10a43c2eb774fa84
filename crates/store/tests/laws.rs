//! Laws of the store, held against a naive model: random deliveries with repeats and changes.

#![allow(clippy::unwrap_used, clippy::panic)]

mod world;

use std::collections::BTreeMap;

use model::{Category, Country, Liveness, Observation, Utc};
use proptest::prelude::*;
use store::{Batch, CountBy, Counting, Filter, Order, Outcome, Period, Store};
use world::{DAY_ONE, OWNERS, World, markings, statement};

/// One row of a random delivery.
#[derive(Clone, Debug)]
struct Row {
    address: u8,
    owner: usize,
    category: bool,
    port: Option<u16>,
    malware: bool,
    strict: bool,
    live: bool,
    seen: (i64, i64),
    dated: bool,
    country: usize,
}

fn rows() -> impl Strategy<Value = Row> {
    let identity = (
        0..6u8,
        0..OWNERS,
        any::<bool>(),
        proptest::option::of(80..82u16),
        any::<bool>(),
    );
    let content = (
        proptest::bool::weighted(0.1),
        any::<bool>(),
        (0..3i64, 0..3i64),
        proptest::bool::weighted(0.8),
        0..3usize,
    );
    (identity, content).prop_map(
        |((address, owner, category, port, malware), (strict, live, seen, dated, country))| Row {
            address,
            owner,
            category,
            port,
            malware,
            strict,
            live,
            seen,
            dated,
            country,
        },
    )
}

/// Deliveries: day of receipt, rows.
fn deliveries() -> impl Strategy<Value = Vec<(i64, Vec<Row>)>> {
    proptest::collection::vec((0..3i64, proptest::collection::vec(rows(), 0..40)), 1..6)
}

fn observation(world: &World, row: &Row, received: Utc) -> Observation {
    let mut o = statement(world, row.owner, &format!("198.18.0.{}", row.address));
    o.category = if row.category {
        Category::BOTNET_C2
    } else {
        Category::SPAM_SENDER
    };
    o.port = row.port;
    o.malware = row.malware.then(|| "Harmattan".to_owned());
    if row.strict {
        o.group = world.groups[OWNERS + row.owner];
        o.markings = markings(true);
    }
    o.liveness = if row.live {
        Liveness::Live
    } else {
        Liveness::Dead
    };
    o.dated = row.dated;
    (o.first_seen, o.last_seen) = if row.dated {
        (
            Utc(DAY_ONE.0 - 500 + row.seen.0),
            Utc(DAY_ONE.0 - 100 + row.seen.1),
        )
    } else {
        (received, received)
    };
    o.hosting.registered =
        [None, Country::parse("KE").ok(), Country::parse("NG").ok()][row.country];
    o
}

type Identity = (usize, u8, bool, Option<u16>, bool);

fn identity(row: &Row) -> Identity {
    (row.owner, row.address, row.category, row.port, row.malware)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every row is accounted for; one statement is in force per identity; counters, lists and look-ups agree with it;
    /// first seen is the earliest ever stated by dated rows when all rows are dated.
    #[test]
    fn a_store_is_its_model(deliveries in deliveries()) {
        let world = World::new();
        let mut in_force: BTreeMap<Identity, u64> = BTreeMap::new();
        let mut first: BTreeMap<Identity, (Utc, Utc, bool)> = BTreeMap::new();
        for (day, rows) in &deliveries {
            let received = Utc(DAY_ONE.0 + day * 86_400);
            for owner in 0..OWNERS {
                let own: Vec<&Row> = rows.iter().filter(|row| row.owner == owner).collect();
                let sent: Vec<Observation> = own.iter().map(|row| observation(&world, row, received)).collect();
                let (_, written) = world.hand_in(owner, received, sent.clone());
                prop_assert!(written.tally.adds_up());
                prop_assert_eq!(written.tally.rows, sent.len() as u64);
                for ((row, o), outcome) in own.iter().zip(&sent).zip(&written.outcomes) {
                    let entry = first.entry(identity(row)).or_insert((o.first_seen, o.last_seen, true));
                    *entry = (entry.0.min(o.first_seen), entry.1.max(o.last_seen), entry.2 && row.dated);
                    let known = in_force.get(&identity(row)).copied();
                    match *outcome {
                        Outcome::New(id) => {
                            prop_assert_eq!(known, None);
                            in_force.insert(identity(row), id.0);
                        }
                        Outcome::Updated { id, superseded } => {
                            prop_assert_eq!(known, Some(superseded.0));
                            in_force.insert(identity(row), id.0);
                        }
                        Outcome::Duplicate(id) => prop_assert_eq!(known, Some(id.0)),
                    }
                }
            }
        }
        let view = world.all();
        let all = world.store.list(&view, &Filter::default(), Order::OldestFirst, None, 10_000).unwrap().observations;
        let mut expected: Vec<u64> = in_force.values().copied().collect();
        expected.sort_unstable();
        prop_assert_eq!(all.iter().map(|o| o.id.0).collect::<Vec<_>>(), expected);
        for o in &all {
            let found = world.store.observations_of(&view, &o.observable).unwrap();
            prop_assert!(found.contains(o));
            let (id, _) = in_force.iter().find(|(_, id)| **id == o.id.0).unwrap();
            if let (earliest, latest, true) = first[id] {
                prop_assert_eq!((o.first_seen, o.last_seen), (earliest, latest));
            }
        }
        let total: u64 = world.store.counts(&view, &Counting::default()).unwrap().iter().map(|row| row.n).sum();
        prop_assert_eq!(total, all.len() as u64);
        let by_country = Counting { by: CountBy { country: true, ..CountBy::default() }, ..Counting::default() };
        let counted = world.store.counts(&view, &by_country).unwrap();
        for code in ["KE", "NG"] {
            let country = Country::parse(code).unwrap();
            let expected: Vec<&Observation> = all.iter().filter(|o| o.hosting.registered == Some(country)).collect();
            let n = counted.iter().find(|row| row.country == Some(country)).map_or(0, |row| row.n);
            prop_assert_eq!(n, expected.len() as u64);
            let mut read = Vec::new();
            world.store.for_each_in_country(&view, country, Period::ALL, &mut |o| { read.push(o); Ok(()) }).unwrap();
            prop_assert_eq!(read.iter().collect::<Vec<_>>(), expected);
        }
        // A partner sees its own, and nothing that depends on others.
        for owner in 0..OWNERS {
            let own = world.partner(owner);
            let listed = world.store.list(&own, &Filter::default(), Order::NewestFirst, None, 10_000).unwrap().observations;
            let expected: Vec<_> = all.iter().rev().filter(|o| o.owner == world.orgs[owner]).cloned().collect();
            prop_assert_eq!(listed, expected);
        }
    }

    /// The number of statements in force and the totals do not depend on the order of dated rows nor on where batches
    /// are cut, and a store that was closed between batches is the same as one that was not.
    #[test]
    fn cuts_and_crashes_change_nothing(rows in proptest::collection::vec(rows(), 1..60), cut in 0..60usize, crash: bool) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut world = World::on(Store::open(&path).unwrap());
        let whole = World::new();
        let rows: Vec<Row> = rows.into_iter().map(|row| Row { owner: 0, ..row }).collect();
        let cut = cut.min(rows.len());
        let (_, reference) = whole.hand_in(0, DAY_ONE, rows.iter().map(|row| observation(&whole, row, DAY_ONE)).collect());
        let submission = world.submission(0, "cut", DAY_ONE);
        let mut tally = None;
        for range in [0..cut, cut..rows.len()] {
            let begun = world.store.begin_submission(&submission).unwrap();
            prop_assert_eq!(begun.position, range.start as u64);
            let mut sent: Vec<Observation> = rows[range.clone()].iter().map(|row| observation(&world, row, DAY_ONE)).collect();
            for o in &mut sent {
                o.submission = begun.id;
            }
            let batch = Batch { from: range.start as u64, to: range.end as u64, observations: &sent, ..Batch::default() };
            tally = Some(world.store.write_batch(begun.id, &batch).unwrap().tally);
            if crash {
                // What a crash leaves: the file and its log as they are, without an orderly end.
                let copy = folder.path().join("copy.db");
                for end in ["", "-wal"] {
                    let from = format!("{}{end}", path.display());
                    if std::path::Path::new(&from).exists() {
                        std::fs::copy(&from, format!("{}{end}", copy.display())).unwrap();
                    }
                }
                let World { orgs, groups, .. } = &world;
                let (orgs, groups) = (orgs.clone(), groups.clone());
                let reopened = Store::open(&copy).unwrap();
                prop_assert_eq!(reopened.begin_submission(&submission).unwrap().position, range.end as u64);
                drop(reopened);
                world = World::on(Store::open(&path).unwrap());
                prop_assert_eq!((&world.orgs, &world.groups), (&orgs, &groups));
                for end in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{end}", copy.display()));
                }
            }
        }
        prop_assert_eq!(tally.unwrap(), reference.tally);
        let contents = |world: &World| -> Vec<String> {
            let page = world.store.list(&world.all(), &Filter::default(), Order::OldestFirst, None, 1000).unwrap();
            let mut texts: Vec<String> = page.observations.into_iter().map(|mut o| {
                o.id = model::ObservationId(0);
                o.row = 0;
                format!("{o:?}")
            }).collect();
            texts.sort();
            texts
        };
        prop_assert_eq!(contents(&world), contents(&whole));
    }
}
