//! The annexes for machines: STIX 2.1 and MISP, with the identifiers of the report.

use formats::export::{ExportMeta, ExportRow, WriteFn};
use model::{Indicator, Tlp, Utc};
use report::input::ReportInput;

use crate::error::{GatewayError, Result};
use crate::export::export_row;

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
pub(crate) fn stix(indicators: &[Indicator], meta: &ExportMeta) -> Result<Vec<u8>> {
    write(formats::write_stix::write, indicators, meta)
}

/// MISP event.
pub(crate) fn misp(indicators: &[Indicator], meta: &ExportMeta) -> Result<Vec<u8>> {
    write(formats::write_misp::write, indicators, meta)
}

fn write(writer: WriteFn, indicators: &[Indicator], meta: &ExportMeta) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rows = indicators.iter().map(export_row);
    let rows: &mut dyn Iterator<Item = ExportRow> = &mut rows;
    writer(rows, meta, &mut bytes).map_err(|source| GatewayError::File {
        path: "an annex".into(),
        source,
    })?;
    Ok(bytes)
}
