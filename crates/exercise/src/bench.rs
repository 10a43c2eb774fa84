//! Large inputs for measuring intake: distinct values, streamed, the same for the same seed.
//!
//! The values are syntax only: addresses are spread evenly over public unicast space because that is what the
//! attribution tables are measured on, names lie below `.example`. Nothing here is ever contacted, and nothing here
//! may enter an operation.

use std::io::{self, Write};

/// Bytes gathered before they are written.
const BLOCK: usize = 1 << 16;

/// Most rows of one file: every value must be distinct, and fewer than 3.7 thousand million addresses are public.
pub const MAX_ROWS: u64 = 3_000_000_000;

/// Ranges of IPv4 that are not public unicast, as first and last address (IANA special-purpose registry, RFC 6890,
/// with multicast and the reserved block).
const SPECIAL: [(u32, u32); 18] = [
    (0x0000_0000, 0x00ff_ffff), // 0.0.0.0/8
    (0x0a00_0000, 0x0aff_ffff), // 10.0.0.0/8
    (0x6440_0000, 0x647f_ffff), // 100.64.0.0/10
    (0x7f00_0000, 0x7fff_ffff), // 127.0.0.0/8
    (0xa9fe_0000, 0xa9fe_ffff), // 169.254.0.0/16
    (0xac10_0000, 0xac1f_ffff), // 172.16.0.0/12
    (0xc000_0000, 0xc000_00ff), // 192.0.0.0/24
    (0xc000_0200, 0xc000_02ff), // 192.0.2.0/24
    (0xc01f_c400, 0xc01f_c4ff), // 192.31.196.0/24
    (0xc034_c100, 0xc034_c1ff), // 192.52.193.0/24
    (0xc058_6300, 0xc058_63ff), // 192.88.99.0/24
    (0xc0a8_0000, 0xc0a8_ffff), // 192.168.0.0/16
    (0xc0af_3000, 0xc0af_30ff), // 192.175.48.0/24
    (0xc612_0000, 0xc613_ffff), // 198.18.0.0/15
    (0xc633_6400, 0xc633_64ff), // 198.51.100.0/24
    (0xcb00_7100, 0xcb00_71ff), // 203.0.113.0/24
    (0xe000_0000, 0xefff_ffff), // 224.0.0.0/4
    (0xf000_0000, 0xffff_ffff), // 240.0.0.0/4
];

const CATEGORIES: [&str; 6] = [
    "botnet_c2",
    "phishing_site",
    "malware_distribution",
    "infected_host",
    "scam_site",
    "spam_sender",
];

const WORDS: [&str; 8] = [
    "login", "secure", "account", "update", "invoice", "parcel", "wallet", "support",
];

/// Writes `n` distinct public-looking IPv4 addresses, one a line.
///
/// # Errors
/// When writing fails, or `n` exceeds [`MAX_ROWS`] (`InvalidInput`).
pub fn synthetic_list(n: u64, seed: u64, out: &mut impl Write) -> io::Result<()> {
    check(n)?;
    let mut addresses = Addresses::new(seed);
    let mut block = Vec::with_capacity(BLOCK + 64);
    for _ in 0..n {
        push_address(&mut block, addresses.draw());
        block.push(b'\n');
        if block.len() >= BLOCK {
            out.write_all(&block)?;
            block.clear();
        }
    }
    out.write_all(&block)?;
    out.flush()
}

/// Writes a CSV of `n` rows with distinct values: `value,type,category,first_seen,last_seen,confidence`.
/// Of five rows three are IPv4 addresses, one is a domain, one a URL. The dates lie in the year 2025.
///
/// # Errors
/// When writing fails, or `n` exceeds [`MAX_ROWS`] (`InvalidInput`).
pub fn synthetic_csv(n: u64, seed: u64, out: &mut impl Write) -> io::Result<()> {
    check(n)?;
    let days = days();
    let mut addresses = Addresses::new(seed);
    let names = Permutation::new(seed ^ 0x6e61_6d65);
    let mut block = Vec::with_capacity(BLOCK + 256);
    block.extend_from_slice(b"value,type,category,first_seen,last_seen,confidence\n");
    for row in 0..n {
        let noise = mix(seed ^ row.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let name = names.at(row as u32);
        match row % 5 {
            3 => {
                push_name(&mut block, name);
                block.extend_from_slice(b",domain,");
            }
            4 => {
                block.extend_from_slice(b"http://");
                push_name(&mut block, name);
                block.push(b'/');
                block.extend_from_slice(WORDS[(noise >> 32) as usize % WORDS.len()].as_bytes());
                block.push(b'/');
                push_hex(&mut block, noise as u32);
                block.extend_from_slice(b",url,");
            }
            _ => {
                push_address(&mut block, addresses.draw());
                block.extend_from_slice(b",ipv4,");
            }
        }
        block.extend_from_slice(CATEGORIES[(noise >> 40) as usize % CATEGORIES.len()].as_bytes());
        block.push(b',');
        let first = (noise >> 8) as usize % 300;
        block.extend_from_slice(&days[first]);
        block.push(b',');
        block.extend_from_slice(&days[first + (noise >> 20) as usize % 60]);
        block.push(b',');
        push_decimal(&mut block, (40 + (noise >> 52) % 60) as u8);
        block.push(b'\n');
        if block.len() >= BLOCK {
            out.write_all(&block)?;
            block.clear();
        }
    }
    out.write_all(&block)?;
    out.flush()
}

fn check(n: u64) -> io::Result<()> {
    if n <= MAX_ROWS {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!("{n} rows are too many: at most {MAX_ROWS} distinct values can be made"),
    ))
}

