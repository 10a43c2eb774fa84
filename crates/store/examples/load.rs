//! Fills a store with synthetic statements and prints what it costs: rows per second of the writer alone, bytes per
//! observation, memory, and the time of a look-up.
//!
//! `cargo run --release -p store --example load -- [ipv4|url] [rows] [rows per batch] [path]`

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use model::policy::{Purpose, View, Viewer};
use model::{
    Admiralty, Attribution, Category, Country, GroupId, Handling, Hosting, Liveness, Markings,
    More, Observation, ObservationId, OrgId, OrgKind, Ownership, Pap, ReleaseGroup, Role,
    Submission, SubmissionId, Tlp, Utc,
};
use observable::{Kind, Observable};
use store::{Batch, Store, StoreError};

const RECEIVED: Utc = Utc(1_780_000_000);
const MARKINGS: Markings = Markings {
    tlp: Tlp::Green,
    pap: Pap::Green,
    handling: Handling::H0,
};

/// SplitMix64: a fixed sequence of well-mixed numbers.
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

fn value(kind: Kind, number: u64) -> Option<Observable> {
    // An odd factor permutes the 32-bit numbers: no address comes twice.
    let spread = (number as u32).wrapping_mul(0x9e37_79b1);
    let text = match kind {
        Kind::Ipv4 => Ipv4Addr::from(spread).to_string(),
        _ => format!(
            "http://host{}.example{}.com/path/{spread:x}/index.php?id={number}",
            number % 977,
            mix(number) % 300_000
        ),
    };
    Observable::parse(kind, &text).ok()
}

fn observation(
    kind: Kind,
    number: u64,
    group: GroupId,
    submission: SubmissionId,
) -> Option<Observation> {
    let observable = value(kind, number)?;
    let random = mix(number);
    let skewed = |range: u64, salt: u64| {
        let part = (mix(number ^ salt << 40) % 1_000_000) as f64 / 1e6;
        (part * part * part * range as f64) as u64
    };
    let country =
        |number: u64| Country::from_bytes([b'A' + (number % 8) as u8, b'A' + (number / 8) as u8]);
    let registered = country(skewed(60, 1));
    let located = if random.is_multiple_of(10) {
        country(skewed(60, 2))
    } else {
        registered
    };
    let first_seen = Utc(RECEIVED.0 - (random % 8_000_000) as i64);
    Some(Observation {
        id: ObservationId(0),
        key: observable.key(),
        group,
        owner: OrgId(1),
        submission,
        row: number,
        category: if random.is_multiple_of(3) {
            Category::INFECTED_HOST
        } else {
            Category::SPAM_SENDER
        },
        port: None,
        ownership: Ownership::Unknown,
        liveness: Liveness::Unknown,
        first_seen,
        last_seen: Utc(first_seen.0 + (random % 90_000) as i64),
        dated: true,
        received: RECEIVED,
        valid_until: None,
        confidence: Some((random % 100) as u8),
        grade: Admiralty::parse("B2")?,
        markings: MARKINGS,
        hosting: Hosting {
            registered: Some(registered),
            located: Some(located),
            asn: Some(64_512 + skewed(30_000, 3) as u32),
        },
        cctld: None,
        domain: observable.registrable_domain().map(str::to_owned),
        warnings: 0,
        why: "listed by the partner's sensor network".into(),
        malware: None,
        campaign: None,
        upstream: None,
        more: More::default(),
        observable,
    })
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let kind = arguments
        .first()
        .and_then(|name| Kind::from_name(name))
        .unwrap_or(Kind::Ipv4);
    let rows: u64 = arguments
        .get(1)
        .map_or(Ok(1_000_000), |text| text.parse())?;
    let size: u64 = arguments.get(2).map_or(Ok(200_000), |text| text.parse())?;
    let path = arguments
        .get(3)
        .map_or_else(|| std::env::temp_dir().join("griot-load.db"), PathBuf::from);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    let store = Store::open(&path)?;
    let group = ReleaseGroup {
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
    };
    let group_id = store.group_id(&group)?;
    let uuid = Submission::identify("load", "standing", "list", &rows.to_string());
    let submission = Submission {
        uuid,
        owner: OrgId(1),
        agreement: 1,
        name: "load".into(),
        feed: "load".into(),
        format: "list".into(),
        format_reason: String::new(),
        sha256: String::new(),
        bytes: 0,
        received: RECEIVED,
    };
    let id = store.begin_submission(&submission)?.id;
    let (mut writing, mut million, mut done) = (Duration::ZERO, Duration::ZERO, 0);
    while done < rows {
        let next = rows.min(done + size);
        let batch: Vec<Observation> = (done..next)
            .filter_map(|number| observation(kind, number, group_id, id))
            .collect();
        let begin = Instant::now();
        store.write_batch(
            id,
            &Batch {
                from: done,
                to: next,
                observations: &batch,
                ..Batch::default()
            },
        )?;
        writing += begin.elapsed();
        million += begin.elapsed();
        if next / 1_000_000 != done / 1_000_000 || next == rows {
            println!(
                "{next:>10} rows, last million {:>7.0} rows/s",
                1e6_f64.min(rows as f64) / million.as_secs_f64()
            );
            million = Duration::ZERO;
        }
        done = next;
    }
    store.finish_submission(id, &[])?;
    println!(
        "writer: {:.0} rows/s over all, peak memory {} MiB",
        rows as f64 / writing.as_secs_f64(),
        resident_mib()
    );
    let info = store.info()?;
    println!(
        "store: {} bytes, {:.1} per observation",
        info.bytes,
        info.bytes as f64 / info.current as f64
    );

    let viewer = Viewer {
        org: OrgId(9),
        kind: OrgKind::Hub,
        country: None,
        roles: vec![Role::Analyst],
    };
    let view = View::new(&viewer, Purpose::Read, [(group_id, &group)], RECEIVED);
    let mut times: Vec<Duration> = Vec::new();
    for round in 0..50_000 {
        let Some(wanted) = value(kind, mix(round) % (rows + rows / 10)) else {
            continue;
        };
        let begin = Instant::now();
        let found = store.observations_of(&view, &wanted)?;
        times.push(begin.elapsed());
        if found.len() > 1 {
            return Err(Box::new(StoreError::Corrupt(
                "a value was found twice".into(),
            )));
        }
    }
    times.sort_unstable();
    println!(
        "look-up: p50 {:?}, p99 {:?}, worst {:?}",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times[times.len() - 1]
    );
    let begin = Instant::now();
    let mut count = 0u64;
    store.for_each_in_country(
        &view,
        Country::from_bytes(*b"AA"),
        store::Period::ALL,
        &mut |_| {
            count += 1;
            Ok(())
        },
    )?;
    println!(
        "country AA: {count} statements in {:?}; peak memory {} MiB",
        begin.elapsed(),
        resident_mib()
    );
    let begin = Instant::now();
    drop(store);
    println!(
        "closed in {:?}; file {} bytes",
        begin.elapsed(),
        std::fs::metadata(&path)?.len()
    );
    Ok(())
}
