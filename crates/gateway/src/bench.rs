//! Measurements that any user can repeat: intake and lookup on this machine.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use model::policy::Purpose;
use model::{
    Agreement, AgreementKind, Attribution, Handling, Markings, ObservationId, OrgId, OrgKind, Pap,
    Tlp, Utc,
};
use observable::Observable;
use serde::Serialize;
use store::{Filter, Order};

use crate::error::{GatewayError, Result, at};
use crate::gateway::{Gateway, HUB, OrganisationDraft};
use crate::home::{Home, STORE_FILE};
use crate::inputs::Input;
use crate::intake::IngestOptions;

/// One measured intake.
#[derive(Clone, Debug, Serialize)]
pub struct IngestFigure {
    /// What went in.
    pub input: &'static str,
    /// Rows.
    pub rows: u64,
    /// Rows that became observations.
    pub stored: u64,
    /// Seconds from opening the file to the durable receipt.
    pub seconds: f64,
    /// Rows per second.
    pub rows_per_second: f64,
    /// Bytes of the store per observation afterwards, all indexes included.
    pub bytes_per_observation: f64,
    /// Highest memory of the process so far, in bytes; none where the system does not tell.
    pub peak_memory: Option<u64>,
}

/// Measured lookups.
#[derive(Clone, Debug, Serialize)]
pub struct LookupFigure {
    /// Statements in the store.
    pub statements: u64,
    /// Lookups.
    pub lookups: u64,
    /// Fused view of one value, microseconds: median, 99th percentile, highest.
    pub indicator: [f64; 3],
    /// The same with neighbours, networks and warning lists.
    pub whole: [f64; 3],
    /// A value that is not in the store.
    pub unknown: [f64; 3],
}

/// Measures intake in `folder`, which must not hold a gateway. `data` holds compiled tables for attribution.
///
/// # Errors
/// When any step fails.
pub fn ingest(
    folder: &Path,
    data: &Path,
    rows: u64,
    before: u64,
    now: Utc,
    done: &mut dyn FnMut(&IngestFigure),
) -> Result<Vec<IngestFigure>> {
    let home = Home::new(folder);
    let gateway = Gateway::init(&home, "Measurement", false)?;
    if data.is_dir() && fs::read_dir(data).map_err(at(data))?.next().is_some() {
        gateway.add_data(data)?;
    }
    drop(gateway);
    let gateway = Gateway::open(&home)?;
    for (slug, exercise) in [("list", false), ("csv", true)] {
        let owner = gateway.register(&OrganisationDraft {
            slug: slug.to_owned(),
            name: format!("Source of the {slug}"),
            kind: OrgKind::Partner,
            country: None,
            reliability: Some('B'),
        })?;
        gateway.agree(&agreement(owner.id, exercise, now), now)?;
    }
    let mut figures = Vec::new();
    let mut one = |input: &'static str, from: &str, rows: u64, seed: u64| -> Result<()> {
        let figure = measure(&gateway, folder, input, from, rows, seed, now)?;
        done(&figure);
        figures.push(figure);
        Ok(())
    };
    if before > 0 {
        one("list, before", "list", before, 1)?;
    }
    one("list", "list", rows, 2)?;
    one("csv", "csv", rows, 3)?;
    Ok(figures)
}

fn measure(
    gateway: &Gateway,
    folder: &Path,
    input: &'static str,
    from: &str,
    rows: u64,
    seed: u64,
    now: Utc,
) -> Result<IngestFigure> {
    let path = folder.join(format!(
        "{from}-{seed}.{}",
        if from == "csv" { "csv" } else { "txt" }
    ));
    let mut out = BufWriter::new(File::create(&path).map_err(at(&path))?);
    if from == "csv" {
        exercise::bench::synthetic_csv(rows, seed, &mut out).map_err(at(&path))?;
    } else {
        exercise::bench::synthetic_list(rows, seed, &mut out).map_err(at(&path))?;
    }
    drop(out);
    let start = Instant::now();
    let file = Input::File {
        path: path.clone(),
        name: path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
    };
    let receipts = gateway.ingest(from, &file, &IngestOptions::default(), now, &mut |_| {})?;
    let seconds = start.elapsed().as_secs_f64();
    fs::remove_file(&path).map_err(at(&path))?;
    let tally = &receipts.first().ok_or(GatewayError::Worker)?.tally;
    let info = gateway.store.info()?;
    Ok(IngestFigure {
        input,
        rows: tally.rows,
        stored: tally.new + tally.updated,
        seconds,
        rows_per_second: tally.rows as f64 / seconds,
        bytes_per_observation: info.bytes as f64 / info.current.max(1) as f64,
        peak_memory: peak_memory(),
    })
}

