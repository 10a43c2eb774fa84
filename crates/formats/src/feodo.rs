//! Feodo Tracker (abuse.ch): CSV with a live, quoted header and `# END`; or the address list as text.

use std::io::BufRead;

use model::{Category, Draft, Liveness};

use crate::columns::{Feed, Fields};
use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, data_lines, found,
    is_address, sample_lines,
};
use crate::value::{Fault, address};
use crate::{Context, Detection, Sample, category_alias};

/// The CSV.
pub static FEODO_CSV: FormatEntry = FormatEntry {
    id: "feodo-csv",
    title: "Feodo Tracker CSV (abuse.ch)",
    detect,
    open,
};
/// The address list.
pub static FEODO_TXT: FormatEntry = FormatEntry {
    id: "feodo-txt",
    title: "Feodo Tracker address list (abuse.ch)",
    detect: detect_text,
    open: open_text,
};

static FEED: Feed = Feed {
    upstream: "abuse.ch Feodo Tracker",
    separator: b',',
    columns: &[
        "first_seen_utc",
        "dst_ip",
        "dst_port",
        "c2_status",
        "last_online",
        "malware",
    ],
    key: &["first_seen_utc", "dst_ip", "dst_port"],
    category: Some(Category::BOTNET_C2),
    row,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    FEED.detect(sample)
}

fn detect_text(sample: &Sample<'_>) -> Option<Detection> {
    let named = sample_lines(sample)
        .filter_map(comment)
        .any(|note| note.contains("Feodo Tracker") || note.contains("Feodo Botnet C2"));
    if named && data_lines(sample).any(is_address) {
        found(
            95,
            "a comment names Feodo Tracker and the lines are addresses",
        )
    } else {
        None
    }
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    FEED.open(input, context)
}

fn open_text<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    let defaults = Defaults::new(context, FEED.category, Some(FEED.upstream));
    Box::new(LineReader::new(input, context, Addresses { defaults }))
}

fn row(fields: &Fields<'_>, defaults: &Defaults) -> Result<Vec<Draft>, Fault> {
    let observable = address(fields.need("dst_ip")?).map_err(|fault| fault.in_column("dst_ip"))?;
    let mut draft = defaults.draft(fields.number, observable);
    draft.port = fields.port("dst_port")?;
    draft.first_seen = fields.time("first_seen_utc", defaults.received)?;
    draft.last_seen = fields.time("last_online", defaults.received)?;
    // `last_online` is a day without time and can lie before the second of first sight on that day.
    if let (Some(first), Some(last)) = (draft.first_seen, draft.last_seen) {
        draft.last_seen = Some(last.max(first));
    }
    draft.liveness = fields
        .get("c2_status")
        .map(Liveness::parse)
        .unwrap_or_default();
    draft.malware = fields.text("malware");
    draft.category = fields.own.or_else(|| {
        category_alias::refined(
            FEED.category,
            &draft.malware.as_deref().into_iter().collect::<Vec<_>>(),
        )
    });
    draft.why = Some(match &draft.malware {
        Some(name) => format!("command server of {name} in Feodo Tracker"),
        None => "command server in Feodo Tracker".to_owned(),
    });
    Ok(vec![draft])
}

struct Addresses {
    defaults: Defaults,
}

impl LineFormat for Addresses {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if trimmed.is_empty() || comment(trimmed).is_some() {
            return rows.pass_over();
        }
        let outcome = address(trimmed).map(|observable| {
            let mut draft = self.defaults.draft(number, observable);
            draft.why = Some("command server in Feodo Tracker".to_owned());
            draft
        });
        rows.outcome(number, trimmed, outcome);
    }
}
