//! What the gateway holds and what needs attention, as far as the viewer may know it.

use enrich::DatasetInfo;
use model::policy::{Purpose, Viewer};
use model::{Agreement, Category, Country, OrgKind, Organisation, Utc};
use store::{CountBy, Counting, Info, SubmissionRow};

use crate::error::Result;
use crate::gateway::Gateway;

/// Countries shown in a status.
const TOP: usize = 10;

/// The state of a gateway.
#[derive(Clone, Debug)]
pub struct Status {
    /// Exercise data only.
    pub exercise: bool,
    /// Statements in view, by category, most first.
    pub categories: Vec<(Category, u64)>,
    /// Statements in view by country concerned, most first.
    pub countries: Vec<(Country, u64)>,
    /// Statements in view.
    pub statements: u64,
    /// Submissions of the viewer, or all for the hub.
    pub submissions: Vec<SubmissionRow>,
    /// Agreements that end within the longest warning time, have ended, or are suspended; own ones, or all for the hub.
    pub agreements: Vec<(Agreement, Organisation)>,
    /// Size of the store; for the hub only.
    pub store: Option<Info>,
    /// Data sets.
    pub datasets: Vec<DatasetInfo>,
    /// Data sets that were needed and could not be used.
    pub problems: Vec<String>,
}

impl Gateway {
    /// The state as the viewer may know it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn status(&self, viewer: &Viewer, now: Utc) -> Result<Status> {
        let view = self.view(viewer, Purpose::Read, now)?;
        let by_category = Counting {
            by: CountBy {
                category: true,
                ..CountBy::default()
            },
            ..Counting::default()
        };
        let by_country = Counting {
            by: CountBy {
                country: true,
                ..CountBy::default()
            },
            ..Counting::default()
        };
        let mut categories: Vec<(Category, u64)> = self
            .store
            .counts(&view, &by_category)?
            .iter()
            .filter_map(|row| row.category.map(|category| (category, row.n)))
            .collect();
        categories.sort_by_key(|(category, n)| (std::cmp::Reverse(*n), *category));
        let mut countries: Vec<(Country, u64)> = self
            .store
            .counts(&view, &by_country)?
            .iter()
            .filter_map(|row| row.country.map(|country| (country, row.n)))
            .collect();
        countries.sort_by_key(|(country, n)| (std::cmp::Reverse(*n), *country));
        countries.truncate(TOP);
        let hub = viewer.kind == OrgKind::Hub;
        let owner = (!hub).then_some(viewer.org);
        let organisations = self.store.organisations()?;
        let agreements = self
            .store
            .agreements()?
            .into_iter()
            .filter(|agreement| hub || agreement.owner == viewer.org)
            .filter(|agreement| {
                agreement.suspended || agreement.days_left(now) <= Agreement::WARNING_DAYS[0]
            })
            .filter_map(|agreement| {
                let owner = organisations
                    .iter()
                    .find(|organisation| organisation.id == agreement.owner)?;
                Some((agreement, owner.clone()))
            })
            .collect();
        Ok(Status {
            exercise: self.is_exercise(),
            statements: categories.iter().map(|(_, n)| n).sum(),
            categories,
            countries,
            submissions: self.store.submissions(owner)?,
            agreements,
            store: if hub { Some(self.store.info()?) } else { None },
            datasets: self.enricher.datasets(),
            problems: self.enricher.problems(),
        })
    }

    /// A receipt with its refused rows, for its owner or the hub. A submission of someone else and one that does not
    /// exist give the same answer.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn receipt(
        &self,
        viewer: &Viewer,
        submission: &str,
        refused: usize,
    ) -> Result<Option<(model::Receipt, Vec<model::Refusal>)>> {
        let row = match (submission.parse::<u32>(), submission.parse::<uuid::Uuid>()) {
            (Ok(number), _) => self.store.submission(model::SubmissionId(number))?,
            (_, Ok(uuid)) => self.store.submission_by_uuid(uuid)?,
            _ => None,
        };
        let Some(row) =
            row.filter(|row| viewer.kind == OrgKind::Hub || row.submission.owner == viewer.org)
        else {
            return Ok(None);
        };
        let Some(receipt) = self.store.receipt(row.id)? else {
            return Ok(None);
        };
        let refusals = self.store.refusals(row.id, 0, refused)?;
        Ok(Some((receipt, refusals)))
    }
}
