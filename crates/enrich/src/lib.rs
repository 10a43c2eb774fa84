//! Hosting, names, warning lists, authorities: where a value lies, and whom that concerns.
//!
//! Pure data in memory; the only I/O is reading files of given folders. Nothing is resolved and
//! nothing is asked of a network. This crate knows values and data sets; it must not know who said
//! what about a value, nor what anyone may see.
//!
//! ```
//! use enrich::Enricher;
//! use observable::{Kind, Observable};
//!
//! let enricher = Enricher::built_in();
//! let name = Observable::parse(Kind::Domain, "www.example.ke").unwrap();
//! let enrichment = enricher.enrich(&name, true);
//! assert_eq!(enrichment.registered, None); // names are not resolved
//! ```

pub mod authorities;
mod dataset;
mod error;
pub mod exercise;
mod hosting;
mod names;
pub mod ranges;
pub mod warninglists;

use std::net::IpAddr;
use std::path::Path;
use std::sync::OnceLock;

pub use authorities::{Authority, Body, Country, Directory, NameLanguage, Role};
pub use dataset::{DatasetInfo, DatasetKind};
pub use error::Error;
pub use hosting::{Hosting, HostingSet, TABLE_ENDING};
pub use names::{cctld, registrable_domain};
use observable::{Host, Kind, Observable};
pub use warninglists::{Effect, Hits, ListInfo, ListSet, WarningLists};

/// Folder of warning lists inside a data folder.
pub const WARNING_LISTS_FOLDER: &str = "warninglists";

/// What is known of a value from data sets alone. Countries are ISO 3166-1 alpha-2 codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enrichment<'a> {
    /// Country of registration of the address.
    pub registered: Option<[u8; 2]>,
    /// Country of use of the address.
    pub located: Option<[u8; 2]>,
    /// Country of the announcing network.
    pub announced: Option<[u8; 2]>,
    /// Number of the announcing network.
    pub asn: Option<u32>,
    /// Name of the announcing network.
    pub network: Option<&'a str>,
    /// All opinions on the country agree (see [`Hosting::agreement`]).
    pub agreement: bool,
    /// The value spans several countries or networks (see [`Hosting::mixed`]).
    pub mixed: bool,
    /// Country of the name's top-level domain.
    pub cctld: Option<[u8; 2]>,
    /// Public suffix plus one label of the name.
    pub registrable_domain: Option<String>,
    /// Warning lists that the value is on.
    pub warnings: Hits,
}

/// The data sets, ready for use. Cheap to make: each part is read when first needed.
#[derive(Debug, Default)]
pub struct Enricher {
    hosting: HostingSet,
    warnings: OnceLock<WarningLists>,
    directory: OnceLock<Directory>,
}

impl Enricher {
    /// What is shipped: exercise geography, own warning lists, the directory. Real addresses have
    /// no hosting until data sets are fetched.
    #[must_use]
    pub fn built_in() -> Enricher {
        Enricher::default()
    }

    /// What is shipped and what a data folder holds: compiled tables `*.grt`, lists in
    /// `warninglists/`, `authorities.csv`. A folder that does not exist adds nothing.
    ///
    /// # Errors
    /// When a file of the folder can not be read or is not in the right form. The bodies of tables
    /// are checked when first needed, or by [`Enricher::load`].
    pub fn open(data_dir: &Path) -> Result<Enricher, Error> {
        let enricher = Enricher {
            hosting: HostingSet::open(data_dir)?,
            ..Enricher::default()
        };
        let lists = data_dir.join(WARNING_LISTS_FOLDER);
        if lists.is_dir() {
            // Read at once, so that a wrong file is an error here and not silence later.
            let _ = enricher.warnings.set(WarningLists::open(&lists)?);
        }
        if data_dir.join(authorities::AUTHORITIES_FILE).is_file() {
            let _ = enricher.directory.set(Directory::open(data_dir)?);
        }
        Ok(enricher)
    }

    /// Loads everything now. Call it before large intake, so that a damaged table stops the work
    /// instead of leaving values without a country.
    ///
    /// # Errors
    /// The first table that can not be used.
    pub fn load(&self) -> Result<(), Error> {
        let _ = self.warnings();
        self.hosting.load()
    }

    /// The tables of addresses.
    #[must_use]
    pub fn hosting(&self) -> &HostingSet {
        &self.hosting
    }

    /// The warning lists.
    #[must_use]
    pub fn warnings(&self) -> &WarningLists {
        self.warnings.get_or_init(WarningLists::built_in)
    }

    /// The countries and their bodies.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        self.directory.get_or_init(Directory::built_in)
    }

    /// What is known of a value. Addresses, networks and hosts that are literal addresses have
    /// hosting; names have their registry's country only. In exercises the exercise geography
    /// answers first; in real intake never.
    #[must_use]
    pub fn enrich(&self, value: &Observable, exercise: bool) -> Enrichment<'_> {
        let hosting = match addresses(value) {
            Some((first, last)) => self.hosting_of(first, last, exercise),
            None => Hosting::default(),
        };
        let named = matches!(value.kind(), Kind::Domain | Kind::Url | Kind::Email);
        Enrichment {
            registered: hosting.registered,
            located: hosting.located,
            announced: hosting.announced,
            asn: hosting.asn,
            network: hosting.network,
            agreement: hosting.agreement,
            mixed: hosting.mixed,
            cctld: if named { cctld(value) } else { None },
            registrable_domain: if named {
                registrable_domain(value)
            } else {
                None
            },
            warnings: self.warnings().hits(value, exercise),
        }
    }

    /// What the tables say of a run of addresses.
    #[must_use]
    pub fn hosting_of(&self, first: IpAddr, last: IpAddr, exercise: bool) -> Hosting<'_> {
        if exercise {
            let found = exercise::hosting(first, last);
            if found != Hosting::default() {
                return found;
            }
        }
        self.hosting.of_range(first, last)
    }

    /// Every data set in use with its name, date and licence.
    #[must_use]
    pub fn datasets(&self) -> Vec<DatasetInfo> {
        let mut sets = self.hosting.datasets();
        sets.push(exercise::dataset());
        sets.extend(self.warnings().datasets());
        sets.extend(self.directory().datasets());
        sets
    }

    /// Data sets that were needed and could not be used.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut problems = self.hosting.problems();
        problems.extend_from_slice(self.warnings().problems());
        problems.extend_from_slice(self.directory().problems());
        problems
    }
}

/// The addresses that a value stands for.
fn addresses(value: &Observable) -> Option<(IpAddr, IpAddr)> {
    match value.kind() {
        Kind::Ipv4 | Kind::Ipv6 | Kind::Cidr => value.ip_range(),
        Kind::Url | Kind::Email => match value.host() {
            Some(Host::Ip(ip)) => Some((ip, ip)),
            _ => None,
        },
        _ => None,
    }
}
