//! STIX 2.1 bundle: identity, one indicator for each row, the malware they indicate, and a report over all of it.
//!
//! Identifiers are deterministic; each indicator names the row's own identifier in `external_references`, so that it can be found
//! again in the other annexes. The bundle is closed and carries its TLP 2.0 markings.

use std::collections::BTreeMap;
use std::io::{self, Write};

use model::{Tlp, Utc};
use serde_json::Value;
use stix::bundle::BundleWriter;
use stix::id::object_id;
use stix::marking::TlpLevel;
use stix::time::Timestamp;
use stix::write::{
    Common, ExternalReference, Identity, Indicator, Malware, Relationship, Report, WriteError,
};

use crate::category_alias::is_ransomware;
use crate::export::{ExportMeta, ExportRow, Written, held_back, one_line};

/// Name of the producer.
const PRODUCER: &str = "Griot";

/// `created` of the producer's identity: 2026-01-01, the same in every bundle.
const PRODUCER_CREATED: Timestamp = Timestamp::from_seconds(1_767_225_600);

fn time(at: Utc) -> Timestamp {
    Timestamp::from_seconds(at.0)
}

fn marking(tlp: Tlp) -> &'static str {
    match tlp {
        Tlp::Clear => TlpLevel::Clear,
        Tlp::Green => TlpLevel::Green,
        Tlp::Amber => TlpLevel::Amber,
        Tlp::AmberStrict => TlpLevel::AmberStrict,
        Tlp::Red => TlpLevel::Red,
    }
    .id()
}

fn failed(error: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

/// Writes one bundle.
///
/// # Errors
/// When writing fails.
pub fn write(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let mut bundle = BundleWriter::new(out).map_err(|error| failed(&error))?;
    let producer = object_id("identity", PRODUCER.as_bytes());
    let identity = Identity {
        common: Common {
            created_by_ref: Some(&producer),
            ..Common::new(&producer, PRODUCER_CREATED)
        },
        name: PRODUCER,
        description: None,
        identity_class: "system",
    };
    push(&mut bundle, identity.to_value())?;
    let mut written = Written::default();
    let mut refs: Vec<String> = Vec::new();
    // Families and the strictest-needed marking: a name is as widely known as its most open row.
    let mut families: BTreeMap<String, (Tlp, Vec<(String, Tlp)>)> = BTreeMap::new();
    for row in rows {
        if let Some(reason) = held_back(&row, meta, false) {
            written.skip(reason);
            continue;
        }
        match indicator(&row, meta, &producer) {
            Some(Ok(value)) => {
                let id = object_id("indicator", row.id.as_bytes());
                push(&mut bundle, Ok(value))?;
                for name in &row.malware {
                    let family = families
                        .entry(one_line(name))
                        .or_insert((row.tlp, Vec::new()));
                    family.0 = family.0.min(row.tlp);
                    family.1.push((id.clone(), row.tlp));
                }
                refs.push(id);
                written.rows += 1;
            }
            Some(Err(_)) | None => written.skip("kind-not-expressible"),
        }
    }
    for (name, (tlp, indicators)) in families.iter().filter(|(name, _)| !name.trim().is_empty()) {
        family(
            &mut bundle,
            name,
            *tlp,
            indicators,
            meta,
            &producer,
            &mut refs,
        )?;
    }
    if !refs.is_empty() {
        report(&mut bundle, meta, &producer, &refs)?;
    }
    bundle.finish().map_err(|error| failed(&error))?;
    Ok(written)
}

fn push<W: Write>(
    bundle: &mut BundleWriter<W>,
    value: Result<Value, WriteError>,
) -> io::Result<()> {
    let value = value.map_err(|error| failed(&error))?;
    bundle.push(&value).map_err(|error| failed(&error))?;
    Ok(())
}

fn indicator(
    row: &ExportRow,
    meta: &ExportMeta,
    producer: &str,
) -> Option<Result<Value, WriteError>> {
    let port = match row.ports.as_slice() {
        [port] => Some(*port),
        _ => None,
    };
    let pattern = stix::pattern::write(row.kind, &row.value, port)?;
    let facts = row.category.facts();
    let id = object_id("indicator", row.id.as_bytes());
    let mut labels = vec![facts.id.as_str()];
    if meta.exercise {
        labels.push("exercise");
    }
    let reference = ExternalReference {
        source_name: PRODUCER,
        external_id: Some(&row.id),
        url: None,
    };
    let name = format!("{}: {}", facts.label_en, row.defanged);
    Some(
        Indicator {
            common: Common {
                modified: time(meta.generated.max(row.first_seen.min(meta.generated))),
                created_by_ref: Some(producer),
                labels: &labels,
                confidence: Some(row.confidence.min(100)),
                external_references: &[reference],
                object_marking_refs: &[marking(row.tlp)],
                ..Common::new(&id, time(row.first_seen.min(meta.generated)))
            },
            name: &name,
            description: Some(row.why.as_str()).filter(|why| !why.is_empty()),
            indicator_types: &[facts.stix_indicator_type.as_str()],
            pattern: &pattern,
            pattern_type: "stix",
            valid_from: time(row.first_seen),
            valid_until: Some(time(row.expires)).filter(|until| *until > time(row.first_seen)),
        }
        .to_value(),
    )
}

fn family<W: Write>(
    bundle: &mut BundleWriter<W>,
    name: &str,
    tlp: Tlp,
    indicators: &[(String, Tlp)],
    meta: &ExportMeta,
    producer: &str,
    refs: &mut Vec<String>,
) -> io::Result<()> {
    let id = object_id("malware", name.to_lowercase().as_bytes());
    let types: &[&str] = if is_ransomware(name) {
        &["ransomware"]
    } else {
        &["unknown"]
    };
    let malware = Malware {
        common: Common {
            created_by_ref: Some(producer),
            object_marking_refs: &[marking(tlp)],
            ..Common::new(&id, time(meta.generated))
        },
        name,
        description: None,
        malware_types: types,
        is_family: true,
    };
    push(bundle, malware.to_value())?;
    for (indicator, tlp) in indicators {
        let link = object_id(
            "relationship",
            format!("{indicator}\0indicates\0{id}").as_bytes(),
        );
        let relationship = Relationship {
            common: Common {
                created_by_ref: Some(producer),
                object_marking_refs: &[marking(*tlp)],
                ..Common::new(&link, time(meta.generated))
            },
            relationship_type: "indicates",
            description: None,
            source_ref: indicator,
            target_ref: &id,
            start_time: None,
            stop_time: None,
        };
        push(bundle, relationship.to_value())?;
        refs.push(link);
    }
    refs.push(id);
    Ok(())
}

fn report<W: Write>(
    bundle: &mut BundleWriter<W>,
    meta: &ExportMeta,
    producer: &str,
    refs: &[String],
) -> io::Result<()> {
    let title = if meta.exercise {
        format!("EXERCISE - {}", one_line(&meta.title))
    } else {
        one_line(&meta.title)
    };
    let id = object_id("report", title.as_bytes());
    let refs: Vec<&str> = refs.iter().map(String::as_str).collect();
    let labels: &[&str] = if meta.exercise { &["exercise"] } else { &[] };
    let value = Report {
        common: Common {
            created_by_ref: Some(producer),
            labels,
            object_marking_refs: &[marking(meta.tlp)],
            ..Common::new(&id, time(meta.generated))
        },
        name: &title,
        description: None,
        report_types: &["indicator"],
        published: time(meta.generated),
        object_refs: &refs,
    };
    push(bundle, value.to_value())
}
