//! `griot data`

use gateway::Gateway;
use language::number;

use crate::args::{Data, DataAction};
use crate::config::Config;
use crate::exit;
use crate::output::Output;

pub fn run(config: &Config, output: &Output, args: &Data) -> anyhow::Result<u8> {
    match &args.action {
        DataAction::List => list(config, output)?,
        DataAction::Add { folder } => {
            let gateway = Gateway::open(&config.home)?;
            let names = gateway.add_data(folder)?;
            for name in &names {
                output.line(name);
            }
            output.value(&names)?;
        }
    }
    Ok(exit::OK)
}

fn list(config: &Config, output: &Output) -> anyhow::Result<()> {
    let gateway = Gateway::open_read_only(&config.home)?;
    let today = config.now.day_number();
    let rows: Vec<gateway::DatasetRow> = gateway.datasets(today);
    output.value(&rows)?;
    let header = [
        "cli-col-name",
        "cli-col-kind",
        "cli-col-date",
        "cli-col-age",
        "cli-col-entries",
        "cli-col-licence",
    ];
    let table = rows
        .into_iter()
        .map(|row| {
            let age = row
                .age_days
                .map(|days| number(output.lang, days))
                .unwrap_or_default();
            let entries = row
                .entries
                .map(|count| number(output.lang, count as i64))
                .unwrap_or_default();
            vec![
                row.name,
                row.kind,
                row.date.unwrap_or_default(),
                age,
                entries,
                row.licence.chars().take(60).collect(),
            ]
        })
        .collect();
    output.table(&header.map(|key| output.text(key)), table);
    Ok(())
}
