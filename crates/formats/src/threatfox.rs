//! ThreatFox CSV (abuse.ch): commented quoted header, separator `", "`, the text `None` for nothing, CR LF. 15 columns;
//! 14 before `is_compromised` came in. Addresses come as `ip:port`, IPv6 as `[2001:db8::7]:80`.

use std::io::BufRead;

use model::{Category, Draft, Ownership, Reason};

use crate::columns::{Feed, Fields, because};
use crate::listing::{BoxedReader, Defaults, FormatEntry};
use crate::value::{Fault, endpoint, name_or_address, of_kind};
use crate::words::{TypeLabel, confidence, type_label};
use crate::{Context, Detection, Sample, category_alias};

/// The format.
pub static THREATFOX: FormatEntry = FormatEntry {
    id: "threatfox-csv",
    title: "ThreatFox CSV (abuse.ch)",
    detect,
    open,
};

static FEED: Feed = Feed {
    upstream: "abuse.ch ThreatFox",
    separator: b',',
    columns: &[
        "first_seen_utc",
        "ioc_id",
        "ioc_value",
        "ioc_type",
        "threat_type",
        "fk_malware",
        "malware_alias",
        "malware_printable",
        "last_seen_utc",
        "confidence_level",
        "is_compromised",
        "reference",
        "tags",
        "anonymous",
        "reporter",
    ],
    key: &["ioc_id", "ioc_value", "ioc_type", "threat_type"],
    category: None,
    row,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    FEED.detect(sample)
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    FEED.open(input, context)
}

fn category(threat: &str) -> Category {
    match threat {
        "botnet_cc" => Category::BOTNET_C2,
        "payload_delivery" | "payload" => Category::MALWARE_DISTRIBUTION,
        _ => Category::OTHER,
    }
}

fn row(fields: &Fields<'_>, defaults: &Defaults) -> Result<Vec<Draft>, Fault> {
    let (value, label) = (fields.need("ioc_value")?, fields.need("ioc_type")?);
    let unknown = || {
        Fault::new(
            Reason::UnknownType,
            format!("{label:?} is no type of indicator known here"),
        )
        .in_column("ioc_type")
    };
    let (observable, port) = match type_label(label).ok_or_else(unknown)? {
        TypeLabel::Kind(kind) => of_kind(kind, value).map(|observable| (observable, None)),
        TypeLabel::Host => name_or_address(value).map(|observable| (observable, None)),
        TypeLabel::Ip | TypeLabel::Endpoint | TypeLabel::Hash => {
            endpoint(value).map(|found| (found.observable, found.port))
        }
    }
    .map_err(|fault| fault.in_column("ioc_value"))?;

    let mut draft = defaults.draft(fields.number, observable);
    draft.port = port;
    draft.malware = fields
        .text("malware_printable")
        .filter(|name| name != "Unknown malware");
    let names: Vec<&str> = draft
        .malware
        .as_deref()
        .into_iter()
        .chain(fields.get("malware_alias"))
        .collect();
    let threat = fields.get("threat_type").unwrap_or_default();
    draft.category = defaults
        .category
        .or_else(|| category_alias::refined(Some(category(threat)), &names));
    draft.first_seen = fields.time("first_seen_utc", defaults.received)?;
    draft.last_seen = fields
        .time("last_seen_utc", defaults.received)?
        .filter(|last| draft.first_seen.is_none_or(|first| first <= *last));
    draft.confidence = fields.get("confidence_level").and_then(confidence);
    if fields
        .get("is_compromised")
        .is_some_and(|flag| flag.eq_ignore_ascii_case("true") || flag == "1")
    {
        draft.ownership = Ownership::Compromised;
    }
    draft.reference = fields.text("reference");
    draft.external_id = fields.text("ioc_id");
    draft.tags = fields.tags("tags");
    let mut particulars: Vec<String> = draft.malware.iter().cloned().collect();
    particulars.extend(draft.tags.iter().cloned());
    draft.why = because(threat, &particulars);
    draft.comment = fields
        .get("reporter")
        .map(|reporter| format!("reported by {reporter}"));
    Ok(vec![draft])
}
