//! The invented geography (`assets/networks/exercise.csv`) and the drawing of addresses from it.
//!
//! Only addresses of 198.18.0.0/15 (RFC 2544) and 2001:db8::/32 (RFC 3849) come out of here. Must not
//! know what an address is drawn for.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use model::Country;
use rand::Rng;
use rustc_hash::FxHashSet;
use serde::Deserialize;

const CSV: &str = include_str!("../../../assets/networks/exercise.csv");

/// What sort of network a range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Net {
    Hoster,
    Mobile,
    Isp,
    University,
    Cdn,
    Shared,
    Sinkhole,
    Resolver,
    Documentation,
}

/// A range of the geography.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Range {
    start: IpAddr,
    end: IpAddr,
    pub(crate) registered: Country,
    pub(crate) located: Country,
    pub(crate) asn: u32,
    pub(crate) network: String,
    kind: Net,
}

/// Which ranges to draw from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wanted {
    pub(crate) net: Net,
    /// Country of use; none: any, by size.
    pub(crate) country: Option<Country>,
    /// Whether the countries of registration and of use differ.
    pub(crate) disputed: bool,
}

/// Where an item lies in truth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    pub(crate) address: IpAddr,
    pub(crate) range: usize,
}

#[derive(Debug, Default)]
struct Pool {
    v4: Vec<(usize, u64)>,
    v6: Vec<usize>,
}

/// The geography with a memory of the addresses given out.
pub(crate) struct Geography {
    ranges: Vec<Range>,
    pools: BTreeMap<Wanted, Pool>,
    used: FxHashSet<IpAddr>,
}

/// Share of IPv6 among addresses, in percent, as long as there are IPv4 addresses left.
const IPV6_PERCENT: u32 = 4;

/// Attempts to find an unused IPv4 address before an IPv6 address is taken.
const ATTEMPTS: usize = 12;

impl Geography {
    pub(crate) fn new() -> Geography {
        let ranges: Vec<Range> = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(CSV.as_bytes())
            .into_deserialize()
            .filter_map(Result::ok)
            .collect();
        let mut pools: BTreeMap<Wanted, Pool> = BTreeMap::new();
        for (at, range) in ranges.iter().enumerate() {
            let disputed = range.registered != range.located;
            for country in [None, Some(range.located)] {
                let wanted = Wanted {
                    net: range.kind,
                    country,
                    disputed,
                };
                let pool = pools.entry(wanted).or_default();
                match range.start {
                    IpAddr::V4(_) => {
                        let before = pool.v4.last().map_or(0, |(_, sum)| *sum);
                        pool.v4.push((at, before + range.size()));
                    }
                    IpAddr::V6(_) => pool.v6.push(at),
                }
            }
        }
        Geography {
            ranges,
            pools,
            used: FxHashSet::default(),
        }
    }

    pub(crate) fn range(&self, site: Site) -> &Range {
        &self.ranges[site.range]
    }

    /// Whether the site lies in a mobile carrier's network.
    pub(crate) fn is_mobile(&self, site: Site) -> bool {
        self.range(site).kind == Net::Mobile
    }

    /// An address that was not given out before; none when the ranges have no IPv6 part and are exhausted.
    pub(crate) fn draw(&mut self, rng: &mut impl Rng, wanted: Wanted) -> Option<Site> {
        let pool = self.pools.get(&wanted)?;
        let v6 = !pool.v6.is_empty() && rng.random_range(0..100) < IPV6_PERCENT;
        // A small pool without IPv6 is searched longer before it counts as exhausted.
        let attempts = if pool.v6.is_empty() {
            ATTEMPTS * 20
        } else {
            ATTEMPTS
        };
        if !v6 {
            for _ in 0..attempts {
                let Some(site) = pick_v4(rng, &self.ranges, pool) else {
                    break;
                };
                if self.used.insert(site.address) {
                    return Some(site);
                }
            }
        }
        for _ in 0..attempts {
            let site = pick_v6(rng, &self.ranges, pool)?;
            if self.used.insert(site.address) {
                return Some(site);
            }
        }
        None
    }

    /// An address that may be given out again: the machine behind a name.
    pub(crate) fn host(&self, rng: &mut impl Rng, wanted: Wanted) -> Option<Site> {
        let pool = self.pools.get(&wanted)?;
        pick_v4(rng, &self.ranges, pool).or_else(|| pick_v6(rng, &self.ranges, pool))
    }
}

fn pick_v4(rng: &mut impl Rng, ranges: &[Range], pool: &Pool) -> Option<Site> {
    let total = pool.v4.last()?.1;
    let ticket = rng.random_range(0..total);
    let at = pool.v4.partition_point(|(_, sum)| *sum <= ticket);
    let (range, sum) = *pool.v4.get(at)?;
    let offset = (ticket + ranges[range].size() - sum) as u32;
    let IpAddr::V4(start) = ranges[range].start else {
        return None;
    };
    let address = IpAddr::V4(Ipv4Addr::from_bits(start.to_bits() + offset));
    Some(Site { address, range })
}

fn pick_v6(rng: &mut impl Rng, ranges: &[Range], pool: &Pool) -> Option<Site> {
    if pool.v6.is_empty() {
        return None;
    }
    let range = pool.v6[rng.random_range(0..pool.v6.len())];
    let (IpAddr::V6(start), IpAddr::V6(end)) = (ranges[range].start, ranges[range].end) else {
        return None;
    };
    // Subnets of 64 bits with a low interface number, as servers and carriers write them.
    let subnets = ((end.to_bits() - start.to_bits()) >> 64) as u64;
    let subnet = u128::from(rng.random_range(0..=subnets));
    let host = u128::from(rng.random_range(1..0xffff_u32));
    let address = IpAddr::V6(Ipv6Addr::from_bits(start.to_bits() + (subnet << 64) + host));
    Some(Site { address, range })
}

impl Range {
    fn size(&self) -> u64 {
        match (self.start, self.end) {
            (IpAddr::V4(start), IpAddr::V4(end)) => u64::from(end.to_bits() - start.to_bits()) + 1,
            _ => 0,
        }
    }
}

/// The text of the sinkhole address number `n`, within the sinkhole range of the geography.
pub(crate) fn sinkhole_host(geography: &Geography, rng: &mut impl Rng) -> Option<Site> {
    let wanted = Wanted {
        net: Net::Sinkhole,
        country: None,
        disputed: false,
    };
    geography.host(rng, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn every_row_of_the_asset_is_read() {
        let rows = CSV.lines().filter(|line| !line.starts_with('#')).count() - 1;
        assert_eq!(Geography::new().ranges.len(), rows);
    }

    #[test]
    fn drawn_addresses_are_distinct_and_lie_in_their_range() {
        let mut geography = Geography::new();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let wanted = Wanted {
            net: Net::Hoster,
            country: Country::parse("KE").ok(),
            disputed: false,
        };
        let mut seen = FxHashSet::default();
        for _ in 0..1_000 {
            let site = geography.draw(&mut rng, wanted).unwrap();
            let range = geography.range(site);
            assert!(range.start <= site.address && site.address <= range.end);
            assert_eq!(range.located.code(), "KE");
            assert!(seen.insert(site.address));
        }
        let sinkhole = Wanted {
            net: Net::Sinkhole,
            country: None,
            disputed: false,
        };
        let drawn = std::iter::from_fn(|| geography.draw(&mut rng, sinkhole))
            .take(1_000)
            .count();
        assert!(
            (200..=256).contains(&drawn),
            "a pool without IPv6 ends: {drawn}"
        );
    }
}
