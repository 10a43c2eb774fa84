//! MISP event JSON: one event with one attribute for each row, strict after the MISP core format (mandatory members, numbers as
//! strings). Identifiers are deterministic: the attribute's UUID is the row's own, which the STIX indicator has too.

use std::io::{self, Write};

use model::{Admiralty, Category, Liveness, Ownership, Tlp};
use observable::Kind;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::export::{ExportMeta, ExportRow, Territory, Written, held_back, one_line};

/// Name of the organisation that the event is from.
const PRODUCER: &str = "Griot";

/// UUIDv5 of `name` in our namespace, for the MISP block `kind`.
fn uuid_of(kind: &str, name: &str) -> String {
    stix::id::object_id(kind, name.as_bytes())
        .split_once("--")
        .map_or_else(|| Uuid::nil().to_string(), |(_, uuid)| uuid.to_owned())
}

/// Type and category of a kind, both from MISP's `describeTypes`; none when there is no type.
fn type_of(kind: Kind) -> Option<(&'static str, &'static str)> {
    const NETWORK: &str = "Network activity";
    const PAYLOAD: &str = "Payload delivery";
    Some(match kind {
        Kind::Ipv4 | Kind::Ipv6 | Kind::Cidr => ("ip-dst", NETWORK),
        Kind::Domain => ("domain", NETWORK),
        Kind::Onion => ("hostname", NETWORK),
        Kind::Url => ("url", NETWORK),
        Kind::Email => ("email-src", PAYLOAD),
        Kind::Md5 => ("md5", PAYLOAD),
        Kind::Sha1 => ("sha1", PAYLOAD),
        Kind::Sha224 => ("sha224", PAYLOAD),
        Kind::Sha256 => ("sha256", PAYLOAD),
        Kind::Sha384 => ("sha384", PAYLOAD),
        Kind::Sha512 => ("sha512", PAYLOAD),
        Kind::Ssdeep => ("ssdeep", PAYLOAD),
        Kind::Tlsh => ("tlsh", PAYLOAD),
        Kind::Imphash => ("imphash", PAYLOAD),
        Kind::FileName | Kind::FilePath => ("filename", PAYLOAD),
        Kind::Ja3 => ("ja3-fingerprint-md5", NETWORK),
        Kind::Asn => ("AS", NETWORK),
        Kind::Mac => ("mac-address", NETWORK),
        Kind::UserAgent => ("user-agent", NETWORK),
        Kind::Btc => ("btc", "Financial fraud"),
        Kind::Xmr => ("xmr", "Financial fraud"),
        Kind::Dash => ("dash", "Financial fraud"),
        Kind::Iban => ("iban", "Financial fraud"),
        Kind::Phone => ("phone-number", "Financial fraud"),
        Kind::Mutex => ("mutex", "Artifacts dropped"),
        Kind::RegistryKey => ("regkey", "Artifacts dropped"),
        Kind::Cve => ("vulnerability", "External analysis"),
        _ => return None,
    })
}

fn tag(name: &str) -> Value {
    json!({ "name": name })
}

/// The tag of a TLP level as the taxonomy `tlp` writes it.
fn tlp_tag(tlp: Tlp) -> Value {
    tag(&format!("tlp:{}", tlp.label().to_ascii_lowercase()))
}

/// The tag of a category as the taxonomy `rsit` writes it.
fn category_tag(category: Category) -> Option<Value> {
    let (class, kind) = category.facts().rsit.split_once('/')?;
    Some(tag(&format!("rsit:{class}=\"{kind}\"")))
}

/// The tags of an Admiralty grade as the taxonomy `admiralty-scale` writes them.
fn grade_tags(grade: Admiralty) -> [Value; 2] {
    [
        tag(&format!(
            "admiralty-scale:source-reliability=\"{}\"",
            grade.source().to_ascii_lowercase()
        )),
        tag(&format!(
            "admiralty-scale:information-credibility=\"{}\"",
            grade.item()
        )),
    ]
}

