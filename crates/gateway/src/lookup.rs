//! Looking a value up: the indicator as the viewer sees it, with its neighbours.

use model::policy::View;
use model::{Indicator, Observation, Organisation, Utc, fuse};
use observable::{Kind, Observable};
use store::{HostingOpinion, Relation};

use crate::error::Result;
use crate::gateway::Gateway;

/// Neighbours shown per relation.
pub const RELATED_CAP: usize = 10;

/// Another value that belongs with the one looked up.
#[derive(Clone, Debug)]
pub struct LookupRelated {
    /// The value.
    pub observable: Observable,
    /// Why.
    pub relation: Relation,
    /// What they share.
    pub shared: String,
}

/// The answer about one value. A value unknown to the viewer and one hidden from the viewer give the same answer.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// The value asked for, in canonical form.
    pub observable: Observable,
    /// The fused view; none when nothing is in view.
    pub indicator: Option<Indicator>,
    /// Name of the network, by our data sets.
    pub network: Option<String>,
    /// What later data sets said about hosting.
    pub opinions: Vec<HostingOpinion>,
    /// Statements about networks that contain the address.
    pub networks: Vec<Observation>,
    /// Neighbours.
    pub related: Vec<LookupRelated>,
    /// Warning lists that the value is on now, by name. Public knowledge: shown for unknown values too.
    pub warning_lists: Vec<String>,
}

impl Gateway {
    /// Looks one value up.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn lookup(&self, view: &View, observable: &Observable, now: Utc) -> Result<Lookup> {
        let indicator = self.indicator(view, observable, now)?;
        let enrichment = self.enricher.enrich(observable, self.is_exercise());
        let addressed = matches!(observable.kind(), Kind::Ipv4 | Kind::Ipv6 | Kind::Cidr);
        let (related, opinions) = match &indicator {
            Some(indicator) => (
                self.store
                    .related(view, &indicator.observations, RELATED_CAP)?,
                self.store.hosting_opinions(view, observable)?,
            ),
            None => (Vec::new(), Vec::new()),
        };
        Ok(Lookup {
            observable: observable.clone(),
            network: enrichment.network.map(str::to_owned),
            opinions,
            networks: if addressed {
                self.store.covering_networks(view, observable)?
            } else {
                Vec::new()
            },
            related: related
                .into_iter()
                .map(|found| LookupRelated {
                    observable: found.observable,
                    relation: found.relation,
                    shared: found.shared,
                })
                .collect(),
            warning_lists: self
                .enricher
                .warnings()
                .infos(&enrichment.warnings.lists)
                .map(|list| list.name.clone())
                .collect(),
            indicator,
        })
    }

    /// The fused view of one value, without its neighbours.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn indicator(
        &self,
        view: &View,
        observable: &Observable,
        now: Utc,
    ) -> Result<Option<Indicator>> {
        let observations = self.store.observations_of(view, observable)?;
        Ok(fuse(observations, self.warning_bits.suppressing(), now))
    }

    /// How a source is named in this view: its name, or that it stays anonymous.
    #[must_use]
    pub fn source_name<'o>(
        &self,
        view: &View,
        organisations: &'o [Organisation],
        observation: &Observation,
    ) -> Option<&'o str> {
        if !view.names_owner(observation.group) {
            return None;
        }
        organisations
            .iter()
            .find(|organisation| organisation.id == observation.owner)
            .map(|organisation| organisation.name.as_str())
    }
}
