//! dataplane.org reports: `#` comments, then `ASN | AS name | address | last seen | category` padded with blanks.

use std::io::BufRead;

use model::{Category, Draft, Reason, StatedHosting};

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, found, is_address,
    mostly,
};
use crate::value::{Fault, address, asn, past};
use crate::{Context, Detection, Sample};

/// The format.
pub static DATAPLANE: FormatEntry = FormatEntry {
    id: "dataplane",
    title: "dataplane.org report",
    detect,
    open,
};

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        fields.len() >= 5 && is_address(fields[2]) && model::Utc::parse(fields[3]).is_ok()
    };
    if mostly(sample, row) {
        found(95, "the lines are `ASN | name | address | time | category`")
    } else {
        None
    }
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    let defaults = Defaults::new(context, Some(Category::OTHER), Some("dataplane.org"));
    Box::new(LineReader::new(
        input,
        context,
        Dataplane {
            defaults,
            own: context.category,
        },
    ))
}

struct Dataplane {
    defaults: Defaults,
    own: Option<Category>,
}

/// What the last column's word means.
fn meaning(signal: &str) -> (Category, &'static str) {
    match signal {
        "sshpwauth" => (Category::OTHER, "password guessing over SSH"),
        "sshclient" => (Category::OTHER, "unasked SSH connections"),
        "telnetlogin" => (
            Category::INFECTED_HOST,
            "telnet logins, as IoT bots make them",
        ),
        "vncrfb" => (Category::OTHER, "unasked VNC connections"),
        "sipregistration" | "sipinvitation" | "sipquery" => {
            (Category::OTHER, "attacks on telephone systems (SIP)")
        }
        "smtpdata" | "smtpgreet" => (Category::SPAM_SENDER, "unasked mail transactions"),
        "dnsrd" | "dnsrdany" | "dnsversion" => (Category::OTHER, "search for open DNS resolvers"),
        "proto41" => (Category::ABUSED_SERVICE, "open IPv6 relay"),
        _ => (Category::OTHER, "unasked traffic at sensors"),
    }
}

impl Dataplane {
    fn row(&self, number: u64, line: &str) -> Result<Draft, Fault> {
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        let [number_of_system, name, ip, seen, signal, ..] = fields.as_slice() else {
            return Err(Fault::new(
                Reason::Malformed,
                format!(
                    "{} columns, 5 are expected (ASN, name, address, last seen, category)",
                    fields.len()
                ),
            ));
        };
        let mut draft = self.defaults.draft(
            number,
            address(ip).map_err(|fault| fault.in_column("ipaddr"))?,
        );
        let (category, why) = meaning(signal);
        draft.category = self.own.or(Some(category));
        draft.last_seen =
            Some(past(seen, self.defaults.received).map_err(|fault| fault.in_column("lastseen"))?);
        draft.why = Some(format!("{why} ({signal})"));
        draft.tags.push((*signal).to_owned());
        let network = Some(*name)
            .filter(|name| !name.is_empty() && *name != "NA")
            .map(str::to_owned);
        let asn = asn(number_of_system);
        if asn.is_some() || network.is_some() {
            draft.stated = Some(StatedHosting {
                country: None,
                asn,
                network,
            });
        }
        line.clone_into(&mut draft.raw);
        Ok(draft)
    }
}

impl LineFormat for Dataplane {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if trimmed.is_empty() || comment(trimmed).is_some() {
            return rows.pass_over();
        }
        rows.outcome(number, trimmed, self.row(number, trimmed));
    }
}
