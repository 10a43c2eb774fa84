//! `griot demo`

use std::collections::BTreeMap;

use anyhow::Context;
use gateway::{DemoOptions, DemoResult, DemoStep, Size};
use language::{Arg, Lang, decimal, number};
use model::Tally;

use crate::args::Demo;
use crate::config::Config;
use crate::exit;
use crate::output::{Output, shown};

pub fn run(config: &Config, output: &Output, args: &Demo) -> anyhow::Result<u8> {
    let options = DemoOptions {
        size: Size::parse(&args.size)
            .with_context(|| format!("there is no size {:?}; known: s, m, l", args.size))?,
        seed: args.seed,
        out: args.out.clone(),
        again: args.again,
        langs: Lang::ALL.to_vec(),
        threads: config.threads,
    };
    output.line(&format!(
        "{} — {}",
        output.text("exercise-word"),
        output.text("cli-demo-note")
    ));
    let bar = output.bar(None, &output.text("cli-stage-demo"));
    let result = gateway::demo(&options, config.now, &|step| {
        bar.set_message(match step {
            DemoStep::Generating => output.text("cli-demo-generating"),
            DemoStep::TakingIn(done, of) => {
                format!("{} {}/{of}", output.text("cli-demo-taking-in"), done + 1)
            }
            DemoStep::Comparing => output.text("cli-demo-comparing"),
            DemoStep::Reporting(done) => format!("{} {done}", output.text("cli-demo-reporting")),
        });
    })?;
    bar.finish_and_clear();
    if output.json {
        let measures: serde_json::Map<String, serde_json::Value> = result
            .score
            .measures()
            .into_iter()
            .map(|(name, measure)| {
                (
                    name.to_owned(),
                    serde_json::json!({ "right": measure.right, "of": measure.of }),
                )
            })
            .collect();
        output.value(&serde_json::json!({
            "operation": result.operation, "exercise": true, "deliveries": result.deliveries, "tally": result.tally,
            "indicators": result.indicators, "score": measures, "reports": result.reports, "folder": args.out,
        }))?;
    } else {
        print(output, args, &result);
    }
    Ok(
        if result
            .deliveries
            .iter()
            .all(|delivery| delivery.as_expected)
        {
            exit::OK
        } else {
            exit::FAILED
        },
    )
}

fn print(output: &Output, args: &Demo, result: &DemoResult) {
    let n = |value: u64| number(output.lang, value as i64);
    let header = [
        "cli-col-from",
        "cli-col-format",
        "cli-col-files",
        "cli-count-rows",
        "cli-count-new",
        "cli-count-updated",
        "cli-count-duplicate",
        "cli-count-kept",
        "cli-count-refused",
    ];
    output.table(
        &header.map(|key| output.text(key)),
        by_partner(output, result),
    );
    for delivery in result
        .deliveries
        .iter()
        .filter(|delivery| delivery.refused.is_some())
    {
        output.line(&format!(
            "  {}: {}",
            delivery.partner,
            shown(delivery.refused.as_deref().unwrap_or_default())
        ));
    }
    let counts = [
        ("rows", Arg::Number(result.tally.rows as i64)),
        ("new", Arg::Number(result.tally.new as i64)),
        ("refused", Arg::Number(result.tally.refused_total() as i64)),
        ("indicators", Arg::Number(result.indicators as i64)),
        ("reports", Arg::Number(result.reports.len() as i64)),
    ];
    output.line(&output.text_with("cli-demo-done", &counts));
    let header = [
        "cli-col-measure",
        "cli-col-right",
        "cli-col-of",
        "cli-col-percent",
    ];
    let rows = result
        .score
        .measures()
        .into_iter()
        .filter(|(_, measure)| measure.of > 0)
        .map(|(name, measure)| {
            vec![
                output.text(&format!("measure-{name}")),
                n(measure.right as u64),
                n(measure.of as u64),
                decimal(output.lang, measure.percent(), 1),
            ]
        })
        .collect();
    output.table(&header.map(|key| output.text(key)), rows);
    for (head, paragraphs) in [
        ("cli-demo-happened", &result.story.happened),
        ("cli-demo-look-at", &result.story.look_at),
    ] {
        output.line(&output.text(head));
        for paragraph in paragraphs {
            output.line(&format!(
                "  · {}",
                if output.lang == Lang::Fr {
                    &paragraph.fr
                } else {
                    &paragraph.en
                }
            ));
        }
    }
    let folder = args.out.display().to_string();
    output.line(&output.text_with("cli-demo-next", &[("folder", Arg::Text(&folder))]));
}

/// One row for each partner and format.
fn by_partner(output: &Output, result: &DemoResult) -> Vec<Vec<String>> {
    let mut sums: BTreeMap<(&str, &str), (i64, Tally)> = BTreeMap::new();
    for delivery in &result.deliveries {
        let (files, tally) = sums
            .entry((&delivery.partner, &delivery.format))
            .or_default();
        *files += 1;
        tally.add(&delivery.tally);
    }
    let n = |value: u64| number(output.lang, value as i64);
    sums.into_iter()
        .map(|((partner, format), (files, tally))| {
            let format = if format.is_empty() {
                output.text("cli-demo-refused")
            } else {
                format.to_owned()
            };
            vec![
                partner.to_owned(),
                format,
                number(output.lang, files),
                n(tally.rows),
                n(tally.new),
                n(tally.updated),
                n(tally.duplicate),
                n(tally.kept),
                n(tally.refused_total()),
            ]
        })
        .collect()
}
