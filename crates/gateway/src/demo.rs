//! The demonstration: operation HARMATTAN through the real intake, with its truth kept beside it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use exercise::{Exercise, Expect, Found, Score, Size, Story};
use language::Lang;
use model::policy::Purpose;
use model::{OrgId, OrgKind, Receipt, Tally, Utc};
use serde::Serialize;
use store::{Filter, Order};

use crate::error::{GatewayError, Result, at};
use crate::gateway::{Gateway, HUB, OrganisationDraft};
use crate::home::Home;
use crate::inputs::Input;
use crate::intake::IngestOptions;
use crate::reports::{ReportMade, ReportOptions};

/// File that marks a folder as a demonstration: only such a folder is ever replaced.
const MARKER: &str = "EXERCISE.txt";

/// What to demonstrate.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Size of the operation.
    pub size: Size,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Folder to make it in.
    pub out: PathBuf,
    /// Replace an earlier demonstration there.
    pub again: bool,
    /// Languages of the reports.
    pub langs: Vec<Lang>,
    /// Reports made at the same time.
    pub threads: usize,
}

/// What became of one delivery.
#[derive(Clone, Debug, Serialize)]
pub struct DemoDelivery {
    /// Short name of the partner.
    pub partner: String,
    /// File below `feeds/`.
    pub file: String,
    /// What there is to see in it.
    pub note: String,
    /// Recognised format; empty when it was refused as a whole.
    pub format: String,
    /// The counts.
    pub tally: Tally,
    /// Why it was refused as a whole.
    pub refused: Option<String>,
    /// Whether that is what the scenario wants.
    pub as_expected: bool,
}

/// What the demonstration made.
#[derive(Clone, Debug)]
pub struct DemoResult {
    /// Name of the operation.
    pub operation: &'static str,
    /// Deliveries in order of receipt.
    pub deliveries: Vec<DemoDelivery>,
    /// All counts.
    pub tally: Tally,
    /// Indicators that the hub sees.
    pub indicators: usize,
    /// How much was got right.
    pub score: Score,
    /// Reports.
    pub reports: Vec<ReportMade>,
    /// What happened and what to look at.
    pub story: Story,
}

/// Steps, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoStep {
    /// Making the operation.
    Generating,
    /// Taking in the deliveries: done, of.
    TakingIn(usize, usize),
    /// Holding what was found against the truth.
    Comparing,
    /// Writing reports: done.
    Reporting(usize),
}

/// Runs the demonstration.
///
/// # Errors
/// When the folder is in use, or any step of the real way fails.
pub fn demo(
    options: &DemoOptions,
    now: Utc,
    progress: &(dyn Fn(DemoStep) + Sync),
) -> Result<DemoResult> {
    make_room(&options.out, options.again)?;
    progress(DemoStep::Generating);
    let exercise = exercise::generate(options.size, options.seed, now)
        .map_err(|error| GatewayError::Request(error.to_string()))?;
    let home = Home::new(&options.out);
    let hub = exercise
        .organisations
        .iter()
        .find(|organisation| organisation.kind == OrgKind::Hub);
    let gateway = Gateway::init(&home, hub.map_or("Exercise hub", |hub| &hub.name), true)?;
    gateway.store.set("operation", exercise.name)?;
    register(&gateway, &exercise, now)?;
    let files = write_feeds(&options.out, &exercise)?;
    let deliveries = take_in(&gateway, &exercise, &files, progress)?;
    let mut tally = Tally::default();
    for delivery in &deliveries {
        tally.add(&delivery.tally);
    }
    progress(DemoStep::Comparing);
    let viewer = gateway.viewer(HUB)?;
    let found = found(&gateway, now)?;
    let score = exercise.truth.compare(&found);
    write_truth(&options.out, &exercise, &score)?;
    let done = std::sync::atomic::AtomicUsize::new(0);
    let report_options = ReportOptions {
        countries: Vec::new(),
        from: Utc(now.day_number() * model::DAY - 240 * model::DAY),
        until: Utc(now.day_number() * model::DAY + model::DAY),
        langs: options.langs.clone(),
        out: home.reports(),
        threads: options.threads,
    };
    let reports = gateway.reports(&viewer, &report_options, now, &|_| {
        progress(DemoStep::Reporting(
            done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1,
        ));
    })?;
    Ok(DemoResult {
        operation: exercise.name,
        deliveries,
        tally,
        indicators: found.len(),
        score,
        reports,
        story: exercise.story,
    })
}

