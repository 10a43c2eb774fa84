//! The frame of every line-based format: turns lines into rows and keeps the counts. What a line means is the
//! [`LineFormat`]'s business.

use std::collections::VecDeque;
use std::io::BufRead;

use model::{Category, Draft, Place, Reason, Refusal, Utc};
use observable::Observable;

use crate::lines::{Line, Lines};
use crate::value::Fault;
use crate::{Context, Detection, Format, FormatError, Reader, Row, Sample};

/// A boxed reader, as [`Format::open`] gives it.
pub type BoxedReader<'a> = Box<dyn Reader + Send + 'a>;

/// A format that can be read, made of plain functions; what most formats are registered as.
pub struct FormatEntry {
    /// Name on the command line.
    pub id: &'static str,
    /// What it is, in one line.
    pub title: &'static str,
    /// Recognises it.
    pub detect: fn(&Sample<'_>) -> Option<Detection>,
    /// Opens a reader.
    pub open: for<'a> fn(Box<dyn BufRead + Send + 'a>, &Context) -> BoxedReader<'a>,
}

impl Format for FormatEntry {
    fn id(&self) -> &'static str {
        self.id
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn detect(&self, sample: &Sample<'_>) -> Option<Detection> {
        (self.detect)(sample)
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<BoxedReader<'a>, FormatError> {
        Ok((self.open)(input, context))
    }
}

/// Rows on their way out, and the count of what was passed over.
#[derive(Debug, Default)]
pub struct Rows {
    queue: VecDeque<Row>,
    passed_over: u64,
    given: u64,
}

impl Rows {
    /// Counts a comment, blank line or header.
    pub fn pass_over(&mut self) {
        self.passed_over += 1;
    }

    /// Adds a statement.
    pub fn draft(&mut self, draft: Draft) {
        self.queue.push_back(Row::Draft(Box::new(draft)));
    }

    /// Adds a refusal.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.queue.push_back(Row::Refused(refusal));
    }

    /// Adds a statement or the refusal of the row.
    pub fn outcome(&mut self, number: u64, raw: &str, outcome: Result<Draft, Fault>) {
        match outcome {
            Ok(draft) => self.draft(draft),
            Err(fault) => self.refuse(fault.refusal(number, raw)),
        }
    }

    /// Lines passed over so far.
    #[must_use]
    pub fn passed_over(&self) -> u64 {
        self.passed_over
    }

    /// The next row; after `limit` rows one refusal that says so, then nothing.
    pub fn take(&mut self, limit: u64) -> Option<Row> {
        if self.given > limit {
            return None;
        }
        let row = self.queue.pop_front()?;
        self.given += 1;
        if self.given > limit {
            let detail = format!("the input has more than {limit} rows (limit rows); split it");
            return Some(Row::Refused(Refusal::new(
                Place::row(self.given),
                Reason::LimitReached,
                detail,
                "",
            )));
        }
        Some(row)
    }

    /// Whether the limit of rows has been reached.
    #[must_use]
    pub fn full(&self, limit: u64) -> bool {
        self.given > limit
    }
}

/// What a format makes of one line.
pub trait LineFormat {
    /// Reads one line; blank ones come here too.
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows);

    /// Called once after the last line.
    fn end(&mut self, _rows: &mut Rows) {}

    /// What was noticed about the input as a whole.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Reads an input line by line through a [`LineFormat`].
pub struct LineReader<'a, F> {
    lines: Lines<'a>,
    format: F,
    rows: Rows,
    limit: u64,
    ended: bool,
}

impl<'a, F: LineFormat> LineReader<'a, F> {
    /// A reader over `input`.
    pub fn new(
        input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
        format: F,
    ) -> LineReader<'a, F> {
        LineReader {
            lines: Lines::new(input, &context.limits),
            format,
            rows: Rows::default(),
            limit: context.limits.rows,
            ended: false,
        }
    }
}

impl<F: LineFormat> Iterator for LineReader<'_, F> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.rows.take(self.limit) {
                return Some(row);
            }
            if self.ended || self.rows.full(self.limit) {
                return None;
            }
            match self.lines.next() {
                Some((number, Line::Text(text))) => self.format.line(number, text, &mut self.rows),
                Some((number, Line::Bad(bad))) => self.rows.refuse(bad.refusal(number)),
                None => {
                    self.ended = true;
                    self.format.end(&mut self.rows);
                }
            }
        }
    }
}

