//! Identifiers: their form, and deterministic ones for the objects we make.
//!
//! Identifiers of cyber observables come from [`observable::Observable::sco_id`].

use uuid::Uuid;

/// UUIDv5 namespace of the domain and relationship objects that Griot makes:
/// `uuid5(NAMESPACE_URL, "urn:griot:stix:object")`. Never the namespace that STIX 2.1 section 2.9
/// reserves for cyber observables.
pub const OBJECT_NAMESPACE: Uuid = Uuid::from_u128(0x92d4f4be_dd68_5b9c_ab58_ca471531d610);

/// UUIDv5 namespace of bundle identifiers: `uuid5(NAMESPACE_URL, "urn:griot:stix:bundle")`.
pub const BUNDLE_NAMESPACE: Uuid = Uuid::from_u128(0x7c69b887_c6c4_55a2_985a_17da4b6e5c74);

/// The identifier of the object of `object_type` that `name` stands for. Equal names of different
/// types get different UUIDs, as no UUID may be used under two types (STIX 2.1 section 2.9).
#[must_use]
pub fn object_id(object_type: &str, name: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(object_type.len() + 1 + name.len());
    bytes.extend_from_slice(object_type.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(name);
    format!("{object_type}--{}", Uuid::new_v5(&OBJECT_NAMESPACE, &bytes))
}

/// The type in `id` when it has the form `type--uuid` (STIX 2.1 section 2.9), any UUID version.
#[must_use]
pub fn type_of(id: &str) -> Option<&str> {
    let (object_type, uuid) = id.split_once("--")?;
    let is_type = (1..=250).contains(&object_type.len())
        && object_type
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    // Only the hyphenated form of 36 characters; the library would take others too.
    (is_type && uuid.len() == 36 && Uuid::try_parse(uuid).is_ok()).then_some(object_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_are_what_the_documentation_says() {
        let of = |name: &str| Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes());
        assert_eq!(OBJECT_NAMESPACE, of("urn:griot:stix:object"));
        assert_eq!(BUNDLE_NAMESPACE, of("urn:griot:stix:bundle"));
    }

    #[test]
    fn the_extension_id_is_one_of_ours() {
        let id = object_id("extension-definition", b"tls-fingerprint");
        assert_eq!(id, crate::pattern::TLS_FINGERPRINT_EXTENSION);
    }

    #[test]
    fn ids_are_stable_and_typed() {
        let id = object_id("indicator", b"a");
        assert_eq!(id, object_id("indicator", b"a"));
        assert_ne!(id[11..], object_id("malware", b"a")[9..]);
        assert_eq!(type_of(&id), Some("indicator"));
        for bad in [
            "",
            "indicator",
            "indicator--1",
            "--",
            "Indicator--92d4f4be-dd68-5b9c-ab58-ca471531d610",
            "a--{92d4f4be-dd68-5b9c-ab58-ca471531d6}",
        ] {
            assert_eq!(type_of(bad), None, "{bad}");
        }
    }
}
