//! The truth of the exercise: what each item is, who holds it, what must become of it.
//!
//! Kept beside the data and never fed to the product; `score` holds the product's findings against it.

use model::{Category, Country, Ownership, Utc};
use observable::Kind;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::item::Nature;
use crate::sighting::Admission;

/// How the hosting country of an item can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The value contains an address: from the data sets.
    Address,
    /// The value is a name and a partner states the country.
    Stated,
    /// Not from what was handed in.
    None,
}

/// What becomes of an item by the end of the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It had stopped by itself before `now`.
    AlreadyDown,
    /// Taken down or cleaned, confirmed.
    Closed,
    /// The body in charge did not answer.
    NoAnswer,
    /// Left alone for an investigation.
    UnderInvestigation,
    /// Handed to another authority.
    Transferred,
    /// Found to be harmless.
    FalsePositive,
}

/// One partner's statement about an item, as truth knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The partner's short name.
    pub partner: String,
    /// Number of the delivery in [`crate::Exercise::deliveries`].
    pub delivery: u32,
    /// The value as the partner wrote it.
    pub spelling: String,
    /// First seen by the partner.
    pub first_seen: Utc,
    /// What intake must do with it.
    pub admission: Admission,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrueItem {
    /// Kind of the value.
    pub kind: Kind,
    /// Canonical value.
    pub value: String,
    /// Category.
    pub category: Category,
    /// What it really is.
    pub nature: Nature,
    /// The country in which it is hosted (use, not registration).
    pub country: Option<Country>,
    /// The country in which its address range is registered.
    pub registered: Option<Country>,
    /// AS number.
    pub asn: Option<u32>,
    /// Network name.
    pub network: Option<String>,
    /// In a mobile carrier's network: port and second are needed to find the customer.
    pub mobile: bool,
    /// How its country can be known from what was handed in.
    pub basis: Basis,
    /// To whom it belongs.
    pub ownership: Ownership,
    /// Malware family.
    pub malware: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
    /// First seen by anyone.
    pub first_seen: Utc,
    /// When its first reporter learnt of it.
    pub arrival: Utc,
    /// When it stops to work by itself.
    pub ends: Utc,
    /// Whether it works at `now`.
    pub alive: bool,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Who holds it, oldest first.
    pub held: Vec<Held>,
}

impl TrueItem {
    /// Whether at least one statement about it must be taken in.
    #[must_use]
    pub fn expected(&self) -> bool {
        self.held
            .iter()
            .any(|held| held.admission == Admission::Admitted)
    }

    /// Partners whose statements must be taken in.
    #[must_use]
    pub fn sources(&self) -> usize {
        let mut partners: Vec<&str> = self
            .held
            .iter()
            .filter(|held| held.admission == Admission::Admitted)
            .map(|held| held.partner.as_str())
            .collect();
        partners.sort_unstable();
        partners.dedup();
        partners.len()
    }

    /// Whether registration and use name different countries.
    #[must_use]
    pub fn disputed(&self) -> bool {
        self.basis == Basis::Address && self.country != self.registered
    }
}

/// A row that was written broken on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malformed {
    /// The partner's short name.
    pub partner: String,
    /// Number of the delivery.
    pub delivery: u32,
    /// The broken value as written.
    pub text: String,
}

/// A case closed by arrests. Losses and what was recovered are kept apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The campaign behind it.
    pub campaign: String,
    /// Where the arrests are made.
    pub country: Country,
    /// When.
    pub at: Utc,
    /// Persons arrested.
    pub arrests: u32,
    /// Victims' losses in US dollars.
    pub loss_usd: u64,
    /// Recovered in US dollars.
    pub recovered_usd: u64,
}

/// Everything that is known to be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// Name of the operation.
    pub operation: String,
    /// The seed it was made from.
    pub seed: u64,
    /// Phases and dates.
    pub calendar: Calendar,
    /// The items.
    pub items: Vec<TrueItem>,
    /// The rows written broken.
    pub malformed: Vec<Malformed>,
    /// The cases: twenty arrests.
    pub cases: Vec<Case>,
}
