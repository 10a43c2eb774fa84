//! CSV (RFC 4180) with header. Cells that a spreadsheet would take for a formula get an apostrophe in front
//! (OWASP, CSV injection); our own reader takes it off again.

use std::io::{self, Write};

use crate::export::{ExportMeta, ExportRow, Written, held_back};

/// Column names.
pub const COLUMNS: [&str; 16] = [
    "id",
    "type",
    "value",
    "defanged",
    "category",
    "first_seen",
    "last_seen",
    "expires",
    "confidence",
    "tlp",
    "pap",
    "country",
    "asn",
    "malware",
    "port",
    "why",
];

/// Writes the table.
///
/// # Errors
/// When writing fails.
pub fn write(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    table.write_record(COLUMNS)?;
    let mut written = Written::default();
    for row in rows {
        if let Some(reason) = held_back(&row, meta, false) {
            written.skip(reason);
            continue;
        }
        let ports: Vec<String> = row.ports.iter().map(u16::to_string).collect();
        let cells = [
            row.id,
            row.kind.name().to_owned(),
            row.value,
            row.defanged,
            row.category.id().to_owned(),
            row.first_seen.to_string(),
            row.last_seen.to_string(),
            row.expires.to_string(),
            row.confidence.to_string(),
            row.tlp.to_string(),
            row.pap.to_string(),
            row.country
                .map(|country| country.to_string())
                .unwrap_or_default(),
            row.asn.map(|asn| asn.to_string()).unwrap_or_default(),
            row.malware.join("; "),
            ports.join("; "),
            row.why,
        ];
        table.write_record(cells.iter().map(|cell| harmless(cell).into_owned()))?;
        written.rows += 1;
    }
    table.flush()?;
    Ok(written)
}

/// The cell as a spreadsheet may show it.
#[must_use]
pub fn harmless(cell: &str) -> std::borrow::Cow<'_, str> {
    // Blanks before the sign do not stop a spreadsheet.
    match cell.trim_start_matches(' ').chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{cell}").into()
        }
        _ => cell.into(),
    }
}
