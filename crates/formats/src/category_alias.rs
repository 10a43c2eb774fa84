//! What other taxonomies call our categories: data, compiled in from `assets/categories/aliases.csv`,
//! and the names of ransomware families from `assets/categories/ransomware.csv`.

use std::sync::LazyLock;

use model::Category;
use observable::{Kind, Observable};
use rustc_hash::{FxHashMap, FxHashSet};

const ALIASES: &str = include_str!("../../../assets/categories/aliases.csv");
const RANSOMWARE: &str = include_str!("../../../assets/categories/ransomware.csv");

/// Source of phrases that are looked for in free text.
const PHRASE: &str = "phrase";

static TABLE: LazyLock<FxHashMap<(String, String), Category>> = LazyLock::new(|| {
    rows()
        .filter(|(source, ..)| source != PHRASE)
        .map(|(source, label, category)| ((source, folded(&label)), category))
        .collect()
});

static PHRASES: LazyLock<Vec<(String, Category)>> = LazyLock::new(|| {
    rows()
        .filter(|(source, ..)| source == PHRASE)
        .map(|(_, label, category)| (label, category))
        .collect()
});

static FAMILIES: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    RANSOMWARE
        .lines()
        .skip(1)
        .map(squeezed)
        .filter(|name| !name.is_empty())
        .collect()
});

fn rows() -> impl Iterator<Item = (String, String, Category)> {
    csv::Reader::from_reader(ALIASES.as_bytes())
        .into_records()
        .filter_map(|record| {
            let record = record.ok()?;
            Some((
                record.get(0)?.to_owned(),
                record.get(1)?.to_owned(),
                Category::from_id(record.get(2)?)?,
            ))
        })
}

/// Lower case; blanks and underscores as hyphens.
fn folded(label: &str) -> String {
    label.trim().to_ascii_lowercase().replace(['_', ' '], "-")
}

/// Letters and digits only, lower case.
fn squeezed(name: &str) -> String {
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The category that `source` (a taxonomy: `rsit`, `intelmq`, `n6`, `threat`, …) calls `label`.
#[must_use]
pub fn category_of(source: &str, label: &str) -> Option<Category> {
    TABLE.get(&(source.to_owned(), folded(label))).copied()
}

/// The category that words of a free text speak of; phrases are tried in the order of the data file.
#[must_use]
pub fn category_in_words(text: &str) -> Option<Category> {
    let text = text.to_lowercase();
    PHRASES
        .iter()
        .find(|(phrase, _)| {
            text.match_indices(phrase.as_str()).any(|(at, found)| {
                let before = text[..at].chars().next_back();
                let after = text[at + found.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric)
                    && !after.is_some_and(char::is_alphanumeric)
            })
        })
        .map(|(_, category)| *category)
}

/// Whether the name is that of a ransomware family (`LockBit 3.0`, `Akira ransomware`, `win.revil`).
#[must_use]
pub fn is_ransomware(name: &str) -> bool {
    let lower = name.to_lowercase();
    if lower.contains("ransom") {
        return true;
    }
    let name = lower
        .rsplit_once('.')
        .map_or(lower.as_str(), |(before, last)| {
            if matches!(before, "win" | "elf" | "osx" | "apk" | "js" | "ps1" | "py") {
                last
            } else {
                lower.as_str()
            }
        });
    let squeezed_name = squeezed(name);
    FAMILIES.contains(&squeezed_name)
        || FAMILIES
            .contains(squeezed_name.trim_end_matches(|character: char| character.is_ascii_digit()))
}

/// A command server of ransomware is a category of its own (trace row 24).
#[must_use]
pub fn refined(category: Option<Category>, malware: &[&str]) -> Option<Category> {
    match category {
        Some(Category::BOTNET_C2) if malware.iter().any(|name| is_ransomware(name)) => {
            Some(Category::RANSOMWARE_C2)
        }
        other => other,
    }
}

/// Whether a category of infrastructure can apply to the value: hashes, names of files and the like are not in a network.
#[must_use]
pub fn in_network(observable: &Observable) -> bool {
    matches!(
        observable.kind(),
        Kind::Ipv4
            | Kind::Ipv6
            | Kind::Cidr
            | Kind::Domain
            | Kind::Url
            | Kind::Email
            | Kind::Asn
            | Kind::Onion
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_a_known_category() {
        for (number, record) in csv::Reader::from_reader(ALIASES.as_bytes())
            .into_records()
            .enumerate()
        {
            let record = record.unwrap();
            assert!(
                Category::from_id(&record[2]).is_some(),
                "row {number}: {record:?}"
            );
        }
        assert_eq!(
            TABLE.len() + PHRASES.len(),
            rows().count(),
            "a label stands twice"
        );
    }

    #[test]
    fn labels() {
        assert_eq!(category_of("n6", "cnc"), Some(Category::BOTNET_C2));
        assert_eq!(
            category_of("n6", "malurl"),
            Some(Category::MALWARE_DISTRIBUTION)
        );
        assert_eq!(
            category_of("intelmq", "C2 server"),
            Some(Category::BOTNET_C2)
        );
        assert_eq!(
            category_in_words("Emotet C2 server"),
            Some(Category::BOTNET_C2)
        );
        assert_eq!(
            category_in_words("spear-phishing page"),
            Some(Category::PHISHING_SITE)
        );
        assert_eq!(category_in_words("spammer2000x"), None);
        assert!(
            is_ransomware("LockBit 3.0")
                && is_ransomware("win.revil")
                && is_ransomware("Akira ransomware")
        );
        assert!(!is_ransomware("Emotet"));
        assert_eq!(
            refined(Some(Category::BOTNET_C2), &["Conti"]),
            Some(Category::RANSOMWARE_C2)
        );
    }
}
