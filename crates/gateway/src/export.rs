//! Exports: indicators in view, written in the formats that firewalls, resolvers and other programs read.

use std::io::Write;

use formats::export::{Export, ExportMeta, ExportRow, Territory, Written, exports};
use model::policy::View;
use model::{Admiralty, Indicator, Tlp, Utc};
use store::{Filter, Order};

use crate::error::{GatewayError, Result};
use crate::gateway::Gateway;
use crate::reports::indicator_id;

/// Hours after which a list must be fetched anew.
const LIST_HOURS: i64 = 24;

/// What to export.
#[derive(Clone, Debug)]
pub struct ExportOptions {
    /// Format.
    pub format: String,
    /// Which indicators.
    pub filter: Filter,
    /// Score at least.
    pub min_score: u8,
    /// Expired ones too.
    pub expired: bool,
    /// What the list is, one line.
    pub title: String,
}

impl Gateway {
    /// Writes the indicators in view. Those that a warning list marks as false positives are left out of formats that
    /// act (block lists).
    ///
    /// # Errors
    /// When there is no such format, the store cannot be read, or writing fails.
    pub fn export(
        &self,
        view: &View,
        options: &ExportOptions,
        now: Utc,
        out: &mut dyn Write,
    ) -> Result<Written> {
        let format = export_format(&options.format)?;
        let suppressing = self.warning_bits.suppressing();
        // Written in the order of the values, so that the same data gives the same bytes whatever the order of intake.
        let mut rows: Vec<ExportRow> = Vec::new();
        let mut strictest = Tlp::Clear;
        let mut false_positives = 0;
        self.for_each_indicator(
            view,
            &options.filter,
            Order::OldestFirst,
            now,
            &mut |indicator| {
                if format.acts && indicator.warnings & suppressing != 0 {
                    false_positives += 1;
                } else if indicator.score.score.0 >= options.min_score
                    && (options.expired || indicator.expires > now)
                {
                    strictest = strictest.max(indicator.markings.tlp);
                    rows.push(self.export_row(&indicator));
                }
                Ok(true)
            },
        )?;
        rows.sort_unstable_by(|a, b| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
        let meta = ExportMeta {
            title: options.title.clone(),
            generated: now,
            expires: now.plus_hours(LIST_HOURS),
            tlp: strictest,
            exercise: self.is_exercise(),
        };
        let mut written = (format.write)(&mut rows.into_iter(), &meta, out).map_err(|source| {
            GatewayError::File {
                path: "the export".into(),
                source,
            }
        })?;
        if false_positives > 0 {
            written.skipped.insert("false-positive", false_positives);
        }
        Ok(written)
    }

    /// The row of an indicator, the same in exports and in the annexes of reports.
    pub(crate) fn export_row(&self, indicator: &Indicator) -> ExportRow {
        let enrichment = self
            .enricher
            .enrich(&indicator.observable, self.is_exercise());
        let observations = &indicator.observations;
        let mut owners: Vec<_> = observations.iter().map(|o| o.owner).collect();
        owners.sort_unstable();
        owners.dedup();
        ExportRow {
            id: indicator_id(&indicator.observable),
            kind: indicator.observable.kind(),
            value: indicator.observable.value().to_owned(),
            defanged: indicator.observable.defanged(),
            category: indicator.category,
            first_seen: indicator.first_seen,
            last_seen: indicator.last_seen,
            expires: indicator.expires,
            confidence: indicator.score.score.0,
            grade: observations
                .iter()
                .map(|o| o.grade)
                .min()
                .unwrap_or(Admiralty::UNKNOWN),
            sources: owners.len() as u32,
            tlp: indicator.markings.tlp,
            pap: indicator.markings.pap,
            country: indicator.hosting.located.or(indicator.hosting.registered),
            registered: indicator.hosting.registered,
            located: indicator.hosting.located,
            asn: indicator.hosting.asn,
            network: enrichment.network.map(str::to_owned),
            ownership: indicator.ownership,
            liveness: indicator.liveness,
            territories: indicator
                .territories
                .iter()
                .map(|(country, claims)| Territory::new(*country, *claims))
                .collect(),
            malware: indicator.malware.clone(),
            campaigns: indicator.campaigns.clone(),
            ports: indicator.ports.clone(),
            why: observations
                .last()
                .map_or_else(String::new, |observation| observation.why.clone()),
        }
    }
}

fn export_format(name: &str) -> Result<&'static Export> {
    exports()
        .iter()
        .find(|export| export.id == name)
        .ok_or_else(|| {
            let known: Vec<&str> = exports().iter().map(|export| export.id).collect();
            GatewayError::Request(format!(
                "there is no export format {name:?}; known: {}",
                known.join(", ")
            ))
        })
}
