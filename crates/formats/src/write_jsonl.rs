//! JSON, one object a line.

use std::io::{self, Write};

use crate::export::{ExportMeta, ExportRow, Written, held_back};

/// Writes the objects.
///
/// # Errors
/// When writing fails.
pub fn write(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    let mut written = Written::default();
    for row in rows {
        if let Some(reason) = held_back(&row, meta, false) {
            written.skip(reason);
            continue;
        }
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
        written.rows += 1;
    }
    Ok(written)
}