/// Makes the folder, or empties it when it holds an earlier demonstration and that was asked for.
fn make_room(out: &Path, again: bool) -> Result<()> {
    let occupied = out.is_dir() && fs::read_dir(out).map_err(at(out))?.next().is_some();
    if occupied {
        if !out.join(MARKER).is_file() {
            return Err(GatewayError::Request(format!(
                "{} is not empty and holds no demonstration; name another folder with --out",
                out.display()
            )));
        }
        if !again {
            return Err(GatewayError::Request(format!(
                "{} holds a demonstration; replace it with --again",
                out.display()
            )));
        }
        fs::remove_dir_all(out).map_err(at(out))?;
    }
    fs::create_dir_all(out).map_err(at(out))?;
    let marker = out.join(MARKER);
    let text = "EXERCISE. Everything in this folder is invented. It is replaced by `griot demo --again`.\n\
        EXERCICE. Tout ce que contient ce dossier est inventé. Il est remplacé par `griot demo --again`.\n";
    fs::write(&marker, text).map_err(at(&marker))
}

/// Organisations and agreements; the store gives them numbers of its own.
fn register(gateway: &Gateway, exercise: &Exercise, now: Utc) -> Result<()> {
    let mut numbers: HashMap<OrgId, OrgId> = HashMap::new();
    for organisation in &exercise.organisations {
        let slug = if organisation.kind == OrgKind::Hub {
            HUB.to_owned()
        } else {
            organisation.slug.clone()
        };
        let stored = gateway.register(&OrganisationDraft {
            slug,
            name: organisation.name.clone(),
            kind: organisation.kind,
            country: organisation.country,
            reliability: organisation.reliability,
        })?;
        numbers.insert(organisation.id, stored.id);
    }
    for agreement in &exercise.agreements {
        let owner = numbers
            .get(&agreement.owner)
            .copied()
            .ok_or(GatewayError::Worker)?;
        gateway.agree(
            &model::Agreement {
                owner,
                exercise: true,
                ..agreement.clone()
            },
            now,
        )?;
    }
    Ok(())
}

/// Writes the deliveries as the partners sent them: `feeds/<partner>/<file>`. A file sent again gets a number.
fn write_feeds(out: &Path, exercise: &Exercise) -> Result<Vec<PathBuf>> {
    let mut used: HashSet<PathBuf> = HashSet::new();
    let mut paths = Vec::new();
    for delivery in exercise.in_order() {
        let mut folder = out.join("feeds").join(&delivery.partner);
        let mut path = folder.join(&delivery.file_name);
        let mut again = 1;
        // The name stays as it was sent, because formats are recognised by it; a repetition gets a folder of its own.
        while !used.insert(path.clone()) {
            again += 1;
            folder = out
                .join("feeds")
                .join(&delivery.partner)
                .join(format!("again-{again}"));
            path = folder.join(&delivery.file_name);
        }
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        fs::write(&path, &delivery.bytes).map_err(at(&path))?;
        paths.push(path);
    }
    Ok(paths)
}

