//! PhishTank CSV: a live header, one verified phishing URL a row.

use std::io::BufRead;

use model::{Category, Draft, Liveness};
use observable::Kind;

use crate::columns::{Feed, Fields};
use crate::listing::{BoxedReader, Defaults, FormatEntry};
use crate::value::Fault;
use crate::{Context, Detection, Sample};

/// The format.
pub static PHISHTANK: FormatEntry = FormatEntry {
    id: "phishtank-csv",
    title: "PhishTank CSV",
    detect,
    open,
};

static FEED: Feed = Feed {
    upstream: "PhishTank",
    separator: b',',
    columns: &[
        "phish_id",
        "url",
        "phish_detail_url",
        "submission_time",
        "verified",
        "verification_time",
        "online",
        "target",
    ],
    key: &["phish_id", "url", "submission_time"],
    category: Some(Category::PHISHING_SITE),
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
    draft.first_seen = fields.time("submission_time", defaults.received)?;
    let verified = fields.time("verification_time", defaults.received)?;
    draft.last_seen = verified.filter(|last| draft.first_seen.is_none_or(|first| first <= *last));
    draft.liveness = fields
        .get("online")
        .map(Liveness::parse)
        .unwrap_or_default();
    draft.target = fields.text("target").filter(|target| target != "Other");
    let state = if fields.get("verified") == Some("yes") {
        "verified"
    } else {
        "reported, not verified"
    };
    draft.why = Some(match &draft.target {
        Some(target) => format!("phishing site against {target} ({state} at PhishTank)"),
        None => format!("phishing site ({state} at PhishTank)"),
    });
    draft.reference = fields.text("phish_detail_url");
    draft.external_id = fields.text("phish_id");
    Ok(vec![draft])
}
