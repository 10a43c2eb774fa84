//! Addresses, networks and AS numbers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::{Kind, Observable, Problem};

/// Parses an address. Octets with leading zeros are refused: some readers take them as octal (RFC 6943 section 3.1.1).
pub(crate) fn parse(text: &str) -> Option<IpAddr> {
    if let Some(v4) = parse_v4(text.as_bytes()) {
        return Some(IpAddr::V4(v4));
    }
    let text = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    text.parse::<Ipv6Addr>()
        .ok()
        .map(|v6| IpAddr::V6(v6).to_canonical())
}

/// Dotted-quad without leading zeros. Intake's hottest path: one pass, no allocation.
pub(crate) fn parse_v4(text: &[u8]) -> Option<Ipv4Addr> {
    if text.len() > 15 || text.len() < 7 {
        return None;
    }
    let mut octets = [0u8; 4];
    let mut index = 0;
    let mut value = 0u16;
    let mut digits = 0;
    for &byte in text {
        match byte {
            b'0'..=b'9' => {
                if digits > 0 && value == 0 {
                    return None;
                }
                value = value * 10 + u16::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return None;
                }
            }
            b'.' => {
                if digits == 0 || index == 3 {
                    return None;
                }
                octets[index] = value as u8;
                index += 1;
                value = 0;
                digits = 0;
            }
            _ => return None,
        }
    }
    if index != 3 || digits == 0 {
        return None;
    }
    octets[3] = value as u8;
    Some(octets.into())
}

/// Text of an IPv4 address; quicker than going through `fmt`.
pub(crate) fn v4_text(address: Ipv4Addr) -> String {
    let mut text = String::with_capacity(15);
    for (index, octet) in address.octets().into_iter().enumerate() {
        if index > 0 {
            text.push('.');
        }
        if octet >= 100 {
            text.push(char::from(b'0' + octet / 100));
        }
        if octet >= 10 {
            text.push(char::from(b'0' + octet / 10 % 10));
        }
        text.push(char::from(b'0' + octet % 10));
    }
    text
}

/// Parses `address/length` (or `address/netmask` for IPv4). Host bits become zero; a network of one address is that address.
pub(crate) fn parse_network(text: &str) -> Option<Observable> {
    let (address, length) = text.split_once('/')?;
    let (address, length) = (address.trim(), length.trim());
    let plain = address
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(address);
    // Not canonicalised yet: the prefix length counts in the family that was written.
    let address = match parse_v4(plain.as_bytes()) {
        Some(v4) => IpAddr::V4(v4),
        None => IpAddr::V6(plain.parse().ok()?),
    };
    let (address, length) = match address {
        IpAddr::V4(_) if length.contains('.') => {
            let mask = u32::from(parse_v4(length.as_bytes())?);
            (mask.leading_ones() + mask.trailing_zeros() >= 32)
                .then_some((address, mask.leading_ones() as u8))?
        }
        IpAddr::V4(_) => (address, prefix_length(length, 32)?),
        IpAddr::V6(v6) => {
            let length = prefix_length(length, 128)?;
            match v6.to_ipv4_mapped() {
                Some(v4) if length >= 96 => (IpAddr::V4(v4), length - 96),
                _ => (address, length),
            }
        }
    };
    let text = match address {
        IpAddr::V4(v4) if length == 32 => return Some(Observable::from_ip(IpAddr::V4(v4))),
        IpAddr::V6(v6) if length == 128 => return Some(Observable::from_ip(IpAddr::V6(v6))),
        IpAddr::V4(v4) => format!(
            "{}/{length}",
            Ipv4Addr::from(u32::from(v4) & mask32(length))
        ),
        IpAddr::V6(v6) => format!(
            "{}/{length}",
            Ipv6Addr::from(u128::from(v6) & mask128(length))
        ),
    };
    Some(Observable::canonical(Kind::Cidr, text))
}

fn prefix_length(text: &str, most: u8) -> Option<u8> {
    if text.is_empty()
        || text.len() > 3
        || !text.bytes().all(|byte| byte.is_ascii_digit())
        || (text.len() > 1 && text.starts_with('0'))
    {
        return None;
    }
    text.parse().ok().filter(|length| *length <= most)
}

fn mask32(length: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0)
}

fn mask128(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0)
}

fn split_network(canonical: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = canonical.split_once('/')?;
    Some((address.parse().ok()?, length.parse().ok()?))
}

/// Stored form: address bytes, then the prefix length.
pub(crate) fn store_network(canonical: &str, out: &mut Vec<u8>) {
    match split_network(canonical) {
        Some((IpAddr::V4(v4), length)) => out.extend(v4.octets().into_iter().chain([length])),
        Some((IpAddr::V6(v6), length)) => out.extend(v6.octets().into_iter().chain([length])),
        None => out.extend_from_slice(canonical.as_bytes()),
    }
}

