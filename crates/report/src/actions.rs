//! Which recommended actions a report prints: at most five per audience, the most urgent first.
//!
//! An action whose reach the owners do not allow is not printed as an instruction: the report says
//! "ask the owner first" instead, for all items or for those concerned.

use std::collections::BTreeMap;

use crate::catalogue::{ANY, Action, Audience, Catalogue, Priority, allowed};
use crate::columns::within;
use crate::input::Item;

/// Actions printed per audience.
pub const MAX_PER_AUDIENCE: usize = 5;
/// Of these, how many places the general actions may take while specific ones are waiting.
const GENERAL_PLACES: usize = 2;

/// An action chosen for a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen<'c> {
    /// The action.
    pub action: &'c Action,
    /// Items it concerns.
    pub items: u64,
    /// Of these, items whose owner must be asked first.
    pub ask_owner: u64,
    /// To be done before.
    pub by: i64,
}

/// When an item should have been acted on.
#[must_use]
pub fn act_by(catalogue: &Catalogue, item: &Item, generated_at: i64) -> i64 {
    let by = item
        .act_by
        .unwrap_or_else(|| after(generated_at, catalogue.category_hours(&item.category)));
    within(by)
}

fn after(start: i64, hours: u32) -> i64 {
    within(start.saturating_add(i64::from(hours) * 3_600))
}

/// Deadline of an action: its priority's hours, for P1 no more than the category's own.
fn deadline(catalogue: &Catalogue, action: &Action, generated_at: i64) -> i64 {
    let hours = catalogue.priority_hours(action.priority);
    let own = catalogue.category_hours(&action.category);
    let hours = if action.priority == Priority::P1 && action.category != ANY {
        hours.min(own)
    } else {
        hours
    };
    after(generated_at, hours)
}

/// Every action that fits some item, with its counts, in catalogue order.
#[must_use]
pub fn fitting<'c>(catalogue: &'c Catalogue, items: &[Item], generated_at: i64) -> Vec<Chosen<'c>> {
    let mut of_category: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut of_id: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, action) in catalogue.actions().iter().enumerate() {
        of_category.entry(&action.category).or_default().push(index);
        of_id.insert(&action.id, index);
    }
    let mut counts = vec![(0u64, 0u64); catalogue.actions().len()];
    for item in items {
        let reach = allowed(item);
        let mut count = |index: usize| {
            counts[index].0 += 1;
            counts[index].1 += u64::from(catalogue.actions()[index].needs > reach);
        };
        of_category
            .get(ANY)
            .into_iter()
            .flatten()
            .copied()
            .for_each(&mut count);
        if item.action_ids.is_empty() {
            of_category
                .get(item.category.as_str())
                .into_iter()
                .flatten()
                .copied()
                .for_each(&mut count);
        } else {
            let mut wanted: Vec<usize> = item
                .action_ids
                .iter()
                .filter_map(|id| of_id.get(id.as_str()))
                .copied()
                .collect();
            wanted.sort_unstable();
            wanted.dedup();
            wanted.retain(|index| catalogue.actions()[*index].category != ANY);
            wanted.into_iter().for_each(&mut count);
        }
    }
    let chosen = catalogue
        .actions()
        .iter()
        .zip(counts)
        .filter(|(_, (items, _))| *items > 0);
    chosen
        .map(|(action, (items, ask_owner))| Chosen {
            action,
            items,
            ask_owner,
            by: deadline(catalogue, action, generated_at),
        })
        .collect()
}

