//! Sorted boundaries over an address line: the search at the bottom of every range look-up.
//!
//! The line is cut into segments; a segment is its first address and a code, and runs to the next
//! one. Code 0 means "nothing known". Overlaps are resolved once, while building, so that a look-up
//! is a single binary search. Knows nothing of countries, networks or lists.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

/// One range before building: first and last address (inclusive) and its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: u128,
    pub end: u128,
    pub code: u32,
}

/// The ranges that cover a point, the most specific (shortest, then latest given) first:
/// length, order, code.
pub(crate) type Active = BTreeSet<(u128, Reverse<usize>, u32)>;

/// Cuts overlapping ranges into segments; `choose` turns the ranges over a segment into its code.
///
/// The result starts at address 0 and neighbours differ.
pub(crate) fn cut(
    spans: &[Span],
    last_address: u128,
    mut choose: impl FnMut(&Active) -> u32,
) -> Vec<(u128, u32)> {
    let mut by_start: Vec<usize> = (0..spans.len())
        .filter(|&i| spans[i].start <= spans[i].end)
        .collect();
    let mut by_end = by_start.clone();
    by_start.sort_by_key(|&i| spans[i].start);
    by_end.sort_by_key(|&i| spans[i].end);
    let mut points: Vec<u128> = Vec::with_capacity(by_start.len() * 2);
    for &i in &by_start {
        points.push(spans[i].start);
        if spans[i].end < last_address {
            points.push(spans[i].end + 1);
        }
    }
    points.sort_unstable();
    points.dedup();

    let mut out = vec![(0u128, 0u32)];
    let mut active = Active::new();
    let (mut next_start, mut next_end) = (0, 0);
    for point in points {
        while let Some(&i) = by_end.get(next_end).filter(|&&i| spans[i].end < point) {
            active.remove(&entry(spans, i));
            next_end += 1;
        }
        while let Some(&i) = by_start
            .get(next_start)
            .filter(|&&i| spans[i].start == point)
        {
            active.insert(entry(spans, i));
            next_start += 1;
        }
        let code = if active.is_empty() {
            0
        } else {
            choose(&active)
        };
        push(&mut out, point, code);
    }
    out
}

fn entry(spans: &[Span], i: usize) -> (u128, Reverse<usize>, u32) {
    (spans[i].end - spans[i].start, Reverse(i), spans[i].code)
}

fn push(out: &mut Vec<(u128, u32)>, start: u128, code: u32) {
    match out.last_mut() {
        Some(last) if last.0 == start => last.1 = code,
        Some(last) if last.1 == code => {}
        _ => out.push((start, code)),
    }
    // Setting the code of a segment can make it equal to the one before it.
    if let [.., before, last] = out.as_slice()
        && before.1 == last.1
    {
        out.pop();
    }
}

/// The code of the most specific range.
pub(crate) fn most_specific(active: &Active) -> u32 {
    active.first().map_or(0, |entry| entry.2)
}

/// What a network (a run of addresses) lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cover {
    /// Nothing is known of any address in it.
    Nothing,
    /// All that is known is this one code.
    One(u32),
    /// Several codes.
    Mixed,
}

/// The two address lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segments {
    v4: V4,
    v6: V6,
}

/// IPv4: boundaries with a first-level index on the upper 16 bits, so that the binary search runs
/// over the handful of segments of one /16.
#[derive(Clone, Debug, PartialEq, Eq)]
struct V4 {
    starts: Vec<u32>,
    codes: Vec<u32>,
    /// For each /16: the segment that holds its first address. 65,537 entries.
    index: Vec<u32>,
}

/// IPv6: boundaries, searched by the upper half first; `index` holds every 64th upper half so that
/// the first steps of the search stay in cache.
#[derive(Clone, Debug, PartialEq, Eq)]
struct V6 {
    starts: Vec<u128>,
    codes: Vec<u32>,
    index: Vec<u128>,
}

/// One entry of the IPv6 index stands for this many segments.
const STRIDE: usize = 64;

impl Segments {
    /// Builds from cut segments. Both must be sorted strictly and start at 0; [`cut`] gives that.
    pub(crate) fn new(v4: Vec<(u128, u32)>, v6: Vec<(u128, u32)>) -> Segments {
        let (starts4, codes4) = v4.into_iter().map(|(s, c)| (s as u32, c)).unzip();
        let (starts6, codes6) = v6.into_iter().unzip();
        Segments::from_parts(starts4, codes4, starts6, codes6)
    }

