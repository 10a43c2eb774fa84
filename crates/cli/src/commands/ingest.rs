//! `griot ingest`

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use gateway::{CsvMapping, Gateway, GatewayError, IngestOptions, Input, Progress, Stage};
use indicatif::ProgressBar;
use language::{Arg, number};
use model::Receipt;

use super::agreement::category;
use crate::args::Ingest;
use crate::config::Config;
use crate::exit;
use crate::output::{Output, shown};

pub fn run(config: &Config, output: &Output, args: &Ingest) -> anyhow::Result<u8> {
    if args.formats {
        return list_formats(output);
    }
    let from = args
        .from
        .as_deref()
        .context("name the organisation that hands in with --from")?;
    let options = IngestOptions {
        agreement: args.agreement.clone(),
        format: Some(args.format.clone()),
        category: args.category.as_deref().map(category).transpose()?,
        mapping: mapping(args)?,
        stop: Some(stop_on_interrupt()?),
        ..IngestOptions::default()
    };
    let gateway = Gateway::open(&config.home)?;
    let inputs = gateway::collect(&args.paths)?;
    let mut failures = Vec::new();
    let mut refused = 0;
    for input in &inputs {
        let result = take_in(&gateway, output, from, input, &options, config.now);
        match result {
            Ok(receipts) => {
                for receipt in receipts {
                    refused += receipt.tally.refused_total();
                    print(output, &receipt)?;
                }
            }
            // One input that cannot be read does not stop the others of a folder; without an agreement none can go in.
            Err(error) if inputs.len() > 1 && is_of_input(&error, input) => {
                output.error(&error);
                failures.push(input.name().to_owned());
            }
            Err(error) => return Err(error),
        }
    }
    if !failures.is_empty() {
        output.remark(&output.text_with(
            "cli-ingest-failures",
            &[("count", Arg::Number(failures.len() as i64))],
        ));
        return Ok(exit::REFUSED);
    }
    Ok(if args.strict && refused > 0 {
        exit::PARTLY
    } else {
        exit::OK
    })
}

/// Whether an error is one of this input alone: its format, or the file itself. Anything else would meet the next
/// input too.
fn is_of_input(error: &anyhow::Error, input: &Input) -> bool {
    match (error.downcast_ref(), input) {
        (Some(GatewayError::Format(_)), _) => true,
        (Some(GatewayError::File { path: wrong, .. }), Input::File { path, .. }) => wrong == path,
        _ => false,
    }
}

fn take_in(
    gateway: &Gateway,
    output: &Output,
    from: &str,
    input: &Input,
    options: &IngestOptions,
    now: model::Utc,
) -> anyhow::Result<Vec<Receipt>> {
    let mut bar: Option<(Stage, ProgressBar)> = None;
    let receipts = gateway.ingest(from, input, options, now, &mut |progress: Progress| {
        if bar
            .as_ref()
            .is_none_or(|(stage, _)| *stage != progress.stage)
        {
            let what = match progress.stage {
                Stage::Keeping => output.text("cli-stage-keeping"),
                Stage::Writing => output.text("cli-stage-writing"),
            };
            if let Some((_, old)) = bar.take() {
                old.finish_and_clear();
            }
            bar = Some((
                progress.stage,
                output.bar(progress.total, &format!("{} {what}", shown(input.name()))),
            ));
        }
        if let Some((_, bar)) = &bar {
            bar.set_position(progress.bytes);
            if progress.rows > 0 {
                bar.set_message(output.text_with(
                    "cli-bar-rows",
                    &[("rows", Arg::Number(progress.rows as i64))],
                ));
            }
        }
    })?;
    if let Some((_, bar)) = bar {
        bar.finish_and_clear();
    }
    Ok(receipts)
}

/// Ctrl-C ends after the batch in hand; a second one ends at once, which loses nothing either.
fn stop_on_interrupt() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })?;
    Ok(stop)
}

/// Prints a receipt.
pub fn print(output: &Output, receipt: &Receipt) -> anyhow::Result<()> {
    output.value(receipt)?;
    let n = |value: u64| number(output.lang, value as i64);
    let tally = &receipt.tally;
    output.line(&format!(
        "{}  {}  {}",
        shown(&receipt.name),
        receipt.format,
        receipt.uuid
    ));
    if !receipt.format_reason.is_empty() {
        output.line(&format!("  {}", shown(&receipt.format_reason)));
    }
    if receipt.already_known {
        output.line(&format!(
            "  {}",
            output.text_with(
                "cli-receipt-known",
                &[("time", Arg::Text(&receipt.received.to_string()))]
            )
        ));
    }
    let counts = [
        ("cli-count-rows", tally.rows),
        ("cli-count-new", tally.new),
        ("cli-count-updated", tally.updated),
        ("cli-count-duplicate", tally.duplicate),
        ("cli-count-kept", tally.kept),
        ("cli-count-refused", tally.refused_total()),
        ("cli-count-passed-over", tally.passed_over),
    ];
    let words: Vec<String> = counts
        .into_iter()
        .filter(|(key, count)| *count > 0 || matches!(*key, "cli-count-rows" | "cli-count-new"))
        .map(|(key, count)| format!("{} {}", n(count), output.text(key)))
        .collect();
    output.line(&format!("  {}", words.join(" · ")));
    for (reason, count) in &tally.refused {
        output.line(&format!(
            "    {} {}",
            n(*count),
            output.text(&format!("reason-{}", reason.name()))
        ));
    }
    for refusal in receipt.first_refusals.iter().take(3) {
        output.line(&format!(
            "    {} {}: {}",
            output.text("cli-row"),
            refusal.place,
            shown(&refusal.detail)
        ));
    }
    for remark in &receipt.remarks {
        output.line(&format!("  {}", shown(remark)));
    }
    for alarm in &receipt.alarms {
        output.line(&format!("  {} {}", output.text("cli-alarm"), shown(alarm)));
    }
    Ok(())
}

fn list_formats(output: &Output) -> anyhow::Result<u8> {
    let formats = gateway::formats();
    let described: Vec<BTreeMap<&str, &str>> = formats
        .iter()
        .map(|format| BTreeMap::from([("id", format.id()), ("title", format.title())]))
        .collect();
    output.value(&described)?;
    let header = ["cli-col-format", "cli-col-title"];
    let rows = formats
        .iter()
        .map(|format| vec![format.id().to_owned(), format.title().to_owned()])
        .collect();
    output.table(&header.map(|key| output.text(key)), rows);
    Ok(exit::OK)
}

fn mapping(args: &Ingest) -> anyhow::Result<Option<CsvMapping>> {
    if args.columns.is_empty() {
        return Ok(None);
    }
    let mut columns = BTreeMap::new();
    for pair in &args.columns {
        let (field, column) = pair
            .split_once('=')
            .with_context(|| format!("{pair:?} is not of the form field=column"))?;
        let column: usize = column
            .trim()
            .parse()
            .with_context(|| format!("{pair:?}: the column is a number from 1"))?;
        let column = column
            .checked_sub(1)
            .with_context(|| format!("{pair:?}: columns are counted from 1"))?;
        columns.insert(field.trim().to_owned(), column);
    }
    Ok(Some(CsvMapping {
        separator: None,
        header: !args.no_header,
        columns,
    }))
}
