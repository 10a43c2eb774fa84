//! Plain list: one value a line, comments before and behind.

use std::fmt::Write;

use super::{About, Row};

pub(super) fn write(rows: &[Row], about: About) -> Vec<u8> {
    let mut out = String::new();
    let title = if about.stream == "spam" {
        "Spam and phishing mail senders"
    } else {
        "Addresses with scam sites"
    };
    let _ = writeln!(out, "# {title} - EXERCISE HARMATTAN, all data invented");
    let _ = writeln!(out, "# generated: {} UTC", about.received.minute_text());
    let _ = writeln!(out, "# entries: {}\n", rows.len());
    for (at, row) in rows.iter().enumerate() {
        if at > 0 && at % 500 == 0 {
            let _ = writeln!(out, "# -- {at} --");
        }
        match row.sites {
            Some(sites) if !row.malformed => {
                let _ = writeln!(
                    out,
                    "{} # {sites} scam sites, last seen {}",
                    row.value,
                    row.last_seen.day_text()
                );
            }
            _ => {
                let _ = writeln!(out, "{}", row.value);
            }
        }
    }
    out.push_str("# end of list\n");
    out.into_bytes()
}
