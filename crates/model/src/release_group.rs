//! Release groups: one distinct combination of owner, agreement, markings and restrictions.
//!
//! Few; observations are many. Policy is decided per group, stores filter by group number.

use serde::{Deserialize, Serialize};

use crate::{Attribution, Country, Markings, OrgId, OrgKind, Utc};

/// Number of a release group in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupId(pub u32);

/// Everything policy needs to know about a set of observations.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReleaseGroup {
    /// Who owns the observations.
    pub owner: OrgId,
    /// What the owner is.
    pub owner_kind: OrgKind,
    /// Number of the agreement they came under.
    pub agreement: u32,
    /// Their markings.
    pub markings: Markings,
    /// Classes of organisation they may be passed on to.
    pub recipients: Vec<OrgKind>,
    /// When not empty: only these countries may receive them.
    pub only_countries: Vec<Country>,
    /// These countries may not receive them.
    pub not_countries: Vec<Country>,
    /// Whether the owner is named to recipients.
    pub attribution: Attribution,
    /// Synthetic data of an exercise.
    pub exercise: bool,
    /// After this time they may no longer be passed on.
    pub until: Option<Utc>,
}
