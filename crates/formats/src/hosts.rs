//! Hosts files: `0.0.0.0 name`, `127.0.0.1<TAB>name`, several names a line, `#` comments in line.

use std::io::BufRead;

use model::Reason;

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, mostly,
    split_comment,
};
use crate::value::{Fault, name_or_address};
use crate::{Context, Detection, Sample};

/// The format.
pub static HOSTS: FormatEntry = FormatEntry {
    id: "hosts",
    title: "Hosts file of names to block",
    detect,
    open,
};

/// Names that every hosts file has for the machine itself.
const OWN_NAMES: [&str; 14] = [
    "localhost",
    "localhost.localdomain",
    "local",
    "broadcasthost",
    "ip6-localhost",
    "ip6-loopback",
    "ip6-localnet",
    "ip6-mcastprefix",
    "ip6-allnodes",
    "ip6-allrouters",
    "ip6-allhosts",
    "localhost4",
    "localhost6",
    "0.0.0.0",
];

fn sink(text: &str) -> bool {
    matches!(
        text,
        "0.0.0.0"
            | "127.0.0.1"
            | "::"
            | "::1"
            | "255.255.255.255"
            | "0"
            | "127.0.1.1"
            | "fe80::1%lo0"
            | "ff00::0"
            | "ff02::1"
            | "ff02::2"
            | "ff02::3"
    )
}

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let shape = |line: &str| {
        let mut parts = line.split_ascii_whitespace();
        parts.next().is_some_and(sink) && parts.next().is_some()
    };
    if !mostly(sample, shape) {
        return None;
    }
    found(85, "the lines are `0.0.0.0 name` or `127.0.0.1 name`")
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    Box::new(LineReader::new(
        input,
        context,
        Hosts {
            defaults: Defaults::new(context, None, None),
        },
    ))
}

struct Hosts {
    defaults: Defaults,
}

impl LineFormat for Hosts {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if trimmed.is_empty() || comment(trimmed).is_some() {
            return rows.pass_over();
        }
        let (entry, note) = split_comment(trimmed);
        let mut parts = entry.split_ascii_whitespace();
        if !parts.next().is_some_and(sink) {
            let detail = "the line does not begin with 0.0.0.0, 127.0.0.1 or another address that stands for `nowhere`";
            return rows.refuse(Fault::new(Reason::Malformed, detail).refusal(number, trimmed));
        }
        let names: Vec<&str> = parts.collect();
        if names.is_empty() {
            return rows.refuse(
                Fault::new(Reason::MissingValue, "there is no name behind the address")
                    .refusal(number, trimmed),
            );
        }
        let foreign: Vec<&str> = names
            .into_iter()
            .filter(|name| !OWN_NAMES.contains(&name.to_ascii_lowercase().as_str()))
            .collect();
        if foreign.is_empty() {
            return rows.pass_over();
        }
        for name in foreign {
            let outcome = name_or_address(name).map(|observable| {
                let mut draft = self.defaults.draft(number, observable);
                draft.why = note.map(str::to_owned);
                trimmed.clone_into(&mut draft.raw);
                draft
            });
            rows.outcome(number, trimmed, outcome);
        }
    }
}
