//! Points in time as STIX writes them (RFC 3339, `Z`).
//!
//! Received objects keep their timestamps as text; this type only compares and writes them.

use std::fmt;

/// Microseconds since 1970-01-01T00:00:00Z.
///
/// STIX 2.1 section 3.2 asks for at least milliseconds in `created` and `modified`; some producers
/// send six digits, so that versions differ by microseconds only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The point `seconds` after the epoch.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Timestamp {
        Timestamp(seconds.saturating_mul(1_000_000))
    }

    /// Parses an RFC 3339 timestamp with `Z` or a numeric offset; digits after the sixth of the
    /// fraction are cut. Gives none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Timestamp> {
        let bytes = text.as_bytes();
        let separators = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
        if separators
            .iter()
            .any(|&(at, byte)| bytes.get(at) != Some(&byte))
        {
            return None;
        }
        if !matches!(bytes.get(10), Some(b'T' | b't')) {
            return None;
        }
        let (year, month, day) = (
            digits(bytes, 0, 4)?,
            digits(bytes, 5, 7)?,
            digits(bytes, 8, 10)?,
        );
        let (hour, minute) = (digits(bytes, 11, 13)?, digits(bytes, 14, 16)?);
        let second = digits(bytes, 17, 19)?;
        let day_exists =
            (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        // 60 is a leap second (RFC 3339 section 5.7).
        if !day_exists || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let (micros, rest) = fraction(&bytes[19..])?;
        let offset = offset_seconds(rest)?;
        let days = days_from_civil(year, month, day);
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset;
        Some(Timestamp(seconds * 1_000_000 + micros))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 with three digits of fraction and `Z`; six digits where the microseconds matter.
    /// Years outside 0000-9999 are held at the nearest end, as RFC 3339 cannot write them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self
            .0
            .clamp(-62_167_219_200_000_000, 253_402_300_799_999_999);
        let (seconds, micros) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
        let second = seconds.rem_euclid(86_400);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.",
            second / 3_600,
            second / 60 % 60,
            second % 60
        )?;
        if micros % 1_000 == 0 {
            write!(f, "{:03}Z", micros / 1_000)
        } else {
            write!(f, "{micros:06}Z")
        }
    }
}

fn digits(bytes: &[u8], from: usize, to: usize) -> Option<i64> {
    bytes.get(from..to)?.iter().try_fold(0, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + i64::from(byte - b'0'))
    })
}

/// The microseconds of an optional `.ddd…`, and what follows it.
fn fraction(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let Some(rest) = bytes.strip_prefix(b".") else {
        return Some((0, bytes));
    };
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let kept = count.min(6);
    let mut micros = digits(rest, 0, kept)?;
    for _ in kept..6 {
        micros *= 10;
    }
    Some((micros, &rest[count..]))
}

fn offset_seconds(bytes: &[u8]) -> Option<i64> {
    let sign = match bytes {
        [b'Z' | b'z'] => return Some(0),
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return None,
    };
    let (hours, minutes) = (digits(bytes, 1, 3)?, digits(bytes, 4, 6)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since the epoch of a date in the proleptic Gregorian calendar. Counting years from March
/// puts the leap day last, which makes the month lengths a linear formula.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_producers_send() {
        let second = Timestamp::from_seconds(1_463_041_047);
        for text in [
            "2016-05-12T08:17:27Z",
            "2016-05-12T08:17:27.000Z",
            "2016-05-12T08:17:27.0000000009Z",
            "2016-05-12T10:17:27+02:00",
        ] {
            assert_eq!(Timestamp::parse(text), Some(second), "{text}");
        }
        assert_eq!(second.to_string(), "2016-05-12T08:17:27.000Z");
        assert_eq!(
            Timestamp::parse("2016-05-12T08:17:27.123456Z")
                .map(|at| at.to_string())
                .as_deref(),
            Some("2016-05-12T08:17:27.123456Z")
        );
    }

    #[test]
    fn refuses_what_is_no_timestamp() {
        for text in [
            "",
            "2016",
            "2016-05-12",
            "2016-02-30T00:00:00Z",
            "2016-05-12T08:17:27",
            "2016-05-12T08:17:27.Z",
            "2016-05-12 08:17:27Z",
            "2016-05-12T08:17:27Zé",
            "é016-05-12T08:17:27Z",
            "2016-05-12T24:00:00Z",
            "2016-05-12T08:17:27+2:00",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn writing_and_reading_agree(micros in -62_167_219_200_000_000i64..=253_402_300_799_999_999) {
            let at = Timestamp(micros);
            prop_assert_eq!(Timestamp::parse(&at.to_string()), Some(at));
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}", micros in any::<i64>()) {
            let _ = Timestamp::parse(&text);
            let _ = Timestamp(micros).to_string();
        }
    }
}
