//! The CSV annex: all items, raw values, stable English column names and codes for machines.
//!
//! UTF-8 without BOM, comma, CRLF (RFC 4180). A cell that a spreadsheet would run as a formula (first
//! character `=`, `+`, `-`, `@`, tab, CR or LF) is preceded by an apostrophe; the README of the XLSX says so.

use crate::ReportError;
use crate::catalogue::Catalogue;
use crate::columns::{COLUMNS, Cell, Reader, cells, rfc3339};
use crate::input::{Item, ReportInput};
use language::Lang;

/// A cell that no spreadsheet takes for a formula. Some take the full-width signs for the plain ones.
#[must_use]
pub fn neutral(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

pub(crate) fn write(
    input: &ReportInput,
    items: &[&Item],
    catalogue: &Catalogue,
    lang: Lang,
) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(COLUMNS.iter().map(|c| c.name))?;
    for item in items {
        let row = cells(input, item, catalogue, lang, Reader::Machine);
        writer.write_record(row.into_iter().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => neutral(&text),
            Cell::Number(n) => n.to_string(),
            Cell::Time(at) => rfc3339(at),
        }))?;
    }
    writer
        .into_inner()
        .map_err(|e| ReportError::Csv(e.into_error().into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_cell_starts_a_formula(text in "[=+@\\-\t\r\n]?\\PC{0,20}") {
            let shown = neutral(&text);
            prop_assert!(!shown.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            prop_assert!(shown.ends_with(&text));
        }
    }
}
