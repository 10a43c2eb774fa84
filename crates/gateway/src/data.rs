//! Data sets: what is in use, and adding some.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::error::{GatewayError, Result, at};
use crate::gateway::Gateway;

/// A data set in use.
#[derive(Clone, Debug, Serialize)]
pub struct DatasetRow {
    /// Name.
    pub name: String,
    /// What it holds.
    pub kind: String,
    /// Date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Age in days.
    pub age_days: Option<i64>,
    /// Entries.
    pub entries: Option<usize>,
    /// Licence.
    pub licence: String,
}

impl Gateway {
    /// Data sets in use with their age on a day (days since 1970-01-01).
    #[must_use]
    pub fn datasets(&self, today: i64) -> Vec<DatasetRow> {
        self.enricher
            .datasets()
            .into_iter()
            .map(|set| {
                let date = set.date.map(|date| date.to_string());
                let day = date
                    .as_deref()
                    .and_then(|date| model::Utc::parse(date).ok());
                DatasetRow {
                    name: set.name,
                    kind: set.kind.name().to_owned(),
                    age_days: day.map(|day| (today - day.day_number()).max(0)),
                    date,
                    entries: set.entries,
                    licence: set.licence,
                }
            })
            .collect()
    }

    /// Copies compiled tables, warning lists (in a folder `warninglists`) and `authorities.csv` into the gateway, after
    /// all of them have been checked. Gives the names.
    ///
    /// # Errors
    /// When the folder holds none of these or one of them is damaged.
    pub fn add_data(&self, folder: &Path) -> Result<Vec<String>> {
        let checked = enrich::Enricher::open(folder)?;
        checked.load()?;
        let mut names = Vec::new();
        copy(folder, &self.home.data(), "", &mut names)?;
        if names.is_empty() {
            return Err(GatewayError::Nothing(folder.to_owned()));
        }
        Ok(names)
    }
}

fn copy(from: &Path, to: &Path, prefix: &str, names: &mut Vec<String>) -> Result<()> {
    let mut entries = fs::read_dir(from)
        .map_err(at(from))?
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(at(from))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if prefix.is_empty() && name == enrich::WARNING_LISTS_FOLDER && entry.path().is_dir() {
            copy(&entry.path(), &to.join(&name), &name, names)?;
            continue;
        }
        let table = prefix.is_empty()
            && (name.ends_with(enrich::TABLE_ENDING)
                || name == enrich::authorities::AUTHORITIES_FILE);
        let list = !prefix.is_empty() && (name.ends_with(".json") || name.ends_with(".csv"));
        if !table && !list {
            continue;
        }
        fs::create_dir_all(to).map_err(at(to))?;
        // Beside it and renamed: a running intake never reads half a table.
        let incoming = to.join(format!(".{name}.incoming"));
        fs::copy(entry.path(), &incoming).map_err(at(entry.path()))?;
        fs::rename(&incoming, to.join(&name)).map_err(at(to.join(&name)))?;
        names.push(if prefix.is_empty() {
            name
        } else {
            format!("{prefix}/{name}")
        });
    }
    Ok(())
}
