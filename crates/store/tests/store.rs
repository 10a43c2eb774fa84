//! The store as its callers see it: register, the way in and out, resuming, what a view hides.

#![allow(clippy::unwrap_used, clippy::panic)]

mod world;

use model::{Country, Hosting, Liveness, Place, Reason, Refusal, SubmissionState, Tally, Utc};
use observable::{Kind, Observable};
use store::{
    Batch, CountBy, Counting, Dataset, Filter, ObjectDraft, ObjectFilter, ObjectOutcome, Order,
    Outcome, Period, Store, StoreError,
};
use world::{DAY_ONE, World, statement};

#[test]
fn what_goes_in_comes_out() {
    let world = World::new();
    let mut sent = statement(&world, 0, "198.18.0.7");
    sent.port = Some(8080);
    sent.malware = Some("Harmattan".into());
    sent.campaign = Some("Dust".into());
    sent.upstream = Some("list".into());
    sent.warnings = 1 << 63 | 1;
    sent.valid_until = Some(Utc(DAY_ONE.0 + 5));
    sent.hosting = Hosting {
        registered: Country::parse("KE").ok(),
        located: Country::parse("NG").ok(),
        asn: Some(4_200_000_000),
    };
    sent.more.target = Some("bank".into());
    let (_, written) = world.hand_in(0, DAY_ONE, vec![sent.clone()]);
    let Outcome::New(id) = written.outcomes[0] else {
        panic!("{written:?}")
    };
    let found = world
        .store
        .observations_of(&world.all(), &sent.observable)
        .unwrap();
    let submission = found[0].submission;
    assert_eq!(
        found,
        [model::Observation {
            id,
            submission,
            received: DAY_ONE,
            ..sent
        }]
    );
}

#[test]
fn every_kind_of_value_round_trips() {
    let world = World::new();
    let texts = [
        (Kind::Ipv6, "2001:db8::7"),
        (Kind::Cidr, "198.18.0.0/16"),
        (Kind::Domain, "mail.example.co.ke"),
        (Kind::Url, "http://a.example.org/x?y=1"),
        (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e"),
        (Kind::Asn, "AS64496"),
        (Kind::Email, "someone@example.org"),
    ];
    let sent: Vec<_> = texts
        .iter()
        .map(|(kind, text)| {
            let mut o = statement(&world, 0, "198.18.0.1");
            o.observable = Observable::parse(*kind, text).unwrap();
            o.key = o.observable.key();
            o.domain = o.observable.registrable_domain().map(str::to_owned);
            o
        })
        .collect();
    world.hand_in(0, DAY_ONE, sent.clone());
    for one in sent {
        let found = world
            .store
            .observations_of(&world.all(), &one.observable)
            .unwrap();
        assert_eq!(found.len(), 1, "{:?}", one.observable);
        assert_eq!(
            (&found[0].observable, &found[0].domain),
            (&one.observable, &one.domain)
        );
    }
}

#[test]
fn a_second_delivery_changes_nothing() {
    let world = World::new();
    let rows: Vec<_> = (0..50)
        .map(|n| statement(&world, 0, &format!("198.18.0.{n}")))
        .collect();
    let (_, first) = world.hand_in(0, DAY_ONE, rows.clone());
    assert_eq!((first.tally.new, first.tally.rows), (50, 50));
    let (_, second) = world.hand_in(0, Utc(DAY_ONE.0 + 100_000), rows);
    assert_eq!((second.tally.duplicate, second.tally.new), (50, 0));
    assert_eq!(world.store.info().unwrap().current, 50);
}

#[test]
fn a_later_sighting_supersedes_and_history_stays() {
    let world = World::new();
    let early = statement(&world, 0, "198.18.0.1");
    let mut late = early.clone();
    late.first_seen = Utc(early.last_seen.0 + 50);
    late.last_seen = Utc(early.last_seen.0 + 100);
    late.liveness = Liveness::Dead;
    world.hand_in(0, DAY_ONE, vec![early.clone()]);
    let (_, written) = world.hand_in(0, Utc(DAY_ONE.0 + 1), vec![late.clone(), early.clone()]);
    assert!(
        matches!(
            written.outcomes[..],
            [Outcome::Updated { .. }, Outcome::Duplicate(_)]
        ),
        "{written:?}"
    );
    let now = world
        .store
        .observations_of(&world.all(), &early.observable)
        .unwrap();
    assert_eq!(now.len(), 1);
    assert_eq!(
        (now[0].first_seen, now[0].last_seen, now[0].liveness),
        (early.first_seen, late.last_seen, Liveness::Dead)
    );
    let all = world
        .store
        .history_of(&world.all(), &early.observable)
        .unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].last_seen, early.last_seen);
    let listed = world
        .store
        .list(
            &world.all(),
            &Filter::default(),
            Order::OldestFirst,
            None,
            10,
        )
        .unwrap();
    assert_eq!(listed.observations.len(), 1);
    let with_history = Filter {
        history: true,
        ..Filter::default()
    };
    assert_eq!(
        world
            .store
            .list(&world.all(), &with_history, Order::OldestFirst, None, 10)
            .unwrap()
            .observations
            .len(),
        2
    );
}

