//! STIX 2.1 bundle: identity, an indicator for each row, the infrastructure behind network items, malware and campaigns
//! that they indicate, and a report over all of it.
//!
//! The UUID of an indicator is the row's own, so that it can be found again in the other annexes; all other identifiers
//! follow from it. The bundle is closed and carries its TLP 2.0 and PAP markings. Must not decide what may leave.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use model::{Pap, Tlp, Utc};
use serde_json::Value;
use stix::bundle::BundleWriter;
use stix::id::object_id;
use stix::time::Timestamp;
use stix::write::{
    Campaign, Common, Identity, Indicator, Malware, Relationship, Report, WriteError,
    attach_extension,
};

use crate::category_alias::is_ransomware;
use crate::export::{ExportMeta, ExportRow, Written, held_back, one_line};
use crate::write_stix_extension as extension;
use crate::write_stix_marking::Marks;

/// Name of the producer.
const PRODUCER: &str = "Griot";

/// `created` of objects that are the same in every bundle: 2026-01-01.
pub(crate) const CONSTANT: Timestamp = Timestamp::from_seconds(1_767_225_600);

/// A bundle being written.
pub(crate) struct Bundle<'a> {
    out: BundleWriter<&'a mut dyn Write>,
    pub(crate) meta: ExportMeta,
    pub(crate) producer: String,
    /// What the report is over.
    refs: Vec<String>,
    /// Levels of PAP named so far.
    paps: BTreeSet<Pap>,
}

/// A malware family or campaign, by sort and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Malware,
    Campaign,
}

/// Which indicators point at a name. A name is as widely known as the most open of them.
struct Named {
    marks: Marks,
    indicators: Vec<(String, Marks)>,
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
    let mut bundle = Bundle {
        out: BundleWriter::new(out).map_err(|error| failed(&error))?,
        meta: meta.clone(),
        producer: object_id("identity", PRODUCER.as_bytes()),
        refs: Vec::new(),
        paps: BTreeSet::new(),
    };
    bundle.identity()?;
    let mut written = Written::default();
    let mut names: BTreeMap<(Sort, String), Named> = BTreeMap::new();
    for row in rows {
        if let Some(reason) = held_back(&row, meta, false) {
            written.skip(reason);
            continue;
        }
        let Some(Ok(indicator)) = bundle.indicator(&row) else {
            written.skip("kind-not-expressible");
            continue;
        };
        let id = format!("indicator--{}", row.id);
        bundle.list(&id, Ok(indicator))?;
        bundle.infrastructure(&row, &id)?;
        remember(&mut names, &row, &id);
        written.rows += 1;
    }
    for ((sort, name), named) in &names {
        bundle.named(*sort, name, named)?;
    }
    if !bundle.refs.is_empty() {
        bundle.report()?;
        bundle.push(extension::definition(&bundle.producer))?;
    }
    for pap in std::mem::take(&mut bundle.paps) {
        bundle.push(Ok(crate::write_stix_marking::definition(pap)))?;
    }
    bundle.out.finish().map_err(|error| failed(&error))?;
    Ok(written)
}

/// Notes the names of a row.
fn remember(names: &mut BTreeMap<(Sort, String), Named>, row: &ExportRow, id: &str) {
    let marks = Marks::of(row);
    let malware = row.malware.iter().map(|name| (Sort::Malware, name));
    let campaigns = row.campaigns.iter().map(|name| (Sort::Campaign, name));
    for (sort, name) in malware.chain(campaigns) {
        let name = one_line(name);
        if name.trim().is_empty() {
            continue;
        }
        let named = names.entry((sort, name)).or_insert_with(|| Named {
            marks,
            indicators: Vec::new(),
        });
        named.marks = named.marks.more_open(marks);
        named.indicators.push((id.to_owned(), marks));
    }
}

pub(crate) fn time(at: Utc) -> Timestamp {
    Timestamp::from_seconds(at.0)
}

