//! The directory: countries with their names, and the bodies responsible for each.
//!
//! Two tables are shipped, `countries.csv` (names of all countries) and `africa.csv` (bodies).
//! A user can put `authorities.csv` with the columns of the latter into the data folder: its rows
//! override, column by column, where they are not empty. No contact is invented: what is not known
//! is absent.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use crate::dataset::{DatasetInfo, DatasetKind, parse_date};
use crate::error::{Error, read_limited};

const COUNTRIES: &str = include_str!("../../../assets/authorities/countries.csv");
const AFRICA: &str = include_str!("../../../assets/authorities/africa.csv");

/// Date on which the shipped tables were compiled.
const DATE: &str = "2026-11-23";

/// Name of the file in a data folder that overrides the shipped tables.
pub const AUTHORITIES_FILE: &str = "authorities.csv";

/// Largest such file, in bytes.
const MAX_BYTES: u64 = 8 << 20;

/// The code for "country not known".
pub const UNKNOWN: [u8; 2] = *b"ZZ";

/// A language that reports and names exist in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameLanguage {
    /// English.
    English,
    /// French.
    French,
    /// Portuguese.
    Portuguese,
    /// Arabic.
    Arabic,
}

impl NameLanguage {
    /// The language of an ISO 639-1 code or a tag that begins with one (`fr`, `fr-SN`).
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<NameLanguage> {
        match tag.split(['-', '_']).next().unwrap_or("") {
            "en" => Some(NameLanguage::English),
            "fr" => Some(NameLanguage::French),
            "pt" => Some(NameLanguage::Portuguese),
            "ar" => Some(NameLanguage::Arabic),
            _ => None,
        }
    }
}

/// A country or territory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub iso2: [u8; 2],
    /// ISO 3166-1 alpha-3, empty where there is none.
    pub iso3: String,
    /// A territory of another state.
    pub territory: bool,
    /// Names; empty where not known.
    pub name_en: String,
    /// French name.
    pub name_fr: String,
    /// Portuguese name.
    pub name_pt: String,
    /// Arabic name.
    pub name_ar: String,
    /// Official languages, English names.
    pub official_languages: Vec<String>,
    /// Languages to write reports in, ISO 639-1, the first one preferred. Empty: English.
    pub report_languages: Vec<String>,
    /// Member of the international police organisation, where known.
    pub interpol_member: Option<bool>,
    /// Member of the African Union's police mechanism, where known.
    pub afripol_member: Option<bool>,
    /// Ratified the Malabo Convention: as written in the source (`yes`, `sources differ`), or empty.
    pub malabo_ratified: String,
    /// National CSIRT.
    pub csirt: Option<Body>,
    /// Country-code top-level domain without the dot.
    pub cctld: String,
    /// The same in another script, without the dot; empty where there is none.
    pub cctld_idn: String,
    /// Registry of the domain.
    pub registry: Option<Body>,
    /// Regional Internet registry.
    pub rir: String,
    /// Public operations the country took part in.
    pub operations: Vec<String>,
    /// Remark for the reader.
    pub note: String,
}

/// A responsible body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// Name.
    pub name: String,
    /// Web address; empty when not known.
    pub url: String,
    /// Where the entry comes from; empty when not noted.
    pub source: String,
}

/// What a body is responsible for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// National police bureau (named after the country when the directory has no other name).
    Police,
    /// National CSIRT.
    Csirt,
    /// Registry of the country-code domain.
    Registry,
}

/// A body with its role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// What it is responsible for.
    pub role: Role,
    /// The body. None when the role exists but the directory does not know who fills it.
    pub body: Option<Body>,
}

impl Country {
    /// The two letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.iso2).unwrap_or("ZZ")
    }

    /// The name in a language, falling back to English, then to the code.
    #[must_use]
    pub fn name(&self, language: NameLanguage) -> &str {
        let name = match language {
            NameLanguage::English => &self.name_en,
            NameLanguage::French => &self.name_fr,
            NameLanguage::Portuguese => &self.name_pt,
            NameLanguage::Arabic => &self.name_ar,
        };
        [name, &self.name_en]
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or(self.code(), |n| n)
    }
}

/// Columns of an authorities table.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Row {
    iso2: String,
    iso3: String,
    #[serde(rename = "type")]
    sort: String,
    name_en: String,
    name_fr: String,
    name_pt: String,
    name_ar: String,
    official_languages: String,
    report_lang_suggested: String,
    interpol_member: String,
    afripol_au_member: String,
    malabo_ratified: String,
    csirt_name: String,
    csirt_url: String,
    csirt_source: String,
    cctld: String,
    cctld_idn: String,
    cctld_registry: String,
    rir: String,
    operations_public: String,
    note: String,
}

