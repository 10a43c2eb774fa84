//! What goes into a store and what comes out, beside the words of the domain.

use model::{
    Category, Claim, Country, GroupId, Hosting, Observation, ObservationId, OrgId, Place, Receipt,
    Refusal, Submission, SubmissionId, SubmissionState, Tally, Utc,
};
use observable::{Kind, Observable};

/// A submission that has been begun, now or before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its number.
    pub id: SubmissionId,
    /// Whether the store knew it before. If it is open, go on behind `position`.
    pub known: bool,
    /// How far it is.
    pub state: SubmissionState,
    /// Input accounted for by committed batches, in the caller's own measure (rows, items or bytes).
    pub position: u64,
    /// Counts so far.
    pub tally: Tally,
}

/// A part of a submission, written in one transaction: all of it or nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Batch<'a> {
    /// Position behind which this batch begins; must be the stored one.
    pub from: u64,
    /// Position that this batch reaches.
    pub to: u64,
    /// Statements. `id` and `received` are ignored: the store numbers them, receipt is the submission's.
    pub observations: &'a [Observation],
    /// Rows refused before they came here.
    pub refusals: &'a [Refusal],
    /// Objects to be kept as sent.
    pub objects: &'a [ObjectDraft],
    /// Rows refused that are not among `refusals`, and other counts made by the caller (`kept`, `passed_over`).
    /// Added to the submission's tally as they are.
    pub besides: Option<&'a Tally>,
}

/// An object to be kept as sent.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectDraft {
    /// Release group.
    pub group: GroupId,
    /// Place in the input, for a refusal.
    pub place: Place,
    /// STIX type.
    pub kind: String,
    /// Identifier.
    pub id: String,
    /// Version: the text of `modified`, else of `created`, else empty.
    pub version: String,
    /// Name.
    pub name: Option<String>,
    /// Source of a relationship.
    pub source_ref: Option<String>,
    /// Target of a relationship.
    pub target_ref: Option<String>,
    /// Confidence, 0-100.
    pub confidence: Option<u8>,
    /// The text as sent.
    pub json: String,
    /// Whether it is a row by itself: then it is counted as kept, duplicate or refused. An object whose statements are
    /// among the batch's observations is counted through these.
    pub counted: bool,
}

/// What became of one observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Stored; nothing like it was there.
    New(ObservationId),
    /// Stored as the new version of a statement of the same source.
    Updated {
        /// The new version.
        id: ObservationId,
        /// The version that it replaces.
        superseded: ObservationId,
    },
    /// Says nothing new; this is the statement in force.
    Duplicate(ObservationId),
}

/// What became of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectOutcome {
    /// Kept.
    Kept,
    /// The same content is there already.
    Unchanged,
    /// Other content is there under the same owner, identifier and version; this one is not kept.
    Conflict,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// For each observation, in the order of the batch.
    pub outcomes: Vec<Outcome>,
    /// For each object, in the order of the batch.
    pub objects: Vec<ObjectOutcome>,
    /// Counts of the whole submission so far.
    pub tally: Tally,
}

/// The last complete delivery of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedState {
    /// Who delivers.
    pub owner: OrgId,
    /// Name of the feed.
    pub feed: String,
    /// Its last submission.
    pub submission: SubmissionId,
    /// Rows of that submission.
    pub rows: u64,
    /// Time of its receipt.
    pub received: Utc,
}

/// A submission in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionRow {
    /// Its number.
    pub id: SubmissionId,
    /// What was handed in.
    pub submission: Submission,
    /// How far it is.
    pub state: SubmissionState,
    /// Input accounted for.
    pub position: u64,
    /// Counts.
    pub tally: Tally,
    /// Alarms raised when it was finished.
    pub alarms: Vec<String>,
}

impl SubmissionRow {
    /// The receipt, with the names that the submission has only as numbers.
    #[must_use]
    pub fn receipt(self, from: String, agreement: String, first_refusals: Vec<Refusal>) -> Receipt {
        Receipt {
            submission: self.id,
            uuid: self.submission.uuid,
            from,
            agreement,
            name: self.submission.name,
            format: self.submission.format,
            format_reason: self.submission.format_reason,
            sha256: self.submission.sha256,
            bytes: self.submission.bytes,
            received: self.submission.received,
            tally: self.tally,
            already_known: false,
            alarms: self.alarms,
            remarks: Vec::new(),
            first_refusals,
        }
    }
}

/// A period: from the first second included to the second one excluded; open where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// First second.
    pub from: Option<Utc>,
    /// First second after.
    pub until: Option<Utc>,
}

impl Period {
    /// All time.
    pub const ALL: Period = Period {
        from: None,
        until: None,
    };

    /// Whether something seen from `first` to `last` was seen within the period.
    #[must_use]
    pub fn touches(self, first: Utc, last: Utc) -> bool {
        self.from.is_none_or(|from| last >= from) && self.until.is_none_or(|until| first < until)
    }
}

