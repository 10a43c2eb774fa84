//! Shared by the format tests: recognises an input, reads it, and prints its rows compactly.
#![allow(dead_code)] // each test binary uses its part

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use formats::container::decode_sample;
use formats::{Context, Detection, Format, FormatError, Row, Sample, detect};
use model::{Draft, Utc};

/// The time of receipt in all format tests: 2026-01-01T00:00:00Z.
pub const RECEIVED: Utc = Utc(1_767_225_600);

/// The folder of fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Real feeds outside the repository, if they are there.
pub fn shared_feeds() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/feeds");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no folder of real feeds beside the repository");
    None
}

/// Recognises the bytes of a file.
pub fn recognise(
    name: &str,
    bytes: &[u8],
) -> Result<(&'static dyn Format, Detection), FormatError> {
    let end = bytes.len().min(64 << 10);
    let text = decode_sample(&bytes[..end], end == bytes.len());
    detect(&Sample {
        file_name: name,
        text: &text,
        whole: end == bytes.len(),
    })
}

/// What a reader gave.
pub struct Read {
    pub rows: Vec<Row>,
    pub passed_over: u64,
    pub remarks: Vec<String>,
}

/// Reads bytes with a format.
pub fn read_with(format: &dyn Format, name: &str, bytes: &[u8]) -> Read {
    let mut reader = format
        .open(Box::new(bytes), &Context::new(name, RECEIVED))
        .expect("opens");
    let mut rows = Vec::new();
    for row in reader.by_ref() {
        rows.push(row);
        assert!(rows.len() < 5_000_000, "does not end");
    }
    Read {
        rows,
        passed_over: reader.passed_over(),
        remarks: reader.remarks(),
    }
}

/// One draft in one line: only what is said.
pub fn draft_line(draft: &Draft) -> String {
    let mut out = format!(
        "{} {} {}",
        draft.place,
        draft.observable.kind().name(),
        draft.observable.defanged()
    );
    let mut field = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(out, " | {name}={}", value.replace('\n', "\\n"));
        }
    };
    field("port", draft.port.map(|port| port.to_string()));
    field(
        "category",
        draft.category.map(|category| category.to_string()),
    );
    field("malware", draft.malware.clone());
    field("campaign", draft.campaign.clone());
    field("actor", draft.actor.clone());
    field("first", draft.first_seen.map(|at| at.to_string()));
    field(
        "last",
        draft
            .last_seen
            .filter(|_| draft.last_seen != draft.first_seen)
            .map(|at| at.to_string()),
    );
    field("until", draft.valid_until.map(|at| at.to_string()));
    field(
        "confidence",
        draft.confidence.map(|value| value.to_string()),
    );
    field("grade", draft.grade.map(|grade| grade.to_string()));
    field("tlp", draft.tlp.map(|tlp| tlp.to_string()));
    field("pap", draft.pap.map(|pap| pap.to_string()));
    field(
        "ownership",
        (draft.ownership != model::Ownership::Unknown).then(|| draft.ownership.name().to_owned()),
    );
    field(
        "liveness",
        (draft.liveness != model::Liveness::Unknown).then(|| draft.liveness.name().to_owned()),
    );
    field(
        "aimed-at",
        (!draft.target_countries.is_empty()).then(|| {
            draft
                .target_countries
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(",")
        }),
    );
    field("target", draft.target.clone());
    field(
        "stated",
        draft.stated.as_ref().map(|stated| {
            let parts = [
                stated.country.map(|country| country.to_string()),
                stated.asn.map(|asn| format!("AS{asn}")),
                stated.network.clone(),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }),
    );
    field("reference", draft.reference.clone());
    field("id", draft.external_id.clone());
    field(
        "tags",
        (!draft.tags.is_empty()).then(|| draft.tags.join(",")),
    );
    field("upstream", draft.upstream.clone());
    field("comment", draft.comment.clone());
    field("why", draft.why.clone());
    out
}

/// One row in one line.
pub fn row_line(row: &Row) -> String {
    match row {
        Row::Draft(draft) => draft_line(draft),
        Row::Refused(refusal) => format!(
            "{} REFUSED {}: {}",
            refusal.place, refusal.reason, refusal.detail
        ),
        Row::Kept(kept) => {
            let mut out = format!("{} KEPT {} {}", kept.place, kept.object_type, kept.id);
            for (name, value) in [
                ("version", &kept.version),
                ("name", &kept.name),
                ("source", &kept.source_ref),
                ("target", &kept.target_ref),
            ] {
                if let Some(value) = value {
                    let _ = write!(out, " | {name}={value}");
                }
            }
            if !kept.not_extracted.is_empty() {
                let _ = write!(out, " | not extracted: {}", kept.not_extracted.join(" // "));
            }
            out
        }
    }
}

/// Recognition and all rows of an input as text.
pub fn report(name: &str, bytes: &[u8]) -> String {
    let (format, detection) = match recognise(name, bytes) {
        Ok(found) => found,
        Err(error) => return format!("NOT RECOGNISED: {error}\n"),
    };
    let read = read_with(format, name, bytes);
    let mut out = format!(
        "format: {} ({}: {})\n",
        format.id(),
        detection.sureness,
        detection.why
    );
    for row in &read.rows {
        out.push_str(&row_line(row));
        out.push('\n');
    }
    let _ = writeln!(out, "passed over: {}", read.passed_over);
    for remark in &read.remarks {
        let _ = writeln!(out, "remark: {remark}");
    }
    out
}

/// Counts of an input in one line.
pub fn counts(name: &str, bytes: &[u8]) -> String {
    let (format, _) = match recognise(name, bytes) {
        Ok(found) => found,
        Err(error) => return format!("NOT RECOGNISED: {error}"),
    };
    let read = read_with(format, name, bytes);
    let (mut drafts, mut kept, mut left) = (0, 0, 0);
    let mut kinds = std::collections::BTreeMap::<&str, u64>::new();
    let mut refused = std::collections::BTreeMap::<&str, u64>::new();
    for row in &read.rows {
        match row {
            Row::Draft(draft) => {
                drafts += 1;
                *kinds.entry(draft.observable.kind().name()).or_default() += 1;
            }
            Row::Refused(refusal) => *refused.entry(refusal.reason.name()).or_default() += 1,
            Row::Kept(object) => {
                kept += 1;
                left += object.not_extracted.len();
            }
        }
    }
    format!(
        "{}: {drafts} drafts {kinds:?}, {kept} kept ({left} not extracted), refused {refused:?}, {} passed over",
        format.id(),
        read.passed_over
    )
}
