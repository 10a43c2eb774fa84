//! n6 events (REST and stream): JSON array or JSON lines. One event with several addresses gives one draft for each.
//!
//! Members: `id, source, restriction, confidence, category, modified, time, address[{ip,cc,asn}], dip, dport, sport, proto,
//! fqdn, url, url_pattern, md5, sha1, sha256, name, origin, expires, status, target, email, iban, phone, replaces, until, type`.

use model::{Draft, Liveness, Place, Reason, Refusal, Tlp};
use observable::Kind;
use serde_json::Value;

use crate::category_alias::{category_of, in_network, refined};
use crate::fields::{Record, joined, latest};
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::by_keys;
use crate::{Row, Sample};

/// n6 events.
pub static N6: JsonFeed = JsonFeed {
    id: "n6",
    title: "n6 events (JSON or JSON lines)",
    shape: Shape::Records,
    detect: |sample: &Sample<'_>| {
        by_keys(
            sample,
            &["source", "restriction", "confidence", "category", "time"],
            97,
        )
    },
    convert,
};

/// Members other than addresses that carry a value of their own, most telling first.
const VALUES: [(&str, Kind); 8] = [
    ("url", Kind::Url),
    ("fqdn", Kind::Domain),
    ("email", Kind::Email),
    ("sha256", Kind::Sha256),
    ("sha1", Kind::Sha1),
    ("md5", Kind::Md5),
    ("iban", Kind::Iban),
    ("phone", Kind::Phone),
];

fn convert(record: &Record<'_>, _: &mut Notes) -> Result<Vec<Row>, Refusal> {
    if let Some(state) = withdrawn(record) {
        return Err(record.refuse(
            "",
            Reason::Retracted,
            format!("the source marks this event as {state}"),
        ));
    }
    let mut rows = Vec::new();
    for (index, (ip, place, entry)) in addresses(record).into_iter().enumerate() {
        let entry = Record {
            map: entry.unwrap_or(record.map),
            place: &place,
            ..*record
        };
        match entry.draft_of("ip", None, &ip) {
            Ok(mut draft) => {
                draft.stated = entry.stated("cc", "asn", "");
                draft.port = record.port("sport");
                if index > 0 {
                    draft.comment = Some("one of several addresses of the event".to_owned());
                }
                rows.push(finished(record, draft));
            }
            Err(refusal) => rows.push(Ok(Row::Refused(refusal))),
        }
    }
    for (key, kind) in VALUES {
        if record.get(key).is_some() {
            match record.draft(key, Some(kind)) {
                Ok(draft) => rows.push(finished(record, draft)),
                Err(refusal) => rows.push(Ok(Row::Refused(refusal))),
            }
        }
    }
    if rows.is_empty() {
        return Err(record.refuse(
            "",
            Reason::MissingValue,
            "the event names no address, name, URL, hash, e-mail address, IBAN or telephone number",
        ));
    }
    rows.into_iter().collect()
}

/// The word for a state in which the source has taken the event back.
fn withdrawn(record: &Record<'_>) -> Option<String> {
    match record.text("type").as_deref() {
        Some("bl-delist") => return Some("delisted".to_owned()),
        Some("bl-expire") => return Some("expired".to_owned()),
        _ => {}
    }
    record
        .text("status")
        .filter(|status| matches!(status.as_str(), "delisted" | "replaced"))
}

type Address<'a> = (String, Place, Option<&'a serde_json::Map<String, Value>>);

fn addresses<'a>(record: &Record<'a>) -> Vec<Address<'a>> {
    let list = match record.get("address") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(value @ Value::Object(_)) => std::slice::from_ref(value),
        _ => {
            return record
                .text("ip")
                .map(|ip| (ip, record.place.clone(), None))
                .into_iter()
                .collect();
        }
    };
    list.iter()
        .take(crate::fields::MAX_LIST)
        .enumerate()
        .map(|(index, entry)| {
            let place = Place::at(record.place.row, format!("/address/{index}"));
            match entry {
                Value::Object(map) => (
                    map.get("ip")
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned(),
                    place,
                    Some(map),
                ),
                other => (other.as_str().unwrap_or_default().to_owned(), place, None),
            }
        })
        .collect()
}

fn finished(record: &Record<'_>, mut draft: Draft) -> Result<Row, Refusal> {
    let label = record.text("category");
    let name = record.text("name");
    let known = label.as_deref().and_then(|label| category_of("n6", label));
    draft.malware = name.clone().filter(|_| {
        matches!(
            label.as_deref(),
            Some(
                "bots"
                    | "cnc"
                    | "malurl"
                    | "malware-action"
                    | "webinject"
                    | "sandbox-url"
                    | "backdoor"
            )
        )
    });
    draft.category = refined(
        known
            .filter(|_| in_network(&draft.observable))
            .or(draft.category),
        &name.as_deref().into_iter().collect::<Vec<_>>(),
    );
    draft.first_seen = record.past("time")?;
    draft.last_seen = latest(&[draft.first_seen, record.past("until")?]);
    draft.valid_until = record.time("expires")?;
    draft.confidence = record
        .text("confidence")
        .and_then(|word| match word.as_str() {
            "low" => Some(30),
            "medium" => Some(60),
            "high" => Some(90),
            other => other.parse().ok().filter(|number| *number <= 100),
        });
    // An unknown restriction is read as the strictest.
    draft.tlp = record.text("restriction").map(|word| match word.as_str() {
        "public" => Tlp::Clear,
        "need-to-know" => Tlp::Amber,
        _ => Tlp::Red,
    });
    draft.liveness = record
        .text("status")
        .map_or(Liveness::Unknown, |status| Liveness::parse(&status));
    draft.target = record.text("target");
    draft.external_id = record.text("id");
    draft.tags = [
        label.clone().map(|label| format!("n6:{label}")),
        record
            .text("origin")
            .map(|origin| format!("n6-origin:{origin}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    draft.upstream = record.text("source");
    draft.why = joined(&[
        Some(format!("n6: {}", label.as_deref().unwrap_or("event"))),
        name,
        record.text("dip").map(|ip| {
            format!(
                "towards {ip}{}",
                record
                    .port("dport")
                    .map_or(String::new(), |port| format!(" port {port}"))
            )
        }),
        record.text("long_description"),
    ]);
    Ok(Row::Draft(Box::new(draft)))
}
