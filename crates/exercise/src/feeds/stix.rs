//! STIX 2.1 bundle: identity, TLP 2.0 markings, malware, campaigns, actors, indicators, relationships.

use model::{Category, Tlp, Utc};
use observable::Kind;
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

use super::{About, Row, random_uuid};
use crate::ExerciseError;
use crate::names::{ACTORS, CAMPAIGNS};

/// The extension that carries TLP 2.0 (FIRST and OASIS, 2022).
const TLP_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

pub(super) fn write(
    rows: &[Row],
    about: About,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<u8>, ExerciseError> {
    let mut bundle = Bundle {
        objects: Vec::new(),
        made: stix_time(about.received),
        rng,
        malware: Vec::new(),
        campaigns: Vec::new(),
    };
    let identity = bundle.id("identity");
    let made = bundle.made.clone();
    bundle.objects.push(json!({
        "type": "identity", "spec_version": "2.1", "id": identity, "created": made, "modified": made,
        "name": format!("{} (fictional)", about.partner), "identity_class": "organization",
        "description": "EXERCISE HARMATTAN: all data invented",
    }));
    for tlp in Tlp::ALL {
        if rows.iter().any(|row| row.tlp.unwrap_or(Tlp::Green) == *tlp) {
            bundle.objects.push(marking(*tlp));
        }
    }
    for row in rows {
        let malware = row
            .malware
            .map(|name| bundle.malware(name, row.category, &identity));
        let campaign = row.campaign.map(|at| bundle.campaign(at, &identity));
        let indicator = bundle.indicator(row, &identity);
        for target in [malware, campaign].into_iter().flatten() {
            bundle.relationship("indicates", &indicator, &target, &identity);
        }
    }
    let document =
        json!({ "type": "bundle", "id": bundle.id("bundle"), "objects": bundle.objects });
    Ok(serde_json::to_vec_pretty(&document)?)
}

struct Bundle<'a> {
    objects: Vec<Value>,
    made: String,
    rng: &'a mut ChaCha8Rng,
    malware: Vec<(&'static str, String)>,
    campaigns: Vec<(usize, String)>,
}

impl Bundle<'_> {
    fn id(&mut self, object_type: &str) -> String {
        format!("{object_type}--{}", random_uuid(self.rng))
    }

    /// The head of an object made by the partner.
    fn object(&mut self, object_type: &str, identity: &str) -> (String, Map<String, Value>) {
        let id = self.id(object_type);
        let mut object = Map::new();
        for (key, value) in [
            ("type", object_type),
            ("spec_version", "2.1"),
            ("id", &id),
            ("created_by_ref", identity),
            ("created", &self.made),
            ("modified", &self.made),
        ] {
            object.insert(key.to_owned(), json!(value));
        }
        (id, object)
    }

    fn malware(&mut self, name: &'static str, category: Category, identity: &str) -> String {
        if let Some((_, id)) = self.malware.iter().find(|(known, _)| *known == name) {
            return id.clone();
        }
        let (id, mut object) = self.object("malware", identity);
        let sort = match category {
            Category::RANSOMWARE_C2 => "ransomware",
            Category::BOTNET_C2 => "bot",
            _ => "spyware",
        };
        object.insert("name".into(), json!(name));
        object.insert("malware_types".into(), json!([sort]));
        object.insert("is_family".into(), json!(true));
        self.objects.push(Value::Object(object));
        self.malware.push((name, id.clone()));
        id
    }

    /// The campaign and the actor behind it.
    fn campaign(&mut self, at: usize, identity: &str) -> String {
        if let Some((_, id)) = self.campaigns.iter().find(|(known, _)| *known == at) {
            return id.clone();
        }
        let (id, mut campaign) = self.object("campaign", identity);
        campaign.insert("name".into(), json!(CAMPAIGNS[at]));
        self.objects.push(Value::Object(campaign));
        let (actor_id, mut actor) = self.object("threat-actor", identity);
        actor.insert("name".into(), json!(ACTORS[at]));
        actor.insert("threat_actor_types".into(), json!(["crime-syndicate"]));
        self.objects.push(Value::Object(actor));
        self.relationship("attributed-to", &id, &actor_id, identity);
        self.campaigns.push((at, id.clone()));
        id
    }

    fn indicator(&mut self, row: &Row, identity: &str) -> String {
        let (id, mut object) = self.object("indicator", identity);
        let mut put = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        put(
            "name",
            json!(format!(
                "{} ({})",
                row.category.facts().label_en,
                row.kind.name()
            )),
        );
        put("indicator_types", json!(["malicious-activity"]));
        put("labels", json!([label(row.category)]));
        put("pattern", json!(pattern(row)));
        put("pattern_type", json!("stix"));
        put("valid_from", json!(stix_time(row.first_seen)));
        // RFC-style intervals are half open: validity ends after the last sighting by the category's lifetime.
        put(
            "valid_until",
            json!(stix_time(
                row.last_seen
                    .plus_hours(row.category.facts().lifetime_hours)
            )),
        );
        put("confidence", json!(row.confidence));
        put(
            "object_marking_refs",
            json!([format!(
                "marking-definition--{}",
                marking_id(row.tlp.unwrap_or(Tlp::Green))
            )]),
        );
        self.objects.push(Value::Object(object));
        id
    }

    fn relationship(&mut self, relation: &str, source: &str, target: &str, identity: &str) {
        let (_, mut object) = self.object("relationship", identity);
        object.insert("relationship_type".into(), json!(relation));
        object.insert("source_ref".into(), json!(source));
        object.insert("target_ref".into(), json!(target));
        self.objects.push(Value::Object(object));
    }
}

