//! Rules for network sensors: Suricata, for addresses, networks and names. They only alert: nothing is blocked, nothing
//! is sent out.

use std::io::{self, Write};
use std::net::IpAddr;

use observable::Kind;

use crate::export::{ExportMeta, ExportRow, Written, each_line, head, is_plain_name};

/// First rule number: the range for local use begins at 1,000,000.
const FIRST_SID: u64 = 1_000_000;

/// Suricata 6 and later. Rules are numbered in the order of the rows.
///
/// # Errors
/// When writing fails.
pub fn suricata(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    head(meta, "#", out)?;
    let mut sid = FIRST_SID;
    each_line(rows, meta, out, false, |row| {
        let rule = match row.kind {
            Kind::Ipv4 | Kind::Ipv6 | Kind::Cidr => {
                row.value.split('/').next()?.parse::<IpAddr>().ok()?;
                address_rule(row)
            }
            Kind::Domain if is_plain_name(&row.value) => format!(
                "alert dns $HOME_NET any -> any any (msg:\"Griot {} {}\"; dns.query; dotprefix; content:\".{}\"; nocase; endswith; {}",
                row.category,
                row.value,
                row.value,
                particulars(row),
            ),
            _ => return None,
        };
        let line = format!("{rule} sid:{sid}; rev:1;)");
        sid += 1;
        Some(line)
    })
}

fn address_rule(row: &ExportRow) -> String {
    let ports: Vec<String> = row.ports.iter().map(u16::to_string).collect();
    let (protocol, ports) = if ports.is_empty() {
        ("ip", "any".to_owned())
    } else {
        ("tcp", format!("[{}]", ports.join(",")))
    };
    format!(
        "alert {protocol} $HOME_NET any -> [{}] {ports} (msg:\"Griot {} {}\"; {}",
        row.value,
        row.category,
        row.value,
        particulars(row)
    )
}

/// Metadata: only words that need no escaping.
fn particulars(row: &ExportRow) -> String {
    format!(
        "metadata:confidence {}, tlp {}, expires {};",
        row.confidence,
        row.tlp.to_string().replace('+', "_"),
        row.expires.day_text()
    )
}
