//! Special-purpose registries: values that can not be public infrastructure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::{Host, Kind, Observable, Scope};

/// IANA IPv4 Special-Purpose Address Registry, without the few blocks that are globally reachable.
const V4: [(u32, u8, &str); 16] = [
    (0x0000_0000, 8, "this network (RFC 791)"),
    (0x0a00_0000, 8, "private-use (RFC 1918)"),
    (
        0x6440_0000,
        10,
        "shared address space, carrier NAT (RFC 6598)",
    ),
    (0x7f00_0000, 8, "loopback (RFC 1122)"),
    (0xa9fe_0000, 16, "link local (RFC 3927)"),
    (0xac10_0000, 12, "private-use (RFC 1918)"),
    (0xc000_0000, 24, "IETF protocol assignments (RFC 6890)"),
    (0xc000_0200, 24, "documentation (RFC 5737)"),
    (0xc058_6300, 24, "deprecated 6to4 relay anycast (RFC 7526)"),
    (0xc0a8_0000, 16, "private-use (RFC 1918)"),
    (0xc612_0000, 15, "benchmarking (RFC 2544)"),
    (0xc633_6400, 24, "documentation (RFC 5737)"),
    (0xcb00_7100, 24, "documentation (RFC 5737)"),
    (0xe000_0000, 4, "multicast (RFC 5771)"),
    (0xffff_ffff, 32, "limited broadcast (RFC 919)"),
    (0xf000_0000, 4, "reserved (RFC 1112)"),
];

/// IANA IPv6 Special-Purpose Address Registry, likewise; then what lies outside global unicast space.
const V6: [(u128, u8, &str); 13] = [
    (1, 128, "loopback (RFC 4291)"),
    (0, 128, "unspecified address (RFC 4291)"),
    (
        0x0000_0000_0000_0000_0000_ffff_0000_0000,
        96,
        "IPv4-mapped (RFC 4291)",
    ),
    (
        0x0064_ff9b_0001 << 80,
        48,
        "IPv4-IPv6 translation, local use (RFC 8215)",
    ),
    (0x0100 << 112, 64, "discard-only (RFC 6666)"),
    (0x2001_0002 << 96, 48, "benchmarking (RFC 5180)"),
    (0x2001_0db8 << 96, 32, "documentation (RFC 3849)"),
    (0x2001_0010 << 96, 28, "deprecated ORCHID (RFC 4843)"),
    (0x3fff << 112, 20, "documentation (RFC 9637)"),
    (0x5f00 << 112, 16, "segment routing (RFC 9602)"),
    (0xfc00 << 112, 7, "unique local (RFC 4193)"),
    (0xfe80 << 112, 10, "link local (RFC 4291)"),
    (0xff00 << 112, 8, "multicast (RFC 4291)"),
];

pub(crate) fn of(observable: &Observable) -> Scope {
    if let Some((first, last)) = observable.ip_range() {
        return range(first, last);
    }
    if observable.kind() == Kind::Asn {
        return observable
            .value()
            .strip_prefix("AS")
            .and_then(|digits| digits.parse().ok())
            .map_or(Scope::Public, as_number);
    }
    match observable.host() {
        Some(Host::Ip(address)) => range(address, address),
        Some(Host::Name(name)) => host_name(name),
        None => Scope::Public,
    }
}

/// A range is special when any part of it is, or when it is so large that it must hold special parts.
fn range(first: IpAddr, last: IpAddr) -> Scope {
    match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => v4(first, last),
        (IpAddr::V6(first), IpAddr::V6(last)) => v6(first, last),
        _ => Scope::Public,
    }
}

fn v4(first: Ipv4Addr, last: Ipv4Addr) -> Scope {
    let (first, last) = (u32::from(first), u32::from(last));
    for (block, length, why) in V4 {
        let end = block | u32::MAX.checked_shr(u32::from(length)).unwrap_or(0);
        if first <= end && last >= block {
            return Scope::Special(why);
        }
    }
    Scope::Public
}

fn v6(first: Ipv6Addr, last: Ipv6Addr) -> Scope {
    let (first, last) = (u128::from(first), u128::from(last));
    for (block, length, why) in V6 {
        let end = block | u128::MAX.checked_shr(u32::from(length)).unwrap_or(0);
        if first <= end && last >= block {
            return Scope::Special(why);
        }
    }
    Scope::Public
}

/// Special-use domain names (IANA registry) and names that only exist inside networks.
fn host_name(name: &str) -> Scope {
    let within = |suffix: &str| {
        name == suffix
            || name
                .strip_suffix(suffix)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    match last {
        "test" => return Scope::Special("testing (RFC 6761)"),
        "example" => return Scope::Special("documentation (RFC 6761)"),
        "invalid" => return Scope::Special("invalid by definition (RFC 6761)"),
        "localhost" => return Scope::Special("loopback (RFC 6761)"),
        "local" => return Scope::Special("link-local names (RFC 6762)"),
        "internal" => return Scope::Special("private-use names (ICANN 2024)"),
        _ => {}
    }
    if ["example.com", "example.net", "example.org"]
        .into_iter()
        .any(within)
    {
        return Scope::Special("documentation (RFC 6761)");
    }
    if within("home.arpa") {
        return Scope::Special("home networks (RFC 8375)");
    }
    Scope::Public
}

/// IANA Special-Purpose AS Numbers registry.
fn as_number(number: u32) -> Scope {
    match number {
        0 | 65_535 | u32::MAX => Scope::Special("reserved (RFC 7607, RFC 7300)"),
        23_456 => Scope::Special("AS_TRANS (RFC 6793)"),
        64_496..=64_511 | 65_536..=65_551 => Scope::Special("documentation (RFC 5398)"),
        64_512..=65_534 | 4_200_000_000..=4_294_967_294 => Scope::Special("private-use (RFC 6996)"),
        65_552..=131_071 => Scope::Special("reserved (RFC 5398)"),
        _ => Scope::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn special(text: &str) -> bool {
        Observable::guess(text)
            .map(|o| o.scope() != Scope::Public)
            .unwrap()
    }

    #[test]
    fn registries() {
        for text in [
            "10.1.2.3",
            "100.64.1.1",
            "192.0.2.1",
            "198.19.255.255",
            "::1",
            "2001:db8::1",
            "fe80::1",
            "10.0.0.0/8",
            "http://192.168.1.1/x",
            "bank.example",
            "https://login.example.com/",
            "a@b.test",
            "AS64500",
            "0.0.0.0/0",
            "203.0.113.0/25",
        ] {
            assert!(special(text), "{text}");
        }
        for text in [
            "8.8.8.8",
            "2c0f:f248::1",
            "196.0.0.0/8",
            "bank.co.ke",
            "AS36890",
            "d41d8cd98f00b204e9800998ecf8427e",
        ] {
            assert!(!special(text), "{text}");
        }
    }
}