/// RFC 3339 with milliseconds, as STIX 2.1 section 3.2 has it in its examples.
fn stix_time(at: Utc) -> String {
    at.to_string().replace('Z', ".000Z")
}

/// The words by which STIX users label these activities.
fn label(category: Category) -> &'static str {
    match category {
        Category::BOTNET_C2 => "botnet-c2",
        Category::RANSOMWARE_C2 => "ransomware",
        Category::PHISHING_SITE => "phishing",
        Category::MALWARE_DISTRIBUTION => "malware-distribution",
        Category::COMPROMISED_WEBSITE => "compromised-website",
        other => other.id(),
    }
}

/// A pattern of one comparison; quotes and backslashes escaped (STIX 2.1, section 9.2).
fn pattern(row: &Row) -> String {
    let value = row.value.replace('\\', "\\\\").replace('\'', "\\'");
    let path = match row.kind {
        // An IPv4 address in IPv6 notation is an IPv6 object to its writer.
        Kind::Ipv4 if !row.value.contains(':') => "ipv4-addr:value",
        Kind::Ipv4 | Kind::Ipv6 => "ipv6-addr:value",
        Kind::Domain => "domain-name:value",
        Kind::Email => "email-addr:value",
        Kind::Md5 => "file:hashes.MD5",
        Kind::Sha1 => "file:hashes.'SHA-1'",
        Kind::Sha256 => "file:hashes.'SHA-256'",
        _ => "url:value",
    };
    format!("[{path} = '{value}']")
}

fn marking_id(tlp: Tlp) -> &'static str {
    match tlp {
        Tlp::Clear => "94868c89-83c2-464b-929b-a1a8aa3c8487",
        Tlp::Green => "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        Tlp::Amber => "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        Tlp::AmberStrict => "939a9414-2ddd-4d32-a0cd-375ea402b003",
        Tlp::Red => "e828b379-4e03-4974-9ac4-e53a884c97c1",
    }
}

fn marking(tlp: Tlp) -> Value {
    json!({
        "type": "marking-definition", "spec_version": "2.1", "id": format!("marking-definition--{}", marking_id(tlp)),
        "created": "2022-10-01T00:00:00.000Z", "name": format!("TLP:{tlp}"),
        "extensions": { TLP_EXTENSION: {
            "extension_type": "property-extension", "tlp_2_0": tlp.label().to_ascii_lowercase(),
        } },
    })
}
