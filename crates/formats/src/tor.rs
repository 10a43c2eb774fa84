//! Tor exits: records of `ExitNode`, `Published`, `LastStatus` and `ExitAddress` lines, or one address a line.
//!
//! An exit is an abused service, not criminal infrastructure: its category and ownership say so.

use std::io::BufRead;

use model::{Category, Draft, Ownership, Reason, Utc};

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, is_address,
    mostly, sample_lines,
};
use crate::value::{Fault, address, past};
use crate::{Context, Detection, Sample};

/// Exit records.
pub static TOR_EXITS: FormatEntry = FormatEntry {
    id: "tor-exits",
    title: "Tor exit addresses, records",
    detect,
    open,
};
/// One address a line.
pub static TOR_BULK: FormatEntry = FormatEntry {
    id: "tor-bulk",
    title: "Tor exit addresses, one a line",
    detect: detect_bulk,
    open,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let records = sample_lines(sample)
        .filter(|line| line.starts_with("ExitNode ") || line.starts_with("ExitAddress "))
        .count();
    if records < 2 {
        None
    } else {
        found(100, "the lines are ExitNode and ExitAddress records")
    }
}

fn detect_bulk(sample: &Sample<'_>) -> Option<Detection> {
    let name = sample.file_name.to_ascii_lowercase();
    let named = [
        "torbulkexitlist",
        "tor-exit",
        "tor_exit",
        "torexit",
        "exit-addresses",
        "tor_nodes",
        "tor-nodes",
    ]
    .iter()
    .any(|part| name.contains(part));
    if named && mostly(sample, is_address) {
        return found(
            80,
            format!(
                "the file name {:?} is that of a Tor exit list and the lines are addresses",
                sample.file_name
            ),
        );
    }
    None
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    let defaults = Defaults::new(
        context,
        Some(Category::ABUSED_SERVICE),
        Some("Tor exit list"),
    );
    Box::new(LineReader::new(
        input,
        context,
        Tor {
            defaults,
            node: None,
            published: None,
        },
    ))
}

struct Tor {
    defaults: Defaults,
    node: Option<String>,
    published: Option<Utc>,
}

impl Tor {
    fn draft(&self, number: u64, text: &str) -> Result<Draft, Fault> {
        let mut draft = self.defaults.draft(number, address(text)?);
        draft.why = Some("Tor exit: traffic of others leaves the Tor network here".to_owned());
        draft.ownership = Ownership::AbusedService;
        Ok(draft)
    }

    fn exit(&self, number: u64, text: &str) -> Result<Draft, Fault> {
        let (exit, time) = text.split_once(' ').unwrap_or((text, ""));
        let mut draft = self.draft(number, exit)?;
        if !time.trim().is_empty() {
            draft.last_seen = Some(past(time, self.defaults.received)?);
        }
        draft.external_id.clone_from(&self.node);
        draft.first_seen = self
            .published
            .filter(|first| draft.last_seen.is_some_and(|last| *first <= last));
        Ok(draft)
    }
}

impl LineFormat for Tor {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if trimmed.is_empty() || comment(trimmed).is_some() {
            return rows.pass_over();
        }
        let (key, value) = trimmed.split_once(' ').unwrap_or((trimmed, ""));
        match key {
            "ExitNode" => {
                self.node = Some(value.trim().to_owned());
                self.published = None;
                rows.pass_over();
            }
            "Published" => {
                self.published = past(value, self.defaults.received).ok();
                rows.pass_over();
            }
            "LastStatus" => rows.pass_over(),
            "ExitAddress" => {
                let outcome = self.exit(number, value.trim()).map(|mut draft| {
                    trimmed.clone_into(&mut draft.raw);
                    draft
                });
                rows.outcome(number, trimmed, outcome);
            }
            _ if value.is_empty() => rows.outcome(number, trimmed, self.draft(number, trimmed)),
            _ => rows.refuse(
                Fault::new(Reason::Malformed, "neither an exit record nor an address")
                    .refusal(number, trimmed),
            ),
        }
    }
}
