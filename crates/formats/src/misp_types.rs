//! Which MISP attribute types are observables, and how composite values (`a|b`) fall apart.

use observable::Kind;

/// One half of an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A value of this kind.
    Is(Kind),
    /// An address or a network.
    Address,
    /// A name of a host: domain or onion service.
    Name,
    /// A port, belonging to the value before it.
    Port,
    /// Describes the value before it.
    Note,
}

/// The parts of an attribute type (`describeTypes` of MISP 2.5), or none when it is no observable.
#[must_use]
pub fn parts_of(label: &str) -> Option<Vec<Part>> {
    use Part::{Address, Is, Name, Note, Port};
    Some(match label {
        "domain|ip" => vec![Name, Address],
        "hostname|port" => vec![Name, Port],
        "ip-dst|port" | "ip-src|port" => vec![Address, Port],
        "regkey|value" => vec![Is(Kind::RegistryKey), Note],
        "malware-sample" => vec![Is(Kind::FileName), Is(Kind::Md5)],
        _ => match label.strip_prefix("filename|") {
            Some(second) => vec![Is(Kind::FileName), single(second)?],
            None => vec![single(label)?],
        },
    })
}

fn single(label: &str) -> Option<Part> {
    Some(Part::Is(match label {
        "ip-src" | "ip-dst" => return Some(Part::Address),
        "domain" | "hostname" => return Some(Part::Name),
        "url" => Kind::Url,
        "email"
        | "email-src"
        | "email-dst"
        | "email-reply-to"
        | "target-email"
        | "whois-registrant-email"
        | "dns-soa-email" => Kind::Email,
        "md5" | "x509-fingerprint-md5" => Kind::Md5,
        "sha1" | "x509-fingerprint-sha1" => Kind::Sha1,
        "sha224" => Kind::Sha224,
        "sha256" | "x509-fingerprint-sha256" => Kind::Sha256,
        "sha384" => Kind::Sha384,
        "sha512" => Kind::Sha512,
        "ssdeep" => Kind::Ssdeep,
        "tlsh" => Kind::Tlsh,
        "imphash" => Kind::Imphash,
        "ja3-fingerprint-md5" => Kind::Ja3,
        "AS" => Kind::Asn,
        "mac-address" => Kind::Mac,
        "btc" => Kind::Btc,
        "xmr" => Kind::Xmr,
        "dash" => Kind::Dash,
        "iban" => Kind::Iban,
        "phone-number" | "whois-registrant-phone" => Kind::Phone,
        "filename" => Kind::FileName,
        "mutex" => Kind::Mutex,
        "vulnerability" => Kind::Cve,
        "user-agent" => Kind::UserAgent,
        "regkey" => Kind::RegistryKey,
        _ => return None,
    }))
}

/// The kind that a part's text has.
#[must_use]
pub fn kind_of(part: Part, text: &str) -> Option<Kind> {
    match part {
        Part::Is(Kind::FileName) if text.contains(['/', '\\']) => Some(Kind::FilePath),
        Part::Is(kind) => Some(kind),
        Part::Address if text.contains('/') => Some(Kind::Cidr),
        Part::Address if text.contains(':') => Some(Kind::Ipv6),
        Part::Address => Some(Kind::Ipv4),
        Part::Name if text.trim_end_matches('.').ends_with(".onion") => Some(Kind::Onion),
        Part::Name => Some(Kind::Domain),
        Part::Port | Part::Note => None,
    }
}

/// Splits a composite value. File names may contain the separator, hashes may not: a two-part value is cut at the last one.
#[must_use]
pub fn split<'v>(parts: &[Part], value: &'v str) -> Option<Vec<&'v str>> {
    match parts.len() {
        1 => Some(vec![value]),
        _ if parts[1] == Part::Note => value.split_once('|').map(|(a, b)| vec![a, b]),
        // Old events write the port behind a colon.
        _ if parts[1] == Part::Port => value
            .rsplit_once('|')
            .or_else(|| value.rsplit_once(':'))
            .map(|(a, b)| vec![a, b]),
        _ => value.rsplit_once('|').map(|(a, b)| vec![a, b]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composites() {
        let parts = parts_of("filename|sha256").unwrap();
        assert_eq!(split(&parts, "a|b.exe|00ff"), Some(vec!["a|b.exe", "00ff"]));
        assert_eq!(
            split(&parts_of("ip-dst|port").unwrap(), "2001:db8::7|443"),
            Some(vec!["2001:db8::7", "443"])
        );
        assert_eq!(parts_of("yara"), None);
        assert_eq!(parts_of("filename|authentihash"), None);
    }
}
