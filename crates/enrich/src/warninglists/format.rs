//! Reading warning lists in the MISP form, and the table that says what a hit means.
//!
//! A list is a JSON object with `name`, `version`, `description`, `type`, `list` and
//! `matching_attributes` (MISP warning lists, schema of the project). The form has no word for the
//! effect of a hit: that stands in `effects.csv` beside the lists.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use observable::Kind;
use serde::Deserialize;

use crate::error::{Error, read_limited};

/// Largest list file that is read.
pub const MAX_LIST_BYTES: u64 = 64 << 20;

/// Most entries of one list.
pub const MAX_ENTRIES: usize = 2_000_000;

/// How a list's entries are matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListType {
    /// Networks or single addresses.
    Cidr,
    /// The whole value.
    String,
    /// A name and every name below it.
    Hostname,
    /// A part of the value.
    Substring,
    /// A regular expression.
    Regex,
}

/// What a hit on a list means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// A false positive: do not act on the value.
    Suppress,
    /// Shared infrastructure: keep the value, do not block the whole host.
    Note,
}

/// When a list is consulted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applies {
    /// Always.
    Always,
    /// In real intake, not in exercises.
    Real,
    /// In exercises only.
    Exercise,
}

/// One row of `effects.csv`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct EffectRow {
    pub list: String,
    pub effect: Effect,
    pub applies: Applies,
    pub urls: YesNo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum YesNo {
    Yes,
    No,
}

/// A list as it stands in its file.
#[derive(Debug, Deserialize)]
pub(super) struct ListFile {
    pub name: String,
    #[serde(default)]
    pub version: serde_json::Value,
    #[serde(default)]
    pub description: String,
    #[serde(rename = "type")]
    pub list_type: ListType,
    #[serde(default)]
    pub list: Vec<String>,
    #[serde(default)]
    pub matching_attributes: Vec<String>,
}

/// Reads one list; `what` names it in errors.
pub(super) fn read_list(what: &str, bytes: &[u8]) -> Result<ListFile, Error> {
    let list: ListFile = serde_json::from_slice(bytes).map_err(|error| Error::WarningList {
        what: what.to_owned(),
        problem: error.to_string(),
    })?;
    if list.list.len() > MAX_ENTRIES {
        let limit = MAX_ENTRIES as u64;
        return Err(Error::TooLarge {
            what: what.to_owned(),
            limit,
            unit: "entries",
        });
    }
    Ok(list)
}

/// Reads `effects.csv`; `what` names it in errors.
pub(super) fn read_effects(what: &str, bytes: &[u8]) -> Result<Vec<EffectRow>, Error> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(bytes)
        .into_deserialize()
        .map(|row| row.map_err(|problem| Error::csv(what, &problem)))
        .collect()
}

/// The list files of a folder with their slugs: `<slug>.json`, `<slug>/list.json`, and the same
/// below a folder `lists` (the layout of the MISP project). Sorted by slug.
pub(super) fn list_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let mut found = Vec::new();
    collect(folder, true, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, top: bool, found: &mut Vec<(String, PathBuf)>) -> Result<(), Error> {
    for entry in std::fs::read_dir(folder).map_err(|source| Error::io(folder, source))? {
        let path = entry.map_err(|source| Error::io(folder, source))?.path();
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            let list = path.join("list.json");
            if list.is_file() {
                let name = path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                found.push((name, list));
            } else if top && stem == "lists" {
                collect(&path, false, found)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "json") && stem != "schema" {
            found.push((stem, path));
        }
    }
    Ok(())
}

/// Reads the bytes of a list file within the limit.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    read_limited(path, MAX_LIST_BYTES)
}

/// The date in a version number of the form `YYYYMMDD`; many lists merely count.
pub(super) fn version_date(version: &str) -> Option<Date> {
    let digits = version.len() == 8 && version.bytes().all(|b| b.is_ascii_digit());
    let year: i16 = version.get(..4).filter(|_| digits)?.parse().ok()?;
    let month = version.get(4..6)?.parse().ok()?;
    let day = version.get(6..)?.parse().ok()?;
    Date::new(year, month, day)
        .ok()
        .filter(|_| (2000..2200).contains(&year))
}

/// The kinds a MISP attribute type stands for.
pub(super) fn kinds(attribute: &str) -> &'static [Kind] {
    const IP: &[Kind] = &[Kind::Ipv4, Kind::Ipv6, Kind::Cidr];
    match attribute {
        "ip-src" | "ip-dst" | "ip-src|port" | "ip-dst|port" => IP,
        "domain|ip" => &[Kind::Domain, Kind::Ipv4, Kind::Ipv6, Kind::Cidr],
        "domain" | "hostname" | "hostname|port" => &[Kind::Domain],
        "url" | "uri" | "link" => &[Kind::Url],
        "email"
        | "email-src"
        | "email-dst"
        | "email-reply-to"
        | "target-email"
        | "whois-registrant-email" => &[Kind::Email],
        "md5" | "filename|md5" | "malware-sample" | "x509-fingerprint-md5" => &[Kind::Md5],
        "sha1" | "filename|sha1" | "x509-fingerprint-sha1" => &[Kind::Sha1],
        "sha224" | "filename|sha224" => &[Kind::Sha224],
        "sha256" | "filename|sha256" | "x509-fingerprint-sha256" => &[Kind::Sha256],
        "sha384" | "filename|sha384" => &[Kind::Sha384],
        "sha512" | "filename|sha512" => &[Kind::Sha512],
        "ssdeep" | "filename|ssdeep" => &[Kind::Ssdeep],
        "imphash" | "filename|imphash" => &[Kind::Imphash],
        "filename" => &[Kind::FileName],
        "AS" => &[Kind::Asn],
        "btc" => &[Kind::Btc],
        "iban" => &[Kind::Iban],
        "phone-number" | "whois-registrant-phone" => &[Kind::Phone],
        "user-agent" => &[Kind::UserAgent],
        "mutex" => &[Kind::Mutex],
        "regkey" => &[Kind::RegistryKey],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versions_that_are_dates_have_an_age() {
        assert_eq!(
            version_date("20251223").map(|d| d.to_string()).as_deref(),
            Some("2025-12-23")
        );
        for version in ["25121022", "5", "", "20251340", "2025122x", "٢٠٢٥١٢٢٣"] {
            assert_eq!(version_date(version), None, "{version}");
        }
    }

    #[test]
    fn wrong_lists_say_what_is_wrong() {
        let message = |json: &str| {
            read_list("x.json", json.as_bytes())
                .unwrap_err()
                .to_string()
        };
        insta::assert_snapshot!(
            [
                message("{"),
                message(r#"{"name":"n","type":"odd","list":[]}"#),
                message(r#"{"name":"n","type":"cidr","list":[1]}"#),
            ]
            .join("\n")
        );
        assert!(read_list("deep", "[".repeat(100_000).as_bytes()).is_err());
        let effects = read_effects(
            "effects.csv",
            b"list,effect,applies,urls\nx,maybe,always,no\n",
        );
        assert!(
            effects
                .unwrap_err()
                .to_string()
                .contains("effects.csv, line 2")
        );
    }
}