pub(crate) fn load_network(bytes: &[u8]) -> Option<String> {
    let (&length, address) = bytes.split_last()?;
    let (address, most): (IpAddr, u8) = match address.len() {
        4 => (<[u8; 4]>::try_from(address).ok()?.into(), 32),
        16 => (<[u8; 16]>::try_from(address).ok()?.into(), 128),
        _ => return None,
    };
    (length <= most).then(|| format!("{address}/{length}"))
}

/// First and last address of a canonical network.
pub(crate) fn network_range(canonical: &str) -> Option<(IpAddr, IpAddr)> {
    match split_network(canonical)? {
        (IpAddr::V4(v4), length) if length <= 32 => {
            let (first, mask) = (u32::from(v4), mask32(length));
            Some((
                Ipv4Addr::from(first & mask).into(),
                Ipv4Addr::from(first | !mask).into(),
            ))
        }
        (IpAddr::V6(v6), length) if length <= 128 => {
            let (first, mask) = (u128::from(v6), mask128(length));
            Some((
                Ipv6Addr::from(first & mask).into(),
                Ipv6Addr::from(first | !mask).into(),
            ))
        }
        _ => None,
    }
}

/// `AS64500`, `as 64500`, `64500`, asdot `1.10` (RFC 5396) → `AS64500`.
pub(crate) fn canonical_asn(text: &str) -> Result<String, Problem> {
    let digits = text
        .strip_prefix("ASN")
        .or_else(|| text.strip_prefix("asn"))
        .or_else(|| text.strip_prefix("AS"))
        .or_else(|| text.strip_prefix("as"))
        .or_else(|| text.strip_prefix("As"))
        .unwrap_or(text)
        .trim();
    let number = |part: &str| -> Option<u32> {
        (!part.is_empty() && part.len() <= 10 && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse().ok())?
    };
    let value = match digits.split_once('.') {
        Some((high, low)) => {
            let (high, low) = (
                number(high).ok_or(Problem::Form)?,
                number(low).ok_or(Problem::Form)?,
            );
            if high > 0xffff || low > 0xffff {
                return Err(Problem::Form);
            }
            high << 16 | low
        }
        None => number(digits).ok_or(Problem::Form)?,
    };
    Ok(format!("AS{value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Option<String> {
        parse_network(text).map(|o| format!("{} {}", o.kind().name(), o.value()))
    }

    #[test]
    fn addresses() {
        assert_eq!(
            parse("198.51.100.7").map(|a| a.to_string()).as_deref(),
            Some("198.51.100.7")
        );
        assert_eq!(
            parse("::ffff:192.0.2.1").map(|a| a.to_string()).as_deref(),
            Some("192.0.2.1")
        );
        assert_eq!(
            parse("2001:DB8:0:0::1").map(|a| a.to_string()).as_deref(),
            Some("2001:db8::1")
        );
        for text in [
            "198.51.100.07",
            "1.2.3",
            "1.2.3.4.5",
            "256.1.1.1",
            "1..2.3",
            "",
            "1.2.3.4 ",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        for address in [
            Ipv4Addr::new(0, 10, 100, 255),
            Ipv4Addr::new(198, 18, 1, 20),
        ] {
            assert_eq!(v4_text(address), address.to_string());
        }
    }

    #[test]
    fn networks() {
        assert_eq!(
            network("198.51.100.77/24").as_deref(),
            Some("cidr 198.51.100.0/24")
        );
        assert_eq!(
            network("198.51.100.77/255.255.255.0").as_deref(),
            Some("cidr 198.51.100.0/24")
        );
        assert_eq!(
            network("198.51.100.77/32").as_deref(),
            Some("ipv4 198.51.100.77")
        );
        assert_eq!(
            network("2001:db8::1/32").as_deref(),
            Some("cidr 2001:db8::/32")
        );
        assert_eq!(
            network("2001:db8::1/128").as_deref(),
            Some("ipv6 2001:db8::1")
        );
        assert_eq!(
            network("::ffff:192.0.2.0/120").as_deref(),
            Some("cidr 192.0.2.0/24")
        );
        assert_eq!(network("0.0.0.0/0").as_deref(), Some("cidr 0.0.0.0/0"));
        for text in [
            "198.51.100.0/33",
            "198.51.100.0/255.0.255.0",
            "198.51.100.0/",
            "x/8",
            "198.51.100.0/024",
        ] {
            assert_eq!(network(text), None, "{text}");
        }
        let (first, last) = network_range("198.51.100.0/24").unwrap();
        assert_eq!(
            (first.to_string(), last.to_string()),
            ("198.51.100.0".into(), "198.51.100.255".into())
        );
    }

    #[test]
    fn as_numbers() {
        for text in ["AS64500", "as64500", "64500", "AS 64500", "ASN64500"] {
            assert_eq!(canonical_asn(text).as_deref(), Ok("AS64500"), "{text}");
        }
        assert_eq!(canonical_asn("1.10").as_deref(), Ok("AS65546"));
        assert!(canonical_asn("AS4294967296").is_err());
        assert!(canonical_asn("ASX").is_err());
    }
}
