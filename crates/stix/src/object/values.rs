//! Observable values inside cyber observable objects.
//!
//! Uses the same map from properties to kinds as patterns do.

use observable::Kind;
use serde_json::{Map, Value};

use super::fields::Fields;
use crate::pattern::{ObjectPath, Step, account_kind, handle, hash_kind, kind_of, platform};

/// A value found in a cyber observable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectValue {
    /// What the property says it is. The text has not been checked against it.
    pub kind: Kind,
    /// The value as written.
    pub text: String,
    /// The destination port, when traffic to the value was observed.
    pub port: Option<u16>,
    /// Where it stands: `file:hashes.MD5`, for messages.
    pub path: String,
}

/// Ends of a `network-traffic` object of STIX 2.1; the references are for the caller to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// `src_ref`.
    pub src_ref: Option<String>,
    /// `dst_ref`.
    pub dst_ref: Option<String>,
    /// `src_port`.
    pub src_port: Option<u16>,
    /// `dst_port`.
    pub dst_port: Option<u16>,
}

impl Traffic {
    /// The ends that a `network-traffic` object names.
    #[must_use]
    pub fn of(object: &Map<String, Value>) -> Traffic {
        let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        let port = |name: &str| {
            object
                .get(name)
                .and_then(Value::as_u64)
                .and_then(|port| u16::try_from(port).ok())
        };
        Traffic {
            src_ref: text("src_ref"),
            dst_ref: text("dst_ref"),
            src_port: port("src_port"),
            dst_port: port("dst_port"),
        }
    }
}

/// Properties that hold an observable, by object type. Each is looked up in the same map as the
/// paths of patterns.
const PROPERTIES: &[(&str, &[&str])] = &[
    ("ipv4-addr", &["value"]),
    ("ipv6-addr", &["value"]),
    ("domain-name", &["value"]),
    ("hostname", &["value"]),
    ("url", &["value"]),
    ("email-addr", &["value"]),
    ("mac-addr", &["value"]),
    ("autonomous-system", &["number"]),
    ("mutex", &["name"]),
    ("windows-registry-key", &["key"]),
    ("file", &["name"]),
    ("directory", &["path"]),
    ("artifact", &["url"]),
    ("user-agent", &["value"]),
    ("phone-number", &["value"]),
    ("bank-account", &["iban"]),
    ("cryptocurrency-wallet", &["value"]),
];

/// The values of an object: of a cyber observable, or of all that are embedded in observed data.
pub(super) fn values(object_type: &str, fields: &Fields<'_>) -> Vec<ObjectValue> {
    if object_type == "observed-data" {
        return match fields.value("objects") {
            Some(Value::Object(objects)) => embedded(&objects),
            _ => Vec::new(),
        };
    }
    let names = [
        "value",
        "number",
        "name",
        "key",
        "path",
        "url",
        "iban",
        "hashes",
        "extensions",
        "account_type",
        "user_id",
        "account_login",
        "display_name",
    ];
    let is_observable = object_type == "x509-certificate"
        || object_type == "user-account"
        || PROPERTIES.iter().any(|(of, _)| *of == object_type);
    if !is_observable {
        return Vec::new();
    }
    let mut object = Map::new();
    for name in names {
        object.extend(fields.value(name).map(|value| (name.to_owned(), value)));
    }
    let mut out = Vec::new();
    single(object_type, &object, &mut out);
    out
}

/// Embedded observables of STIX 2.0, with the ports of the traffic to them.
fn embedded(objects: &Map<String, Value>) -> Vec<ObjectValue> {
    let traffic: Vec<Traffic> = objects
        .values()
        .filter_map(Value::as_object)
        .filter(|object| object.get("type").and_then(Value::as_str) == Some("network-traffic"))
        .map(Traffic::of)
        .collect();
    let ports: std::collections::BTreeMap<&str, u16> = traffic
        .iter()
        .filter_map(|traffic| Some((traffic.dst_ref.as_deref()?, traffic.dst_port?)))
        .collect();
    let mut out = Vec::new();
    for (key, object) in objects {
        let Some(object) = object.as_object() else {
            continue;
        };
        let Some(object_type) = object.get("type").and_then(Value::as_str) else {
            continue;
        };
        let from = out.len();
        single(object_type, object, &mut out);
        for value in &mut out[from..] {
            value.port = ports.get(key.as_str()).copied();
        }
    }
    out
}

fn single(object_type: &str, object: &Map<String, Value>, out: &mut Vec<ObjectValue>) {
    let names = PROPERTIES
        .iter()
        .find(|(of, _)| *of == object_type)
        .map_or(&[][..], |(_, names)| names);
    for name in names {
        let text = match object.get(*name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) if *name == "number" => format!("AS{number}"),
            _ => continue,
        };
        let path = ObjectPath {
            object_type: object_type.to_owned(),
            steps: vec![Step::Name((*name).to_owned())],
        };
        push(out, kind_of(&path, &text), text, path.to_string());
    }
    if let Some(Value::Object(hashes)) = object.get("hashes") {
        for (algorithm, hash) in hashes {
            if let Some(text) = hash.as_str() {
                let path = format!("{object_type}:hashes.{algorithm}");
                push(out, hash_kind(algorithm), text.to_owned(), path);
            }
        }
    }
    let imphash = object
        .get("extensions")
        .and_then(|all| all.get("windows-pebinary-ext"))
        .and_then(|extension| extension.get("imphash"))
        .and_then(Value::as_str);
    if let Some(text) = imphash {
        push(
            out,
            Some(Kind::Imphash),
            text.to_owned(),
            "file:extensions.imphash".to_owned(),
        );
    }
    if object_type == "user-account" {
        account(object, out);
    }
}

/// One value for an account: its identifier, else its login, else its display name. The type of the
/// account gives the kind or the platform, as in patterns.
fn account(object: &Map<String, Value>, out: &mut Vec<ObjectValue>) {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let found = ["user_id", "account_login", "display_name"]
        .into_iter()
        .find_map(|name| {
            text(name)
                .filter(|text| !text.is_empty())
                .map(|text| (name, text))
        });
    let Some((name, id)) = found else { return };
    let path = format!("user-account:{name}");
    match text("account_type") {
        None => push(out, Some(Kind::Handle), handle(id), path),
        Some(of) => match (account_kind(of), platform(of)) {
            (Some(kind), _) => push(out, Some(kind), id.to_owned(), path),
            (None, Some(platform)) => {
                push(out, Some(Kind::Handle), format!("{platform}:{id}"), path);
            }
            (None, None) => {}
        },
    }
}

fn push(out: &mut Vec<ObjectValue>, kind: Option<Kind>, text: String, path: String) {
    if let Some(kind) = kind.filter(|_| !text.is_empty()) {
        out.push(ObjectValue {
            kind,
            text,
            port: None,
            path,
        });
    }
}
