//! Feodo Tracker JSON: an array of botnet command servers.
//!
//! Members: `ip_address, port, status, hostname, as_number, as_name, country, first_seen, last_online, malware`.

use model::{Category, Liveness, Refusal};

use crate::category_alias::refined;
use crate::fields::{Record, joined, latest, one};
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::by_keys;
use crate::{Row, Sample};

/// Feodo Tracker JSON blocklist.
pub static FEODO_JSON: JsonFeed = JsonFeed {
    id: "feodo-json",
    title: "Feodo Tracker JSON (botnet command servers)",
    shape: Shape::Records,
    detect: |sample: &Sample<'_>| {
        by_keys(
            sample,
            &["ip_address", "port", "status", "first_seen", "malware"],
            96,
        )
    },
    convert,
};

fn convert(record: &Record<'_>, _: &mut Notes) -> Result<Vec<Row>, Refusal> {
    let mut draft = record.draft("ip_address", None)?;
    draft.port = record.port("port").or(draft.port);
    draft.malware = record.text("malware");
    draft.category = refined(
        draft.category.or(Some(Category::BOTNET_C2)),
        &draft.malware.as_deref().into_iter().collect::<Vec<_>>(),
    );
    draft.first_seen = record.past("first_seen")?;
    draft.last_seen = latest(&[draft.first_seen, record.past("last_online")?]);
    draft.liveness = record
        .text("status")
        .map_or(Liveness::Unknown, |status| Liveness::parse(&status));
    draft.stated = record.stated("country", "as_number", "as_name");
    draft.comment = record
        .text("hostname")
        .map(|name| format!("host name {name}"));
    draft.why = joined(&[
        Some("Feodo Tracker: botnet command server".to_owned()),
        draft.malware.clone(),
    ]);
    draft.upstream = Some("feodotracker".to_owned());
    Ok(one(draft))
}