/// Which way a list runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// In order of storage.
    #[default]
    OldestFirst,
    /// Last stored first.
    NewestFirst,
}

/// What a list is to hold; nothing said means all. The conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kinds; empty means all.
    pub kinds: Vec<Kind>,
    /// Categories; empty means all.
    pub categories: Vec<Category>,
    /// Concerns this country …
    pub country: Option<Country>,
    /// … by one of these claims; empty means any.
    pub claims: Vec<Claim>,
    /// Autonomous system by our data sets.
    pub asn: Option<u32>,
    /// Addresses and networks within this network (a cidr or address).
    pub network: Option<Observable>,
    /// Registrable domain.
    pub domain: Option<String>,
    /// Malware.
    pub malware: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
    /// Seen within.
    pub period: Period,
    /// The source's confidence at least; statements without one are left out.
    pub min_confidence: Option<u8>,
    /// The source's confidence at most; statements without one are left out.
    pub max_confidence: Option<u8>,
    /// Came with this submission.
    pub submission: Option<SubmissionId>,
    /// Stated by this organisation. Give it only where the viewer may know the owner.
    pub owner: Option<OrgId>,
    /// The value's canonical text begins with this.
    pub prefix: Option<String>,
    /// Earlier versions too.
    pub history: bool,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The statements.
    pub observations: Vec<Observation>,
    /// Where to go on; none at the end.
    pub next: Option<ObservationId>,
}

/// Why two observables belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Same campaign.
    Campaign,
    /// Same malware.
    Malware,
    /// Same registrable domain.
    Domain,
    /// Same autonomous system.
    Network,
}

impl Relation {
    /// The name in files and translation keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Relation::Campaign => "campaign",
            Relation::Malware => "malware",
            Relation::Domain => "domain",
            Relation::Network => "network",
        }
    }
}

/// An observable that belongs with another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The value.
    pub observable: Observable,
    /// Why.
    pub relation: Relation,
    /// What they share: a name, a domain, `AS64496`.
    pub shared: String,
}

/// By what counters are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountBy {
    /// By release group.
    pub group: bool,
    /// By category.
    pub category: bool,
    /// By country: a statement that concerns two countries counts in both.
    pub country: bool,
    /// By day of receipt.
    pub day: bool,
}

/// Which counters are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counting {
    /// How they are added up.
    pub by: CountBy,
    /// Of this country only.
    pub country: Option<Country>,
    /// Of this category only.
    pub category: Option<Category>,
    /// Received within (whole days).
    pub received: Period,
}

/// A sum of counters. What was not asked for is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountRow {
    /// Release group.
    pub group: Option<GroupId>,
    /// Category.
    pub category: Option<Category>,
    /// Country.
    pub country: Option<Country>,
    /// Day of receipt, days since 1970-01-01.
    pub day: Option<i64>,
    /// Statements in force.
    pub n: u64,
}

/// A data set by which hosting was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// Name.
    pub name: String,
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
}

/// What a data set said at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostingOpinion {
    /// When it was asked.
    pub at: Utc,
    /// The data set; none: those in use at intake.
    pub dataset: Option<Dataset>,
    /// What it said.
    pub hosting: Hosting,
}

/// Result of a renewed judgement of hosting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// Observables looked at.
    pub seen: u64,
    /// Observables for which the data set says something else than before.
    pub changed: u64,
}

/// Which kept objects are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectFilter {
    /// STIX type.
    pub kind: Option<String>,
    /// Identifier.
    pub id: Option<String>,
    /// Relationships from or to this identifier.
    pub touching: Option<String>,
    /// Came with this submission.
    pub submission: Option<SubmissionId>,
}

/// An object kept as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredObject {
    /// Number in the store; grows.
    pub seq: u64,
    /// Release group.
    pub group: GroupId,
    /// The submission it came with.
    pub submission: SubmissionId,
    /// STIX type.
    pub kind: String,
    /// Identifier.
    pub id: String,
    /// Version.
    pub version: String,
    /// Name.
    pub name: Option<String>,
    /// Source of a relationship.
    pub source_ref: Option<String>,
    /// Target of a relationship.
    pub target_ref: Option<String>,
    /// Confidence.
    pub confidence: Option<u8>,
    /// The text as sent.
    pub json: String,
}

/// Size of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// Name of the engine.
    pub engine: &'static str,
    /// Schema version.
    pub schema: u32,
    /// Bytes of the data, without what the engine keeps beside it for a while.
    pub bytes: u64,
    /// Statements in force.
    pub current: u64,
    /// Rows per table, sorted by name. For the table of observations: the last number given, since an engine would have
    /// to read all of it to count.
    pub tables: Vec<(String, u64)>,
}
