//! Block lists for resolvers: hosts file, dnsmasq, Unbound, response policy zone. Names only; a URL does not make its
//! whole host bad, so URLs are left out and counted.

use std::io::{self, Write};

use model::Utc;
use observable::Kind;

use crate::export::{ExportMeta, ExportRow, Written, each_line, head, is_plain_name, one_line};

fn name(row: &ExportRow) -> Option<&str> {
    (row.kind == Kind::Domain && is_plain_name(&row.value)).then_some(row.value.as_str())
}

/// Hosts file: the name itself goes nowhere, its subdomains are not touched.
///
/// # Errors
/// When writing fails.
pub fn hosts(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    head(meta, "#", out)?;
    each_line(rows, meta, out, true, |row| {
        name(row).map(|name| format!("0.0.0.0 {name}"))
    })
}

/// dnsmasq: the name and its subdomains do not exist (`address=/name/` without an address, dnsmasq(8)).
///
/// # Errors
/// When writing fails.
pub fn dnsmasq(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    head(meta, "#", out)?;
    each_line(rows, meta, out, true, |row| {
        name(row).map(|name| format!("address=/{name}/"))
    })
}

/// Unbound: the name and its subdomains do not exist (`always_nxdomain`, unbound.conf(5)).
///
/// # Errors
/// When writing fails.
pub fn unbound(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    head(meta, "#", out)?;
    writeln!(out, "server:")?;
    each_line(rows, meta, out, true, |row| {
        name(row).map(|name| format!("    local-zone: \"{name}.\" always_nxdomain"))
    })
}

/// Response policy zone (draft-vixie-dnsop-dns-rpz): names and addresses in answers do not exist. The zone's serial is
/// the time of writing in seconds, its expiry the list's.
///
/// # Errors
/// When writing fails.
pub fn rpz(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    head(meta, ";", out)?;
    let Utc(serial) = meta.generated;
    let expire = (meta.expires.0 - meta.generated.0).clamp(3_600, i64::from(i32::MAX));
    writeln!(out, "$TTL 300")?;
    writeln!(
        out,
        "@ IN SOA localhost. hostmaster.localhost. {} 3600 600 {expire} 300",
        serial.rem_euclid(1 << 32)
    )?;
    writeln!(out, "@ IN NS localhost.")?;
    each_line(rows, meta, out, true, |row| {
        let owner = match row.kind {
            // The name and everything below it would be two records; a wildcard alone misses the name itself.
            Kind::Domain => name(row).filter(|name| name.len() <= 230)?.to_owned(),
            Kind::Ipv4 => format!("32.{}.rpz-ip", reversed(&row.value)?),
            _ => return None,
        };
        let wildcard = if row.kind == Kind::Domain {
            format!("\n*.{owner} CNAME .")
        } else {
            String::new()
        };
        Some(format!(
            "{owner} CNAME . ; {}{wildcard}",
            one_line(row.category.id())
        ))
    })
}

/// `192.0.2.1` as `1.2.0.192`.
fn reversed(address: &str) -> Option<String> {
    let [a, b, c, d] = address.parse::<std::net::Ipv4Addr>().ok()?.octets();
    Some(format!("{d}.{c}.{b}.{a}"))
}
