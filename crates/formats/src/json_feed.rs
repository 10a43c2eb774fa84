//! The common shape of JSON feeds: which elements are the records, and one function that turns a record into rows.
//!
//! A format file fills in a [`JsonFeed`]; this file finds the records (in an array, as JSON lines, or at a path), refuses
//! what is no object, and keeps count. It must not know any format.

use std::io::BufRead;

use model::{Place, Reason, Refusal};
use serde_json::Value;

use crate::fields::Record;
use crate::json::{Action, Item, Piece, Splitter};
use crate::lines::{Line, Lines};
use crate::{Context, Detection, Format, FormatError, Reader, Row, Sample};

/// What was noticed beside the rows.
#[derive(Debug, Default)]
pub struct Notes {
    /// Records that are no rows (metadata).
    pub passed_over: u64,
    /// Remarks for the receipt, each once.
    remarks: Vec<String>,
}

impl Notes {
    /// Most remarks that are kept.
    const LIMIT: usize = 50;

    /// Adds a remark, once.
    pub fn remark(&mut self, text: String) {
        if self.remarks.len() < Notes::LIMIT && !self.remarks.contains(&text) {
            self.remarks.push(text);
        }
    }

    /// The remarks.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }
}

/// Turns a record into rows; an empty list means that it was passed over.
pub type Convert = fn(&Record<'_>, &mut Notes) -> Result<Vec<Row>, Refusal>;

/// Where the records are.
#[derive(Clone, Copy)]
pub enum Shape {
    /// Elements of the outermost array, or JSON lines.
    Records,
    /// At the paths for which the function says [`Action::Take`].
    At(fn(&str) -> Action),
}

/// A JSON feed.
pub struct JsonFeed {
    /// Format identifier.
    pub id: &'static str,
    /// One line for the list of formats.
    pub title: &'static str,
    /// Where the records are.
    pub shape: Shape,
    /// Recognition.
    pub detect: fn(&Sample<'_>) -> Option<Detection>,
    /// Record to rows.
    pub convert: Convert,
}

impl Format for JsonFeed {
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
        mut input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<Box<dyn Reader + Send + 'a>, FormatError> {
        let select = match self.shape {
            Shape::At(select) => Some(select),
            Shape::Records => match layout(&mut input, context)? {
                Layout::Lines => None,
                Layout::Array => Some(elements as fn(&str) -> Action),
                Layout::Documents => Some(whole as fn(&str) -> Action),
            },
        };
        let source = match select {
            Some(select) => Source::Pieces(Box::new(Splitter::many(
                input,
                &context.limits,
                Box::new(select),
            ))),
            None => Source::Lines(Box::new(Lines::new(input, &context.limits))),
        };
        Ok(Box::new(FeedReader {
            source,
            convert: self.convert,
            context: context.clone(),
            pending: Vec::new().into_iter(),
            notes: Notes::default(),
        }))
    }
}

/// How records stand in the input.
enum Layout {
    Array,
    Lines,
    Documents,
}

/// From the first bytes: when the first line is a whole object, a broken line costs no more than itself.
fn layout(
    input: &mut Box<dyn BufRead + Send + '_>,
    context: &Context,
) -> Result<Layout, FormatError> {
    let head = loop {
        match input.fill_buf() {
            Ok(head) => break head,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(source) => {
                return Err(FormatError::Io {
                    file: context.file_name.clone(),
                    source,
                });
            }
        }
    };
    let head = crate::encoding::decode_sample(head, false);
    let text = head.trim_start_matches(['\u{FEFF}', '\u{1E}', ' ', '\t', '\r', '\n']);
    if text.starts_with('[') {
        return Ok(Layout::Array);
    }
    Ok(match text.split_once('\n') {
        Some((first, _)) if !first.trim_end_matches(['\r', ' ', ',']).ends_with('}') => {
            Layout::Documents
        }
        _ => Layout::Lines,
    })
}

fn elements(path: &str) -> Action {
    if path.is_empty() {
        Action::Descend
    } else {
        Action::Take
    }
}

fn whole(_: &str) -> Action {
    Action::Take
}

enum Source<'a> {
    Lines(Box<Lines<'a>>),
    Pieces(Box<Splitter<Box<dyn BufRead + Send + 'a>>>),
}

struct FeedReader<'a> {
    source: Source<'a>,
    convert: Convert,
    context: Context,
    pending: std::vec::IntoIter<Row>,
    notes: Notes,
}

/// The rows of one value.
pub(crate) fn rows_of(
    value: &Value,
    place: &Place,
    raw: &str,
    context: &Context,
    convert: Convert,
    notes: &mut Notes,
) -> Vec<Row> {
    let Value::Object(map) = value else {
        let detail = format!(
            "found {}, expected an object",
            crate::probe::kind_name(value)
        );
        return vec![Row::Refused(Refusal::new(
            place.clone(),
            Reason::Malformed,
            detail,
            raw,
        ))];
    };
    match convert(
        &Record {
            map,
            place,
            raw,
            context,
        },
        notes,
    ) {
        Ok(rows) => {
            notes.passed_over += u64::from(rows.is_empty());
            rows
        }
        Err(refusal) => vec![Row::Refused(refusal)],
    }
}

impl FeedReader<'_> {
    fn of_item(&mut self, item: &Item) -> Vec<Row> {
        let (text, narrow) = item.text();
        if narrow {
            self.notes
                .remark("not UTF-8: read as Windows-1252".to_owned());
        }
        match item.value() {
            Ok(value) => rows_of(
                &value,
                &Place::row(item.number),
                &text,
                &self.context,
                self.convert,
                &mut self.notes,
            ),
            Err(refusal) => vec![Row::Refused(refusal)],
        }
    }

    fn more(&mut self) -> Option<Vec<Row>> {
        match &mut self.source {
            Source::Pieces(pieces) => match pieces.next()? {
                Piece::Item(item) => Some(self.of_item(&item)),
                Piece::Fault(fault) => Some(vec![Row::Refused(fault.refusal())]),
            },
            Source::Lines(lines) => {
                let (number, line) = lines.next()?;
                let text = match line {
                    Line::Text(text) => text.trim_matches(['\u{1E}', ' ', '\t', '\r', ',']),
                    Line::Bad(bad) => return Some(vec![Row::Refused(bad.refusal(number))]),
                };
                if text.is_empty() {
                    self.notes.passed_over += 1;
                    return Some(Vec::new());
                }
                let place = Place::row(number);
                if let Some(refusal) = too_deep(text, &place, self.context.limits.depth) {
                    return Some(vec![Row::Refused(refusal)]);
                }
                Some(match serde_json::from_str::<Value>(text) {
                    Ok(value) => rows_of(
                        &value,
                        &place,
                        text,
                        &self.context,
                        self.convert,
                        &mut self.notes,
                    ),
                    Err(error) => {
                        let message = error.to_string();
                        let message = message.split(" at line ").next().unwrap_or_default();
                        let detail = format!(
                            "line {number}, column {}: not valid JSON: {message}",
                            error.column()
                        );
                        vec![Row::Refused(Refusal::new(
                            place,
                            Reason::Malformed,
                            detail,
                            text,
                        ))]
                    }
                })
            }
        }
    }
}

/// A line that is nested too deeply, found without recursion.
fn too_deep(text: &str, place: &Place, limit: usize) -> Option<Refusal> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if std::mem::take(&mut escaped) => {}
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return Some(Refusal::new(
                place.clone(),
                Reason::TooDeep,
                format!("nested deeper than {limit} levels (limit depth)"),
                text,
            ));
        }
    }
    None
}

impl Iterator for FeedReader<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.pending.next() {
                return Some(row);
            }
            self.pending = self.more()?.into_iter();
        }
    }
}

impl Reader for FeedReader<'_> {
    fn passed_over(&self) -> u64 {
        self.notes.passed_over
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.notes.remarks.clone();
        if let Source::Lines(lines) = &self.source {
            remarks.extend(lines.remarks());
        }
        remarks
    }
}
