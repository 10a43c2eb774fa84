//! CERT.PL warning list of dangerous sites: names one a line, or `id<TAB>name<TAB>inserted[<TAB>deleted]`.
//!
//! Times without a zone are read as UTC. (Until May 2025 the list wrote Warsaw time; the difference is within two hours.)

use std::io::BufRead;

use model::{Category, Draft, Reason};

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, mostly,
};
use crate::value::{Fault, name_or_address, past};
use crate::{Context, Detection, Sample};

/// The format.
pub static CERTPL: FormatEntry = FormatEntry {
    id: "certpl",
    title: "CERT.PL warning list, text or tab-separated",
    detect,
    open,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        matches!(fields.len(), 3 | 4)
            && fields[0].bytes().all(|byte| byte.is_ascii_digit())
            && model::Utc::parse(fields[2]).is_ok()
    };
    if mostly(sample, |line| {
        row(line) || line.to_ascii_lowercase().contains("domain")
    }) && mostly(sample, |line| line.contains('\t'))
    {
        return found(
            90,
            "the lines are number, name and date with tabs, as in CERT.PL's list",
        );
    }
    let name = sample.file_name.to_ascii_lowercase();
    let named = ["certpl", "cert-pl", "cert_pl", "cert.pl", "hole.cert"]
        .iter()
        .any(|own| name.contains(own));
    if named
        && mostly(sample, |line| {
            line.contains('.') && !line.contains([' ', '/', ','])
        })
    {
        return found(
            80,
            format!(
                "the file name {:?} names CERT.PL and the lines are names",
                sample.file_name
            ),
        );
    }
    None
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    let defaults = Defaults::new(
        context,
        Some(Category::PHISHING_SITE),
        Some("CERT.PL warning list"),
    );
    Box::new(LineReader::new(input, context, CertPl { defaults }))
}

struct CertPl {
    defaults: Defaults,
}

impl CertPl {
    fn row(&self, number: u64, line: &str) -> Result<Draft, Fault> {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let (id, name, inserted, deleted) = match fields.as_slice() {
            [name] => (None, *name, None, None),
            [id, name, inserted] => (Some(*id), *name, Some(*inserted), None),
            [id, name, inserted, deleted] => (
                Some(*id),
                *name,
                Some(*inserted),
                Some(*deleted).filter(|text| !text.is_empty()),
            ),
            _ => {
                return Err(Fault::new(
                    Reason::Malformed,
                    format!("{} columns, 1, 3 or 4 are expected", fields.len()),
                ));
            }
        };
        if let Some(deleted) = deleted {
            return Err(Fault::new(
                Reason::Retracted,
                format!("CERT.PL took this name off its list on {deleted}"),
            )
            .in_column("deleted"));
        }
        let observable = name_or_address(name.trim_start_matches("*."))
            .map_err(|fault| fault.in_column("name"))?;
        let mut draft = self.defaults.draft(number, observable);
        if let Some(inserted) = inserted {
            draft.first_seen = Some(
                past(inserted, self.defaults.received)
                    .map_err(|fault| fault.in_column("inserted"))?,
            );
            line.clone_into(&mut draft.raw);
        }
        draft.external_id = id.map(str::to_owned);
        draft.why = Some(
            "on CERT.PL's warning list: site that takes personal data or money by deception"
                .to_owned(),
        );
        Ok(draft)
    }
}

impl LineFormat for CertPl {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        let header =
            number == 1 && trimmed.contains('\t') && !trimmed.as_bytes()[0].is_ascii_digit();
        if trimmed.is_empty() || comment(trimmed).is_some() || header {
            return rows.pass_over();
        }
        rows.outcome(number, trimmed, self.row(number, trimmed));
    }
}
