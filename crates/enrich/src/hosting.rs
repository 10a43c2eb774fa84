//! Hosting: the countries and the network of an address, several opinions side by side.
//!
//! Opinions come from compiled tables (`*.grt`) in a folder. Each is loaded when first needed, so
//! that starting costs nothing. Disagreement is kept and shown, never resolved here. Names are not
//! looked up: this product does not resolve names to place them.

use std::io::Read;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::dataset::{DatasetInfo, DatasetKind, parse_date};
use crate::error::Error;
use crate::ranges::{About, RangeTable, TableKind};

/// Ending of compiled tables.
pub const TABLE_ENDING: &str = "grt";

/// What the tables say of an address or network. Countries are ISO 3166-1 alpha-2 codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hosting<'a> {
    /// The country the addresses are registered in.
    pub registered: Option<[u8; 2]>,
    /// The country the addresses are used in.
    pub located: Option<[u8; 2]>,
    /// The country of the network that announces them.
    pub announced: Option<[u8; 2]>,
    /// Number of the announcing network.
    pub asn: Option<u32>,
    /// Name of the announcing network.
    pub network: Option<&'a str>,
    /// All opinions that there are name the same country. True also when there is only one;
    /// false when there is none or when [`Hosting::mixed`].
    pub agreement: bool,
    /// The value is a network that lies in several countries or networks; what differs within it
    /// is left empty.
    pub mixed: bool,
}

impl Hosting<'_> {
    /// The distinct countries named, the registered one first.
    pub fn countries(&self) -> impl Iterator<Item = [u8; 2]> + use<> {
        let [a, b, c] = [self.registered, self.located, self.announced];
        let b = b.filter(|_| b != a);
        let c = c.filter(|_| c != a && c != b);
        [a, b, c].into_iter().flatten()
    }

    fn judged(mut self) -> Self {
        self.agreement = !self.mixed && self.countries().count() == 1;
        self
    }
}

/// The tables of a folder, one of each kind.
#[derive(Debug, Default)]
pub struct HostingSet {
    registered: Option<Slot>,
    located: Option<Slot>,
    announced: Option<Slot>,
    network: Option<Slot>,
}

/// A table in a file, loaded when first needed.
#[derive(Debug)]
struct Slot {
    path: PathBuf,
    about: About,
    table: OnceLock<Result<RangeTable, Error>>,
}

impl Slot {
    fn load(&self) -> &Result<RangeTable, Error> {
        self.table.get_or_init(|| self.read())
    }

    fn read(&self) -> Result<RangeTable, Error> {
        let io = |source| Error::io(&self.path, source);
        let file = std::fs::File::open(&self.path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        RangeTable::read(&self.path.display().to_string(), length, file)
    }

    #[inline]
    fn table(&self) -> Option<&RangeTable> {
        match self.table.get() {
            Some(table) => table.as_ref().ok(),
            None => self.load().as_ref().ok(),
        }
    }

    fn info(&self) -> DatasetInfo {
        DatasetInfo {
            name: format!("{} ({})", self.about.name, self.about.kind.name()),
            kind: DatasetKind::Hosting,
            date: parse_date(&self.about.date),
            licence: self.about.licence.clone(),
            entries: self
                .table
                .get()
                .and_then(|t| t.as_ref().ok())
                .map(RangeTable::ranges),
        }
    }
}

impl HostingSet {
    /// Takes the compiled tables of a folder. Of several tables of one kind the newest counts. A
    /// folder that does not exist gives an empty set. Only headers are read here.
    ///
    /// # Errors
    /// When the folder or a table in it can not be read, or a header is no table's.
    pub fn open(folder: &Path) -> Result<HostingSet, Error> {
        let mut set = HostingSet::default();
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(set),
            Err(source) => return Err(Error::io(folder, source)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(|source| Error::io(folder, source))?.path();
            if path
                .extension()
                .is_some_and(|ending| ending == TABLE_ENDING)
            {
                paths.push(path);
            }
        }
        paths.sort();
        for path in paths {
            let about = read_about(&path)?;
            let place = match about.kind {
                TableKind::Registered => &mut set.registered,
                TableKind::Located => &mut set.located,
                TableKind::Announced => &mut set.announced,
                TableKind::Network => &mut set.network,
            };
            if place
                .as_ref()
                .is_none_or(|old| old.about.date <= about.date)
            {
                *place = Some(Slot {
                    path,
                    about,
                    table: OnceLock::new(),
                });
            }
        }
        Ok(set)
    }

