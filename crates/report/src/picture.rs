//! The picture: counts over the items. Pure, and the same for the same items in any order.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::actions::act_by;
use crate::catalogue::Catalogue;
use crate::input::{Live, ReportInput, Territory};
use crate::safe;

const DAY: i64 = 86_400;
/// Longest period shown by week; longer ones by month, then by year.
const WEEKS_UP_TO: i64 = 20 * 7 * DAY;
/// Longest period shown by month.
const MONTHS_UP_TO: i64 = 30 * 31 * DAY;
/// Columns of a chart at most; a longer period shows its end.
const MAX_BUCKETS: usize = 40;

/// Counts by state of the last check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct States {
    /// Worked.
    pub live: u64,
    /// Did not.
    pub dead: u64,
    /// Not checked.
    pub unknown: u64,
}

impl States {
    fn add(&mut self, live: Live) {
        match live {
            Live::Live => self.live += 1,
            Live::Dead => self.dead += 1,
            Live::Unknown => self.unknown += 1,
        }
    }

    /// All of them.
    #[must_use]
    pub fn total(self) -> u64 {
        self.live + self.dead + self.unknown
    }
}

/// One category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CategoryRow {
    /// Name in the data.
    pub category: String,
    /// Counts.
    pub states: States,
    /// Items in the previous period, when its figures are known.
    pub previous: Option<u64>,
    /// Earliest deadline.
    pub act_by: i64,
}

/// One network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NetworkRow {
    /// AS number, if known.
    pub asn: Option<u32>,
    /// Name, may be empty.
    pub name: String,
    /// Counts.
    pub states: States,
}

/// How wide a bucket of time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Step {
    /// Weeks from Monday.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// One bucket of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// First second of it.
    pub start: i64,
    /// Counts by the state of the items last seen in it.
    pub states: States,
}

/// What the items add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// All items.
    pub states: States,
    /// By category, largest first.
    pub categories: Vec<CategoryRow>,
    /// By network, largest first; items without one are not here.
    pub networks: Vec<NetworkRow>,
    /// Items whose network is not known.
    pub network_unknown: u64,
    /// Width of the buckets.
    pub step: Step,
    /// By time of the last sighting, earliest first, without gaps.
    pub time: Vec<Bucket>,
    /// Items last seen outside the period, or at an unknown time.
    pub outside: u64,
    /// By malware, largest first.
    pub malware: Vec<(String, u64)>,
    /// Confidence: high, moderate, low, very low.
    pub bands: [u64; 4],
    /// Reasons: registered, located, country-code name, target.
    pub reasons: [u64; 4],
    /// Items with two different countries of registration and location.
    pub disagreement: u64,
    /// Items on a warning list.
    pub warned: u64,
    /// Earliest deadline of all.
    pub first_deadline: Option<i64>,
}

/// Index of the confidence band: 0 high, 3 very low.
#[must_use]
pub fn band(confidence: u8) -> usize {
    match confidence {
        75.. => 0,
        50..=74 => 1,
        25..=49 => 2,
        _ => 3,
    }
}

/// Counts the items of a report.
#[must_use]
pub fn picture(input: &ReportInput, catalogue: &Catalogue) -> Picture {
    let step = step(input.period_from, input.period_to);
    let mut states = States::default();
    let mut categories: BTreeMap<&str, (States, i64)> = BTreeMap::new();
    let mut networks: BTreeMap<(Option<u32>, String), States> = BTreeMap::new();
    let mut malware: BTreeMap<String, u64> = BTreeMap::new();
    let mut time: BTreeMap<i64, States> = BTreeMap::new();
    let (mut outside, mut network_unknown, mut disagreement, mut warned) = (0, 0, 0, 0);
    let mut bands = [0; 4];
    let mut reasons = [0; 4];
    let starts = buckets(step, input.period_from, input.period_to);
    for item in &input.items {
        states.add(item.live);
        let by = act_by(catalogue, item, input.generated_at);
        let row = categories
            .entry(&item.category)
            .or_insert((States::default(), by));
        row.0.add(item.live);
        row.1 = row.1.min(by);
        let name = item
            .network
            .as_deref()
            .map(|n| safe::clean(n, 80))
            .unwrap_or_default();
        if item.asn.is_none() && name.is_empty() {
            network_unknown += 1;
        } else {
            networks.entry((item.asn, name)).or_default().add(item.live);
        }
        if let Some(name) = &item.malware {
            *malware.entry(safe::clean(name, 60)).or_default() += 1;
        }
        let seen = item
            .last_seen
            .filter(|t| (input.period_from..=input.period_to).contains(t));
        let start = seen
            .map(|t| start_of(step, t))
            .filter(|s| starts.first().is_some_and(|first| s >= first));
        match start {
            Some(start) => time.entry(start).or_default().add(item.live),
            None => outside += 1,
        }
        bands[band(item.confidence)] += 1;
        let mut seen_reasons = [false; 4];
        for reason in &item.territory {
            seen_reasons[reason_index(*reason)] = true;
        }
        for (count, seen) in reasons.iter_mut().zip(seen_reasons) {
            *count += u64::from(seen);
        }
        let differ = matches!((&item.registered_country, &item.located_country), (Some(a), Some(b)) if a != b);
        disagreement += u64::from(differ);
        warned += u64::from(!item.warnings.is_empty());
    }
    let previous = |category: &str| {
        input
            .previous
            .as_ref()
            .map(|p| p.by_category.get(category).copied().unwrap_or_default())
    };
    let mut category_rows: Vec<CategoryRow> = categories
        .into_iter()
        .map(|(name, (states, act_by))| CategoryRow {
            category: name.to_owned(),
            states,
            previous: previous(name),
            act_by,
        })
        .collect();
    category_rows.sort_by(|a, b| {
        b.states
            .total()
            .cmp(&a.states.total())
            .then_with(|| a.category.cmp(&b.category))
    });
    let mut network_rows: Vec<NetworkRow> = networks
        .into_iter()
        .map(|((asn, name), states)| NetworkRow { asn, name, states })
        .collect();
    network_rows.sort_by_key(|row| std::cmp::Reverse(row.states.total()));
    let mut malware: Vec<(String, u64)> = malware.into_iter().collect();
    malware.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Picture {
        states,
        first_deadline: category_rows.iter().map(|row| row.act_by).min(),
        categories: category_rows,
        networks: network_rows,
        network_unknown,
        step,
        time: starts
            .into_iter()
            .map(|start| Bucket {
                start,
                states: time.get(&start).copied().unwrap_or_default(),
            })
            .collect(),
        outside,
        malware,
        bands,
        reasons,
        disagreement,
        warned,
    }
}

