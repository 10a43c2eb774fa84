//! `griot report`

use anyhow::Context;
use gateway::{Gateway, ReportOptions};
use language::{Arg, Lang, number};
use model::Country;

use super::selection;
use crate::args::Report;
use crate::config::Config;
use crate::exit;
use crate::output::Output;

pub fn run(config: &Config, output: &Output, args: &Report) -> anyhow::Result<u8> {
    let gateway = Gateway::open(&config.home)?;
    let viewer = gateway.viewer(&config.viewer)?;
    let (from, until) = selection::period(&args.period, config.now)?;
    let langs = args
        .languages
        .iter()
        .map(|code| {
            Lang::from_code(code)
                .with_context(|| format!("there is no report language {code:?}; known: en, fr"))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let options = ReportOptions {
        countries: args
            .country
            .iter()
            .map(|code| Country::parse(code))
            .collect::<Result<_, _>>()?,
        from,
        until,
        langs,
        out: args.out.clone().unwrap_or_else(|| config.home.reports()),
        threads: config.threads,
    };
    let bar = output.bar(None, &output.text("cli-stage-reports"));
    let made = gateway.reports(&viewer, &options, config.now, &|made| {
        bar.set_message(made.reference.clone());
    })?;
    bar.finish_and_clear();
    output.value(&made)?;
    let header = [
        "cli-col-reference",
        "cli-col-version",
        "cli-col-country",
        "cli-col-items",
        "cli-col-left-out",
        "cli-col-folder",
    ];
    let n = |value: usize| number(output.lang, value as i64);
    let rows = made
        .iter()
        .map(|made| {
            vec![
                made.reference.clone(),
                made.version.to_string(),
                made.country.to_string(),
                n(made.items),
                n(made.left_out as usize),
                made.folder.display().to_string(),
            ]
        })
        .collect();
    output.table(&header.map(|key| output.text(key)), rows);
    output.remark(&output.text_with(
        "cli-reports-done",
        &[("count", Arg::Number(made.len() as i64))],
    ));
    Ok(exit::OK)
}