impl Row {
    /// Writes what the row knows over what was known.
    fn apply(self, country: &mut Country) {
        let set = |to: &mut String, from: String| {
            if !from.is_empty() {
                *to = from;
            }
        };
        let words = |to: &mut Vec<String>, from: &str, at: fn(char) -> bool| {
            if !from.is_empty() {
                *to = from
                    .split(at)
                    .map(|w| w.trim().to_owned())
                    .filter(|w| !w.is_empty())
                    .collect();
            }
        };
        let answer = |to: &mut Option<bool>, from: &str| match from {
            "yes" => *to = Some(true),
            "no" => *to = Some(false),
            _ => {}
        };
        set(&mut country.iso3, self.iso3);
        if !self.sort.is_empty() {
            country.territory = self.sort == "territory";
        }
        set(&mut country.name_en, self.name_en);
        set(&mut country.name_fr, self.name_fr);
        set(&mut country.name_pt, self.name_pt);
        set(&mut country.name_ar, self.name_ar);
        words(
            &mut country.official_languages,
            &self.official_languages,
            |c| c == ';',
        );
        words(
            &mut country.report_languages,
            &self.report_lang_suggested,
            |c| c == ';',
        );
        answer(&mut country.interpol_member, &self.interpol_member);
        answer(&mut country.afripol_member, &self.afripol_au_member);
        set(&mut country.malabo_ratified, self.malabo_ratified);
        if !self.csirt_name.is_empty() || !self.csirt_url.is_empty() {
            let csirt = country.csirt.get_or_insert_default();
            set(&mut csirt.name, self.csirt_name);
            set(&mut csirt.url, self.csirt_url);
            set(&mut csirt.source, self.csirt_source);
        }
        set(
            &mut country.cctld,
            self.cctld.trim_start_matches('.').to_owned(),
        );
        set(
            &mut country.cctld_idn,
            self.cctld_idn.trim_start_matches('.').to_owned(),
        );
        if !self.cctld_registry.is_empty() {
            set(
                &mut country.registry.get_or_insert_default().name,
                self.cctld_registry,
            );
        }
        set(&mut country.rir, self.rir);
        words(
            &mut country.operations,
            &self.operations_public,
            char::is_whitespace,
        );
        set(&mut country.note, self.note);
    }
}

/// All countries by code.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    countries: BTreeMap<[u8; 2], Country>,
    own_rows: usize,
    problems: Vec<String>,
}

impl Directory {
    /// The shipped directory.
    #[must_use]
    pub fn built_in() -> Directory {
        let mut directory = Directory::default();
        for (what, text) in [("countries.csv", COUNTRIES), ("africa.csv", AFRICA)] {
            if let Err(error) = directory.read(what, text.as_bytes()) {
                directory.problems.push(error.to_string());
            }
        }
        directory
    }

    /// The shipped directory with the rows of `authorities.csv` in a data folder, if there is one.
    ///
    /// # Errors
    /// When the file can not be read or a row is wrong.
    pub fn open(data_dir: &Path) -> Result<Directory, Error> {
        let mut directory = Directory::built_in();
        let path = data_dir.join(AUTHORITIES_FILE);
        if path.is_file() {
            let bytes = read_limited(&path, MAX_BYTES)?;
            directory.own_rows = directory.read(&path.display().to_string(), &bytes)?;
        }
        Ok(directory)
    }

    fn read(&mut self, what: &str, bytes: &[u8]) -> Result<usize, Error> {
        // Spreadsheets save CSV with a byte-order mark.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let mut rows = 0;
        let headers = reader
            .headers()
            .map_err(|problem| Error::csv(what, &problem))?
            .clone();
        for record in reader.records() {
            let record = record.map_err(|problem| Error::csv(what, &problem))?;
            let row: Row = record
                .deserialize(Some(&headers))
                .map_err(|problem| Error::csv(what, &problem))?;
            let code = country_code(&row.iso2).ok_or_else(|| Error::Row {
                what: what.to_owned(),
                line: record.position().map_or(0, csv::Position::line),
                problem: format!(
                    "column iso2: {:?} is not a two-letter country code",
                    row.iso2
                ),
            })?;
            let country = self.countries.entry(code).or_default();
            country.iso2 = code;
            row.apply(country);
            rows += 1;
        }
        Ok(rows)
    }

    /// A country by its code in capitals.
    #[must_use]
    pub fn country(&self, iso2: [u8; 2]) -> Option<&Country> {
        self.countries.get(&iso2)
    }

