//! Configuration: one TOML file, then environment (`GRIOT_…`), then flags; the later wins.

use std::path::{Path, PathBuf};

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use gateway::Home;
use language::Lang;
use model::Utc;
use serde::{Deserialize, Serialize};

use crate::args::Cli;

/// Name of the file in the gateway's folder.
pub const FILE: &str = "griot.toml";

/// The keys of the file. Each can be given as `GRIOT_<KEY>` too.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Folder of the gateway.
    pub home: PathBuf,
    /// Language of the interface: `en`, `fr`.
    pub lang: String,
    /// Whose eyes to look through, by short name.
    #[serde(rename = "as")]
    pub viewer: String,
    /// Threads for reports; 0 means one per processor.
    pub threads: usize,
    /// Name of the hub's own organisation at `init`.
    pub hub_name: String,
}

impl Default for Keys {
    fn default() -> Keys {
        Keys {
            home: PathBuf::from("griot-data"),
            lang: "en".to_owned(),
            viewer: "hub".to_owned(),
            threads: 0,
            hub_name: "Griot hub".to_owned(),
        }
    }
}

/// What the commands need to know.
pub struct Config {
    /// The gateway's folder.
    pub home: Home,
    /// Language of the interface.
    pub lang: Lang,
    /// Short name of the viewer's organisation.
    pub viewer: String,
    /// Threads for reports.
    pub threads: usize,
    /// Name of the hub.
    pub hub_name: String,
    /// The time that counts as now.
    pub now: Utc,
}

/// Reads file, environment and flags.
pub fn load(cli: &Cli) -> anyhow::Result<Config> {
    let home = cli.home.clone();
    let folder = home.clone().unwrap_or_else(|| Keys::default().home);
    let path = cli.config.clone().unwrap_or_else(|| folder.join(FILE));
    if cli.config.is_some() && !path.is_file() {
        anyhow::bail!("there is no configuration file {}", path.display());
    }
    // The clock setting is for tests and recomputation; it has its own flag and is no key of the file.
    let figment = Figment::from(Serialized::defaults(Keys::default()))
        .merge(Toml::file(&path))
        .merge(Env::prefixed("GRIOT_").ignore(&[
            "home",
            "config",
            "lang",
            "as",
            "now",
            "test_postgres_url",
        ]));
    let mut keys: Keys = figment.extract().with_context(|| {
        format!(
            "configuration ({} and GRIOT_… in the environment)",
            path.display()
        )
    })?;
    if let Some(home) = home {
        keys.home = home;
    } else if cli.config.is_some() {
        keys.home = relative_to(&path, &keys.home);
    }
    if let Some(lang) = &cli.lang {
        keys.lang.clone_from(lang);
    }
    if let Some(viewer) = &cli.viewer {
        keys.viewer.clone_from(viewer);
    }
    let known: Vec<&str> = Lang::ALL.iter().map(|lang| lang.code()).collect();
    let lang = Lang::from_code(&keys.lang).with_context(|| {
        format!(
            "there is no language {:?}; known: {}",
            keys.lang,
            known.join(", ")
        )
    })?;
    let now = match &cli.now {
        Some(text) => Utc::parse(text)?,
        None => clock()?,
    };
    let threads = match keys.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    Ok(Config {
        home: Home::new(&keys.home),
        lang,
        viewer: keys.viewer,
        threads,
        hub_name: keys.hub_name,
        now,
    })
}

fn relative_to(file: &Path, path: &Path) -> PathBuf {
    file.parent()
        .map_or_else(|| path.to_owned(), |folder| folder.join(path))
}

/// The machine's clock.
fn clock() -> anyhow::Result<Utc> {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .context("the machine's clock stands before 1970; set it")?;
    Ok(Utc(since.as_secs() as i64))
}
