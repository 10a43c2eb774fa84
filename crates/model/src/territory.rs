//! Territory: the countries an observation concerns, each with the reason (DOMAIN rule 8).

use crate::{Country, Observation};

/// Why an observation concerns a country. Several can hold at once: the values are bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Claim {
    /// The address range is registered there.
    Registered = 1,
    /// The address range is used there.
    Located = 2,
    /// The name lies under the country's top-level domain.
    CcTld = 4,
    /// The activity aims at the country.
    Target = 8,
    /// The source says that it is hosted there.
    Stated = 16,
}

impl Claim {
    /// Every claim.
    pub const ALL: [Claim; 5] = [
        Claim::Registered,
        Claim::Located,
        Claim::CcTld,
        Claim::Target,
        Claim::Stated,
    ];

    /// The name in files and translation keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Claim::Registered => "registered",
            Claim::Located => "located",
            Claim::CcTld => "cctld",
            Claim::Target => "target",
            Claim::Stated => "stated",
        }
    }

    /// Whether the claim is among `bits`.
    #[must_use]
    pub const fn within(self, bits: u8) -> bool {
        bits & self as u8 != 0
    }
}

/// The countries concerned, sorted, each with its claims as bits. The unknown country `ZZ` is left out.
#[must_use]
pub fn territories(observation: &Observation) -> Vec<(Country, u8)> {
    let mut found: Vec<(Country, u8)> = Vec::new();
    let mut add = |country: Option<Country>, claim: Claim| {
        let Some(country) = country.filter(|country| country.code() != "ZZ") else {
            return;
        };
        match found.iter_mut().find(|(known, _)| *known == country) {
            Some((_, bits)) => *bits |= claim as u8,
            None => found.push((country, claim as u8)),
        }
    };
    add(observation.hosting.registered, Claim::Registered);
    add(observation.hosting.located, Claim::Located);
    add(observation.cctld, Claim::CcTld);
    for country in &observation.more.target_countries {
        add(Some(*country), Claim::Target);
    }
    if let Some(stated) = &observation.more.stated {
        add(stated.country, Claim::Stated);
    }
    found.sort_unstable_by_key(|(country, _)| *country);
    found
}
