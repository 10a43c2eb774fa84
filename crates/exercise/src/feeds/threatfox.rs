//! ThreatFox style CSV: commented header, fields quoted and separated by comma and blank, `None` for nothing.

use std::fmt::Write;

use model::Category;
use observable::Kind;

use super::{About, Row, blank_time, quoted};

const COLUMNS: [&str; 15] = [
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
];

pub(super) fn write(rows: &[Row], about: About) -> Vec<u8> {
    let mut out = String::new();
    out.push_str("################################################################\r\n");
    out.push_str("# EXERCISE HARMATTAN - indicators - invented data              #\r\n");
    let _ = write!(
        out,
        "# Last updated: {} UTC\r\n",
        blank_time(about.received)
    );
    out.push_str("################################################################\r\n#\r\n");
    let _ = write!(out, "# {}\r\n", COLUMNS.map(quoted).join(","));
    for row in rows {
        let (value, kind) = typed(row);
        let threat = match row.category {
            Category::MALWARE_DISTRIBUTION if kind.ends_with("hash") => "payload",
            Category::MALWARE_DISTRIBUTION => "payload_delivery",
            _ => "botnet_cc",
        };
        let name = row.malware.unwrap_or("None");
        let fields = [
            blank_time(row.first_seen),
            (1_500_000 + row.number).to_string(),
            value,
            kind.to_owned(),
            threat.to_owned(),
            format!("win.{}", name.to_ascii_lowercase().replace(' ', "_")),
            "None".to_owned(),
            name.to_owned(),
            blank_time(row.last_seen),
            row.confidence.to_string(),
            "False".to_owned(),
            "None".to_owned(),
            row.campaign.map_or_else(
                || "exercise".to_owned(),
                |at| format!("exercise,{}", crate::names::CAMPAIGNS[at]),
            ),
            "0".to_owned(),
            "calabash".to_owned(),
        ];
        let _ = write!(out, "{}\r\n", fields.map(|field| quoted(&field)).join(", "));
    }
    let _ = write!(out, "# Number of entries: {}\r\n", rows.len());
    out.into_bytes()
}

/// The value as this feed writes it, and its type: addresses carry their port, IPv6 in brackets.
fn typed(row: &Row) -> (String, &'static str) {
    match row.kind {
        Kind::Ipv4 | Kind::Ipv6 => {
            let port = row.port.unwrap_or(443);
            let text = if row.value.contains(':') {
                format!("[{}]:{port}", row.value)
            } else {
                format!("{}:{port}", row.value)
            };
            (text, "ip:port")
        }
        Kind::Domain => (row.value.clone(), "domain"),
        Kind::Md5 => (row.value.clone(), "md5_hash"),
        Kind::Sha1 => (row.value.clone(), "sha1_hash"),
        Kind::Sha256 => (row.value.clone(), "sha256_hash"),
        _ => (row.value.clone(), "url"),
    }
}
