//! Laws of range tables: the same answers as a naive search, the same table after a trip through
//! the file, an error and no panic on any damaged file.

use proptest::prelude::*;

use super::builder::network;
use super::*;
use crate::Error;

fn about(kind: TableKind) -> About {
    About {
        name: "test set".into(),
        kind,
        date: "2026-01-02".into(),
        licence: "CC0 1.0".into(),
    }
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn countries(csv: &str) -> Result<RangeTable, Error> {
    let mut builder = RangeTableBuilder::new(about(TableKind::Registered));
    builder.read_csv("test.csv", csv.as_bytes())?;
    Ok(builder.build())
}

const SAMPLE: &str = "# comment\nstart,end,country\n198.18.0.0,198.18.255.255,KE\n198.18.4.0/24,za\n198.18.4.7,NG\n2001:db8::,2001:db8:ff:ffff:ffff:ffff:ffff:ffff,EG\n198.19.0.0,198.19.0.255,\n";

#[test]
fn both_csv_forms_are_read_and_the_most_specific_range_wins() {
    let table = countries(SAMPLE).unwrap();
    let country = |text| {
        table
            .country(ip(text))
            .map(|c| String::from_utf8(c.to_vec()).unwrap())
    };
    assert_eq!(country("198.17.255.255"), None);
    assert_eq!(country("198.18.0.0").as_deref(), Some("KE"));
    assert_eq!(country("198.18.4.0").as_deref(), Some("ZA"));
    assert_eq!(country("198.18.4.7").as_deref(), Some("NG"));
    assert_eq!(country("198.18.4.255").as_deref(), Some("ZA"));
    assert_eq!(country("198.18.5.0").as_deref(), Some("KE"));
    assert_eq!(country("198.19.0.0"), None);
    assert_eq!(country("2001:db8:80::1").as_deref(), Some("EG"));
    assert_eq!(country("2001:db8:100::"), None);
    assert_eq!(
        table.country_over(ip("198.18.8.0"), ip("198.18.9.255")),
        Ok(Some(*b"KE"))
    );
    assert_eq!(
        table.country_over(ip("198.18.4.0"), ip("198.18.4.255")),
        Err(Mixed)
    );
    assert_eq!(
        table.country_over(ip("203.0.113.0"), ip("203.0.113.255")),
        Ok(None)
    );
    assert_eq!(table.network(ip("198.18.0.0")), None);
}

#[test]
fn networks_have_number_and_name() {
    let mut builder = RangeTableBuilder::new(about(TableKind::Network));
    let csv = "198.18.0.0,198.18.0.255,64512,\"Net, with comma\"\n2001:db8::/48,AS64513,Six\n";
    assert_eq!(builder.read_csv("asn.csv", csv.as_bytes()).unwrap(), 2);
    let table = builder.build();
    assert_eq!(
        table.network(ip("198.18.0.9")),
        Some(Network {
            asn: 64512,
            name: "Net, with comma"
        })
    );
    assert_eq!(
        table.network(ip("2001:db8::1")),
        Some(Network {
            asn: 64513,
            name: "Six"
        })
    );
    assert_eq!(table.country(ip("198.18.0.9")), None);
    assert_eq!(table.ranges(), 2);
}

#[test]
fn wrong_rows_say_where_and_why() {
    let message = |csv: &str| countries(csv).unwrap_err().to_string();
    insta::assert_snapshot!(
        [
            message("198.18.0.0,198.18.0.1,KEN\n"),
            message("198.18.0.0,198.18.0.1,KE\nnonsense,1,KE\n"),
            message("198.18.0.9,198.18.0.1,KE\n"),
            message("198.18.0.9,2001:db8::,KE\n"),
            message("198.18.0.0/33,KE\n198.18.0.0/33,KE\n"),
        ]
        .join("\n")
    );
}

#[test]
fn prefixes_give_first_and_last_address() {
    assert_eq!(
        network("198.18.7.9/15"),
        Some((ip("198.18.0.0"), ip("198.19.255.255")))
    );
    assert_eq!(
        network("0.0.0.0/0"),
        Some((ip("0.0.0.0"), ip("255.255.255.255")))
    );
    assert_eq!(
        network("2001:db8::/128"),
        Some((ip("2001:db8::"), ip("2001:db8::")))
    );
    assert_eq!(
        network("::/0").map(|r| r.1),
        Some(IpAddr::V6(u128::MAX.into()))
    );
    assert_eq!(network("2001:db8::/129"), None);
    assert_eq!(network("x/8"), None);
}

#[test]
fn head_alone_tells_where_a_table_comes_from() {
    let bytes = countries(SAMPLE).unwrap().to_bytes();
    assert_eq!(
        RangeTable::about_from("t", &bytes).unwrap(),
        about(TableKind::Registered)
    );
    assert!(RangeTable::about_from("t", &bytes[..70]).is_err());
}

/// Ranges on a short line, so that they overlap often.
fn spans() -> impl Strategy<Value = Vec<(u32, u32, u8)>> {
    prop::collection::vec((0u32..300, 0u32..40, 0u8..5), 0..40)
}

/// Spreads the short line over the whole address space, ends included.
fn spread4(n: u32) -> IpAddr {
    IpAddr::V4(((u64::from(n) * u64::from(u32::MAX) / 340) as u32).into())
}

fn spread6(n: u32) -> IpAddr {
    IpAddr::V6((u128::MAX / 340 * u128::from(n)).into())
}

fn naive(rows: &[(IpAddr, IpAddr, [u8; 2])], at: IpAddr) -> Option<[u8; 2]> {
    let bits = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => u128::from(ip.to_bits()),
        IpAddr::V6(ip) => ip.to_bits(),
    };
    rows.iter()
        .enumerate()
        .filter(|(_, row)| row.0.is_ipv4() == at.is_ipv4() && row.0 <= at && at <= row.1)
        .min_by_key(|(i, row)| (bits(row.1) - bits(row.0), usize::MAX - i))
        .map(|(_, row)| row.2)
}

