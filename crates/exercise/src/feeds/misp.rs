//! MISP event: attributes with tags for category, TLP, PAP and grade; numbers as text, as MISP writes them.

use model::Category;
use observable::Kind;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::{About, Row, random_uuid};
use crate::ExerciseError;
use crate::names::CAMPAIGNS;

pub(super) fn write(
    rows: &[Row],
    about: About,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<u8>, ExerciseError> {
    let organisation = json!({ "name": format!("{} (fictional)", about.partner), "uuid": random_uuid(rng).to_string() });
    let timestamp = about.received.0.to_string();
    let attributes: Vec<Value> = rows
        .iter()
        .map(|row| attribute(row, &timestamp, rng))
        .collect();
    let event = json!({ "Event": {
        "uuid": random_uuid(rng).to_string(),
        "info": "EXERCISE HARMATTAN: police findings (invented)",
        "date": about.received.day_text(),
        "timestamp": timestamp,
        "publish_timestamp": timestamp,
        "published": true,
        "analysis": "1",
        "threat_level_id": "2",
        "distribution": "0",
        "Orgc": organisation,
        "Org": organisation,
        "Tag": [{ "name": "tlp:amber" }, { "name": "PAP:AMBER" }, { "name": "admiralty-scale:source-reliability=\"a\"" }],
        "Attribute": attributes,
    }});
    Ok(serde_json::to_vec_pretty(&event)?)
}

fn attribute(row: &Row, timestamp: &str, rng: &mut ChaCha8Rng) -> Value {
    let (kind, category) = typed(row);
    let mut tags = vec![
        category_tag(row.category),
        format!(
            "admiralty-scale:information-credibility=\"{}\"",
            row.grade.item()
        ),
    ];
    tags.extend(word_tags(row.category).iter().map(|tag| (*tag).to_owned()));
    if let Some(tlp) = row.tlp {
        tags.push(format!("tlp:{}", tlp.label().to_ascii_lowercase()));
    }
    if let Some(name) = row.malware {
        tags.push(format!("misp-galaxy:malpedia=\"{name}\""));
    }
    if let Some(at) = row.campaign {
        tags.push(format!("misp-galaxy:campaign=\"{}\"", CAMPAIGNS[at]));
    }
    let tags: Vec<Value> = tags
        .into_iter()
        .map(|name| json!({ "name": name }))
        .collect();
    let value = match row.port {
        Some(port) if kind.ends_with("|port") => format!("{}|{port}", row.value),
        _ => row.value.clone(),
    };
    json!({
        "uuid": random_uuid(rng).to_string(),
        "type": kind,
        "category": category,
        "value": value,
        "to_ids": true,
        "distribution": "5",
        "timestamp": timestamp,
        "deleted": false,
        "comment": comment(row.category),
        "first_seen": row.first_seen.to_string().replace('Z', ".000000+00:00"),
        "last_seen": row.last_seen.to_string().replace('Z', ".000000+00:00"),
        "Tag": tags,
    })
}

/// MISP's type and category of a value.
fn typed(row: &Row) -> (&'static str, &'static str) {
    match row.kind {
        Kind::Ipv4 | Kind::Ipv6 if row.port.is_some() => ("ip-dst|port", "Network activity"),
        Kind::Ipv4 | Kind::Ipv6 => ("ip-dst", "Network activity"),
        Kind::Email => ("email-src", "Payload delivery"),
        Kind::Md5 => ("md5", "Payload delivery"),
        Kind::Sha1 => ("sha1", "Payload delivery"),
        Kind::Sha256 => ("sha256", "Payload delivery"),
        Kind::Btc => ("btc", "Financial fraud"),
        Kind::Phone => ("phone-number", "Financial fraud"),
        Kind::Url => ("url", "Network activity"),
        _ => ("domain", "Network activity"),
    }
}

/// A machine tag that names the category in our own words: RSIT has no ransomware, fraud-mail or market class.
fn category_tag(category: Category) -> String {
    format!("griot:category=\"{}\"", category.id())
}

/// The tags by which MISP's users name these activities.
fn word_tags(category: Category) -> &'static [&'static str] {
    match category {
        Category::BOTNET_C2 => &["rsit:malicious-code=\"c2-server\""],
        Category::RANSOMWARE_C2 => &["rsit:malicious-code=\"c2-server\"", "ransomware"],
        Category::BEC_INFRA => &["bec"],
        Category::DARKWEB_MARKET => &["darkweb-market"],
        _ => &["rsit:other=\"other\""],
    }
}

fn comment(category: Category) -> String {
    let words = match category {
        Category::DARKWEB_MARKET => "dark web market",
        other => &other.facts().label_en,
    };
    format!("{words} (exercise)")
}
