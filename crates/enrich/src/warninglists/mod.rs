//! Warning lists: values that are not to be acted on, or only with care, and why.
//!
//! Lists are read in the MISP form: those built in, and those in a folder of the user. Every list
//! has an [`Effect`] and shows its age. A URL is not suppressed because its host is: on a host of a
//! list only the bare site (`https://name/`) is treated as the host itself.

mod format;
mod index;
mod set;

use std::path::Path;

use jiff::civil::Date;
use observable::{Host, Kind, Observable};
use rustc_hash::FxHashMap;

pub use format::{Applies, Effect, ListType, MAX_ENTRIES, MAX_LIST_BYTES};
use format::{EffectRow, YesNo};
use index::{Index, IndexBuilder};
pub use index::{MAX_EXPRESSION_BYTES, MAX_EXPRESSIONS};
pub use set::{ListSet, MAX_LISTS};

use crate::dataset::{DatasetInfo, DatasetKind, age_days};
use crate::error::Error;

/// Slug and text of every list in `assets/warninglists`.
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/warning_lists.rs"));

/// What a hit on each list means.
const EFFECTS: &str = include_str!("../../../../assets/warninglists/effects.csv");

/// What is known of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListInfo {
    /// Short stable name: the file's, or its folder's.
    pub slug: String,
    /// Name for readers.
    pub name: String,
    /// What it holds.
    pub description: String,
    /// Version as written.
    pub version: String,
    /// Date of the data, when the version is one.
    pub date: Option<Date>,
    /// How entries are matched.
    pub list_type: ListType,
    /// What a hit means.
    pub effect: Effect,
    /// When it is consulted.
    pub applies: Applies,
    /// A host on this list makes every URL on it void (addresses that can not be public).
    pub covers_urls: bool,
    /// Entries in use.
    pub entries: usize,
    /// Entries that could not be used (wrong form, unsupported expression).
    pub skipped: usize,
    /// Shipped with the product.
    pub built_in: bool,
}

impl ListInfo {
    /// Age of the data in whole days, when its date is known.
    #[must_use]
    pub fn age_days(&self, today: Date) -> Option<u32> {
        self.date.map(|date| age_days(date, today))
    }
}

/// The lists that a value is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hits {
    /// Every list with a hit.
    pub lists: ListSet,
    /// Those of them that make the value a false positive.
    pub suppressing: ListSet,
}

impl Hits {
    /// Whether the value is not to be acted on.
    #[must_use]
    pub fn suppressed(&self) -> bool {
        !self.suppressing.is_empty()
    }
}

/// All lists in use, indexed.
#[derive(Debug)]
pub struct WarningLists {
    infos: Vec<ListInfo>,
    index: Index,
    /// For each kind's code: the lists that speak of it.
    by_kind: [ListSet; 64],
    real: ListSet,
    exercise: ListSet,
    suppress: ListSet,
    void: ListSet,
    /// Lists of parts and expressions, which cost more to match.
    costly: ListSet,
    problems: Vec<String>,
}

/// A list before indexing.
struct Source {
    slug: String,
    file: format::ListFile,
    built_in: bool,
}

impl WarningLists {
    /// The lists shipped with the product.
    #[must_use]
    pub fn built_in() -> WarningLists {
        let (sources, effects, problems) = built_in_sources();
        WarningLists::build(sources, &effects, problems)
    }

    /// The shipped lists and those of a folder: `<slug>.json`, `<slug>/list.json`, or the layout of
    /// the MISP project. A list replaces a shipped one of the same slug. `effects.csv` there says
    /// what hits mean; lists it does not name are notes. A missing folder adds nothing.
    ///
    /// # Errors
    /// When a file can not be read or is not in the right form, or there are too many lists.
    pub fn open(folder: &Path) -> Result<WarningLists, Error> {
        let (mut sources, mut effects, problems) = built_in_sources();
        if folder.is_dir() {
            for (slug, path) in format::list_files(folder)? {
                let file =
                    format::read_list(&path.display().to_string(), &format::read_file(&path)?)?;
                sources.retain(|source| source.slug != slug);
                sources.push(Source {
                    slug,
                    file,
                    built_in: false,
                });
            }
            let path = folder.join("effects.csv");
            if path.is_file() {
                let rows =
                    format::read_effects(&path.display().to_string(), &format::read_file(&path)?)?;
                effects.extend(rows.into_iter().map(|row| (row.list.clone(), row)));
            }
        }
        if sources.len() > MAX_LISTS {
            return Err(Error::TooLarge {
                what: folder.display().to_string(),
                limit: MAX_LISTS as u64,
                unit: "warning lists",
            });
        }
        Ok(WarningLists::build(sources, &effects, problems))
    }