    fn slots(&self) -> impl Iterator<Item = &Slot> {
        [
            &self.registered,
            &self.located,
            &self.announced,
            &self.network,
        ]
        .into_iter()
        .flatten()
    }

    /// Whether there is no table at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots().next().is_none()
    }

    /// Loads every table now (threads were measured and gained nothing). Call it before work that
    /// must not go on with a damaged table: look-ups treat one as empty.
    ///
    /// # Errors
    /// The first table that can not be used.
    pub fn load(&self) -> Result<(), Error> {
        for slot in self.slots() {
            if slot.load().is_err() {
                // The kept error can not be handed out by value: read once more for it.
                slot.read()?;
            }
        }
        Ok(())
    }

    /// Tables that were needed and could not be used.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        self.slots()
            .filter_map(|slot| slot.table.get()?.as_ref().err())
            .map(ToString::to_string)
            .collect()
    }

    /// What the tables say of an address.
    #[must_use]
    pub fn of_ip(&self, ip: IpAddr) -> Hosting<'_> {
        let country = |slot: &Option<Slot>| slot.as_ref()?.table()?.country(ip);
        let network = self
            .network
            .as_ref()
            .and_then(|slot| slot.table()?.network(ip));
        Hosting {
            registered: country(&self.registered),
            located: country(&self.located),
            announced: country(&self.announced),
            asn: network.map(|n| n.asn).filter(|&asn| asn != 0),
            network: network.map(|n| n.name).filter(|name| !name.is_empty()),
            agreement: false,
            mixed: false,
        }
        .judged()
    }

    /// What the tables say of a run of addresses.
    #[must_use]
    pub fn of_range(&self, first: IpAddr, last: IpAddr) -> Hosting<'_> {
        if first == last {
            return self.of_ip(first);
        }
        let mut mixed = false;
        let mut country =
            |slot: &Option<Slot>| match slot.as_ref()?.table()?.country_over(first, last) {
                Ok(country) => country,
                Err(_) => {
                    mixed = true;
                    None
                }
            };
        let (registered, located, announced) = (
            country(&self.registered),
            country(&self.located),
            country(&self.announced),
        );
        let network = match self.network.as_ref().and_then(Slot::table) {
            None => None,
            Some(table) => table.network_over(first, last).unwrap_or_else(|_| {
                mixed = true;
                None
            }),
        };
        Hosting {
            registered,
            located,
            announced,
            asn: network.map(|n| n.asn).filter(|&asn| asn != 0),
            network: network.map(|n| n.name).filter(|name| !name.is_empty()),
            agreement: false,
            mixed,
        }
        .judged()
    }

    /// The data sets in use.
    #[must_use]
    pub fn datasets(&self) -> Vec<DatasetInfo> {
        self.slots().map(Slot::info).collect()
    }

    /// A set of tables that are in memory already (exercise geography, tests).
    #[must_use]
    pub fn from_tables(tables: Vec<RangeTable>) -> HostingSet {
        let mut set = HostingSet::default();
        for table in tables {
            let slot = Slot {
                path: PathBuf::new(),
                about: table.about().clone(),
                table: OnceLock::from(Ok(table)),
            };
            match slot.about.kind {
                TableKind::Registered => set.registered = Some(slot),
                TableKind::Located => set.located = Some(slot),
                TableKind::Announced => set.announced = Some(slot),
                TableKind::Network => set.network = Some(slot),
            }
        }
        set
    }
}

