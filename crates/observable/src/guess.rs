//! What kind a bare value is.

use crate::{
    Endpoint, Kind, Observable, Problem, account, defang, fingerprint, hash, ip, name, url, wallet,
};

/// Recognises a trimmed text, with a port where one can stand.
pub(crate) fn endpoint(text: &str) -> Result<Endpoint, Problem> {
    if let Some(v4) = ip::parse_v4(text.as_bytes()) {
        return Ok(alone(Observable::from_ip(v4.into())));
    }
    if defang::suspicious(text) {
        return plain(&defang::refang(text));
    }
    plain(text)
}

fn alone(observable: Observable) -> Endpoint {
    Endpoint {
        observable,
        port: None,
    }
}

fn plain(text: &str) -> Result<Endpoint, Problem> {
    if url::has_scheme(text) {
        return Observable::parse_trimmed(Kind::Url, text).map(alone);
    }
    if let Some(endpoint) = address(text) {
        return Ok(endpoint);
    }
    if let Some(observable) = token(text) {
        return Ok(alone(observable));
    }
    if text.contains('@') && !text.starts_with('@') {
        return Observable::parse_trimmed(Kind::Email, text).map(alone);
    }
    named(text)
}

/// Addresses and networks, with or without a port.
fn address(text: &str) -> Option<Endpoint> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_hexdigit() || matches!(first, b':' | b'[')) {
        return None;
    }
    if let Some(address) = ip::parse(text) {
        return Some(alone(Observable::from_ip(address)));
    }
    if let Some(network) = text
        .contains('/')
        .then(|| ip::parse_network(text))
        .flatten()
    {
        return Some(alone(network));
    }
    let (host, port) = text.rsplit_once(':')?;
    // An IPv6 address with a port must stand in brackets (RFC 5952 section 6), else its last group would be taken for one.
    if host.contains(':') && !host.starts_with('[') {
        return None;
    }
    Some(Endpoint {
        observable: Observable::from_ip(ip::parse(host)?),
        port: Some(port_number(port)?),
    })
}

fn port_number(text: &str) -> Option<u16> {
    let digits = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .filter(|port| *port != 0)
}

/// Kinds that are one token of letters and digits: hashes, identifiers, wallets, fingerprints.
fn token(text: &str) -> Option<Observable> {
    if text.bytes().all(|byte| byte.is_ascii_hexdigit())
        && let Some(kind) = hash::kind_of(text.len())
    {
        return Observable::parse_trimmed(kind, text).ok();
    }
    let bytes = text.as_bytes();
    let starts = |prefix: &[u8]| {
        bytes.len() > prefix.len() && bytes[..prefix.len()].eq_ignore_ascii_case(prefix)
    };
    let made = |kind: Kind, value: Result<String, Problem>| {
        value.ok().map(|value| Observable::canonical(kind, value))
    };
    if starts(b"cve-") {
        return made(Kind::Cve, account::canonical_cve(text));
    }
    if starts(b"as") && bytes[2..].iter().all(u8::is_ascii_digit) {
        return made(Kind::Asn, ip::canonical_asn(text));
    }
    if starts(b"t1") && text.len() == 72 {
        return made(Kind::Tlsh, fingerprint::canonical_tlsh(text));
    }
    if (starts(b"t") || starts(b"q"))
        && let Some(found) = made(Kind::Attack, account::canonical_attack(text))
            .or_else(|| made(Kind::Ja4, fingerprint::canonical_ja4(text)))
    {
        return Some(found);
    }
    if text.len() == 17
        && (text.contains(':') || text.contains('-'))
        && let Some(found) = made(Kind::Mac, fingerprint::canonical_mac(text))
    {
        return Some(found);
    }
    if text.starts_with('+') {
        return made(Kind::Phone, account::canonical_phone(text));
    }
    if text.matches(':').count() == 2
        && text.len() > 8
        && let Some(found) = made(Kind::Ssdeep, fingerprint::canonical_ssdeep(text))
    {
        return Some(found);
    }
    if !text.contains('.') {
        if let Some((kind, value)) = wallet::guess_wallet(text) {
            return Some(Observable::canonical(kind, value));
        }
        if text.len() >= 15 {
            return made(Kind::Iban, account::canonical_iban(text));
        }
    }
    None
}

/// Names, `name:port`, and addresses of pages without a scheme. The latter are read as `http`, which is what the lists
/// that leave it out mean; nothing else could be looked up or compared.
fn named(text: &str) -> Result<Endpoint, Problem> {
    if text.contains('/') {
        let host = &text[..text.find(['/', ':']).unwrap_or(text.len())];
        if host.contains('.') && !host.contains(' ') {
            return Observable::parse_trimmed(Kind::Url, &format!("http://{text}")).map(alone);
        }
        return Err(Problem::UnknownKind);
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port_number(port).ok_or(Problem::UnknownKind)?)),
        None => (text, None),
    };
    if !host.contains('.') && !host.contains('。') {
        return Err(Problem::UnknownKind);
    }
    match name::parse(host) {
        Ok(observable) => Ok(Endpoint { observable, port }),
        Err(Problem::UnknownTld) => Err(Problem::UnknownTld),
        Err(Problem::TooLong) => Err(Problem::TooLong),
        Err(Problem::Checksum) => Err(Problem::Checksum),
        Err(_) => Err(Problem::UnknownKind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(text: &str) -> String {
        match Observable::guess_endpoint(text) {
            Ok(found) => {
                let port = found
                    .port
                    .map(|port| format!(" {port}"))
                    .unwrap_or_default();
                format!(
                    "{} {}{port}",
                    found.observable.kind().name(),
                    found.observable.value()
                )
            }
            Err(error) => format!("{:?}", error.problem),
        }
    }

    #[test]
    fn kinds() {
        for (text, expected) in [
            ("198.51.100.7", "ipv4 198.51.100.7"),
            ("198.51.100.7:8080", "ipv4 198.51.100.7 8080"),
            ("[2001:db8::7]:8443", "ipv6 2001:db8::7 8443"),
            ("2001:DB8::7", "ipv6 2001:db8::7"),
            ("::ffff:198.51.100.7", "ipv4 198.51.100.7"),
            ("198.51.100.0/24", "cidr 198.51.100.0/24"),
            ("\"c2.bank.example\"", "domain c2.bank.example"),
            ("c2.bank.example:443", "domain c2.bank.example 443"),
            (
                "c2.bank.example/gate.php",
                "url http://c2.bank.example/gate.php",
            ),
            ("hxxp://c2[.]bank[.]example", "url http://c2.bank.example/"),
            ("User@Bank.example", "email User@bank.example"),
            (
                "D41D8CD98F00B204E9800998ECF8427E",
                "md5 d41d8cd98f00b204e9800998ecf8427e",
            ),
            ("cve-2021-44228", "cve CVE-2021-44228"),
            ("as64500", "asn AS64500"),
            ("T1059.001", "attack T1059.001"),
            ("http://bank.example/very/lo…", "CutOff"),
            ("http://bank.example/very/lo...", "CutOff"),
            ("hello", "UnknownKind"),
            ("setup.pyx", "UnknownTld"),
            ("bank\u{202e}.example", "Invisible"),
            ("", "Empty"),
        ] {
            assert_eq!(guessed(text), expected, "{text}");
        }
    }
}
