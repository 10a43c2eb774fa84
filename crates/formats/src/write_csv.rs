//! CSV (RFC 4180) with header. Cells that a spreadsheet would take for a formula get an apostrophe in front
//! (OWASP, CSV injection); our own reader takes it off again.

use std::io::{self, Write};

use model::Country;

use crate::export::{ExportMeta, ExportRow, Territory, Written, held_back};

/// Column names.
pub const COLUMNS: [&str; 25] = [
    "id",
    "type",
    "value",
    "defanged",
    "category",
    "first_seen",
    "last_seen",
    "expires",
    "confidence",
    "grade",
    "sources",
    "tlp",
    "pap",
    "country",
    "registered",
    "located",
    "asn",
    "network",
    "ownership",
    "liveness",
    "territories",
    "malware",
    "campaign",
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
        let country = |code: Option<Country>| code.map(|code| code.to_string()).unwrap_or_default();
        let territories: Vec<String> = row.territories.iter().map(Territory::to_string).collect();
        let ports: Vec<String> = row.ports.iter().map(u16::to_string).collect();
        let cells = [
            row.id.to_string(),
            row.kind.name().to_owned(),
            row.value,
            row.defanged,
            row.category.id().to_owned(),
            row.first_seen.to_string(),
            row.last_seen.to_string(),
            row.expires.to_string(),
            row.confidence.to_string(),
            row.grade.to_string(),
            row.sources.to_string(),
            row.tlp.to_string(),
            row.pap.to_string(),
            country(row.country),
            country(row.registered),
            country(row.located),
            row.asn.map(|asn| asn.to_string()).unwrap_or_default(),
            row.network.unwrap_or_default(),
            row.ownership.name().to_owned(),
            row.liveness.name().to_owned(),
            territories.join("; "),
            row.malware.join("; "),
            row.campaigns.join("; "),
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
