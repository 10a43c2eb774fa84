//! Random values with valid checksums, in canonical form.
//!
//! Names lie below the top-level domains of RFC 2606, telephone numbers in ranges set aside for fiction;
//! hashes, keys and wallets are random numbers. Must not make anything that could be real infrastructure.

use bech32::{Fe32, Hrp};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use observable::Kind;
use rand::Rng;
use sha3::{Digest, Keccak256, Sha3_256};

use crate::names::{COUNTRIES, FILES, FIRST, FOLDERS, SECOND, ZONES};
use crate::size::Shape;

/// `count` random bytes as lower-case hex.
pub(crate) fn hex(rng: &mut impl Rng, count: usize) -> String {
    let mut bytes = [0u8; 64];
    let bytes = &mut bytes[..count.min(64)];
    rng.fill(bytes);
    HEXLOWER.encode(bytes)
}

/// A name such as `verify-ondolu-4f2a.ke.example`. The random part keeps names apart.
pub(crate) fn domain(rng: &mut impl Rng) -> String {
    let first = FIRST[rng.random_range(0..FIRST.len())];
    let second = SECOND[rng.random_range(0..SECOND.len())];
    let zone = ZONES[rng.random_range(0..ZONES.len())];
    let tail = hex(rng, 4);
    if rng.random_range(0..10) < 6 {
        let country = COUNTRIES[rng.random_range(0..COUNTRIES.len())]
            .0
            .to_ascii_lowercase();
        format!("{first}-{second}-{tail}.{country}.{zone}")
    } else {
        format!("{first}-{second}-{tail}.{zone}")
    }
}

/// A URL below `host`, which may carry a port.
pub(crate) fn url(rng: &mut impl Rng, host: &str) -> String {
    let scheme = if rng.random_range(0..10) < 4 {
        "https"
    } else {
        "http"
    };
    let folder = FOLDERS[rng.random_range(0..FOLDERS.len())];
    let file = FILES[rng.random_range(0..FILES.len())];
    format!("{scheme}://{host}/{folder}/{}/{file}", hex(rng, 4))
}

/// A value of a shape that is not an address.
pub(crate) fn free_value(rng: &mut impl Rng, shape: Shape) -> String {
    match shape {
        Shape::Address | Shape::Domain => domain(rng),
        Shape::Url | Shape::UrlOnAddress => {
            let host = domain(rng);
            url(rng, &host)
        }
        Shape::Email => {
            let local = FIRST[rng.random_range(0..FIRST.len())];
            let tail = hex(rng, 2);
            let host = domain(rng);
            format!("{local}.{tail}@{host}")
        }
        Shape::Sha256 => hex(rng, 32),
        Shape::Sha1 => hex(rng, 20),
        Shape::Md5 => hex(rng, 16),
        Shape::Phone => phone(rng),
        Shape::Onion => onion(rng),
        Shape::Btc => btc(rng),
        Shape::Eth => eth(rng),
    }
}

/// The kind of values of a shape; addresses and wallets are decided by the value.
pub(crate) fn kind_of(shape: Shape, value: &str) -> Kind {
    match shape {
        Shape::Address if value.contains(':') => Kind::Ipv6,
        Shape::Address => Kind::Ipv4,
        Shape::Domain => Kind::Domain,
        Shape::Url | Shape::UrlOnAddress => Kind::Url,
        Shape::Email => Kind::Email,
        Shape::Sha256 => Kind::Sha256,
        Shape::Sha1 => Kind::Sha1,
        Shape::Md5 => Kind::Md5,
        Shape::Phone => Kind::Phone,
        Shape::Onion => Kind::Onion,
        Shape::Btc => Kind::Btc,
        Shape::Eth => Kind::Eth,
    }
}

/// A number of the range that the British regulator keeps for drama: 07700 900000 to 900999.
/// No African country has published such a range.
fn phone(rng: &mut impl Rng) -> String {
    format!("+447700900{:03}", rng.random_range(0..1000))
}

