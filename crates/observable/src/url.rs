//! URLs: one canonical form (WHATWG parsing rules narrowed to what identifies a resource on a server).
//!
//! Kept: scheme, user information, host, port other than the default, path with dot segments resolved, query.
//! Dropped: the fragment, because it never reaches the server and kits put per-victim noise there.
//! Square brackets in path and query are encoded, as RFC 3986 section 3.3 demands; so a canonical URL is never mistaken
//! for a defanged one.
//! Percent-encoding: unreserved characters are decoded, the others have upper-case digits (RFC 3986 section 6.2.2).

use crate::{Problem, ip, name};

/// Schemes with an authority that feeds use, and their default port.
const SCHEMES: [(&str, u16); 18] = [
    ("http", 80),
    ("https", 443),
    ("ftp", 21),
    ("ftps", 990),
    ("sftp", 22),
    ("ws", 80),
    ("wss", 443),
    ("tcp", 0),
    ("udp", 0),
    ("ssh", 22),
    ("telnet", 23),
    ("ldap", 389),
    ("ldaps", 636),
    ("smb", 445),
    ("rdp", 3389),
    ("rtmp", 1935),
    ("tftp", 69),
    ("irc", 6667),
];

fn default_port(scheme: &str) -> Option<u16> {
    SCHEMES
        .iter()
        .find(|(known, _)| *known == scheme)
        .map(|(_, port)| *port)
}

/// Whether the text begins with a scheme that is read as a URL.
pub(crate) fn has_scheme(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.len() <= 6 && default_port(&scheme.to_ascii_lowercase()).is_some()
    })
}

pub(crate) fn canonical(text: &str) -> Result<String, Problem> {
    let (scheme, rest) = text.split_once("://").ok_or(Problem::Form)?;
    let scheme = scheme.to_ascii_lowercase();
    let default = default_port(&scheme).ok_or(Problem::Form)?;
    // WHATWG: a backslash in the authority or path of a special scheme counts as a slash.
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let (user, host_port) = match authority.rsplit_once('@') {
        Some((user, host_port)) => (Some(user), host_port),
        None => (None, authority),
    };
    let (host, port) = split_port(host_port)?;
    let mut out = String::with_capacity(text.len() + 1);
    out.push_str(&scheme);
    out.push_str("://");
    if let Some(user) = user.filter(|user| !user.is_empty()) {
        encode(user, UserInfo, &mut out);
        out.push('@');
    }
    push_host(host, &mut out)?;
    if let Some(port) = port.filter(|port| *port != default) {
        out.push(':');
        out.push_str(&port.to_string());
    }
    let tail = &tail[..tail.find('#').unwrap_or(tail.len())];
    let (path, query) = match tail.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (tail, None),
    };
    push_path(path, &mut out);
    if let Some(query) = query {
        out.push('?');
        encode(query, Query, &mut out);
    }
    // An ellipsis that the fragment or percent-encoding hid would be refused the next time.
    if out.ends_with("...") {
        return Err(Problem::CutOff);
    }
    Ok(out)
}

fn split_port(host_port: &str) -> Result<(&str, Option<u16>), Problem> {
    let (host, port) = if host_port.starts_with('[') {
        let end = host_port.find(']').ok_or(Problem::Form)?;
        let (host, rest) = host_port.split_at(end + 1);
        match rest.strip_prefix(':') {
            Some(port) => (host, port),
            None if rest.is_empty() => (host, ""),
            None => return Err(Problem::Form),
        }
    } else {
        host_port.rsplit_once(':').unwrap_or((host_port, ""))
    };
    if port.is_empty() {
        return Ok((host, None));
    }
    if port.len() > 5 || !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::Form);
    }
    port.parse()
        .map(|port| (host, Some(port)))
        .map_err(|_| Problem::Form)
}

