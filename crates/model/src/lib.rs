//! The domain, pure: organisations, agreements, observations, release groups, policy, confidence,
//! categories, receipts.
//!
//! Business rules are plain functions over plain data. Nothing here does I/O, knows SQL or HTTP,
//! reads a clock or draws a random number: time is a parameter.

mod agreement;
mod category;
mod confidence;
mod country;
mod indicator;
mod marking;
mod observation;
mod organisation;
pub mod policy;
mod receipt;
mod release_group;
mod status;
mod submission;
mod territory;
mod time;

pub use agreement::{Agreement, AgreementKind, Attribution, Refused, admit, choose};
pub use category::{Category, CategoryFacts};
pub use confidence::{Confidence, Explained, Factor};
pub use country::{Country, CountryError};
pub use indicator::{Indicator, fuse};
pub use marking::{Admiralty, Handling, Markings, Pap, Tlp};
pub use observation::{
    Draft, Hosting, More, Observation, ObservationId, Place, Refusal, StatedHosting,
};
pub use organisation::{OrgId, OrgKind, Organisation, Role};
pub use receipt::{Reason, Receipt, Tally};
pub use release_group::{GroupId, ReleaseGroup};
pub use status::{Liveness, Ownership};
pub use submission::{NAMESPACE, Submission, SubmissionId, SubmissionState};
pub use territory::{Claim, territories};
pub use time::{DAY, HOUR, TimeError, Utc};
