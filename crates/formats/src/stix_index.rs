//! What a first pass over STIX objects remembers: names of actors, campaigns and malware, which indicators point at them,
//! markings, and when observables were observed. Bounded; beyond the limit items go out without names, and a remark says so.

use ::stix::marking::TlpLevel;
use ::stix::object::{Facts, RawObject};
use model::{Tlp, Utc};
use rustc_hash::FxHashMap;

use crate::fields::clean;
use crate::json_feed::Notes;

/// Most names, links and observation times that are remembered, each.
pub const MAX_ENTRIES: usize = 500_000;

/// What sort of thing a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Malware,
    Actor,
    Campaign,
}

/// Names linked to an object.
#[derive(Debug, Default)]
pub struct Names<'a> {
    /// Malware and tools.
    pub malware: Vec<&'a str>,
    /// Actors.
    pub actors: Vec<&'a str>,
    /// Campaigns.
    pub campaigns: Vec<&'a str>,
}

/// The index.
#[derive(Debug, Default)]
pub struct Index {
    names: FxHashMap<String, (Sort, String)>,
    links: FxHashMap<String, Vec<String>>,
    link_count: usize,
    markings: FxHashMap<String, Option<Tlp>>,
    observed: FxHashMap<String, (Option<Utc>, Option<Utc>)>,
    overflow: bool,
}

/// Seconds of a STIX time.
#[must_use]
pub fn utc(at: ::stix::time::Timestamp) -> Utc {
    Utc(at.0.div_euclid(1_000_000))
}

/// The same level in the model's words.
#[must_use]
pub fn tlp(level: TlpLevel) -> Tlp {
    match level {
        TlpLevel::Clear => Tlp::Clear,
        TlpLevel::Green => Tlp::Green,
        TlpLevel::Amber => Tlp::Amber,
        TlpLevel::AmberStrict => Tlp::AmberStrict,
        TlpLevel::Red => Tlp::Red,
    }
}

impl Index {
    /// Remembers what is of use in `object`.
    pub fn add(&mut self, object: &RawObject) {
        if self.names.len() >= MAX_ENTRIES
            || self.link_count >= MAX_ENTRIES
            || self.observed.len() >= MAX_ENTRIES
            || self.markings.len() >= MAX_ENTRIES
        {
            self.overflow = true;
            return;
        }
        match (object.object_type.as_str(), &object.facts) {
            ("malware" | "tool", _) => self.name(object, Sort::Malware),
            ("threat-actor" | "intrusion-set", _) => self.name(object, Sort::Actor),
            ("campaign", _) => self.name(object, Sort::Campaign),
            (
                _,
                Facts::Relationship {
                    relationship_type,
                    source_ref,
                    target_ref,
                },
            ) if !object.revoked
                && matches!(
                    relationship_type.as_str(),
                    "indicates" | "attributed-to" | "uses"
                ) =>
            {
                self.link_count += 1;
                self.links
                    .entry(source_ref.clone())
                    .or_default()
                    .push(target_ref.clone());
            }
            (_, Facts::Marking { tlp: level, .. }) => {
                self.markings.insert(object.id.clone(), level.map(tlp));
            }
            (
                _,
                Facts::ObservedData {
                    object_refs,
                    first_observed,
                    last_observed,
                    ..
                },
            ) => {
                for id in object_refs.iter().take(MAX_ENTRIES) {
                    self.observed.insert(
                        id.clone(),
                        (first_observed.map(utc), last_observed.map(utc)),
                    );
                }
            }
            _ => {}
        }
    }

    fn name(&mut self, object: &RawObject, sort: Sort) {
        if let Some(name) = &object.name {
            self.names.insert(object.id.clone(), (sort, clean(name)));
        }
    }

    /// Says when not everything could be remembered.
    pub fn remark(&self, notes: &mut Notes) {
        if self.overflow {
            notes.remark(format!("more than {MAX_ENTRIES} names or relationships in one document: some items go without names; markings that could not be looked up count as TLP:RED"));
        }
    }

    /// The names that an object points at, directly or over one campaign or actor between.
    #[must_use]
    pub fn names_of(&self, id: &str) -> Names<'_> {
        let mut names = Names::default();
        for target in self.links.get(id).into_iter().flatten() {
            self.take(target, &mut names);
            for further in self.links.get(target).into_iter().flatten() {
                self.take(further, &mut names);
            }
        }
        names
    }

    fn take<'a>(&'a self, id: &str, names: &mut Names<'a>) {
        let Some((sort, name)) = self.names.get(id) else {
            return;
        };
        let list = match sort {
            Sort::Malware => &mut names.malware,
            Sort::Actor => &mut names.actors,
            Sort::Campaign => &mut names.campaigns,
        };
        if !list.contains(&name.as_str()) {
            list.push(name);
        }
    }

    /// The strictest TLP of these markings. A marking that is nowhere defined counts as the strictest.
    #[must_use]
    pub fn tlp_of(&self, markings: &[String]) -> Option<Tlp> {
        markings
            .iter()
            .filter_map(|id| match TlpLevel::from_id(id) {
                Some(level) => Some(tlp(level)),
                None => self.markings.get(id).copied().unwrap_or(Some(Tlp::Red)),
            })
            .max()
    }

    /// When an observable was observed.
    #[must_use]
    pub fn observed(&self, id: &str) -> (Option<Utc>, Option<Utc>) {
        self.observed.get(id).copied().unwrap_or_default()
    }
}
