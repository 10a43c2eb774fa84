//! From a text to a value or a countable refusal. The one place where the problems of [`observable`] become reasons.

use model::{DAY, Place, Reason, Refusal, Utc};
use observable::{Endpoint, Kind, Observable, ParseError, Problem};

/// The reason under which a value that cannot be parsed is counted.
#[must_use]
pub fn reason(problem: Problem) -> Reason {
    match problem {
        Problem::Empty => Reason::MissingValue,
        Problem::TooLong => Reason::TooLong,
        Problem::Checksum => Reason::BadChecksum,
        Problem::CutOff => Reason::CutOff,
        Problem::Invisible => Reason::Invisible,
        _ => Reason::NotAnIndicator,
    }
}

/// Why a field is not usable: countable reason and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Countable reason.
    pub reason: Reason,
    /// What is wrong, in words.
    pub detail: String,
    /// The column, where there are columns.
    pub column: Option<Box<str>>,
}

impl Fault {
    /// A fault of the row as a whole.
    #[must_use]
    pub fn new(reason: Reason, detail: impl Into<String>) -> Fault {
        Fault {
            reason,
            detail: detail.into(),
            column: None,
        }
    }

    /// The same fault, in a column.
    #[must_use]
    pub fn in_column(self, column: &str) -> Fault {
        Fault {
            column: Some(column.into()),
            ..self
        }
    }

    /// The refusal for the receipt.
    #[must_use]
    pub fn refusal(self, row: u64, raw: &str) -> Refusal {
        Refusal::new(
            Place {
                row,
                path: self.column,
            },
            self.reason,
            self.detail,
            raw,
        )
    }
}

impl From<ParseError> for Fault {
    fn from(error: ParseError) -> Fault {
        Fault::new(reason(error.problem), error.to_string())
    }
}

/// The ellipsis by which publishers cut values off, at the end of a text. Three dots and U+2026.
#[must_use]
pub fn is_cut_off(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("...")
}

/// Parses a value of any kind, with or without a port.
///
/// # Errors
/// With the countable reason.
pub fn endpoint(text: &str) -> Result<Endpoint, Fault> {
    if is_cut_off(text) {
        let shown: String = text.chars().take(200).collect();
        return Err(Fault::new(
            Reason::CutOff,
            format!("{shown:?} was cut off by its publisher (ellipsis)"),
        ));
    }
    // `192.0.2.0/33` is a slip in a network, not a URL without its scheme.
    if let Some((host, prefix)) = text.split_once('/')
        && !prefix.is_empty()
        && prefix.bytes().all(|byte| byte.is_ascii_digit())
        && host.parse::<std::net::IpAddr>().is_ok()
    {
        return Ok(Endpoint {
            observable: Observable::parse(Kind::Cidr, text)?,
            port: None,
        });
    }
    Ok(Observable::guess_endpoint(text)?)
}

/// Parses a value of a known kind.
///
/// # Errors
/// With the countable reason.
pub fn of_kind(kind: Kind, text: &str) -> Result<Observable, Fault> {
    if is_cut_off(text) {
        return endpoint(text).map(|found| found.observable);
    }
    Ok(Observable::parse(kind, text)?)
}

/// Parses an address of either version.
///
/// # Errors
/// With the countable reason.
pub fn address(text: &str) -> Result<Observable, Fault> {
    of_kind(
        if text.contains(':') {
            Kind::Ipv6
        } else {
            Kind::Ipv4
        },
        text,
    )
}

/// Parses a name or, where a feed writes addresses into the same column, an address.
///
/// # Errors
/// With the countable reason.
pub fn name_or_address(text: &str) -> Result<Observable, Fault> {
    if text.parse::<std::net::IpAddr>().is_ok() {
        address(text)
    } else {
        of_kind(Kind::Domain, text)
    }
}

/// Parses a point in time; one that lies more than a day after `received` (clocks differ) is no sighting.
///
/// # Errors
/// When it is none, or lies in the future.
pub fn past(text: &str, received: Utc) -> Result<Utc, Fault> {
    let at = Utc::parse(text).map_err(|error| Fault::new(Reason::BadDate, error.to_string()))?;
    if at.0 > received.0.saturating_add(DAY) {
        return Err(Fault::new(
            Reason::BadDate,
            format!("{at} lies in the future: the input was received at {received}"),
        ));
    }
    Ok(at)
}

/// Parses a port, 1 to 65535.
///
/// # Errors
/// When it is none.
pub fn port(text: &str) -> Result<u16, Fault> {
    match text.parse::<u16>() {
        Ok(port) if port > 0 => Ok(port),
        _ => {
            let shown: String = text.chars().take(40).collect();
            Err(Fault::new(
                Reason::Malformed,
                format!("{shown:?} is not a port (1 to 65535)"),
            ))
        }
    }
}

/// Parses `64500` or `AS64500`.
#[must_use]
pub fn asn(text: &str) -> Option<u32> {
    let digits = text
        .strip_prefix("AS")
        .or_else(|| text.strip_prefix("as"))
        .unwrap_or(text);
    digits.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_say_what_is_wrong() {
        assert_eq!(
            endpoint("http://a.example/x…").unwrap_err().reason,
            Reason::CutOff
        );
        assert_eq!(
            of_kind(Kind::Url, "http://a.example/x...")
                .unwrap_err()
                .reason,
            Reason::CutOff
        );
        let now = Utc::parse("2026-05-01").unwrap();
        assert!(past("2026-05-01T23:00:00Z", now).is_ok());
        assert_eq!(
            past("2026-05-03", now).unwrap_err().detail,
            "2026-05-03T00:00:00Z lies in the future: the input was received at 2026-05-01T00:00:00Z"
        );
        assert_eq!(past("soon", now).unwrap_err().reason, Reason::BadDate);
        assert_eq!(port("443"), Ok(443));
        assert_eq!(
            port("0").unwrap_err().detail,
            "\"0\" is not a port (1 to 65535)"
        );
        assert_eq!(asn("AS64500"), Some(64_500));
        assert_eq!(asn("NA"), None);
        assert_eq!(
            endpoint("192.0.2.0/24").map(|found| found.observable.kind()),
            Ok(Kind::Cidr)
        );
        assert_eq!(
            endpoint("192.0.2.0/33").unwrap_err().reason,
            Reason::NotAnIndicator
        );
    }
}