fn agreement(owner: OrgId, exercise: bool, now: Utc) -> Agreement {
    let markings = Markings {
        tlp: Tlp::Green,
        pap: Pap::Green,
        handling: Handling::H0,
    };
    Agreement {
        id: 0,
        slug: "standing".to_owned(),
        owner,
        kind: AgreementKind::Standing,
        from: Utc(0),
        until: Utc(now.0 + 365 * model::DAY),
        suspended: false,
        categories: Vec::new(),
        ceiling: markings,
        default_markings: markings,
        default_category: Some(model::Category::BOTNET_C2),
        recipients: vec![OrgKind::NationalAuthority],
        only_countries: Vec::new(),
        not_countries: Vec::new(),
        attribution: Attribution::Named,
        retention_days: 365,
        exercise,
    }
}

/// Measures lookups of values drawn evenly from a store.
///
/// # Errors
/// When there is no store in the folder or it is empty.
pub fn lookup(folder: &Path, lookups: u64, now: Utc) -> Result<LookupFigure> {
    if !folder.join(STORE_FILE).is_file() {
        return Err(GatewayError::NoHome(folder.to_owned()));
    }
    let gateway = Gateway::open_read_only(&Home::new(folder))?;
    let view = gateway.view(&gateway.viewer(HUB)?, Purpose::Read, now)?;
    let info = gateway.store.info()?;
    let last = info
        .tables
        .iter()
        .find(|(name, _)| name == "observation")
        .map_or(0, |(_, n)| *n);
    let mut values: Vec<Observable> = Vec::new();
    // A multiplicative step visits the store evenly and not in the order of storage.
    for step in 0..lookups {
        let after = ObservationId((step + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) % last.max(1));
        let page = gateway.store.list(
            &view,
            &Filter::default(),
            Order::OldestFirst,
            Some(after),
            1,
        )?;
        values.extend(
            page.observations
                .into_iter()
                .map(|observation| observation.observable),
        );
    }
    if values.is_empty() {
        return Err(GatewayError::Request(format!(
            "the store in {} is empty",
            folder.display()
        )));
    }
    let indicator = times(&values, |value| {
        gateway
            .indicator(&view, value, now)
            .map(|found| found.is_some())
    })?;
    let whole = times(&values, |value| {
        gateway
            .lookup(&view, value, now)
            .map(|answer| answer.indicator.is_some())
    })?;
    let strangers: Vec<Observable> = (0..values.len())
        .filter_map(|n| Observable::guess(&format!("unknown-{n}.example")).ok())
        .collect();
    let unknown = times(&strangers, |value| {
        gateway
            .lookup(&view, value, now)
            .map(|answer| answer.indicator.is_none())
    })?;
    Ok(LookupFigure {
        statements: info.current,
        lookups: values.len() as u64,
        indicator,
        whole,
        unknown,
    })
}

/// Median, 99th percentile and highest of single calls, in microseconds; a wrong answer is an error.
fn times(
    values: &[Observable],
    mut call: impl FnMut(&Observable) -> Result<bool>,
) -> Result<[f64; 3]> {
    let mut micros = Vec::with_capacity(values.len());
    for value in values {
        let start = Instant::now();
        let right = call(value)?;
        micros.push(start.elapsed().as_secs_f64() * 1e6);
        if !right {
            return Err(GatewayError::Request(format!(
                "looking up {} gave the wrong answer",
                value.defanged()
            )));
        }
    }
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| micros[((micros.len() - 1) as f64 * share) as usize];
    Ok([at(0.5), at(0.99), at(1.0)])
}

/// Peak resident memory of this process (`VmHWM`), where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()
        .map(|kilobytes| kilobytes * 1024)
}
