//! Block lists for firewalls and proxies: nftables sets, Squid `dstdomain`.

use std::io::{self, Write};
use std::net::IpAddr;

use observable::Kind;

use crate::export::{ExportMeta, ExportRow, Written, each_line, head, is_plain_name};

/// nftables: two interval sets with a timeout for each element, so that the kernel drops what expires (nft(8)). For use
/// with `nft -f`; rules that refer to `@griot4` and `@griot6` are the reader's own.
///
/// # Errors
/// When writing fails.
pub fn nftables(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    head(meta, "#", out)?;
    writeln!(out, "add table inet griot")?;
    for (set, kind) in [("griot4", "ipv4_addr"), ("griot6", "ipv6_addr")] {
        writeln!(
            out,
            "add set inet griot {set} {{ type {kind}; flags interval, timeout; auto-merge; }}"
        )?;
        writeln!(out, "flush set inet griot {set}")?;
    }
    each_line(rows, meta, out, true, |row| {
        let address = match row.kind {
            Kind::Ipv4 | Kind::Ipv6 | Kind::Cidr => {
                row.value.split('/').next()?.parse::<IpAddr>().ok()?
            }
            _ => return None,
        };
        let set = if address.is_ipv4() {
            "griot4"
        } else {
            "griot6"
        };
        let left = row.expires.0 - meta.generated.0;
        Some(format!(
            "add element inet griot {set} {{ {} timeout {left}s }}",
            row.value
        ))
    })
}

/// Squid: names and addresses for an `acl … dstdomain` file; the name itself, not its subdomains.
///
/// # Errors
/// When writing fails.
pub fn squid(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    head(meta, "#", out)?;
    each_line(rows, meta, out, true, |row| match row.kind {
        Kind::Domain if is_plain_name(&row.value) => Some(row.value.clone()),
        Kind::Ipv4 => Some(row.value.clone()),
        _ => None,
    })
}
