//! The interface that every back end fulfils. Object safe; all operations are synchronous and may be called from
//! several threads at once.
//!
//! Statements leave a store through a [`View`] only. What is not in view is not read, not counted and not told from
//! what does not exist (DOMAIN rule 3).

use model::policy::View;
use model::{
    Agreement, Country, GroupId, Hosting, Observation, ObservationId, OrgId, Organisation, Receipt,
    Refusal, ReleaseGroup, Submission, SubmissionId, Utc,
};
use observable::Observable;
use uuid::Uuid;

use crate::{
    Batch, Begun, CountRow, Counting, Dataset, FeedState, Filter, HostingOpinion, Info,
    ObjectFilter, Order, Page, Period, Related, Result, Rewritten, StoredObject, SubmissionRow,
    Written,
};

/// A back end. Every operation can fail as [`crate::StoreError`] says; one that fails has changed nothing.
#[allow(clippy::missing_errors_doc)]
pub trait Engine: Send + Sync {
    // Register

    /// Stores an organisation under its short name, new or changed, and gives its number. The number given is ignored.
    fn put_organisation(&self, organisation: &Organisation) -> Result<OrgId>;
    /// Every organisation, by number.
    fn organisations(&self) -> Result<Vec<Organisation>>;
    /// Stores an agreement under owner and short name, new or changed, and gives its number. The number given is
    /// ignored. Each changed version is kept with `at`.
    fn put_agreement(&self, agreement: &Agreement, at: Utc) -> Result<u32>;
    /// Every agreement, by number.
    fn agreements(&self) -> Result<Vec<Agreement>>;
    /// Every version of an agreement with the time since which it holds, oldest first.
    fn agreement_history(&self, agreement: u32) -> Result<Vec<(Utc, Agreement)>>;
    /// Number of the release group; a new one if there was none. The order of its lists does not matter.
    fn group_id(&self, group: &ReleaseGroup) -> Result<GroupId>;
    /// Every release group, by number: what policy makes a view of.
    fn groups(&self) -> Result<Vec<(GroupId, ReleaseGroup)>>;
    /// Stores how the columns of a feed are read (JSON of the formats room).
    fn put_mapping(&self, owner: OrgId, feed: &str, mapping: &str) -> Result<()>;
    /// How the columns of a feed are read.
    fn mapping(&self, owner: OrgId, feed: &str) -> Result<Option<String>>;
    /// Last complete delivery of each feed of an owner, or of all.
    fn feeds(&self, owner: Option<OrgId>) -> Result<Vec<FeedState>>;
    /// Last complete delivery of a feed.
    fn feed(&self, owner: OrgId, feed: &str) -> Result<Option<FeedState>>;
    /// Stores a setting.
    fn set(&self, key: &str, value: &str) -> Result<()>;
    /// Reads a setting.
    fn get(&self, key: &str) -> Result<Option<String>>;

    // The way in

    /// Begins a submission, or finds it again by its identifier.
    fn begin_submission(&self, submission: &Submission) -> Result<Begun>;
    /// Writes a batch in one durable transaction. When this returns, no crash loses it; when it fails, nothing of it is
    /// stored. A batch that does not begin at the stored position is refused, so that none is stored twice.
    fn write_batch(&self, submission: SubmissionId, batch: &Batch<'_>) -> Result<Written>;
    /// Marks a submission as complete and makes it the feed's last delivery. Repeating it changes nothing.
    fn finish_submission(&self, submission: SubmissionId, alarms: &[String]) -> Result<Receipt>;
    /// Records what a newer data set says about hosting, where it differs from the last opinion. Values that are not in
    /// the store may be given; they are passed over.
    fn rewrite_hosting(
        &self,
        dataset: &Dataset,
        at: Utc,
        items: &mut dyn Iterator<Item = (Observable, Hosting)>,
    ) -> Result<Rewritten>;

    // Receipts

    /// Submissions of an owner, or all, oldest first.
    fn submissions(&self, owner: Option<OrgId>) -> Result<Vec<SubmissionRow>>;
    /// One submission.
    fn submission(&self, id: SubmissionId) -> Result<Option<SubmissionRow>>;
    /// The submission with this identifier.
    fn submission_by_uuid(&self, uuid: Uuid) -> Result<Option<SubmissionRow>>;
    /// The receipt of a submission as far as it is.
    fn receipt(&self, id: SubmissionId) -> Result<Option<Receipt>>;
    /// Refused rows in order of the input, `skip` of them left out, at most `limit`.
    fn refusals(&self, id: SubmissionId, skip: u64, limit: usize) -> Result<Vec<Refusal>>;

    // The way out

    /// Statements in force about a value, oldest first.
    fn observations_of(&self, view: &View, observable: &Observable) -> Result<Vec<Observation>>;
    /// All versions of all statements about a value, oldest first.
    fn history_of(&self, view: &View, observable: &Observable) -> Result<Vec<Observation>>;
    /// Statements about networks that contain this address or network, widest first.
    fn covering_networks(&self, view: &View, of: &Observable) -> Result<Vec<Observation>>;
    /// Statements that a filter lets through, one page behind `after`. A country, network, domain, malware, campaign
    /// or submission in the filter is found through an index; anything else by reading through.
    fn list(
        &self,
        view: &View,
        filter: &Filter,
        order: Order,
        after: Option<ObservationId>,
        limit: usize,
    ) -> Result<Page>;
    /// Gives every statement in force that concerns a country and was seen within the period to `each`, in order of
    /// storage. `each` may fail, which ends the reading.
    fn for_each_in_country(
        &self,
        view: &View,
        country: Country,
        period: Period,
        each: &mut dyn FnMut(Observation) -> Result<()>,
    ) -> Result<()>;
    /// Other observables that share campaign, malware, domain or network with one of these statements; at most `cap`
    /// per relation, last stored first.
    fn related(&self, view: &View, of: &[Observation], cap: usize) -> Result<Vec<Related>>;
    /// Counters, added up as asked for.
    fn counts(&self, view: &View, counting: &Counting) -> Result<Vec<CountRow>>;
    /// What data sets said about the hosting of a value, oldest first; empty when no statement about it is in view.
    fn hosting_opinions(&self, view: &View, observable: &Observable)
    -> Result<Vec<HostingOpinion>>;
    /// Kept objects behind number `after`, oldest first.
    fn objects(
        &self,
        view: &View,
        filter: &ObjectFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<StoredObject>>;
    /// Size of the store.
    fn info(&self) -> Result<Info>;
}
