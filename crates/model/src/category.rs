//! Activity categories: data, compiled in from `assets/categories/categories.csv`.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// An activity category, by its stable storage code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Category(u8);

/// What is known about a category.
#[derive(Clone, Debug, Deserialize)]
pub struct CategoryFacts {
    /// Stable storage code, never reused.
    pub code: u8,
    /// Name in files and keys.
    pub id: String,
    /// Label in English.
    pub label_en: String,
    /// Label in French.
    pub label_fr: String,
    /// RSIT class/type (version 1003).
    pub rsit: String,
    /// Common taxonomy for law enforcement and CSIRTs, class/type.
    pub common_taxonomy: String,
    /// IntelMQ `classification.type`.
    pub intelmq: String,
    /// STIX 2.1 `indicator-type-ov` value.
    pub stix_indicator_type: String,
    /// STIX 2.1 `infrastructure-type-ov` value.
    pub stix_infrastructure_type: String,
    /// Hours after the last sighting for which a statement of this category still means something.
    pub lifetime_hours: i64,
    /// Hours within which an authority is asked to act.
    pub act_within_hours: i64,
    /// Order of harm, 0 first.
    pub rank: u8,
}

const DATA: &str = include_str!("../../../assets/categories/categories.csv");

/// The table. A malformed file cannot leave the build: a test reads it whole.
static TABLE: LazyLock<Vec<CategoryFacts>> = LazyLock::new(|| {
    csv::Reader::from_reader(DATA.as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .collect()
});

impl Category {
    /// Phishing site.
    pub const PHISHING_SITE: Category = Category(1);
    /// Malware distribution site.
    pub const MALWARE_DISTRIBUTION: Category = Category(2);
    /// Botnet command server.
    pub const BOTNET_C2: Category = Category(3);
    /// Ransomware command server.
    pub const RANSOMWARE_C2: Category = Category(4);
    /// Infected host.
    pub const INFECTED_HOST: Category = Category(5);
    /// Spam sender.
    pub const SPAM_SENDER: Category = Category(6);
    /// Scam site.
    pub const SCAM_SITE: Category = Category(7);
    /// Open or abused service.
    pub const ABUSED_SERVICE: Category = Category(8);
    /// Dark-web market.
    pub const DARKWEB_MARKET: Category = Category(9);
    /// Compromised web site.
    pub const COMPROMISED_WEBSITE: Category = Category(10);
    /// Business e-mail compromise infrastructure.
    pub const BEC_INFRA: Category = Category(11);
    /// Anything else.
    pub const OTHER: Category = Category(12);

    /// Every category, in the order of the data file.
    pub fn all() -> impl Iterator<Item = Category> {
        TABLE.iter().map(|facts| Category(facts.code))
    }

    /// The category of this name (hyphens count as underscores).
    #[must_use]
    pub fn from_id(id: &str) -> Option<Category> {
        let id = id.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        TABLE
            .iter()
            .find(|facts| facts.id == id)
            .map(|facts| Category(facts.code))
    }

    /// The category of this storage code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Category> {
        TABLE
            .iter()
            .find(|facts| facts.code == code)
            .map(|facts| Category(facts.code))
    }

    /// The storage code.
    #[must_use]
    pub const fn code(self) -> u8 {
        self.0
    }

    /// What is known about it. A category can only be made from the table, so there always is a row;
    /// the last row stands in for a code that a newer version stored.
    #[must_use]
    pub fn facts(self) -> &'static CategoryFacts {
        let position = TABLE
            .iter()
            .position(|facts| facts.code == self.0)
            .unwrap_or(TABLE.len() - 1);
        &TABLE[position]
    }

    /// The name in files and keys.
    #[must_use]
    pub fn id(self) -> &'static str {
        &self.facts().id
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl fmt::Debug for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Category {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Category::from_id(&text).ok_or_else(|| {
            let known: Vec<&str> = Category::all().map(Category::id).collect();
            serde::de::Error::custom(format!(
                "{text:?} is not a category; known: {}",
                known.join(", ")
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_whole() {
        let rows = csv::Reader::from_reader(DATA.as_bytes())
            .deserialize::<CategoryFacts>()
            .collect::<Result<Vec<_>, _>>();
        let rows = rows.unwrap();
        assert_eq!(rows.len(), TABLE.len());
        let mut codes: Vec<u8> = rows.iter().map(|row| row.code).collect();
        codes.dedup();
        assert_eq!(codes.len(), rows.len(), "codes are unique");
        for row in &rows {
            assert!(row.lifetime_hours > 0 && row.act_within_hours > 0 && !row.label_fr.is_empty());
        }
    }

    #[test]
    fn constants_match_the_data() {
        for (category, id) in [
            (Category::PHISHING_SITE, "phishing_site"),
            (Category::MALWARE_DISTRIBUTION, "malware_distribution"),
            (Category::BOTNET_C2, "botnet_c2"),
            (Category::RANSOMWARE_C2, "ransomware_c2"),
            (Category::INFECTED_HOST, "infected_host"),
            (Category::SPAM_SENDER, "spam_sender"),
            (Category::SCAM_SITE, "scam_site"),
            (Category::ABUSED_SERVICE, "abused_service"),
            (Category::DARKWEB_MARKET, "darkweb_market"),
            (Category::COMPROMISED_WEBSITE, "compromised_website"),
            (Category::BEC_INFRA, "bec_infra"),
            (Category::OTHER, "other"),
        ] {
            assert_eq!(category.id(), id);
            assert_eq!(Category::from_id(id), Some(category));
        }
    }
}
