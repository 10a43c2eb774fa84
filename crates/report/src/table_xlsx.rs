//! The XLSX annex: the same items for people, with columns that the country fills in.
//!
//! Every cell is typed, so text is never run as a formula. The file's dates are those of the report.

use language::{Lang, text};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet, XlsxError,
};

use crate::ReportError;
use crate::catalogue::Catalogue;
use crate::columns::{COLUMNS, Cell, Reader, cells, heading, within};
use crate::compose::title;
use crate::input::{Item, ReportInput};
use crate::safe;

/// Longest text of a cell (the format's limit is 32,767 characters).
const MAX_CELL: usize = 32_000;
/// Rows of items at most (the format's limit is 1,048,576 with the heading).
const MAX_ITEMS: usize = 1_048_000;
/// Columns for the country: heading and width.
const OWN: [(&str, f64); 4] = [
    ("column-status", 22.0),
    ("column-status-date", 14.0),
    ("column-status-proof", 26.0),
    ("column-remark", 30.0),
];
/// The states to choose from (police-practice status set).
pub(crate) const STATUSES: [&str; 19] = [
    "status-received",
    "status-verified-live",
    "status-verified-dead",
    "status-false-positive",
    "status-not-in-country",
    "status-notified",
    "status-preserved",
    "status-monitored",
    "status-sinkholed",
    "status-suspended",
    "status-taken-down",
    "status-seized",
    "status-cleaned",
    "status-patched",
    "status-re-infected",
    "status-no-answer",
    "status-refused",
    "status-transferred",
    "status-closed",
];

pub(crate) fn write(
    input: &ReportInput,
    items: &[&Item],
    catalogue: &Catalogue,
    lang: Lang,
) -> Result<Vec<u8>, ReportError> {
    let mut book = Workbook::new();
    let mark = input.markings.tlp.label();
    let properties = DocProperties::new()
        .set_title(title(input, lang))
        .set_author(safe::clean(&input.producer, 120))
        .set_keywords(format!("{mark}, {}", safe::clean(&input.reference, 60)))
        .set_creation_datetime(&moment(input.generated_at)?);
    book.set_properties(&properties);
    items_sheet(book.add_worksheet(), input, items, catalogue, lang)?;
    read_me(book.add_worksheet(), input, lang)?;
    let lists = book.add_worksheet();
    lists.set_name(text(lang, "sheet-lists"))?;
    lists.set_column_width(0, 30.0)?;
    for (row, key) in STATUSES.iter().enumerate() {
        lists.write_string(row as u32, 0, text(lang, key))?;
    }
    Ok(book.save_to_buffer()?)
}

/// A moment as the format knows it; what lies outside its years becomes the edge.
fn moment(at: i64) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_timestamp(within(at))
}

fn items_sheet(
    sheet: &mut Worksheet,
    input: &ReportInput,
    items: &[&Item],
    catalogue: &Catalogue,
    lang: Lang,
) -> Result<(), ReportError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(0xE4_E9_EC)
        .set_border_bottom(FormatBorder::Thin);
    let own_head = head.clone().set_background_color(0xFF_F2_CC);
    let time = Format::new()
        .set_num_format("yyyy-mm-dd hh:mm")
        .set_align(FormatAlign::Top);
    let date = Format::new()
        .set_num_format("yyyy-mm-dd")
        .set_align(FormatAlign::Top);
    let plain = Format::new().set_align(FormatAlign::Top);
    sheet.set_name(text(lang, "sheet-items"))?;
    sheet.set_right_to_left(lang.rtl());
    for (c, column) in COLUMNS.iter().enumerate() {
        sheet.set_column_width(c as u16, column.width)?;
        sheet.write_string_with_format(0, c as u16, heading(column, lang), &head)?;
    }
    let first_own = COLUMNS.len() as u16;
    for (i, (key, width)) in OWN.iter().enumerate() {
        let c = first_own + i as u16;
        sheet.set_column_width(c, *width)?;
        sheet.write_string_with_format(0, c, text(lang, key), &own_head)?;
    }
    for (r, item) in items.iter().take(MAX_ITEMS).enumerate() {
        let row = r as u32 + 1;
        for (c, cell) in cells(input, item, catalogue, lang, Reader::Person)
            .into_iter()
            .enumerate()
        {
            let c = c as u16;
            match cell {
                Cell::Empty => {}
                Cell::Text(value) => {
                    let value: String = value.chars().take(MAX_CELL).collect();
                    sheet.write_string_with_format(row, c, value, &plain)?;
                }
                Cell::Number(n) => {
                    sheet.write_number_with_format(row, c, n as f64, &plain)?;
                }
                Cell::Time(at) => {
                    sheet.write_datetime_with_format(row, c, moment(at)?, &time)?;
                }
            }
        }
    }
    let last = items.len().clamp(1, MAX_ITEMS) as u32;
    let lists = text(lang, "sheet-lists");
    let choice = DataValidation::new().allow_list_formula(Formula::new(format!(
        "='{lists}'!$A$1:$A${}",
        STATUSES.len()
    )));
    sheet.add_data_validation(1, first_own, last, first_own, &choice)?;
    sheet.set_column_format(first_own + 1, &date)?;
    sheet.set_freeze_panes(1, 3)?;
    sheet.autofilter(0, 0, last, first_own + OWN.len() as u16 - 1)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_paper_size(9);
    let exercise = if input.exercise {
        format!("{}  ", text(lang, "exercise-word"))
    } else {
        String::new()
    };
    let line = format!(
        "&L{exercise}{}&R{}",
        header_text(&input.reference),
        input.markings.tlp.label()
    );
    sheet.set_header(&line);
    sheet.set_footer(format!("{line}&C&P / &N"));
    Ok(())
}

/// Text for a sheet's header, where `&` starts a command.
fn header_text(text: &str) -> String {
    safe::clean(text, 60).replace('&', "&&")
}

fn read_me(sheet: &mut Worksheet, input: &ReportInput, lang: Lang) -> Result<(), ReportError> {
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(text(lang, "sheet-read-me"))?;
    sheet.set_column_width(0, 100.0)?;
    let mut lines = Vec::new();
    if input.exercise {
        lines.push(text(lang, "exercise-note"));
    }
    lines.push(format!(
        "{} {}",
        input.markings.tlp.label(),
        text(lang, input.markings.tlp.key())
    ));
    lines.push(format!(
        "{} {}",
        input.markings.pap.label(),
        text(lang, input.markings.pap.key())
    ));
    for key in [
        "read-me-status",
        "read-me-formula",
        "utc-note",
        "limit-verify",
    ] {
        lines.push(text(lang, key));
    }
    sheet.write_string_with_format(0, 0, title(input, lang), &bold)?;
    sheet.write_string(1, 0, safe::clean(&input.reference, 60))?;
    for (i, line) in lines.iter().enumerate() {
        sheet.write_string_with_format(i as u32 + 3, 0, line, &wrap)?;
    }
    Ok(())
}