/// What MISP has no member for, as `name value` pairs in the comment.
fn comment(row: &ExportRow) -> String {
    let names = |label: &str, list: &[String]| {
        let list: Vec<String> = list.iter().map(|name| one_line(name)).collect();
        (!list.is_empty()).then(|| format!("{label} {}", list.join(", ")))
    };
    let hosting = match (row.asn, &row.network) {
        (Some(asn), Some(network)) => Some(format!("AS{asn} {}", one_line(network))),
        (Some(asn), None) => Some(format!("AS{asn}")),
        (None, network) => network.as_deref().map(one_line),
    };
    let territories: Vec<String> = row.territories.iter().map(Territory::to_string).collect();
    let parts = [
        Some(row.category.id().to_owned()),
        Some(format!("confidence {}", row.confidence)),
        Some(one_line(&row.why)).filter(|why| !why.is_empty()),
        names("malware", &row.malware),
        names("campaign", &row.campaigns),
        row.country.map(|country| format!("hosted in {country}")),
        hosting,
        names("concerns", &territories),
        (row.ownership != Ownership::Unknown).then(|| row.ownership.name().replace('_', " ")),
        (row.liveness != Liveness::Unknown).then(|| format!("stated {}", row.liveness.name())),
        Some(format!("{} source(s)", row.sources)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" | ")
}

fn attribute(row: &ExportRow, meta: &ExportMeta) -> Option<Value> {
    let (mut label, category) = type_of(row.kind)?;
    let mut value = row.value.clone();
    if let ([port], "ip-dst" | "domain" | "hostname") = (row.ports.as_slice(), label)
        && row.kind != Kind::Cidr
    {
        value = format!("{value}|{port}");
        label = if label == "ip-dst" {
            "ip-dst|port"
        } else {
            "hostname|port"
        };
    }
    if row.kind == Kind::Asn {
        value = value.trim_start_matches("AS").to_owned();
    }
    let mut tags = vec![tlp_tag(row.tlp), tag(&format!("PAP:{}", row.pap.label()))];
    tags.extend(grade_tags(row.grade));
    tags.extend(category_tag(row.category));
    if meta.exercise {
        tags.push(tag("EXERCISE"));
    }
    Some(json!({
        "uuid": row.id,
        "type": label,
        "category": category,
        "to_ids": true,
        "event_id": "0",
        "distribution": "5",
        "timestamp": meta.generated.0.to_string(),
        "deleted": false,
        "disable_correlation": false,
        "comment": comment(row),
        "value": value,
        "first_seen": row.first_seen.to_string().replace('Z', ".000000+00:00"),
        "last_seen": row.last_seen.max(row.first_seen).to_string().replace('Z', ".000000+00:00"),
        "Tag": tags,
    }))
}

/// Writes one event.
///
/// # Errors
/// When writing fails.
pub fn write(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let title = if meta.exercise {
        format!("EXERCISE - {}", one_line(&meta.title))
    } else {
        one_line(&meta.title)
    };
    let organisation = json!({ "name": PRODUCER, "uuid": uuid_of("identity", PRODUCER) });
    let mut tags = vec![tlp_tag(meta.tlp)];
    if meta.exercise {
        tags.push(tag("EXERCISE"));
    }
    let head = json!({
        "uuid": uuid_of("misp-event", &title),
        "info": title,
        "date": meta.generated.day_text(),
        "timestamp": meta.generated.0.to_string(),
        "publish_timestamp": "0",
        "published": false,
        "org_id": "0",
        "orgc_id": "0",
        "distribution": "0",
        "threat_level_id": "4",
        "analysis": "2",
        "Org": organisation,
        "Orgc": organisation,
        "Tag": tags,
    })
    .to_string();
    // The attributes are written one by one: the event need not fit in memory.
    let open = head.strip_suffix('}').unwrap_or(&head);
    write!(out, "{{\"Event\":{open},\"Attribute\":[")?;
    let mut written = Written::default();
    for row in rows {
        if let Some(reason) = held_back(&row, meta, false) {
            written.skip(reason);
            continue;
        }
        match attribute(&row, meta) {
            Some(attribute) => {
                out.write_all(if written.rows == 0 { b"\n" } else { b",\n" })?;
                out.write_all(attribute.to_string().as_bytes())?;
                written.rows += 1;
            }
            None => written.skip("kind-not-expressible"),
        }
    }
    out.write_all(b"\n]}}\n")?;
    Ok(written)
}
