//! IntelMQ events as JSON lines (keys of the harmonisation, version 3.5.0).

use model::Tlp;
use observable::Kind;
use serde_json::{Map, Value, json};

use super::{About, Row};
use crate::ExerciseError;
use crate::names::CAMPAIGNS;

pub(super) fn write(rows: &[Row], about: About) -> Result<Vec<u8>, ExerciseError> {
    let mut out = Vec::new();
    for row in rows {
        let facts = row.category.facts();
        let mut event = Map::new();
        let mut put = |key: &str, value: Value| {
            event.insert(key.to_owned(), value);
        };
        put("__type", json!("Event"));
        put("classification.type", json!(facts.intelmq));
        put("classification.identifier", json!(row.category.id()));
        put("feed.provider", json!(about.partner));
        put("feed.name", json!("EXERCISE HARMATTAN"));
        put("feed.accuracy", json!(f64::from(row.confidence)));
        put("time.source", json!(offset_time(row.first_seen)));
        put("time.observation", json!(offset_time(about.received)));
        match row.kind {
            Kind::Url => put("source.url", json!(row.value)),
            Kind::Domain => put("source.fqdn", json!(row.value)),
            _ => put("source.ip", json!(row.value)),
        }
        if let Some(port) = row.port {
            put("source.port", json!(port));
        }
        if let Some((country, asn)) = row.stated {
            put("source.geolocation.cc", json!(country.code()));
            put("source.asn", json!(asn));
        }
        if let Some(name) = row.malware {
            put("malware.name", json!(name.to_ascii_lowercase()));
        }
        if let Some(at) = row.campaign {
            put(
                "event_description.text",
                json!(format!("campaign {}", CAMPAIGNS[at])),
            );
        }
        put("protocol.transport", json!("tcp"));
        put(
            "status",
            json!(if row.alive { "online" } else { "offline" }),
        );
        put("tlp", json!(tlp(row.tlp.unwrap_or(Tlp::Green))));
        put(
            "extra",
            json!({ "last_seen": offset_time(row.last_seen), "exercise": true }),
        );
        serde_json::to_writer(&mut out, &event)?;
        out.push(b'\n');
    }
    Ok(out)
}

/// IntelMQ knows the four labels of TLP 1 only.
fn tlp(tlp: Tlp) -> &'static str {
    match tlp {
        Tlp::Clear => "WHITE",
        Tlp::Green => "GREEN",
        Tlp::Amber | Tlp::AmberStrict => "AMBER",
        Tlp::Red => "RED",
    }
}

/// ISO 8601 with the offset that IntelMQ wants.
fn offset_time(at: model::Utc) -> String {
    at.to_string().replace('Z', "+00:00")
}
