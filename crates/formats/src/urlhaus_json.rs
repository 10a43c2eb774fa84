//! URLhaus JSON: an object of numbers, each with a list of records.
//!
//! Members: `dateadded, url, url_status, last_online, threat, tags[], urlhaus_link, reporter` (times are UTC).

use model::{Category, Liveness, Refusal};
use observable::Kind;

use crate::category_alias::category_of;
use crate::fields::{Record, joined, latest, one};
use crate::json::Action;
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::by_keys;
use crate::{Row, Sample};

/// URLhaus JSON export.
pub static URLHAUS_JSON: JsonFeed = JsonFeed {
    id: "urlhaus-json",
    title: "URLhaus JSON export (malware distribution URLs)",
    shape: Shape::At(nested_lists),
    detect: |sample: &Sample<'_>| by_keys(sample, &["url_status", "urlhaus_link", "url"], 98),
    convert,
};

/// `{"id": [record, …], …}`; API answers put the records under `urls`, which has the same depth.
pub(crate) fn nested_lists(path: &str) -> Action {
    match path.matches('/').count() {
        0 | 1 => Action::Descend,
        _ => Action::Take,
    }
}

fn convert(record: &Record<'_>, _: &mut Notes) -> Result<Vec<Row>, Refusal> {
    let mut draft = record.draft("url", Some(Kind::Url))?;
    let threat = record.text("threat");
    draft.category = threat
        .as_deref()
        .and_then(|threat| category_of("threat", threat))
        .or(draft.category)
        .or(Some(Category::MALWARE_DISTRIBUTION));
    draft.first_seen = record.past("dateadded")?;
    draft.last_seen = latest(&[draft.first_seen, record.past("last_online")?]);
    draft.liveness = record
        .text("url_status")
        .map_or(Liveness::Unknown, |status| Liveness::parse(&status));
    draft.tags = record.list("tags");
    draft.reference = record.first_text(&["urlhaus_link", "urlhaus_reference"]);
    draft.external_id = record.text("id");
    draft.why = joined(&[
        Some(format!(
            "URLhaus: {}",
            threat.as_deref().unwrap_or("malware URL")
        )),
        (!draft.tags.is_empty()).then(|| draft.tags.join(", ")),
        record
            .text("reporter")
            .map(|reporter| format!("reported by {reporter}")),
    ]);
    draft.upstream = Some("urlhaus".to_owned());
    Ok(one(draft))
}
