//! Cyber observable objects (STIX 2.1 section 6).

use observable::{Kind, Observable};
use serde_json::{Map, Value};

use super::Draft;

/// The cyber observable object of a value, marked with `object_marking_refs`; none for kinds
/// without such an object.
#[must_use]
pub fn sco(value: &Observable, object_marking_refs: &[&str]) -> Option<Value> {
    let id = value.sco_id()?;
    let (object_type, _) = id.split_once("--")?;
    let mut draft = Draft(Map::new());
    draft.text("type", object_type);
    draft.text("spec_version", "2.1");
    draft.text("id", &id);
    let text = value.value();
    match value.kind() {
        Kind::Ipv4
        | Kind::Ipv6
        | Kind::Cidr
        | Kind::Domain
        | Kind::Onion
        | Kind::Url
        | Kind::Email
        | Kind::Mac => draft.text("value", text),
        Kind::Asn => draft.set("number", text.trim_start_matches("AS").parse::<u32>().ok()?),
        Kind::Mutex | Kind::FileName => draft.text("name", text),
        Kind::RegistryKey => draft.text("key", text),
        kind => {
            let algorithm = algorithm(kind)?;
            draft.set(
                "hashes",
                Map::from_iter([(algorithm.to_owned(), Value::from(text))]),
            );
        }
    }
    draft.list("object_marking_refs", object_marking_refs);
    Some(Value::Object(draft.0))
}

/// Name in `hash-algorithm-ov`, or what stands for it there in other kinds of hash.
fn algorithm(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Md5 => "MD5",
        Kind::Sha1 => "SHA-1",
        Kind::Sha224 => "SHA-224",
        Kind::Sha256 => "SHA-256",
        Kind::Sha384 => "SHA-384",
        Kind::Sha512 => "SHA-512",
        Kind::Ssdeep => "SSDEEP",
        Kind::Tlsh => "TLSH",
        _ => return None,
    })
}
