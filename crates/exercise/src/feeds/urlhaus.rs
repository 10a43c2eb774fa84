//! URLhaus style CSV: the header is itself a comment, every field is quoted, lines end in CRLF.

use std::fmt::Write;

use super::{About, Row, blank_time, quoted};

pub(super) fn write(rows: &[Row], about: About) -> Vec<u8> {
    let mut out = String::new();
    out.push_str("################################################################\r\n");
    out.push_str("# EXERCISE HARMATTAN - malware URLs - invented data            #\r\n");
    let _ = write!(
        out,
        "# Last updated: {} (UTC)\r\n",
        blank_time(about.received)
    );
    out.push_str("################################################################\r\n#\r\n");
    out.push_str("# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\r\n");
    for row in rows {
        let id = 9_000_000 + row.number;
        let fields = [
            id.to_string(),
            blank_time(row.first_seen),
            row.value.clone(),
            if row.alive { "online" } else { "offline" }.to_owned(),
            blank_time(row.last_seen),
            "malware_download".to_owned(),
            row.malware
                .map_or_else(|| "exercise".to_owned(), |name| format!("exercise,{name}")),
            format!("https://feed.example/url/{id}/"),
            "baobab".to_owned(),
        ];
        let _ = write!(out, "{}\r\n", fields.map(|field| quoted(&field)).join(","));
    }
    out.into_bytes()
}
