//! ThreatFox JSON: an object of numbers, each with a list of records (export), or `data` of an API answer.
//!
//! Members: `ioc_value, ioc_type, threat_type, malware, malware_alias, malware_printable, first_seen_utc, last_seen_utc,
//! confidence_level, is_compromised, reference, tags (text), anonymous, reporter`; the text `None` is null.

use model::{Ownership, Reason, Refusal};
use observable::Kind;

use crate::category_alias::{category_of, in_network, refined};
use crate::fields::{Record, earliest, joined, one};
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::by_keys;
use crate::{Row, Sample};

/// ThreatFox JSON export.
pub static THREATFOX_JSON: JsonFeed = JsonFeed {
    id: "threatfox-json",
    title: "ThreatFox JSON export (indicators of malware)",
    shape: Shape::At(crate::urlhaus_json::nested_lists),
    detect: |sample: &Sample<'_>| {
        by_keys(sample, &["ioc_value", "ioc_type", "threat_type"], 98)
            .or_else(|| by_keys(sample, &["ioc", "ioc_type", "threat_type"], 97))
    },
    convert,
};

/// The kind that an `ioc_type` stands for; the outer none: unknown, the inner: address with port.
pub(crate) fn kind_of(ioc_type: &str) -> Option<Option<Kind>> {
    Some(Some(match ioc_type {
        "ip:port" => return Some(None),
        "domain" => Kind::Domain,
        "url" => Kind::Url,
        "md5_hash" => Kind::Md5,
        "sha1_hash" => Kind::Sha1,
        "sha256_hash" => Kind::Sha256,
        "sha3_384_hash" => return None,
        "envelope_from" | "body_from" => Kind::Email,
        _ => return None,
    }))
}

fn convert(record: &Record<'_>, _: &mut Notes) -> Result<Vec<Row>, Refusal> {
    let ioc_type = record.required("ioc_type")?;
    let Some(kind) = kind_of(&ioc_type) else {
        return Err(record.refuse(
            "ioc_type",
            Reason::UnknownType,
            format!("ioc_type {ioc_type:?} has no kind of indicator"),
        ));
    };
    let key = if record.get("ioc_value").is_some() {
        "ioc_value"
    } else {
        "ioc"
    };
    let mut draft = record.draft(key, kind)?;
    draft.malware = record
        .first_text(&["malware_printable", "malware"])
        .filter(|name| name != "Unknown malware");
    let threat = record.text("threat_type");
    let stated = threat
        .as_deref()
        .and_then(|threat| category_of("threat", threat))
        .filter(|_| in_network(&draft.observable));
    draft.category = refined(
        stated.or(draft.category),
        &draft.malware.as_deref().into_iter().collect::<Vec<_>>(),
    );
    let first = record
        .past("first_seen_utc")?
        .or(record.past("first_seen")?);
    let last = record.past("last_seen_utc")?.or(record.past("last_seen")?);
    draft.first_seen = earliest(&[first, last]);
    draft.last_seen = last.or(first);
    draft.confidence = record.percent("confidence_level");
    if record.flag("is_compromised") == Some(true) {
        draft.ownership = Ownership::Compromised;
    }
    draft.reference = record.text("reference");
    draft.external_id = record.text("id");
    draft.tags = record.list("tags");
    draft.why = joined(&[
        Some(format!(
            "ThreatFox: {}",
            threat.as_deref().unwrap_or("malware indicator")
        )),
        draft.malware.clone(),
        record
            .text("malware_alias")
            .map(|alias| format!("also {alias}")),
        record
            .text("reporter")
            .map(|reporter| format!("reported by {reporter}")),
    ]);
    draft.upstream = Some("threatfox".to_owned());
    Ok(one(draft))
}