fn push_host(host: &str, out: &mut String) -> Result<(), Problem> {
    if let Some(literal) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        let address: std::net::Ipv6Addr = literal.parse().map_err(|_| Problem::Form)?;
        match address.to_ipv4_mapped() {
            Some(v4) => out.push_str(&ip::v4_text(v4)),
            None => out.push_str(&format!("[{address}]")),
        }
        return Ok(());
    }
    if let Some(v4) = ip::parse_v4(host.as_bytes()) {
        out.push_str(&ip::v4_text(v4));
        return Ok(());
    }
    if let Some(v4) = legacy_v4(host) {
        out.push_str(&ip::v4_text(v4.into()));
        return Ok(());
    }
    let decoded = if host.contains('%') {
        percent_decoded(host).ok_or(Problem::Form)?
    } else {
        host.to_owned()
    };
    let host = name::host(&decoded)?;
    let last = host.rsplit('.').next().unwrap_or_default();
    if !host.contains('.') || !name::known_tld(&host, last) {
        return Err(if host.contains('.') {
            Problem::UnknownTld
        } else {
            Problem::Form
        });
    }
    out.push_str(&host);
    Ok(())
}

/// Addresses as one number, in hexadecimal or octal, which browsers resolve (WHATWG URL, IPv4 parser) and phishers use.
fn legacy_v4(host: &str) -> Option<u32> {
    let parts: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    if parts.len() > 4 || host.len() > 48 {
        return None;
    }
    let mut numbers = Vec::with_capacity(4);
    for part in &parts {
        let (digits, radix) = match part.as_bytes() {
            [] => return None,
            [b'0', b'x' | b'X', ..] => (&part[2..], 16),
            [b'0', _, ..] => (&part[1..], 8),
            _ => (*part, 10),
        };
        numbers.push(if digits.is_empty() {
            0
        } else {
            u64::from_str_radix(digits, radix).ok()?
        });
    }
    let (last, firsts) = numbers.split_last()?;
    if firsts.iter().any(|part| *part > 255) || *last >= 256u64.pow(5 - numbers.len() as u32) {
        return None;
    }
    let high: u64 = firsts
        .iter()
        .enumerate()
        .map(|(index, part)| part << (24 - 8 * index))
        .sum();
    u32::try_from(high + last).ok()
}

fn percent_decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        if bytes[index] == b'%' {
            out.push(hex_pair(bytes.get(index + 1..index + 3)?)?);
            index += 3;
        } else {
            out.push(bytes[index]);
            index += 1;
        }
    }
    String::from_utf8(out).ok()
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    match pair {
        &[high, low] => {
            Some((char::from(high).to_digit(16)? * 16 + char::from(low).to_digit(16)?) as u8)
        }
        _ => None,
    }
}

fn push_path(path: &str, out: &mut String) {
    if path.is_empty() {
        out.push('/');
        return;
    }
    let needs_work =
        path.contains("/.") || path.contains('\\') || path.contains("%2e") || path.contains("%2E");
    if !needs_work {
        encode(path, Path, out);
        return;
    }
    let path = path.replace('\\', "/");
    let mut segments: Vec<&str> = Vec::new();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    for (index, part) in parts.iter().enumerate() {
        let last = index + 1 == parts.len();
        let plain = part.to_ascii_lowercase().replace("%2e", ".");
        match plain.as_str() {
            "." if last => segments.push(""),
            "." => {}
            ".." => {
                segments.pop();
                if last {
                    segments.push("");
                }
            }
            _ => segments.push(part),
        }
    }
    for segment in &segments {
        out.push('/');
        encode(segment, Path, out);
    }
    if segments.is_empty() {
        out.push('/');
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Path,
    Query,
    UserInfo,
}
use Part::{Path, Query, UserInfo};

/// Normalises percent-encoding: decodes unreserved characters, upper-cases the rest, encodes what must be.
fn encode(text: &str, part: Part, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = text.as_bytes();
    let push_encoded = |out: &mut String, byte: u8| {
        out.push('%');
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    };
    let mut index = 0;
    while index < bytes.len() {
        let byte = bytes[index];
        if byte == b'%' {
            if let Some(decoded) = bytes.get(index + 1..index + 3).and_then(hex_pair) {
                if decoded.is_ascii_alphanumeric() || matches!(decoded, b'-' | b'.' | b'_' | b'~') {
                    out.push(char::from(decoded));
                } else {
                    push_encoded(out, decoded);
                }
                index += 3;
                continue;
            }
            // A lone percent sign stands for itself.
            push_encoded(out, b'%');
        } else if byte <= 0x20
            || byte >= 0x7f
            || matches!(byte, b'"' | b'<' | b'>' | b'[' | b']')
            || (part != Query && matches!(byte, b'`' | b'{' | b'}'))
            || (part == UserInfo
                && matches!(
                    byte,
                    b'@' | b'/' | b'|' | b'^' | b'(' | b')' | b'{' | b'}' | b'&' | b'*'
                ))
        {
            push_encoded(out, byte);
        } else {
            out.push(char::from(byte));
        }
        index += 1;
    }
}

/// The host of a canonical URL, IPv6 in brackets.
pub(crate) fn host(canonical: &str) -> Option<&str> {
    let (_, rest) = canonical.split_once("://")?;
    let authority = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    let host_port = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host_port)| host_port);
    if host_port.starts_with('[') {
        return host_port.find(']').map(|end| &host_port[..=end]);
    }
    Some(
        host_port
            .split_once(':')
            .map_or(host_port, |(host, _)| host),
    )
}

