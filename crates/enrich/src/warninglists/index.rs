//! The index over all lists: ranges, names, whole values, parts of values, expressions.
//!
//! Gives the lists that contain something; what a hit means is decided one floor up.

use std::net::IpAddr;

use observable::{Kind, Observable};
use regex::{RegexSet, RegexSetBuilder};
use rustc_hash::FxHashMap;

use super::format::ListType;
use super::set::ListSet;
use crate::ranges::network;
use crate::ranges::segments::{Interner, Segments, Span, cut};

/// Most expressions of one list.
pub const MAX_EXPRESSIONS: usize = 1_000;

/// Compiled size that the expressions of one list may have, in bytes.
pub const MAX_EXPRESSION_BYTES: usize = 4 << 20;

/// Longest entry that is taken, in bytes.
const MAX_ENTRY: usize = 4_096;

/// Bytes of a part that are hashed; shorter parts are searched one by one.
const GRAM: usize = 4;

#[derive(Debug)]
pub(super) struct Index {
    ranges: Segments,
    /// Lists of each range code, from code 1.
    range_sets: Vec<ListSet>,
    names: FxHashMap<Box<str>, ListSet>,
    values: FxHashMap<Box<str>, ListSet>,
    parts: FxHashMap<[u8; GRAM], Vec<(Box<str>, u8)>>,
    short_parts: Vec<(Box<str>, u8)>,
    expressions: Vec<(RegexSet, u8)>,
}

/// Collects entries.
#[derive(Debug, Default)]
pub(super) struct IndexBuilder {
    v4: Vec<Span>,
    v6: Vec<Span>,
    names: FxHashMap<Box<str>, ListSet>,
    values: FxHashMap<Box<str>, ListSet>,
    parts: FxHashMap<[u8; GRAM], Vec<(Box<str>, u8)>>,
    short_parts: Vec<(Box<str>, u8)>,
    expressions: Vec<(RegexSet, u8)>,
}

impl IndexBuilder {
    /// Adds a list's entries; returns how many could not be used.
    pub(super) fn add(&mut self, id: u8, list_type: ListType, entries: &[String]) -> usize {
        let mut skipped = 0;
        let mut expressions = Vec::new();
        for entry in entries {
            let entry = entry.trim();
            let used = !entry.is_empty()
                && entry.len() <= MAX_ENTRY
                && match list_type {
                    ListType::Cidr => self.range(id, entry),
                    ListType::Hostname => self.name(id, entry),
                    ListType::String => self.value(id, entry),
                    ListType::Substring => self.part(id, entry),
                    ListType::Regex => match expression(entry) {
                        Some(expression) if expressions.len() < MAX_EXPRESSIONS => {
                            expressions.push(expression);
                            true
                        }
                        _ => false,
                    },
                };
            skipped += usize::from(!used);
        }
        if !expressions.is_empty() {
            match RegexSetBuilder::new(&expressions)
                .size_limit(MAX_EXPRESSION_BYTES)
                .build()
            {
                Ok(set) => self.expressions.push((set, id)),
                Err(_) => skipped += expressions.len(),
            }
        }
        skipped
    }

    fn range(&mut self, id: u8, entry: &str) -> bool {
        let Some((start, end)) = network(entry) else {
            return false;
        };
        match (start, end) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let (start, end) = (a.to_bits().into(), b.to_bits().into());
                self.v4.push(Span {
                    start,
                    end,
                    code: id.into(),
                });
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                self.v6.push(Span {
                    start: a.to_bits(),
                    end: b.to_bits(),
                    code: id.into(),
                });
            }
            _ => return false,
        }
        true
    }

    fn name(&mut self, id: u8, entry: &str) -> bool {
        if entry.parse::<IpAddr>().is_ok() {
            return self.range(id, entry);
        }
        let bare = entry.trim_start_matches("*.").trim_matches('.');
        let Some(name) = canonical_name(bare) else {
            return false;
        };
        self.names.entry(name.into()).or_default().insert(id);
        true
    }

    fn value(&mut self, id: u8, entry: &str) -> bool {
        // Addresses in lists of whole values must also be met in other spellings.
        if network(entry).is_some() {
            return self.range(id, entry);
        }
        self.values.entry(entry.into()).or_default().insert(id);
        let lower = entry.to_lowercase();
        if lower != entry {
            self.values.entry(lower.into()).or_default().insert(id);
        }
        if !entry.is_ascii()
            && let Some(name) = canonical_name(entry)
        {
            self.values.entry(name.into()).or_default().insert(id);
        }
        true
    }

    fn part(&mut self, id: u8, entry: &str) -> bool {
        let part: Box<str> = entry.to_lowercase().into();
        match part.as_bytes().first_chunk::<GRAM>() {
            Some(gram) => self.parts.entry(*gram).or_default().push((part, id)),
            None => self.short_parts.push((part, id)),
        }
        true
    }

    pub(super) fn build(self) -> Index {
        let mut sets = Interner::<ListSet>::default();
        let mut choose = |active: &crate::ranges::segments::Active| {
            sets.code(active.iter().map(|entry| entry.2 as u8).collect())
        };
        let v4 = cut(&merged(self.v4), u32::MAX.into(), &mut choose);
        let v6 = cut(&merged(self.v6), u128::MAX, &mut choose);
        Index {
            ranges: Segments::new(v4, v6),
            range_sets: sets.into_values(),
            names: self.names,
            values: self.values,
            parts: self.parts,
            short_parts: self.short_parts,
            expressions: self.expressions,
        }
    }
}

