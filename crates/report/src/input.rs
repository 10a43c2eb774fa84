//! What a report is made from: plain data, filled in by the gateway from what the recipients may see.
//!
//! Nothing here decides about access: an item in the input is an item in the report. All times are
//! seconds since 1970-01-01 UTC.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A text in several languages: language code to text.
pub type LocalText = BTreeMap<String, String>;

/// The text in `lang`, else English, else whatever there is.
#[must_use]
pub fn local<'a>(text: &'a LocalText, lang: &str) -> Option<&'a str> {
    text.get(lang)
        .or_else(|| text.get("en"))
        .or_else(|| text.values().next())
        .map(String::as_str)
}

/// Everything one report says, before language and layout.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportInput {
    /// Number in the series, for example `CAR-KE-2026-0007`. Also the stem of the file names.
    pub reference: String,
    /// Version of this number, from 1.
    pub version: u32,
    /// Title, when the standard one (`Cyber activity report: <country>`) does not fit.
    pub title: LocalText,
    /// Synthetic data: every page says so.
    pub exercise: bool,
    /// Name of the operation the report belongs to.
    pub operation: Option<String>,
    /// Who makes the report.
    pub producer: String,
    /// The country the report is for.
    pub country: Country,
    /// Start of the period, inclusive.
    pub period_from: i64,
    /// End of the period, inclusive.
    pub period_to: i64,
    /// Date of the report; deadlines count from here.
    pub generated_at: i64,
    /// After this the report must not be acted on.
    pub valid_until: i64,
    /// Markings of the report as a whole.
    pub markings: Markings,
    /// Who gets it.
    pub recipients: Vec<Authority>,
    /// What it is for; a standard text when empty.
    pub purpose: LocalText,
    /// The items, in any order.
    pub items: Vec<Item>,
    /// Figures of the period before, for comparison.
    pub previous: Option<PreviousPeriod>,
    /// Who contributed.
    pub sources: Vec<Source>,
    /// What the reader must know about the data.
    pub limits: Limits,
}

/// A country and its names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Country {
    /// ISO 3166-1 alpha-2, upper case.
    pub iso2: String,
    /// Name by language.
    pub names: LocalText,
}

/// Traffic light protocol 2.0 (FIRST).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Tlp {
    /// TLP:CLEAR.
    #[serde(rename = "clear")]
    Clear,
    /// TLP:GREEN.
    #[serde(rename = "green")]
    Green,
    /// TLP:AMBER.
    #[default]
    #[serde(rename = "amber")]
    Amber,
    /// TLP:AMBER+STRICT.
    #[serde(rename = "amber+strict")]
    AmberStrict,
    /// TLP:RED.
    #[serde(rename = "red")]
    Red,
}

impl Tlp {
    /// The label as the standard writes it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Tlp::Clear => "TLP:CLEAR",
            Tlp::Green => "TLP:GREEN",
            Tlp::Amber => "TLP:AMBER",
            Tlp::AmberStrict => "TLP:AMBER+STRICT",
            Tlp::Red => "TLP:RED",
        }
    }

    /// Text colour on black that the standard prescribes.
    #[must_use]
    pub const fn colour(self) -> &'static str {
        match self {
            Tlp::Clear => "#FFFFFF",
            Tlp::Green => "#33FF00",
            Tlp::Amber | Tlp::AmberStrict => "#FFC000",
            Tlp::Red => "#FF2B2B",
        }
    }

    /// Key of the explaining text.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Tlp::Clear => "tlp-clear",
            Tlp::Green => "tlp-green",
            Tlp::Amber => "tlp-amber",
            Tlp::AmberStrict => "tlp-amber-strict",
            Tlp::Red => "tlp-red",
        }
    }
}

/// Permissible actions protocol: what may be done with an item, freest first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Pap {
    /// No limit.
    Clear,
    /// Active steps allowed.
    Green,
    /// Passive steps, look-ups with third parties.
    #[default]
    Amber,
    /// Own passive records only.
    Red,
}

impl Pap {
    /// The label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Pap::Clear => "PAP:CLEAR",
            Pap::Green => "PAP:GREEN",
            Pap::Amber => "PAP:AMBER",
            Pap::Red => "PAP:RED",
        }
    }

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Pap::Clear => "pap-clear",
            Pap::Green => "pap-green",
            Pap::Amber => "pap-amber",
            Pap::Red => "pap-red",
        }
    }
}

