//! Lenient access to the members of a JSON record, and drafts made from them.
//!
//! Feeds write numbers as text, text as numbers, and "nothing" in many ways; what is said here about that holds for every
//! JSON format. It must not know any format's field names.

use model::{Country, DAY, Draft, Place, Reason, Refusal, StatedHosting, Utc};
use observable::{Kind, Observable, ParseError, Problem};
use serde_json::{Map, Value};

use crate::{Context, Row};

/// Longest text (comment, reason) that is taken over, in characters.
pub const MAX_TEXT: usize = 2_000;

/// Most tags or list members that are taken over from one record.
pub const MAX_LIST: usize = 200;

/// One JSON object with its place.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The members.
    pub map: &'a Map<String, Value>,
    /// Where it stands.
    pub place: &'a Place,
    /// As sent.
    pub raw: &'a str,
    /// Time of receipt, defaults.
    pub context: &'a Context,
}

/// Text without control, bidirectional and other invisible characters (Unicode TR 36 section 2.10), cut to [`MAX_TEXT`].
#[must_use]
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4 * MAX_TEXT));
    for character in text.trim().chars().take(MAX_TEXT) {
        match character {
            '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}' => {}
            '\n' | '\t' => out.push(character),
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether the text is one of the ways to write "nothing".
fn says_nothing(text: &str) -> bool {
    matches!(
        text.trim(),
        "" | "None" | "none" | "null" | "NULL" | "n/a" | "N/A" | "NaN" | "-"
    )
}

/// The text of a scalar; none for null, lists, objects and the spellings of "nothing".
#[must_use]
pub fn scalar(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => clean(text),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!says_nothing(&text)).then_some(text)
}

/// Whether a flag is set: `true`, `"1"`, `1`, `"yes"`.
#[must_use]
pub fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => Some(number.as_f64() != Some(0.0)),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "y" => Some(true),
            "false" | "0" | "no" | "n" | "" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Parses a value as the kind its label says. Senders mix up the labels of addresses, names and URLs; where the value
/// is plainly another one of these (an address labelled as a name, a URL without its scheme) it is taken for what it is.
///
/// # Errors
/// Why the text is no such value.
pub fn parse_value(kind: Kind, text: &str) -> Result<Observable, ParseError> {
    let network = |kind: Kind| {
        matches!(
            kind,
            Kind::Ipv4 | Kind::Ipv6 | Kind::Cidr | Kind::Domain | Kind::Url
        )
    };
    Observable::parse(kind, text).or_else(|error| {
        let mislabelled =
            network(kind) && matches!(error.problem, Problem::Form | Problem::UnknownTld);
        match Observable::guess(text) {
            Ok(found) if mislabelled && network(found.kind()) => Ok(found),
            _ => Err(error),
        }
    })
}

/// The countable reason for a value that does not parse.
#[must_use]
pub fn reason_of(error: &ParseError) -> Reason {
    crate::value::reason(error.problem)
}

/// A point in time in one of the spellings of JSON feeds: those of [`Utc::parse`], or `dd.mm.yyyy[ hh:mm[:ss]]`.
#[must_use]
pub fn time_of(text: &str) -> Option<Utc> {
    let text = text.trim();
    if let Ok(at) = Utc::parse(text) {
        return Some(at);
    }
    // Fractions of seconds on Unix time.
    if let Some((whole, fraction)) = text.split_once('.')
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && let Some(at) = (whole.len() >= 9 && whole.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| Utc::parse(whole).ok())
    {
        return at;
    }
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if day.len() != 2 || month.len() != 2 || year.len() != 4 || parts.next().is_some() {
        return None;
    }
    Utc::parse(&format!("{year}-{month}-{day}{rest}")).ok()
}

impl<'a> Record<'a> {
    /// A refusal of this record; `key` is the member that is to blame.
    #[must_use]
    pub fn refuse(&self, key: &str, reason: Reason, detail: impl Into<String>) -> Refusal {
        let place = match (&self.place.path, key) {
            (_, "") => self.place.clone(),
            (None, key) => Place::at(self.place.row, format!("/{key}")),
            (Some(path), key) => Place::at(self.place.row, format!("{path}/{key}")),
        };
        Refusal::new(place, reason, detail, self.raw)
    }

    /// The member, unless it is null.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// The member as text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(scalar)
    }

    /// The first of these members that has text.
    #[must_use]
    pub fn first_text(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.text(key))
    }

    /// The member as text.
    ///
    /// # Errors
    /// When it is not there, or is a list or object.
    pub fn required(&self, key: &str) -> Result<String, Refusal> {
        self.text(key).ok_or_else(|| {
            self.refuse(
                key,
                Reason::MissingValue,
                format!("{key:?} is missing or empty"),
            )
        })
    }

    /// The member as a list of texts: an array, or text separated by commas.
    #[must_use]
    pub fn list(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            Some(Value::Array(values)) => values.iter().filter_map(scalar).take(MAX_LIST).collect(),
            Some(Value::String(text)) => text
                .split(',')
                .map(clean)
                .filter(|part| !says_nothing(part))
                .take(MAX_LIST)
                .collect(),
            Some(value) => scalar(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The member as a whole number.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<u64> {
        self.text(key)?.parse().ok()
    }

    /// The member as a percentage.
    #[must_use]
    pub fn percent(&self, key: &str) -> Option<u8> {
        let number: f64 = self.text(key)?.parse().ok()?;
        (0.0..=100.0)
            .contains(&number)
            .then_some(number.round() as u8)
    }

    /// The member as a port; 0 counts as none.
    #[must_use]
    pub fn port(&self, key: &str) -> Option<u16> {
        self.text(key)?.parse().ok().filter(|port| *port != 0)
    }

    /// The member as a flag.
    #[must_use]
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.get(key).and_then(flag)
    }

    /// The member as a country code; anything else says nothing.
    #[must_use]
    pub fn country(&self, key: &str) -> Option<Country> {
        Country::parse(&self.text(key)?).ok()
    }

    /// The member as countries, separated by commas or in a list.
    #[must_use]
    pub fn countries(&self, key: &str) -> Vec<Country> {
        let mut countries: Vec<Country> = self
            .list(key)
            .iter()
            .filter_map(|code| Country::parse(code).ok())
            .collect();
        countries.dedup();
        countries
    }

    /// The member as an AS number, with or without `AS`.
    #[must_use]
    pub fn asn(&self, key: &str) -> Option<u32> {
        let text = self.text(key)?;
        let digits = text
            .strip_prefix("AS")
            .or_else(|| text.strip_prefix("as"))
            .unwrap_or(&text);
        digits.trim().parse().ok().filter(|number| *number != 0)
    }

    /// Hosting as these members state it.
    #[must_use]
    pub fn stated(&self, country: &str, asn: &str, network: &str) -> Option<StatedHosting> {
        let stated = StatedHosting {
            country: self.country(country),
            asn: self.asn(asn),
            network: self.text(network),
        };
        (stated != StatedHosting::default()).then_some(stated)
    }

    /// The member as a point in time, which may lie in the future.
    ///
    /// # Errors
    /// When there is something that is no time.
    pub fn time(&self, key: &str) -> Result<Option<Utc>, Refusal> {
        let Some(text) = self
            .text(key)
            .filter(|text| text != "0" && !text.starts_with("0000-00-00"))
        else {
            return Ok(None);
        };
        match time_of(&text) {
            Some(at) => Ok(Some(at)),
            None => Err(self.refuse(
                key,
                Reason::BadDate,
                format!(
                    "{key}: {text:?} is not a date or time; write it as 2026-05-01T08:00:00Z (UTC)"
                ),
            )),
        }
    }

    /// The member as a point in time that must not lie after the receipt (a day of clock skew is allowed).
    ///
    /// # Errors
    /// When there is something that is no time, or lies in the future.
    pub fn past(&self, key: &str) -> Result<Option<Utc>, Refusal> {
        let at = self.time(key)?;
        match at {
            Some(at) if at.0 > self.context.received.0 + DAY => Err(self.refuse(
                key,
                Reason::BadDate,
                format!("{key}: {at} lies in the future"),
            )),
            _ => Ok(at),
        }
    }

    /// A draft for `text` found in member `key`. Without a kind it is guessed; a port written beside it is taken off.
    ///
    /// # Errors
    /// Why the text is no such value.
    pub fn draft_of(&self, key: &str, kind: Option<Kind>, text: &str) -> Result<Draft, Refusal> {
        let (observable, port) = match kind {
            Some(kind) => (parse_value(kind, text), None),
            None => match Observable::guess_endpoint(text) {
                Ok(endpoint) => (Ok(endpoint.observable), endpoint.port),
                Err(error) => (Err(error), None),
            },
        };
        let observable =
            observable.map_err(|error| self.refuse(key, reason_of(&error), error.to_string()))?;
        let mut draft = Draft::new(self.place.clone(), observable);
        draft.port = port;
        draft.category = self.context.category;
        draft.raw = self.raw.to_owned();
        Ok(draft)
    }

    /// A draft for the value of member `key`.
    ///
    /// # Errors
    /// When the member is missing or no such value.
    pub fn draft(&self, key: &str, kind: Option<Kind>) -> Result<Draft, Refusal> {
        // Not `text`: the value must come as sent, so that invisible characters in it are seen and refused.
        match self.get(key) {
            Some(Value::String(text)) if !says_nothing(text) => {
                self.draft_of(key, kind, text.trim())
            }
            Some(value @ Value::Number(_)) => self.draft_of(key, kind, &value.to_string()),
            _ => Err(self.refuse(
                key,
                Reason::MissingValue,
                format!("{key:?} is missing or empty"),
            )),
        }
    }
}