fn table_of(rows: &[(IpAddr, IpAddr, [u8; 2])]) -> RangeTable {
    let mut builder = RangeTableBuilder::new(about(TableKind::Located));
    for &(start, end, country) in rows {
        builder.country(start, end, country).unwrap();
    }
    builder.build()
}

fn rows(spans: &[(u32, u32, u8)], place: fn(u32) -> IpAddr) -> Vec<(IpAddr, IpAddr, [u8; 2])> {
    spans
        .iter()
        .map(|&(s, l, c)| (place(s), place(s + l), [b'A' + c, b'Z']))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn lookup_is_the_naive_search(spans in spans(), at in 0u32..341, offset in -1i64..2) {
        for place in [spread4 as fn(u32) -> IpAddr, spread6] {
            let rows = rows(&spans, place);
            let table = table_of(&rows);
            let at = match place(at) {
                IpAddr::V4(ip) => IpAddr::V4(ip.to_bits().wrapping_add(offset as u32).into()),
                IpAddr::V6(ip) => IpAddr::V6(ip.to_bits().wrapping_add(offset as u128).into()),
            };
            prop_assert_eq!(table.country(at), naive(&rows, at));
        }
    }

    #[test]
    fn dense_ranges_in_few_networks_are_found(spans in prop::collection::vec((0u32..70_000, 0u32..900, 0u8..5), 0..200), at in 0u32..70_000) {
        let base = 0xc612_0000u32 - 2_000;
        let place = |n: u32| IpAddr::V4((base + n).into());
        let rows: Vec<_> = spans.iter().map(|&(s, l, c)| (place(s), place(s + l), [b'A' + c, b'Z'])).collect();
        prop_assert_eq!(table_of(&rows).country(place(at)), naive(&rows, place(at)));
    }

    #[test]
    fn a_table_survives_its_file(spans in spans()) {
        let mut all = rows(&spans, spread4);
        all.extend(rows(&spans, spread6));
        let table = table_of(&all);
        let bytes = table.to_bytes();
        prop_assert_eq!(&RangeTable::from_bytes("t", &bytes).unwrap(), &table);
        prop_assert_eq!(bytes, table.to_bytes());
    }

    #[test]
    fn damaged_files_are_refused(spans in spans(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let good = table_of(&rows(&spans, spread4)).to_bytes();
        let mut flipped = good.clone();
        let i = at.index(flipped.len());
        flipped[i] ^= 1 << bit;
        prop_assert!(RangeTable::from_bytes("t", &flipped).is_err());
        prop_assert!(RangeTable::from_bytes("t", &good[..i]).is_err());
        let _ = RangeTable::about_from("t", &flipped);
        let _ = RangeTable::about_from("t", &good[..i]);
    }

    /// Also with a checksum that fits: whoever can write the file can compute it.
    #[test]
    fn forged_files_do_not_panic(spans in spans(), at in any::<prop::sample::Index>(), byte in any::<u8>(), network in any::<bool>(), probe in any::<u32>()) {
        let mut bytes = if network {
            let mut builder = RangeTableBuilder::new(about(TableKind::Network));
            for (start, end, c) in rows(&spans, spread4) {
                builder.network(start, end, c[0].into(), "näme").unwrap();
            }
            builder.build().to_bytes()
        } else {
            table_of(&rows(&spans, spread4)).to_bytes()
        };
        let i = 40 + at.index(bytes.len() - 40);
        bytes[i] = byte;
        let sum = blake3::hash(&bytes[40..]);
        bytes[8..40].copy_from_slice(sum.as_bytes());
        if let Ok(table) = RangeTable::from_bytes("t", &bytes) {
            let ip = IpAddr::V4(probe.into());
            let _ = (table.country(ip), table.network(ip), table.ranges());
            let _ = table.network_over(ip, IpAddr::V4(u32::MAX.into()));
        }
    }

    #[test]
    fn noise_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(RangeTable::from_bytes("t", &bytes).is_err());
    }
}
