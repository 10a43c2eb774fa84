//! MISP events in every envelope that MISP, PyMISP and feeds produce.
//!
//! Attributes and those of objects become drafts; composite types give one for each half. Types that are no observable are kept
//! as sent (`misp:<type>`), deleted ones are retracted. Event tags and galaxies apply to everything in the event.

use std::io::BufRead;

use model::{Category, Draft, Place, Reason, Refusal, Tlp, Utc};
use serde_json::{Map, Value};

use crate::category_alias::{category_of, in_network, refined};
use crate::envelope::Envelope;
use crate::fields::{Record, clean, flag, joined, scalar, time_of};
use crate::json_feed::Notes;
use crate::misp_labels::{Labels, list};
use crate::misp_types::{Part, kind_of, parts_of, split};
use crate::probe::{has_key, json_head};
use crate::{Context, Detection, Format, FormatError, KeptObject, Reader, Row, Sample};

/// Confidence of an attribute that is context (`to_ids` false) when the event states none.
pub const CONTEXT_CONFIDENCE: u8 = 30;

/// MISP event JSON.
pub struct Misp;

static ENVELOPE: Envelope<Event> = Envelope {
    prefixes: &[
        "/response/*/Event",
        "/response/Event",
        "/*/Event",
        "/Event",
        "/response/*",
        "/response",
        "/*",
        "",
    ],
    members: &[
        "info",
        "date",
        "uuid",
        "timestamp",
        "Orgc",
        "orgc",
        "Tag",
        "Galaxy",
    ],
    lists: &["Attribute", "Object"],
    build: |map, complete| Event::new(map, complete),
    convert,
};

impl Format for Misp {
    fn id(&self) -> &'static str {
        "misp"
    }

    fn title(&self) -> &'static str {
        "MISP event JSON (events, search answers, lists of events)"
    }

    fn detect(&self, sample: &Sample<'_>) -> Option<Detection> {
        let text = json_head(sample)?;
        let found = |sureness, why: &str| {
            Some(Detection {
                sureness,
                why: why.to_owned(),
            })
        };
        let attributes = has_key(text, "Attribute") || has_key(text, "Object");
        if has_key(text, "Event") && (has_key(text, "info") || attributes) {
            return found(98, "JSON with the member Event as MISP writes it");
        }
        if attributes && has_key(text, "info") {
            return found(92, "a MISP event without its envelope (info, Attribute)");
        }
        (has_key(text, "response") && attributes && has_key(text, "value")).then_some(())?;
        found(92, "a MISP search answer (response, Attribute)")
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<Box<dyn Reader + Send + 'a>, FormatError> {
        ENVELOPE.open(input, context)
    }
}

/// What an event says about all of its attributes.
#[derive(Clone, Debug)]
struct Event {
    info: Option<String>,
    uuid: Option<String>,
    organisation: Option<String>,
    date: Option<Utc>,
    labels: Labels,
}

impl Event {
    fn new(map: &Map<String, Value>, complete: bool) -> Event {
        let text = |key: &str| map.get(key).and_then(scalar);
        let mut labels = Labels::of(map);
        if !complete && labels.tlp.is_none() {
            // The event was cut off and may have lost its marking: the strictest until it comes whole.
            labels.tlp = Some(Tlp::Red);
        }
        let organisation = ["Orgc", "orgc"]
            .iter()
            .find_map(|key| map.get(*key)?.get("name").and_then(scalar));
        let date = text("date")
            .or_else(|| text("timestamp"))
            .and_then(|text| time_of(&text));
        Event {
            info: text("info"),
            uuid: text("uuid"),
            organisation,
            date,
            labels,
        }
    }
}

fn convert(
    event: &Event,
    list_name: &str,
    record: &Record<'_>,
    notes: &mut Notes,
) -> Result<Vec<Row>, Refusal> {
    if list_name == "Object" {
        return Ok(object(event, record, notes));
    }
    // Search answers put the event inside each attribute.
    match record.get("Event") {
        Some(Value::Object(map)) => {
            let own = Event::new(map, true);
            let event = Event {
                info: own.info.or_else(|| event.info.clone()),
                uuid: own.uuid.or_else(|| event.uuid.clone()),
                organisation: own.organisation.or_else(|| event.organisation.clone()),
                date: own.date.or(event.date),
                labels: own.labels.within(&event.labels),
            };
            Ok(attribute(&event, &Whole::default(), record, notes))
        }
        _ => Ok(attribute(event, &Whole::default(), record, notes)),
    }
}