/// One draft as rows.
#[must_use]
pub fn one(draft: Draft) -> Vec<Row> {
    vec![Row::Draft(Box::new(draft))]
}

/// The latest of the given times.
#[must_use]
pub fn latest(times: &[Option<Utc>]) -> Option<Utc> {
    times.iter().flatten().max().copied()
}

/// The earliest of the given times.
#[must_use]
pub fn earliest(times: &[Option<Utc>]) -> Option<Utc> {
    times.iter().flatten().min().copied()
}

/// The texts that are there, joined with `; `.
#[must_use]
pub fn joined(parts: &[Option<String>]) -> Option<String> {
    let text = parts
        .iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("; ");
    (!text.is_empty()).then(|| clean(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(
            time_of("01.05.2024 12:00")
                .map(|at| at.to_string())
                .as_deref(),
            Some("2024-05-01T12:00:00Z")
        );
        assert_eq!(
            time_of("01.05.2024").map(|at| at.to_string()).as_deref(),
            Some("2024-05-01T00:00:00Z")
        );
        assert_eq!(time_of("1714550400.25").map(|at| at.0), Some(1_714_550_400));
        assert_eq!(time_of("31.02.2024"), None);
        assert_eq!(time_of("é.05.2024 12:00"), None);
    }

    #[test]
    fn names_lose_their_tricks() {
        assert_eq!(clean(" a\u{202E}b\0c\u{200B} "), "ab c");
        assert_eq!(clean(&"x".repeat(9_000)).len(), MAX_TEXT);
    }
}
