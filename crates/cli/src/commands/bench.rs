//! `griot bench`

use std::path::{Path, PathBuf};

use gateway::bench::{IngestFigure, LookupFigure};
use language::{decimal, number};
use model::Utc;

use crate::args::{Bench, BenchWhat};
use crate::config::Config;
use crate::exit;
use crate::output::Output;

pub fn run(config: &Config, output: &Output, args: &Bench) -> anyhow::Result<u8> {
    match &args.what {
        BenchWhat::Ingest { rows, before, keep } => {
            let folder = Folder::new(keep.as_deref())?;
            let figures = ingest(config, output, &folder.path, *rows, *before)?;
            output.value(&figures)?;
        }
        BenchWhat::Lookup {
            store,
            rows,
            lookups,
        } => {
            let figure = match store {
                Some(folder) => gateway::bench::lookup(folder, *lookups, config.now)?,
                None => {
                    let folder = Folder::new(None)?;
                    ingest(config, output, &folder.path, *rows, 0)?;
                    gateway::bench::lookup(&folder.path, *lookups, config.now)?
                }
            };
            print_lookup(output, &figure);
            output.value(&figure)?;
        }
    }
    Ok(exit::OK)
}

fn ingest(
    config: &Config,
    output: &Output,
    folder: &Path,
    rows: u64,
    before: u64,
) -> anyhow::Result<Vec<IngestFigure>> {
    // Tables of the gateway if there is one, else those that the set-up made.
    let data = [config.home.data(), PathBuf::from("data")]
        .into_iter()
        .find(|path| has_tables(path))
        .unwrap_or_else(|| config.home.data());
    if !has_tables(&data) {
        output.remark(&output.text("cli-bench-no-tables"));
    }
    let now: Utc = config.now;
    let n = |value: f64| number(output.lang, value.round() as i64);
    let figures = gateway::bench::ingest(folder, &data, rows, before, now, &mut |figure| {
        let memory = figure.peak_memory.map_or_else(String::new, |bytes| {
            format!(" · {} MB", n(bytes as f64 / 1e6))
        });
        output.line(&format!(
            "{:<14} {:>12} → {:>12} · {} s · {}/s · {} B/obs{memory}",
            figure.input,
            n(figure.rows as f64),
            n(figure.stored as f64),
            decimal(output.lang, figure.seconds, 2),
            n(figure.rows_per_second),
            n(figure.bytes_per_observation),
        ));
    })?;
    Ok(figures)
}

fn has_tables(path: &Path) -> bool {
    std::fs::read_dir(path).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.path().extension().is_some_and(|e| e == "grt"))
    })
}

fn print_lookup(output: &Output, figure: &LookupFigure) {
    let micro = |value: f64| decimal(output.lang, value, 1);
    let header = [
        "cli-col-measure",
        "cli-col-median",
        "cli-col-p99",
        "cli-col-highest",
    ];
    let rows = [
        ("cli-bench-indicator", figure.indicator),
        ("cli-bench-whole", figure.whole),
        ("cli-bench-unknown", figure.unknown),
    ]
    .into_iter()
    .map(|(key, times)| {
        [output.text(key)]
            .into_iter()
            .chain(times.map(micro))
            .collect()
    })
    .collect();
    output.line(&format!(
        "{} × {} µs",
        number(output.lang, figure.lookups as i64),
        number(output.lang, figure.statements as i64)
    ));
    output.table(&header.map(|key| output.text(key)), rows);
}

/// A folder to measure in: the user's, or a temporary one that is removed.
struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    fn new(keep: Option<&Path>) -> anyhow::Result<Folder> {
        match keep {
            Some(path) => Ok(Folder {
                path: path.to_owned(),
                temporary: false,
            }),
            None => {
                let path = std::env::temp_dir().join(format!("griot-bench-{}", std::process::id()));
                std::fs::create_dir_all(&path)?;
                Ok(Folder {
                    path,
                    temporary: true,
                })
            }
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