/// A bijection of 32-bit numbers: every step (add, odd factor, xor with a right shift) can be undone.
#[derive(Clone, Copy)]
struct Permutation {
    keys: [u32; 3],
}

impl Permutation {
    fn new(seed: u64) -> Permutation {
        let one = mix(seed);
        let two = mix(one);
        Permutation {
            keys: [one as u32, (one >> 32) as u32, two as u32],
        }
    }

    fn at(self, number: u32) -> u32 {
        let mut x = number.wrapping_add(self.keys[0]);
        for key in self.keys {
            x ^= x >> 16;
            x = x.wrapping_mul(0x7feb_352d);
            x ^= x >> 15;
            x = x.wrapping_mul(0x846c_a68b);
            x ^= x >> 16;
            x = x.wrapping_add(key);
        }
        x
    }
}

/// Distinct public addresses: the permutation of 0, 1, 2, … without the special ranges.
struct Addresses {
    permutation: Permutation,
    next: u32,
}

impl Addresses {
    fn new(seed: u64) -> Addresses {
        Addresses {
            permutation: Permutation::new(seed),
            next: 0,
        }
    }

    fn draw(&mut self) -> u32 {
        loop {
            let address = self.permutation.at(self.next);
            self.next = self.next.wrapping_add(1);
            if is_public(address) {
                return address;
            }
        }
    }
}

fn is_public(address: u32) -> bool {
    let at = SPECIAL.partition_point(|(_, last)| *last < address);
    SPECIAL.get(at).is_none_or(|(first, _)| address < *first)
}

/// The finaliser of SplitMix64.
fn mix(number: u64) -> u64 {
    let mut x = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn push_decimal(out: &mut Vec<u8>, number: u8) {
    if number >= 100 {
        out.push(b'0' + number / 100);
    }
    if number >= 10 {
        out.push(b'0' + number / 10 % 10);
    }
    out.push(b'0' + number % 10);
}

fn push_address(out: &mut Vec<u8>, address: u32) {
    for (at, byte) in address.to_be_bytes().into_iter().enumerate() {
        if at > 0 {
            out.push(b'.');
        }
        push_decimal(out, byte);
    }
}

fn push_hex(out: &mut Vec<u8>, number: u32) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for shift in (0..8).rev() {
        out.push(DIGITS[(number >> (shift * 4)) as usize & 15]);
    }
}

fn push_name(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(WORDS[number as usize % WORDS.len()].as_bytes());
    out.push(b'-');
    push_hex(out, number);
    out.extend_from_slice(b".example");
}

/// The days of 2025 as text.
fn days() -> Vec<[u8; 10]> {
    let start = model::Utc(1_735_689_600);
    (0..365)
        .map(|day| {
            let text = model::Utc(start.0 + day * model::DAY).day_text();
            let mut bytes = [b'-'; 10];
            bytes.copy_from_slice(&text.as_bytes()[..10]);
            bytes
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn special_ranges_are_left_out_at_their_borders() {
        for pair in SPECIAL.windows(2) {
            assert!(pair[0].1 < pair[1].0);
        }
        for text in [
            "9.255.255.255",
            "11.0.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "1.0.0.0",
        ] {
            let address: std::net::Ipv4Addr = text.parse().unwrap();
            assert!(is_public(address.to_bits()), "{text}");
        }
        for text in [
            "0.0.0.1",
            "10.1.2.3",
            "198.18.0.0",
            "198.19.255.255",
            "224.0.0.1",
            "255.255.255.255",
            "203.0.113.9",
        ] {
            let address: std::net::Ipv4Addr = text.parse().unwrap();
            assert!(!is_public(address.to_bits()), "{text}");
        }
    }

    #[test]
    fn lists_are_distinct_and_reproducible() {
        let make = |seed| {
            let mut out = Vec::new();
            synthetic_list(50_000, seed, &mut out).unwrap();
            out
        };
        let list = make(1);
        assert_eq!(list, make(1));
        assert_ne!(list, make(2));
        let text = String::from_utf8(list).unwrap();
        let values: HashSet<&str> = text.lines().collect();
        assert_eq!(values.len(), 50_000);
        assert!(
            values
                .iter()
                .all(|value| value.parse::<std::net::Ipv4Addr>().is_ok())
        );
        assert!(synthetic_list(MAX_ROWS + 1, 1, &mut Vec::new()).is_err());
    }

    #[test]
    fn rows_have_the_announced_mix() {
        let mut out = Vec::new();
        synthetic_csv(10_000, 7, &mut out).unwrap();
        let mut reader = csv::Reader::from_reader(out.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        let count = |kind: &str| rows.iter().filter(|row| &row[1] == kind).count();
        assert_eq!(
            (count("ipv4"), count("domain"), count("url")),
            (6_000, 2_000, 2_000)
        );
        let values: HashSet<&str> = rows.iter().map(|row| &row[0]).collect();
        assert_eq!(values.len(), rows.len());
        for row in &rows {
            assert!(model::Category::from_id(&row[2]).is_some());
            assert!(model::Utc::parse(&row[3]).unwrap() <= model::Utc::parse(&row[4]).unwrap());
            assert!(row[5].parse::<u8>().unwrap() <= 100);
        }
    }

    proptest! {
        #[test]
        fn permutations_do_not_collide(seed in any::<u64>(), start in any::<u32>()) {
            let permutation = Permutation::new(seed);
            let values: HashSet<u32> = (0..500).map(|step| permutation.at(start.wrapping_add(step))).collect();
            prop_assert_eq!(values.len(), 500);
        }
    }
}
