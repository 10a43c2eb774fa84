//! The gateway itself: an open store with its data sets, and the register of organisations and agreements.

use std::fs;

use enrich::Enricher;
use model::policy::{Purpose, View, Viewer};
use model::{Agreement, Country, GroupId, OrgId, OrgKind, Organisation, ReleaseGroup, Role, Utc};
use store::Store;

use crate::error::{GatewayError, Result, at};
use crate::home::Home;
use crate::warnings::WarningBits;

/// Short name of the hub's own organisation, made by `init`.
pub const HUB: &str = "hub";
/// Setting: this gateway holds an exercise; every page says so.
const EXERCISE: &str = "exercise";

/// An open gateway.
pub struct Gateway {
    pub(crate) home: Home,
    pub(crate) store: Store,
    pub(crate) enricher: Enricher,
    pub(crate) warning_bits: WarningBits,
    /// The gateway holds an exercise.
    exercise: bool,
}

/// An organisation to be registered.
#[derive(Clone, Debug)]
pub struct OrganisationDraft {
    /// Short name.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// What it is.
    pub kind: OrgKind,
    /// Its country.
    pub country: Option<Country>,
    /// Reliability as a source, `A` to `F`.
    pub reliability: Option<char>,
}

impl Gateway {
    /// Makes a gateway: folder, store, the hub's own organisation.
    ///
    /// # Errors
    /// When there is one already or the folder cannot be written.
    pub fn init(home: &Home, hub_name: &str, exercise: bool) -> Result<Gateway> {
        if home.store().exists() {
            return Err(GatewayError::HomeExists(home.root().to_owned()));
        }
        for folder in [
            home.root().to_owned(),
            home.archive(),
            home.refused(),
            home.data(),
            home.reports(),
        ] {
            fs::create_dir_all(&folder).map_err(at(&folder))?;
        }
        let store = Store::open(&home.store())?;
        store.put_organisation(&Organisation {
            id: OrgId(0),
            slug: HUB.to_owned(),
            name: hub_name.to_owned(),
            kind: OrgKind::Hub,
            country: None,
            reliability: None,
        })?;
        if exercise {
            store.set(EXERCISE, "yes")?;
        }
        drop(store);
        Gateway::open(home)
    }

    /// Opens a gateway for reading and writing.
    ///
    /// # Errors
    /// When there is none, or its store or data sets cannot be used.
    pub fn open(home: &Home) -> Result<Gateway> {
        Gateway::with_store(home, Store::open, true)
    }

    /// Opens a gateway for reading.
    ///
    /// # Errors
    /// When there is none, or its store or data sets cannot be used.
    pub fn open_read_only(home: &Home) -> Result<Gateway> {
        Gateway::with_store(home, Store::open_read_only, false)
    }

    fn with_store(
        home: &Home,
        open: fn(&std::path::Path) -> store::Result<Store>,
        write: bool,
    ) -> Result<Gateway> {
        if !home.store().is_file() {
            return Err(GatewayError::NoHome(home.root().to_owned()));
        }
        let store = open(&home.store())?;
        let enricher = Enricher::open(&home.data())?;
        let warning_bits = WarningBits::load(&store, &enricher, write)?;
        let exercise = store.get(EXERCISE)?.is_some();
        Ok(Gateway {
            home: home.clone(),
            store,
            enricher,
            warning_bits,
            exercise,
        })
    }

    /// The folder.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Whether this gateway holds an exercise.
    #[must_use]
    pub fn is_exercise(&self) -> bool {
        self.exercise
    }

    /// Data sets in use.
    #[must_use]
    pub fn enricher(&self) -> &Enricher {
        &self.enricher
    }

