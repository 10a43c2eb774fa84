//! Shadowserver reports: CSV bound by header (the order of columns is not fixed); the type of report comes from the file
//! name, `YYYY-MM-DD-<type>[-<id>]-<org>-<filter>.csv`. A type that is not in the table is read by its columns.

use std::io::BufRead;

use model::{Category, Country, Draft, Ownership, Reason, StatedHosting};
use observable::{Kind, Observable};

use crate::listing::{BoxedReader, Defaults, FormatEntry, Rows, found, sample_lines};
use crate::table::{Record, TableFormat, TableReader, sample_records};
use crate::value::{Fault, address, asn, of_kind, past, port};
use crate::words::is_null;
use crate::{Context, Detection, Sample};

/// The format.
pub static SHADOWSERVER: FormatEntry = FormatEntry {
    id: "shadowserver-csv",
    title: "Shadowserver report, CSV",
    detect,
    open,
};

/// A type of report: the beginning of its name, its category, the columns that hold the item (the first that is filled),
/// to whom the item belongs, and why it is reported.
struct ReportType {
    prefix: &'static str,
    category: Category,
    items: &'static [&'static str],
    ownership: Ownership,
    why: &'static str,
}

const fn report(
    prefix: &'static str,
    category: Category,
    items: &'static [&'static str],
    ownership: Ownership,
    why: &'static str,
) -> ReportType {
    ReportType {
        prefix,
        category,
        items,
        ownership,
        why,
    }
}

/// Longer prefixes before shorter ones. The report `compromised_website` names both the site and its command server.
const TYPES: &[ReportType] = &[
    report(
        "event4_sinkhole",
        Category::INFECTED_HOST,
        &["src_ip"],
        Ownership::Compromised,
        "bot that called a sinkhole",
    ),
    report(
        "event6_sinkhole",
        Category::INFECTED_HOST,
        &["src_ip"],
        Ownership::Compromised,
        "bot that called a sinkhole",
    ),
    report(
        "event4_microsoft_sinkhole",
        Category::INFECTED_HOST,
        &["src_ip"],
        Ownership::Compromised,
        "bot that called a sinkhole",
    ),
    report(
        "event4_honeypot_brute_force",
        Category::OTHER,
        &["src_ip"],
        Ownership::Unknown,
        "password guessing at a honeypot",
    ),
    report(
        "event4_honeypot_http_scan",
        Category::OTHER,
        &["src_ip"],
        Ownership::Unknown,
        "attack on a web honeypot",
    ),
    report(
        "event4_honeypot_darknet",
        Category::INFECTED_HOST,
        &["src_ip"],
        Ownership::Compromised,
        "unasked traffic into unused address space",
    ),
    report(
        "event4_honeypot_ddos",
        Category::OTHER,
        &["src_ip", "dst_ip"],
        Ownership::Unknown,
        "part of an amplification attack",
    ),
    report(
        "event4_ddos_participant",
        Category::INFECTED_HOST,
        &["src_ip"],
        Ownership::Compromised,
        "took part in a denial-of-service attack",
    ),
    report(
        "event4_ip_spoofer",
        Category::ABUSED_SERVICE,
        &["src_ip"],
        Ownership::AbusedService,
        "network that lets forged source addresses out",
    ),
    report(
        "compromised_website",
        Category::COMPROMISED_WEBSITE,
        &["url", "http_host", "ip"],
        Ownership::Compromised,
        "compromised web site",
    ),
    report(
        "compromised_iot",
        Category::INFECTED_HOST,
        &["ip"],
        Ownership::Compromised,
        "compromised device",
    ),
    report(
        "compromised_account",
        Category::OTHER,
        &["ip"],
        Ownership::Victim,
        "compromised account",
    ),
    report(
        "malware_url",
        Category::MALWARE_DISTRIBUTION,
        &["url", "ip"],
        Ownership::Unknown,
        "malware distribution",
    ),
    report(
        "spam_url",
        Category::SPAM_SENDER,
        &["src_ip", "url"],
        Ownership::Unknown,
        "spam",
    ),
    report(
        "scan_post_exploitation_framework",
        Category::BOTNET_C2,
        &["ip"],
        Ownership::CriminalOwned,
        "command server of a post-exploitation framework",
    ),
    report(
        "sandbox_conn",
        Category::OTHER,
        &["ip"],
        Ownership::Unknown,
        "contacted by malware in a sandbox",
    ),
    report(
        "sandbox_url",
        Category::OTHER,
        &["url"],
        Ownership::Unknown,
        "contacted by malware in a sandbox",
    ),
    report(
        "blocklist",
        Category::OTHER,
        &["ip"],
        Ownership::Unknown,
        "on a block list",
    ),
    report(
        "scan_http_proxy",
        Category::ABUSED_SERVICE,
        &["ip"],
        Ownership::AbusedService,
        "open proxy",
    ),
    report(
        "scan_socks",
        Category::ABUSED_SERVICE,
        &["ip"],
        Ownership::AbusedService,
        "open proxy",
    ),
    report(
        "scan_",
        Category::ABUSED_SERVICE,
        &["ip"],
        Ownership::AbusedService,
        "open or vulnerable service",
    ),
    report(
        "scan6_",
        Category::ABUSED_SERVICE,
        &["ip"],
        Ownership::AbusedService,
        "open or vulnerable service",
    ),
    report(
        "device_id",
        Category::OTHER,
        &["ip"],
        Ownership::Unknown,
        "device seen in a scan",
    ),
    report(
        "ransomware_victim",
        Category::OTHER,
        &["leak_site_url"],
        Ownership::CriminalOwned,
        "leak site of a ransomware group",
    ),
    report(
        "special",
        Category::OTHER,
        &["ip"],
        Ownership::Unknown,
        "special report",
    ),
];

