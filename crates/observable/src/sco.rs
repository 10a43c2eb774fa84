//! Identifiers of STIX 2.1 cyber observable objects: UUIDv5 over the canonical JSON of the contributing properties
//! (STIX 2.1 section 2.9, RFC 8785).

use uuid::{Uuid, uuid};

use crate::Kind;

/// Namespace for cyber observable objects, STIX 2.1 section 2.9.
const NAMESPACE: Uuid = uuid!("00abedb4-aa42-466c-9c01-fed23315a9b7");

pub(crate) fn id(kind: Kind, value: &str) -> Option<String> {
    let of_value =
        |object: &'static str| Some((object, format!("{{\"value\":{}}}", json_text(value))));
    let of_hash = |algorithm: &str| {
        Some((
            "file",
            format!("{{\"hashes\":{{\"{algorithm}\":{}}}}}", json_text(value)),
        ))
    };
    let (object, name) = match kind {
        Kind::Ipv4 => of_value("ipv4-addr"),
        Kind::Ipv6 => of_value("ipv6-addr"),
        Kind::Cidr if value.contains(':') => of_value("ipv6-addr"),
        Kind::Cidr => of_value("ipv4-addr"),
        Kind::Domain | Kind::Onion => of_value("domain-name"),
        Kind::Url => of_value("url"),
        Kind::Email => of_value("email-addr"),
        Kind::Mac => of_value("mac-addr"),
        Kind::Asn => Some((
            "autonomous-system",
            format!("{{\"number\":{}}}", value.strip_prefix("AS")?),
        )),
        Kind::Mutex => Some(("mutex", format!("{{\"name\":{}}}", json_text(value)))),
        Kind::FileName => Some(("file", format!("{{\"name\":{}}}", json_text(value)))),
        Kind::RegistryKey => Some((
            "windows-registry-key",
            format!("{{\"key\":{}}}", json_text(value)),
        )),
        Kind::Md5 => of_hash("MD5"),
        Kind::Sha1 => of_hash("SHA-1"),
        Kind::Sha256 => of_hash("SHA-256"),
        Kind::Sha512 => of_hash("SHA-512"),
        // Not among the four preferred algorithms, but the first given counts when there is no other (section 2.9).
        Kind::Sha224 => of_hash("SHA-224"),
        Kind::Sha384 => of_hash("SHA-384"),
        Kind::Ssdeep => of_hash("SSDEEP"),
        Kind::Tlsh => of_hash("TLSH"),
        _ => None,
    }?;
    Some(format!(
        "{object}--{}",
        Uuid::new_v5(&NAMESPACE, name.as_bytes())
    ))
}

/// A JSON string as RFC 8785 section 3.2.2.2 writes it: only quotes, backslashes and control characters are escaped.
fn json_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
