//! Spamhaus DROP and ASN-DROP as JSON lines; the last line is metadata.
//!
//! Members: `cidr, sblid, rir` or `asn, rir, domain, cc, asname`; metadata `type, timestamp, size, records, copyright, terms`.

use model::{Category, Ownership, Refusal};
use observable::Kind;

use crate::fields::{Record, joined, one, time_of};
use crate::json_feed::{JsonFeed, Notes, Shape};
use crate::probe::by_keys;
use crate::{Row, Sample};

/// Spamhaus DROP JSON.
pub static SPAMHAUS_JSON: JsonFeed = JsonFeed {
    id: "spamhaus-drop-json",
    title: "Spamhaus DROP v4/v6 and ASN-DROP (JSON lines)",
    shape: Shape::Records,
    detect: |sample: &Sample<'_>| {
        by_keys(sample, &["cidr", "sblid", "rir"], 98)
            .or_else(|| by_keys(sample, &["asn", "rir", "domain", "cc", "asname"], 97))
    },
    convert,
};

fn convert(record: &Record<'_>, notes: &mut Notes) -> Result<Vec<Row>, Refusal> {
    if record.text("type").as_deref() == Some("metadata") {
        let stated = record.number("records");
        notes.remark(format!(
            "Spamhaus list of {}{}{}",
            record
                .text("timestamp")
                .and_then(|text| time_of(&text))
                .map_or("unknown date".to_owned(), |at| at.to_string()),
            stated.map_or(String::new(), |count| format!(", {count} records")),
            record
                .text("copyright")
                .map_or(String::new(), |text| format!(", {text}")),
        ));
        return Ok(Vec::new());
    }
    let asn = record.get("cidr").is_none();
    let mut draft = if asn {
        match record.get("asn") {
            Some(_) => record.draft_of(
                "asn",
                Some(Kind::Asn),
                &format!("AS{}", record.required("asn")?.trim_start_matches("AS")),
            )?,
            None => {
                return Err(record.refuse(
                    "cidr",
                    model::Reason::MissingValue,
                    "neither \"cidr\" nor \"asn\" is there",
                ));
            }
        }
    } else {
        record.draft("cidr", Some(Kind::Cidr))?
    };
    draft.category = draft.category.or(Some(Category::OTHER));
    // DROP lists networks that are hijacked or leased by professional spam and cybercrime operations.
    draft.ownership = Ownership::CriminalOwned;
    draft.external_id = record.text("sblid");
    draft.stated = record.stated("cc", "asn", "asname");
    draft.why = joined(&[
        Some(
            if asn {
                "Spamhaus ASN-DROP: network run for cybercrime"
            } else {
                "Spamhaus DROP: hijacked or leased by cybercrime operations"
            }
            .to_owned(),
        ),
        record.text("sblid"),
        record.text("asname"),
        record.text("domain"),
    ]);
    draft.upstream = Some("spamhaus-drop".to_owned());
    Ok(one(draft))
}
