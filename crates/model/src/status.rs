//! What is known of an item's state in the world.

use serde::{Deserialize, Serialize};

/// To whom the infrastructure belongs; changes the recommended action (trace row 29).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Ownership {
    /// Not known.
    #[default]
    Unknown = 0,
    /// Set up or rented by the criminals.
    CriminalOwned = 1,
    /// A third party's system under the criminals' control.
    Compromised = 2,
    /// A legitimate service that is misused.
    AbusedService = 3,
    /// The victim's own system.
    Victim = 4,
}

impl Ownership {
    /// Every value, in code order.
    pub const ALL: [Ownership; 5] = [
        Ownership::Unknown,
        Ownership::CriminalOwned,
        Ownership::Compromised,
        Ownership::AbusedService,
        Ownership::Victim,
    ];

    /// The name used in files and keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Ownership::Unknown => "unknown",
            Ownership::CriminalOwned => "criminal_owned",
            Ownership::Compromised => "compromised",
            Ownership::AbusedService => "abused_service",
            Ownership::Victim => "victim",
        }
    }

    /// Reads a name; hyphens and blanks count as underscores.
    #[must_use]
    pub fn parse(text: &str) -> Option<Ownership> {
        let name = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        Ownership::ALL
            .into_iter()
            .find(|value| value.name() == name)
    }

    /// From the storage code; an unknown code is [`Ownership::Unknown`].
    #[must_use]
    pub fn from_code(code: u8) -> Ownership {
        Ownership::ALL
            .get(usize::from(code))
            .copied()
            .unwrap_or_default()
    }
}

/// What a feed says about whether the item still works. A statement, not a check.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Liveness {
    /// Not said.
    #[default]
    Unknown = 0,
    /// Said to be up.
    Live = 1,
    /// Said to be down.
    Dead = 2,
}

impl Liveness {
    /// The name used in files and keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Liveness::Unknown => "unknown",
            Liveness::Live => "live",
            Liveness::Dead => "dead",
        }
    }

    /// Reads the words of feeds: online, live, up, active, yes; offline, dead, down, inactive, delisted, expired, no.
    #[must_use]
    pub fn parse(text: &str) -> Liveness {
        match text.trim().to_ascii_lowercase().as_str() {
            "online" | "live" | "up" | "active" | "yes" | "true" => Liveness::Live,
            "offline" | "dead" | "down" | "inactive" | "delisted" | "expired" | "no" | "false" => {
                Liveness::Dead
            }
            _ => Liveness::Unknown,
        }
    }

    /// From the storage code; an unknown code is [`Liveness::Unknown`].
    #[must_use]
    pub fn from_code(code: u8) -> Liveness {
        match code {
            1 => Liveness::Live,
            2 => Liveness::Dead,
            _ => Liveness::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for (code, value) in Ownership::ALL.into_iter().enumerate() {
            assert_eq!(Ownership::parse(value.name()), Some(value));
            assert_eq!(Ownership::from_code(code as u8), value);
        }
        assert_eq!(
            Ownership::parse("criminal-owned"),
            Some(Ownership::CriminalOwned)
        );
        assert_eq!(Liveness::parse("Online"), Liveness::Live);
        assert_eq!(Liveness::parse("maybe"), Liveness::Unknown);
    }
}
