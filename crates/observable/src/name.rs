//! DNS names: canonical form, public suffix, country code.

use crate::{Kind, Observable, Problem, onion};

/// Longest name, RFC 1035 section 2.3.4, in the textual form without the root dot.
const MAX_NAME: usize = 253;

/// Special-use names (RFC 6761 and successors) that have no entry in the root zone but occur in exercises and laboratories.
const SPECIAL_USE: [&str; 6] = [
    "test",
    "example",
    "invalid",
    "localhost",
    "onion",
    "internal",
];

/// Parses a name: lower case, A-labels (UTS 46), no root dot. A whole onion name becomes a [`Kind::Onion`].
pub(crate) fn parse(text: &str) -> Result<Observable, Problem> {
    let name = host(text)?;
    let last = name.rsplit('.').next().unwrap_or_default();
    if last == "onion" {
        return onion::canonical_onion(&name).map(|name| Observable::canonical(Kind::Onion, name));
    }
    if !name.contains('.') {
        return Err(Problem::Form);
    }
    if !known_tld(&name, last) {
        return Err(Problem::UnknownTld);
    }
    Ok(Observable::canonical(Kind::Domain, name))
}

/// The canonical form of a host name, without asking for a known top-level domain.
pub(crate) fn host(text: &str) -> Result<String, Problem> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    // Four bytes of UTF-8 give at least one byte of A-label; anything longer cannot fit.
    if text.len() > MAX_NAME * 4 {
        return Err(Problem::TooLong);
    }
    let name = if text.is_ascii() && !has_ace_label(text) {
        text.to_ascii_lowercase()
    } else {
        // Also maps full-width and ideographic dots (UTS 46 section 4).
        let mapped = idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::URL)
            .map_err(|_| Problem::Form)?;
        mapped.strip_suffix('.').unwrap_or(&mapped).to_owned()
    };
    if name.len() > MAX_NAME {
        return Err(Problem::TooLong);
    }
    name.split('.')
        .all(valid_label)
        .then_some(name)
        .ok_or(Problem::Form)
}

fn has_ace_label(text: &str) -> bool {
    text.split('.')
        .any(|label| label.len() >= 4 && label.as_bytes()[..4].eq_ignore_ascii_case(b"xn--"))
}

/// Letters, digits, hyphens; underscores too, which service names use (RFC 8552). At most 63 bytes.
fn valid_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    bytes.len() <= 63
        && *first != b'-'
        && *last != b'-'
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether the last label is in the root zone (as the public suffix list knows it) or of special use.
pub(crate) fn known_tld(name: &str, last: &str) -> bool {
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    SPECIAL_USE.contains(&last)
        || psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// Public suffix plus one label. Under special-use names the last label is the suffix.
pub(crate) fn registrable(host: &str) -> Option<&str> {
    let last = host.rsplit('.').next()?;
    if SPECIAL_USE.contains(&last) {
        let before = host.len().checked_sub(last.len() + 1)?;
        let start = host[..before].rfind('.').map_or(0, |dot| dot + 1);
        return Some(&host[start..]);
    }
    psl::domain_str(host)
}

/// The country of a two-letter top-level domain; `uk` is `GB`. Two-letter labels are all country codes (RFC 1591),
/// `eu` and `su` stand for no country.
pub(crate) fn cctld(host: &str) -> Option<[u8; 2]> {
    let last = host.rsplit('.').next()?;
    match last.as_bytes() {
        b"uk" => Some(*b"GB"),
        b"eu" | b"su" | b"ac" => None,
        &[a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
            Some([a.to_ascii_uppercase(), b.to_ascii_uppercase()])
        }
        _ => idn_cctld(last),
    }
}

/// Internationalised country-code domains of Africa and its neighbours (IANA root zone database).
fn idn_cctld(last: &str) -> Option<[u8; 2]> {
    Some(match last {
        "xn--wgbh1c" => *b"EG",
        "xn--lgbbat1ad8j" => *b"DZ",
        "xn--mgbc0a9azcg" => *b"MA",
        "xn--mgbah1a3hjkrd" => *b"MR",
        "xn--mgbpl2fh" => *b"SD",
        "xn--pgbs0dh" => *b"TN",
        "xn--mgberp4a5d4ar" => *b"SA",
        "xn--mgbaam7a8h" => *b"AE",
        "xn--mgbayh7gpa" => *b"JO",
        "xn--ygbi2ammx" => *b"PS",
        "xn--p1ai" => *b"RU",
        "xn--fiqs8s" | "xn--fiqz9s" => *b"CN",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, Problem> {
        parse(text).map(|o| o.value().to_owned())
    }

    #[test]
    fn canonical_names() {
        assert_eq!(
            parsed("Login.Bank.EXAMPLE.").as_deref(),
            Ok("login.bank.example")
        );
        assert_eq!(
            parsed("münchen.example").as_deref(),
            Ok("xn--mnchen-3ya.example")
        );
        assert_eq!(
            parsed("XN--MNCHEN-3YA.example").as_deref(),
            Ok("xn--mnchen-3ya.example")
        );
        assert_eq!(
            parsed("_dmarc.example.org").as_deref(),
            Ok("_dmarc.example.org")
        );
        assert_eq!(parsed("bank。example").as_deref(), Ok("bank.example"));
        for text in [
            "localhost",
            "a..example",
            "-a.example",
            "a-.example",
            "setup.py1",
            "1.2.3.4",
            "a b.example",
            "",
        ] {
            assert!(parsed(text).is_err(), "{text}");
        }
        assert_eq!(
            parsed(&format!("{}.example", "a".repeat(64))),
            Err(Problem::Form)
        );
    }

    #[test]
    fn registrable_and_country() {
        assert_eq!(registrable("a.b.co.ke"), Some("b.co.ke"));
        assert_eq!(registrable("a.b.example"), Some("b.example"));
        assert_eq!(registrable("example"), None);
        assert_eq!(cctld("a.co.ke"), Some(*b"KE"));
        assert_eq!(cctld("a.co.uk"), Some(*b"GB"));
        assert_eq!(cctld("a.com"), None);
    }
}
