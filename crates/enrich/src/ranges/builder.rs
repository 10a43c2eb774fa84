//! Building a range table from rows or CSV.
//!
//! Two CSV forms are read, also mixed: `start,end,value[,name]` and `network,value[,name]` with the
//! network in prefix notation (a bare address counts as one). `value` is an ISO 3166-1 country
//! code, or an AS number (with or without `AS`) followed by the name. Lines that begin with `#`, a header line and rows
//! with an empty value are skipped.

use std::io::Read;
use std::net::IpAddr;

use rustc_hash::FxHashMap;

use super::segments::{Segments, Span, cut, most_specific};
use super::{About, Label, RangeTable, TableKind, country_code};
use crate::Error;

/// Ranges a table may have (the largest open data set has under one million).
pub const MAX_RANGES: usize = 8_000_000;

/// Bytes of a network name that are kept.
const MAX_NAME: usize = 200;

/// Collects ranges and makes a [`RangeTable`] of them.
#[derive(Debug)]
pub struct RangeTableBuilder {
    about: About,
    v4: Vec<Span>,
    v6: Vec<Span>,
    labels: Vec<Label>,
    known: FxHashMap<(u32, String), u32>,
    pool: String,
}

impl RangeTableBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new(about: About) -> RangeTableBuilder {
        RangeTableBuilder {
            about,
            v4: Vec::new(),
            v6: Vec::new(),
            labels: Vec::new(),
            known: FxHashMap::default(),
            pool: String::new(),
        }
    }

    /// Adds a range of a country (two ASCII letters).
    ///
    /// # Errors
    /// A text of what is wrong with the row.
    pub fn country(&mut self, start: IpAddr, end: IpAddr, country: [u8; 2]) -> Result<(), String> {
        if !country.iter().all(u8::is_ascii_alphabetic) {
            return Err(format!(
                "{:?} is not a two-letter country code",
                String::from_utf8_lossy(&country)
            ));
        }
        let country = [
            country[0].to_ascii_uppercase(),
            country[1].to_ascii_uppercase(),
        ];
        self.add(start, end, country_code(country))
    }

    /// Adds a range of a network. Control characters in the name become spaces, and it is cut to
    /// 200 bytes.
    ///
    /// # Errors
    /// A text of what is wrong with the row.
    pub fn network(
        &mut self,
        start: IpAddr,
        end: IpAddr,
        asn: u32,
        name: &str,
    ) -> Result<(), String> {
        let mut name: String = name
            .trim()
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        name.truncate(name.floor_char_boundary(MAX_NAME));
        let code = match self.known.get(&(asn, name.clone())) {
            Some(&code) => code,
            None => {
                let label = Label {
                    asn,
                    offset: self.pool.len() as u32,
                    length: name.len() as u32,
                };
                self.labels.push(label);
                self.pool.push_str(&name);
                let code = self.labels.len() as u32;
                self.known.insert((asn, name), code);
                code
            }
        };
        self.add(start, end, code)
    }

    fn add(&mut self, start: IpAddr, end: IpAddr, code: u32) -> Result<(), String> {
        if self.v4.len() + self.v6.len() >= MAX_RANGES {
            return Err(format!("more than {MAX_RANGES} ranges"));
        }
        if start > end {
            return Err(format!("the range {start} to {end} runs backwards"));
        }
        match (start, end) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                self.v4.push(Span {
                    start: a.to_bits().into(),
                    end: b.to_bits().into(),
                    code,
                });
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                self.v6.push(Span {
                    start: a.to_bits(),
                    end: b.to_bits(),
                    code,
                });
            }
            _ => return Err(format!("{start} and {end} are of different IP versions")),
        }
        Ok(())
    }

    /// Reads CSV; `what` names the input in errors. Returns the number of ranges added.
    ///
    /// # Errors
    /// [`Error::Row`] with the first row that is wrong.
    pub fn read_csv(&mut self, what: &str, input: impl Read) -> Result<u64, Error> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(input);
        let mut record = csv::StringRecord::new();
        let (mut first_row, mut added) = (true, 0);
        let error = |line, problem: String| Error::Row {
            what: what.to_owned(),
            line,
            problem,
        };
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(added),
                Err(problem) => return Err(error(reader.position().line(), problem.to_string())),
            }
            let line = record.position().map_or(0, csv::Position::line);
            let header_allowed = std::mem::take(&mut first_row);
            let Some((start, end, rest)) = addresses(&record) else {
                // A header may stand in the first row only.
                if header_allowed {
                    continue;
                }
                let first: String = record.get(0).unwrap_or("").chars().take(60).collect();
                return Err(error(
                    line,
                    format!("{first:?} is not the start of a range"),
                ));
            };
            let value = record.get(rest).unwrap_or("");
            if value.is_empty() {
                continue;
            }
            let done = match self.about.kind {
                TableKind::Network => match number(value) {
                    Some(asn) => self.network(start, end, asn, record.get(rest + 1).unwrap_or("")),
                    None => Err(format!("{value:?} is not an AS number")),
                },
                _ => match value.as_bytes() {
                    &[a, b] => self.country(start, end, [a, b]),
                    _ => Err(format!("{value:?} is not a two-letter country code")),
                },
            };
            done.map_err(|problem| error(line, problem))?;
            added += 1;
        }
    }

    /// Resolves overlaps and makes the table.
    #[must_use]
    pub fn build(self) -> RangeTable {
        let segments = Segments::new(
            cut(&self.v4, u32::MAX.into(), most_specific),
            cut(&self.v6, u128::MAX, most_specific),
        );
        RangeTable {
            about: self.about,
            segments,
            labels: self.labels,
            pool: self.pool,
        }
    }
}

/// First and last address of a row, and the index of the field after them.
fn addresses(record: &csv::StringRecord) -> Option<(IpAddr, IpAddr, usize)> {
    let first = record.get(0)?;
    if let Some((start, end)) = network(first).filter(|_| first.contains('/')) {
        return Some((start, end, 1));
    }
    let start: IpAddr = first.parse().ok()?;
    match record.get(1)?.parse::<IpAddr>() {
        Ok(end) => Some((start, end, 2)),
        Err(_) => Some((start, start, 1)),
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = text
        .strip_prefix("AS")
        .or_else(|| text.strip_prefix("as"))
        .unwrap_or(text);
    digits.parse().ok()
}

/// First and last address of a network in prefix notation or of a bare address. Host bits are
/// ignored, as in most published lists.
pub(crate) fn network(text: &str) -> Option<(IpAddr, IpAddr)> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address.parse::<IpAddr>().ok()?, prefix.parse::<u32>().ok()?),
        None => {
            let address = text.parse::<IpAddr>().ok()?;
            return Some((address, address));
        }
    };
    match address {
        IpAddr::V4(ip) => {
            let mask = u32::MAX.checked_shr(prefix).unwrap_or(0);
            let range = (ip.to_bits() & !mask, ip.to_bits() | mask);
            (prefix <= 32).then(|| (IpAddr::V4(range.0.into()), IpAddr::V4(range.1.into())))
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shr(prefix).unwrap_or(0);
            let range = (ip.to_bits() & !mask, ip.to_bits() | mask);
            (prefix <= 128).then(|| (IpAddr::V6(range.0.into()), IpAddr::V6(range.1.into())))
        }
    }
}
