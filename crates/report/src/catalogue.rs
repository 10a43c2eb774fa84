//! The catalogue of recommended actions: data under `assets/actions/`, read once and checked.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::input::{Item, Pap, Permitted};

const ACTIONS: &str = include_str!("../../../assets/actions/recommended-actions.yaml");
const EFFECTS: &str = include_str!("../../../assets/actions/effects.csv");

/// Category name of actions that fit every category.
pub const ANY: &str = "any";

/// Why the catalogue can not be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The action file is not what it should be.
    #[error("assets/actions/recommended-actions.yaml: {0}; correct the file and build again")]
    Actions(#[from] serde_yaml_ng::Error),
    /// The effect file is not what it should be.
    #[error("assets/actions/effects.csv: {0}; correct the file and build again")]
    Effects(#[from] csv::Error),
    /// An action refers to something that is not there.
    #[error("action {action}: {what} is not in the catalogue; add it or correct the reference")]
    Dangling {
        /// The action's id.
        action: String,
        /// What it refers to.
        what: String,
    },
}

/// Who an action is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Police or cyber unit.
    Police,
    /// National CSIRT.
    Csirt,
    /// Hoster, ISP, registrar, platform.
    Provider,
    /// Victim or owner.
    Victim,
}

impl Audience {
    /// All, in the order of the report.
    pub const ALL: [Audience; 4] = [
        Audience::Police,
        Audience::Csirt,
        Audience::Provider,
        Audience::Victim,
    ];

    /// Key of the audience's name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Audience::Police => "audience-police",
            Audience::Csirt => "audience-csirt",
            Audience::Provider => "audience-provider",
            Audience::Victim => "audience-victim",
        }
    }
}

impl Audience {
    /// Key of the short name, for narrow tables.
    #[must_use]
    pub const fn short_key(self) -> &'static str {
        match self {
            Audience::Police => "audience-police-short",
            Audience::Csirt => "audience-csirt-short",
            Audience::Provider => "audience-provider",
            Audience::Victim => "audience-victim",
        }
    }
}

/// How urgent an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Priority {
    /// Within 24 hours.
    P1,
    /// Within 72 hours.
    P2,
    /// Within two weeks.
    P3,
}

impl Priority {
    /// `P1` …
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Priority::P1 => "P1",
            Priority::P2 => "P2",
            Priority::P3 => "P3",
        }
    }
}

/// What an action brings about; tasks are counted by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Keeps harm from happening.
    Prevent,
    /// Finds it.
    Detect,
    /// Leads to the offender.
    Investigate,
    /// Ends the infrastructure.
    Disrupt,
}

impl Effect {
    /// Key of the effect's name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Effect::Prevent => "effect-prevent",
            Effect::Detect => "effect-detect",
            Effect::Investigate => "effect-investigate",
            Effect::Disrupt => "effect-disrupt",
        }
    }
}

/// How far an action reaches, or how far an item may be used: nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// Touches nothing: reading, deciding, agreeing.
    Any,
    /// Own passive records (PAP:RED).
    Red,
    /// Look-ups with third parties (PAP:AMBER).
    Amber,
    /// Contact, block, active check (PAP:GREEN).
    Green,
    /// Public (PAP:CLEAR).
    Clear,
}

/// How far the owner lets this item be used: the stricter of PAP and IEP.
#[must_use]
pub fn allowed(item: &Item) -> Reach {
    let pap = match item.pap {
        Pap::Red => Reach::Red,
        Pap::Amber => Reach::Amber,
        Pap::Green => Reach::Green,
        Pap::Clear => Reach::Clear,
    };
    let permitted = match item.permitted {
        Some(Permitted::None | Permitted::ContactForInstruction) => Reach::Any,
        Some(Permitted::InternallyVisible) => Reach::Red,
        Some(Permitted::ExternallyVisibleIndirect) => Reach::Amber,
        Some(Permitted::ExternallyVisibleDirect) | None => Reach::Clear,
    };
    pap.min(permitted)
}

#[derive(Deserialize)]
struct Labels {
    label_en: String,
    label_fr: String,
    within_hours: Option<u32>,
    act_within_hours: Option<u32>,
}

#[derive(Deserialize)]
struct RawAction {
    id: String,
    category: String,
    audience: Audience,
    priority: Priority,
    title_en: String,
    title_fr: String,
    text_en: String,
    text_fr: String,
    evidence_expected: Vec<String>,
}

#[derive(Deserialize)]
struct RawCatalogue {
    priorities: BTreeMap<String, Labels>,
    categories: BTreeMap<String, Labels>,
    evidence_codes: BTreeMap<String, Labels>,
    actions: Vec<RawAction>,
}

#[derive(Deserialize)]
struct RawEffect {
    id: String,
    effect: Effect,
    needs: Reach,
}

/// A text in the catalogue's languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    en: String,
    fr: String,
}

impl Text {
    fn new(en: &str, fr: &str) -> Text {
        Text {
            en: en.to_owned(),
            fr: language::typography(language::Lang::Fr, fr),
        }
    }

    /// The text in `lang`; English for languages that the catalogue lacks.
    #[must_use]
    pub fn of(&self, lang: language::Lang) -> &str {
        match lang {
            language::Lang::Fr => &self.fr,
            language::Lang::En => &self.en,
        }
    }
}

/// A category as the catalogue knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Name for people.
    pub label: Text,
    /// Hours within which items of it should be acted on.
    pub act_within_hours: u32,
}

/// One recommended action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Identifier, for example `PHI-CSI-1`.
    pub id: String,
    /// Category it belongs to, or [`ANY`].
    pub category: String,
    /// Who it is for.
    pub audience: Audience,
    /// How urgent.
    pub priority: Priority,
    /// What it brings about.
    pub effect: Effect,
    /// How far it reaches.
    pub needs: Reach,
    /// Title.
    pub title: Text,
    /// What to do.
    pub text: Text,
    /// Labels of the evidence expected.
    pub evidence: Vec<Text>,
}

