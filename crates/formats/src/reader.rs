//! What a format is: the interface that every format file implements, and the registry.

use std::collections::BTreeMap;
use std::io::BufRead;

use model::{Category, Draft, Place, Refusal, Utc};
use serde::{Deserialize, Serialize};

use crate::{Detection, Limits, Sample};

/// One row of an input.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A statement about an observable.
    Draft(Box<Draft>),
    /// A row that cannot be used, with place and reason.
    Refused(Refusal),
    /// An object that is no statement about an observable by itself, kept as sent (STIX objects of any type).
    /// An indicator whose pattern gives observations yields both: its object and the drafts.
    Kept(KeptObject),
}

/// An object kept as sent.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptObject {
    /// Where it stands.
    pub place: Place,
    /// STIX type.
    pub object_type: String,
    /// STIX identifier as sent.
    pub id: String,
    /// Version (`modified`, else `created`), as sent.
    pub version: Option<String>,
    /// Name for display: name of an SDO, type of a relationship.
    pub name: Option<String>,
    /// For relationships and sightings: source.
    pub source_ref: Option<String>,
    /// For relationships: target.
    pub target_ref: Option<String>,
    /// Confidence, 0-100.
    pub confidence: Option<u8>,
    /// The object, byte for byte as sent.
    pub json: Box<str>,
    /// What could not be turned into observations (pattern parts), for the receipt.
    pub not_extracted: Vec<String>,
}

/// Reads rows lazily. After the iterator has ended the counts are final.
pub trait Reader: Iterator<Item = Row> {
    /// Comments, blank lines and headers passed over so far.
    fn passed_over(&self) -> u64;

    /// What the reader noticed about the input as a whole (date of the data, unknown columns, …), for the receipt.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What a reader needs to know beside the bytes.
#[derive(Clone, Debug)]
pub struct Context {
    /// Name of the file, without folder; `-` for standard input.
    pub file_name: String,
    /// Time of receipt; dates after it (plus one day of clock skew) are refused.
    pub received: Utc,
    /// Category of rows that carry none, as the sender or agreement says. Wins over the format's own default.
    pub category: Option<Category>,
    /// Column mapping for CSV; none: from the headers.
    pub mapping: Option<CsvMapping>,
    /// Limits.
    pub limits: Limits,
}

impl Context {
    /// A context with default limits.
    #[must_use]
    pub fn new(file_name: &str, received: Utc) -> Context {
        Context {
            file_name: file_name.to_owned(),
            received,
            category: None,
            mapping: None,
            limits: Limits::default(),
        }
    }
}

/// Which CSV column holds which field. Saved per feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CsvMapping {
    /// Separator: one ASCII character.
    pub separator: Option<char>,
    /// Whether the first row is a header.
    pub header: bool,
    /// Field name (see `formats::csv`) → column number from 0.
    pub columns: BTreeMap<String, usize>,
}

/// An input that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// Reading failed.
    #[error("reading {file} failed: {source}")]
    Io {
        /// File name.
        file: String,
        /// Cause.
        source: std::io::Error,
    },
    /// No format fits.
    #[error(
        "{file}: the format was not recognised ({tried}); name it with --format, see `griot ingest --formats`"
    )]
    Unrecognised {
        /// File name.
        file: String,
        /// What speaks against the likely ones.
        tried: String,
    },
    /// No format of this name.
    #[error("there is no format {name:?}; known: {known}")]
    UnknownFormat {
        /// The name asked for.
        name: String,
        /// Known names.
        known: String,
    },
    /// The input is not in this format at all.
    #[error("{file}: not readable as {format}: {detail}")]
    NotThisFormat {
        /// File name.
        file: String,
        /// Format identifier.
        format: &'static str,
        /// What is wrong, and where.
        detail: String,
    },
    /// A limit was reached.
    #[error("{file}: {detail} (limit {limit})")]
    Limit {
        /// File name.
        file: String,
        /// Name of the limit.
        limit: &'static str,
        /// What happened.
        detail: String,
    },
}

/// A format that can be read.
pub trait Format: Sync {
    /// Name on the command line, for example `urlhaus-csv`.
    fn id(&self) -> &'static str;

    /// What it is, in one line.
    fn title(&self) -> &'static str;

    /// Whether the sample looks like this format, how surely, and why.
    fn detect(&self, sample: &Sample<'_>) -> Option<Detection>;

    /// Opens a reader. `input` is decompressed but not decoded.
    ///
    /// # Errors
    /// When the input is not in this format at all.
    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<Box<dyn Reader + Send + 'a>, FormatError>;
}

/// Every format that can be read. To add one: one file, one line here, one sample with a snapshot.
#[must_use]
pub fn registry() -> &'static [&'static dyn Format] {
    FORMATS
}

// One line for each format. At equal sureness the first wins.
static FORMATS: &[&dyn Format] = &[
    // structured documents
    &crate::stix::Stix,
    &crate::misp::Misp,
    &crate::misp_feed::MispFeed,
    &crate::otx::Otx,
    &crate::intelmq::INTELMQ,
    &crate::n6::N6,
    &crate::kaspersky::KASPERSKY,
    &crate::urlhaus_json::URLHAUS_JSON,
    &crate::feodo_json::FEODO_JSON,
    &crate::threatfox_json::THREATFOX_JSON,
    &crate::malware_bazaar_json::MALWARE_BAZAAR_JSON,
    &crate::spamhaus_json::SPAMHAUS_JSON,
    &crate::phishtank_json::PHISHTANK_JSON,
    &crate::openphish_json::OPENPHISH_JSON,
    &crate::certpl_json::CERTPL_JSON,
    &crate::openioc::OpenIoc,
    &crate::writeup::WriteUp,
    // lines and tables
    &crate::urlhaus::URLHAUS,
    &crate::feodo::FEODO_CSV,
    &crate::feodo::FEODO_TXT,
    &crate::threatfox::THREATFOX,
    &crate::sslbl::SSLBL_CERTS,
    &crate::sslbl::SSLBL_IPS,
    &crate::malware_bazaar::MALWARE_BAZAAR,
    &crate::phishtank::PHISHTANK,
    &crate::openphish::OPENPHISH,
    &crate::shadowserver::SHADOWSERVER,
    &crate::spamhaus_drop::SPAMHAUS_DROP,
    &crate::dshield::DSHIELD,
    &crate::dataplane::DATAPLANE,
    &crate::tor::TOR_EXITS,
    &crate::tor::TOR_BULK,
    &crate::blocklist_de::BLOCKLIST_DE,
    &crate::certpl::CERTPL,
    &crate::firehol::FIREHOL,
    &crate::maltrail::MALTRAIL,
    &crate::hosts::HOSTS,
    &crate::csv::CSV,
    &crate::plain::PLAIN,
];

/// The format of this name.
///
/// # Errors
/// Names the known ones.
pub fn format_by_id(name: &str) -> Result<&'static dyn Format, FormatError> {
    registry()
        .iter()
        .copied()
        .find(|format| format.id() == name)
        .ok_or_else(|| FormatError::UnknownFormat {
            name: name.to_owned(),
            known: registry()
                .iter()
                .map(|format| format.id())
                .collect::<Vec<_>>()
                .join(", "),
        })
}
