//! The partners' formats, one file each: rows in, bytes out.
//!
//! Nothing here decides what is reported; a row arrives with its spelling, times and marking. Every writer
//! escapes what its format needs, so that only the rows meant to be malformed are.

mod feodo;
mod french_csv;
mod intelmq;
mod misp;
mod pack;
mod plain;
mod shadowserver;
mod stix;
mod threatfox;
mod urlhaus;

use model::{Admiralty, Category, Country, Ownership, Tlp, Utc};
use observable::Kind;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

pub(crate) use pack::{gzip, latin1, utf16, zipped};

use crate::ExerciseError;
use crate::partners::Feed;

/// One row of a delivery.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Number of the row's item, for the row's own identifier.
    pub(crate) number: u64,
    pub(crate) value: String,
    pub(crate) kind: Kind,
    pub(crate) category: Category,
    pub(crate) port: Option<u16>,
    pub(crate) malware: Option<&'static str>,
    pub(crate) campaign: Option<usize>,
    pub(crate) brand: Option<&'static str>,
    pub(crate) targets: Vec<Country>,
    pub(crate) first_seen: Utc,
    pub(crate) last_seen: Utc,
    pub(crate) confidence: u8,
    pub(crate) grade: Admiralty,
    pub(crate) tlp: Option<Tlp>,
    pub(crate) alive: bool,
    pub(crate) ownership: Ownership,
    /// Hosting country and AS number as the partner states them.
    pub(crate) stated: Option<(Country, u32)>,
    pub(crate) sites: Option<u32>,
    /// Written broken on purpose.
    pub(crate) malformed: bool,
}

/// What a delivery says about itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    pub(crate) partner: &'static str,
    pub(crate) received: Utc,
    /// Part of the partner's output, for those that deliver several files.
    pub(crate) stream: &'static str,
}

/// Writes the rows in the partner's format, unpacked and in UTF-8.
pub(crate) fn write(
    feed: Feed,
    rows: &[Row],
    about: About,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<u8>, ExerciseError> {
    match feed {
        Feed::Stix => stix::write(rows, about, rng),
        Feed::Urlhaus => Ok(urlhaus::write(rows, about)),
        Feed::ThreatFox => Ok(threatfox::write(rows, about)),
        Feed::Feodo => Ok(feodo::write(rows, about)),
        Feed::Shadowserver => Ok(shadowserver::write(rows, about, rng)),
        Feed::FrenchCsv => french_csv::write(rows),
        Feed::Misp => misp::write(rows, about, rng),
        Feed::Plain => Ok(plain::write(rows, about)),
        Feed::IntelMq => intelmq::write(rows, about),
    }
}

/// `YYYY-MM-DD HH:MM:SS`, as most feeds write it.
pub(crate) fn blank_time(at: Utc) -> String {
    let text = at.to_string();
    text[..text.len() - 1].replace('T', " ")
}

/// A random identifier (version 4) from the exercise's own numbers.
pub(crate) fn random_uuid(rng: &mut ChaCha8Rng) -> Uuid {
    Builder::from_random_bytes(rng.random()).into_uuid()
}

/// A field between double quotes, quotes doubled (RFC 4180).
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