fn reason_index(reason: Territory) -> usize {
    match reason {
        Territory::Registered => 0,
        Territory::Located => 1,
        Territory::Cctld => 2,
        Territory::Target => 3,
    }
}

fn step(from: i64, to: i64) -> Step {
    match to.saturating_sub(from) {
        span if span <= WEEKS_UP_TO => Step::Week,
        span if span <= MONTHS_UP_TO => Step::Month,
        _ => Step::Year,
    }
}

/// First second of the bucket that holds `t`.
fn start_of(step: Step, t: i64) -> i64 {
    let day = t.div_euclid(DAY);
    let civil = language::Civil::from_seconds(t);
    let start = match step {
        // 1970-01-01 was a Thursday.
        Step::Week => day - (day + 3).rem_euclid(7),
        Step::Month => day - (i64::from(civil.day) - 1),
        Step::Year => {
            let month_start = day - (i64::from(civil.day) - 1);
            let mut first = month_start;
            for _ in 1..civil.month {
                let before = language::Civil::from_seconds((first - 1).saturating_mul(DAY));
                first -= i64::from(before.day);
            }
            first
        }
    };
    start.saturating_mul(DAY)
}

/// Starts of all buckets of a period, the last ones when there are too many.
fn buckets(step: Step, from: i64, to: i64) -> Vec<i64> {
    let mut out = Vec::new();
    let mut at = start_of(step, to);
    let first = start_of(step, from);
    while at >= first && out.len() < MAX_BUCKETS {
        out.push(at);
        at = start_of(step, at.saturating_sub(1));
        if out.last() == Some(&at) {
            break;
        }
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Item;
    use proptest::prelude::*;

    #[test]
    fn buckets_start_on_monday_the_first_and_new_year() {
        let date = |t| language::iso_date(t);
        assert_eq!(date(start_of(Step::Week, 1_795_467_100)), "2026-11-23");
        assert_eq!(date(start_of(Step::Month, 1_795_467_100)), "2026-11-01");
        assert_eq!(date(start_of(Step::Year, 1_795_467_100)), "2026-01-01");
        assert_eq!(
            buckets(Step::Week, 1_795_467_100 - 21 * DAY, 1_795_467_100).len(),
            4
        );
        assert!(buckets(Step::Week, 5, 0).len() <= 1);
    }

    proptest! {
        #[test]
        fn any_period_is_bounded(from in any::<i64>(), to in any::<i64>()) {
            prop_assert!(buckets(step(from, to), from, to).len() <= MAX_BUCKETS);
        }

        #[test]
        fn every_item_is_counted_once(
            seen in proptest::collection::vec((proptest::option::of(0i64..40 * DAY), 0u8..=100), 0..60)
        ) {
            let items: Vec<Item> = seen
                .iter()
                .map(|(t, c)| Item { last_seen: *t, confidence: *c, category: "botnet_c2".into(), ..Item::default() })
                .collect();
            let input = ReportInput { items, period_from: 0, period_to: 30 * DAY, ..ReportInput::default() };
            let mut turned = input.clone();
            turned.items.reverse();
            let catalogue = Catalogue::built_in().unwrap();
            let counted = picture(&input, catalogue);
            let n = input.items.len() as u64;
            prop_assert_eq!(counted.states.total(), n);
            prop_assert_eq!(counted.bands.iter().sum::<u64>(), n);
            let in_time: u64 = counted.time.iter().map(|b| b.states.total()).sum();
            prop_assert_eq!(in_time + counted.outside, n);
            prop_assert_eq!(counted, picture(&turned, catalogue));
        }
    }
}
