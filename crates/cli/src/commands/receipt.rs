//! `griot receipt`

use gateway::Gateway;
use language::number;

use super::ingest;
use crate::args::ReceiptArgs;
use crate::config::Config;
use crate::exit;
use crate::output::{Output, shown};

pub fn run(config: &Config, output: &Output, args: &ReceiptArgs) -> anyhow::Result<u8> {
    let gateway = Gateway::open_read_only(&config.home)?;
    let viewer = gateway.viewer(&config.viewer)?;
    let Some(submission) = &args.submission else {
        let status = gateway.status(&viewer, config.now)?;
        if output.json {
            let rows: Vec<serde_json::Value> = status.submissions.iter().map(row_json).collect();
            output.value(&rows)?;
        }
        let header = [
            "cli-col-number",
            "cli-col-received",
            "cli-col-name",
            "cli-col-format",
            "cli-count-rows",
            "cli-count-new",
            "cli-count-refused",
        ];
        let n = |value: u64| number(output.lang, value as i64);
        let rows = status
            .submissions
            .iter()
            .map(|row| {
                vec![
                    row.id.0.to_string(),
                    row.submission.received.minute_text(),
                    row.submission.name.clone(),
                    row.submission.format.clone(),
                    n(row.tally.rows),
                    n(row.tally.new),
                    n(row.tally.refused_total()),
                ]
            })
            .collect();
        output.table(&header.map(|key| output.text(key)), rows);
        return Ok(exit::OK);
    };
    let Some((receipt, refusals)) = gateway.receipt(&viewer, submission, args.refused)? else {
        anyhow::bail!("there is no submission {submission:?}");
    };
    ingest::print(output, &receipt)?;
    output.value(&refusals)?;
    let header = [
        "cli-row",
        "cli-col-reason",
        "cli-col-detail",
        "cli-col-as-sent",
    ];
    let rows = refusals
        .iter()
        .map(|refusal| {
            let sent: String = refusal.raw.chars().take(80).collect();
            vec![
                refusal.place.to_string(),
                refusal.reason.name().to_owned(),
                shown(&refusal.detail),
                shown(&sent),
            ]
        })
        .collect();
    output.table(&header.map(|key| output.text(key)), rows);
    Ok(exit::OK)
}

fn row_json(row: &gateway::SubmissionRow) -> serde_json::Value {
    serde_json::json!({
        "submission": row.id, "uuid": row.submission.uuid, "name": row.submission.name, "format": row.submission.format,
        "received": row.submission.received, "sha256": row.submission.sha256, "state": row.state, "tally": row.tally, "alarms": row.alarms,
    })
}
