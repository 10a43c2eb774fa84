//! Policy: the only place that decides who may see or receive what (DOMAIN rules 2 to 5).
//!
//! A decision is made per release group, from the viewer, the purpose and the time; it is a pure function.
//! Stores take a [`View`], and a view can only be made here.

use serde::{Deserialize, Serialize};

use crate::{
    Attribution, Country, GroupId, Handling, OrgId, OrgKind, Pap, ReleaseGroup, Role, Tlp, Utc,
};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The viewer's organisation.
    pub org: OrgId,
    /// What that organisation is.
    pub kind: OrgKind,
    /// Its country.
    pub country: Option<Country>,
    /// The viewer's roles there.
    pub roles: Vec<Role>,
}

/// Who would receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Class of the recipient.
    pub kind: OrgKind,
    /// Its country.
    pub country: Option<Country>,
}

/// What for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// The viewer reads.
    Read,
    /// The viewer prepares a release (report, export) to a recipient.
    Release(Recipient),
    /// The viewer prepares a list that the recipient's equipment blocks by.
    Block(Recipient),
    /// The viewer prepares something public.
    Publish,
}

/// Why a group may or may not be seen, as a key for the translation files (`policy-…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// It is the viewer's own.
    Own,
    /// The hub's analysts and coordinators read what is handed in.
    HubWorks,
    /// The agreement allows this recipient.
    AgreementAllows,
    /// Nothing has been released to the viewer.
    NotReleased,
    /// The role has no access to indicators.
    RoleHasNoAccess,
    /// Only the hub prepares releases.
    OnlyTheHubReleases,
    /// TLP:RED never leaves in bulk.
    TlpRed,
    /// The marking's audience does not include this recipient.
    TlpAudience,
    /// PAP forbids active measures.
    PapForbidsBlocking,
    /// H2: the owner must agree first.
    HandlingNeedsOwner,
    /// The agreement does not allow this class of recipient.
    RecipientClass,
    /// The owner excludes this country.
    CountryExcluded,
    /// The time for passing on is over.
    Over,
}

/// A decision about one release group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether the group may be seen or passed on.
    pub allowed: bool,
    /// Why.
    pub because: Because,
}

const fn yes(because: Because) -> Decision {
    Decision {
        allowed: true,
        because,
    }
}

const fn no(because: Because) -> Decision {
    Decision {
        allowed: false,
        because,
    }
}

/// Decides about one release group.
#[must_use]
pub fn decide(viewer: &Viewer, purpose: Purpose, group: &ReleaseGroup, now: Utc) -> Decision {
    match purpose {
        Purpose::Read => read(viewer, group),
        Purpose::Release(recipient) => release(viewer, recipient, group, now),
        Purpose::Block(recipient) => {
            let decision = release(viewer, recipient, group, now);
            if decision.allowed && group.markings.pap > Pap::Green {
                return no(Because::PapForbidsBlocking);
            }
            decision
        }
        Purpose::Publish => publish(viewer, group, now),
    }
}

fn read(viewer: &Viewer, group: &ReleaseGroup) -> Decision {
    let has = |role: Role| viewer.roles.contains(&role);
    if viewer.org == group.owner
        && (has(Role::Partner) || has(Role::NationalOfficer) || has(Role::Analyst))
    {
        return yes(Because::Own);
    }
    match viewer.kind {
        OrgKind::Hub if has(Role::Analyst) || has(Role::Coordinator) => yes(Because::HubWorks),
        OrgKind::NationalAuthority | OrgKind::RegionalBody | OrgKind::Partner | OrgKind::Police => {
            no(Because::NotReleased)
        }
        OrgKind::Hub | OrgKind::SupportProgramme | OrgKind::Oversight => {
            no(Because::RoleHasNoAccess)
        }
    }
}

fn is_hub(viewer: &Viewer) -> bool {
    viewer.kind == OrgKind::Hub
        && viewer
            .roles
            .iter()
            .any(|role| matches!(role, Role::Analyst | Role::Coordinator))
}