fn read_about(path: &Path) -> Result<About, Error> {
    let file = std::fs::File::open(path).map_err(|source| Error::io(path, source))?;
    let mut head = Vec::new();
    file.take(RangeTable::HEAD_BYTES as u64)
        .read_to_end(&mut head)
        .map_err(|source| Error::io(path, source))?;
    RangeTable::about_from(&path.display().to_string(), &head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranges::RangeTableBuilder;

    fn table(kind: TableKind, date: &str, csv: &str) -> RangeTable {
        let about = About {
            name: format!("set of {date}"),
            kind,
            date: date.into(),
            licence: "CC0 1.0".into(),
        };
        let mut builder = RangeTableBuilder::new(about);
        builder.read_csv("test", csv.as_bytes()).unwrap();
        builder.build()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, table: RangeTable| {
            std::fs::write(folder.path().join(name), table.to_bytes()).unwrap();
        };
        write(
            "old.grt",
            table(TableKind::Registered, "2025-01-01", "198.18.0.0/15,ZZ\n"),
        );
        write(
            "new.grt",
            table(
                TableKind::Registered,
                "2026-01-01",
                "198.18.0.0/16,MU\n198.19.0.0/16,KE\n",
            ),
        );
        write(
            "loc.grt",
            table(
                TableKind::Located,
                "2026-01-01",
                "198.18.0.0/16,ZA\n198.19.0.0/16,KE\n",
            ),
        );
        write(
            "asn.grt",
            table(
                TableKind::Network,
                "2026-01-01",
                "198.18.0.0/15,64512,Net\n",
            ),
        );
        std::fs::write(folder.path().join("README"), "not a table").unwrap();
        folder
    }

    #[test]
    fn opinions_are_kept_apart_and_the_newest_table_counts() {
        let folder = folder();
        let set = HostingSet::open(folder.path()).unwrap();
        set.load().unwrap();
        let conflict = set.of_ip(ip("198.18.0.1"));
        assert_eq!(
            (conflict.registered, conflict.located),
            (Some(*b"MU"), Some(*b"ZA"))
        );
        assert!(!conflict.agreement);
        assert_eq!(conflict.countries().collect::<Vec<_>>(), [*b"MU", *b"ZA"]);
        assert_eq!((conflict.asn, conflict.network), (Some(64512), Some("Net")));
        assert!(set.of_ip(ip("198.19.0.1")).agreement);
        assert_eq!(set.of_ip(ip("203.0.113.1")), Hosting::default());
        let names: Vec<_> = set.datasets().into_iter().map(|d| d.name).collect();
        assert_eq!(names[0], "set of 2026-01-01 (registered country)");
    }

    #[test]
    fn a_network_over_two_countries_is_mixed() {
        let folder = folder();
        let set = HostingSet::open(folder.path()).unwrap();
        let wide = set.of_range(ip("198.18.0.0"), ip("198.19.255.255"));
        assert!(wide.mixed && !wide.agreement);
        assert_eq!((wide.registered, wide.asn), (None, Some(64512)));
        let narrow = set.of_range(ip("198.19.4.0"), ip("198.19.4.255"));
        assert!(!narrow.mixed && narrow.agreement);
    }

    #[test]
    fn a_damaged_table_is_reported() {
        let folder = folder();
        let path = folder.path().join("loc.grt");
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let set = HostingSet::open(folder.path()).unwrap();
        assert_eq!(set.of_ip(ip("198.18.0.1")).located, None);
        assert_eq!(set.problems().len(), 1);
        let message = set.load().unwrap_err().to_string();
        assert!(
            message.contains("loc.grt") && message.contains("checksum"),
            "{message}"
        );
        std::fs::write(&path, "junk").unwrap();
        assert!(HostingSet::open(folder.path()).is_err());
    }

    #[test]
    fn a_missing_folder_is_an_empty_set() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            HostingSet::open(&folder.path().join("none"))
                .unwrap()
                .is_empty()
        );
    }
}