    /// The one list in `bytes`, by itself: to look at a file before it is put into service. Its hits are notes.
    ///
    /// # Errors
    /// When it is not in the right form; names it as `what`.
    pub fn of_file(what: &str, bytes: &[u8]) -> Result<WarningLists, Error> {
        let source = Source {
            slug: what.to_owned(),
            file: format::read_list(what, bytes)?,
            built_in: false,
        };
        Ok(WarningLists::build(
            vec![source],
            &FxHashMap::default(),
            Vec::new(),
        ))
    }

    fn build(
        sources: Vec<Source>,
        effects: &FxHashMap<String, EffectRow>,
        problems: Vec<String>,
    ) -> WarningLists {
        let mut lists = WarningLists {
            infos: Vec::new(),
            index: IndexBuilder::default().build(),
            by_kind: [ListSet::EMPTY; 64],
            real: ListSet::EMPTY,
            exercise: ListSet::EMPTY,
            suppress: ListSet::EMPTY,
            void: ListSet::EMPTY,
            costly: ListSet::EMPTY,
            problems,
        };
        let mut index = IndexBuilder::default();
        for (id, source) in (0..=u8::MAX).zip(sources) {
            let row = effects.get(&source.slug);
            let file = source.file;
            let version = match file.version {
                serde_json::Value::String(text) => text,
                serde_json::Value::Null => String::new(),
                other => other.to_string(),
            };
            let skipped = index.add(id, file.list_type, &file.list);
            let info = ListInfo {
                slug: source.slug,
                name: file.name,
                description: file.description,
                date: format::version_date(&version),
                version,
                list_type: file.list_type,
                effect: row.map_or(Effect::Note, |row| row.effect),
                applies: row.map_or(Applies::Always, |row| row.applies),
                covers_urls: row.is_some_and(|row| row.urls == YesNo::Yes),
                entries: file.list.len() - skipped,
                skipped,
                built_in: source.built_in,
            };
            lists.register(id, &info, &file.matching_attributes);
            lists.infos.push(info);
        }
        lists.index = index.build();
        lists
    }

    fn register(&mut self, id: u8, info: &ListInfo, attributes: &[String]) {
        if info.applies != Applies::Exercise {
            self.real.insert(id);
        }
        if info.applies != Applies::Real {
            self.exercise.insert(id);
        }
        if info.effect == Effect::Suppress {
            self.suppress.insert(id);
            if info.covers_urls {
                self.void.insert(id);
            }
        }
        if matches!(info.list_type, ListType::Substring | ListType::Regex) {
            self.costly.insert(id);
        }
        let named = attributes
            .iter()
            .flat_map(|attribute| format::kinds(attribute));
        let kinds: Vec<Kind> = if attributes.is_empty() {
            Kind::ALL.to_vec()
        } else {
            named.copied().collect()
        };
        for kind in kinds {
            if let Some(set) = self.by_kind.get_mut(usize::from(kind.code())) {
                set.insert(id);
            }
        }
    }

    /// The lists that a value is on. `exercise` chooses between exercise lists and those of real
    /// intake.
    ///
    /// A network is on a list when all of it is. Of a name's hits the most specific level decides:
    /// a name below a well-known one is not suppressed when a service for strangers' content is
    /// listed in between.
    #[must_use]
    pub fn hits(&self, value: &Observable, exercise: bool) -> Hits {
        let applies = if exercise { &self.exercise } else { &self.real };
        let kind = value.kind();
        let allowed = self
            .by_kind
            .get(usize::from(kind.code()))
            .copied()
            .unwrap_or_default()
            .and(applies);
        let mut hits = Hits::default();
        if allowed.is_empty() {
            return hits;
        }
        match kind {
            Kind::Ipv4 | Kind::Ipv6 | Kind::Cidr => {
                if let Some((first, last)) = value.ip_range() {
                    hits.lists = self.index.addresses(first, last).and(&allowed);
                    hits.suppressing = hits.lists.and(&self.suppress);
                }
            }
            Kind::Domain | Kind::Url | Kind::Email => {
                self.host_hits(value, &allowed, &mut hits);
                if kind != Kind::Domain {
                    self.add(self.index.value(value.value()).and(&allowed), &mut hits);
                }
            }
            _ => self.add(self.index.value(value.value()).and(&allowed), &mut hits),
        }
        if !allowed.and(&self.costly).is_empty() {
            self.add(self.index.fits(value.value()).and(&allowed), &mut hits);
        }
        hits
    }