impl<F: LineFormat> Reader for LineReader<'_, F> {
    fn passed_over(&self) -> u64 {
        self.rows.passed_over()
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.format.remarks();
        remarks.extend(self.lines.remarks());
        remarks
    }
}

/// What every row of a feed has in common.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// Category of rows that carry none: the agreement's, else the feed's own.
    pub category: Option<Category>,
    /// Name of the feed, for counting reposts once.
    pub upstream: Option<&'static str>,
    /// Time of receipt.
    pub received: Utc,
}

impl Defaults {
    /// The defaults of a feed.
    #[must_use]
    pub fn new(
        context: &Context,
        category: Option<Category>,
        upstream: Option<&'static str>,
    ) -> Defaults {
        Defaults {
            category: context.category.or(category),
            upstream,
            received: context.received,
        }
    }

    /// A draft with the defaults filled in.
    #[must_use]
    pub fn draft(&self, number: u64, observable: Observable) -> Draft {
        let mut draft = Draft::new(Place::row(number), observable);
        draft.category = self.category;
        draft.upstream = self.upstream.map(str::to_owned);
        draft
    }
}

/// Text after the comment sign, if the line is a comment: `#`, `;` or `//` after optional blanks.
#[must_use]
pub fn comment(text: &str) -> Option<&str> {
    let text = text.trim_start();
    match text.as_bytes().first()? {
        b'#' | b';' => Some(text[1..].trim()),
        b'/' => text.strip_prefix("//").map(str::trim),
        _ => None,
    }
}

/// Splits an inline comment off: a comment sign that stands behind a blank.
#[must_use]
pub fn split_comment(text: &str) -> (&str, Option<&str>) {
    // The common case, a bare value, is decided by one look for a blank.
    let mut from = 0;
    while let Some(blank) = memchr::memchr2(b' ', b'\t', &text.as_bytes()[from..]) {
        let at = from + blank;
        if let Some(comment) = comment(&text[at..]) {
            return (
                text[..at].trim_end(),
                Some(comment).filter(|comment| !comment.is_empty()),
            );
        }
        from = at + 1;
    }
    (text, None)
}

/// The sample's lines; the last one of a sample that is not the whole input is left out because it may be cut.
pub fn sample_lines<'a>(sample: &Sample<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let text = if sample.whole {
        sample.text
    } else {
        sample
            .text
            .rfind(['\n', '\r'])
            .map_or(sample.text, |end| &sample.text[..end])
    };
    text.split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty())
        .take(500)
}

/// The sample's lines that are neither blank nor comments, trimmed.
pub fn data_lines<'a>(sample: &Sample<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    sample_lines(sample)
        .filter(|line| comment(line).is_none())
        .map(str::trim)
}

/// Whether at least eight in ten of the data lines satisfy the test, and at least one does.
pub fn mostly(sample: &Sample<'_>, test: impl Fn(&str) -> bool) -> bool {
    let (mut lines, mut hits) = (0u32, 0u32);
    for line in data_lines(sample) {
        lines += 1;
        hits += u32::from(test(line));
    }
    hits > 0 && hits * 10 >= lines * 8
}

/// Whether a text is an address or network, alone.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let text = text.split('/').next().unwrap_or(text);
    text.parse::<std::net::IpAddr>().is_ok()
}

/// A detection.
#[must_use]
pub fn found(sureness: u8, why: impl Into<String>) -> Option<Detection> {
    Some(Detection {
        sureness,
        why: why.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_from_values() {
        assert_eq!(comment("  # a"), Some("a"));
        assert_eq!(comment("//a"), Some("a"));
        assert_eq!(comment("/a"), None);
        assert_eq!(split_comment("a.example # why"), ("a.example", Some("why")));
        assert_eq!(
            split_comment("http://a.example/#x"),
            ("http://a.example/#x", None)
        );
        assert_eq!(
            split_comment("http://a.example/ // x"),
            ("http://a.example/", Some("x"))
        );
        assert_eq!(
            split_comment("192.0.2.0/24 ; SBL1"),
            ("192.0.2.0/24", Some("SBL1"))
        );
    }

    #[test]
    fn the_cut_line_of_a_sample_does_not_count() {
        let sample = Sample {
            file_name: "x",
            text: "198.51.100.7\n198.51.1",
            whole: false,
        };
        assert_eq!(data_lines(&sample).collect::<Vec<_>>(), ["198.51.100.7"]);
        assert!(mostly(&sample, is_address));
    }
}