    /// A country by its code in any case, alpha-2 or alpha-3.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Country> {
        match country_code(code) {
            Some(iso2) => self.country(iso2),
            None => self
                .countries
                .values()
                .find(|c| !c.iso3.is_empty() && c.iso3.eq_ignore_ascii_case(code)),
        }
    }

    /// The name of a country in a language; the code itself when the country is not known.
    #[must_use]
    pub fn name(&self, iso2: [u8; 2], language: NameLanguage) -> String {
        match self.country(iso2) {
            Some(country) => country.name(language).to_owned(),
            None => String::from_utf8_lossy(&iso2).into_owned(),
        }
    }

    /// Every country, by code.
    pub fn countries(&self) -> impl Iterator<Item = &Country> {
        self.countries.values()
    }

    /// The bodies responsible for what lies in a country: police, CSIRT, and the registry for names
    /// below its domain. Roles without a known body are given without one, so that the reader sees
    /// the gap. Empty for no country (`ZZ`, `XZ`, unknown codes).
    #[must_use]
    pub fn authorities_for(&self, iso2: [u8; 2]) -> Vec<Authority> {
        let Some(country) = self
            .country(iso2)
            .filter(|country| !country.iso3.is_empty())
        else {
            return Vec::new();
        };
        let mut found = vec![
            Authority {
                role: Role::Police,
                body: None,
            },
            Authority {
                role: Role::Csirt,
                body: country.csirt.clone(),
            },
        ];
        if let Some(registry) = &country.registry {
            found.push(Authority {
                role: Role::Registry,
                body: Some(registry.clone()),
            });
        }
        found
    }

    /// Shipped tables that could not be read. Empty in a sound build.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// The data sets in use.
    #[must_use]
    pub fn datasets(&self) -> Vec<DatasetInfo> {
        let info = |name: &str, date: Option<Date>, licence: &str, entries| DatasetInfo {
            name: name.to_owned(),
            kind: DatasetKind::Authorities,
            date,
            licence: licence.to_owned(),
            entries: Some(entries),
        };
        let bodies = |country: &&Country| country.csirt.is_some() || country.registry.is_some();
        let mut sets = vec![
            info(
                "countries",
                parse_date(DATE),
                "Unicode-3.0 (names)",
                self.countries.len(),
            ),
            info(
                "authorities",
                parse_date(DATE),
                "own work, Apache-2.0",
                self.countries.values().filter(bodies).count(),
            ),
        ];
        if self.own_rows > 0 {
            sets.push(info(
                "authorities of the user",
                None,
                "the user's own",
                self.own_rows,
            ));
        }
        sets
    }
}

/// Two ASCII letters as a code in capitals.
fn country_code(text: &str) -> Option<[u8; 2]> {
    let &[a, b] = text.as_bytes() else {
        return None;
    };
    let letters = a.is_ascii_alphabetic() && b.is_ascii_alphabetic();
    letters.then(|| [a.to_ascii_uppercase(), b.to_ascii_uppercase()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_names_in_four_languages() {
        let directory = Directory::built_in();
        assert_eq!(directory.problems(), [""; 0]);
        assert_eq!(directory.countries().count(), 251);
        for country in directory.countries() {
            for name in [
                &country.name_en,
                &country.name_fr,
                &country.name_pt,
                &country.name_ar,
            ] {
                assert!(!name.is_empty(), "{}", country.code());
            }
        }
        assert_eq!(
            directory.name(*b"CI", NameLanguage::French),
            "Côte d'Ivoire"
        );
        assert_eq!(directory.name(*b"DE", NameLanguage::French), "Allemagne");
        assert_eq!(
            directory.name(UNKNOWN, NameLanguage::English),
            "Unknown country"
        );
        assert_eq!(directory.name(*b"Q?", NameLanguage::English), "Q?");
    }

    #[test]
    fn one_country_in_full() {
        let directory = Directory::built_in();
        insta::assert_debug_snapshot!(directory.country(*b"DZ"));
        insta::assert_debug_snapshot!(directory.authorities_for(*b"KE"));
        assert_eq!(directory.find("ken").map(Country::code), Some("KE"));
        assert_eq!(directory.find("ke").map(Country::code), Some("KE"));
        assert_eq!(directory.authorities_for(UNKNOWN), []);
    }

    #[test]
    fn rows_of_the_user_override_column_by_column() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(AUTHORITIES_FILE);
        let csv = "\u{feff}iso2,csirt_name,csirt_url\nke,Exercise CSIRT,\nXX,Test body,\n";
        std::fs::write(&path, csv).unwrap();
        let directory = Directory::open(folder.path()).unwrap();
        let kenya = directory.country(*b"KE").unwrap();
        let shipped = Directory::built_in();
        let before = shipped.country(*b"KE").unwrap().csirt.clone().unwrap();
        assert_eq!(kenya.csirt.as_ref().unwrap().name, "Exercise CSIRT");
        assert_eq!(kenya.csirt.as_ref().unwrap().url, before.url);
        assert_eq!(kenya.name_fr, "Kenya");
        assert!(directory.country(*b"XX").is_some());
        assert_eq!(directory.datasets().len(), 3);
        std::fs::write(&path, "iso2,csirt_name\nKE,ok\nKEN,x\n").unwrap();
        let message = Directory::open(folder.path()).unwrap_err().to_string();
        assert!(
            message.contains("line 3") && message.contains("KEN"),
            "{message}"
        );
    }
}
