//! Which kind of observable an object path names.
//!
//! Works on names only; whether the text really is such a value is for [`observable`] to say.

use observable::{Kind, Observable};

use super::ast::{ObjectPath, Step};

/// The kind of value that `text` is when it stands at `path`; none for paths that name no
/// observable, or one that belongs to a victim (the recipients of a message).
pub(crate) fn kind_of(path: &ObjectPath, text: &str) -> Option<Kind> {
    let names: Vec<&str> = path
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    if let Some(algorithm) = hash_algorithm(path) {
        return hash_kind(algorithm);
    }
    match (path.object_type.as_str(), names.as_slice()) {
        ("ipv4-addr" | "ipv6-addr", ["value"]) => Some(address_kind(text)),
        ("domain-name" | "hostname", ["value"]) => Some(name_kind(text)),
        ("domain-name", ["resolves_to_refs", "value"]) => Some(host_kind(text)),
        ("ipv4-addr" | "ipv6-addr", ["resolves_to_refs", "value"]) => Some(Kind::Mac),
        ("url", ["value"]) | ("artifact", ["url"]) => Some(Kind::Url),
        ("email-addr", ["value"])
        | ("email-message", ["from_ref" | "sender_ref", "value"])
        | ("email" | "email-message", ["from" | "sender"]) => Some(Kind::Email),
        ("autonomous-system" | "as", ["number"]) => Some(Kind::Asn),
        ("mac-addr", ["value"]) => Some(Kind::Mac),
        ("mutex", ["name"]) => Some(Kind::Mutex),
        ("windows-registry-key", ["key"]) => Some(Kind::RegistryKey),
        ("network-traffic", ["dst_ref" | "src_ref", "value"]) => Some(host_kind(text)),
        ("file", ["name"])
        | ("process", ["name"])
        | ("process", ["image_ref" | "binary_ref", "name"])
        | ("email-message", ["body_multipart", "body_raw_ref", "name"]) => Some(file_kind(text)),
        ("directory", ["path"])
        | ("file", ["parent_directory_ref" | "path"])
        | ("file", ["parent_directory_ref", "path"]) => Some(Kind::FilePath),
        ("file", ["extensions", "windows-pebinary-ext", "imphash"]) => Some(Kind::Imphash),
        ("user-account", ["user_id" | "account_login" | "display_name"]) => Some(Kind::Handle),
        ("vulnerability", ["name"]) => Some(Kind::Cve),
        // Types that other platforms made and that are in wide use.
        ("user-agent", ["value"]) => Some(Kind::UserAgent),
        ("phone-number", ["value"]) => Some(Kind::Phone),
        ("bank-account", ["iban"]) => Some(Kind::Iban),
        ("cryptocurrency-wallet" | "x-opencti-cryptocurrency-wallet", ["value" | "address"]) => {
            wallet_kind(text)
        }
        (_, names) => request_kind(names).or_else(|| fingerprint_kind(names)),
    }
}

/// The last part of a path whose last but one part is `hashes`. Hashes of parts of a file (the
/// sections and headers of a PE file) are no hashes of a file.
pub(super) fn hash_algorithm(path: &ObjectPath) -> Option<&str> {
    let [before @ .., Step::Name(hashes), Step::Name(algorithm)] = path.steps.as_slice() else {
        return None;
    };
    let of_a_part = before.iter().any(|step| {
        matches!(step, Step::Name(name) if matches!(name.as_str(), "sections" | "optional_header" | "file_header_hashes"))
    });
    (hashes == "hashes" && !of_a_part).then_some(algorithm)
}

/// The kind of a hash by the name of its algorithm: `MD5`, `SHA-256`, `sha256`, `SHA_256`, …
pub(crate) fn hash_kind(algorithm: &str) -> Option<Kind> {
    let name: String = algorithm
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .take(12)
        .collect();
    Some(match name.as_str() {
        "md5" => Kind::Md5,
        "sha1" => Kind::Sha1,
        "sha224" => Kind::Sha224,
        "sha256" => Kind::Sha256,
        "sha384" => Kind::Sha384,
        "sha512" => Kind::Sha512,
        "ssdeep" => Kind::Ssdeep,
        "tlsh" => Kind::Tlsh,
        "imphash" => Kind::Imphash,
        _ => return None,
    })
}

