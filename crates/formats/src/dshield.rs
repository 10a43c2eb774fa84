//! DShield block list: `#` comments (one with `updated:`), a `Start` header, then tab-separated networks.

use std::io::BufRead;
use std::net::IpAddr;

use model::{Category, Country, Draft, Reason, StatedHosting, Utc};
use observable::Kind;

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, sample_lines,
};
use crate::value::{Fault, of_kind};
use crate::{Context, Detection, Sample};

/// The format.
pub static DSHIELD: FormatEntry = FormatEntry {
    id: "dshield",
    title: "DShield recommended block list",
    detect,
    open,
};

fn header(line: &str) -> bool {
    let mut names = line.trim().split('\t').map(str::trim);
    names.next() == Some("Start") && names.next() == Some("End") && names.next() == Some("Netblock")
}

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    if sample_lines(sample).any(|line| header(comment(line).unwrap_or(line))) {
        return found(100, "the header is `Start End Netblock …` with tabs");
    }
    None
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    let defaults = Defaults::new(context, Some(Category::OTHER), Some("DShield"));
    Box::new(LineReader::new(
        input,
        context,
        Dshield {
            defaults,
            updated: None,
        },
    ))
}

struct Dshield {
    defaults: Defaults,
    updated: Option<Utc>,
}

impl Dshield {
    fn row(&self, number: u64, line: &str) -> Result<Draft, Fault> {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [start, _, prefix, rest @ ..] = fields.as_slice() else {
            return Err(Fault::new(
                Reason::Malformed,
                format!(
                    "{} columns, at least 3 are needed (Start, End, Netblock)",
                    fields.len()
                ),
            ));
        };
        let broken = || Fault::new(Reason::Malformed, format!("{start}/{prefix} is no network"));
        start.parse::<IpAddr>().map_err(|_| broken())?;
        let mut draft = self.defaults.draft(
            number,
            of_kind(Kind::Cidr, &format!("{start}/{prefix}"))
                .map_err(|fault| fault.in_column("Netblock"))?,
        );
        let field = |position: usize| rest.get(position).copied().filter(|text| !text.is_empty());
        draft.why = Some(match field(0) {
            Some(attacks) => format!(
                "among the networks with most attacks at DShield's sensors ({attacks} targets in three days)"
            ),
            None => "among the networks with most attacks at DShield's sensors".to_owned(),
        });
        let country = field(2).and_then(|text| Country::parse(text).ok());
        let network = field(1).map(str::to_owned);
        if country.is_some() || network.is_some() {
            draft.stated = Some(StatedHosting {
                country,
                asn: None,
                network,
            });
        }
        draft.last_seen = self.updated;
        line.clone_into(&mut draft.raw);
        Ok(draft)
    }
}

impl LineFormat for Dshield {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if let Some(note) = comment(trimmed) {
            if let Some(updated) = note.strip_prefix("updated:") {
                // `Wed May 1 08:00:00 2024 UTC` and ISO forms have both been seen; what is no date is left out.
                self.updated = Utc::parse(updated)
                    .ok()
                    .filter(|at| *at <= self.defaults.received);
            }
            return rows.pass_over();
        }
        if trimmed.is_empty() || header(trimmed) {
            return rows.pass_over();
        }
        rows.outcome(number, trimmed, self.row(number, trimmed));
    }
}
