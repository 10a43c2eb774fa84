//! Kaspersky data feeds: JSON arrays with times `dd.mm.yyyy hh:mm`.
//!
//! IP reputation: `id, ip, threat_score, category, first_seen, last_seen, popularity (1-5), ip_geo, users_geo ("ke, ng"),
//! ip_whois{net_range, net_name, descr, created, updated, country, contact_owner_name, …}, files, domains`;
//! URL feeds: `id, mask, type, first_seen, last_seen, popularity, geo, threat, category, IP, whois, urls, files`.

use model::{Country, Place, Refusal, StatedHosting};
use observable::{Kind, Observable};
use serde_json::Value;

use crate::category_alias::{category_of, in_network, refined};
use crate::fields::{Record, joined, one, scalar};
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::{by_keys, has_key};
use crate::{Detection, Row, Sample};

/// Kaspersky data feeds, JSON.
pub static KASPERSKY: JsonFeed = JsonFeed {
    id: "kaspersky",
    title: "Kaspersky data feeds (IP reputation, malicious, phishing and botnet C&C URLs; JSON)",
    shape: Shape::Records,
    detect,
    convert,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let found = by_keys(sample, &["ip", "threat_score"], 96)
        .or_else(|| by_keys(sample, &["mask", "popularity", "first_seen"], 96))
        .or_else(|| by_keys(sample, &["MD5", "popularity", "first_seen"], 94))?;
    let text = sample.text;
    (has_key(text, "first_seen") || has_key(text, "popularity") || has_key(text, "users_geo"))
        .then_some(found)
}

fn convert(record: &Record<'_>, _: &mut Notes) -> Result<Vec<Row>, Refusal> {
    let mut draft = match ["ip", "mask", "MD5"]
        .into_iter()
        .find(|key| record.get(key).is_some())
    {
        Some("mask") => {
            let mask = record.required("mask")?;
            // A mask may begin with a wildcard for sub-domains and end with one for paths.
            let bare = mask
                .trim_start_matches("*.")
                .trim_end_matches('*')
                .trim_end_matches('/');
            let kind = if Observable::parse(Kind::Domain, bare).is_ok() {
                Kind::Domain
            } else {
                Kind::Url
            };
            let text = if kind == Kind::Url && !bare.contains("://") {
                format!(
                    "http://{}",
                    mask.trim_start_matches("*.").trim_end_matches('*')
                )
            } else {
                bare.to_owned()
            };
            let mut draft = record.draft_of("mask", Some(kind), &text)?;
            draft.comment = (mask != draft.observable.value()).then(|| format!("mask {mask}"));
            draft
        }
        Some("MD5") => record.draft("MD5", Some(Kind::Md5))?,
        _ => record.draft("ip", None)?,
    };
    let label = record.first_text(&["category", "threat"]);
    draft.malware = record
        .text("threat")
        .filter(|threat| category_of("kaspersky", threat).is_none());
    let stated = ["category", "threat"]
        .iter()
        .filter_map(|key| record.text(key))
        .find_map(|label| category_of("kaspersky", &label));
    draft.category = refined(
        stated.or(draft.category),
        &draft.malware.as_deref().into_iter().collect::<Vec<_>>(),
    )
    .filter(|_| in_network(&draft.observable));
    draft.first_seen = record.past("first_seen")?;
    draft.last_seen = record.past("last_seen")?.or(draft.first_seen);
    draft.confidence = record.percent("threat_score");
    draft.external_id = record.text("id");
    draft.target_countries = [
        record.countries("users_geo"),
        if record.get("mask").is_some() {
            record.countries("geo")
        } else {
            Vec::new()
        },
    ]
    .concat();
    draft.stated = hosting(record);
    draft.why = joined(&[
        Some(format!(
            "Kaspersky data feed: {}",
            label.as_deref().unwrap_or("malicious")
        )),
        record
            .text("popularity")
            .map(|popularity| format!("popularity {popularity} of 5")),
        related(record, "domains").map(|names| format!("names {names}")),
    ]);
    Ok(one(draft))
}

/// Country and network name: the whois block first, then the feed's own geolocation.
fn hosting(record: &Record<'_>) -> Option<StatedHosting> {
    let mut stated = StatedHosting {
        country: record.country("ip_geo"),
        ..StatedHosting::default()
    };
    for key in ["ip_whois", "whois"] {
        if let Some(Value::Object(map)) = record.get(key) {
            let place = Place::at(record.place.row, format!("/{key}"));
            let whois = Record {
                map,
                place: &place,
                ..*record
            };
            stated.country = stated.country.or_else(|| {
                whois
                    .text("country")
                    .and_then(|code| Country::parse(&code).ok())
            });
            stated.network = whois.first_text(&["net_name", "descr"]);
            stated.asn = whois.asn("asn");
        }
    }
    (stated != StatedHosting::default()).then_some(stated)
}

/// The first few members of a list.
fn related(record: &Record<'_>, key: &str) -> Option<String> {
    let Some(Value::Array(values)) = record.get(key) else {
        return record.text(key);
    };
    let names: Vec<String> = values.iter().filter_map(scalar).take(5).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
