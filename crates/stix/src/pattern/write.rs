//! The pattern of one observable, for indicators of our own.

use observable::Kind;

use super::ast::quoted;
use super::extract::join_path;
use super::path::{is_account, platform, takes_port};

/// Extension definition under which JA3 and JA4 fingerprints stand in our patterns, as
/// `network-traffic:extensions.'<this>'.ja3`. [`crate::write::tls_fingerprint_extension`] is the object.
pub const TLS_FINGERPRINT_EXTENSION: &str =
    "extension-definition--11c5c36f-6133-5be8-807c-fca02f1917a8";

/// The pattern that matches `value`, and `port` where the kind can have one.
///
/// None for kinds that are no cyber observables of STIX (CVE and ATT&CK identifiers: they are
/// objects of their own there).
#[must_use]
pub fn write(kind: Kind, value: &str, port: Option<u16>) -> Option<String> {
    if let Some(port) = port.filter(|_| takes_port(kind)) {
        return Some(endpoint(kind, value, port));
    }
    let text = quoted(value);
    let test = match kind {
        Kind::Ipv4 => format!("ipv4-addr:value = {text}"),
        Kind::Ipv6 => format!("ipv6-addr:value = {text}"),
        Kind::Cidr => format!("{}:value ISSUBSET {text}", network_type(value)),
        Kind::Domain | Kind::Onion => format!("domain-name:value = {text}"),
        Kind::Url => format!("url:value = {text}"),
        Kind::Email => format!("email-addr:value = {text}"),
        Kind::Md5 => format!("file:hashes.MD5 = {text}"),
        Kind::Sha1 => format!("file:hashes.'SHA-1' = {text}"),
        Kind::Sha224 => format!("file:hashes.'SHA-224' = {text}"),
        Kind::Sha256 => format!("file:hashes.'SHA-256' = {text}"),
        Kind::Sha384 => format!("file:hashes.'SHA-384' = {text}"),
        Kind::Sha512 => format!("file:hashes.'SHA-512' = {text}"),
        Kind::Ssdeep => format!("file:hashes.SSDEEP = {text}"),
        Kind::Tlsh => format!("file:hashes.TLSH = {text}"),
        Kind::Imphash => format!("file:extensions.'windows-pebinary-ext'.imphash = {text}"),
        Kind::Ja3 => {
            format!("network-traffic:extensions.'{TLS_FINGERPRINT_EXTENSION}'.ja3 = {text}")
        }
        Kind::Ja4 => {
            format!("network-traffic:extensions.'{TLS_FINGERPRINT_EXTENSION}'.ja4 = {text}")
        }
        Kind::Asn => autonomous_system(value),
        Kind::Mac => format!("mac-addr:value = {text}"),
        Kind::FileName => format!("file:name = {text}"),
        Kind::FilePath => file_path(value),
        Kind::Mutex => format!("mutex:name = {text}"),
        Kind::RegistryKey => format!("windows-registry-key:key = {text}"),
        Kind::UserAgent => format!(
            "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = {text}"
        ),
        Kind::Handle => account(value),
        // The standard's user account is "any type of user account"; its type is an open vocabulary.
        kind if is_account(kind) => format!(
            "user-account:account_type = '{}' AND user-account:user_id = {text}",
            kind.name()
        ),
        _ => return None,
    };
    Some(format!("[{test}]"))
}

/// Parts of one AND must be of one object type (STIX 2.1 section 9.5), hence the traffic.
fn endpoint(kind: Kind, value: &str, port: u16) -> String {
    let host_type = match kind {
        Kind::Ipv4 => "ipv4-addr",
        Kind::Ipv6 => "ipv6-addr",
        Kind::Cidr => network_type(value),
        _ => "domain-name",
    };
    let operator = if kind == Kind::Cidr { "ISSUBSET" } else { "=" };
    format!(
        "[network-traffic:dst_ref.type = '{host_type}' AND network-traffic:dst_ref.value {operator} {} \
         AND network-traffic:dst_port = {port}]",
        quoted(value)
    )
}

fn network_type(value: &str) -> &'static str {
    if value.contains(':') {
        "ipv6-addr"
    } else {
        "ipv4-addr"
    }
}

/// The number is an integer in STIX; a text that is none stays a string rather than being lost.
fn autonomous_system(value: &str) -> String {
    let digits = value.trim_start_matches(['A', 'S', 'a', 's']);
    match digits.parse::<u32>() {
        Ok(number) => format!("autonomous-system:number = {number}"),
        Err(_) => format!("autonomous-system:number = {}", quoted(value)),
    }
}

/// `platform:name` and `@name`; the platform is the type of the account.
fn account(value: &str) -> String {
    if value.starts_with('@') {
        return format!("user-account:user_id = {}", quoted(value));
    }
    let parts = value.split_once(':').filter(|(_, name)| !name.is_empty());
    let (account_type, name) = match parts.and_then(|(of, name)| Some((platform(of)?, name))) {
        Some(parts) => parts,
        None => (Kind::Handle.name(), value),
    };
    format!(
        "user-account:account_type = '{account_type}' AND user-account:user_id = {}",
        quoted(name)
    )
}

/// Directory and name are two objects in STIX. A path that would not come back the same from its
/// parts is given whole as the name.
fn file_path(value: &str) -> String {
    let parts = value.rfind(['/', '\\']).map(|at| {
        let directory = if at == 0 { &value[..1] } else { &value[..at] };
        (directory, &value[at + 1..])
    });
    match parts {
        Some((directory, name)) if !name.is_empty() && join_path(directory, name) == value => {
            format!(
                "file:name = {} AND file:parent_directory_ref.path = {}",
                quoted(name),
                quoted(directory)
            )
        }
        _ => format!("file:name = {}", quoted(value)),
    }
}
