//! OpenPhish premium feed: JSON lines of phishing URLs.
//!
//! Members: `asn ("AS64500"), asn_name, brand, country_code, country_name, discover_time, emails, family_id, host, ip,
//! isotime, page_language, phishing_kit, screenshot, sector, ssl_cert_issued_by, ssl_cert_issued_to, ssl_cert_serial, tld, url`.

use model::{Category, Refusal};
use observable::Kind;

use crate::fields::{Record, joined, one};
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::by_keys;
use crate::{Row, Sample};

/// OpenPhish JSON lines.
pub static OPENPHISH_JSON: JsonFeed = JsonFeed {
    id: "openphish-json",
    title: "OpenPhish premium feed (JSON lines, phishing URLs)",
    shape: Shape::Records,
    detect: |sample: &Sample<'_>| by_keys(sample, &["url", "brand", "isotime"], 97),
    convert,
};

fn convert(record: &Record<'_>, _: &mut Notes) -> Result<Vec<Row>, Refusal> {
    let mut draft = record.draft("url", Some(Kind::Url))?;
    draft.category = draft.category.or(Some(Category::PHISHING_SITE));
    draft.first_seen = match record.past("isotime")? {
        Some(at) => Some(at),
        // `discover_time` is `01-05-2024 08:00:05 UTC` in this feed and repeats `isotime`; read only where that is missing.
        None => record.past("discover_time")?,
    };
    draft.last_seen = draft.first_seen;
    draft.target = joined(&[record.text("brand"), record.text("sector")]);
    draft.malware = record.text("phishing_kit").filter(|kit| kit.len() < 100);
    draft.external_id = record.text("family_id");
    draft.stated = record.stated("country_code", "asn", "asn_name");
    draft.why = joined(&[
        Some("OpenPhish: phishing page".to_owned()),
        record
            .text("brand")
            .map(|brand| format!("imitates {brand}")),
        record.text("ip").map(|ip| format!("seen at {ip}")),
    ]);
    draft.upstream = Some("openphish".to_owned());
    Ok(one(draft))
}