fn take_in(
    gateway: &Gateway,
    exercise: &Exercise,
    files: &[PathBuf],
    progress: &(dyn Fn(DemoStep) + Sync),
) -> Result<Vec<DemoDelivery>> {
    let order = exercise.in_order();
    let mut done = Vec::with_capacity(order.len());
    for (position, (delivery, path)) in order.iter().zip(files).enumerate() {
        progress(DemoStep::TakingIn(position, order.len()));
        let input = Input::File {
            path: path.clone(),
            name: delivery.file_name.clone(),
        };
        let options = IngestOptions {
            agreement: Some(delivery.agreement.clone()),
            ..IngestOptions::default()
        };
        let result = gateway.ingest(
            &delivery.partner,
            &input,
            &options,
            delivery.received,
            &mut |_| {},
        );
        let mut tally = Tally::default();
        let mut format = String::new();
        let (refused, as_expected) = match result {
            Ok(receipts) => {
                for receipt in receipts.iter().filter(|receipt| !receipt.already_known) {
                    tally.add(&receipt.tally);
                }
                format = receipts
                    .iter()
                    .map(|receipt| receipt.format.as_str())
                    .collect::<Vec<_>>()
                    .join(", ");
                (None, expected(delivery.expect, &receipts))
            }
            Err(error @ GatewayError::Agreement(_)) => {
                (Some(error.to_string()), delivery.expect == Expect::Refused)
            }
            Err(error) => return Err(error),
        };
        let file = path
            .strip_prefix(gateway.home.root())
            .unwrap_or(path)
            .display()
            .to_string();
        done.push(DemoDelivery {
            partner: delivery.partner.clone(),
            file,
            note: delivery.note.clone(),
            format,
            tally,
            refused,
            as_expected,
        });
    }
    Ok(done)
}

fn expected(expect: Expect, receipts: &[Receipt]) -> bool {
    match expect {
        Expect::TakenIn | Expect::FullList => {
            receipts.iter().all(|receipt| receipt.tally.adds_up())
        }
        Expect::Resubmitted => receipts.iter().all(|receipt| receipt.already_known),
        Expect::Refused => false,
    }
}

/// Everything that the hub's analyst sees, in the form that the truth is compared with.
fn found(gateway: &Gateway, now: Utc) -> Result<Vec<Found>> {
    let viewer = gateway.viewer(HUB)?;
    let view = gateway.view(&viewer, Purpose::Read, now)?;
    let suppressing = gateway.warning_bits.suppressing();
    let mut found = Vec::new();
    gateway.for_each_indicator(
        &view,
        &Filter::default(),
        Order::OldestFirst,
        now,
        &mut |indicator| {
            let stated = indicator.stated.iter().find_map(|stated| stated.country);
            let country = indicator
                .hosting
                .located
                .or(indicator.hosting.registered)
                .or(stated);
            let opinions: HashSet<_> = [indicator.hosting.located, indicator.hosting.registered]
                .into_iter()
                .chain(indicator.stated.iter().map(|stated| stated.country))
                .flatten()
                .collect();
            let sources: HashSet<OrgId> = indicator
                .observations
                .iter()
                .map(|observation| observation.owner)
                .collect();
            found.push(Found {
                kind: indicator.observable.kind(),
                value: indicator.observable.value().to_owned(),
                category: indicator.category,
                country,
                disputed: opinions.len() > 1,
                suppressed: indicator.warnings & suppressing != 0,
                noted: indicator.warnings != 0,
                sources: sources.len(),
            });
            Ok(true)
        },
    )?;
    Ok(found)
}

fn write_truth(out: &Path, exercise: &Exercise, score: &Score) -> Result<()> {
    let measures: BTreeMap<&str, serde_json::Value> = score
        .measures()
        .into_iter()
        .map(|(name, measure)| (name, serde_json::json!({ "right": measure.right, "of": measure.of, "percent": measure.percent() })))
        .collect();
    for (name, value) in [
        ("truth.json", serde_json::to_vec(&exercise.truth)),
        ("score.json", serde_json::to_vec_pretty(&measures)),
    ] {
        let path = out.join(name);
        let bytes = value.map_err(|error| GatewayError::Request(format!("{name}: {error}")))?;
        fs::write(&path, bytes).map_err(at(&path))?;
    }
    Ok(())
}