    /// Builds from parallel vectors under the same conditions.
    pub(crate) fn from_parts(
        starts4: Vec<u32>,
        codes4: Vec<u32>,
        starts6: Vec<u128>,
        codes6: Vec<u32>,
    ) -> Segments {
        let mut index = Vec::with_capacity(65_537);
        let mut at = 0usize;
        for high in 0..=0xffffu32 {
            let first = high << 16;
            while starts4.get(at + 1).is_some_and(|&s| s <= first) {
                at += 1;
            }
            index.push(at as u32);
        }
        index.push(starts4.len().saturating_sub(1) as u32);
        let v4 = V4 {
            starts: starts4,
            codes: codes4,
            index,
        };
        let index = starts6.iter().step_by(STRIDE).copied().collect();
        Segments {
            v4,
            v6: V6 {
                starts: starts6,
                codes: codes6,
                index,
            },
        }
    }

    /// The code of an address.
    #[inline]
    pub(crate) fn code(&self, ip: IpAddr) -> u32 {
        match ip {
            IpAddr::V4(ip) => self
                .v4
                .codes
                .get(self.v4.at(ip.to_bits()))
                .copied()
                .unwrap_or(0),
            IpAddr::V6(ip) => self
                .v6
                .codes
                .get(self.v6.at(ip.to_bits()))
                .copied()
                .unwrap_or(0),
        }
    }

    /// The codes of all segments that a run of addresses touches, in address order.
    pub(crate) fn codes(&self, first: IpAddr, last: IpAddr) -> &[u32] {
        let (codes, range) = match (first, last) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (
                &self.v4.codes,
                self.v4.at(a.to_bits())..=self.v4.at(b.to_bits()),
            ),
            (IpAddr::V6(a), IpAddr::V6(b)) => (
                &self.v6.codes,
                self.v6.at(a.to_bits())..=self.v6.at(b.to_bits()),
            ),
            _ => return &[],
        };
        codes.get(range).unwrap_or(&[])
    }

    /// What a run of addresses lies in; addresses of which nothing is known do not count.
    pub(crate) fn cover(&self, first: IpAddr, last: IpAddr) -> Cover {
        let mut known = self
            .codes(first, last)
            .iter()
            .copied()
            .filter(|&code| code != 0);
        match known.next() {
            None => Cover::Nothing,
            Some(code) if known.all(|other| other == code) => Cover::One(code),
            Some(_) => Cover::Mixed,
        }
    }

    /// The number of segments of which something is known.
    pub(crate) fn known(&self) -> usize {
        self.v4
            .codes
            .iter()
            .chain(&self.v6.codes)
            .filter(|&&code| code != 0)
            .count()
    }

    /// The parallel vectors, for writing: IPv4 starts and codes, IPv6 starts and codes.
    pub(crate) fn parts(&self) -> (&[u32], &[u32], &[u128], &[u32]) {
        (
            &self.v4.starts,
            &self.v4.codes,
            &self.v6.starts,
            &self.v6.codes,
        )
    }
}

impl V4 {
    #[inline]
    fn at(&self, ip: u32) -> usize {
        let high = (ip >> 16) as usize;
        let low = self.index.get(high).map_or(0, |&i| i as usize);
        let top = self.index.get(high + 1).map_or(0, |&i| i as usize);
        let within = self.starts.get(low..=top).unwrap_or(&[]);
        (low + within.partition_point(|&start| start <= ip)).saturating_sub(1)
    }
}

impl V6 {
    #[inline]
    fn at(&self, ip: u128) -> usize {
        let block = self
            .index
            .partition_point(|&start| start <= ip)
            .saturating_sub(1)
            * STRIDE;
        let end = self.starts.len().min(block + STRIDE);
        let within = self.starts.get(block..end).unwrap_or(&[]);
        (block + within.partition_point(|&start| start <= ip)).saturating_sub(1)
    }
}

/// Gives equal sets equal codes (from 1 up) while segments are cut.
#[derive(Debug, Default)]
pub(crate) struct Interner<T> {
    codes: HashMap<T, u32>,
    values: Vec<T>,
}

impl<T: Copy + Eq + std::hash::Hash> Interner<T> {
    pub(crate) fn code(&mut self, value: T) -> u32 {
        let next = self.values.len() as u32 + 1;
        let values = &mut self.values;
        *self.codes.entry(value).or_insert_with(|| {
            values.push(value);
            next
        })
    }

    pub(crate) fn into_values(self) -> Vec<T> {
        self.values
    }
}
