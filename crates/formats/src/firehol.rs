//! FireHOL ipset and netset files: a `#` header of `key : value`, then addresses and networks.
//!
//! The age of the data is the *source* file's date; the file's own date is when the mirror ran.

use std::io::BufRead;

use model::{Category, Draft, Utc};

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, sample_lines,
};
use crate::value::endpoint;
use crate::{Context, Detection, Sample, words};

/// The format.
pub static FIREHOL: FormatEntry = FormatEntry {
    id: "firehol",
    title: "FireHOL ipset or netset",
    detect,
    open,
};

const HEADER_KEYS: [&str; 6] = [
    "maintainer url",
    "list source url",
    "source file date",
    "this file date",
    "update frequency",
    "aggregation",
];

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let keys = sample_lines(sample)
        .filter_map(comment)
        .filter_map(key_value)
        .filter(|(key, _)| HEADER_KEYS.contains(&key.as_str()))
        .count();
    match keys {
        0 | 1 => None,
        _ => found(
            95,
            format!(
                "the comment header has {keys} of FireHOL's keys (Maintainer URL, Source File Date, …)"
            ),
        ),
    }
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    Box::new(LineReader::new(input, context, Firehol::new(context)))
}

fn key_value(text: &str) -> Option<(String, &str)> {
    let (key, value) = text.split_once(':')?;
    let key = key.trim().to_ascii_lowercase();
    (!key.is_empty() && key.len() <= 40).then(|| (key, value.trim()))
}

struct Firehol {
    defaults: Defaults,
    context_category: Option<Category>,
    name: Option<String>,
    category: Option<String>,
    maintainer: Option<String>,
    reference: Option<String>,
    source_date: Option<Utc>,
    remarks: Vec<String>,
}

impl Firehol {
    fn new(context: &Context) -> Firehol {
        Firehol {
            defaults: Defaults::new(context, None, None),
            context_category: context.category,
            name: None,
            category: None,
            maintainer: None,
            reference: None,
            source_date: None,
            remarks: Vec::new(),
        }
    }

    fn header(&mut self, text: &str) {
        let Some((key, value)) = key_value(text) else {
            // The list's name stands alone in the first comment.
            if self.name.is_none() && !text.is_empty() && !text.contains(char::is_whitespace) {
                self.name = Some(text.to_owned());
            }
            return;
        };
        match key.as_str() {
            "maintainer" => self.maintainer = Some(value.to_owned()),
            "list source url" => self.reference = Some(value.to_owned()),
            "category" => {
                self.category = Some(value.to_owned());
                self.defaults.category = self.context_category.or_else(|| words::category(value));
            }
            "source file date" => match mail_date(value) {
                Some(at) if at.0 <= self.defaults.received.plus_hours(24).0 => self.source_date = Some(at),
                _ => self.remarks.push(format!("the header's Source File Date {value:?} was not used: no date, or in the future")),
            },
            _ => {}
        }
    }

    fn draft(&self, mut draft: Draft, port: Option<u16>) -> Draft {
        draft.port = port;
        draft.last_seen = self.source_date;
        draft.reference.clone_from(&self.reference);
        draft.upstream = self.maintainer.clone().or_else(|| self.name.clone());
        draft.why = match (&self.name, &self.category) {
            (Some(name), Some(category)) => Some(format!("listed in {name} ({category})")),
            (Some(name), None) => Some(format!("listed in {name}")),
            (None, category) => category
                .as_ref()
                .map(|category| format!("listed ({category})")),
        };
        draft
    }
}

impl LineFormat for Firehol {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if let Some(note) = comment(trimmed) {
            self.header(note);
            return rows.pass_over();
        }
        if trimmed.is_empty() {
            return rows.pass_over();
        }
        let outcome = endpoint(trimmed)
            .map(|found| self.draft(self.defaults.draft(number, found.observable), found.port));
        rows.outcome(number, trimmed, outcome);
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.remarks.clone();
        if let Some(at) = self.source_date {
            remarks.push(format!("the data is of {at} (Source File Date)"));
        }
        remarks
    }
}

/// `Wed May  1 08:00:00 UTC 2024`, as `date(1)` prints it; or any spelling of [`Utc::parse`].
fn mail_date(text: &str) -> Option<Utc> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    if let Ok(at) = Utc::parse(text) {
        return Some(at);
    }
    let parts: Vec<&str> = text.split_ascii_whitespace().collect();
    let [_, month, day, time, "UTC" | "GMT", year] = parts.as_slice() else {
        return None;
    };
    let month = MONTHS.iter().position(|name| name == month)? + 1;
    let day: u32 = day.parse().ok()?;
    Utc::parse(&format!("{year}-{month:02}-{day:02} {time}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_header() {
        assert_eq!(
            mail_date("Wed May  1 08:00:00 UTC 2024"),
            Utc::parse("2024-05-01T08:00:00Z").ok()
        );
        assert_eq!(mail_date("Wed May 1 08:00:00 CEST 2024"), None);
    }
}
