//! Exercise geography: an invented network for courses and the demonstration.
//!
//! Lies in 198.18.0.0/15 (RFC 2544), 2001:db8::/32 (RFC 3849) and the documentation ranges of
//! RFC 5737, with private AS numbers. Is consulted in exercises only; must never answer for real
//! intake.

use std::net::IpAddr;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::dataset::{DatasetInfo, DatasetKind, parse_date};
use crate::hosting::{Hosting, HostingSet};
use crate::ranges::{About, RangeTable, RangeTableBuilder, TableKind};

const CSV: &str = include_str!("../../../assets/networks/exercise.csv");

/// Name of the data set.
const NAME: &str = "exercise geography";

/// What sort of network an exercise range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NetworkKind {
    /// Server hosting.
    Hoster,
    /// Mobile carrier: many customers behind one address (CGNAT).
    Mobile,
    /// Fixed-line provider.
    Isp,
    /// University.
    University,
    /// Content delivery network.
    Cdn,
    /// Shared web hosting: many sites on one address.
    Shared,
    /// Sinkhole of a defender.
    Sinkhole,
    /// Public resolver.
    Resolver,
    /// Documentation range without a country.
    Documentation,
}

/// A range of the exercise geography.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ExerciseRange {
    /// First address.
    pub start: IpAddr,
    /// Last address.
    pub end: IpAddr,
    /// Country of registration.
    #[serde(deserialize_with = "country")]
    pub registered: [u8; 2],
    /// Country of use; differs in about one range in twenty.
    #[serde(deserialize_with = "country")]
    pub located: [u8; 2],
    /// Private AS number.
    pub asn: u32,
    /// Invented name.
    pub network: String,
    /// What sort of network it is.
    pub kind: NetworkKind,
}

fn country<'de, D: serde::Deserializer<'de>>(from: D) -> Result<[u8; 2], D::Error> {
    let text = String::deserialize(from)?;
    text.as_bytes()
        .try_into()
        .map_err(|_| serde::de::Error::custom("not a country code"))
}

/// Every range, IPv4 first, in address order. The same in every build of one version.
#[must_use]
pub fn ranges() -> &'static [ExerciseRange] {
    static RANGES: OnceLock<Vec<ExerciseRange>> = OnceLock::new();
    RANGES.get_or_init(|| {
        let mut rows: Vec<ExerciseRange> = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(CSV.as_bytes())
            .into_deserialize()
            .filter_map(Result::ok)
            .collect();
        rows.sort_by_key(|row| (row.start, row.end));
        rows
    })
}

/// What the exercise geography says of a run of addresses; the default when it lies outside.
#[must_use]
pub fn hosting(first: IpAddr, last: IpAddr) -> Hosting<'static> {
    set().of_range(first, last)
}

/// The data set.
#[must_use]
pub fn dataset() -> DatasetInfo {
    DatasetInfo {
        name: NAME.to_owned(),
        kind: DatasetKind::Exercise,
        date: parse_date(date()),
        licence: "own work, Apache-2.0".to_owned(),
        entries: Some(ranges().len()),
    }
}

fn date() -> &'static str {
    CSV.lines()
        .find_map(|line| line.strip_prefix("# date: "))
        .unwrap_or("")
}

fn set() -> &'static HostingSet {
    static SET: OnceLock<HostingSet> = OnceLock::new();
    SET.get_or_init(|| {
        let tables = [
            TableKind::Registered,
            TableKind::Located,
            TableKind::Network,
        ];
        HostingSet::from_tables(tables.map(table).into())
    })
}

