//! Warning lists as bits that can be stored.
//!
//! List numbers change when lists are added or removed; what is stored must not. The store therefore keeps a table of
//! names, and an observation has a bit per name. A list that makes a value a false positive has a name of its own, with
//! `!` behind it: the same list may only be a remark on another value (a URL on a shared host).

use enrich::{Enricher, Hits};
use store::Store;

use crate::error::Result;

/// Setting that holds the names, one a line.
const SETTING: &str = "warning-lists";
/// Bits there are. The last one stands for all lists that found no place.
const BITS: usize = 64;

/// The names of the bits, in bit order.
#[derive(Clone, Debug, Default)]
pub(crate) struct WarningBits {
    names: Vec<String>,
    /// For each list number of the enricher: bits of a remark and of a suppression.
    by_list: Vec<(u64, u64)>,
}

impl WarningBits {
    /// Loads the names and gives bits to lists that have none yet; `write` says whether they may be stored.
    pub fn load(store: &Store, enricher: &Enricher, write: bool) -> Result<WarningBits> {
        let stored = store.get(SETTING)?.unwrap_or_default();
        let mut names: Vec<String> = stored.lines().map(str::to_owned).collect();
        let before = names.len();
        let mut by_list = Vec::new();
        for list in enricher.warnings().all() {
            let mut bit = |name: String| {
                let position = names
                    .iter()
                    .position(|known| *known == name)
                    .unwrap_or_else(|| {
                        if names.len() < BITS - 1 {
                            names.push(name);
                        }
                        names.len() - 1
                    });
                1u64 << position.min(BITS - 1)
            };
            by_list.push((bit(list.slug.clone()), bit(format!("{}!", list.slug))));
        }
        if write && names.len() > before {
            store.set(SETTING, &names.join("\n"))?;
        }
        Ok(WarningBits { names, by_list })
    }

    /// The bits of what the enricher found.
    pub fn of(&self, hits: &Hits) -> u64 {
        if hits.lists.is_empty() {
            return 0;
        }
        hits.lists.iter().fold(0, |bits, list| {
            let Some((remark, suppression)) = self.by_list.get(usize::from(list)) else {
                return bits;
            };
            bits | if hits.suppressing.contains(list) {
                *suppression
            } else {
                *remark
            }
        })
    }

    /// Bits that stand for false positives.
    pub fn suppressing(&self) -> u64 {
        self.names
            .iter()
            .enumerate()
            .filter(|(_, name)| name.ends_with('!'))
            .fold(0, |bits, (position, _)| bits | 1 << position)
    }

    /// Slugs of the lists behind some bits.
    pub fn slugs(&self, bits: u64) -> Vec<String> {
        self.names
            .iter()
            .enumerate()
            .filter(|(position, _)| bits >> position & 1 == 1)
            .map(|(_, name)| name.trim_end_matches('!').to_owned())
            .collect()
    }
}
