//! How much of the truth the product got right.
//!
//! Pure comparison; every measure is a count of what is right out of what could be, with its definition beside it.

use std::collections::BTreeMap;

use model::{Category, Country};
use observable::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::item::Nature;
use crate::truth::{Basis, TrueItem, Truth};

/// One indicator as the product shows it to the hub's analyst.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Kind of the value.
    pub kind: Kind,
    /// Canonical value.
    pub value: String,
    /// Category.
    pub category: Category,
    /// Hosting country: located, else registered, else as stated by a source.
    pub country: Option<Country>,
    /// Whether the indicator shows that opinions about the country differ.
    pub disputed: bool,
    /// Whether a warning list keeps it out as a false positive.
    pub suppressed: bool,
    /// Whether any warning list is shown on it.
    pub noted: bool,
    /// Organisations whose statements it is made of.
    pub sources: usize,
}

/// Right ones out of those that could be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Right.
    pub right: usize,
    /// Of so many.
    pub of: usize,
}

impl Measure {
    fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    /// Per cent right; 100 of nothing.
    #[must_use]
    pub fn percent(self) -> f64 {
        if self.of == 0 {
            100.0
        } else {
            self.right as f64 * 100.0 / self.of as f64
        }
    }
}

/// How much was got right.
///
/// An item is *expected* when at least one statement about it must be taken in, and *found* when an indicator has its
/// kind and canonical value. Measures about found items leave out those that are not found: each mistake counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Expected items that are found, of all expected items.
    pub presence: Measure,
    /// Found items that two or more partners hold and whose indicator is made of exactly that many sources: one
    /// indicator per item. A second spelling kept apart leaves a source missing here and a stray value below.
    pub fusion: Measure,
    /// As `fusion`, of the items only that one partner spells differently.
    pub spelling: Measure,
    /// Found values that are no expected item: strays. Right are the values found that are expected, of all found.
    pub precision: Measure,
    /// Values found more than once.
    pub repeated: usize,
    /// Found items whose hosting country is the true one, of the found items whose value contains an address.
    pub country_by_address: Measure,
    /// The same for names whose country a partner states.
    pub country_by_statement: Measure,
    /// Found items in ranges registered in one country and used in another whose indicator shows the disagreement.
    pub dispute_shown: Measure,
    /// Found items whose category is the true one.
    pub category: Measure,
    /// Found harmless items and sinkholes that are suppressed.
    pub suppressed: Measure,
    /// Found items on shared hosting and CDNs that are noted and not suppressed.
    pub noted: Measure,
    /// Found malicious items that are not suppressed.
    pub kept: Measure,
    /// Broken rows of which no indicator was made.
    pub malformed_refused: Measure,
    /// Items that only refused rows speak of (above the ceiling, agreement over) and that are not found.
    pub terms_refused: Measure,
    /// Right countries by category, of the found items whose value contains an address.
    pub country_by_category: BTreeMap<String, Measure>,
}

impl Truth {
    /// Holds what the product found against the truth.
    #[must_use]
    pub fn compare(&self, found: &[Found]) -> Score {
        let mut score = Score::default();
        let mut by_value: FxHashMap<(Kind, &str), &Found> = FxHashMap::default();
        for one in found {
            if by_value
                .insert((one.kind, one.value.as_str()), one)
                .is_some()
            {
                score.repeated += 1;
            }
        }
        let mut expected: FxHashSet<(Kind, &str)> = FxHashSet::default();
        for item in &self.items {
            let hit = by_value.get(&(item.kind, item.value.as_str())).copied();
            if !item.expected() {
                score.terms_refused.count(hit.is_none());
                continue;
            }
            expected.insert((item.kind, item.value.as_str()));
            score.presence.count(hit.is_some());
            if let Some(hit) = hit {
                score.item(item, hit);
            }
        }
        for one in found {
            score
                .precision
                .count(expected.contains(&(one.kind, one.value.as_str())));
        }
        let values: FxHashSet<&str> = found.iter().map(|one| one.value.as_str()).collect();
        for row in &self.malformed {
            let lower = row.text.to_ascii_lowercase();
            score
                .malformed_refused
                .count(!values.contains(row.text.as_str()) && !values.contains(lower.as_str()));
        }
        score
    }
}

impl Score {
    fn item(&mut self, item: &TrueItem, hit: &Found) {
        let sources = item.sources();
        if sources > 1 {
            self.fusion.count(hit.sources == sources);
            let respelled = |held: &crate::Held| {
                held.admission == crate::Admission::Admitted && held.spelling != item.value
            };
            if item.held.iter().any(respelled) {
                self.spelling.count(hit.sources == sources);
            }
        }
        let country_right = item.country.is_some() && hit.country == item.country;
        match item.basis {
            Basis::Address => {
                self.country_by_address.count(country_right);
                self.country_by_category
                    .entry(item.category.id().to_owned())
                    .or_default()
                    .count(country_right);
            }
            Basis::Stated => self.country_by_statement.count(country_right),
            Basis::None => {}
        }
        if item.disputed() {
            self.dispute_shown.count(hit.disputed);
        }
        self.category.count(hit.category == item.category);
        match item.nature {
            Nature::Malicious => self.kept.count(!hit.suppressed),
            nature if nature.must_be_suppressed() => self.suppressed.count(hit.suppressed),
            _ => self.noted.count(hit.noted && !hit.suppressed),
        }
    }

    /// The measures with their names (keys of translations), in the order to be shown.
    #[must_use]
    pub fn measures(&self) -> [(&'static str, Measure); 13] {
        [
            ("presence", self.presence),
            ("fusion", self.fusion),
            ("spelling", self.spelling),
            ("precision", self.precision),
            ("country-by-address", self.country_by_address),
            ("country-by-statement", self.country_by_statement),
            ("dispute-shown", self.dispute_shown),
            ("category", self.category),
            ("suppressed", self.suppressed),
            ("noted", self.noted),
            ("kept", self.kept),
            ("malformed-refused", self.malformed_refused),
            ("terms-refused", self.terms_refused),
        ]
    }
}

impl std::fmt::Display for Score {
    /// One measure a line: name, right, of, per cent.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (name, measure) in self.measures() {
            writeln!(
                f,
                "{name:<22}{:>8} of {:>8} {:>7.2} %",
                measure.right,
                measure.of,
                measure.percent()
            )?;
        }
        Ok(())
    }
}