/// The catalogue.
#[derive(Clone, Debug)]
pub struct Catalogue {
    actions: Vec<Action>,
    categories: BTreeMap<String, Category>,
    hours: BTreeMap<String, u32>,
}

/// Hours for a category that the catalogue does not know: those of the least urgent priority.
const DEFAULT_HOURS: u32 = 336;

impl Catalogue {
    /// Reads and checks a catalogue.
    ///
    /// # Errors
    /// When a file is malformed or an action refers to something that is not there.
    pub fn parse(actions: &str, effects: &str) -> Result<Catalogue, CatalogueError> {
        let raw: RawCatalogue = serde_yaml_ng::from_str(actions)?;
        let mut effect_of = BTreeMap::new();
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(effects.as_bytes());
        for row in reader.deserialize::<RawEffect>() {
            let row = row?;
            effect_of.insert(row.id, (row.effect, row.needs));
        }
        let label = |l: &Labels| Text::new(&l.label_en, &l.label_fr);
        let mut list = Vec::with_capacity(raw.actions.len());
        for a in raw.actions {
            let dangling = |what: &str| CatalogueError::Dangling {
                action: a.id.clone(),
                what: what.to_owned(),
            };
            if !raw.categories.contains_key(&a.category) {
                return Err(dangling(&a.category));
            }
            let (effect, needs) = *effect_of
                .get(&a.id)
                .ok_or_else(|| dangling("its line in effects.csv"))?;
            let evidence = a
                .evidence_expected
                .iter()
                .map(|code| {
                    raw.evidence_codes
                        .get(code)
                        .map(label)
                        .ok_or_else(|| dangling(code))
                })
                .collect::<Result<Vec<_>, _>>()?;
            list.push(Action {
                id: a.id,
                category: a.category,
                audience: a.audience,
                priority: a.priority,
                effect,
                needs,
                title: Text::new(&a.title_en, &a.title_fr),
                text: Text::new(&a.text_en, &a.text_fr),
                evidence,
            });
        }
        let categories = raw
            .categories
            .iter()
            .map(|(name, l)| {
                let act_within_hours = l.act_within_hours.unwrap_or(DEFAULT_HOURS);
                (
                    name.clone(),
                    Category {
                        label: label(l),
                        act_within_hours,
                    },
                )
            })
            .collect();
        let hours = raw
            .priorities
            .iter()
            .map(|(name, l)| (name.clone(), l.within_hours.unwrap_or(DEFAULT_HOURS)));
        Ok(Catalogue {
            actions: list,
            categories,
            hours: hours.collect(),
        })
    }

    /// The catalogue compiled in.
    ///
    /// # Errors
    /// Never in a build that passed its tests.
    pub fn built_in() -> Result<&'static Catalogue, CatalogueError> {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        if let Some(catalogue) = CATALOGUE.get() {
            return Ok(catalogue);
        }
        let catalogue = Catalogue::parse(ACTIONS, EFFECTS)?;
        Ok(CATALOGUE.get_or_init(|| catalogue))
    }

    /// All actions in the order of the file.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// The action of this id.
    #[must_use]
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == id)
    }

    /// Hours within which items of the category should be acted on.
    #[must_use]
    pub fn category_hours(&self, category: &str) -> u32 {
        self.categories
            .get(category)
            .map_or(DEFAULT_HOURS, |c| c.act_within_hours)
    }

    /// Hours of a priority.
    #[must_use]
    pub fn priority_hours(&self, priority: Priority) -> u32 {
        self.hours
            .get(priority.label())
            .copied()
            .unwrap_or(DEFAULT_HOURS)
    }

    /// Name of a category; the name in the data when it has no label.
    #[must_use]
    pub fn category_label(&self, lang: language::Lang, category: &str) -> String {
        if let Some(known) = self.categories.get(category) {
            return known.label.of(lang).to_owned();
        }
        if category == "other" || category.is_empty() {
            return language::text(lang, "category-other");
        }
        crate::safe::shown(&category.replace('_', " "), 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_is_whole() {
        let catalogue = Catalogue::built_in().unwrap();
        assert_eq!(catalogue.actions().len(), 147);
        assert_eq!(catalogue.category_hours("ransomware_c2"), 12);
        assert_eq!(catalogue.priority_hours(Priority::P1), 24);
        assert_eq!(
            catalogue.category_label(language::Lang::Fr, "phishing_site"),
            "Site d'hameçonnage"
        );
    }

    #[test]
    fn contact_with_outsiders_needs_green() {
        for action in Catalogue::built_in().unwrap().actions() {
            if matches!(action.audience, Audience::Provider | Audience::Victim) {
                assert!(action.needs >= Reach::Green, "{}", action.id);
            }
        }
    }

    #[test]
    fn a_dangling_reference_is_named() {
        let error =
            Catalogue::parse(ACTIONS, "id,effect,needs\nANY-POL-1,detect,red\n").unwrap_err();
        assert!(error.to_string().contains("ANY-POL-2"), "{error}");
    }

    #[test]
    fn the_stricter_of_pap_and_iep_counts() {
        let mut item = Item {
            pap: Pap::Green,
            ..Item::default()
        };
        assert_eq!(allowed(&item), Reach::Green);
        item.permitted = Some(Permitted::ContactForInstruction);
        assert_eq!(allowed(&item), Reach::Any);
        item.permitted = Some(Permitted::ExternallyVisibleDirect);
        item.pap = Pap::Red;
        assert_eq!(allowed(&item), Reach::Red);
    }
}