/// What an object says about its attributes.
#[derive(Default)]
struct Whole {
    name: Option<String>,
    comment: Option<String>,
    port: Option<u16>,
    first_seen: Option<Utc>,
    last_seen: Option<Utc>,
}

fn object(event: &Event, record: &Record<'_>, notes: &mut Notes) -> Vec<Row> {
    let name = record.text("name");
    if record.flag("deleted") == Some(true) {
        let detail = format!(
            "the object {} is marked as deleted",
            name.unwrap_or_default()
        );
        return vec![Row::Refused(record.refuse("", Reason::Retracted, detail))];
    }
    let attributes = list(record.map, "Attribute");
    // One port in the object belongs to its addresses and names.
    let mut ports = attributes
        .iter()
        .filter(|attribute| attribute.get("type").and_then(Value::as_str) == Some("port"))
        .filter(|attribute| {
            !attribute
                .get("object_relation")
                .and_then(Value::as_str)
                .is_some_and(|relation| relation.starts_with("src"))
        })
        .filter_map(|attribute| attribute.get("value").and_then(scalar)?.parse::<u16>().ok());
    let port = match (ports.next(), ports.next()) {
        (Some(port), None) => Some(port),
        _ => None,
    };
    let time = |key: &str| record.text(key).and_then(|text| time_of(&text));
    let whole = Whole {
        comment: record.text("comment"),
        port,
        first_seen: time("first_seen"),
        last_seen: time("last_seen"),
        name,
    };
    let mut rows = Vec::new();
    for (index, value) in attributes.iter().enumerate() {
        let place = Place::at(record.place.row, format!("/Attribute/{index}"));
        let raw = value.to_string();
        match value {
            Value::Object(map) => rows.extend(attribute(
                event,
                &whole,
                &Record {
                    map,
                    place: &place,
                    raw: &raw,
                    ..*record
                },
                notes,
            )),
            other => {
                let detail = format!(
                    "found {}, expected an attribute",
                    crate::probe::kind_name(other)
                );
                rows.push(Row::Refused(Refusal::new(
                    place,
                    Reason::Malformed,
                    detail,
                    &raw,
                )));
            }
        }
    }
    rows
}

fn attribute(event: &Event, whole: &Whole, record: &Record<'_>, notes: &mut Notes) -> Vec<Row> {
    match rows_of(event, whole, record, notes) {
        Ok(rows) => rows,
        Err(refusal) => vec![Row::Refused(refusal)],
    }
}

fn rows_of(
    event: &Event,
    whole: &Whole,
    record: &Record<'_>,
    notes: &mut Notes,
) -> Result<Vec<Row>, Refusal> {
    let label = record.required("type")?;
    if record.get("deleted").and_then(flag) == Some(true) {
        return Err(record.refuse(
            "deleted",
            Reason::Retracted,
            "the attribute is marked as deleted",
        ));
    }
    let Some(parts) = parts_of(&label) else {
        return Ok(vec![kept(&label, record)]);
    };
    let Some(Value::String(value)) = record.get("value").map(|value| match value {
        Value::Number(number) => Value::String(number.to_string()),
        other => other.clone(),
    }) else {
        return Err(record.refuse(
            "value",
            Reason::MissingValue,
            "\"value\" is missing or no text",
        ));
    };
    if record.get("data").is_some() {
        notes.remark(format!(
            "the file attached to a {label} was not taken in, only its name and hash"
        ));
    }
    let value = value.trim();
    let Some(texts) = split(&parts, value) else {
        return Err(record.refuse(
            "value",
            Reason::Malformed,
            format!("a {label} has two values with | between them"),
        ));
    };
    let labels = Labels::of(record.map).within(&event.labels);
    let mut rows: Vec<Row> = Vec::new();
    for (part, text) in parts.iter().zip(texts) {
        let text = text.trim();
        match part {
            Part::Port => {
                if let (Some(Row::Draft(draft)), Ok(port)) = (rows.last_mut(), text.parse::<u16>())
                {
                    draft.port = Some(port).filter(|port| *port != 0);
                }
                continue;
            }
            Part::Note => {
                if let Some(Row::Draft(draft)) = rows.last_mut() {
                    draft.comment = joined(&[draft.comment.take(), Some(clean(text))]);
                }
                continue;
            }
            _ => {}
        }
        let text = if *part == Part::Is(observable::Kind::Asn)
            && text.bytes().all(|byte| byte.is_ascii_digit())
        {
            format!("AS{text}")
        } else {
            text.to_owned()
        };
        let row = record
            .draft_of("value", kind_of(*part, &text), &text)
            .and_then(|draft| finished(event, whole, &labels, &label, record, draft));
        rows.push(match row {
            Ok(draft) => Row::Draft(Box::new(draft)),
            Err(refusal) => Row::Refused(refusal),
        });
    }
    Ok(rows)
}

