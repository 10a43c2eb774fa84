//! Other spellings of a value: what a second partner writes for the same thing.
//!
//! Every spelling made here denotes exactly the canonical value it was made from.

use std::net::{Ipv4Addr, Ipv6Addr};

use observable::Kind;
use rand::Rng;

use crate::values::eth_checksummed;

/// What a format can carry beside canonical values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    /// Written by people or mail tools: defanged values occur.
    Human,
    /// Written by machines: case, default ports, trailing dots, address notations.
    Machine,
}

/// Another spelling of `value`, or none when the kind has no other.
pub(crate) fn respell(rng: &mut impl Rng, hand: Hand, kind: Kind, value: &str) -> Option<String> {
    let pick = rng.random_range(0..12usize);
    let human = hand == Hand::Human;
    let spelled = match kind {
        Kind::Ipv4 if human && pick < 8 => match pick % 4 {
            0 => value.replace('.', "[.]"),
            1 => value.replacen('.', "[.]", 1),
            2 => value.replace('.', "(.)"),
            _ => value.replace('.', "[dot]"),
        },
        Kind::Ipv4 => mapped(value, pick)?,
        Kind::Ipv6 => long_form(value, pick)?,
        Kind::Domain if human && pick < 8 => match pick % 3 {
            0 => value.replace('.', "[.]"),
            1 => value.replace('.', "(dot)"),
            _ => format!("{}.", value.to_ascii_uppercase()),
        },
        Kind::Domain => match pick % 3 {
            0 => value.to_ascii_uppercase(),
            1 => format!("{value}."),
            _ => capitals(value),
        },
        Kind::Url => respell_url(value, human, pick)?,
        Kind::Email => {
            let (local, host) = value.split_once('@')?;
            if human && pick < 8 {
                format!("{local}[at]{}", host.replace('.', "[.]"))
            } else {
                format!("{local}@{}", host.to_ascii_uppercase())
            }
        }
        Kind::Md5 | Kind::Sha1 | Kind::Sha256 => value.to_ascii_uppercase(),
        Kind::Onion => value.to_ascii_uppercase(),
        Kind::Btc if value.starts_with("bc1") => value.to_ascii_uppercase(),
        Kind::Eth => eth_checksummed(value)?,
        _ => return None,
    };
    (spelled != value).then_some(spelled)
}

/// IPv4-mapped IPv6 notation (RFC 4291, section 2.5.5.2), dotted or in hex.
fn mapped(value: &str, pick: usize) -> Option<String> {
    let address: Ipv4Addr = value.parse().ok()?;
    if pick.is_multiple_of(2) {
        return Some(format!("::ffff:{address}"));
    }
    let bits = address.to_bits();
    Some(format!("::ffff:{:x}:{:x}", bits >> 16, bits & 0xffff))
}

/// IPv6 without compression, or in capitals.
fn long_form(value: &str, pick: usize) -> Option<String> {
    let address: Ipv6Addr = value.parse().ok()?;
    let groups = address.segments();
    let text = match pick % 3 {
        0 => groups.map(|group| format!("{group:04x}")).join(":"),
        1 => groups.map(|group| format!("{group:x}")).join(":"),
        _ => value.to_ascii_uppercase(),
    };
    Some(text)
}

/// Every second letter in capitals: names are compared without regard to case (RFC 4343).
fn capitals(value: &str) -> String {
    let case = |(at, letter): (usize, char)| {
        if at % 2 == 0 {
            letter.to_ascii_uppercase()
        } else {
            letter
        }
    };
    value.chars().enumerate().map(case).collect()
}

fn respell_url(value: &str, human: bool, pick: usize) -> Option<String> {
    let (scheme, rest) = value.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    // A host with a port of its own keeps it.
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, format!(":{port}"))
        }
        _ => (host, String::new()),
    };
    if human && pick < 8 {
        let broken = scheme.replace('t', "x");
        return Some(match pick % 3 {
            0 => format!("{broken}://{}{port}/{path}", name.replace('.', "[.]")),
            1 => format!("{broken}://{host}/{path}"),
            _ => format!("{scheme}[://]{}{port}/{path}", name.replace('.', "[.]")),
        });
    }
    let default = if scheme == "https" { ":443" } else { ":80" };
    Some(match pick % 3 {
        0 if port.is_empty() => format!("{scheme}://{name}{default}/{path}"),
        1 => format!(
            "{}://{}{port}/{path}",
            scheme.to_ascii_uppercase(),
            name.to_ascii_uppercase()
        ),
        _ => format!("{}://{name}{port}/{path}", scheme.to_ascii_uppercase()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use observable::Observable;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn a_default_port_and_capitals_are_other_spellings() {
        assert_eq!(mapped("198.18.0.1", 1).as_deref(), Some("::ffff:c612:1"));
        assert_eq!(
            long_form("2001:db8::1", 0).as_deref(),
            Some("2001:0db8:0000:0000:0000:0000:0000:0001")
        );
        assert_eq!(
            respell_url("http://a.example/x", false, 0).as_deref(),
            Some("http://a.example:80/x")
        );
        assert_eq!(
            respell_url("http://a.example/x", true, 0).as_deref(),
            Some("hxxp://a[.]example/x")
        );
    }

    proptest! {
        #[test]
        fn spellings_mean_the_same_value(seed in any::<u64>()) {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let samples = [
                (Kind::Ipv4, "198.18.3.7"), (Kind::Ipv6, "2001:db8:1b00::7"), (Kind::Domain, "pay-desk-01.ke.example"),
                (Kind::Url, "http://pay-desk-01.ke.example/login/0a/index.html"), (Kind::Url, "https://198.18.3.7:8443/gate/1"),
                (Kind::Email, "refund.01@pay-desk.test"), (Kind::Md5, "0123456789abcdef0123456789abcdef"),
                (Kind::Eth, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
            ];
            for (kind, value) in samples {
                for hand in [Hand::Human, Hand::Machine] {
                    let Some(spelled) = respell(&mut rng, hand, kind, value) else { continue };
                    prop_assert_ne!(&spelled, value);
                    let canonical = Observable::parse(kind, value).unwrap();
                    let read = Observable::guess(&spelled);
                    prop_assert_eq!(read.as_ref(), Ok(&canonical), "{}", spelled);
                }
            }
        }
    }
}