/// Permitted actions of FIRST IEP 2.0, strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permitted {
    /// No action at all.
    None,
    /// Ask before anything.
    ContactForInstruction,
    /// Only what stays inside.
    InternallyVisible,
    /// What can be seen outside, but not by the target.
    ExternallyVisibleIndirect,
    /// Anything.
    ExternallyVisibleDirect,
}

/// Markings of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Markings {
    /// Who may read it.
    pub tlp: Tlp,
    /// What may be done.
    pub pap: Pap,
    /// Handling text; a standard text when empty.
    pub handling: LocalText,
    /// Classification by the producer's own scheme.
    pub classification: Option<String>,
}

/// A recipient.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Authority {
    /// Name of the body.
    pub name: String,
    /// It is the national CSIRT (else a police body).
    pub csirt: bool,
    /// How to reach it: address, telephone, page.
    pub contact: String,
}

/// Who the infrastructure belongs to.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Ownership {
    /// The offender.
    Criminal,
    /// An innocent owner, broken into.
    Compromised,
    /// A service used against its rules.
    Abused,
    /// The item is itself a victim.
    Victim,
    /// Not known.
    #[default]
    Unknown,
}

/// Result of the last check.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Live {
    /// It worked.
    Live,
    /// It did not.
    Dead,
    /// Never checked, or no clear result.
    #[default]
    Unknown,
}

/// Why an item concerns the country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Territory {
    /// The address block is registered there.
    Registered,
    /// The machine is located there.
    Located,
    /// The name is under its country-code domain.
    Cctld,
    /// It is a target.
    Target,
}

/// One indicator as the recipients may see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// Identifier, the same in every annex.
    pub id: String,
    /// Kind by its name (`ipv4`, `domain`, `url`, `sha256` …).
    pub kind: String,
    /// Canonical value, raw.
    pub value: String,
    /// Activity category by its name (`phishing_site`, `botnet_c2` …).
    pub category: String,
    /// Malware family or kit.
    pub malware: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
    /// Who owns it.
    pub ownership: Ownership,
    /// First seen by any visible source.
    pub first_seen: Option<i64>,
    /// Last seen by any visible source.
    pub last_seen: Option<i64>,
    /// Last check.
    pub last_verified: Option<i64>,
    /// Result of the last check.
    pub live: Live,
    /// Port.
    pub port: Option<u16>,
    /// Country of registration, alpha-2.
    pub registered_country: Option<String>,
    /// Country of location, alpha-2.
    pub located_country: Option<String>,
    /// Why it is in this report.
    pub territory: Vec<Territory>,
    /// AS number.
    pub asn: Option<u32>,
    /// Network name.
    pub network: Option<String>,
    /// Hoster.
    pub hoster: Option<String>,
    /// Registrable domain of a name.
    pub registrable_domain: Option<String>,
    /// Confidence, 0 to 100.
    pub confidence: u8,
    /// The confidence in words.
    pub confidence_why: LocalText,
    /// Admiralty grade, for example `B2`.
    pub grade: String,
    /// Number of independent visible sources.
    pub source_count: u32,
    /// Their labels, as the agreements allow.
    pub source_labels: Vec<String>,
    /// Why it is listed.
    pub why: String,
    /// Names of the warning lists it is on.
    pub warnings: Vec<String>,
    /// Marking of this item.
    pub tlp: Tlp,
    /// Action limit of this item.
    pub pap: Pap,
    /// IEP permitted actions, when the owner gave them.
    pub permitted: Option<Permitted>,
    /// Countries aimed at, alpha-2.
    pub target_countries: Vec<String>,
    /// Brands imitated.
    pub brands: Vec<String>,
    /// Actions recommended for it, catalogue ids; chosen by category when empty.
    pub action_ids: Vec<String>,
    /// Act before; by the category's time when none.
    pub act_by: Option<i64>,
}

/// Figures of the previous period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PreviousPeriod {
    /// Items by category.
    pub by_category: BTreeMap<String, u64>,
}

/// A contributor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// Name, or none for an anonymous source.
    pub label: Option<String>,
    /// Items in this report it contributed to.
    pub items: u64,
    /// Its grade, `A` to `F`.
    pub grade: String,
    /// Reference of the agreement, when it may be shown.
    pub agreement: Option<String>,
}

/// A data set that territory and network come from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DataSet {
    /// Name.
    pub name: String,
    /// Date of the data.
    pub date: i64,
}

/// Statements about the data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Data sets used.
    pub data_sets: Vec<DataSet>,
    /// Items left out as known false positives (only those the recipients may see).
    pub left_out: u64,
    /// Further statements, each in several languages.
    pub further: Vec<LocalText>,
}
