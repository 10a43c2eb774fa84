//! `griot status`

use gateway::Gateway;
use language::{Arg, decimal, number};

use super::list::category_label;
use crate::args::Status;
use crate::config::Config;
use crate::exit;
use crate::output::Output;

pub fn run(config: &Config, output: &Output, _args: &Status) -> anyhow::Result<u8> {
    let gateway = Gateway::open_read_only(&config.home)?;
    let viewer = gateway.viewer(&config.viewer)?;
    let status = gateway.status(&viewer, config.now)?;
    let alarms: Vec<&String> = status
        .submissions
        .iter()
        .flat_map(|row| &row.alarms)
        .collect();
    if output.json {
        let store = status.store.as_ref().map(|info| {
            let tables: std::collections::BTreeMap<&str, u64> = info.tables.iter().map(|(name, n)| (name.as_str(), *n)).collect();
            serde_json::json!({ "engine": info.engine, "schema": info.schema, "bytes": info.bytes, "current": info.current, "tables": tables })
        });
        output.value(&serde_json::json!({
            "exercise": status.exercise, "statements": status.statements,
            "categories": status.categories.iter().map(|(category, n)| (category.id(), n)).collect::<Vec<_>>(),
            "countries": status.countries, "submissions": status.submissions.len(), "alarms": alarms, "store": store,
            "agreements_to_watch": status.agreements.iter().map(|(agreement, _)| agreement).collect::<Vec<_>>(),
        }))?;
        return Ok(exit::OK);
    }
    let n = |value: u64| number(output.lang, value as i64);
    if status.exercise {
        output.line(&output.text("exercise-word"));
    }
    let args = [
        ("statements", Arg::Number(status.statements as i64)),
        ("submissions", Arg::Number(status.submissions.len() as i64)),
    ];
    output.line(&output.text_with("cli-status-head", &args));
    if let Some(info) = &status.store {
        let megabytes = decimal(output.lang, info.bytes as f64 / 1e6, 1);
        output.line(&output.text_with(
            "cli-status-store",
            &[
                ("engine", Arg::Text(info.engine)),
                ("size", Arg::Text(&megabytes)),
            ],
        ));
    }
    let header = ["cli-field-category", "cli-col-statements"];
    let rows = status
        .categories
        .iter()
        .map(|(category, count)| vec![category_label(output.lang, *category), n(*count)])
        .collect();
    output.table(&header.map(|key| output.text(key)), rows);
    let header = ["cli-col-country", "cli-col-statements"];
    let rows = status
        .countries
        .iter()
        .map(|(country, count)| vec![country.to_string(), n(*count)])
        .collect();
    output.table(&header.map(|key| output.text(key)), rows);
    for (agreement, owner) in &status.agreements {
        let days = agreement.days_left(config.now);
        let owner = crate::output::shown(&owner.name);
        let args = [
            ("slug", Arg::Text(&agreement.slug)),
            ("org", Arg::Text(&owner)),
            ("days", Arg::Number(days.abs())),
        ];
        let key = match () {
            () if agreement.suspended => "cli-watch-suspended",
            () if days < 0 => "cli-watch-over",
            () => "cli-watch-ending",
        };
        output.line(&format!("! {}", output.text_with(key, &args)));
    }
    for alarm in alarms {
        output.line(&format!("! {}", crate::output::shown(alarm)));
    }
    for problem in &status.problems {
        output.line(&format!("! {}", crate::output::shown(problem)));
    }
    Ok(exit::OK)
}