fn release(viewer: &Viewer, recipient: Recipient, group: &ReleaseGroup, now: Utc) -> Decision {
    if !is_hub(viewer) {
        return no(Because::OnlyTheHubReleases);
    }
    if group.markings.tlp == Tlp::Red {
        return no(Because::TlpRed);
    }
    if group.markings.handling == Handling::H2 {
        return no(Because::HandlingNeedsOwner);
    }
    if !group.recipients.contains(&recipient.kind) {
        return no(Because::RecipientClass);
    }
    if matches!(
        recipient.kind,
        OrgKind::SupportProgramme | OrgKind::Oversight
    ) {
        return no(Because::RoleHasNoAccess);
    }
    // TLP:AMBER+STRICT and AMBER stay with authorities; a private partner is not among them.
    if recipient.kind == OrgKind::Partner && group.markings.tlp > Tlp::Green {
        return no(Because::TlpAudience);
    }
    let excluded = match recipient.country {
        Some(country) => {
            group.not_countries.contains(&country)
                || (!group.only_countries.is_empty() && !group.only_countries.contains(&country))
        }
        // A recipient without a country (a regional body) would pass it on to all its members.
        None => !group.only_countries.is_empty() || !group.not_countries.is_empty(),
    };
    if excluded {
        return no(Because::CountryExcluded);
    }
    if group.until.is_some_and(|until| now >= until) {
        return no(Because::Over);
    }
    yes(Because::AgreementAllows)
}

fn publish(viewer: &Viewer, group: &ReleaseGroup, now: Utc) -> Decision {
    if !is_hub(viewer) {
        return no(Because::OnlyTheHubReleases);
    }
    if group.markings.tlp > Tlp::Clear {
        return no(Because::TlpAudience);
    }
    if group.markings.handling != Handling::H0 {
        return no(Because::HandlingNeedsOwner);
    }
    if !group.only_countries.is_empty() || !group.not_countries.is_empty() {
        return no(Because::CountryExcluded);
    }
    if group.until.is_some_and(|until| now >= until) {
        return no(Because::Over);
    }
    yes(Because::AgreementAllows)
}

/// The release groups that a viewer may see for a purpose. Everything read from a store passes through one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Bit per group number.
    bits: Vec<u64>,
    groups: Vec<GroupId>,
    /// Groups whose owner may be named to whoever gets the result.
    named: Vec<GroupId>,
}

impl View {
    /// Makes the view of `viewer` for `purpose` at `now` over all release groups of a store.
    #[must_use]
    pub fn new<'a>(
        viewer: &Viewer,
        purpose: Purpose,
        groups: impl IntoIterator<Item = (GroupId, &'a ReleaseGroup)>,
        now: Utc,
    ) -> View {
        let mut view = View {
            bits: Vec::new(),
            groups: Vec::new(),
            named: Vec::new(),
        };
        for (id, group) in groups {
            if !decide(viewer, purpose, group, now).allowed {
                continue;
            }
            let word = id.0 as usize / 64;
            if view.bits.len() <= word {
                view.bits.resize(word + 1, 0);
            }
            view.bits[word] |= 1 << (id.0 % 64);
            view.groups.push(id);
            let own_eyes =
                purpose == Purpose::Read && (viewer.org == group.owner || is_hub(viewer));
            if own_eyes || group.attribution == Attribution::Named {
                view.named.push(id);
            }
        }
        view.groups.sort_unstable();
        view.groups.dedup();
        view.named.sort_unstable();
        view
    }

    /// Whether the group is in view.
    #[must_use]
    pub fn sees(&self, group: GroupId) -> bool {
        self.bits
            .get(group.0 as usize / 64)
            .is_some_and(|word| word >> (group.0 % 64) & 1 == 1)
    }

    /// Whether the owner of the group may be named in the result.
    #[must_use]
    pub fn names_owner(&self, group: GroupId) -> bool {
        self.named.binary_search(&group).is_ok()
    }

