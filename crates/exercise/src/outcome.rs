//! What the operation achieves: the fate of each live item, and the arrests.

use model::{Country, DAY, Utc};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::calendar::{Calendar, WEEK};
use crate::item::{Item, Nature};
use crate::names::{CAMPAIGNS, COUNTRIES};
use crate::size::apportion;
use crate::truth::{Case, Outcome};

/// Shares of the live items in percent: closed, no answer, under investigation, transferred, false positive.
const SHARES: [(Outcome, u64); 5] = [
    (Outcome::Closed, 72),
    (Outcome::NoAnswer, 12),
    (Outcome::UnderInvestigation, 8),
    (Outcome::Transferred, 5),
    (Outcome::FalsePositive, 3),
];

/// Persons arrested in each case: twenty in all.
const ARRESTS: [u32; 8] = [5, 4, 3, 2, 2, 2, 1, 1];

/// The outcome of every item. Harmless items are the first to be found false positives.
pub(crate) fn outcomes(items: &[Item], now: Utc, rng: &mut ChaCha8Rng) -> Vec<Outcome> {
    let mut outcomes = vec![Outcome::AlreadyDown; items.len()];
    let mut live: Vec<usize> = (0..items.len())
        .filter(|at| items[*at].ends > now)
        .collect();
    live.shuffle(rng);
    // Stable: genuine items keep their random order, harmless ones go to the end, where false positives are dealt.
    live.sort_by_key(|at| items[*at].nature != Nature::Malicious);
    let counts = apportion(live.len(), &SHARES.map(|(_, share)| share));
    let fates = counts
        .into_iter()
        .zip(SHARES)
        .flat_map(|(count, (outcome, _))| std::iter::repeat_n(outcome, count));
    let mut dealt: Vec<Outcome> = fates.collect();
    let closed_to_transferred = dealt
        .iter()
        .take_while(|outcome| **outcome != Outcome::FalsePositive)
        .count();
    dealt[..closed_to_transferred].shuffle(rng);
    for (at, outcome) in live.into_iter().zip(dealt) {
        outcomes[at] = outcome;
    }
    outcomes
}

/// The cases, in the order of time.
pub(crate) fn cases(calendar: &Calendar, rng: &mut ChaCha8Rng) -> Vec<Case> {
    let mut cases: Vec<Case> = ARRESTS
        .iter()
        .map(|arrests| {
            let loss_usd = rng.random_range(40..900) * 1_000;
            Case {
                campaign: CAMPAIGNS[rng.random_range(0..CAMPAIGNS.len())].to_owned(),
                country: Country::parse(COUNTRIES[rng.random_range(0..COUNTRIES.len())].0)
                    .unwrap_or_else(|_| Country::from_bytes(*b"ZZ")),
                at: Utc(calendar.launch.0 + 4 * WEEK + rng.random_range(0..12 * 7) * DAY),
                arrests: *arrests,
                loss_usd,
                recovered_usd: loss_usd * rng.random_range(2..40) / 100,
            }
        })
        .collect();
    cases.sort_by_key(|case| case.at);
    cases
}