/// Columns that can hold the item, for types that are not in the table.
const ANY_ITEM: &[&str] = &["src_ip", "ip", "url", "http_host", "domain"];

/// The type within a file name.
#[must_use]
pub fn report_type(file_name: &str) -> Option<&str> {
    let (date, rest) = file_name.split_at_checked(10)?;
    model::Utc::parse(date).ok()?;
    let (name, more) = rest.strip_prefix('-')?.split_once('-')?;
    (!more.is_empty() && !name.is_empty() && !name.bytes().any(|byte| byte.is_ascii_uppercase()))
        .then_some(name)
}

fn of_columns(names: &[String]) -> Option<&'static str> {
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("beacon_type") {
        Some("scan_post_exploitation_framework")
    } else if has("cc_url") && has("http_host") {
        Some("compromised_website")
    } else if has("malpubkey_sha256") {
        Some("compromised_iot")
    } else if has("attack") && has("attack_src_ip") {
        Some("event4_ddos_participant")
    } else if has("username") && has("password") {
        Some("event4_honeypot_brute_force")
    } else if has("sender") && has("subject") {
        Some("spam_url")
    } else if has("ransomware") && has("leak_site_url") {
        Some("ransomware_victim")
    } else if has("bytes_in") && has("md5") {
        Some("sandbox_conn")
    } else if has("url") && has("sha256") && has("source") {
        Some("malware_url")
    } else if has("infection") && has("src_ip") {
        Some("event4_sinkhole")
    } else {
        None
    }
}

fn header_fits(names: &[String]) -> bool {
    let has = |name: &str| {
        names.iter().any(|known| {
            known
                .trim()
                .trim_start_matches('\u{feff}')
                .eq_ignore_ascii_case(name)
        })
    };
    has("timestamp")
        && has("severity")
        && (has("ip") || has("src_ip") || has("url") || has("leak_site_url"))
}

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    let lines: Vec<&str> = sample_lines(sample).take(1).collect();
    let (_, names) = sample_records(&lines, b',').into_iter().next()?;
    let kind = report_type(sample.file_name)
        .filter(|kind| TYPES.iter().any(|known| kind.starts_with(known.prefix)));
    match (header_fits(&names), kind) {
        (true, Some(kind)) => found(
            100,
            format!("the file name says report {kind} and the header has its columns"),
        ),
        (true, None) => found(
            90,
            "the header begins as Shadowserver's reports do (timestamp, severity, address)",
        ),
        (false, Some(kind)) if names.iter().any(|name| name == "timestamp") => {
            found(90, format!("the file name says report {kind}"))
        }
        _ => None,
    }
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    let defaults = Defaults::new(context, None, Some("Shadowserver"));
    let format = Report {
        defaults,
        kind: report_type(&context.file_name).map(str::to_owned),
        names: Vec::new(),
        of_columns: false,
    };
    Box::new(TableReader::new(input, context, b',', format))
}

struct Report {
    defaults: Defaults,
    kind: Option<String>,
    names: Vec<String>,
    of_columns: bool,
}

impl TableFormat for Report {
    fn header(&mut self, record: &Record, _commented: bool) -> bool {
        let names: Vec<String> = record
            .iter()
            .map(|name| name.trim().to_ascii_lowercase())
            .collect();
        if !names.iter().any(|name| name == "timestamp") {
            return false;
        }
        self.names = names;
        if self.known().is_none()
            && let Some(kind) = of_columns(&self.names)
        {
            self.kind = Some(kind.to_owned());
            self.of_columns = true;
        }
        true
    }

    fn row(&mut self, number: u64, record: &Record, rows: &mut Rows) {
        if self.names.is_empty() {
            return rows.refuse(
                Fault::new(
                    Reason::Malformed,
                    "there is no header with a column timestamp",
                )
                .refusal(number, record.raw()),
            );
        }
        if record.len() != self.names.len() {
            let detail = format!(
                "{} columns, the header has {}",
                record.len(),
                self.names.len()
            );
            return rows
                .refuse(Fault::new(Reason::Malformed, detail).refusal(number, record.raw()));
        }
        let outcome = self.item(number, record).map(|mut draft| {
            record.raw().clone_into(&mut draft.raw);
            draft
        });
        let command_server = outcome
            .as_ref()
            .ok()
            .and_then(|site| self.command_server(site, record));
        rows.outcome(number, record.raw(), outcome);
        if let Some(outcome) = command_server {
            rows.outcome(number, record.raw(), outcome);
        }
    }

