//! The calendar of the operation, relative to the time at which the demonstration stands.
//!
//! Eight weeks of preparation, sixteen of operation; `now` lies at the end of week 10. The eighteen
//! weeks that have passed are cut into four equal months for the published arrival shares.

use model::{DAY, HOUR, Utc};
use serde::{Deserialize, Serialize};

/// Seconds of a week.
pub(crate) const WEEK: i64 = 7 * DAY;

/// Weeks of deliveries up to now.
pub(crate) const WEEKS: i64 = 18;

/// Phases and dates of the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// First second of the preparation (midnight UTC).
    pub preparation: Utc,
    /// First second of the operation: week 1.
    pub launch: Utc,
    /// End of the three-week course that opens the operation.
    pub course_end: Utc,
    /// The time at which the demonstration stands.
    pub now: Utc,
    /// First second after the operation: the end of week 16.
    pub end: Utc,
}

impl Calendar {
    /// Share of the items that arrive in each of the four months up to now, in percent.
    pub const ARRIVAL: [u64; 4] = [35, 25, 20, 20];

    /// The calendar in which the operation has completed ten of sixteen weeks.
    #[must_use]
    pub fn at(now: Utc) -> Calendar {
        let today = Utc(now.0.div_euclid(DAY) * DAY);
        let launch = Utc(today.0 - 10 * WEEK);
        Calendar {
            preparation: Utc(launch.0 - 8 * WEEK),
            launch,
            course_end: Utc(launch.0 + 3 * WEEK),
            now,
            end: Utc(launch.0 + 16 * WEEK),
        }
    }

    /// The first second of operation week `week`, counted from 1.
    #[must_use]
    pub fn operation_week(&self, week: i64) -> Utc {
        Utc(self.launch.0 + (week - 1) * WEEK)
    }

    /// Seconds of one of the four months up to now: four and a half weeks.
    pub(crate) const MONTH: i64 = WEEKS * WEEK / 4;

    /// Number of the delivery week that holds `at`, from 0; the last week holds everything after it.
    pub(crate) fn week_of(&self, at: Utc) -> i64 {
        (at.0 - self.preparation.0)
            .div_euclid(WEEK)
            .clamp(0, WEEKS - 1)
    }

    /// When a partner hands in what it gathered in `week`: `hours` before the week is over, never after now.
    pub(crate) fn delivered(&self, week: i64, hours: i64) -> Utc {
        Utc(self.preparation.0 + (week + 1) * WEEK - hours * HOUR)
    }
}

/// The last week of the batch that takes in what a monthly partner gathered in `week`.
pub(crate) fn month_end(week: i64) -> i64 {
    [4, 8, 13, 17]
        .into_iter()
        .find(|end| *end >= week)
        .unwrap_or(WEEKS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_is_the_end_of_week_ten() {
        let now = Utc(1_764_000_000);
        let calendar = Calendar::at(now);
        assert_eq!(
            calendar.operation_week(11).0 / DAY,
            now.0 / DAY,
            "week 11 begins today"
        );
        assert_eq!(calendar.end.0 - calendar.launch.0, 16 * WEEK);
        assert!(calendar.delivered(WEEKS - 1, 1) <= now);
        assert_eq!(calendar.week_of(calendar.preparation), 0);
        assert_eq!(calendar.week_of(now), WEEKS - 1);
        assert_eq!(month_end(5), 8);
    }
}
