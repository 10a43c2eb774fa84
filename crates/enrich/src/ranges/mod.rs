//! Range tables: from an IP address to a country or a network.
//!
//! A [`RangeTable`] is immutable. It is built from CSV by [`RangeTableBuilder`] and kept in a
//! compact file ([`RangeTable::to_bytes`], [`RangeTable::from_bytes`]). Where ranges overlap the
//! most specific one wins. Must not know where data sets come from.

mod builder;
mod file;
pub(crate) mod segments;

use std::net::IpAddr;

pub(crate) use builder::network;
pub use builder::{MAX_RANGES, RangeTableBuilder};
pub use file::{FORMAT_VERSION, MAX_FILE_BYTES};
pub(crate) use segments::Cover;
use segments::Segments;

/// What a table tells of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TableKind {
    /// The country the addresses are registered in.
    Registered = 1,
    /// The country the addresses are used in.
    Located = 2,
    /// The country of the network that announces the addresses.
    Announced = 3,
    /// The announcing network: AS number and name.
    Network = 4,
}

impl TableKind {
    /// Every kind.
    pub const ALL: [TableKind; 4] = [
        TableKind::Registered,
        TableKind::Located,
        TableKind::Announced,
        TableKind::Network,
    ];

    /// The name used in files and on screens.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            TableKind::Registered => "registered country",
            TableKind::Located => "located country",
            TableKind::Announced => "announced country",
            TableKind::Network => "network",
        }
    }

    /// The kind with this stored code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<TableKind> {
        TableKind::ALL.into_iter().find(|kind| *kind as u8 == code)
    }
}

/// Where a table comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Name of the data set.
    pub name: String,
    /// What it tells.
    pub kind: TableKind,
    /// Date of the data, `YYYY-MM-DD`.
    pub date: String,
    /// Licence and the attribution it asks for.
    pub licence: String,
}

/// An immutable table from address ranges to countries or networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeTable {
    about: About,
    segments: Segments,
    labels: Vec<Label>,
    pool: String,
}

/// A network: its number and where its name lies in the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Label {
    asn: u32,
    offset: u32,
    length: u32,
}

/// A network as a table knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network<'a> {
    /// AS number, 0 when the data set has none.
    pub asn: u32,
    /// Name of the AS or network, empty when the data set has none.
    pub name: &'a str,
}

/// A country code as a segment code: the two letters, never 0.
const fn country_code(country: [u8; 2]) -> u32 {
    (country[0] as u32) << 8 | country[1] as u32
}

/// Back from a segment code.
const fn country_of(code: u32) -> Option<[u8; 2]> {
    if code == 0 {
        None
    } else {
        Some([(code >> 8) as u8, code as u8])
    }
}

impl RangeTable {
    /// Where the table comes from.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The number of ranges of which something is known, after neighbours with the same value were
    /// joined.
    #[must_use]
    pub fn ranges(&self) -> usize {
        self.segments.known()
    }

    /// The country of an address; none in a table of networks.
    #[inline]
    #[must_use]
    pub fn country(&self, ip: IpAddr) -> Option<[u8; 2]> {
        if self.about.kind == TableKind::Network {
            return None;
        }
        country_of(self.segments.code(ip))
    }

    /// The network of an address; none in a table of countries.
    #[inline]
    #[must_use]
    pub fn network(&self, ip: IpAddr) -> Option<Network<'_>> {
        if self.about.kind != TableKind::Network {
            return None;
        }
        self.label(self.segments.code(ip))
    }

    /// The country of a run of addresses: `Ok(None)` when nothing is known, `Err(Mixed)` when
    /// there are several.
    ///
    /// # Errors
    /// [`Mixed`] when the addresses lie in more than one country.
    pub fn country_over(&self, first: IpAddr, last: IpAddr) -> Result<Option<[u8; 2]>, Mixed> {
        if self.about.kind == TableKind::Network {
            return Ok(None);
        }
        match self.segments.cover(first, last) {
            Cover::Nothing => Ok(None),
            Cover::One(code) => Ok(country_of(code)),
            Cover::Mixed => Err(Mixed),
        }
    }

    /// The network of a run of addresses, as [`RangeTable::country_over`].
    ///
    /// # Errors
    /// [`Mixed`] when the addresses lie in more than one network.
    pub fn network_over(&self, first: IpAddr, last: IpAddr) -> Result<Option<Network<'_>>, Mixed> {
        if self.about.kind != TableKind::Network {
            return Ok(None);
        }
        match self.segments.cover(first, last) {
            Cover::Nothing => Ok(None),
            Cover::One(code) => Ok(self.label(code)),
            Cover::Mixed => Err(Mixed),
        }
    }

    fn label(&self, code: u32) -> Option<Network<'_>> {
        let label = self.labels.get((code as usize).checked_sub(1)?)?;
        let start = label.offset as usize;
        let name = self
            .pool
            .get(start..start.checked_add(label.length as usize)?)?;
        Some(Network {
            asn: label.asn,
            name,
        })
    }
}

/// The addresses asked for do not all have the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the network spans several countries or networks; ask for smaller networks")]
pub struct Mixed;

#[cfg(test)]
mod tests;
