//! Feodo Tracker style CSV: `#` block, live header line, quoted fields, `# END`.

use std::fmt::Write;

use super::{About, Row, blank_time, quoted};

pub(super) fn write(rows: &[Row], about: About) -> Vec<u8> {
    let mut out = String::new();
    out.push_str("################################################################\r\n");
    out.push_str("# EXERCISE HARMATTAN - botnet command servers - invented data   #\r\n");
    let _ = write!(
        out,
        "# Last updated: {} UTC\r\n",
        blank_time(about.received)
    );
    out.push_str("################################################################\r\n");
    out.push_str(
        "\"first_seen_utc\",\"dst_ip\",\"dst_port\",\"c2_status\",\"last_online\",\"malware\"\r\n",
    );
    for row in rows {
        let port = row.port.unwrap_or(443).to_string();
        let status = if row.alive { "online" } else { "offline" };
        let fields = [
            blank_time(row.first_seen),
            row.value.clone(),
            port,
            status.to_owned(),
            row.last_seen.day_text(),
            row.malware.unwrap_or("SANDFOX").to_owned(),
        ];
        let _ = write!(out, "{}\r\n", fields.map(|field| quoted(&field)).join(","));
    }
    let _ = write!(out, "# END ({}) entries\r\n", rows.len());
    out.into_bytes()
}
