//! Markings: TLP 2.0, PAP, Europol-style handling codes, Admiralty grades.
//!
//! Each scale is ordered from open to strict, so that "the most restrictive wins" is `max`.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! scale {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal, $label:literal $(| $alias:literal)*, $doc:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum $name {
            $(#[doc = $doc] #[serde(rename = $label)] $variant = $code,)+
        }

        impl $name {
            /// Every value, from open to strict.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The label as printed.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $($name::$variant => $label),+ }
            }

            /// Reads a label in any case, with or without the scale's name before a colon.
            #[must_use]
            pub fn parse(text: &str) -> Option<$name> {
                let text = text.trim().to_ascii_uppercase();
                let bare = text.rsplit(':').next().unwrap_or(&text).trim();
                match bare { $($label $(| $alias)* => Some($name::$variant),)+ _ => None }
            }

            /// The storage code.
            #[must_use]
            pub const fn code(self) -> u8 { self as u8 }

            /// From the storage code; an unknown code is the strictest value.
            #[must_use]
            pub fn from_code(code: u8) -> $name {
                $name::ALL.iter().copied().find(|value| value.code() == code)
                    .unwrap_or($name::ALL[$name::ALL.len() - 1])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.label()) }
        }
    };
}

scale! {
    /// Traffic Light Protocol 2.0 (FIRST, August 2022). `WHITE` of version 1 is read as `CLEAR`.
    Tlp {
        Clear = 0, "CLEAR" | "WHITE", "May be public.";
        Green = 1, "GREEN", "The community.";
        Amber = 2, "AMBER", "The recipient's organisation and its clients.";
        AmberStrict = 3, "AMBER+STRICT" | "AMBER_STRICT" | "AMBER-STRICT", "The recipient's organisation only.";
        Red = 4, "RED", "The named persons only; never in bulk.";
    }
}

scale! {
    /// Permissible Actions Protocol.
    Pap {
        Clear = 0, "CLEAR" | "WHITE", "No restriction.";
        Green = 1, "GREEN", "Active actions allowed (block, connect).";
        Amber = 2, "AMBER", "Passive look-ups at third parties only.";
        Red = 3, "RED", "Own logs only; nothing that could be noticed.";
    }
}

scale! {
    /// Europol-style handling codes.
    Handling {
        H0 = 0, "H0", "For the prevention and fight against crime.";
        H3 = 1, "H3", "Other restriction, given in words.";
        H1 = 2, "H1", "Not in court without the owner's permission.";
        H2 = 3, "H2", "No dissemination without the owner's permission.";
    }
}

/// Admiralty grade: reliability of the source A-F, credibility of the item 1-6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Admiralty {
    source: u8,
    item: u8,
}

impl Admiralty {
    /// `F6`: neither the source nor the item can be judged.
    pub const UNKNOWN: Admiralty = Admiralty {
        source: b'F',
        item: 6,
    };

    /// Parses `B2` and the like, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Admiralty> {
        match text.trim().as_bytes() {
            &[source, item @ b'1'..=b'6'] if matches!(source.to_ascii_uppercase(), b'A'..=b'F') => {
                Some(Admiralty {
                    source: source.to_ascii_uppercase(),
                    item: item - b'0',
                })
            }
            _ => None,
        }
    }

    /// The source's letter.
    #[must_use]
    pub fn source(self) -> char {
        char::from(self.source)
    }

    /// The item's number.
    #[must_use]
    pub fn item(self) -> u8 {
        self.item
    }

    /// The storage code.
    #[must_use]
    pub fn code(self) -> u8 {
        (self.source - b'A') * 6 + self.item - 1
    }

    /// From the storage code; an unknown code is [`Admiralty::UNKNOWN`].
    #[must_use]
    pub fn from_code(code: u8) -> Admiralty {
        if code >= 36 {
            return Admiralty::UNKNOWN;
        }
        Admiralty {
            source: b'A' + code / 6,
            item: code % 6 + 1,
        }
    }
}

impl fmt::Display for Admiralty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.source(), self.item)
    }
}

impl From<Admiralty> for String {
    fn from(grade: Admiralty) -> String {
        grade.to_string()
    }
}

impl TryFrom<String> for Admiralty {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Admiralty::parse(&text)
            .ok_or_else(|| format!("{text:?} is not a grade such as B2 (A-F, 1-6)"))
    }
}

/// The markings of one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Markings {
    /// Audience limit.
    pub tlp: Tlp,
    /// Action limit.
    pub pap: Pap,
    /// Handling code.
    pub handling: Handling,
}

impl Markings {
    /// Nothing restricted.
    pub const OPEN: Markings = Markings {
        tlp: Tlp::Clear,
        pap: Pap::Clear,
        handling: Handling::H0,
    };

    /// The most restrictive of both, scale by scale (DOMAIN rule 2).
    #[must_use]
    pub fn stricter(self, other: Markings) -> Markings {
        Markings {
            tlp: self.tlp.max(other.tlp),
            pap: self.pap.max(other.pap),
            handling: self.handling.max(other.handling),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_old_names() {
        assert_eq!(Tlp::parse("tlp:white"), Some(Tlp::Clear));
        assert_eq!(Tlp::parse("TLP:AMBER+STRICT"), Some(Tlp::AmberStrict));
        assert_eq!(Tlp::parse("blue"), None);
        assert!(Tlp::Red > Tlp::AmberStrict && Tlp::AmberStrict > Tlp::Amber);
        assert_eq!(Tlp::from_code(250), Tlp::Red, "unknown is the strictest");
        assert_eq!(Pap::parse("PAP:AMBER"), Some(Pap::Amber));
    }

    #[test]
    fn grades_round_trip() {
        for code in 0..36 {
            let grade = Admiralty::from_code(code);
            assert_eq!(Admiralty::parse(&grade.to_string()), Some(grade));
            assert_eq!(grade.code(), code);
        }
        assert_eq!(Admiralty::parse("G1"), None);
        assert_eq!(Admiralty::parse("A7"), None);
    }

    #[test]
    fn stricter_takes_each_scale_by_itself() {
        let one = Markings {
            tlp: Tlp::Red,
            pap: Pap::Clear,
            handling: Handling::H1,
        };
        let two = Markings {
            tlp: Tlp::Green,
            pap: Pap::Red,
            handling: Handling::H0,
        };
        assert_eq!(
            one.stricter(two),
            Markings {
                tlp: Tlp::Red,
                pap: Pap::Red,
                handling: Handling::H1
            }
        );
    }
}
