//! OpenPhish community feed: one URL a line, all of them phishing sites.

use std::io::BufRead;

use model::Category;
use observable::Kind;

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, mostly,
};
use crate::value::of_kind;
use crate::{Context, Detection, Sample};

/// The format.
pub static OPENPHISH: FormatEntry = FormatEntry {
    id: "openphish",
    title: "OpenPhish, one URL a line",
    detect,
    open,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let named = sample.file_name.to_ascii_lowercase().contains("openphish");
    if named && mostly(sample, |line| line.starts_with("http")) {
        return found(
            80,
            format!(
                "the file name {:?} names OpenPhish and the lines are URLs",
                sample.file_name
            ),
        );
    }
    None
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    let defaults = Defaults::new(context, Some(Category::PHISHING_SITE), Some("OpenPhish"));
    Box::new(LineReader::new(input, context, OpenPhish { defaults }))
}

struct OpenPhish {
    defaults: Defaults,
}

impl LineFormat for OpenPhish {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if trimmed.is_empty() || comment(trimmed).is_some() {
            return rows.pass_over();
        }
        let outcome = of_kind(Kind::Url, trimmed).map(|observable| {
            let mut draft = self.defaults.draft(number, observable);
            draft.why = Some("phishing site found by OpenPhish".to_owned());
            draft
        });
        rows.outcome(number, trimmed, outcome);
    }
}
