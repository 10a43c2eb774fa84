//! SSLBL (abuse.ch): certificates of command servers by SHA-1, and their addresses; `#` block, commented header, no quotes.

use std::io::BufRead;

use model::{Category, Draft};
use observable::Kind;

use crate::columns::{Feed, Fields};
use crate::listing::{BoxedReader, Defaults, FormatEntry};
use crate::value::{Fault, address};
use crate::{Context, Detection, Sample};

/// Certificates.
pub static SSLBL_CERTS: FormatEntry = FormatEntry {
    id: "sslbl-csv",
    title: "SSLBL certificates CSV (abuse.ch)",
    detect: detect_certs,
    open: open_certs,
};
/// Addresses.
pub static SSLBL_IPS: FormatEntry = FormatEntry {
    id: "sslbl-ip-csv",
    title: "SSLBL addresses CSV (abuse.ch)",
    detect: detect_ips,
    open: open_ips,
};

static CERTS: Feed = Feed {
    upstream: "abuse.ch SSLBL",
    separator: b',',
    columns: &["listingdate", "sha1", "listingreason"],
    key: &["listingdate", "sha1", "listingreason"],
    category: Some(Category::BOTNET_C2),
    row: certificate,
};

static IPS: Feed = Feed {
    upstream: "abuse.ch SSLBL",
    separator: b',',
    columns: &["firstseen", "dstip", "dstport"],
    key: &["firstseen", "dstip", "dstport"],
    category: Some(Category::BOTNET_C2),
    row: server,
};

fn detect_certs(sample: &Sample<'_>) -> Option<Detection> {
    CERTS.detect(sample)
}

fn detect_ips(sample: &Sample<'_>) -> Option<Detection> {
    IPS.detect(sample)
}

fn open_certs<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    CERTS.open(input, context)
}

fn open_ips<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    IPS.open(input, context)
}

fn certificate(fields: &Fields<'_>, defaults: &Defaults) -> Result<Vec<Draft>, Fault> {
    let mut draft = defaults.draft(fields.number, fields.observable("sha1", Kind::Sha1)?);
    draft.first_seen = fields.time("listingdate", defaults.received)?;
    let reason = fields.get("listingreason");
    draft.malware = reason
        .and_then(|text| {
            text.strip_suffix(" C&C")
                .or_else(|| text.strip_suffix(" malware distribution"))
        })
        .map(str::to_owned);
    draft.why = Some(format!(
        "TLS certificate seen at {}",
        reason.unwrap_or("a malicious server")
    ));
    Ok(vec![draft])
}

fn server(fields: &Fields<'_>, defaults: &Defaults) -> Result<Vec<Draft>, Fault> {
    let observable = address(fields.need("dstip")?).map_err(|fault| fault.in_column("dstip"))?;
    let mut draft = defaults.draft(fields.number, observable);
    draft.port = fields.port("dstport")?;
    draft.first_seen = fields.time("firstseen", defaults.received)?;
    draft.why = Some("server with a TLS certificate on SSLBL".to_owned());
    Ok(vec![draft])
}
