//! Observations: one organisation's statement about one observable.

use observable::{Key, Observable};
use serde::{Deserialize, Serialize};

use crate::{
    Admiralty, Category, Country, GroupId, Liveness, Markings, OrgId, Ownership, Pap, Reason,
    SubmissionId, Tlp, Utc,
};

/// Number of an observation in its store. Grows with time of storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObservationId(pub u64);

/// Where in the input a row stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Line of a text format, or number of the item of a structured one, from 1.
    pub row: u64,
    /// Path inside the item (JSON pointer, XML path, column name), where it helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Box<str>>,
}

impl Place {
    /// A line or item as a whole.
    #[must_use]
    pub fn row(row: u64) -> Place {
        Place { row, path: None }
    }

    /// A part of an item.
    #[must_use]
    pub fn at(row: u64, path: impl Into<Box<str>>) -> Place {
        Place {
            row,
            path: Some(path.into()),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{} {path}", self.row),
            None => write!(f, "{}", self.row),
        }
    }
}

/// A row of the input that was not taken in, with the reason and its text, so that the sender can correct it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Where it stood.
    pub place: Place,
    /// Why it was refused, as a countable reason.
    pub reason: Reason,
    /// Why it was refused, in words with the particulars.
    pub detail: String,
    /// The row as sent, cut to [`Refusal::RAW_LIMIT`] bytes.
    pub raw: String,
}

impl Refusal {
    /// Bytes of a refused row that are kept.
    pub const RAW_LIMIT: usize = 2_048;

    /// Makes a refusal; cuts `raw` at a character border.
    #[must_use]
    pub fn new(place: Place, reason: Reason, detail: impl Into<String>, raw: &str) -> Refusal {
        let mut end = raw.len().min(Refusal::RAW_LIMIT);
        while !raw.is_char_boundary(end) {
            end -= 1;
        }
        Refusal {
            place,
            reason,
            detail: detail.into(),
            raw: raw[..end].to_owned(),
        }
    }
}

/// Country and network as a source states them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedHosting {
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Autonomous system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asn: Option<u32>,
    /// Network name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
}

/// Country and network as our data sets say, at intake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hosting {
    /// Country of registration of the address range.
    pub registered: Option<Country>,
    /// Country where the range is used.
    pub located: Option<Country>,
    /// Announcing autonomous system.
    pub asn: Option<u32>,
}

/// What a row of a format says, before agreement, enrichment and storage have been applied.
///
/// Everything but the value is optional: what a row does not say comes from the feed's or the
/// agreement's defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Where it stands in the input.
    pub place: Place,
    /// The value.
    pub observable: Observable,
    /// Port, when the row names one.
    pub port: Option<u16>,
    /// Activity category.
    pub category: Option<Category>,
    /// Malware or kit name.
    pub malware: Option<String>,
    /// Campaign name.
    pub campaign: Option<String>,
    /// Actor name.
    pub actor: Option<String>,
    /// First seen by the source.
    pub first_seen: Option<Utc>,
    /// Last seen by the source.
    pub last_seen: Option<Utc>,
    /// End of validity given by the source.
    pub valid_until: Option<Utc>,
    /// The source's confidence, 0-100.
    pub confidence: Option<u8>,
    /// The source's grade.
    pub grade: Option<Admiralty>,
    /// TLP of the row.
    pub tlp: Option<Tlp>,
    /// PAP of the row.
    pub pap: Option<Pap>,
    /// Why this value is malicious, in the source's words.
    pub why: Option<String>,
    /// To whom the infrastructure belongs.
    pub ownership: Ownership,
    /// Whether the source says that it is up.
    pub liveness: Liveness,
    /// Countries aimed at (not: hosting).
    pub target_countries: Vec<Country>,
    /// Brand or sector aimed at.
    pub target: Option<String>,
    /// Hosting as the source states it.
    pub stated: Option<StatedHosting>,
    /// Reference (address of a report or the source's page on the item).
    pub reference: Option<String>,
    /// The source's own identifier of the item.
    pub external_id: Option<String>,
    /// Tags as sent.
    pub tags: Vec<String>,
    /// The list or sensor this is a repost of; reposts of one upstream count as one source.
    pub upstream: Option<String>,
    /// Comment as sent.
    pub comment: Option<String>,
    /// The row as sent, for the refusal of a row that the agreement does not allow. Empty: the value is used.
    pub raw: String,
}

impl Draft {
    /// A draft that says nothing but the value.
    #[must_use]
    pub fn new(place: Place, observable: Observable) -> Draft {
        Draft {
            place,
            observable,
            port: None,
            category: None,
            malware: None,
            campaign: None,
            actor: None,
            first_seen: None,
            last_seen: None,
            valid_until: None,
            confidence: None,
            grade: None,
            tlp: None,
            pap: None,
            why: None,
            ownership: Ownership::Unknown,
            liveness: Liveness::Unknown,
            target_countries: Vec::new(),
            target: None,
            stated: None,
            reference: None,
            external_id: None,
            tags: Vec::new(),
            upstream: None,
            comment: None,
            raw: String::new(),
        }
    }
}

/// One organisation's statement about one observable, as stored. The unit of storage, permission and exchange.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// Number in the store; zero before it is stored.
    pub id: ObservationId,
    /// The value.
    pub observable: Observable,
    /// Content key of the value.
    pub key: Key,
    /// Release group: owner, agreement, markings and restrictions.
    pub group: GroupId,
    /// Who says it.
    pub owner: OrgId,
    /// The submission it came with.
    pub submission: SubmissionId,
    /// Row of that submission.
    pub row: u64,
    /// Activity category.
    pub category: Category,
    /// Port.
    pub port: Option<u16>,
    /// Ownership status.
    pub ownership: Ownership,
    /// Liveness as stated.
    pub liveness: Liveness,
    /// First seen by the source; when it did not say, the time of receipt.
    pub first_seen: Utc,
    /// Last seen by the source; when it did not say, the time of receipt.
    pub last_seen: Utc,
    /// Whether the source gave any time itself.
    pub dated: bool,
    /// Time of receipt.
    pub received: Utc,
    /// End of validity given by the source.
    pub valid_until: Option<Utc>,
    /// The source's confidence, 0-100.
    pub confidence: Option<u8>,
    /// Grade of source and item.
    pub grade: Admiralty,
    /// Markings.
    pub markings: Markings,
    /// Hosting by our data sets.
    pub hosting: Hosting,
    /// Country-code top-level domain.
    pub cctld: Option<Country>,
    /// Registrable domain, for names, URLs and e-mail addresses.
    pub domain: Option<String>,
    /// Warning lists hit, as bits by list number.
    pub warnings: u64,
    /// Why the value is malicious. Never empty (trace row 25).
    pub why: String,
    /// Malware or kit.
    pub malware: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
    /// The list or sensor this is a repost of.
    pub upstream: Option<String>,
    /// Particulars that few rows have.
    pub more: More,
}

/// Particulars that few rows have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct More {
    /// Actor name.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Countries aimed at.
    #[serde(rename = "tc", default, skip_serializing_if = "Vec::is_empty")]
    pub target_countries: Vec<Country>,
    /// Brand or sector aimed at.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Hosting as the source states it.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<StatedHosting>,
    /// Reference.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The source's own identifier.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Tags as sent.
    #[serde(rename = "g", default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Comment as sent.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl More {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == More::default()
    }
}
