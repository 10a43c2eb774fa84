//! Every line and table format on own samples: `tests/fixtures/<format>/<case>/<input>`. A new case is a new folder.
//! The last folder name of the file decides nothing; its name is what the sender would have called it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

use formats::container::decode_sample;
use formats::{Context, Row, Sample, detect, format_by_id};
use model::{Draft, Utc};

/// The line and table formats; structured ones have their own test.
const FORMATS: [&str; 22] = [
    "urlhaus-csv",
    "feodo-csv",
    "feodo-txt",
    "threatfox-csv",
    "sslbl-csv",
    "sslbl-ip-csv",
    "malware-bazaar-csv",
    "phishtank-csv",
    "openphish",
    "shadowserver-csv",
    "spamhaus-drop-txt",
    "dshield",
    "dataplane",
    "tor-exits",
    "tor-bulk",
    "blocklist-de",
    "certpl",
    "firehol",
    "maltrail",
    "hosts",
    "csv",
    "plain",
];

fn received() -> Utc {
    Utc::parse("2026-05-01").unwrap()
}

fn shown(draft: &Draft) -> String {
    let mut text = format!(
        "{} {} {}",
        draft.place,
        draft.observable.kind().name(),
        draft.observable.value()
    );
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let _ = write!(text, " | {name} {value}");
        }
    };
    add("port", draft.port.map(|port| port.to_string()));
    add(
        "category",
        draft.category.map(|category| category.to_string()),
    );
    add("malware", draft.malware.clone());
    add("first", draft.first_seen.map(|at| at.to_string()));
    add("last", draft.last_seen.map(|at| at.to_string()));
    add("until", draft.valid_until.map(|at| at.to_string()));
    add(
        "confidence",
        draft.confidence.map(|value| value.to_string()),
    );
    add("tlp", draft.tlp.map(|value| value.to_string()));
    add(
        "ownership",
        Some(draft.ownership.name().to_owned()).filter(|name| name != "unknown"),
    );
    add(
        "liveness",
        Some(draft.liveness.name().to_owned()).filter(|name| name != "unknown"),
    );
    add("target", draft.target.clone());
    add(
        "stated",
        draft
            .stated
            .as_ref()
            .map(|stated| format!("{:?} {:?} {:?}", stated.country, stated.asn, stated.network)),
    );
    add("reference", draft.reference.clone());
    add("id", draft.external_id.clone());
    add("tags", Some(draft.tags.join(",")));
    add("upstream", draft.upstream.clone());
    add("why", draft.why.clone());
    add("comment", draft.comment.clone());
    text
}

fn read(path: &Path, id: &str) -> String {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let text = decode_sample(&bytes, true);
    let (found, detection) = detect(&Sample {
        file_name: name,
        text: &text,
        whole: true,
    })
    .unwrap();
    assert_eq!(found.id(), id, "{}: {}", path.display(), detection.why);
    let mut out = format!(
        "{} ({}): {}\n",
        found.id(),
        detection.sureness,
        detection.why
    );

    let mut reader = format_by_id(id)
        .unwrap()
        .open(
            Box::new(Cursor::new(bytes)),
            &Context::new(name, received()),
        )
        .unwrap();
    for row in reader.by_ref() {
        match row {
            Row::Draft(draft) => writeln!(out, "{}", shown(&draft)).unwrap(),
            Row::Refused(refusal) => writeln!(
                out,
                "REFUSED {} {}: {}",
                refusal.place, refusal.reason, refusal.detail
            )
            .unwrap(),
            Row::Kept(kept) => panic!("{} keeps {}", id, kept.id),
        }
    }
    writeln!(out, "passed over: {}", reader.passed_over()).unwrap();
    for remark in reader.remarks() {
        writeln!(out, "remark: {remark}").unwrap();
    }
    out
}

#[test]
fn own_samples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for id in FORMATS {
        let folder = root.join(id);
        let mut cases: Vec<_> = std::fs::read_dir(&folder)
            .unwrap_or_else(|_| panic!("{id} has no sample"))
            .map(|entry| entry.unwrap().path())
            .collect();
        cases.sort();
        for case in cases {
            let file = std::fs::read_dir(&case)
                .unwrap()
                .next()
                .unwrap()
                .unwrap()
                .path();
            let label = format!("{id}-{}", case.file_name().unwrap().to_str().unwrap());
            insta::assert_snapshot!(label, read(&file, id));
        }
    }
}
