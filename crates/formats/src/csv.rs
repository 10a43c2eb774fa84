//! CSV of any partner: columns by header (English, French, Portuguese), by a saved mapping, or by looking at the values.
//!
//! Field names of [`CsvMapping::columns`] are those of [`crate::headers::HEADERS`]. The item is the column `value` (with
//! `type`, where there is one), else the first filled of `url`, `domain`, `ip`, `email`; hash columns are items each.

use std::io::BufRead;

use crate::csv_row::Generic;
use crate::headers::field_of;
use crate::listing::{BoxedReader, FormatEntry, found, sample_lines};
use crate::table::{TableReader, sample_records};
use crate::value::endpoint;
use crate::words::category;
use crate::{Context, CsvMapping, Detection, Sample, container::Sampled};

/// The format.
pub static CSV: FormatEntry = FormatEntry {
    id: "csv",
    title: "CSV with columns by header or mapping",
    detect,
    open,
};

/// Columns that can hold the item, strongest first: a row with a URL and an address is about the URL.
pub const ITEM_FIELDS: [&str; 5] = ["value", "url", "domain", "ip", "email"];
/// Columns that hold hashes of a file; all of them are items.
pub const HASH_FIELDS: [&str; 4] = ["sha256", "sha1", "md5", "hash"];

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// A mapping and why it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The mapping.
    pub mapping: CsvMapping,
    /// Header columns that have no meaning here.
    pub unknown: Vec<String>,
    /// How it was found, for the receipt.
    pub why: String,
    /// 0-100, as [`Detection::sureness`].
    pub sureness: u8,
}

/// The mapping that fits a sample best; none when it is no table with a value in it.
#[must_use]
pub fn propose_mapping(sample: &Sample<'_>) -> Option<Proposal> {
    let lines: Vec<&str> = sample_lines(sample).take(100).collect();
    SEPARATORS
        .iter()
        .filter_map(|separator| {
            by_header(&lines, *separator).or_else(|| by_values(&lines, *separator))
        })
        .max_by_key(|proposal| (proposal.sureness, proposal.mapping.columns.len()))
}

/// The fields that header words mean, the first column of each field; and the words without meaning.
#[must_use]
pub fn bind<'n>(names: impl Iterator<Item = &'n str>) -> (CsvMapping, Vec<String>) {
    let mut mapping = CsvMapping {
        separator: None,
        header: true,
        ..CsvMapping::default()
    };
    let mut unknown = Vec::new();
    for (position, name) in names.enumerate() {
        match field_of(name) {
            Some(field) if !mapping.columns.contains_key(field) => {
                mapping.columns.insert(field.to_owned(), position);
            }
            _ if name.is_empty() => {}
            _ => unknown.push(name.to_owned()),
        }
    }
    (mapping, unknown)
}

/// Whether a mapping names the item.
#[must_use]
pub fn has_item(mapping: &CsvMapping) -> bool {
    ITEM_FIELDS
        .iter()
        .chain(&HASH_FIELDS)
        .any(|field| mapping.columns.contains_key(*field))
}

fn by_header(lines: &[&str], separator: char) -> Option<Proposal> {
    let records = sample_records(lines, separator as u8);
    // The header is the first record, or one of the comments before it.
    let first = records
        .iter()
        .position(|(commented, _)| !commented)
        .unwrap_or(records.len());
    let (commented, names) = records
        .iter()
        .take(first + 1)
        .rev()
        .find(|(_, names)| is_header(names))?;
    let (mut mapping, unknown) = bind(names.iter().map(String::as_str));
    mapping.separator = Some(separator);
    let fields: Vec<&str> = mapping.columns.keys().map(String::as_str).collect();
    let why = format!(
        "the {}header names {}",
        if *commented { "commented " } else { "" },
        fields.join(", ")
    );
    Some(Proposal {
        mapping,
        unknown,
        why,
        sureness: if *commented { 65 } else { 70 },
    })
}

/// Whether a record can be a header: it names the item, and none of its fields is itself an indicator.
fn is_header(names: &[String]) -> bool {
    let (mapping, _) = bind(names.iter().map(String::as_str));
    has_item(&mapping)
        && (names.len() > 1 || mapping.columns.contains_key("value"))
        && !names.iter().any(|name| endpoint(name).is_ok())
}

fn by_values(lines: &[&str], separator: char) -> Option<Proposal> {
    let records: Vec<Vec<String>> = sample_records(lines, separator as u8)
        .into_iter()
        .filter(|(commented, _)| !commented)
        .map(|(_, fields)| fields)
        .collect();
    let width = records.first()?.len();
    let even = records
        .iter()
        .filter(|record| record.len() == width)
        .count();
    if width < 2 || even * 10 < records.len() * 9 {
        return None;
    }
    let mut mapping = CsvMapping {
        separator: Some(separator),
        header: false,
        ..CsvMapping::default()
    };
    let share = |position: usize, test: &dyn Fn(&str) -> bool| {
        let filled: Vec<&str> = records
            .iter()
            .filter_map(|record| record.get(position))
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        !filled.is_empty()
            && filled.iter().filter(|text| test(text)).count() * 10 >= filled.len() * 8
    };
    for position in 0..width {
        let field = if share(position, &|text| {
            text.len() > 7 && model::Utc::parse(text).is_ok()
        }) {
            if mapping.columns.contains_key("first_seen") {
                "last_seen"
            } else {
                "first_seen"
            }
        } else if share(position, &|text| category(text).is_some()) {
            "category"
        } else if share(position, &|text| endpoint(text).is_ok()) {
            "value"
        } else {
            continue;
        };
        mapping.columns.entry(field.to_owned()).or_insert(position);
    }
    let value = *mapping.columns.get("value")?;
    let unknown = (0..width)
        .filter(|position| !mapping.columns.values().any(|known| known == position))
        .map(|position| format!("column {}", position + 1))
        .collect();
    let why = format!(
        "no header; {width} columns throughout, and column {} holds indicators",
        value + 1
    );
    Some(Proposal {
        mapping,
        unknown,
        why,
        sureness: 55,
    })
}

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let proposal = propose_mapping(sample)?;
    found(proposal.sureness, proposal.why)
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    if let Some(mapping) = &context.mapping {
        let separator = mapping.separator.filter(char::is_ascii).unwrap_or(',') as u8;
        return Box::new(TableReader::new(
            input,
            context,
            separator,
            Generic::mapped(context, mapping),
        ));
    }
    let sampled = Sampled::take(input, crate::container::SAMPLE_BYTES);
    let text = crate::encoding::decode_sample(sampled.head(), sampled.whole());
    let sample = Sample {
        file_name: &context.file_name,
        text: &text,
        whole: sampled.whole(),
    };
    let proposal = propose_mapping(&sample);
    let separator = proposal
        .as_ref()
        .and_then(|proposal| proposal.mapping.separator)
        .unwrap_or(',') as u8;
    Box::new(TableReader::new(
        Box::new(sampled),
        context,
        separator,
        Generic::proposed(context, proposal),
    ))
}
