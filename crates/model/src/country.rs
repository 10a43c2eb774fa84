//! Country codes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 3166-1 alpha-2 code, upper case. `UK` and `EL`, used by some feeds, are read as `GB` and `GR`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// A text that is no country code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a two-letter country code (ISO 3166-1), for example KE")]
pub struct CountryError(pub String);

impl Country {
    /// Parses a two-letter code in any case.
    ///
    /// # Errors
    /// When the text is not two ASCII letters.
    pub fn parse(text: &str) -> Result<Country, CountryError> {
        match text.trim().as_bytes() {
            &[a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Country::from_bytes([a, b]))
            }
            _ => Err(CountryError(text.chars().take(40).collect())),
        }
    }

    /// From two ASCII letters; anything else becomes the unknown country `ZZ`.
    #[must_use]
    pub fn from_bytes(code: [u8; 2]) -> Country {
        match code.map(|byte| byte.to_ascii_uppercase()) {
            [b'U', b'K'] => Country(*b"GB"),
            [b'E', b'L'] => Country(*b"GR"),
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Country([a, b]),
            _ => Country(*b"ZZ"),
        }
    }

    /// The code as text.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }

    /// The code as two bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; 2] {
        self.0
    }

    /// The storage number: both letters, big-endian. Sorts as the text does.
    #[must_use]
    pub fn number(self) -> u16 {
        u16::from_be_bytes(self.0)
    }

    /// From the storage number.
    #[must_use]
    pub fn from_number(number: u16) -> Country {
        Country::from_bytes(number.to_be_bytes())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::str::FromStr for Country {
    type Err = CountryError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Country::parse(text)
    }
}

impl Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Country::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        assert_eq!(
            Country::parse(" ke ").map(|c| c.to_string()),
            Ok("KE".into())
        );
        assert_eq!(Country::parse("uk"), Country::parse("GB"));
        assert!(Country::parse("KEN").is_err());
        assert!(Country::parse("1A").is_err());
        let kenya = Country::from_bytes(*b"KE");
        assert_eq!(Country::from_number(kenya.number()), kenya);
    }
}
