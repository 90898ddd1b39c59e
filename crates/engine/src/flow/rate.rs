//! How fast transfers may be at a moment.

use jixiang_contract::{Rate, RateHours};
use jixiang_model::{Calendar, UnixMillis};

/// Office hours, in minutes after midnight in UTC+8: from 8:00 until 17:30.
const OFFICE: std::ops::Range<u64> = 8 * 60..17 * 60 + 30;

/// Bytes per second that objects may move now; none without a limit.
pub(super) fn now(rate: &Rate, now: UnixMillis) -> Option<u64> {
    let limit = rate.limit?.0;
    let counts = match rate.hours {
        RateHours::Always => true,
        RateHours::Office => {
            let (hour, minute) = now.clock();
            Calendar.is_working(now.date()) && OFFICE.contains(&(hour * 60 + minute))
        }
    };
    counts.then_some(limit)
}

#[cfg(test)]
mod tests {
    use jixiang_contract::ByteCount;

    use super::*;

    fn at(date: &str, hour: u64, minute: u64) -> UnixMillis {
        let midnight = date.parse::<jixiang_model::Date>().expect("a date").end().0 - 24 * 3_600_000;
        UnixMillis(midnight + (hour * 60 + minute) * 60_000)
    }

    #[test]
    fn a_limit_of_office_hours_counts_while_the_office_works() {
        let rate = Rate { limit: Some(ByteCount(5)), hours: RateHours::Office };
        for (date, hour, minute, counts) in [
            ("2026-11-26", 7, 59, false),
            ("2026-11-26", 8, 0, true),
            ("2026-11-26", 17, 29, true),
            ("2026-11-26", 17, 30, false),
            ("2026-11-28", 10, 0, false),
        ] {
            assert_eq!(now(&rate, at(date, hour, minute)), counts.then_some(5), "{date} {hour}:{minute}");
        }
    }

    #[test]
    fn without_a_limit_there_is_none_and_always_means_at_night_too() {
        let night = at("2026-11-26", 3, 0);
        assert_eq!(now(&Rate::default(), night), None);
        assert_eq!(now(&Rate { limit: Some(ByteCount(5)), hours: RateHours::Always }, night), Some(5));
    }
}
