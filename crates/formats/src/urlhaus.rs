//! URLhaus CSV (abuse.ch): `#` block, the header is itself a comment, every field quoted, CR LF.

use std::io::BufRead;

use model::{Category, Draft, Liveness};
use observable::Kind;

use crate::columns::{Feed, Fields, because};
use crate::listing::{BoxedReader, Defaults, FormatEntry};
use crate::value::Fault;
use crate::{Context, Detection, Sample};

/// The format.
pub static URLHAUS: FormatEntry = FormatEntry {
    id: "urlhaus-csv",
    title: "URLhaus CSV (abuse.ch)",
    detect,
    open,
};

static FEED: Feed = Feed {
    upstream: "abuse.ch URLhaus",
    separator: b',',
    columns: &[
        "id",
        "dateadded",
        "url",
        "url_status",
        "last_online",
        "threat",
        "tags",
        "urlhaus_link",
        "reporter",
    ],
    key: &["dateadded", "url", "url_status", "threat"],
    category: Some(Category::MALWARE_DISTRIBUTION),
    row,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    FEED.detect(sample)
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    FEED.open(input, context)
}

fn row(fields: &Fields<'_>, defaults: &Defaults) -> Result<Vec<Draft>, Fault> {
    let mut draft = defaults.draft(fields.number, fields.observable("url", Kind::Url)?);
    draft.first_seen = fields.time("dateadded", defaults.received)?;
    draft.last_seen = fields
        .time("last_online", defaults.received)?
        .filter(|last| draft.first_seen.is_none_or(|first| first <= *last));
    draft.liveness = fields
        .get("url_status")
        .map(Liveness::parse)
        .unwrap_or_default();
    draft.tags = fields.tags("tags");
    draft.why = because(fields.get("threat").unwrap_or_default(), &draft.tags);
    draft.reference = fields.text("urlhaus_link");
    draft.external_id = fields.text("id");
    draft.comment = fields
        .get("reporter")
        .map(|reporter| format!("reported by {reporter}"));
    Ok(vec![draft])
}