fn finished(
    event: &Event,
    whole: &Whole,
    labels: &Labels,
    label: &str,
    record: &Record<'_>,
    mut draft: Draft,
) -> Result<Draft, Refusal> {
    let object_category = whole
        .name
        .as_deref()
        .and_then(|name| category_of("misp-object", name));
    let category = labels
        .category
        .or(object_category)
        .or_else(|| category_of("misp-type", label))
        .filter(|_| in_network(&draft.observable));
    let mut names: Vec<&str> = labels.malware.iter().map(String::as_str).collect();
    if labels.ransomware {
        names.push("ransomware");
    }
    draft.category = refined(category.or(draft.category), &names);
    draft.malware = labels.malware.first().cloned();
    draft.actor = labels.actors.first().cloned();
    draft.campaign = labels.campaigns.first().cloned();
    let first = record.past("first_seen")?.or(whole.first_seen);
    let last = record.past("last_seen")?.or(whole.last_seen);
    // The attribute's timestamp is the time of its last edit, not of a sighting: the event's date is nearer to the truth.
    draft.first_seen = first.or(last).or(event.date);
    draft.last_seen = last.or(first).or(event.date);
    draft.port = draft
        .port
        .or(whole.port.filter(|_| in_network(&draft.observable)));
    draft.tlp = labels.tlp;
    draft.pap = labels.pap;
    draft.grade = labels.grade();
    draft.confidence = labels.confidence;
    draft.tags.clone_from(&labels.tags);
    if record.flag("to_ids") == Some(false) {
        draft.confidence = draft.confidence.or(Some(CONTEXT_CONFIDENCE));
        draft.tags.push("to_ids:false".to_owned());
    }
    draft.external_id = record.text("uuid");
    draft.upstream = event.uuid.as_ref().map(|uuid| format!("misp:{uuid}"));
    draft.comment = joined(&[
        draft.comment.take(),
        record.text("comment"),
        whole.comment.clone(),
    ]);
    draft.why = joined(&[
        event.info.clone(),
        record.text("comment"),
        whole.name.as_ref().map(|name| format!("object {name}")),
        record.text("category"),
        event.organisation.as_ref().map(|name| format!("by {name}")),
    ]);
    if draft.category == Some(Category::INFECTED_HOST)
        && draft.ownership == model::Ownership::Unknown
    {
        draft.ownership = model::Ownership::Victim;
    }
    Ok(draft)
}

/// An attribute that is no observable, kept as sent.
fn kept(label: &str, record: &Record<'_>) -> Row {
    Row::Kept(KeptObject {
        place: record.place.clone(),
        object_type: format!("misp:{}", clean(label).chars().take(60).collect::<String>()),
        id: record
            .text("uuid")
            .or_else(|| record.text("id"))
            .unwrap_or_default(),
        version: record.text("timestamp"),
        name: record
            .text("value")
            .map(|value| value.chars().take(200).collect()),
        source_ref: None,
        target_ref: None,
        confidence: None,
        json: record.raw.into(),
        not_extracted: Vec::new(),
    })
}
