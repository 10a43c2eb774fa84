//! Write-ups: Markdown and AsciiDoc texts with lists and tables of indicators.
//!
//! Conservative: only what authors set off as a value is taken: text between backticks, cells of tables, items of lists,
//! whole lines, and words that are defanged. Everything else is prose and passed over. File names are taken from nowhere.

use std::io::BufRead;

use model::{Draft, Place, Refusal};
use observable::{Kind, Observable, Problem};

use crate::category_alias::{category_in_words, in_network};
use crate::fields::clean;
use crate::lines::{Line, Lines};
use crate::{Context, Detection, Format, FormatError, Reader, Row, Sample};

/// Write-ups.
pub struct WriteUp;

impl Format for WriteUp {
    fn id(&self) -> &'static str {
        "write-up"
    }

    fn title(&self) -> &'static str {
        "Write-up (Markdown, AsciiDoc) with indicators in tables, lists or backticks"
    }

    fn detect(&self, sample: &Sample<'_>) -> Option<Detection> {
        let name = sample.file_name.to_ascii_lowercase();
        let named = [".md", ".markdown", ".adoc", ".asciidoc"]
            .iter()
            .any(|end| name.ends_with(end));
        let heading = |line: &str| {
            let marks = line
                .chars()
                .take_while(|mark| *mark == '#')
                .count()
                .max(line.chars().take_while(|mark| *mark == '=').count());
            (1..=6).contains(&marks) && line[marks..].starts_with(' ') && line.len() > marks + 1
        };
        let headings = sample
            .text
            .lines()
            .take(2_000)
            .filter(|line| heading(line))
            .count();
        let set_off = sample.text.matches('`').count() >= 4 || sample.text.contains("|===");
        match (named, headings > 0, set_off) {
            (true, _, _) => Some(Detection {
                sureness: 80,
                why: "a Markdown or AsciiDoc file by its name".to_owned(),
            }),
            (false, true, true) if headings >= 2 => Some(Detection {
                sureness: 40,
                why: format!(
                    "text with {headings} headings and values between backticks or in tables"
                ),
            }),
            _ => None,
        }
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<Box<dyn Reader + Send + 'a>, FormatError> {
        Ok(Box::new(WriteUpReader {
            lines: Lines::new(input, &context.limits),
            context: context.clone(),
            title: None,
            sections: Vec::new(),
            pending: Vec::new().into_iter(),
            passed_over: 0,
        }))
    }
}

struct WriteUpReader<'a> {
    lines: Lines<'a>,
    context: Context,
    title: Option<String>,
    /// Headings that the line stands under, by level.
    sections: Vec<String>,
    pending: std::vec::IntoIter<Row>,
    passed_over: u64,
}

/// Level and text of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let mark = line
        .chars()
        .next()
        .filter(|mark| matches!(mark, '#' | '='))?;
    let level = line.chars().take_while(|other| *other == mark).count();
    let text = line[level..].strip_prefix(' ')?.trim();
    (level <= 6 && !text.is_empty()).then_some((level, text))
}

/// Takes off what markup puts around a value: AsciiDoc pass-through, emphasis, brackets, quotes.
fn bare(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text;
        for mark in ["++", "+", "**", "*", "`", "\"", "'"] {
            if let Some(inner) = text
                .strip_prefix(mark)
                .and_then(|rest| rest.strip_suffix(mark))
            {
                text = inner.trim();
            }
        }
        if text == before {
            return text;
        }
    }
}

/// Texts between backticks.
fn quoted(line: &str) -> Vec<&str> {
    line.split('`')
        .skip(1)
        .step_by(2)
        .map(bare)
        .filter(|text| !text.is_empty())
        .collect()
}

/// What an author set off as a value in this line.
fn candidates(line: &str) -> Vec<&str> {
    let quoted_texts = quoted(line);
    let mut found = quoted_texts.clone();
    let trimmed = line.trim();
    if trimmed.starts_with('|') {
        found.extend(
            trimmed
                .split('|')
                .map(bare)
                .filter(|cell| !cell.contains('`')),
        );
    } else {
        let item = ["- ", "* ", "+ ", "."]
            .iter()
            .find_map(|mark| trimmed.strip_prefix(mark))
            .unwrap_or(trimmed);
        if !item.contains('`') && !item.contains(char::is_whitespace) {
            found.push(bare(item));
        }
        // Words that are defanged are meant as values wherever they stand.
        found.extend(
            trimmed
                .split_whitespace()
                .filter(|word| !word.contains('`'))
                .map(|word| word.trim_matches([',', ';', '(', ')', '"']))
                .filter(|word| {
                    word.contains("[.]")
                        || word.contains("[:]")
                        || word.contains("(.)")
                        || word.to_ascii_lowercase().starts_with("hxxp")
                }),
        );
    }
    found.retain(|text| !text.is_empty());
    let mut seen = Vec::new();
    found.retain(|text| {
        let new = !seen.contains(text);
        seen.push(text);
        new
    });
    found
}

