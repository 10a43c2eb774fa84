//! `griot export`

use std::fs::File;
use std::io::{BufWriter, Write};

use anyhow::Context;

use gateway::{ExportOptions, Gateway, exports};
use language::Arg;
use model::policy::{Purpose, Recipient};
use model::{Country, OrgKind};

use super::selection;
use crate::args::{Export, ExportFor};
use crate::config::Config;
use crate::exit;
use crate::output::Output;

pub fn run(config: &Config, output: &Output, args: &Export) -> anyhow::Result<u8> {
    if args.formats {
        let list: Vec<serde_json::Value> =
            exports().iter().map(|export| serde_json::json!({ "id": export.id, "title": export.title, "acts": export.acts })).collect();
        output.value(&list)?;
        let header = ["cli-col-format", "cli-col-title"];
        let rows = exports()
            .iter()
            .map(|export| vec![export.id.to_owned(), export.title.to_owned()])
            .collect();
        output.table(&header.map(|key| output.text(key)), rows);
        return Ok(exit::OK);
    }
    let gateway = Gateway::open_read_only(&config.home)?;
    let viewer = gateway.viewer(&config.viewer)?;
    let recipient = args.recipient.as_deref().map(Country::parse).transpose()?;
    let to = || -> anyhow::Result<Recipient> {
        let country = recipient.context("name the recipient's country with --recipient")?;
        Ok(Recipient {
            kind: OrgKind::NationalAuthority,
            country: Some(country),
        })
    };
    let purpose = match args.purpose {
        ExportFor::Own => Purpose::Read,
        ExportFor::Release => Purpose::Release(to()?),
        ExportFor::Block => Purpose::Block(to()?),
        ExportFor::Public => Purpose::Publish,
    };
    let view = gateway.view(&viewer, purpose, config.now)?;
    let options = ExportOptions {
        format: args.format.clone(),
        filter: selection::filter(&args.selection, config.now)?,
        min_score: args.selection.min_score,
        expired: args.expired,
        title: output.text("cli-export-title"),
    };
    let written = match &args.out {
        Some(path) => {
            // Written beside it and renamed: a reader never sees half a list.
            let beside = path.with_extension("incoming");
            let file = File::create(&beside).with_context(|| beside.display().to_string())?;
            let mut out = BufWriter::new(file);
            let written = gateway.export(&view, &options, config.now, &mut out)?;
            out.flush()?;
            out.into_inner()?.sync_all()?;
            std::fs::rename(&beside, path).with_context(|| path.display().to_string())?;
            written
        }
        None => {
            let mut out = BufWriter::new(std::io::stdout().lock());
            let written = gateway.export(&view, &options, config.now, &mut out)?;
            out.flush()?;
            written
        }
    };
    let skipped: u64 = written.skipped.values().sum();
    let args = [
        ("rows", Arg::Number(written.rows as i64)),
        ("skipped", Arg::Number(skipped as i64)),
    ];
    output.remark(&output.text_with("cli-export-done", &args));
    for (reason, count) in &written.skipped {
        output.remark(&format!(
            "  {count} {}",
            output.text(&format!("skip-{reason}"))
        ));
    }
    Ok(exit::OK)
}