/// Joins what overlaps within one list, so that at most one range of each list covers a point and
/// cutting stays linear whatever a list contains.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| (span.code, span.start, span.end));
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if last.code == span.code && span.start <= last.end => {
                last.end = last.end.max(span.end);
            }
            _ => out.push(span),
        }
    }
    out
}

/// A name in the form observables have.
fn canonical_name(text: &str) -> Option<String> {
    if text.is_ascii() {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        return (!text.is_empty() && text.bytes().all(plain)).then(|| text.to_ascii_lowercase());
    }
    Observable::parse(Kind::Domain, text)
        .ok()
        .map(|name| name.value().to_owned())
}

/// An expression in the syntax of the `regex` crate. Lists write them bare or as `/…/flags`.
fn expression(entry: &str) -> Option<String> {
    let delimited = entry
        .strip_prefix('/')
        .and_then(|rest| rest.rsplit_once('/'));
    let text = match delimited {
        Some((body, flags)) if flags.bytes().all(|b| b.is_ascii_lowercase()) => {
            let insensitive = if flags.contains('i') { "(?i)" } else { "" };
            format!("{insensitive}{body}")
        }
        _ => entry.to_owned(),
    };
    // One that can not be compiled (look-around, too large) must not spoil the rest of its list.
    regex::RegexBuilder::new(&text)
        .size_limit(MAX_EXPRESSION_BYTES)
        .build()
        .ok()?;
    Some(text)
}

impl Index {
    /// Lists that contain the address.
    #[inline]
    pub(super) fn address(&self, ip: IpAddr) -> ListSet {
        self.range_set(self.ranges.code(ip))
    }

    /// Lists that contain every one of the addresses.
    pub(super) fn addresses(&self, first: IpAddr, last: IpAddr) -> ListSet {
        if first == last {
            return self.address(first);
        }
        let mut codes = self.ranges.codes(first, last).iter();
        let mut set = codes
            .next()
            .map_or(ListSet::EMPTY, |&code| self.range_set(code));
        for &code in codes {
            if set.is_empty() {
                break;
            }
            set = set.and(&self.range_set(code));
        }
        set
    }

    #[inline]
    fn range_set(&self, code: u32) -> ListSet {
        match code.checked_sub(1) {
            None => ListSet::EMPTY,
            Some(i) => self.range_sets.get(i as usize).copied().unwrap_or_default(),
        }
    }

    /// Lists that contain the name or one above it, the most specific level first.
    pub(super) fn name<'a>(&'a self, name: &'a str) -> impl Iterator<Item = ListSet> + 'a {
        let exact = self.values.get(name).into_iter();
        let tails = std::iter::successors(Some(name), |name| name.split_once('.').map(|s| s.1));
        exact
            .chain(tails.filter_map(|tail| self.names.get(tail)))
            .copied()
    }

    /// Lists that contain the whole value.
    pub(super) fn value(&self, value: &str) -> ListSet {
        self.values.get(value).copied().unwrap_or_default()
    }

    /// Lists with a part or an expression that fits the value.
    pub(super) fn fits(&self, value: &str) -> ListSet {
        let mut set = ListSet::EMPTY;
        if !self.parts.is_empty() || !self.short_parts.is_empty() {
            let lower = value.to_lowercase();
            let bytes = lower.as_bytes();
            for (at, gram) in bytes.array_windows::<GRAM>().enumerate() {
                let Some(parts) = self.parts.get(gram) else {
                    continue;
                };
                let tail = bytes.get(at..).unwrap_or(&[]);
                for (part, id) in parts {
                    if tail.starts_with(part.as_bytes()) {
                        set.insert(*id);
                    }
                }
            }
            for (part, id) in &self.short_parts {
                if lower.contains(&**part) {
                    set.insert(*id);
                }
            }
        }
        for (expressions, id) in &self.expressions {
            if expressions.is_match(value) {
                set.insert(*id);
            }
        }
        set
    }
}
