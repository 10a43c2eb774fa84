//! Lists of indicators: pages through the statements in view, fuses what they speak of.

use std::collections::HashSet;

use model::policy::View;
use model::{Indicator, ObservationId, Utc};
use store::{Filter, Order};

use crate::error::Result;
use crate::gateway::Gateway;

/// Statements read at a time.
const PAGE: usize = 2_000;

impl Gateway {
    /// Gives each indicator that a statement passing `filter` speaks of to `each`, once, in the order in which the first
    /// such statement was stored; until `each` gives false. The indicator is fused from everything in view about its
    /// value, not only from what passed the filter.
    ///
    /// # Errors
    /// When the store cannot be read, or `each` fails.
    pub fn for_each_indicator(
        &self,
        view: &View,
        filter: &Filter,
        order: Order,
        now: Utc,
        each: &mut dyn FnMut(Indicator) -> Result<bool>,
    ) -> Result<()> {
        let mut after: Option<ObservationId> = None;
        // Keys are 64 bits: ten million values take 160 MB here at the worst, and the odds that two of them share a key,
        // which would leave one out, are three in a million.
        let mut given: HashSet<u64, rustc_hash::FxBuildHasher> = HashSet::default();
        loop {
            let page = self.store.list(view, filter, order, after, PAGE)?;
            for observation in page.observations {
                if !given.insert(observation.key.0) {
                    continue;
                }
                let Some(indicator) = self.indicator(view, &observation.observable, now)? else {
                    continue;
                };
                if !each(indicator)? {
                    return Ok(());
                }
            }
            after = match page.next {
                Some(next) => Some(next),
                None => return Ok(()),
            };
        }
    }
}
