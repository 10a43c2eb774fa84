//! Tables as text: records of separated, possibly quoted fields, with comments and a header that may itself be a
//! comment. RFC 4180 with the liberties of real feeds: blanks around fields (`", "`), several separators, CR LF or LF.
//! What a column means is the [`TableFormat`]'s business.

use std::io::BufRead;

use model::{Reason, Refusal};

use crate::lines::{Line, Lines};
use crate::listing::Rows;
use crate::value::Fault;
use crate::{Context, Reader, Row};

/// Lines that one quoted record may span. A forgotten quote must not swallow the rest of the input.
const RECORD_LINES: usize = 100;

/// One record. Reused from row to row.
#[derive(Debug, Default)]
pub struct Record {
    raw: String,
    /// Unquoted fields, when there were quotes.
    text: String,
    quoted: bool,
    fields: Vec<(u32, u32)>,
}

impl Record {
    /// Number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// A field without quotes and surrounding blanks; empty when there is none.
    #[must_use]
    pub fn get(&self, position: usize) -> &str {
        let Some(&(from, to)) = self.fields.get(position) else {
            return "";
        };
        let text = if self.quoted { &self.text } else { &self.raw };
        text.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The fields.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|position| self.get(position))
    }

    /// The record as sent.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Splits a line. False when a quote was opened and not closed: the record goes on in the next line.
    pub fn split(&mut self, line: &str, separator: u8) -> bool {
        line.clone_into(&mut self.raw);
        self.split_raw(separator)
    }

    fn split_raw(&mut self, separator: u8) -> bool {
        self.fields.clear();
        self.text.clear();
        self.quoted = memchr::memchr(b'"', self.raw.as_bytes()).is_some();
        if self.quoted {
            self.split_quoted(separator)
        } else {
            self.split_bare(separator)
        }
    }

    fn split_bare(&mut self, separator: u8) -> bool {
        let bytes = self.raw.as_bytes();
        let mut from = 0;
        for end in memchr::memchr_iter(separator, bytes).chain([bytes.len()]) {
            self.fields.push(trimmed(bytes, from, end));
            from = end + 1;
        }
        true
    }

    fn split_quoted(&mut self, separator: u8) -> bool {
        let bytes = self.raw.as_bytes();
        let blank = |byte: u8| byte == b' ' || (byte == b'\t' && separator != b'\t');
        let mut at = 0;
        loop {
            while at < bytes.len() && blank(bytes[at]) {
                at += 1;
            }
            let start = self.text.len();
            if bytes.get(at) == Some(&b'"') {
                at += 1;
                loop {
                    let Some(quote) = memchr::memchr(b'"', &bytes[at..]) else {
                        return false;
                    };
                    self.text.push_str(&self.raw[at..at + quote]);
                    at += quote + 1;
                    if bytes.get(at) != Some(&b'"') {
                        break;
                    }
                    self.text.push('"');
                    at += 1;
                }
            }
            let end =
                memchr::memchr(separator, &bytes[at..]).map_or(bytes.len(), |found| at + found);
            // Behind a closing quote: blanks, or text that a careless writer left there, which is kept.
            let (from, to) = trimmed(bytes, at, end);
            self.text.push_str(&self.raw[from as usize..to as usize]);
            self.fields.push((start as u32, self.text.len() as u32));
            if end == bytes.len() {
                return true;
            }
            at = end + 1;
        }
    }
}

/// A field's limits without surrounding blanks.
fn trimmed(bytes: &[u8], mut from: usize, mut to: usize) -> (u32, u32) {
    while from < to && matches!(bytes[from], b' ' | b'\t') {
        from += 1;
    }
    while to > from && matches!(bytes[to - 1], b' ' | b'\t') {
        to -= 1;
    }
    (from as u32, to as u32)
}

/// What a tabular format makes of its records.
pub trait TableFormat {
    /// Whether the record is the header; then it is bound. `commented`: it stood behind a comment sign.
    fn header(&mut self, record: &Record, commented: bool) -> bool;

    /// Reads one record.
    fn row(&mut self, number: u64, record: &Record, rows: &mut Rows);

    /// What was noticed about the input as a whole.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Reads a table through a [`TableFormat`].
pub struct TableReader<'a, F> {
    lines: Lines<'a>,
    format: F,
    separator: u8,
    record: Record,
    rows: Rows,
    limit: u64,
    item_bytes: usize,
    /// Whether a header may still come.
    before_rows: bool,
    /// Columns of the header or first record.
    width: Option<usize>,
    ended: bool,
}