fn failed(error: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

impl Bundle<'_> {
    /// Writes an object.
    pub(crate) fn push(&mut self, value: Result<Value, WriteError>) -> io::Result<()> {
        let value = value.map_err(|error| failed(&error))?;
        self.out.push(&value).map_err(|error| failed(&error))?;
        Ok(())
    }

    /// Writes an object that the report is over; once.
    pub(crate) fn list(&mut self, id: &str, value: Result<Value, WriteError>) -> io::Result<()> {
        let value = value.map_err(|error| failed(&error))?;
        if self.out.push(&value).map_err(|error| failed(&error))? {
            self.refs.push(id.to_owned());
        }
        Ok(())
    }

    /// References to markings, whose definitions come at the end of the bundle.
    pub(crate) fn marks(&mut self, marks: Marks) -> [String; 2] {
        self.paps.insert(marks.pap);
        marks.refs()
    }

    /// Labels of our own objects.
    pub(crate) fn labels(&self) -> &'static [&'static str] {
        if self.meta.exercise {
            &["exercise"]
        } else {
            &[]
        }
    }

    /// Writes a relationship.
    pub(crate) fn relate(
        &mut self,
        source: &str,
        relationship_type: &str,
        target: &str,
        marks: Marks,
    ) -> io::Result<()> {
        let id = object_id(
            "relationship",
            format!("{source}\0{relationship_type}\0{target}").as_bytes(),
        );
        let marks = self.marks(marks);
        let marks = [marks[0].as_str(), marks[1].as_str()];
        let producer = self.producer.clone();
        let relationship = Relationship {
            common: Common {
                created_by_ref: Some(&producer),
                object_marking_refs: &marks,
                ..Common::new(&id, time(self.meta.generated))
            },
            relationship_type,
            description: None,
            source_ref: source,
            target_ref: target,
            start_time: None,
            stop_time: None,
        };
        self.list(&id, relationship.to_value())
    }

    fn identity(&mut self) -> io::Result<()> {
        let producer = self.producer.clone();
        let identity = Identity {
            common: Common {
                created_by_ref: Some(&producer),
                ..Common::new(&producer, CONSTANT)
            },
            name: PRODUCER,
            description: None,
            identity_class: "system",
        };
        self.push(identity.to_value())
    }

    fn indicator(&mut self, row: &ExportRow) -> Option<Result<Value, WriteError>> {
        let port = match row.ports.as_slice() {
            [port] => Some(*port),
            _ => None,
        };
        let pattern = stix::pattern::write(row.kind, &row.value, port)?;
        let facts = row.category.facts();
        let id = format!("indicator--{}", row.id);
        let mut labels = vec![facts.id.as_str()];
        labels.extend(self.labels());
        let marks = self.marks(Marks::of(row));
        let marks = [marks[0].as_str(), marks[1].as_str()];
        let name = format!("{}: {}", facts.label_en, row.defanged);
        let indicator = Indicator {
            common: Common {
                modified: time(self.meta.generated),
                created_by_ref: Some(&self.producer),
                labels: &labels,
                confidence: Some(row.confidence.min(100)),
                object_marking_refs: &marks,
                ..Common::new(&id, time(row.first_seen.min(self.meta.generated)))
            },
            name: &name,
            description: Some(row.why.as_str()).filter(|why| !why.is_empty()),
            indicator_types: &[facts.stix_indicator_type.as_str()],
            pattern: &pattern,
            pattern_type: "stix",
            valid_from: time(row.first_seen),
            valid_until: Some(time(row.expires)).filter(|until| *until > time(row.first_seen)),
        };
        Some(indicator.to_value().and_then(|mut value| {
            attach_extension(&mut value, &extension::id(), extension::grade(row))?;
            Ok(value)
        }))
    }

    fn named(&mut self, sort: Sort, name: &str, named: &Named) -> io::Result<()> {
        let object_type = match sort {
            Sort::Malware => "malware",
            Sort::Campaign => "campaign",
        };
        let id = object_id(object_type, name.to_lowercase().as_bytes());
        let marks = self.marks(named.marks);
        let marks = [marks[0].as_str(), marks[1].as_str()];
        let common = Common {
            created_by_ref: Some(&self.producer),
            labels: self.labels(),
            object_marking_refs: &marks,
            modified: time(self.meta.generated),
            ..Common::new(&id, CONSTANT.min(time(self.meta.generated)))
        };
        let value = match sort {
            Sort::Malware => Malware {
                common,
                name,
                description: None,
                malware_types: &[if is_ransomware(name) {
                    "ransomware"
                } else {
                    "unknown"
                }],
                is_family: true,
            }
            .to_value(),
            Sort::Campaign => Campaign {
                common,
                name,
                description: None,
            }
            .to_value(),
        };
        self.list(&id, value)?;
        for (indicator, marks) in &named.indicators {
            self.relate(indicator, "indicates", &id, *marks)?;
        }
        Ok(())
    }

    fn report(&mut self) -> io::Result<()> {
        let title = one_line(&self.meta.title);
        let title = if self.meta.exercise {
            format!("EXERCISE - {title}")
        } else {
            title
        };
        let id = object_id("report", title.as_bytes());
        let refs: Vec<&str> = self.refs.iter().map(String::as_str).collect();
        let value = Report {
            common: Common {
                created_by_ref: Some(&self.producer),
                labels: self.labels(),
                object_marking_refs: &[crate::write_stix_marking::tlp_id(self.meta.tlp)],
                ..Common::new(&id, time(self.meta.generated))
            },
            name: &title,
            description: None,
            report_types: &["indicator"],
            published: time(self.meta.generated),
            object_refs: &refs,
        }
        .to_value();
        self.push(value)
    }
}

/// The marking of things that anyone knows, such as a country.
pub(crate) const PUBLIC: Marks = Marks {
    tlp: Tlp::Clear,
    pap: Pap::Clear,
};
