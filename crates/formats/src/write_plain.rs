//! Plain list: one canonical value a line, with a head comment.

use std::io::{self, Write};

use crate::export::{ExportMeta, ExportRow, Written, each_line, head};

/// Writes the list.
///
/// # Errors
/// When writing fails.
pub fn write(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
) -> io::Result<Written> {
    head(meta, "#", out)?;
    // A value with a control character would be two lines.
    each_line(rows, meta, out, false, |row| {
        (!row.value.chars().any(char::is_control)).then(|| row.value.clone())
    })
}
