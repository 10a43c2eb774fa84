//! What is written out: one plain row for every indicator in view, and the registry of writers.
//!
//! Writers take what they are given; which rows a recipient may get is decided before, by policy. As a second lock no
//! writer lets TLP:RED out, and none that makes others block lets out what its owner does not allow to act on (PAP).

use std::collections::BTreeMap;
use std::io::{self, Write};

use model::{Admiralty, Category, Claim, Country, Liveness, Ownership, Pap, Tlp, Utc};
use observable::Kind;
use serde::Serialize;
use uuid::Uuid;

/// One indicator on its way out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExportRow {
    /// Identifier, the same in every annex: the UUID of the STIX indicator and of the MISP attribute.
    pub id: Uuid,
    /// Kind of value.
    pub kind: Kind,
    /// Canonical value.
    pub value: String,
    /// The value made harmless for display.
    pub defanged: String,
    /// Activity category.
    pub category: Category,
    /// First seen.
    #[serde(serialize_with = "time")]
    pub first_seen: Utc,
    /// Last seen.
    #[serde(serialize_with = "time")]
    pub last_seen: Utc,
    /// First second after the end of usefulness.
    #[serde(serialize_with = "time")]
    pub expires: Utc,
    /// Fused confidence, 0-100.
    pub confidence: u8,
    /// Best Admiralty grade among the statements in view.
    pub grade: Admiralty,
    /// Organisations that state it.
    pub sources: u32,
    /// Audience limit.
    pub tlp: Tlp,
    /// Action limit.
    pub pap: Pap,
    /// Hosting country: where the address is used, else where it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Country that the address range is registered in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered: Option<Country>,
    /// Country that the address range is used in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub located: Option<Country>,
    /// Hosting autonomous system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asn: Option<u32>,
    /// Name of the hosting network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// To whom the infrastructure belongs.
    pub ownership: Ownership,
    /// Whether it is said to work.
    pub liveness: Liveness,
    /// Countries concerned, each with the reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub territories: Vec<Territory>,
    /// Malware names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub malware: Vec<String>,
    /// Campaign names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<String>,
    /// Ports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<u16>,
    /// Why the value is malicious.
    pub why: String,
}

/// A country that an item concerns, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Territory {
    /// The country.
    pub country: Country,
    /// Names of the claims ([`Claim::name`]).
    pub claims: Vec<&'static str>,
}

impl Territory {
    /// The country with its claims as bits, as [`model::territories`] gives them.
    #[must_use]
    pub fn new(country: Country, claims: u8) -> Territory {
        let claims = Claim::ALL
            .into_iter()
            .filter(|claim| claim.within(claims))
            .map(Claim::name)
            .collect();
        Territory { country, claims }
    }
}

impl std::fmt::Display for Territory {
    /// `KE (registered, located)`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.country, self.claims.join(", "))
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn time<S: serde::Serializer>(at: &Utc, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

/// What a writer says about the list as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportMeta {
    /// What the list is, one line.
    pub title: String,
    /// Time of writing: a parameter, so that the same data gives the same bytes.
    pub generated: Utc,
    /// When the list must be fetched anew or dropped.
    pub expires: Utc,
    /// Strictest marking in the list.
    pub tlp: Tlp,
    /// Synthetic data of an exercise.
    pub exercise: bool,
}

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows written.
    pub rows: u64,
    /// Rows left out, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
}

impl Written {
    /// Counts a row that was left out.
    pub fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }
}

/// Writes rows to `out`.
pub type WriteFn =
    fn(&mut dyn Iterator<Item = ExportRow>, &ExportMeta, &mut dyn Write) -> io::Result<Written>;

/// A format that can be written.
pub struct Export {
    /// Name on the command line.
    pub id: &'static str,
    /// What it is, in one line.
    pub title: &'static str,
    /// File name extension without the point.
    pub extension: &'static str,
    /// Whether using the output acts on the items (blocks, resolves to nowhere): limited by PAP.
    pub acts: bool,
    /// The writer.
    pub write: WriteFn,
}

/// Every format that can be written. To add one: one function, one line here, one snapshot.
#[must_use]
pub fn exports() -> &'static [Export] {
    &EXPORTS
}

