//! Facts that are particular to the type of an object.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::fields::Fields;
use crate::marking::TlpLevel;
use crate::time::Timestamp;

/// What is particular to the type of an object.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Facts {
    /// `indicator`
    Indicator(IndicatorFacts),
    /// `malware`
    Malware {
        /// `malware_types`, or the `labels` of STIX 2.0.
        malware_types: Vec<String>,
        /// `is_family`.
        is_family: Option<bool>,
    },
    /// `infrastructure`
    Infrastructure {
        /// `infrastructure_types`.
        infrastructure_types: Vec<String>,
        /// `first_seen`.
        first_seen: Option<Timestamp>,
        /// `last_seen`.
        last_seen: Option<Timestamp>,
    },
    /// `identity`
    Identity {
        /// `identity_class`.
        identity_class: Option<String>,
    },
    /// `location`
    Location {
        /// `country`, ISO 3166-1 alpha-2.
        country: Option<String>,
        /// `region`.
        region: Option<String>,
    },
    /// `relationship`
    Relationship {
        /// `relationship_type`.
        relationship_type: String,
        /// `source_ref`.
        source_ref: String,
        /// `target_ref`.
        target_ref: String,
    },
    /// `sighting`
    Sighting(SightingFacts),
    /// `observed-data`
    ObservedData {
        /// `object_refs` of STIX 2.1.
        object_refs: Vec<String>,
        /// `objects` of STIX 2.0: the embedded cyber observables by key.
        objects: Map<String, Value>,
        /// `first_observed`.
        first_observed: Option<Timestamp>,
        /// `last_observed`.
        last_observed: Option<Timestamp>,
        /// `number_observed`.
        number_observed: Option<u64>,
    },
    /// `report`, `grouping`, `note` and `opinion`: what they are about.
    Collection {
        /// `report_types`, or the `labels` of a STIX 2.0 report.
        report_types: Vec<String>,
        /// `published`.
        published: Option<Timestamp>,
        /// `object_refs`.
        object_refs: Vec<String>,
    },
    /// `marking-definition`
    Marking {
        /// The TLP level it states.
        tlp: Option<TlpLevel>,
        /// The text of a statement marking.
        statement: Option<String>,
    },
    /// Everything else.
    Other,
}

/// Facts of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorFacts {
    /// `pattern`, as written.
    pub pattern: String,
    /// `pattern_type`; `stix` when absent, as in STIX 2.0.
    pub pattern_type: String,
    /// `indicator_types`, or the `labels` of STIX 2.0.
    pub indicator_types: Vec<String>,
    /// `valid_from`.
    pub valid_from: Option<Timestamp>,
    /// `valid_until`.
    pub valid_until: Option<Timestamp>,
    /// `kill_chain_phases`.
    pub kill_chain_phases: Vec<KillChainPhase>,
}

/// A phase of a kill chain.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KillChainPhase {
    /// Which kill chain.
    pub kill_chain_name: String,
    /// Which phase.
    pub phase_name: String,
}

/// Facts of a sighting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SightingFacts {
    /// `sighting_of_ref`.
    pub sighting_of_ref: String,
    /// `first_seen`.
    pub first_seen: Option<Timestamp>,
    /// `last_seen`.
    pub last_seen: Option<Timestamp>,
    /// `count`.
    pub count: Option<u64>,
    /// `where_sighted_refs`.
    pub where_sighted_refs: Vec<String>,
    /// `observed_data_refs`.
    pub observed_data_refs: Vec<String>,
}

impl Facts {
    pub(super) fn read(object_type: &str, fields: &mut Fields<'_>) -> Facts {
        match object_type {
            "indicator" => Facts::Indicator(indicator(fields)),
            "malware" => Facts::Malware {
                malware_types: types_or_labels(fields, "malware_types"),
                is_family: fields.boolean("is_family"),
            },
            "infrastructure" => Facts::Infrastructure {
                infrastructure_types: fields.texts("infrastructure_types"),
                first_seen: fields.time("first_seen"),
                last_seen: fields.time("last_seen"),
            },
            "identity" => Facts::Identity {
                identity_class: fields.text("identity_class"),
            },
            "location" => Facts::Location {
                country: fields.text("country"),
                region: fields.text("region"),
            },
            "relationship" => Facts::Relationship {
                relationship_type: fields
                    .required_text("relationship_type")
                    .unwrap_or_default(),
                source_ref: fields.required_text("source_ref").unwrap_or_default(),
                target_ref: fields.required_text("target_ref").unwrap_or_default(),
            },
            "sighting" => Facts::Sighting(SightingFacts {
                sighting_of_ref: fields.required_text("sighting_of_ref").unwrap_or_default(),
                first_seen: fields.time("first_seen"),
                last_seen: fields.time("last_seen"),
                count: fields.read("count"),
                where_sighted_refs: fields.texts("where_sighted_refs"),
                observed_data_refs: fields.texts("observed_data_refs"),
            }),
            "observed-data" => Facts::ObservedData {
                object_refs: fields.texts("object_refs"),
                objects: fields.read("objects").unwrap_or_default(),
                first_observed: fields.required_time("first_observed"),
                last_observed: fields.required_time("last_observed"),
                number_observed: fields.read("number_observed"),
            },
            "report" | "grouping" | "note" | "opinion" => Facts::Collection {
                report_types: types_or_labels(fields, "report_types"),
                published: fields.time("published"),
                object_refs: fields.texts("object_refs"),
            },
            "marking-definition" => marking(fields),
            _ => Facts::Other,
        }
    }
}

/// STIX 2.0 kept in `labels` what 2.1 has in a property of its own.
fn types_or_labels(fields: &mut Fields<'_>, name: &'static str) -> Vec<String> {
    let types = fields.texts(name);
    let is_old = types.is_empty()
        && fields
            .value("spec_version")
            .is_none_or(|found| found == "2.0");
    // The remark about malformed labels is made where the labels themselves are read.
    let remarks = fields.remarks.len();
    let labels = if is_old {
        fields.texts("labels")
    } else {
        Vec::new()
    };
    fields.remarks.truncate(remarks);
    if is_old { labels } else { types }
}

fn indicator(fields: &mut Fields<'_>) -> IndicatorFacts {
    IndicatorFacts {
        pattern: fields.required_text("pattern").unwrap_or_default(),
        pattern_type: fields
            .text("pattern_type")
            .unwrap_or_else(|| "stix".to_owned()),
        indicator_types: types_or_labels(fields, "indicator_types"),
        valid_from: fields.required_time("valid_from"),
        valid_until: fields.time("valid_until"),
        kill_chain_phases: fields.read("kill_chain_phases").unwrap_or_default(),
    }
}

fn marking(fields: &mut Fields<'_>) -> Facts {
    let mut object = Map::new();
    for name in ["id", "name", "definition", "extensions"] {
        object.extend(fields.value(name).map(|value| (name.to_owned(), value)));
    }
    let statement = object
        .get("definition")
        .and_then(|definition| definition.get("statement"))
        .and_then(Value::as_str)
        .map(str::to_owned);
    Facts::Marking {
        tlp: TlpLevel::from_definition(&object),
        statement,
    }
}
