//! The interface fulfilled: each operation takes its connection and goes to the file that does it.

use model::policy::View;
use model::{
    Agreement, Country, GroupId, Hosting, Observation, ObservationId, OrgId, Organisation, Receipt,
    Refusal, ReleaseGroup, Submission, SubmissionId, Utc,
};
use observable::Observable;
use uuid::Uuid;

use super::{Sqlite, count, hosting, migrations, object, read, register, submission, write};
use crate::{
    Batch, Begun, CountRow, Counting, Dataset, Engine, FeedState, Filter, HostingOpinion, Info,
    ObjectFilter, Order, Page, Period, Related, Result, Rewritten, StoredObject, SubmissionRow,
    Written,
};

impl Engine for Sqlite {
    fn put_organisation(&self, organisation: &Organisation) -> Result<OrgId> {
        self.write(|writer| register::put_organisation(&writer.conn, organisation))
    }

    fn organisations(&self) -> Result<Vec<Organisation>> {
        self.read(|conn, _| register::organisations(conn))
    }

    fn put_agreement(&self, agreement: &Agreement, at: Utc) -> Result<u32> {
        self.write(|writer| register::put_agreement(writer, agreement, at))
    }

    fn agreements(&self) -> Result<Vec<Agreement>> {
        self.read(|conn, _| register::agreements(conn))
    }

    fn agreement_history(&self, agreement: u32) -> Result<Vec<(Utc, Agreement)>> {
        self.read(|conn, _| register::agreement_history(conn, agreement))
    }

    fn group_id(&self, group: &ReleaseGroup) -> Result<GroupId> {
        match self.read(|conn, _| register::find_group(conn, group))? {
            Some(id) => Ok(id),
            None => self.write(|writer| register::group_id(&writer.conn, group)),
        }
    }

    fn groups(&self) -> Result<Vec<(GroupId, ReleaseGroup)>> {
        self.read(|conn, _| register::groups(conn))
    }

    fn put_mapping(&self, owner: OrgId, feed: &str, mapping: &str) -> Result<()> {
        self.write(|writer| register::put_mapping(&writer.conn, owner, feed, mapping))
    }

    fn mapping(&self, owner: OrgId, feed: &str) -> Result<Option<String>> {
        self.read(|conn, _| register::mapping(conn, owner, feed))
    }

    fn feeds(&self, owner: Option<OrgId>) -> Result<Vec<FeedState>> {
        self.read(|conn, _| register::feeds(conn, owner))
    }

    fn feed(&self, owner: OrgId, feed: &str) -> Result<Option<FeedState>> {
        self.read(|conn, _| register::feed(conn, owner, feed))
    }

    fn set(&self, key: &str, value: &str) -> Result<()> {
        self.write(|writer| register::set(&writer.conn, key, value))
    }

    fn get(&self, key: &str) -> Result<Option<String>> {
        self.read(|conn, _| register::get(conn, key))
    }

    fn begin_submission(&self, submission: &Submission) -> Result<Begun> {
        self.write(|writer| submission::begin(writer, submission))
    }

    fn write_batch(&self, submission: SubmissionId, batch: &Batch<'_>) -> Result<Written> {
        self.write(|writer| write::batch(writer, submission, batch))
    }

    fn finish_submission(&self, submission: SubmissionId, alarms: &[String]) -> Result<Receipt> {
        self.write(|writer| submission::finish(writer, submission, alarms))
    }

    fn rewrite_hosting(
        &self,
        dataset: &Dataset,
        at: Utc,
        items: &mut dyn Iterator<Item = (Observable, Hosting)>,
    ) -> Result<Rewritten> {
        self.write(|writer| hosting::rewrite(writer, dataset, at, items))
    }

    fn submissions(&self, owner: Option<OrgId>) -> Result<Vec<SubmissionRow>> {
        self.read(|conn, _| submission::list(conn, owner))
    }

    fn submission(&self, id: SubmissionId) -> Result<Option<SubmissionRow>> {
        self.read(|conn, _| submission::one(conn, id))
    }

    fn submission_by_uuid(&self, uuid: Uuid) -> Result<Option<SubmissionRow>> {
        self.read(|conn, _| submission::by_uuid(conn, uuid))
    }

    fn receipt(&self, id: SubmissionId) -> Result<Option<Receipt>> {
        self.read(|conn, _| submission::receipt(conn, id))
    }

    fn refusals(&self, id: SubmissionId, skip: u64, limit: usize) -> Result<Vec<Refusal>> {
        self.read(|conn, _| submission::refusals(conn, id, skip, limit))
    }

    fn observations_of(&self, view: &View, observable: &Observable) -> Result<Vec<Observation>> {
        self.read(|conn, memory| read::observations_of(conn, memory, view, observable, false))
    }

    fn history_of(&self, view: &View, observable: &Observable) -> Result<Vec<Observation>> {
        self.read(|conn, memory| read::observations_of(conn, memory, view, observable, true))
    }

    fn covering_networks(&self, view: &View, of: &Observable) -> Result<Vec<Observation>> {
        self.read(|conn, memory| read::covering_networks(conn, memory, view, of))
    }

    fn list(
        &self,
        view: &View,
        filter: &Filter,
        order: Order,
        after: Option<ObservationId>,
        limit: usize,
    ) -> Result<Page> {
        self.read(|conn, memory| read::list(conn, memory, view, filter, order, after, limit))
    }

    fn for_each_in_country(
        &self,
        view: &View,
        country: Country,
        period: Period,
        each: &mut dyn FnMut(Observation) -> Result<()>,
    ) -> Result<()> {
        self.read(|conn, memory| {
            read::for_each_in_country(conn, memory, view, country, period, each)
        })
    }

    fn related(&self, view: &View, of: &[Observation], cap: usize) -> Result<Vec<Related>> {
        self.read(|conn, memory| read::related(conn, memory, view, of, cap))
    }

    fn counts(&self, view: &View, counting: &Counting) -> Result<Vec<CountRow>> {
        self.read(|conn, _| count::counts(conn, view, counting))
    }

    fn hosting_opinions(
        &self,
        view: &View,
        observable: &Observable,
    ) -> Result<Vec<HostingOpinion>> {
        self.read(|conn, memory| hosting::opinions(conn, memory, view, observable))
    }

    fn objects(
        &self,
        view: &View,
        filter: &ObjectFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<StoredObject>> {
        self.read(|conn, _| object::list(conn, view, filter, after, limit))
    }

    fn info(&self) -> Result<Info> {
        self.read(|conn, _| migrations::info(conn))
    }
}
