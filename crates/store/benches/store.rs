//! Criterion benchmarks of the store: a small batch, and a look-up among a hundred thousand rows. The large figures
//! come from `examples/load.rs`.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use model::policy::{Purpose, View, Viewer};
use model::{
    Admiralty, Attribution, Category, GroupId, Handling, Hosting, Liveness, Markings, More,
    Observation, ObservationId, OrgId, OrgKind, Ownership, Pap, ReleaseGroup, Role, Submission,
    SubmissionId, Tlp, Utc,
};
use observable::{Kind, Observable};
use store::{Batch, Store};

const RECEIVED: Utc = Utc(1_780_000_000);
const MARKINGS: Markings = Markings {
    tlp: Tlp::Green,
    pap: Pap::Green,
    handling: Handling::H0,
};

fn group() -> ReleaseGroup {
    ReleaseGroup {
        owner: OrgId(1),
        owner_kind: OrgKind::Partner,
        agreement: 1,
        markings: MARKINGS,
        recipients: vec![],
        only_countries: vec![],
        not_countries: vec![],
        attribution: Attribution::Named,
        exercise: false,
        until: None,
    }
}

fn rows(range: std::ops::Range<u32>, group: GroupId, submission: SubmissionId) -> Vec<Observation> {
    let row = |number: u32| {
        let text = std::net::Ipv4Addr::from(number.wrapping_mul(0x9e37_79b1)).to_string();
        let observable = Observable::parse(Kind::Ipv4, &text).ok()?;
        Some(Observation {
            id: ObservationId(0),
            key: observable.key(),
            observable,
            group,
            owner: OrgId(1),
            submission,
            row: u64::from(number),
            category: Category::SPAM_SENDER,
            port: None,
            ownership: Ownership::Unknown,
            liveness: Liveness::Unknown,
            first_seen: RECEIVED,
            last_seen: RECEIVED,
            dated: false,
            received: RECEIVED,
            valid_until: None,
            confidence: None,
            grade: Admiralty::UNKNOWN,
            markings: MARKINGS,
            hosting: Hosting {
                asn: Some(64_496 + number % 100),
                ..Hosting::default()
            },
            cctld: None,
            domain: None,
            warnings: 0,
            why: "listed".into(),
            malware: None,
            campaign: None,
            upstream: None,
            more: More::default(),
        })
    };
    range.filter_map(row).collect()
}

fn fresh() -> Option<(Store, GroupId, SubmissionId)> {
    let store = Store::in_memory().ok()?;
    let group_id = store.group_id(&group()).ok()?;
    let submission = Submission {
        uuid: Submission::identify("bench", "standing", "list", ""),
        owner: OrgId(1),
        agreement: 1,
        name: "bench".into(),
        feed: "bench".into(),
        format: "list".into(),
        format_reason: String::new(),
        sha256: String::new(),
        bytes: 0,
        received: RECEIVED,
    };
    let id = store.begin_submission(&submission).ok()?.id;
    Some((store, group_id, id))
}

fn benches(criterion: &mut Criterion) {
    let Some((_, group_id, id)) = fresh() else {
        return;
    };
    let batch = rows(0..10_000, group_id, id);
    criterion.bench_function("write 10,000 rows", |bencher| {
        bencher.iter_batched(
            fresh,
            |made| {
                made.and_then(|(store, _, id)| {
                    store
                        .write_batch(
                            id,
                            &Batch {
                                to: 1,
                                observations: &batch,
                                ..Batch::default()
                            },
                        )
                        .ok()
                })
            },
            BatchSize::PerIteration,
        );
    });
    let Some((store, group_id, id)) = fresh() else {
        return;
    };
    let many = rows(0..100_000, group_id, id);
    if store
        .write_batch(
            id,
            &Batch {
                to: 1,
                observations: &many,
                ..Batch::default()
            },
        )
        .is_err()
    {
        return;
    }
    let viewer = Viewer {
        org: OrgId(9),
        kind: OrgKind::Hub,
        country: None,
        roles: vec![Role::Analyst],
    };
    let view = View::new(&viewer, Purpose::Read, [(group_id, &group())], RECEIVED);
    let mut turn = 0;
    criterion.bench_function("look up one value", |bencher| {
        bencher.iter(|| {
            turn = (turn + 7_919) % many.len();
            black_box(store.observations_of(&view, &many[turn].observable)).map(|found| found.len())
        });
    });
}

criterion_group!(group_of_benches, benches);
criterion_main!(group_of_benches);