fn table(kind: TableKind) -> RangeTable {
    let mut builder = RangeTableBuilder::new(About {
        name: NAME.to_owned(),
        kind,
        date: date().to_owned(),
        licence: "own work, Apache-2.0".to_owned(),
    });
    for row in ranges() {
        let added = match kind {
            TableKind::Network => builder.network(row.start, row.end, row.asn, &row.network),
            TableKind::Located => builder.country(row.start, row.end, row.located),
            _ => builder.country(row.start, row.end, row.registered),
        };
        debug_assert_eq!(added, Ok(()));
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn size(row: &ExerciseRange) -> u64 {
        match (row.start, row.end) {
            (IpAddr::V4(a), IpAddr::V4(b)) => u64::from(b.to_bits() - a.to_bits()) + 1,
            _ => 0,
        }
    }

    #[test]
    fn every_row_is_read_and_lies_in_reserved_space() {
        let rows = CSV.lines().filter(|line| !line.starts_with('#')).count() - 1;
        assert_eq!(ranges().len(), rows);
        let homes = [
            ("192.0.2.0", "192.0.2.255"),
            ("198.18.0.0", "198.19.255.255"),
            ("198.51.100.0", "198.51.100.255"),
            ("203.0.113.0", "203.0.113.255"),
            ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
        ];
        for pair in ranges().windows(2) {
            assert!(pair[0].end < pair[1].start, "{pair:?} overlap");
        }
        for row in ranges() {
            assert!(
                homes
                    .iter()
                    .any(|h| ip(h.0) <= row.start && row.end <= ip(h.1)),
                "{row:?}"
            );
            assert!(row.network.starts_with("EXERCISE-"), "{row:?}");
            assert!((64_496..=64_511).contains(&row.asn) || (64_512..=65_534).contains(&row.asn));
        }
    }

    #[test]
    fn countries_and_shares_are_those_of_the_scenario() {
        let operation = "AO BF BJ BW CD CG CI CM DJ DZ GA GH KE MU MW MZ NG RW SN SS TD TN TZ UG \
                         ZA ZM ZW EG SC";
        let hosters: Vec<_> = ranges()
            .iter()
            .filter(|r| r.kind == NetworkKind::Hoster)
            .collect();
        let total: u64 = hosters.iter().map(|r| size(r)).sum();
        let share = |cc: [u8; 2]| {
            let own: u64 = hosters
                .iter()
                .filter(|r| r.located == cc)
                .map(|r| size(r))
                .sum();
            own * 100 / total
        };
        for cc in operation.split_whitespace() {
            let cc: [u8; 2] = cc.as_bytes().try_into().unwrap();
            let kinds: std::collections::BTreeSet<_> = ranges()
                .iter()
                .filter(|r| r.registered == cc)
                .map(|r| r.kind)
                .collect();
            for kind in [
                NetworkKind::Hoster,
                NetworkKind::Mobile,
                NetworkKind::Isp,
                NetworkKind::University,
            ] {
                assert!(kinds.contains(&kind), "{cc:?} lacks {kind:?}");
            }
        }
        assert!((50..62).contains(&share(*b"ZA")), "{}", share(*b"ZA"));
        assert!((10..18).contains(&share(*b"EG")), "{}", share(*b"EG"));
        assert!((3..8).contains(&share(*b"SC")), "{}", share(*b"SC"));
        let all: u64 = ranges().iter().map(size).sum();
        let apart: u64 = ranges()
            .iter()
            .filter(|r| r.registered != r.located)
            .map(size)
            .sum();
        let percent = apart as f64 * 100.0 / all as f64;
        assert!((3.0..7.0).contains(&percent), "{percent} % disagree");
    }

    #[test]
    fn lookups_answer_inside_and_only_inside() {
        let first = &ranges()
            .iter()
            .find(|r| r.kind == NetworkKind::Mobile)
            .unwrap();
        let found = hosting(first.start, first.start);
        assert_eq!(found.asn, Some(first.asn));
        assert_eq!(found.network, Some(first.network.as_str()));
        assert_eq!(
            hosting(ip("203.0.113.9"), ip("203.0.113.9")).registered,
            Some(*b"ZZ")
        );
        assert_eq!(
            hosting(ip("198.17.0.1"), ip("198.17.0.1")),
            Hosting::default()
        );
        assert_eq!(dataset().date, parse_date("2026-11-23"));
    }
}