/// The kind that `user-account:account_type` announces, when it is one of our kind names
/// (wallets, IBAN and phone numbers are written that way, see [`super::write()`]).
pub(crate) fn account_kind(account_type: &str) -> Option<Kind> {
    Kind::from_name(account_type).filter(|kind| is_account(*kind))
}

/// Account types that belong to a machine or directory service, not to a platform on the network
/// where someone could be found by the name (from `account-type-ov`).
const LOCAL_ACCOUNTS: &[&str] = &[
    "kerberos",
    "ldap",
    "nis",
    "radius",
    "tacacs",
    "unix",
    "windows-domain",
    "windows-local",
];

/// The platform that `user-account:account_type` names, when it can stand before a handle.
pub(crate) fn platform(account_type: &str) -> Option<&str> {
    let plain = (1..=32).contains(&account_type.len())
        && account_type.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.')
        });
    let is_platform =
        account_kind(account_type).is_none() && !LOCAL_ACCOUNTS.contains(&account_type);
    (plain && is_platform).then_some(account_type)
}

/// A handle as `observable` reads it: `platform:name` as it is, a bare name as `@name`.
pub(crate) fn handle(text: &str) -> String {
    let is_whole = text.starts_with('@') || text.contains(':');
    if is_whole {
        text.to_owned()
    } else {
        format!("@{text}")
    }
}

/// Kinds that are written as a `user-account`.
pub(super) const fn is_account(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Btc
            | Kind::Eth
            | Kind::Xmr
            | Kind::Trx
            | Kind::Ltc
            | Kind::Doge
            | Kind::Bch
            | Kind::Dash
            | Kind::Zec
            | Kind::Xrp
            | Kind::Sol
            | Kind::Iban
            | Kind::Phone
            | Kind::Handle
    )
}

/// A value that can have a port beside it.
pub(super) const fn takes_port(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Ipv4 | Kind::Ipv6 | Kind::Cidr | Kind::Domain | Kind::Onion
    )
}

/// Header fields of the HTTP request extension, and its 2.0-draft spelling as an object of its own.
fn request_kind(names: &[&str]) -> Option<Kind> {
    let names = match names {
        ["extensions", "http-request-ext", rest @ ..] => rest,
        rest => rest,
    };
    match names {
        ["request_header", field] if field.eq_ignore_ascii_case("user-agent") => {
            Some(Kind::UserAgent)
        }
        ["request_header", field] if field.eq_ignore_ascii_case("host") => Some(Kind::Domain),
        _ => None,
    }
}

/// `extensions.<any id>.ja3`: no standard has a place for TLS fingerprints, every producer makes one.
fn fingerprint_kind(names: &[&str]) -> Option<Kind> {
    match names {
        ["extensions", _, "ja3"] => Some(Kind::Ja3),
        ["extensions", _, "ja4"] => Some(Kind::Ja4),
        _ => None,
    }
}

fn wallet_kind(text: &str) -> Option<Kind> {
    let kind = Observable::guess(text).ok()?.kind();
    (is_account(kind) && !matches!(kind, Kind::Iban | Kind::Phone | Kind::Handle)).then_some(kind)
}

/// Text with a prefix length is a network, however long the prefix: `observable` makes a single
/// address of a full one.
fn address_kind(text: &str) -> Kind {
    if text.contains('/') {
        Kind::Cidr
    } else if text.matches(':').count() > 1 {
        Kind::Ipv6
    } else {
        Kind::Ipv4
    }
}

fn name_kind(text: &str) -> Kind {
    let name = text.trim_end_matches('.');
    let is_onion = name.len() >= 6
        && name.is_char_boundary(name.len() - 6)
        && name[name.len() - 6..].eq_ignore_ascii_case(".onion");
    if is_onion { Kind::Onion } else { Kind::Domain }
}

/// The kind of a host written where STIX allows addresses and names alike.
pub(crate) fn host_kind(text: &str) -> Kind {
    let address = text.split('/').next().unwrap_or_default();
    if address.parse::<std::net::IpAddr>().is_ok() {
        return address_kind(text);
    }
    let mac = text.len() == 17
        && text
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b':' || byte == b'-');
    if mac { Kind::Mac } else { name_kind(text) }
}

fn file_kind(text: &str) -> Kind {
    if text.contains(['/', '\\']) {
        Kind::FilePath
    } else {
        Kind::FileName
    }
}