/// Kinds that are taken from prose: those that cannot be mistaken for ordinary words.
fn is_telling(observable: &Observable, text: &str) -> bool {
    match observable.kind() {
        Kind::FileName
        | Kind::FilePath
        | Kind::Mutex
        | Kind::UserAgent
        | Kind::Handle
        | Kind::RegistryKey
        | Kind::Attack
        | Kind::Phone
        | Kind::Mac => false,
        // `sysnetd.so` and `example.py` have the form of names: an undefanged name needs a second sign.
        Kind::Domain => text.contains("[.]") || text.contains("(.)") || !looks_like_file(text),
        _ => true,
    }
}

/// Extensions of files that are also top-level domains.
fn looks_like_file(text: &str) -> bool {
    let last = text
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    matches!(
        last.as_str(),
        "py" | "so"
            | "sh"
            | "pl"
            | "rs"
            | "md"
            | "zip"
            | "mov"
            | "com"
            | "ps"
            | "cc"
            | "ml"
            | "app"
            | "bat"
            | "in"
            | "name"
            | "pub"
            | "java"
            | "la"
            | "mp"
            | "yar"
            | "json"
            | "adoc"
            | "txt"
    )
}

/// Whether the text can only have been meant as a value: then it is refused rather than passed over.
fn is_meant(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    (lower.starts_with("hxxp")
        || lower.starts_with("http://")
        || lower.starts_with("https://")
        || lower.contains("[.]"))
        && !text.contains(char::is_whitespace)
}

impl WriteUpReader<'_> {
    fn of_line(&mut self, number: u64, line: &str) -> Vec<Row> {
        if let Some((level, text)) = heading(line) {
            if self.title.is_none() {
                self.title = Some(clean(text));
            }
            self.sections.truncate(level - 1);
            self.sections.resize(level - 1, String::new());
            self.sections.push(clean(text));
            return Vec::new();
        }
        // Serial numbers of certificates look like hashes.
        if self
            .sections
            .last()
            .is_some_and(|section| section.to_lowercase().contains("serial number"))
        {
            return Vec::new();
        }
        let mut rows = Vec::new();
        for text in candidates(line) {
            let place = Place::row(number);
            match Observable::guess_endpoint(text) {
                Ok(endpoint) if is_telling(&endpoint.observable, text) => {
                    // A reference to a report is no indicator: links in prose are neither quoted nor defanged.
                    if endpoint.observable.kind() == Kind::Url
                        && !text.contains('[')
                        && !text.to_ascii_lowercase().starts_with("hxxp")
                        && !quoted(line).contains(&text)
                    {
                        continue;
                    }
                    let mut draft = Draft::new(place, endpoint.observable);
                    draft.port = endpoint.port;
                    let headings = self
                        .sections
                        .iter()
                        .rev()
                        .find_map(|section| category_in_words(section));
                    let stated = category_in_words(line)
                        .or(headings)
                        .filter(|_| in_network(&draft.observable));
                    draft.category = stated.or(self.context.category);
                    let section = self
                        .sections
                        .iter()
                        .filter(|text| !text.is_empty())
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(" / ");
                    draft.why = Some(section)
                        .filter(|text| !text.is_empty())
                        .or_else(|| self.title.clone())
                        .map(|text| clean(&text));
                    if line.trim_start().starts_with('|') {
                        draft.comment = Some(clean(line))
                            .filter(|text| text.len() > draft.observable.value().len() + 8);
                    }
                    draft.raw = line.to_owned();
                    rows.push(Row::Draft(Box::new(draft)));
                }
                Ok(_) => {}
                Err(error) if is_meant(text) && error.problem != Problem::UnknownKind => {
                    rows.push(Row::Refused(Refusal::new(
                        place,
                        crate::fields::reason_of(&error),
                        error.to_string(),
                        line,
                    )));
                }
                Err(_) => {}
            }
        }
        rows
    }
}

impl Iterator for WriteUpReader<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.pending.next() {
                return Some(row);
            }
            let (number, line) = self.lines.next()?;
            let text = match line {
                Line::Text(text) => text.to_owned(),
                Line::Bad(bad) => return Some(Row::Refused(bad.refusal(number))),
            };
            let rows = self.of_line(number, &text);
            if rows.is_empty() {
                self.passed_over += 1;
            }
            self.pending = rows.into_iter();
        }
    }
}

impl Reader for WriteUpReader<'_> {
    fn passed_over(&self) -> u64 {
        self.passed_over
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.lines.remarks();
        if let Some(title) = &self.title {
            remarks.push(format!("write-up \"{title}\": only values that are set off (backticks, tables, lists, defanged) are taken"));
        }
        remarks
    }
}
