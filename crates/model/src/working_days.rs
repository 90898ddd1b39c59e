//! Working days 工作日: what limits are counted in. A day that an office does not work is never counted, and the day of
//! receipt is not counted either.

use crate::Date;

/// Which days are worked. Today it knows weekdays alone, Monday to Friday; the yearly notice of the State Council
/// replaces [`Calendar::is_working`] and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calendar;

impl Calendar {
    /// Whether offices work on this date.
    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        date.weekday() < 5
    }

    /// The date on which a limit of so many working days after `from` ends, `from` itself not counted; `from` for none.
    /// 9999-12-31 at most.
    #[must_use]
    pub fn after_working_days(&self, from: Date, days: u32) -> Date {
        let (mut date, mut left) = (from, days);
        while left > 0 {
            let next = date.plus_days(1);
            if next == date {
                break;
            }
            date = next;
            left -= u32::from(self.is_working(date));
        }
        date
    }

    /// How many working days lie after `from` up to and with `to`; negative when `to` is earlier.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> i32 {
        let (mut date, end) = if from <= to { (from, to) } else { (to, from) };
        let mut days = 0;
        while date < end {
            date = date.plus_days(1);
            days += i32::from(self.is_working(date));
        }
        if from <= to { days } else { -days }
    }

    /// This date when it is worked, else the next that is; 9999-12-31 at most.
    #[must_use]
    pub fn working_day_from(&self, date: Date) -> Date {
        if self.is_working(date) { date } else { self.after_working_days(date, 1) }
    }
}

/// [`Calendar::after_working_days`] by the calendar of this program.
#[must_use]
pub fn after_working_days(from: Date, days: u32) -> Date {
    Calendar.after_working_days(from, days)
}

/// [`Calendar::working_days_between`] by the calendar of this program.
#[must_use]
pub fn working_days_between(from: Date, to: Date) -> i32 {
    Calendar.working_days_between(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn the_day_of_receipt_and_weekends_are_not_counted() {
        for (from, days, to) in [
            ("2026-11-23", 0, "2026-11-23"),
            ("2026-11-23", 1, "2026-11-24"),
            ("2026-11-26", 1, "2026-11-27"),
            ("2026-11-27", 1, "2026-11-30"),
            ("2026-11-28", 1, "2026-11-30"),
            ("2026-11-26", 10, "2026-12-10"),
            ("2026-11-26", 20, "2026-12-24"),
        ] {
            assert_eq!(after_working_days(date(from), days), date(to), "{from} + {days}");
        }
    }

    #[test]
    fn counting_forth_and_back_agree() {
        for days in 1..300 {
            for offset in 0..7 {
                let from = date("2026-11-23").plus_days(offset);
                let to = after_working_days(from, days);
                let count = i32::try_from(days).expect("a small number");
                assert_eq!(working_days_between(from, to), count);
                assert_eq!(working_days_between(to, from), -count);
            }
        }
        assert_eq!(working_days_between(date("2026-11-27"), date("2026-11-29")), 0, "a weekend");
    }

    #[test]
    fn a_limit_beyond_the_calendar_ends_with_it() {
        let last = date("9999-12-31");
        assert_eq!(after_working_days(date("9999-12-01"), u32::MAX), last);
        assert_eq!(Calendar.working_day_from(last), last);
        assert_eq!(Calendar.working_day_from(date("2026-11-28")), date("2026-11-30"));
    }
}