static EXPORTS: [Export; 12] = [
    Export {
        id: "plain",
        title: "Plain list, one value a line",
        extension: "txt",
        acts: false,
        write: crate::write_plain::write,
    },
    Export {
        id: "csv",
        title: "CSV with header",
        extension: "csv",
        acts: false,
        write: crate::write_csv::write,
    },
    Export {
        id: "jsonl",
        title: "JSON, one object a line",
        extension: "jsonl",
        acts: false,
        write: crate::write_jsonl::write,
    },
    Export {
        id: "hosts",
        title: "Hosts file",
        extension: "hosts",
        acts: true,
        write: crate::export_resolver::hosts,
    },
    Export {
        id: "dnsmasq",
        title: "dnsmasq configuration",
        extension: "conf",
        acts: true,
        write: crate::export_resolver::dnsmasq,
    },
    Export {
        id: "unbound",
        title: "Unbound configuration",
        extension: "conf",
        acts: true,
        write: crate::export_resolver::unbound,
    },
    Export {
        id: "rpz",
        title: "DNS response policy zone",
        extension: "rpz",
        acts: true,
        write: crate::export_resolver::rpz,
    },
    Export {
        id: "nftables",
        title: "nftables sets with expiry",
        extension: "nft",
        acts: true,
        write: crate::export_lists::nftables,
    },
    Export {
        id: "squid",
        title: "Squid dstdomain list",
        extension: "acl",
        acts: true,
        write: crate::export_lists::squid,
    },
    Export {
        id: "suricata",
        title: "Suricata rules",
        extension: "rules",
        acts: false,
        write: crate::export_detection::suricata,
    },
    Export {
        id: "stix",
        title: "STIX 2.1 bundle",
        extension: "stix.json",
        acts: false,
        write: crate::write_stix::write,
    },
    Export {
        id: "misp",
        title: "MISP event JSON",
        extension: "misp.json",
        acts: false,
        write: crate::write_misp::write,
    },
];

/// Why a row may not leave through a writer; none when it may.
#[must_use]
pub fn held_back(row: &ExportRow, meta: &ExportMeta, acts: bool) -> Option<&'static str> {
    if row.tlp == Tlp::Red {
        Some("tlp-red")
    } else if acts && row.pap > Pap::Green {
        Some("pap-forbids-acting")
    } else if acts && row.expires <= meta.generated {
        Some("expired")
    } else {
        None
    }
}

/// The head comment of line-based lists, each line behind `sign`.
///
/// # Errors
/// When writing fails.
pub fn head(meta: &ExportMeta, sign: &str, out: &mut dyn Write) -> io::Result<()> {
    if meta.exercise {
        writeln!(out, "{sign} EXERCISE - synthetic data")?;
    }
    writeln!(out, "{sign} {}", one_line(&meta.title))?;
    writeln!(out, "{sign} TLP:{}", meta.tlp)?;
    writeln!(out, "{sign} written {}", meta.generated)?;
    writeln!(
        out,
        "{sign} expires {} - fetch anew or drop the list by then",
        meta.expires
    )
}

/// Text without control characters, so that it cannot end a comment and begin a line of its own.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                character
            }
        })
        .collect()
}

/// Whether a text can stand in a configuration file as a DNS name without any escaping.
#[must_use]
pub fn is_plain_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && !text.starts_with(['.', '-'])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// Writes the rows of `kinds` for which `line` gives a text; counts the others.
pub(crate) fn each_line(
    rows: &mut dyn Iterator<Item = ExportRow>,
    meta: &ExportMeta,
    out: &mut dyn Write,
    acts: bool,
    mut line: impl FnMut(&ExportRow) -> Option<String>,
) -> io::Result<Written> {
    let mut written = Written::default();
    for row in rows {
        if let Some(reason) = held_back(&row, meta, acts) {
            written.skip(reason);
            continue;
        }
        match line(&row) {
            Some(text) => {
                out.write_all(text.as_bytes())?;
                out.write_all(b"\n")?;
                written.rows += 1;
            }
            None => written.skip("kind-not-expressible"),
        }
    }
    Ok(written)
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
