//! Use cases: take in, look up, list, report, export, exercise.
//!
//! The only place that combines the store with the rest of the house. It holds no SQL and no rules of its own:
//! rules are in `model`, and what a viewer may see is decided by `model::policy` alone. Nothing here reads a clock:
//! time is a parameter of every use case.

mod annexes;
mod archive;
mod assemble;
mod batch;
pub mod bench;
mod data;
mod demo;
mod error;
mod export;
mod gateway;
mod home;
mod inputs;
mod intake;
mod list;
mod lookup;
mod reports;
mod status;
mod warnings;

pub use data::DatasetRow;
pub use demo::{DemoDelivery, DemoOptions, DemoResult, DemoStep, demo};
pub use error::{GatewayError, Result};
pub use exercise::{Measure, Size};
pub use export::ExportOptions;
pub use formats::export::exports;
pub use formats::{CsvMapping, registry as formats};
pub use gateway::{Gateway, OrganisationDraft};
pub use home::Home;
pub use inputs::{Input, collect};
pub use intake::{IngestOptions, Progress, Stage};
pub use lookup::{Lookup, LookupRelated};
pub use reports::{ReportMade, ReportOptions, indicator_id, score_in_words};
pub use status::Status;
pub use store::{Filter, Order, Period, SubmissionRow};
