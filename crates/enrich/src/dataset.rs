//! What every data set tells of itself: name, date, licence, age.

use jiff::civil::Date;

/// What sort of data a set holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatasetKind {
    /// Addresses to countries or networks.
    Hosting,
    /// Invented geography for exercises.
    Exercise,
    /// Values that are not to be acted on, or only with care.
    WarningList,
    /// Countries and responsible bodies.
    Authorities,
}

impl DatasetKind {
    /// The name used on screens and in `--json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            DatasetKind::Hosting => "hosting",
            DatasetKind::Exercise => "exercise geography",
            DatasetKind::WarningList => "warning list",
            DatasetKind::Authorities => "authorities",
        }
    }
}

/// A data set in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetInfo {
    /// Name of the data set.
    pub name: String,
    /// What sort of data it holds.
    pub kind: DatasetKind,
    /// Date of the data, if it is known.
    pub date: Option<Date>,
    /// Licence and attribution.
    pub licence: String,
    /// Ranges, list entries or countries. None for a table that has not been needed yet.
    pub entries: Option<usize>,
}

impl DatasetInfo {
    /// Age of the data in whole days, never negative. None when its date is not known.
    #[must_use]
    pub fn age_days(&self, today: Date) -> Option<u32> {
        self.date.map(|date| age_days(date, today))
    }
}

/// Whole days from one date to a later one; 0 when it is not later.
pub(crate) fn age_days(date: Date, today: Date) -> u32 {
    u32::try_from((today - date).get_days()).unwrap_or(0)
}

/// Reads `YYYY-MM-DD`.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_counts_days_and_is_never_negative() {
        let info = DatasetInfo {
            name: "x".into(),
            kind: DatasetKind::Hosting,
            date: parse_date("2026-06-17"),
            licence: String::new(),
            entries: None,
        };
        let day = |text| parse_date(text).unwrap();
        assert_eq!(info.age_days(day("2026-07-17")), Some(30));
        assert_eq!(info.age_days(day("2027-06-17")), Some(365));
        assert_eq!(info.age_days(day("2026-06-16")), Some(0));
        assert_eq!(
            DatasetInfo {
                date: parse_date("soon"),
                ..info
            }
            .age_days(day("2026-01-01")),
            None
        );
    }
}