#[test]
fn undated_rows_are_new_only_on_another_day_with_another_delivery() {
    let world = World::new();
    let row = |at: Utc| {
        let mut o = statement(&world, 0, "198.18.0.1");
        (o.dated, o.first_seen, o.last_seen) = (false, at, at);
        o
    };
    let day = |n: i64| Utc(DAY_ONE.0 + n * 86_400);
    let (_, one) = world.hand_in(0, day(0), vec![row(day(0)), row(day(0))]);
    assert_eq!((one.tally.new, one.tally.duplicate), (1, 1));
    let (_, same_day) = world.hand_in(0, Utc(day(0).0 + 60), vec![row(Utc(day(0).0 + 60))]);
    assert_eq!(same_day.tally.duplicate, 1);
    let (_, next_day) = world.hand_in(0, day(1), vec![row(day(1))]);
    assert_eq!(next_day.tally.updated, 1);
    let found = world
        .store
        .observations_of(&world.all(), &row(day(0)).observable)
        .unwrap();
    assert_eq!(
        (found[0].first_seen, found[0].last_seen, found[0].dated),
        (day(0), day(1), false)
    );
}

#[test]
fn what_is_hidden_looks_like_nothing() {
    let world = World::new();
    let mut mine = statement(&world, 0, "198.18.0.1");
    let mut theirs = statement(&world, 1, "198.18.0.1");
    let mut secret = statement(&world, 1, "198.18.0.2");
    for o in [&mut mine, &mut theirs, &mut secret] {
        o.hosting = Hosting {
            registered: Country::parse("KE").ok(),
            located: None,
            asn: Some(64_496),
        };
        o.malware = Some("Harmattan".into());
    }
    world.hand_in(0, DAY_ONE, vec![mine.clone()]);
    world.hand_in(1, DAY_ONE, vec![theirs, secret.clone()]);
    let view = world.partner(0);
    let store = &world.store;
    let kenya = Country::parse("KE").unwrap();
    assert_eq!(
        store
            .observations_of(&view, &mine.observable)
            .unwrap()
            .len(),
        1
    );
    assert!(
        store
            .observations_of(&view, &secret.observable)
            .unwrap()
            .is_empty()
    );
    assert!(
        store
            .history_of(&view, &secret.observable)
            .unwrap()
            .is_empty()
    );
    assert!(
        store
            .hosting_opinions(&view, &secret.observable)
            .unwrap()
            .is_empty()
    );
    assert!(
        store
            .related(&view, std::slice::from_ref(&mine), 10)
            .unwrap()
            .is_empty()
    );
    for filter in [
        Filter::default(),
        Filter {
            country: Some(kenya),
            ..Filter::default()
        },
        Filter {
            asn: Some(64_496),
            ..Filter::default()
        },
        Filter {
            malware: Some("Harmattan".into()),
            ..Filter::default()
        },
    ] {
        for order in [Order::OldestFirst, Order::NewestFirst] {
            let page = store.list(&view, &filter, order, None, 1).unwrap();
            assert_eq!(
                (page.observations.len(), page.next),
                (1, None),
                "{filter:?}"
            );
        }
    }
    let mut seen = 0;
    store
        .for_each_in_country(&view, kenya, Period::ALL, &mut |_| {
            seen += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, 1);
    let by = CountBy {
        group: true,
        category: true,
        country: true,
        day: true,
    };
    let counts = store
        .counts(
            &view,
            &Counting {
                by,
                ..Counting::default()
            },
        )
        .unwrap();
    assert_eq!(counts.iter().map(|row| row.n).sum::<u64>(), 1);
    let everybody = store.related(&world.all(), &[mine], 10).unwrap();
    assert!(
        everybody
            .iter()
            .all(|related| related.observable == secret.observable)
    );
    assert_eq!(everybody.len(), 2, "by malware and by network");
}

#[test]
fn paging_is_stable_both_ways() {
    let world = World::new();
    for part in 0..4 {
        let rows = (0..25).map(|n| {
            let mut o = statement(&world, n % 2, &format!("198.18.{part}.{n}"));
            o.hosting.registered = Country::parse(if n % 3 == 0 { "KE" } else { "NG" }).ok();
            o
        });
        let rows: Vec<_> = rows.collect();
        for owner in 0..2 {
            world.hand_in(
                owner,
                DAY_ONE,
                rows.iter()
                    .filter(|o| o.owner == world.orgs[owner])
                    .cloned()
                    .collect(),
            );
        }
    }
    for filter in [
        Filter::default(),
        Filter {
            country: Country::parse("KE").ok(),
            ..Filter::default()
        },
    ] {
        let everything = world
            .store
            .list(&world.all(), &filter, Order::OldestFirst, None, 1000)
            .unwrap();
        assert_eq!(everything.next, None);
        let mut ids: Vec<_> = everything.observations.iter().map(|o| o.id).collect();
        for order in [Order::OldestFirst, Order::NewestFirst] {
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let page = world
                    .store
                    .list(&world.all(), &filter, order, after, 7)
                    .unwrap();
                paged.extend(page.observations.iter().map(|o| o.id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, ids);
            ids.reverse();
        }
    }
}

#[test]
fn networks_that_contain_an_address() {
    let world = World::new();
    let sent = [
        "198.18.0.0/15",
        "198.18.4.0/24",
        "198.19.0.0/16",
        "2001:db8::/32",
    ]
    .map(|text| {
        let mut o = statement(&world, 0, "198.18.0.1");
        o.observable = Observable::parse(Kind::Cidr, text).unwrap();
        o.key = o.observable.key();
        o
    });
    world.hand_in(0, DAY_ONE, sent.to_vec());
    let covering = |kind, text| -> Vec<String> {
        let of = Observable::parse(kind, text).unwrap();
        world
            .store
            .covering_networks(&world.all(), &of)
            .unwrap()
            .iter()
            .map(|o| o.observable.value().to_owned())
            .collect()
    };
    assert_eq!(
        covering(Kind::Ipv4, "198.18.4.9"),
        ["198.18.0.0/15", "198.18.4.0/24"]
    );
    assert_eq!(covering(Kind::Cidr, "198.18.4.0/24"), ["198.18.0.0/15"]);
    assert_eq!(covering(Kind::Ipv6, "2001:db8::1"), ["2001:db8::/32"]);
    assert!(covering(Kind::Ipv4, "192.0.2.1").is_empty());
    let within = Filter {
        network: Observable::parse(Kind::Cidr, "198.18.0.0/16").ok(),
        ..Filter::default()
    };
    let page = world
        .store
        .list(&world.all(), &within, Order::OldestFirst, None, 10)
        .unwrap();
    assert_eq!(page.observations.len(), 1);
}

#[test]
fn a_submission_goes_on_where_it_stopped() {
    let world = World::new();
    let submission = world.submission(0, "file", DAY_ONE);
    let begun = world.store.begin_submission(&submission).unwrap();
    let row = |n: u64| {
        let mut o = statement(&world, 0, &format!("198.18.1.{n}"));
        (o.submission, o.row) = (begun.id, n);
        o
    };
    let refusal = Refusal::new(Place::at(3, "/value"), Reason::BadChecksum, "no", "raw");
    let tally = Tally {
        passed_over: 2,
        ..Tally::default()
    };
    let first = [row(1), row(2)];
    let batch = Batch {
        from: 0,
        to: 5,
        observations: &first,
        refusals: std::slice::from_ref(&refusal),
        objects: &[],
        besides: Some(&tally),
    };
    world.store.write_batch(begun.id, &batch).unwrap();
    let again = world.store.write_batch(begun.id, &batch);
    assert!(
        matches!(
            again,
            Err(StoreError::OutOfStep {
                expected: 5,
                found: 0,
                ..
            })
        ),
        "{again:?}"
    );
    let resumed = world.store.begin_submission(&submission).unwrap();
    assert_eq!(
        (resumed.known, resumed.position, resumed.state),
        (true, 5, SubmissionState::Open)
    );
    let second = [row(6)];
    world
        .store
        .write_batch(
            begun.id,
            &Batch {
                from: 5,
                to: 6,
                observations: &second,
                ..Batch::default()
            },
        )
        .unwrap();
    let receipt = world
        .store
        .finish_submission(begun.id, &["quiet".into()])
        .unwrap();
    assert!(receipt.tally.adds_up());
    assert_eq!(
        (
            receipt.tally.rows,
            receipt.tally.new,
            receipt.tally.refused_total(),
            receipt.tally.passed_over
        ),
        (4, 3, 1, 2)
    );
    assert_eq!(
        (
            receipt.from.as_str(),
            receipt.agreement.as_str(),
            receipt.alarms.len()
        ),
        ("org-0", "standing", 1)
    );
    assert_eq!(receipt.first_refusals, [refusal]);
    assert_eq!(
        world.store.finish_submission(begun.id, &[]).unwrap(),
        receipt,
        "finishing twice changes nothing"
    );
    let late = world.store.write_batch(
        begun.id,
        &Batch {
            from: 6,
            to: 7,
            ..Batch::default()
        },
    );
    assert!(matches!(late, Err(StoreError::Complete(_))));
    let feed = world.store.feed(world.orgs[0], "file").unwrap().unwrap();
    assert_eq!((feed.rows, feed.submission), (4, begun.id));
    let of_submission = Filter {
        submission: Some(begun.id),
        ..Filter::default()
    };
    assert_eq!(
        world
            .store
            .list(&world.all(), &of_submission, Order::NewestFirst, None, 10)
            .unwrap()
            .observations
            .len(),
        3
    );
}

#[test]
fn a_failed_batch_leaves_no_trace() {
    let world = World::new();
    let id = world
        .store
        .begin_submission(&world.submission(0, "file", DAY_ONE))
        .unwrap()
        .id;
    let mut good = statement(&world, 0, "198.18.0.1");
    good.submission = id;
    good.why = "a reason of some length".into();
    good.malware = Some("Harmattan".into());
    let mut bad = good.clone();
    bad.group = world.groups[1];
    let failed = world.store.write_batch(
        id,
        &Batch {
            from: 0,
            to: 2,
            observations: &[good.clone(), bad],
            ..Batch::default()
        },
    );
    assert!(
        matches!(failed, Err(StoreError::GroupMismatch { .. })),
        "{failed:?}"
    );
    assert_eq!(world.store.info().unwrap().current, 0);
    world
        .store
        .write_batch(
            id,
            &Batch {
                from: 0,
                to: 1,
                observations: std::slice::from_ref(&good),
                ..Batch::default()
            },
        )
        .unwrap();
    let found = world
        .store
        .observations_of(&world.all(), &good.observable)
        .unwrap();
    assert_eq!(found[0].malware.as_deref(), Some("Harmattan"));
}

#[test]
fn objects_are_kept_as_sent() {
    let world = World::new();
    let id = world
        .store
        .begin_submission(&world.submission(0, "bundle", DAY_ONE))
        .unwrap()
        .id;
    let draft = |version: &str, json: &str| ObjectDraft {
        group: world.groups[0],
        place: Place::row(1),
        kind: "relationship".into(),
        id: "relationship--1".into(),
        version: version.into(),
        name: None,
        source_ref: Some("malware--1".into()),
        target_ref: Some("tool--1".into()),
        confidence: Some(50),
        json: json.into(),
        counted: true,
    };
    let long = format!("{{\"a\": 1, \"b\": \"{}\"}}", "x".repeat(500));
    let drafts = [
        draft("1", &long),
        draft(
            "1",
            &long.replace("\"a\": 1, ", "").replace('}', ",\"a\":1}"),
        ),
        draft("1", "{\"a\":2}"),
        draft("2", "{\"a\":2}"),
    ];
    let written = world
        .store
        .write_batch(
            id,
            &Batch {
                from: 0,
                to: 4,
                objects: &drafts,
                ..Batch::default()
            },
        )
        .unwrap();
    assert_eq!(
        written.objects,
        [
            ObjectOutcome::Kept,
            ObjectOutcome::Unchanged,
            ObjectOutcome::Conflict,
            ObjectOutcome::Kept
        ]
    );
    assert_eq!(
        (
            written.tally.kept,
            written.tally.duplicate,
            written.tally.refused[&Reason::ConflictingVersion]
        ),
        (2, 1, 1)
    );
    assert!(written.tally.adds_up());
    let touching = ObjectFilter {
        touching: Some("tool--1".into()),
        ..ObjectFilter::default()
    };
    let found = world.store.objects(&world.all(), &touching, 0, 10).unwrap();
    assert_eq!(
        found.iter().map(|o| o.json.as_str()).collect::<Vec<_>>(),
        [long.as_str(), "{\"a\":2}"]
    );
    assert_eq!(
        world
            .store
            .objects(&world.all(), &touching, found[0].seq, 10)
            .unwrap()
            .len(),
        1
    );
    assert!(
        world
            .store
            .objects(&world.partner(1), &touching, 0, 10)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn hosting_opinions_follow_the_data_sets() {
    let world = World::new();
    let kenya = Hosting {
        registered: Country::parse("KE").ok(),
        located: None,
        asn: Some(64_496),
    };
    let nigeria = Hosting {
        registered: Country::parse("NG").ok(),
        located: None,
        asn: Some(64_497),
    };
    let mut sent = statement(&world, 0, "198.18.0.1");
    sent.hosting = kenya.clone();
    world.hand_in(0, DAY_ONE, vec![sent.clone()]);
    let dataset = Dataset {
        name: "open".into(),
        date: "2026-06-01".into(),
    };
    let unknown = Observable::parse(Kind::Ipv4, "198.18.9.9").unwrap();
    let items = || {
        [
            (sent.observable.clone(), nigeria.clone()),
            (unknown.clone(), kenya.clone()),
        ]
        .into_iter()
    };
    let later = Utc(DAY_ONE.0 + 1000);
    let first = world
        .store
        .rewrite_hosting(&dataset, later, &mut items())
        .unwrap();
    assert_eq!((first.seen, first.changed), (1, 1));
    assert_eq!(
        world
            .store
            .rewrite_hosting(&dataset, Utc(later.0 + 1), &mut items())
            .unwrap()
            .changed,
        0
    );
    let found = world
        .store
        .observations_of(&world.all(), &sent.observable)
        .unwrap();
    assert_eq!(found[0].hosting, nigeria);
    let opinions = world
        .store
        .hosting_opinions(&world.all(), &sent.observable)
        .unwrap();
    assert_eq!(
        opinions.iter().map(|o| &o.hosting).collect::<Vec<_>>(),
        [&kenya, &nigeria]
    );
    for (code, count) in [("KE", 0), ("NG", 1)] {
        let filter = Filter {
            country: Country::parse(code).ok(),
            ..Filter::default()
        };
        assert_eq!(
            world
                .store
                .list(&world.all(), &filter, Order::OldestFirst, None, 9)
                .unwrap()
                .observations
                .len(),
            count,
            "{code}"
        );
    }
}

#[test]
fn registers_keep_their_history() {
    let world = World::new();
    let store = &world.store;
    let mut agreement = store.agreements().unwrap().remove(0);
    assert_eq!(
        store.put_agreement(&agreement, Utc(5)).unwrap(),
        agreement.id
    );
    assert_eq!(
        store.agreement_history(agreement.id).unwrap().len(),
        1,
        "unchanged terms are no version"
    );
    agreement.suspended = true;
    store.put_agreement(&agreement, Utc(6)).unwrap();
    let history = store.agreement_history(agreement.id).unwrap();
    assert_eq!(
        history.iter().map(|(_, a)| a.suspended).collect::<Vec<_>>(),
        [false, true]
    );
    let (id, mut group) = store.groups().unwrap().remove(0);
    group.recipients.reverse();
    assert_eq!(store.group_id(&group).unwrap(), id);
    store.put_mapping(world.orgs[0], "feed", "{}").unwrap();
    assert_eq!(
        store.mapping(world.orgs[0], "feed").unwrap().as_deref(),
        Some("{}")
    );
    assert_eq!(store.mapping(world.orgs[1], "feed").unwrap(), None);
    store.set("a", "1").unwrap();
    store.set("a", "2").unwrap();
    assert_eq!(store.get("a").unwrap().as_deref(), Some("2"));
}

#[test]
fn files_that_cannot_be_opened_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    assert!(matches!(
        Store::open_read_only(&path),
        Err(StoreError::Missing { .. })
    ));
    std::fs::write(
        &path,
        "this is a text file, and no data base at all".repeat(50),
    )
    .unwrap();
    assert!(matches!(
        Store::open(&path),
        Err(StoreError::NotAStore { .. })
    ));
    assert!(matches!(
        Store::open_read_only(&path),
        Err(StoreError::NotAStore { .. })
    ));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(
        Store::open(&folder.path().join("none/store.db")),
        Err(StoreError::CannotOpen { .. })
    ));
    Store::open(&path).unwrap().set("a", "1").unwrap();
    let reader = Store::open_read_only(&path).unwrap();
    assert_eq!(reader.get("a").unwrap().as_deref(), Some("1"));
    assert!(matches!(reader.set("a", "2"), Err(StoreError::ReadOnly)));
    drop(reader);
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute("INSERT INTO schema_version VALUES (99)", [])
        .unwrap();
    drop(other);
    let newer = Store::open(&path).err().unwrap();
    assert!(
        matches!(newer, StoreError::NewerSchema { found: 99, .. }),
        "{newer}"
    );
    assert!(matches!(
        Store::open_read_only(&path),
        Err(StoreError::NewerSchema { .. })
    ));
}
