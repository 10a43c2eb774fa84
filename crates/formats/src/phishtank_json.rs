//! PhishTank JSON: an array of verified phishing URLs.
//!
//! Members: `phish_id, url, phish_detail_url, submission_time, verified, verification_time, online, target,
//! details[{ip_address, cidr_block, announcing_network, rir, country, detail_time}]`.

use model::{Category, Liveness, Place, Refusal, StatedHosting};
use observable::Kind;
use serde_json::Value;

use crate::fields::{Record, joined, latest, one};
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::by_keys;
use crate::{Row, Sample};

/// PhishTank JSON.
pub static PHISHTANK_JSON: JsonFeed = JsonFeed {
    id: "phishtank-json",
    title: "PhishTank JSON (verified phishing URLs)",
    shape: Shape::Records,
    detect: |sample: &Sample<'_>| by_keys(sample, &["phish_id", "url"], 98),
    convert,
};

fn convert(record: &Record<'_>, _: &mut Notes) -> Result<Vec<Row>, Refusal> {
    let mut draft = record.draft("url", Some(Kind::Url))?;
    draft.category = draft.category.or(Some(Category::PHISHING_SITE));
    draft.first_seen = record.past("submission_time")?;
    draft.last_seen = latest(&[draft.first_seen, record.past("verification_time")?]);
    draft.liveness = record
        .text("online")
        .map_or(Liveness::Unknown, |online| Liveness::parse(&online));
    draft.target = record.text("target").filter(|target| target != "Other");
    draft.reference = record.text("phish_detail_url");
    draft.external_id = record.text("phish_id");
    let verified = record.flag("verified");
    draft.confidence = verified.map(|verified| if verified { 90 } else { 40 });
    draft.stated = stated(record);
    draft.why = joined(&[
        Some(
            if verified == Some(true) {
                "PhishTank: verified phishing page"
            } else {
                "PhishTank: reported phishing page"
            }
            .to_owned(),
        ),
        draft
            .target
            .as_ref()
            .map(|target| format!("imitates {target}")),
    ]);
    draft.upstream = Some("phishtank".to_owned());
    Ok(one(draft))
}

fn stated(record: &Record<'_>) -> Option<StatedHosting> {
    let Some(Value::Array(details)) = record.get("details") else {
        return None;
    };
    let Some(Value::Object(map)) = details.first() else {
        return None;
    };
    let place = Place::at(record.place.row, "/details/0");
    Record {
        map,
        place: &place,
        ..*record
    }
    .stated("country", "announcing_network", "")
}
