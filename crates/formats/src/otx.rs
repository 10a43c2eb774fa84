//! OTX pulses: `{"results": [pulse, …]}`, an array of pulses, or one pulse.
//!
//! Pulse: `id, name, description, author_name, created, modified, tlp, tags, references, adversary, targeted_countries,
//! malware_families, industries, indicators[{indicator, type, description, created, title, content, is_active, expiration}]`.

use std::io::BufRead;

use model::{Category, Country, Liveness, Reason, Refusal, Tlp, Utc};
use observable::Kind;
use serde_json::{Map, Value};

use crate::category_alias::{category_in_words, category_of, in_network, refined};
use crate::envelope::Envelope;
use crate::fields::{Record, joined, one, scalar, time_of};
use crate::json_feed::Notes;
use crate::probe::by_keys;
use crate::{Context, Detection, Format, FormatError, Reader, Row, Sample};

/// OTX pulses.
pub struct Otx;

static ENVELOPE: Envelope<Pulse> = Envelope {
    prefixes: &["/results/*", "/*", ""],
    members: &[
        "id",
        "name",
        "description",
        "tlp",
        "TLP",
        "tags",
        "references",
        "adversary",
        "targeted_countries",
        "malware_families",
        "created",
        "modified",
        "industries",
    ],
    lists: &["indicators"],
    build: |map, complete| Pulse::new(map, complete),
    convert,
};

impl Format for Otx {
    fn id(&self) -> &'static str {
        "otx"
    }

    fn title(&self) -> &'static str {
        "OTX pulses (JSON)"
    }

    fn detect(&self, sample: &Sample<'_>) -> Option<Detection> {
        by_keys(sample, &["indicators", "indicator", "type"], 95)
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<Box<dyn Reader + Send + 'a>, FormatError> {
        ENVELOPE.open(input, context)
    }
}

/// What a pulse says about all of its indicators.
struct Pulse {
    id: Option<String>,
    name: Option<String>,
    tlp: Option<Tlp>,
    tags: Vec<String>,
    reference: Option<String>,
    adversary: Option<String>,
    countries: Vec<Country>,
    malware: Vec<String>,
    created: Option<Utc>,
    category: Option<Category>,
    industries: Vec<String>,
}

/// Texts of a list; families may be objects with a `display_name`.
fn texts(value: Option<&Value>) -> Vec<String> {
    let Some(Value::Array(values)) = value else {
        return value.and_then(scalar).into_iter().collect();
    };
    values
        .iter()
        .take(crate::fields::MAX_LIST)
        .filter_map(|value| scalar(value.get("display_name").unwrap_or(value)))
        .collect()
}

impl Pulse {
    fn new(map: &Map<String, Value>, complete: bool) -> Pulse {
        let text = |key: &str| map.get(key).and_then(scalar);
        let tags = texts(map.get("tags"));
        let name = text("name");
        let category = tags
            .iter()
            .find_map(|tag| category_of("tag", tag))
            .or_else(|| name.as_deref().and_then(category_in_words));
        let tlp = text("tlp")
            .or_else(|| text("TLP"))
            .map(|label| Tlp::parse(&label).unwrap_or(Tlp::Red));
        Pulse {
            id: text("id"),
            category,
            tags,
            // A pulse that was cut off may have lost its marking: the strictest until it comes whole.
            tlp: tlp.or((!complete).then_some(Tlp::Red)),
            reference: texts(map.get("references")).into_iter().next(),
            adversary: text("adversary"),
            countries: texts(map.get("targeted_countries"))
                .iter()
                .filter_map(|code| Country::parse(code).ok())
                .collect(),
            malware: texts(map.get("malware_families")),
            created: text("created").and_then(|text| time_of(&text)),
            industries: texts(map.get("industries")),
            name,
        }
    }
}

/// The kind of an indicator type; the outer none: no observable.
fn kind_of(label: &str, text: &str) -> Option<Kind> {
    Some(match label.to_ascii_lowercase().as_str() {
        "ipv4" => Kind::Ipv4,
        "ipv6" => Kind::Ipv6,
        "cidr" => Kind::Cidr,
        "domain" | "hostname" if text.trim_end_matches('.').ends_with(".onion") => Kind::Onion,
        "domain" | "hostname" => Kind::Domain,
        "url" | "uri" => Kind::Url,
        "filehash-md5" => Kind::Md5,
        "filehash-sha1" => Kind::Sha1,
        "filehash-sha256" => Kind::Sha256,
        "filehash-imphash" => Kind::Imphash,
        "email" => Kind::Email,
        "cve" => Kind::Cve,
        "mutex" => Kind::Mutex,
        "filepath" => Kind::FilePath,
        "bitcoinaddress" => Kind::Btc,
        "ja3" => Kind::Ja3,
        "sslcertfingerprint" => Kind::Sha1,
        _ => return None,
    })
}

fn convert(
    pulse: &Pulse,
    _: &str,
    record: &Record<'_>,
    _: &mut Notes,
) -> Result<Vec<Row>, Refusal> {
    let label = record.required("type")?;
    let text = record.required("indicator")?;
    let Some(kind) = kind_of(&label, &text) else {
        return Err(record.refuse(
            "type",
            Reason::UnknownType,
            format!("indicator type {label:?} has no kind of indicator"),
        ));
    };
    let mut draft = record.draft("indicator", Some(kind))?;
    let own = record
        .first_text(&["role", "title", "description"])
        .and_then(|words| category_in_words(&words));
    let names: Vec<&str> = pulse.malware.iter().map(String::as_str).collect();
    draft.category = refined(
        own.or(pulse.category)
            .filter(|_| in_network(&draft.observable))
            .or(draft.category),
        &names,
    );
    draft.malware = pulse.malware.first().cloned();
    draft.actor = pulse.adversary.clone();
    draft.first_seen = record.past("created")?.or(pulse.created);
    draft.last_seen = draft.first_seen;
    draft.valid_until = record.time("expiration")?;
    if record.get("is_active").is_some() && record.flag("is_active") == Some(false) {
        draft.liveness = Liveness::Dead;
    }
    draft.tlp = pulse.tlp;
    draft.tags.clone_from(&pulse.tags);
    draft.reference.clone_from(&pulse.reference);
    draft.target_countries.clone_from(&pulse.countries);
    draft.target = joined(&[(!pulse.industries.is_empty()).then(|| pulse.industries.join(", "))]);
    draft.external_id = record.text("id").or_else(|| pulse.id.clone());
    draft.why = joined(&[
        pulse.name.clone().map(|name| format!("OTX pulse: {name}")),
        record.text("title"),
        record.text("description"),
    ]);
    draft.upstream = pulse.id.as_ref().map(|id| format!("otx:{id}"));
    Ok(one(draft))
}