    /// Registers an organisation, or changes the one of that short name.
    ///
    /// # Errors
    /// When the short name has the wrong form.
    pub fn register(&self, draft: &OrganisationDraft) -> Result<Organisation> {
        if !Organisation::valid_slug(&draft.slug) {
            return Err(GatewayError::BadSlug(draft.slug.clone()));
        }
        let mut organisation = Organisation {
            id: OrgId(0),
            slug: draft.slug.clone(),
            name: draft.name.clone(),
            kind: draft.kind,
            country: draft.country,
            reliability: draft.reliability,
        };
        organisation.id = self.store.put_organisation(&organisation)?;
        Ok(organisation)
    }

    /// Registers an agreement, or a new version of the owner's agreement of that short name.
    ///
    /// # Errors
    /// When the short name has the wrong form or the validity is empty.
    pub fn agree(&self, agreement: &Agreement, now: Utc) -> Result<Agreement> {
        if !Organisation::valid_slug(&agreement.slug) {
            return Err(GatewayError::BadSlug(agreement.slug.clone()));
        }
        if agreement.until <= agreement.from {
            return Err(GatewayError::Request(format!(
                "agreement {} would end ({}) before it begins ({})",
                agreement.slug,
                agreement.until.day_text(),
                agreement.from.day_text()
            )));
        }
        let id = self.store.put_agreement(agreement, now)?;
        Ok(Agreement {
            id,
            ..agreement.clone()
        })
    }

    /// Every organisation.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn organisations(&self) -> Result<Vec<Organisation>> {
        Ok(self.store.organisations()?)
    }

    /// Every agreement.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn agreements(&self) -> Result<Vec<Agreement>> {
        Ok(self.store.agreements()?)
    }

    /// The part of the register that a viewer may know: the hub and oversight all of it, others themselves and the hub,
    /// and their own agreements. Who else hands in, and on what terms, is a matter between them and the hub.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn register_known_to(
        &self,
        viewer: &Viewer,
    ) -> Result<(Vec<Organisation>, Vec<Agreement>)> {
        let (mut organisations, mut agreements) =
            (self.store.organisations()?, self.store.agreements()?);
        if !matches!(viewer.kind, OrgKind::Hub | OrgKind::Oversight) {
            organisations.retain(|organisation| {
                organisation.id == viewer.org || organisation.kind == OrgKind::Hub
            });
            agreements.retain(|agreement| agreement.owner == viewer.org);
        }
        Ok((organisations, agreements))
    }

    /// The organisation of this short name.
    ///
    /// # Errors
    /// Names the known ones.
    pub fn organisation(&self, slug: &str) -> Result<Organisation> {
        let all = self.store.organisations()?;
        all.iter()
            .find(|organisation| organisation.slug == slug)
            .cloned()
            .ok_or_else(|| GatewayError::UnknownOrganisation {
                name: slug.to_owned(),
                known: all
                    .iter()
                    .map(|organisation| organisation.slug.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }

    /// The viewer that someone of this organisation is on the command line, where the operating system has signed them in.
    ///
    /// # Errors
    /// When there is no such organisation.
    pub fn viewer(&self, slug: &str) -> Result<Viewer> {
        let organisation = self.organisation(slug)?;
        let role = match organisation.kind {
            OrgKind::Partner | OrgKind::Police => Role::Partner,
            OrgKind::NationalAuthority => Role::NationalOfficer,
            OrgKind::Hub => Role::Analyst,
            OrgKind::RegionalBody => Role::RegionalBody,
            OrgKind::SupportProgramme => Role::SupportProgramme,
            OrgKind::Oversight => Role::Auditor,
        };
        Ok(Viewer {
            org: organisation.id,
            kind: organisation.kind,
            country: organisation.country,
            roles: vec![role],
        })
    }

    /// What the viewer may see for a purpose.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn view(&self, viewer: &Viewer, purpose: Purpose, now: Utc) -> Result<View> {
        let groups: Vec<(GroupId, ReleaseGroup)> = self.store.groups()?;
        Ok(View::new(
            viewer,
            purpose,
            groups.iter().map(|(id, group)| (*id, group)),
            now,
        ))
    }
}