/// The actions to print for one audience.
#[must_use]
pub fn choose<'c>(
    catalogue: &Catalogue,
    fitting: &[Chosen<'c>],
    audience: Audience,
) -> Vec<Chosen<'c>> {
    let mine = || fitting.iter().filter(|c| c.action.audience == audience);
    let general: Vec<&Chosen<'c>> = mine().filter(|c| c.action.category == ANY).collect();
    // One action of each category before a second of any: a rare but urgent category is not crowded out.
    let mut turn: BTreeMap<(&str, Priority), usize> = BTreeMap::new();
    let mut specific: Vec<(usize, &Chosen<'c>)> = mine()
        .filter(|c| c.action.category != ANY)
        .map(|c| {
            let turn = turn
                .entry((&c.action.category, c.action.priority))
                .or_default();
            *turn += 1;
            (*turn, c)
        })
        .collect();
    specific.sort_by(|(turn_a, a), (turn_b, b)| {
        let hours = |c: &Chosen<'_>| catalogue.category_hours(&c.action.category);
        (a.action.priority, turn_a, hours(a))
            .cmp(&(b.action.priority, turn_b, hours(b)))
            .then(b.items.cmp(&a.items))
            .then(a.action.id.cmp(&b.action.id))
    });
    let urgent = general
        .iter()
        .filter(|c| c.action.priority == Priority::P1)
        .take(GENERAL_PLACES)
        .copied();
    let mut out: Vec<Chosen<'c>> = urgent.cloned().collect();
    let rest = specific.into_iter().map(|(_, c)| c).chain(general);
    for candidate in rest {
        if out.len() >= MAX_PER_AUDIENCE {
            break;
        }
        if !out.iter().any(|c| c.action.id == candidate.action.id) {
            out.push(candidate.clone());
        }
    }
    out.sort_by_key(|c| (c.action.priority, c.by));
    out
}

/// The first action of a category for an audience: the one named on page 1.
#[must_use]
pub fn first<'a, 'c>(
    fitting: &'a [Chosen<'c>],
    category: &str,
    audience: Audience,
) -> Option<&'a Chosen<'c>> {
    let of = |name: &str| {
        let mine = fitting
            .iter()
            .filter(|c| c.action.audience == audience && c.action.category == name);
        mine.min_by_key(|c| c.action.priority)
    };
    of(category).or_else(|| of(ANY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Pap;

    fn item(category: &str, pap: Pap) -> Item {
        Item {
            category: category.into(),
            pap,
            ..Item::default()
        }
    }

    #[test]
    fn five_at_most_and_urgent_first() {
        let catalogue = Catalogue::built_in().unwrap();
        let mut items = vec![item("ransomware_c2", Pap::Green)];
        items.extend((0..50).map(|_| item("phishing_site", Pap::Green)));
        let all = fitting(catalogue, &items, 0);
        for audience in Audience::ALL {
            let chosen = choose(catalogue, &all, audience);
            assert_eq!(chosen.len(), MAX_PER_AUDIENCE, "{audience:?}");
            assert!(chosen.is_sorted_by_key(|c| c.action.priority));
            assert!(chosen.iter().any(|c| c.action.category == "ransomware_c2"));
            assert!(chosen.iter().any(|c| c.action.category == "phishing_site"));
        }
        let police = choose(catalogue, &all, Audience::Police);
        assert_eq!(
            police
                .iter()
                .find(|c| c.action.id == "RAN-POL-1")
                .unwrap()
                .by,
            12 * 3600
        );
    }

    #[test]
    fn marks_turn_actions_into_questions() {
        let catalogue = Catalogue::built_in().unwrap();
        let items = [
            item("phishing_site", Pap::Red),
            item("phishing_site", Pap::Green),
        ];
        let all = fitting(catalogue, &items, 0);
        let of = |id: &str| all.iter().find(|c| c.action.id == id).unwrap();
        assert_eq!((of("PHI-CSI-1").items, of("PHI-CSI-1").ask_owner), (2, 1));
        assert_eq!(of("PHI-POL-3").ask_owner, 0);
        assert_eq!(of("ANY-POL-1").ask_owner, 0);
        assert_eq!(of("ANY-CSI-1").ask_owner, 1);
    }

    #[test]
    fn nothing_in_nothing_out() {
        let catalogue = Catalogue::built_in().unwrap();
        assert!(fitting(catalogue, &[], 0).is_empty());
    }
}
