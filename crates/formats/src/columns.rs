//! Feeds with a fixed set of column names: binding by header, and reading of fields with the column in every fault.

use std::io::BufRead;

use model::{Category, Draft, Utc};
use observable::{Kind, Observable};

use crate::listing::{BoxedReader, Defaults, Rows, found, sample_lines};
use crate::table::{Record, TableFormat, TableReader, sample_records};
use crate::value::{Fault, of_kind, past, port};
use crate::words::is_null;
use crate::{Context, Detection, Sample};

/// A feed whose columns have known names.
pub struct Feed {
    /// Name for `upstream`.
    pub upstream: &'static str,
    /// Separator.
    pub separator: u8,
    /// Column names in the order of an input without header. Folded comparison; more or fewer are accepted under a header.
    pub columns: &'static [&'static str],
    /// Columns that a header must have for this to be the feed.
    pub key: &'static [&'static str],
    /// Category of rows that carry none.
    pub category: Option<Category>,
    /// Reads one row into drafts.
    pub row: fn(&Fields<'_>, &Defaults) -> Result<Vec<Draft>, Fault>,
}

impl Feed {
    /// Recognises the feed by its header, which may be a comment.
    #[must_use]
    pub fn detect(&self, sample: &Sample<'_>) -> Option<Detection> {
        let lines: Vec<&str> = sample_lines(sample).take(60).collect();
        let header = sample_records(&lines, self.separator)
            .into_iter()
            .find(|(_, names)| self.fits(names));
        header.and_then(|(commented, _)| {
            let place = if commented {
                "the header in a comment"
            } else {
                "the header"
            };
            found(
                100,
                format!(
                    "{place} has the columns {} of {}",
                    self.key.join(", "),
                    self.upstream
                ),
            )
        })
    }

    fn fits<S: AsRef<str>>(&self, names: &[S]) -> bool {
        self.key.iter().all(|key| {
            names
                .iter()
                .any(|name| name.as_ref().trim().eq_ignore_ascii_case(key))
        })
    }

    /// Opens a reader.
    pub fn open<'a>(
        &'static self,
        input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> BoxedReader<'a> {
        let names = self.columns.iter().map(|name| (*name).to_owned()).collect();
        let defaults = Defaults::new(context, self.category, Some(self.upstream));
        let own = context.category;
        let format = FeedTable {
            feed: self,
            defaults,
            own,
            names,
            bound: false,
            longer: 0,
        };
        Box::new(TableReader::new(input, context, self.separator, format))
    }
}

struct FeedTable {
    feed: &'static Feed,
    defaults: Defaults,
    own: Option<Category>,
    names: Vec<String>,
    bound: bool,
    longer: u64,
}

impl TableFormat for FeedTable {
    fn header(&mut self, record: &Record, _commented: bool) -> bool {
        if !self.feed.fits(&record.iter().collect::<Vec<_>>()) {
            return false;
        }
        self.names = record
            .iter()
            .map(|name| name.trim().to_ascii_lowercase())
            .collect();
        self.bound = true;
        true
    }

    fn row(&mut self, number: u64, record: &Record, rows: &mut Rows) {
        // More fields than names is a known habit of one feed; the surplus cannot be named and is left out.
        self.longer += u64::from(record.len() > self.names.len());
        let fields = Fields {
            names: &self.names,
            record,
            number,
            own: self.own,
        };
        match (self.feed.row)(&fields, &self.defaults) {
            Ok(drafts) => {
                for mut draft in drafts {
                    record.raw().clone_into(&mut draft.raw);
                    rows.draft(draft);
                }
            }
            Err(fault) => rows.refuse(fault.refusal(number, record.raw())),
        }
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.bound {
            remarks.push(format!(
                "no header; the columns were taken in the usual order: {}",
                self.feed.columns.join(", ")
            ));
        }
        if self.longer > 0 {
            remarks.push(format!(
                "{} rows have more columns than the header; the surplus was left out",
                self.longer
            ));
        }
        remarks
    }
}

/// The fields of one row, by column name.
pub struct Fields<'r> {
    names: &'r [String],
    record: &'r Record,
    /// Line number.
    pub number: u64,
    /// Category that the sender or agreement gives; wins over the feed's.
    pub own: Option<Category>,
}

impl<'r> Fields<'r> {
    /// A field that says something.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'r str> {
        let position = self.names.iter().position(|known| known == name)?;
        let text = self.record.get(position);
        (!is_null(text)).then_some(text)
    }

    /// A field's text, owned.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// When it is not.
    pub fn need(&self, name: &str) -> Result<&'r str, Fault> {
        self.get(name).ok_or_else(|| {
            Fault::new(
                model::Reason::MissingValue,
                format!("the column {name} is empty or missing"),
            )
            .in_column(name)
        })
    }

    /// A value of a known kind.
    ///
    /// # Errors
    /// When it is missing or not of that kind.
    pub fn observable(&self, name: &str, kind: Kind) -> Result<Observable, Fault> {
        of_kind(kind, self.need(name)?).map_err(|fault| fault.in_column(name))
    }

    /// A time that does not lie in the future.
    ///
    /// # Errors
    /// When it is no time.
    pub fn time(&self, name: &str, received: Utc) -> Result<Option<Utc>, Fault> {
        self.get(name)
            .map(|text| past(text, received))
            .transpose()
            .map_err(|fault| fault.in_column(name))
    }

    /// A port.
    ///
    /// # Errors
    /// When it is none.
    pub fn port(&self, name: &str) -> Result<Option<u16>, Fault> {
        self.get(name)
            .map(port)
            .transpose()
            .map_err(|fault| fault.in_column(name))
    }

    /// Comma-separated tags.
    #[must_use]
    pub fn tags(&self, name: &str) -> Vec<String> {
        let tags = self.get(name).unwrap_or_default().split(',').map(str::trim);
        tags.filter(|tag| !is_null(tag))
            .map(str::to_owned)
            .collect()
    }
}

/// Joins what there is with a colon and blanks: `malware_download: elf, examplebot`.
#[must_use]
pub fn because(what: &str, particulars: &[String]) -> Option<String> {
    match (what.is_empty(), particulars.is_empty()) {
        (true, true) => None,
        (true, false) => Some(particulars.join(", ")),
        (false, true) => Some(what.to_owned()),
        (false, false) => Some(format!("{what}: {}", particulars.join(", "))),
    }
}