    fn remarks(&self) -> Vec<String> {
        match (&self.kind, self.known()) {
            (Some(kind), Some(_)) if self.of_columns => vec![format!("the file name does not say the type of report; by its columns it is {kind}")],
            (Some(_), Some(_)) => Vec::new(),
            (Some(kind), None) => vec![format!("the report type {kind:?} is not in the table; its rows were read by the header and have the category other")],
            (None, _) => vec!["the type of report is not known; its rows were read by the header and have the category other".to_owned()],
        }
    }
}

impl Report {
    fn known(&self) -> Option<&'static ReportType> {
        let kind = self.kind.as_deref()?;
        TYPES.iter().find(|known| kind.starts_with(known.prefix))
    }

    fn get<'r>(&self, record: &'r Record, name: &str) -> Option<&'r str> {
        let text = record.get(self.names.iter().position(|known| known == name)?);
        (!is_null(text)).then_some(text)
    }

    fn item(&self, number: u64, record: &Record) -> Result<Draft, Fault> {
        let get = |name: &str| self.get(record, name);
        let known = self.known();
        let items = known.map_or(ANY_ITEM, |known| known.items);
        let Some((column, text)) = items
            .iter()
            .chain(ANY_ITEM)
            .find_map(|name| get(name).map(|text| (*name, text)))
        else {
            return Err(Fault::new(
                Reason::MissingValue,
                format!("none of the columns {} is filled", items.join(", ")),
            ));
        };
        let mut draft = self.defaults.draft(
            number,
            parse(column, text).map_err(|fault| fault.in_column(column))?,
        );
        let source = column.starts_with("src_");
        let side = |name: &str| {
            if source {
                get(&format!("src_{name}"))
            } else {
                get(name)
            }
        };
        draft.category = self
            .defaults
            .category
            .or(Some(known.map_or(Category::OTHER, |known| known.category)));
        draft.ownership = known.map_or(Ownership::Unknown, |known| known.ownership);
        // A bot's source port says nothing about it; a service's port does.
        if !source {
            draft.port = side("port")
                .map(port)
                .transpose()
                .map_err(|fault| fault.in_column("port"))?;
        }
        draft.last_seen = get("timestamp")
            .map(|text| past(text, self.defaults.received))
            .transpose()
            .map_err(|fault| fault.in_column("timestamp"))?;
        let country = side("geo").and_then(|text| Country::parse(text).ok());
        let number_of_system = side("asn").and_then(asn);
        if country.is_some() || number_of_system.is_some() {
            draft.stated = Some(StatedHosting {
                country,
                asn: number_of_system,
                network: None,
            });
        }
        draft.malware = ["family", "infection", "ransomware", "beacon_type"]
            .iter()
            .find_map(|name| get(name))
            .map(str::to_owned);
        draft.tags = get("tag")
            .unwrap_or_default()
            .split([',', ';'])
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect();
        draft.external_id = get("event_id").map(str::to_owned);
        let what = known.map_or_else(
            || {
                format!(
                    "Shadowserver report {}",
                    self.kind.as_deref().unwrap_or("of unknown type")
                )
            },
            |known| known.why.to_owned(),
        );
        let mut particulars: Vec<&str> = draft.malware.as_deref().into_iter().collect();
        particulars.extend(
            ["tag", "reason", "detail", "severity"]
                .iter()
                .filter_map(|name| get(name)),
        );
        particulars.dedup();
        draft.why = Some(if particulars.is_empty() {
            what
        } else {
            format!("{what}: {}", particulars.join(", "))
        });
        Ok(draft)
    }

    /// The command server that a compromised site was seen with.
    fn command_server(&self, site: &Draft, record: &Record) -> Option<Result<Draft, Fault>> {
        let text = self.get(record, "cc_url")?;
        Some(
            parse("url", text)
                .map_err(|fault| fault.in_column("cc_url"))
                .map(|observable| {
                    let mut draft = self.defaults.draft(site.place.row, observable);
                    draft.category = self.defaults.category.or(Some(Category::BOTNET_C2));
                    draft.last_seen = site.last_seen;
                    draft.malware.clone_from(&site.malware);
                    draft.why = Some("command server of a compromised web site".to_owned());
                    draft.raw.clone_from(&site.raw);
                    draft
                }),
        )
    }
}

fn parse(column: &str, text: &str) -> Result<Observable, Fault> {
    match column {
        "src_ip" | "ip" | "dst_ip" => address(text),
        "http_host" | "domain" => crate::value::name_or_address(text),
        // The report leaves the scheme out where it was not seen.
        _ if text.contains("://") => of_kind(Kind::Url, text),
        _ => of_kind(Kind::Url, &format!("http://{text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_come_from_the_file_name() {
        assert_eq!(
            report_type("2024-05-01-event4_sinkhole-example-asn.csv"),
            Some("event4_sinkhole")
        );
        assert_eq!(
            report_type("2024-05-01-malware_url-12-example_org-geo.csv"),
            Some("malware_url")
        );
        assert_eq!(report_type("report.csv"), None);
        assert_eq!(report_type("2024-05-01.csv"), None);
    }
}