    /// The groups in view, sorted.
    #[must_use]
    pub fn groups(&self) -> &[GroupId] {
        &self.groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Markings;
    use proptest::prelude::*;

    fn kinds() -> impl Strategy<Value = OrgKind> {
        proptest::sample::select(OrgKind::ALL.to_vec())
    }

    fn countries() -> impl Strategy<Value = Country> {
        proptest::sample::select(vec![*b"KE", *b"NG", *b"ZA"]).prop_map(Country::from_bytes)
    }

    fn markings() -> impl Strategy<Value = Markings> {
        (0..5u8, 0..4u8, 0..4u8).prop_map(|(tlp, pap, handling)| Markings {
            tlp: Tlp::from_code(tlp),
            pap: Pap::from_code(pap),
            handling: Handling::from_code(handling),
        })
    }

    prop_compose! {
        fn groups()(
            owner in 0..4u32, owner_kind in kinds(), markings in markings(),
            recipients in proptest::collection::vec(kinds(), 0..4),
            only in proptest::collection::vec(countries(), 0..2), not in proptest::collection::vec(countries(), 0..2),
            anonymous: bool, until in proptest::option::of(0..200i64),
        ) -> ReleaseGroup {
            ReleaseGroup {
                owner: OrgId(owner), owner_kind, agreement: 1, markings, recipients, only_countries: only,
                not_countries: not, attribution: if anonymous { Attribution::Anonymous } else { Attribution::Named },
                exercise: false, until: until.map(Utc),
            }
        }
    }

    prop_compose! {
        fn viewers()(org in 0..4u32, kind in kinds(), country in proptest::option::of(countries()), role in 0..9usize) -> Viewer {
            let roles = [Role::Partner, Role::Analyst, Role::Coordinator, Role::CountryAdministrator, Role::NationalOfficer,
                Role::RegionalBody, Role::SupportProgramme, Role::Trainer, Role::Auditor];
            Viewer { org: OrgId(org), kind, country, roles: vec![roles[role]] }
        }
    }

    fn recipients() -> impl Strategy<Value = Recipient> {
        (kinds(), proptest::option::of(countries()))
            .prop_map(|(kind, country)| Recipient { kind, country })
    }

    fn purposes() -> impl Strategy<Value = Purpose> {
        prop_oneof![
            Just(Purpose::Read),
            Just(Purpose::Publish),
            recipients().prop_map(Purpose::Release),
            recipients().prop_map(Purpose::Block),
        ]
    }

    proptest! {
        /// Adding a restriction never widens a decision.
        #[test]
        fn release_is_monotone(viewer in viewers(), purpose in purposes(), group in groups(), extra in markings(), country in countries(), at in 0..200i64) {
            let before = decide(&viewer, purpose, &group, Utc(at));
            let mut stricter = group.clone();
            stricter.markings = stricter.markings.stricter(extra);
            stricter.not_countries.push(country);
            stricter.recipients.pop();
            let after = decide(&viewer, purpose, &stricter, Utc(at));
            prop_assert!(before.allowed || !after.allowed);
        }

        /// TLP:RED and H2 never leave without the owner.
        #[test]
        fn red_never_leaves(viewer in viewers(), purpose in purposes(), mut group in groups(), at in 0..200i64) {
            prop_assume!(purpose != Purpose::Read);
            group.markings.tlp = Tlp::Red;
            prop_assert!(!decide(&viewer, purpose, &group, Utc(at)).allowed);
        }

        /// Default deny: whoever is neither the owner nor the hub reads nothing that was not released.
        #[test]
        fn strangers_read_nothing(viewer in viewers(), group in groups(), at in 0..200i64) {
            prop_assume!(viewer.org != group.owner && viewer.kind != OrgKind::Hub);
            prop_assert!(!decide(&viewer, Purpose::Read, &group, Utc(at)).allowed);
        }

        /// A view holds exactly the groups that were allowed.
        #[test]
        fn view_equals_decisions(viewer in viewers(), purpose in purposes(), list in proptest::collection::vec(groups(), 0..130), at in 0..200i64) {
            let numbered: Vec<(GroupId, ReleaseGroup)> = list.into_iter().enumerate().map(|(n, g)| (GroupId(n as u32), g)).collect();
            let view = View::new(&viewer, purpose, numbered.iter().map(|(id, group)| (*id, group)), Utc(at));
            for (id, group) in &numbered {
                prop_assert_eq!(view.sees(*id), decide(&viewer, purpose, group, Utc(at)).allowed);
                prop_assert!(!view.names_owner(*id) || view.sees(*id));
            }
        }
    }
}
