//! Points in time, in whole seconds of UTC.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01T00:00:00Z.
///
/// Feeds give whole seconds at best; police practice asks for "the UTC second".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Utc(pub i64);

/// A text that is no point in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date or time; write it as 2026-05-01T08:00:00Z (UTC)")]
pub struct TimeError(pub String);

/// One hour in seconds.
pub const HOUR: i64 = 3_600;
/// One day in seconds.
pub const DAY: i64 = 86_400;

impl Utc {
    /// Parses the spellings that feeds use: RFC 3339, `YYYY-MM-DD[ T]HH:MM[:SS[.fff]]` (taken as UTC),
    /// `YYYY-MM-DD`, with an optional ` UTC`, and Unix seconds or milliseconds.
    ///
    /// # Errors
    /// When the text has none of these forms or names no real date.
    pub fn parse(text: &str) -> Result<Utc, TimeError> {
        let text = text.trim();
        fixed_form(text.as_bytes())
            .or_else(|| unix_form(text))
            .or_else(|| {
                text.parse::<jiff::Timestamp>()
                    .ok()
                    .map(|at| Utc(at.as_second()))
            })
            .ok_or_else(|| TimeError(text.chars().take(60).collect()))
    }

    /// The first second of a civil date.
    #[must_use]
    pub fn from_date(year: i64, month: u32, day: u32) -> Option<Utc> {
        if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        Some(Utc(days_from_civil(year, month, day) * DAY))
    }

    /// Year, month and day.
    #[must_use]
    pub fn date(self) -> (i64, u32, u32) {
        civil_from_days(self.0.div_euclid(DAY))
    }

    /// `YYYY-MM-DD`.
    #[must_use]
    pub fn day_text(self) -> String {
        let (year, month, day) = self.date();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// `YYYY-MM-DD HH:MM` (UTC).
    #[must_use]
    pub fn minute_text(self) -> String {
        let second = self.0.rem_euclid(DAY);
        format!(
            "{} {:02}:{:02}",
            self.day_text(),
            second / 3600,
            second / 60 % 60
        )
    }

    /// Days since the epoch.
    #[must_use]
    pub fn day_number(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// This point moved by `hours`.
    #[must_use]
    pub fn plus_hours(self, hours: i64) -> Utc {
        Utc(self.0.saturating_add(hours.saturating_mul(HOUR)))
    }
}

impl fmt::Display for Utc {
    /// RFC 3339 with `Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.0.rem_euclid(DAY);
        write!(
            f,
            "{}T{:02}:{:02}:{:02}Z",
            self.day_text(),
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }
}

/// `YYYY-MM-DD`, optionally followed by `T` or a blank and `HH:MM[:SS[.f*]]`, optionally ended by `Z`, ` UTC`
/// or a numeric offset. Written by hand because a million-row feed has two of these in every row.
fn fixed_form(text: &[u8]) -> Option<Utc> {
    let number = |from: usize, to: usize| -> Option<u32> {
        text.get(from..to)?.iter().try_fold(0u32, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + u32::from(byte - b'0'))
        })
    };
    if *text.get(4)? != b'-' || *text.get(7)? != b'-' {
        return None;
    }
    let midnight = Utc::from_date(i64::from(number(0, 4)?), number(5, 7)?, number(8, 10)?)?;
    if text.len() == 10 {
        return Some(midnight);
    }
    if !matches!(text[10], b'T' | b't' | b' ') || *text.get(13)? != b':' {
        return None;
    }
    let (hour, minute) = (number(11, 13)?, number(14, 16)?);
    let mut rest = &text[16..];
    let mut second = 0;
    if rest.first() == Some(&b':') {
        second = number(17, 19)?;
        rest = &text[19..];
        if rest.first() == Some(&b'.') {
            let digits = rest[1..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if digits == 0 {
                return None;
            }
            rest = &rest[1 + digits..];
        }
    }
    // 60 is a leap second: RFC 3339 section 5.7 allows it.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let offset = match rest {
        b"" | b"Z" | b"z" | b" UTC" | b" Z" => 0,
        _ => offset_seconds(rest)?,
    };
    Some(Utc(midnight.0
        + i64::from(hour * 3600 + minute * 60 + second)
        - offset))
}

/// `+HH:MM`, `-HH:MM`, `+HHMM` or `+HH`.
fn offset_seconds(text: &[u8]) -> Option<i64> {
    let sign = match text.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: Vec<i64> = text[1..]
        .iter()
        .filter(|byte| **byte != b':')
        .map(|byte| byte.is_ascii_digit().then(|| i64::from(byte - b'0')))
        .collect::<Option<_>>()?;
    let (hours, minutes) = match digits.as_slice() {
        [a, b] => (a * 10 + b, 0),
        [a, b, c, d] => (a * 10 + b, c * 10 + d),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Ten digits are seconds, thirteen are milliseconds.
fn unix_form(text: &str) -> Option<Utc> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        9 | 10 => text.parse().ok().map(Utc),
        13 => text.parse::<i64>().ok().map(|ms| Utc(ms / 1000)),
        _ => None,
    }
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since the epoch of a civil date (proleptic Gregorian calendar).
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = i64::from((month + 9) % 12);
    let day_of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = (if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    }) as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_spellings_of_feeds() {
        let expected = Utc(1_714_550_405);
        for text in [
            "2024-05-01T08:00:05Z",
            "2024-05-01 08:00:05",
            "2024-05-01 08:00:05 UTC",
            "2024-05-01T08:00:05.123456Z",
            "2024-05-01T10:00:05+02:00",
            "2024-05-01T10:00:05+0200",
            "1714550405",
            "1714550405123",
            " 2024-05-01 08:00:05 ",
        ] {
            assert_eq!(Utc::parse(text), Ok(expected), "{text}");
        }
        assert_eq!(Utc::parse("2024-05-01"), Ok(Utc(1_714_521_600)));
        assert_eq!(expected.to_string(), "2024-05-01T08:00:05Z");
        assert_eq!(expected.minute_text(), "2024-05-01 08:00");
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "2024-02-30",
            "2024-13-01",
            "yesterday",
            "2024-05-01 25:00:00",
            "12",
            "2024-05-01T08:00:05+99:00",
        ] {
            assert!(Utc::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_round_trip(second in -2_000_000_000_000i64/1000..4_000_000_000i64) {
            let at = Utc(second);
            prop_assert_eq!(Utc::parse(&at.to_string()).ok(), Some(at));
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = Utc::parse(&text);
        }
    }
}
