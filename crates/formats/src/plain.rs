//! Plain list: one value a line, of any kind, with `#`, `;` or `//` comments.

use std::io::BufRead;
use std::net::IpAddr;

use model::Reason;

use crate::listing::{
    BoxedReader, Defaults, FormatEntry, LineFormat, LineReader, Rows, comment, data_lines, found,
    sample_lines, split_comment,
};
use crate::value::{Fault, endpoint, is_cut_off};
use crate::{Context, Detection, Sample};

/// The format.
pub static PLAIN: FormatEntry = FormatEntry {
    id: "plain",
    title: "Plain list, one value a line",
    detect,
    open,
};

/// Networks that one range may be split into.
const RANGE_PARTS: usize = 256;
/// Addresses that one range may cover: a /8. More is a slip of the pen, not an indicator.
const RANGE_ADDRESSES: u128 = 1 << 24;

fn detect(sample: &Sample<'_>) -> Option<Detection> {
    if sample.whole && data_lines(sample).next().is_none() {
        let what = if sample_lines(sample).next().is_none() {
            "the input is empty"
        } else {
            "the input has nothing but comments"
        };
        return found(10, what);
    }
    if sample.text.contains('\0') {
        return None;
    }
    let (mut lines, mut values) = (0usize, 0usize);
    for line in data_lines(sample).take(200) {
        lines += 1;
        let (value, _) = split_comment(line);
        values += usize::from(
            is_cut_off(value) && value.contains("://")
                || range(value).is_some()
                || endpoint(value).is_ok(),
        );
    }
    match values {
        0 => None,
        _ if values * 2 >= lines => found(
            50,
            format!("{values} of the first {lines} lines are one value each"),
        ),
        _ if values * 10 >= lines => found(
            10,
            format!(
                "only {values} of the first {lines} lines are one value each, and nothing else fits"
            ),
        ),
        _ => None,
    }
}

fn open<'a>(input: Box<dyn BufRead + Send + 'a>, context: &Context) -> BoxedReader<'a> {
    Box::new(LineReader::new(
        input,
        context,
        Plain {
            defaults: Defaults::new(context, None, None),
        },
    ))
}

/// Reads one value a line; shared by the feeds that are nothing but that.
pub struct Plain {
    /// What every row has in common.
    pub defaults: Defaults,
}

impl LineFormat for Plain {
    fn line(&mut self, number: u64, text: &str, rows: &mut Rows) {
        let trimmed = text.trim();
        if trimmed.is_empty() || comment(trimmed).is_some() {
            return rows.pass_over();
        }
        let (value, note) = split_comment(trimmed);
        if let Some((first, last)) = range(value) {
            return self.range(number, trimmed, (first, last), note, rows);
        }
        let outcome = endpoint(value).map(|endpoint| {
            let mut draft = self.defaults.draft(number, endpoint.observable);
            draft.port = endpoint.port;
            if let Some(note) = note {
                draft.why = Some(note.to_owned());
            }
            if trimmed.len() != value.len() {
                trimmed.clone_into(&mut draft.raw);
            }
            draft
        });
        rows.outcome(number, trimmed, outcome);
    }
}

impl Plain {
    fn range(
        &self,
        number: u64,
        raw: &str,
        (first, last): (IpAddr, IpAddr),
        note: Option<&str>,
        rows: &mut Rows,
    ) {
        let networks = match networks(first, last) {
            Ok(networks) => networks,
            Err(fault) => return rows.refuse(fault.refusal(number, raw)),
        };
        for network in networks {
            let outcome = endpoint(&network).map(|endpoint| {
                let mut draft = self.defaults.draft(number, endpoint.observable);
                draft.why = note.map(str::to_owned);
                draft.raw = raw.to_owned();
                draft
            });
            rows.outcome(number, raw, outcome);
        }
    }
}

/// `first-last`, with or without blanks.
fn range(text: &str) -> Option<(IpAddr, IpAddr)> {
    // Cheap way out for everything that does not begin like an address.
    if !text.as_bytes().first()?.is_ascii_hexdigit() && !text.starts_with(':') {
        return None;
    }
    let (first, last) = text.split_once('-')?;
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    matches!(
        (first, last),
        (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_))
    )
    .then_some((first, last))
}

/// The fewest networks that cover a range exactly.
///
/// # Errors
/// When the range is turned round or too wide.
pub fn networks(first: IpAddr, last: IpAddr) -> Result<Vec<String>, Fault> {
    let (mut from, to, bits) = match (first, last) {
        (IpAddr::V4(a), IpAddr::V4(b)) => {
            (u128::from(u32::from(a)), u128::from(u32::from(b)), 32u32)
        }
        (IpAddr::V6(a), IpAddr::V6(b)) => (u128::from(a), u128::from(b), 128),
        _ => {
            return Err(Fault::new(
                Reason::Malformed,
                "the ends of the range are of different IP versions",
            ));
        }
    };
    if from > to {
        return Err(Fault::new(
            Reason::Malformed,
            format!("the range {first}-{last} ends before it begins"),
        ));
    }
    if bits == 32 && to - from >= RANGE_ADDRESSES {
        return Err(Fault::new(
            Reason::NotAnIndicator,
            format!("the range {first}-{last} is wider than a /8; name the networks"),
        ));
    }
    let mut parts = Vec::new();
    loop {
        // The largest block that begins here: limited by alignment and by what is left.
        let aligned = if from == 0 {
            bits
        } else {
            from.trailing_zeros().min(bits)
        };
        let left = (to - from).checked_add(1).map_or(bits, u128::ilog2);
        let size = aligned.min(left);
        let address = if bits == 32 {
            IpAddr::V4((from as u32).into())
        } else {
            IpAddr::V6(from.into())
        };
        parts.push(if size == 0 {
            address.to_string()
        } else {
            format!("{address}/{}", bits - size)
        });
        if parts.len() > RANGE_PARTS {
            let detail = format!(
                "the range {first}-{last} is more than {RANGE_PARTS} networks; name the networks"
            );
            return Err(Fault::new(Reason::NotAnIndicator, detail));
        }
        let end = from + (1u128.checked_shl(size).map_or(u128::MAX, |block| block - 1));
        if end >= to {
            return Ok(parts);
        }
        from = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(first: &str, last: &str) -> Vec<String> {
        networks(first.parse().unwrap(), last.parse().unwrap()).unwrap()
    }

    #[test]
    fn ranges_become_networks() {
        assert_eq!(parts("192.0.2.0", "192.0.2.255"), ["192.0.2.0/24"]);
        assert_eq!(
            parts("192.0.2.1", "192.0.2.4"),
            ["192.0.2.1", "192.0.2.2/31", "192.0.2.4"]
        );
        assert_eq!(parts("2001:db8::", "2001:db8::ffff"), ["2001:db8::/112"]);
        assert_eq!(
            parts("255.255.255.254", "255.255.255.255"),
            ["255.255.255.254/31"]
        );
        assert_eq!(
            parts("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ["::/0"]
        );
        assert!(networks("192.0.2.9".parse().unwrap(), "192.0.2.1".parse().unwrap()).is_err());
        assert!(networks("1.0.0.0".parse().unwrap(), "9.0.0.0".parse().unwrap()).is_err());
        assert_eq!(range("a-b.example"), None);
    }
}