    /// Adds hits of the value itself.
    fn add(&self, found: ListSet, hits: &mut Hits) {
        hits.lists = hits.lists.or(&found);
        hits.suppressing = hits.suppressing.or(&found.and(&self.suppress));
    }

    /// Adds hits of the value's host.
    fn host_hits(&self, value: &Observable, allowed: &ListSet, hits: &mut Hits) {
        let mut decided = None;
        match value.host() {
            Some(Host::Ip(ip)) => {
                hits.lists = self.index.address(ip).and(allowed);
                decided = Some(hits.lists);
            }
            Some(Host::Name(name)) => {
                for found in self.index.name(name) {
                    let found = found.and(allowed);
                    hits.lists = hits.lists.or(&found);
                    decided = decided.or(Some(found).filter(|set| !set.is_empty()));
                }
            }
            None => {}
        }
        let effective = match value.kind() {
            Kind::Domain => self.suppress,
            Kind::Url if is_bare_site(value.value()) => self.suppress,
            _ => self.void,
        };
        let decided = decided.unwrap_or_default().and(&effective);
        hits.suppressing = decided.or(&hits.lists.and(&self.void));
    }

    /// A list by its number.
    #[must_use]
    pub fn get(&self, id: u8) -> Option<&ListInfo> {
        self.infos.get(usize::from(id))
    }

    /// A list's number by its slug.
    #[must_use]
    pub fn id(&self, slug: &str) -> Option<u8> {
        let at = self.infos.iter().position(|info| info.slug == slug)?;
        u8::try_from(at).ok()
    }

    /// The lists of a set, in order of their numbers.
    pub fn infos(&self, set: &ListSet) -> impl Iterator<Item = &ListInfo> {
        set.iter().filter_map(|id| self.get(id))
    }

    /// Every list, by number.
    #[must_use]
    pub fn all(&self) -> &[ListInfo] {
        &self.infos
    }

    /// Shipped lists that could not be read. Empty in a sound build.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// The data sets in use.
    #[must_use]
    pub fn datasets(&self) -> Vec<DatasetInfo> {
        let licence = |info: &ListInfo| {
            if info.built_in {
                "see assets/SOURCES.md"
            } else {
                "as its publisher says"
            }
            .to_owned()
        };
        self.infos
            .iter()
            .map(|info| DatasetInfo {
                name: info.name.clone(),
                kind: DatasetKind::WarningList,
                date: info.date,
                licence: licence(info),
                entries: Some(info.entries),
            })
            .collect()
    }
}

/// Whether a URL names nothing but its host: no path, query, fragment or user.
fn is_bare_site(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else {
        return false;
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    path.is_empty() && !authority.contains(['@', '?', '#'])
}

fn built_in_sources() -> (Vec<Source>, FxHashMap<String, EffectRow>, Vec<String>) {
    let mut problems = Vec::new();
    let mut sources = Vec::with_capacity(BUILT_IN.len());
    for (slug, text) in BUILT_IN {
        match format::read_list(slug, text.as_bytes()) {
            Ok(file) => sources.push(Source {
                slug: (*slug).to_owned(),
                file,
                built_in: true,
            }),
            Err(error) => problems.push(error.to_string()),
        }
    }
    let rows = format::read_effects("effects.csv", EFFECTS.as_bytes()).unwrap_or_else(|error| {
        problems.push(error.to_string());
        Vec::new()
    });
    let effects = rows
        .into_iter()
        .map(|row| (row.list.clone(), row))
        .collect();
    (sources, effects, problems)
}

#[cfg(test)]
mod tests;
