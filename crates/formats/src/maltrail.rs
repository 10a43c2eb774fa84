//! Maltrail trail lists: `# Reference:` and `# Aliases:` comments over groups of names, addresses, `ip:port`, networks,
//! URLs, `name/path` and bare `/path` trails.
//!
//! A bare path says nothing about where it is: it is no observable and is refused as such.

use std::io::BufRead;

use model::{Category, Reason};
use observable::{Kind, Observable};

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, sample_lines,
    split_comment,
};
use crate::value::{Fault, endpoint};
use crate::{Context, Detection, Sample};

/// The format.
pub static MALTRAIL: FormatEntry = FormatEntry {
    id: "maltrail",
    title: "Maltrail trail list",
    detect,
    open,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    if sample_lines(sample)
        .take(10)
        .any(|line| line.starts_with('#') && line.contains("Maltrail developers"))
    {
        return found(98, "the head comment names the Maltrail project");
    }
    let keys = sample_lines(sample)
        .filter(|line| line.starts_with("# Reference: ") || line.starts_with("# Aliases: "))
        .count();
    if keys == 0 {
        None
    } else {
        found(
            90,
            format!(
                "{keys} comments are `# Reference:` or `# Aliases:`, as in Maltrail's trail lists"
            ),
        )
    }
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    // `elf_mirai.txt`: platform and family.
    let stem = context.file_name.split('.').next().unwrap_or_default();
    let family = [
        "elf_",
        "android_",
        "osx_",
        "apt_",
        "ek_",
        "js_",
        "vbs_",
        "python_",
        "powershell_",
        "pua_",
    ]
    .iter()
    .find_map(|platform| stem.strip_prefix(platform))
    .filter(|name| !name.is_empty())
    .map(|name| name.replace('_', " "));
    let category = Some(Category::OTHER);
    let format = Maltrail {
        defaults: Defaults::new(context, category, Some("Maltrail")),
        family,
        reference: None,
        aliases: None,
    };
    Box::new(LineReader::new(input, context, format))
}

struct Maltrail {
    defaults: Defaults,
    family: Option<String>,
    reference: Option<String>,
    aliases: Option<String>,
}

impl LineFormat for Maltrail {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if let Some(note) = trimmed.strip_prefix('#').map(str::trim) {
            if let Some(reference) = note.strip_prefix("Reference:") {
                self.reference = Some(reference.trim().to_owned()).filter(|text| !text.is_empty());
            } else if let Some(aliases) = note.strip_prefix("Aliases:") {
                self.aliases = Some(aliases.trim().to_owned()).filter(|text| !text.is_empty());
            }
            return rows.pass_over();
        }
        if trimmed.is_empty() || comment(trimmed).is_some() {
            return rows.pass_over();
        }
        let (trail, note) = split_comment(trimmed);
        if trail.starts_with('/') {
            let detail = "a path without a host is no indicator of infrastructure";
            return rows.refuse(Fault::new(Reason::UnknownType, detail).refusal(number, trimmed));
        }
        let outcome = parse(trail).map(|(observable, port)| {
            let mut draft = self.defaults.draft(number, observable);
            draft.port = port;
            draft.malware.clone_from(&self.family);
            draft.reference.clone_from(&self.reference);
            draft.comment = note.map(str::to_owned);
            draft.why = self.why();
            if trail.len() != text.len() {
                trimmed.clone_into(&mut draft.raw);
            }
            draft
        });
        rows.outcome(number, trimmed, outcome);
    }
}

impl Maltrail {
    fn why(&self) -> Option<String> {
        let name = self.family.as_deref().or(self.aliases.as_deref())?;
        Some(format!("Maltrail trail of {name}"))
    }
}

/// `name/path` is a URL without its scheme, but `192.0.2.0/24` is a network.
fn parse(trail: &str) -> Result<(Observable, Option<u16>), Fault> {
    let path = trail
        .find('/')
        .filter(|at| !trail[*at..].starts_with("//") && !trail.contains("://"));
    let prefix = path.is_some_and(|at| {
        trail[at + 1..].bytes().all(|byte| byte.is_ascii_digit())
            && trail[..at].parse::<std::net::IpAddr>().is_ok()
    });
    if path.is_some() && !prefix {
        return Ok((
            Observable::parse(Kind::Url, &format!("http://{trail}"))?,
            None,
        ));
    }
    let found = endpoint(trail)?;
    Ok((found.observable, found.port))
}
