//! IntelMQ events: JSON lines or an array. The culprit side (`source.*`) gives the drafts; `destination.*` goes into the reason.
//!
//! Keys as in the harmonisation of IntelMQ 3.5; flat (`"source.ip"`) or nested (`{"source": {"ip": …}}`).

use std::borrow::Cow;

use model::{Draft, Liveness, Refusal, Tlp};
use observable::Kind;
use serde_json::{Map, Value};

use crate::category_alias::{category_of, in_network, refined};
use crate::fields::{Record, joined};
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::{by_keys, has_key, json_head};
use crate::{Detection, Row, Sample};

/// IntelMQ events.
pub static INTELMQ: JsonFeed = JsonFeed {
    id: "intelmq",
    title: "IntelMQ events (JSON lines or array)",
    shape: Shape::Records,
    detect,
    convert,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    if let Some(found) = by_keys(sample, &["classification.type"], 98) {
        return Some(found);
    }
    let text = json_head(sample)?;
    let keys = [
        "source.ip",
        "source.fqdn",
        "source.url",
        "source.network",
        "feed.name",
        "time.observation",
    ];
    let known = keys.iter().filter(|key| has_key(text, key)).count();
    if known >= 2 {
        return Some(Detection {
            sureness: 95,
            why: "JSON records with keys of the IntelMQ harmonisation (source.*, feed.*, time.*)"
                .to_owned(),
        });
    }
    (has_key(text, "classification") && has_key(text, "feed") && has_key(text, "source")).then(
        || Detection {
            sureness: 85,
            why: "JSON records with the nested members classification, feed and source".to_owned(),
        },
    )
}

/// Members of the culprit side that carry a value, most telling first.
const VALUES: [(&str, Option<Kind>); 10] = [
    ("source.url", Some(Kind::Url)),
    ("source.fqdn", Some(Kind::Domain)),
    ("source.ip", None),
    ("source.network", Some(Kind::Cidr)),
    ("source.account", Some(Kind::Email)),
    ("malware.hash.sha256", Some(Kind::Sha256)),
    ("malware.hash.sha1", Some(Kind::Sha1)),
    ("malware.hash.md5", Some(Kind::Md5)),
    ("source.asn", Some(Kind::Asn)),
    ("source.reverse_dns", Some(Kind::Domain)),
];

/// Nested objects as flat keys, to a depth of five.
fn flat(map: &Map<String, Value>) -> Cow<'_, Map<String, Value>> {
    fn add(out: &mut Map<String, Value>, prefix: &str, map: &Map<String, Value>, depth: usize) {
        for (key, value) in map {
            let name = if prefix.is_empty() {
                key.clone()
            } else {
                format!("{prefix}.{key}")
            };
            match value {
                Value::Object(inner) if depth < 5 && key != "extra" => {
                    add(out, &name, inner, depth + 1);
                }
                _ => {
                    out.insert(name, value.clone());
                }
            }
        }
    }
    if !map
        .iter()
        .any(|(key, value)| value.is_object() && key != "extra")
    {
        return Cow::Borrowed(map);
    }
    let mut out = Map::new();
    add(&mut out, "", map, 0);
    Cow::Owned(out)
}

fn convert(sent: &Record<'_>, _: &mut Notes) -> Result<Vec<Row>, Refusal> {
    let map = flat(sent.map);
    let record = &Record { map: &map, ..*sent };
    let mut rows = Vec::new();
    for (key, kind) in VALUES {
        // The network and its number are context beside a better value.
        let only_alone = matches!(key, "source.network" | "source.asn" | "source.reverse_dns");
        if record.get(key).is_none() || (only_alone && !rows.is_empty()) {
            continue;
        }
        let found = match (key, record.text(key)) {
            // Account names that are no e-mail addresses stay context.
            ("source.account", Some(text)) if !text.contains('@') => continue,
            ("source.asn", Some(text)) => {
                record.draft_of(key, kind, &format!("AS{}", text.trim_start_matches("AS")))
            }
            _ => record.draft(key, kind),
        };
        match found {
            Ok(draft) => rows.push(finished(record, draft, key)?),
            Err(refusal) => rows.push(Row::Refused(refusal)),
        }
    }
    if rows.is_empty() {
        return Err(record.refuse("", model::Reason::MissingValue, "the event has none of source.ip, source.fqdn, source.url, source.network, source.account, malware.hash.*"));
    }
    Ok(rows)
}

fn finished(record: &Record<'_>, mut draft: Draft, key: &str) -> Result<Row, Refusal> {
    let label = record.text("classification.type");
    draft.malware = record.text("malware.name");
    let known = label
        .as_deref()
        .and_then(|label| category_of("intelmq", label));
    draft.category = refined(
        known
            .filter(|_| in_network(&draft.observable))
            .or(draft.category),
        &draft.malware.as_deref().into_iter().collect::<Vec<_>>(),
    );
    if key == "source.ip" || draft.port.is_none() && key == "source.fqdn" {
        draft.port = record.port("source.port").or(draft.port);
    }
    draft.first_seen = record
        .past("time.source")?
        .or(record.past("time.observation")?);
    draft.last_seen = draft.first_seen;
    draft.confidence = record.percent("feed.accuracy");
    // TLP 2.0 labels are taken as they are; an unknown one is read as the strictest.
    draft.tlp = record
        .first_text(&["extra.tlp2", "tlp"])
        .map(|label| Tlp::parse(&label).unwrap_or(Tlp::Red));
    draft.liveness = record
        .text("status")
        .map_or(Liveness::Unknown, |status| Liveness::parse(&status));
    draft.stated = record.stated("source.geolocation.cc", "source.asn", "source.as_name");
    draft.campaign = None;
    draft.target = record.text("event_description.target");
    draft.reference = record.first_text(&[
        "event_description.url",
        "screenshot_url",
        "feed.documentation",
    ]);
    draft.external_id =
        record.first_text(&["extra.feed_id", "event_hash", "rtir_id", "misp.event_uuid"]);
    draft.upstream = record
        .first_text(&["feed.code", "feed.name"])
        .map(|name| name.to_lowercase());
    draft.tags = label
        .iter()
        .map(|label| format!("intelmq:{label}"))
        .chain(record.text("classification.identifier"))
        .collect();
    draft.comment = record.text("comment");
    draft.why = joined(&[
        record.text("event_description.text"),
        label.map(|label| format!("IntelMQ {label}")),
        draft.malware.clone(),
        record.text("classification.identifier"),
        record
            .first_text(&["destination.fqdn", "destination.url", "destination.ip"])
            .map(|peer| format!("towards {peer}")),
        record.text("feed.name").map(|name| format!("from {name}")),
    ]);
    Ok(Row::Draft(Box::new(draft)))
}
