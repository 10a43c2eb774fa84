//! Organisations and the roles of their people.

use serde::{Deserialize, Serialize};

use crate::Country;

/// Number of an organisation in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrgId(pub u32);

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrgKind {
    /// A private company that hands in indicators.
    Partner,
    /// A police source that hands in indicators.
    Police,
    /// A national bureau or CSIRT.
    NationalAuthority,
    /// The hub that runs the gateway.
    Hub,
    /// A continental police body.
    RegionalBody,
    /// A funder or training programme.
    SupportProgramme,
    /// Oversight.
    Oversight,
}

impl OrgKind {
    /// Every kind.
    pub const ALL: [OrgKind; 7] = [
        OrgKind::Partner,
        OrgKind::Police,
        OrgKind::NationalAuthority,
        OrgKind::Hub,
        OrgKind::RegionalBody,
        OrgKind::SupportProgramme,
        OrgKind::Oversight,
    ];

    /// The name in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            OrgKind::Partner => "partner",
            OrgKind::Police => "police",
            OrgKind::NationalAuthority => "national_authority",
            OrgKind::Hub => "hub",
            OrgKind::RegionalBody => "regional_body",
            OrgKind::SupportProgramme => "support_programme",
            OrgKind::Oversight => "oversight",
        }
    }

    /// Reads a name; hyphens count as underscores.
    #[must_use]
    pub fn parse(text: &str) -> Option<OrgKind> {
        let name = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        OrgKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a person does here (MISSION, table of roles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Hands in indicators, reads own receipts and feedback.
    Partner,
    /// The hub's intelligence analyst.
    Analyst,
    /// The hub's operation lead.
    Coordinator,
    /// Decides who in a country has an account.
    CountryAdministrator,
    /// Works the country's list.
    NationalOfficer,
    /// Follows the picture of the members.
    RegionalBody,
    /// Follows progress and training; no indicators.
    SupportProgramme,
    /// Builds exercises.
    Trainer,
    /// Checks who saw what.
    Auditor,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its number in the store.
    pub id: OrgId,
    /// Short name used on the command line: lower-case letters, digits, hyphens.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// What it is.
    pub kind: OrgKind,
    /// Its country, where it has one.
    pub country: Option<Country>,
    /// Reliability of the source, `A` to `F` (Admiralty), when the hub has judged it.
    pub reliability: Option<char>,
}

impl Organisation {
    /// Whether `slug` can be the short name of an organisation or agreement.
    #[must_use]
    pub fn valid_slug(slug: &str) -> bool {
        (1..=64).contains(&slug.len())
            && slug
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !slug.starts_with('-')
            && !slug.ends_with('-')
    }
}
