//! Spamhaus DROP as text: `CIDR ; SBLn`, `;` comments. The publisher asks that copyright line and date are kept:
//! both go into the remarks.

use std::io::BufRead;

use model::{Category, Reason};

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, mostly,
};
use crate::value::{Fault, endpoint};
use crate::{Context, Detection, Sample};

/// The format.
pub static SPAMHAUS_DROP: FormatEntry = FormatEntry {
    id: "spamhaus-drop-txt",
    title: "Spamhaus DROP, text",
    detect,
    open,
};

fn listing(text: &str) -> Option<(&str, &str)> {
    let (network, record) = text.split_once(';')?;
    let record = record.trim();
    record
        .strip_prefix("SBL")
        .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some((network.trim(), record))
}

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    if mostly(sample, |line| listing(line).is_some()) {
        return found(100, "the lines are `network ; SBL number`");
    }
    None
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    let defaults = Defaults::new(context, Some(Category::OTHER), Some("Spamhaus DROP"));
    Box::new(LineReader::new(
        input,
        context,
        Drop {
            defaults,
            notes: Vec::new(),
        },
    ))
}

struct Drop {
    defaults: Defaults,
    notes: Vec<String>,
}

impl LineFormat for Drop {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if let Some(note) = comment(trimmed) {
            if !note.is_empty() && self.notes.len() < 5 {
                self.notes.push(format!(
                    "header: {}",
                    note.chars().take(200).collect::<String>()
                ));
            }
            return rows.pass_over();
        }
        if trimmed.is_empty() {
            return rows.pass_over();
        }
        let Some((network, record)) = listing(trimmed) else {
            return rows.refuse(
                Fault::new(Reason::Malformed, "the line is not `network ; SBL number`")
                    .refusal(number, trimmed),
            );
        };
        let outcome = endpoint(network).map(|endpoint| {
            let mut draft = self.defaults.draft(number, endpoint.observable);
            draft.why = Some(
                "on Spamhaus DROP: network leased or taken over by professional criminals"
                    .to_owned(),
            );
            draft.external_id = Some(record.to_owned());
            trimmed.clone_into(&mut draft.raw);
            draft
        });
        rows.outcome(number, trimmed, outcome);
    }

    fn remarks(&self) -> Vec<String> {
        self.notes.clone()
    }
}