/// A version 3 onion name of a random key (rend-spec-v3, section 6: checksum and version behind the key).
fn onion(rng: &mut impl Rng) -> String {
    let mut address = [0u8; 35];
    rng.fill(&mut address[..32]);
    let mut hash = Sha3_256::new();
    hash.update(b".onion checksum");
    hash.update(&address[..32]);
    hash.update([3]);
    let sum = hash.finalize();
    address[32..34].copy_from_slice(&sum[..2]);
    address[34] = 3;
    format!(
        "{}.onion",
        BASE32_NOPAD.encode(&address).to_ascii_lowercase()
    )
}

/// A Bitcoin address of a random key hash: Base58Check (version 0) or segwit version 0 (BIP 173), half each.
fn btc(rng: &mut impl Rng) -> String {
    let mut key = [0u8; 21];
    rng.fill(&mut key[1..]);
    let base58 = bs58::encode(key).with_check().into_string();
    if rng.random() {
        return base58;
    }
    Hrp::parse("bc")
        .ok()
        .and_then(|hrp| bech32::segwit::encode(hrp, Fe32::Q, &key[1..]).ok())
        .unwrap_or(base58)
}

/// An Ethereum address of random bytes, in lower case.
fn eth(rng: &mut impl Rng) -> String {
    format!("0x{}", hex(rng, 20))
}

/// The mixed-case spelling of an Ethereum address that carries a checksum (EIP-55).
pub(crate) fn eth_checksummed(address: &str) -> Option<String> {
    let plain = address.strip_prefix("0x")?;
    let hash = HEXLOWER.encode(&Keccak256::digest(plain.as_bytes()));
    let case = |(digit, nibble): (char, char)| {
        if nibble >= '8' {
            digit.to_ascii_uppercase()
        } else {
            digit
        }
    };
    Some(format!(
        "0x{}",
        plain
            .chars()
            .zip(hash.chars())
            .map(case)
            .collect::<String>()
    ))
}

/// A broken spelling of a value of this shape: what must be refused, and never repaired.
pub(crate) fn malformed(rng: &mut impl Rng, shape: Shape) -> String {
    match shape {
        Shape::Address => {
            if rng.random_range(0..4) == 0 {
                format!("2001:db8:{:x}:2:3:4:5:6:7", rng.random_range(1..0xffff))
            } else {
                format!(
                    "198.18.{}.{}",
                    rng.random_range(256..1000),
                    rng.random_range(256..1000)
                )
            }
        }
        // A label of more than 63 octets (RFC 1035, section 2.3.4).
        Shape::Domain => format!(
            "{}.{}",
            hex(rng, 40),
            ZONES[rng.random_range(0..ZONES.len())]
        ),
        Shape::Url | Shape::UrlOnAddress => format!(
            "http:///{}/{}",
            FOLDERS[rng.random_range(0..FOLDERS.len())],
            hex(rng, 4)
        ),
        Shape::Email => format!("{}@@", hex(rng, 4)),
        // One digit lost.
        Shape::Sha256 => hex(rng, 32)[1..].to_owned(),
        Shape::Sha1 => hex(rng, 20)[1..].to_owned(),
        Shape::Md5 => hex(rng, 16)[1..].to_owned(),
        Shape::Phone => format!("+44{}", rng.random_range(10..99)),
        Shape::Onion => format!("{}.onion", &onion(rng)[1..56]),
        Shape::Btc => format!("{}0", &btc(rng)[..20]),
        Shape::Eth => format!("0x{}", &hex(rng, 20)[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn known_checksums() {
        // EIP-55 gives this address as an example; the function above must agree with it.
        let mixed = eth_checksummed("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
        assert_eq!(
            mixed.as_deref(),
            Some("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
        );
    }

    #[test]
    fn values_have_their_shape() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..200 {
            let onion = onion(&mut rng);
            assert_eq!(onion.len(), 62);
            assert_eq!(&onion[55..], "d.onion", "the version byte 3 ends in d");
            let btc = btc(&mut rng);
            if btc.starts_with("bc1") {
                assert!(bech32::segwit::decode(&btc).is_ok());
            } else {
                assert!(bs58::decode(&btc).with_check(Some(0)).into_vec().is_ok());
            }
            let name = domain(&mut rng);
            assert!(ZONES.iter().any(|zone| name.ends_with(zone)), "{name}");
        }
    }
}
