//! The annexes for machines: STIX 2.1 and MISP, with the identifiers of the report.

use formats::export::{ExportMeta, ExportRow, WriteFn};
use model::{Indicator, Tlp, Utc};
use report::input::ReportInput;

use crate::error::{GatewayError, Result};

/// What the annexes say about themselves: title, date and end of the report.
pub(crate) fn meta(input: &ReportInput, indicators: &[Indicator]) -> ExportMeta {
    ExportMeta {
        title: format!("{} v{}", input.reference, input.version),
        generated: Utc(input.generated_at),
        expires: Utc(input.valid_until),
        tlp: indicators
            .iter()
            .map(|indicator| indicator.markings.tlp)
            .max()
            .unwrap_or(Tlp::Clear),
        exercise: input.exercise,
    }
}

/// STIX 2.1 bundle.
pub(crate) fn stix(rows: &[ExportRow], meta: &ExportMeta) -> Result<Vec<u8>> {
    write(formats::write_stix::write, rows, meta)
}

/// MISP event.
pub(crate) fn misp(rows: &[ExportRow], meta: &ExportMeta) -> Result<Vec<u8>> {
    write(formats::write_misp::write, rows, meta)
}

fn write(writer: WriteFn, rows: &[ExportRow], meta: &ExportMeta) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    writer(&mut rows.iter().cloned(), meta, &mut bytes).map_err(|source| GatewayError::File {
        path: "an annex".into(),
        source,
    })?;
    Ok(bytes)
}
