//! Confidence: fused from the observations in view, and explained in words (DOMAIN rule 6).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Observation, Utc};

/// A score from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence(pub u8);

impl Confidence {
    /// The band as the end of a translation key (`band-…`); the same bands as in the reports.
    #[must_use]
    pub const fn band(self) -> &'static str {
        match self.0 {
            0..=24 => "very-low",
            25..=49 => "low",
            50..=74 => "moderate",
            _ => "high",
        }
    }
}

/// One reason for a score. The texts are in the translation files under `score-…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "factor", rename_all = "kebab-case")]
pub enum Factor {
    /// So many independent sources say it.
    Sources {
        /// Independent sources.
        count: usize,
    },
    /// So many further observations repeat an upstream that was counted already.
    Reposts {
        /// Observations that do not count.
        count: usize,
    },
    /// The best single statement.
    Best {
        /// Its grade.
        grade: String,
        /// The source's own confidence.
        stated: Option<u8>,
        /// What it is worth by itself, 0-100.
        worth: u8,
    },
    /// Days since it was last seen, and the category's lifetime.
    Age {
        /// Days since last seen.
        days: i64,
        /// Lifetime in days, at least 1.
        lifetime: i64,
        /// What is left of the worth, percent.
        left: u8,
    },
    /// It is on warning lists that stand for false positives.
    WarningList {
        /// How many.
        count: u32,
    },
}

/// A score with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The score.
    pub score: Confidence,
    /// The reasons, weightiest first.
    pub factors: Vec<Factor>,
}

/// Worth of the source's letter. A to E follow the steps of STIX 2.1 appendix A (Admiralty credibility
/// 95/85/70/50/30); F, not judged, stands at the value of an unknown but admitted partner.
fn reliability(grade: char) -> f64 {
    match grade {
        'A' => 0.95,
        'B' => 0.85,
        'C' => 0.70,
        'D' => 0.50,
        'E' => 0.30,
        _ => 0.65,
    }
}

/// Worth of the item's number (STIX 2.1 appendix A: 90/70/50/30/10); 6, not judged, has none.
fn credibility(item: u8) -> Option<f64> {
    match item {
        1 => Some(0.90),
        2 => Some(0.70),
        3 => Some(0.50),
        4 => Some(0.30),
        5 => Some(0.10),
        _ => None,
    }
}

/// What one statement is worth by itself, 0 to 1, without regard to age.
fn worth(observation: &Observation) -> f64 {
    let stated = observation
        .confidence
        .map(|value| f64::from(value.min(100)) / 100.0);
    let item = match (credibility(observation.grade.item()), stated) {
        (Some(graded), Some(stated)) => (graded + stated) / 2.0,
        (Some(graded), None) => graded,
        (None, Some(stated)) => stated,
        (None, None) => 0.6,
    };
    reliability(observation.grade.source()) * item
}

/// What is left after `age` hours: half after one lifetime, a quarter after two.
fn freshness(observation: &Observation, now: Utc) -> f64 {
    let lifetime = observation.category.facts().lifetime_hours as f64;
    let age = ((now.0 - observation.last_seen.0).max(0)) as f64 / 3_600.0;
    0.5f64.powf(age / lifetime)
}

/// The name under which a statement counts as a source: its upstream if it is a repost, else its owner.
fn source(observation: &Observation) -> String {
    match &observation.upstream {
        Some(upstream) => format!("upstream:{}", upstream.to_lowercase()),
        None => format!("owner:{}", observation.owner.0),
    }
}

/// Fuses the statements: each independent source counts once with its best statement; sources combine as independent
/// pieces of evidence (1 − Π(1 − w)); warning lists that stand for false positives divide the result by five.
#[must_use]
pub fn score(observations: &[Observation], suppressing: u64, now: Utc) -> Explained {
    let mut best_by_source: BTreeMap<String, (f64, &Observation)> = BTreeMap::new();
    for observation in observations {
        let value = worth(observation) * freshness(observation, now);
        let entry = best_by_source
            .entry(source(observation))
            .or_insert((value, observation));
        if value > entry.0 {
            *entry = (value, observation);
        }
    }
    let Some((_, best)) = best_by_source.values().max_by(|a, b| a.0.total_cmp(&b.0)) else {
        return Explained {
            score: Confidence(0),
            factors: Vec::new(),
        };
    };
    let mut against: f64 = best_by_source
        .values()
        .map(|(value, _)| 1.0 - value)
        .product();
    let hits = (best.warnings & suppressing).count_ones();
    let mut factors = vec![Factor::Sources {
        count: best_by_source.len(),
    }];
    factors.push(Factor::Best {
        grade: best.grade.to_string(),
        stated: best.confidence,
        worth: (worth(best) * 100.0).round() as u8,
    });
    factors.push(Factor::Age {
        days: ((now.0 - best.last_seen.0).max(0)) / 86_400,
        lifetime: (best.category.facts().lifetime_hours / 24).max(1),
        left: (freshness(best, now) * 100.0).round() as u8,
    });
    if observations.len() > best_by_source.len() {
        factors.push(Factor::Reposts {
            count: observations.len() - best_by_source.len(),
        });
    }
    if hits > 0 {
        against = 1.0 - (1.0 - against) / 5.0;
        factors.push(Factor::WarningList { count: hits });
    }
    let score = ((1.0 - against) * 100.0).round().clamp(0.0, 99.0) as u8;
    Explained {
        score: Confidence(score),
        factors,
    }
}