impl<'a, F: TableFormat> TableReader<'a, F> {
    /// A reader over `input`.
    pub fn new(
        input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
        separator: u8,
        format: F,
    ) -> TableReader<'a, F> {
        TableReader {
            lines: Lines::new(input, &context.limits),
            format,
            separator,
            record: Record::default(),
            rows: Rows::default(),
            limit: context.limits.rows,
            item_bytes: context.limits.item_bytes,
            before_rows: true,
            width: None,
            ended: false,
        }
    }

    fn advance(&mut self) {
        match self.lines.next() {
            None => self.ended = true,
            Some((number, Line::Bad(bad))) => self.rows.refuse(bad.refusal(number)),
            Some((number, Line::Text(text))) => {
                let trimmed = text.trim_start();
                if trimmed.trim_end().is_empty() {
                    return self.rows.pass_over();
                }
                if let Some(note) = commented(trimmed, self.separator) {
                    if self.before_rows
                        && self.record.split(note, self.separator)
                        && self.format.header(&self.record, true)
                    {
                        self.before_rows = false;
                        self.width = Some(self.record.len());
                    }
                    return self.rows.pass_over();
                }
                if self.record.split(text, self.separator) {
                    return self.take_record(number);
                }
                self.join(number);
            }
        }
    }

    fn take_record(&mut self, number: u64) {
        self.width.get_or_insert(self.record.len());
        if std::mem::take(&mut self.before_rows) && self.format.header(&self.record, false) {
            return self.rows.pass_over();
        }
        self.format.row(number, &self.record, &mut self.rows);
    }

    /// A record whose quote is still open: its text goes on in the next lines. If the quote never closes, or only
    /// in another record, the lines are taken one by one after all, and those with an open quote are refused.
    fn join(&mut self, number: u64) {
        let mut lines = 1;
        let mut trailing: Option<Refusal> = None;
        while lines < RECORD_LINES {
            match self.lines.next() {
                None => {
                    self.ended = true;
                    break;
                }
                Some((at, Line::Bad(bad))) => {
                    trailing = Some(bad.refusal(at));
                    break;
                }
                Some((_, Line::Text(text))) => {
                    self.record.raw.push('\n');
                    lines += 1;
                    self.record.raw.push_str(text);
                    // Only a line with a quote can close it.
                    if text.contains('"') && self.record.split_raw(self.separator) {
                        // Closed by the quote of another record: the columns do not come out.
                        if self.width.is_some_and(|width| width != self.record.len()) {
                            break;
                        }
                        return self.take_record(number);
                    }
                    if self.record.raw.len() > self.item_bytes {
                        break;
                    }
                }
            }
        }
        let joined = std::mem::take(&mut self.record.raw);
        for (offset, line) in joined.split('\n').enumerate() {
            let number = number + offset as u64;
            if line.trim().is_empty() || commented(line.trim_start(), self.separator).is_some() {
                self.rows.pass_over();
            } else if self.record.split(line, self.separator) {
                self.take_record(number);
            } else {
                let fault = Fault::new(
                    Reason::Malformed,
                    "a quote is opened and not closed in this record",
                );
                self.rows.refuse(fault.refusal(number, line));
            }
        }
        if let Some(refusal) = trailing {
            self.rows.refuse(refusal);
        }
    }
}

/// Text behind a comment sign. `;` is one only where it does not separate.
fn commented(line: &str, separator: u8) -> Option<&str> {
    match line.as_bytes().first()? {
        b'#' => Some(line.trim_start_matches('#').trim_start()),
        b';' if separator != b';' => Some(line[1..].trim_start()),
        b'/' => line.strip_prefix("//").map(str::trim_start),
        _ => None,
    }
}

impl<F: TableFormat> Iterator for TableReader<'_, F> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.rows.take(self.limit) {
                return Some(row);
            }
            if self.ended || self.rows.full(self.limit) {
                return None;
            }
            self.advance();
        }
    }
}

impl<F: TableFormat> Reader for TableReader<'_, F> {
    fn passed_over(&self) -> u64 {
        self.rows.passed_over()
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.format.remarks();
        remarks.extend(self.lines.remarks());
        remarks
    }
}

/// The records at the beginning of a text, with whether each stood behind a comment sign. For recognition.
#[must_use]
pub fn sample_records(lines: &[&str], separator: u8) -> Vec<(bool, Vec<String>)> {
    let mut record = Record::default();
    lines
        .iter()
        .filter_map(|line| {
            let note = commented(line.trim_start(), separator);
            record
                .split(note.unwrap_or(line), separator)
                .then(|| (note.is_some(), record.iter().map(str::to_owned).collect()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str, separator: char) -> Vec<String> {
        let mut record = Record::default();
        assert!(record.split(line, separator as u8));
        record.iter().map(str::to_owned).collect()
    }

    #[test]
    fn fields_with_the_liberties_of_feeds() {
        assert_eq!(fields("a,b , c", ','), ["a", "b", "c"]);
        assert_eq!(
            fields(r#""a", "b,c", "say ""x""""#, ','),
            ["a", "b,c", "say \"x\""]
        );
        assert_eq!(fields(r#"a;"b;c";"#, ';'), ["a", "b;c", ""]);
        assert_eq!(fields("a\t\tb", '\t'), ["a", "", "b"]);
        assert_eq!(fields(r#"5" disk,b"#, ','), ["5\" disk", "b"]);
        assert_eq!(fields(r#""a"x,"é""#, ','), ["ax", "é"]);
        assert!(!Record::default().split(r#"a,"b"#, b','));
    }
}
