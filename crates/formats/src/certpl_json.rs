//! CERT Polska's list of dangerous names (hole) as JSON.
//!
//! Members: `RegisterPositionId, DomainAddress, InsertDate, DeleteDate`. Names with a delete date have been taken off the list.
//! Times without a zone were Europe/Warsaw until May 2025; they are read as UTC, at most two hours off.

use model::{Category, Reason, Refusal};
use observable::Kind;

use crate::fields::{Record, one};
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::by_keys;
use crate::{Row, Sample};

/// CERT.PL list, JSON.
pub static CERTPL_JSON: JsonFeed = JsonFeed {
    id: "certpl-json",
    title: "CERT Polska warning list (JSON)",
    shape: Shape::Records,
    detect: |sample: &Sample<'_>| by_keys(sample, &["RegisterPositionId", "DomainAddress"], 98),
    convert,
};

fn convert(record: &Record<'_>, notes: &mut Notes) -> Result<Vec<Row>, Refusal> {
    let deleted = record.past("DeleteDate")?;
    if let Some(at) = deleted {
        return Err(record.refuse(
            "DeleteDate",
            Reason::Retracted,
            format!("taken off the list on {at}"),
        ));
    }
    let mut draft = record.draft("DomainAddress", Some(Kind::Domain))?;
    draft.category = draft.category.or(Some(Category::PHISHING_SITE));
    draft.first_seen = record.past("InsertDate")?;
    if record
        .text("InsertDate")
        .is_some_and(|text| !text.ends_with('Z') && !text.contains('+'))
    {
        notes.remark(
            "times without a zone are read as UTC (before May 2025 the list used Europe/Warsaw)"
                .to_owned(),
        );
    }
    draft.last_seen = draft.first_seen;
    draft.external_id = record.text("RegisterPositionId");
    draft.why = Some("CERT Polska warning list: extorts data or money from users".to_owned());
    draft.upstream = Some("cert.pl-hole".to_owned());
    Ok(one(draft))
}