/// Stored form: one byte for the two common schemes, then the text. Text never begins with these control bytes.
pub(crate) fn store(canonical: &str, out: &mut Vec<u8>) {
    let rest = if let Some(rest) = canonical.strip_prefix("http://") {
        out.push(1);
        rest
    } else if let Some(rest) = canonical.strip_prefix("https://") {
        out.push(2);
        rest
    } else {
        canonical
    };
    out.extend_from_slice(rest.as_bytes());
}

pub(crate) fn load(bytes: &[u8]) -> Option<String> {
    let (prefix, rest) = match bytes.split_first()? {
        (1, rest) => ("http://", rest),
        (2, rest) => ("https://", rest),
        _ => ("", bytes),
    };
    std::str::from_utf8(rest)
        .ok()
        .map(|rest| format!("{prefix}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_all_spellings() {
        for text in [
            "HTTP://Bank.Example:80/a/./b/../%7Euser?q=%2f#top",
            "http://bank.example/a/~user?q=%2F",
            "http://bank.example./a/%7euser?q=%2F",
        ] {
            assert_eq!(
                canonical(text).as_deref(),
                Ok("http://bank.example/a/~user?q=%2F"),
                "{text}"
            );
        }
    }

    #[test]
    fn hosts_and_ports() {
        assert_eq!(
            canonical("https://198.51.100.7:443").as_deref(),
            Ok("https://198.51.100.7/")
        );
        assert_eq!(
            canonical("http://198.51.100.7:8080/x").as_deref(),
            Ok("http://198.51.100.7:8080/x")
        );
        assert_eq!(
            canonical("http://[2001:DB8::0:1]:80/").as_deref(),
            Ok("http://[2001:db8::1]/")
        );
        assert_eq!(
            canonical("http://[::ffff:192.0.2.1]/").as_deref(),
            Ok("http://192.0.2.1/")
        );
        assert_eq!(
            canonical("http://0xC6336407/").as_deref(),
            Ok("http://198.51.100.7/")
        );
        assert_eq!(
            canonical("http://user:p%61ss@bank.example/").as_deref(),
            Ok("http://user:pass@bank.example/")
        );
        assert_eq!(
            canonical("http://münchen.example/ü").as_deref(),
            Ok("http://xn--mnchen-3ya.example/%C3%BC")
        );
        for text in [
            "http://",
            "http:///x",
            "foo://a.example/",
            "http://a.example:99999/",
            "http://a.example:x/",
            "http://nohost/",
            "http://a.notatld1/",
        ] {
            assert!(canonical(text).is_err(), "{text}");
        }
    }

    #[test]
    fn host_of_canonical() {
        assert_eq!(host("http://u@bank.example:8080/a@b"), Some("bank.example"));
        assert_eq!(host("http://[2001:db8::1]/"), Some("[2001:db8::1]"));
        let mut bytes = Vec::new();
        store("https://a.example/x", &mut bytes);
        assert_eq!(load(&bytes).as_deref(), Some("https://a.example/x"));
    }

    #[test]
    fn canonical_is_a_fixed_point() {
        for text in [
            "http://a.example/%25%zz",
            "http://a.example/a%20b?c=d%26e",
            "http://a.example/../..",
            "http://a.example?x",
            "ftp://a.example:21/x",
        ] {
            let once = canonical(text).unwrap();
            assert_eq!(canonical(&once).as_deref(), Ok(once.as_str()), "{text}");
        }
    }
}
