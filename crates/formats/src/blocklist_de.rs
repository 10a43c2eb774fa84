//! blocklist.de: one address a line; the file's name says what the addresses did.

use std::io::BufRead;

use model::Category;

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, is_address,
    mostly,
};
use crate::value::address;
use crate::{Context, Detection, Sample};

/// The format.
pub static BLOCKLIST_DE: FormatEntry = FormatEntry {
    id: "blocklist-de",
    title: "blocklist.de, one address a line",
    detect,
    open,
};

/// File name, category, why.
const CLASSES: [(&str, Category, &str); 12] = [
    (
        "bruteforcelogin",
        Category::OTHER,
        "password guessing against web logins",
    ),
    (
        "strongips",
        Category::OTHER,
        "attacks for longer than two months",
    ),
    ("apache", Category::OTHER, "attacks on web servers"),
    (
        "courierimap",
        Category::OTHER,
        "password guessing against mailboxes (IMAP)",
    ),
    (
        "courierpop3",
        Category::OTHER,
        "password guessing against mailboxes (POP3)",
    ),
    ("ircbot", Category::INFECTED_HOST, "IRC bots"),
    (
        "imap",
        Category::OTHER,
        "password guessing against mailboxes",
    ),
    (
        "mail",
        Category::SPAM_SENDER,
        "attacks on mail servers and sending of spam",
    ),
    (
        "bots",
        Category::INFECTED_HOST,
        "bots that spam forms, guess passwords or attack IRC",
    ),
    ("ssh", Category::OTHER, "password guessing over SSH"),
    ("ftp", Category::OTHER, "password guessing over FTP"),
    (
        "sip",
        Category::OTHER,
        "password guessing against telephone systems (SIP)",
    ),
];

fn class(file_name: &str) -> Option<&'static (&'static str, Category, &'static str)> {
    let name = file_name.to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let last = stem.rsplit(['-', '_']).next().unwrap_or_default();
    CLASSES
        .iter()
        .find(|(class, ..)| *class == last || name.contains("blocklist") && name.contains(class))
}

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let name = sample.file_name.to_ascii_lowercase();
    if !mostly(sample, is_address) {
        return None;
    }
    if [
        "blocklist.de",
        "blocklist_de",
        "blocklist-de",
        "blocklistde",
    ]
    .iter()
    .any(|own| name.contains(own))
    {
        return found(
            80,
            format!(
                "the file name {:?} names blocklist.de and the lines are addresses",
                sample.file_name
            ),
        );
    }
    // `ssh.txt` alone is no proof of where it comes from: other lists have such names.
    class(&name).and_then(|_| {
        found(
            30,
            format!(
                "the file name {:?} is one of blocklist.de's, but others use it too",
                sample.file_name
            ),
        )
    })
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    let class = class(&context.file_name);
    let category = class.map_or(Category::OTHER, |(_, category, _)| *category);
    let why = match class {
        Some((_, _, why)) => format!("reported to blocklist.de in the last 48 hours: {why}"),
        None => "reported to blocklist.de in the last 48 hours".to_owned(),
    };
    let defaults = Defaults::new(context, Some(category), Some("blocklist.de"));
    Box::new(LineReader::new(
        input,
        context,
        BlocklistDe { defaults, why },
    ))
}

struct BlocklistDe {
    defaults: Defaults,
    why: String,
}

impl LineFormat for BlocklistDe {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if trimmed.is_empty() || comment(trimmed).is_some() {
            return rows.pass_over();
        }
        let outcome = address(trimmed).map(|observable| {
            let mut draft = self.defaults.draft(number, observable);
            draft.why = Some(self.why.clone());
            draft
        });
        rows.outcome(number, trimmed, outcome);
    }
}
