//! Dates as each language writes them. All times are UTC; time zones are not this crate's matter.

use crate::Lang;

/// A moment of the proleptic Gregorian calendar, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Civil {
    /// Year, may be negative.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
    /// Second, 0 to 59.
    pub second: u8,
}

impl Civil {
    /// The moment `seconds` after 1970-01-01T00:00:00Z (Howard Hinnant's algorithm, any `i64`).
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Civil {
        let rest = seconds.rem_euclid(86_400);
        let z = seconds.div_euclid(86_400) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        Civil {
            year: yoe + era * 400 + i64::from(month <= 2),
            month: month as u8,
            day: (doy - (153 * mp + 2) / 5 + 1) as u8,
            hour: (rest / 3_600) as u8,
            minute: (rest % 3_600 / 60) as u8,
            second: (rest % 60) as u8,
        }
    }

    fn names(self, lang: Lang) -> (&'static str, &'static str) {
        lang.months()
            .get(usize::from(self.month).wrapping_sub(1))
            .copied()
            .unwrap_or(("", ""))
    }
}

/// `23 November 2026`, `1er novembre 2026`.
#[must_use]
pub fn long_date(lang: Lang, seconds: i64) -> String {
    let at = Civil::from_seconds(seconds);
    let day = match (lang, at.day) {
        (Lang::Fr, 1) => "1er".to_owned(),
        (_, day) => day.to_string(),
    };
    // No-break spaces: a date is never torn apart at the end of a line.
    format!("{day}\u{a0}{}\u{a0}{}", at.names(lang).0, at.year)
}

/// `2 Nov`, `2 nov.`: the label of a week.
#[must_use]
pub fn day_month(lang: Lang, seconds: i64) -> String {
    let at = Civil::from_seconds(seconds);
    format!("{}\u{a0}{}", at.day, at.names(lang).1)
}

/// `November 2026`.
#[must_use]
pub fn month_year(lang: Lang, seconds: i64) -> String {
    let at = Civil::from_seconds(seconds);
    format!("{}\u{a0}{}", at.names(lang).0, at.year)
}

/// `Nov`, `nov.`: the label of a month.
#[must_use]
pub fn short_month(lang: Lang, seconds: i64) -> String {
    Civil::from_seconds(seconds).names(lang).1.to_owned()
}

/// `2026-11-23`, the same in every language (ISO 8601).
#[must_use]
pub fn iso_date(seconds: i64) -> String {
    let at = Civil::from_seconds(seconds);
    format!("{:04}-{:02}-{:02}", at.year, at.month, at.day)
}

/// `2026-11-23 20:51`, the same in every language; say UTC beside it.
#[must_use]
pub fn iso_minute(seconds: i64) -> String {
    let at = Civil::from_seconds(seconds);
    format!("{} {:02}:{:02}", iso_date(seconds), at.hour, at.minute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        assert_eq!(iso_minute(0), "1970-01-01 00:00");
        assert_eq!(iso_minute(951_827_696), "2000-02-29 12:34");
        assert_eq!(iso_date(-1), "1969-12-31");
        assert_eq!(
            long_date(Lang::Fr, 1_793_491_200),
            "1er\u{a0}novembre\u{a0}2026"
        );
        assert_eq!(
            long_date(Lang::En, 1_793_491_200),
            "1\u{a0}November\u{a0}2026"
        );
        assert_eq!(day_month(Lang::Fr, 1_793_491_200), "1\u{a0}nov.");
    }

    proptest! {
        #[test]
        fn every_second_has_a_date(seconds in any::<i64>()) {
            let at = Civil::from_seconds(seconds);
            prop_assert!((1..=12).contains(&at.month) && (1..=31).contains(&at.day));
            let _ = long_date(Lang::Fr, seconds);
        }
    }
}
