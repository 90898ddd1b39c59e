//! Times as people in offices mean them: instants in milliseconds, dates in UTC+8 that last until their end.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const DAY: u64 = 86_400_000;
const CHINA: u64 = 8 * 3_600_000;

/// Milliseconds since 1970-01-01T00:00:00Z. In a signed header it is the signer's claim and never an order (TRUST.md 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixMillis(pub u64);

impl UnixMillis {
    /// This instant and `days` times 24 hours.
    #[must_use]
    pub const fn plus_days(self, days: u64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY)))
    }

    /// The milliseconds from `earlier` to here, 0 when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The date in UTC+8.
    #[must_use]
    pub fn date(self) -> Date {
        Date::from_days(self.0.saturating_add(CHINA) / DAY)
    }

    /// Hours and minutes in UTC+8, 24-hour clock.
    #[must_use]
    pub const fn clock(self) -> (u64, u64) {
        let minutes = self.0.saturating_add(CHINA) % DAY / 60_000;
        (minutes / 60, minutes % 60)
    }
}

impl fmt::Display for UnixMillis {
    /// RFC 3339 with the offset of Beijing, to the second.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes) = self.clock();
        write!(f, "{}T{hours:02}:{minutes:02}:{:02}+08:00", self.date(), self.0 / 1000 % 60)
    }
}

/// A calendar date in UTC+8, from 1970 to 9999. As a limit it means its end, 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is no date of the form 2026-11-23.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date is written 2026-11-23")]
pub struct DateError;

impl Date {
    /// Year, month (1 to 12) and day (1 to 31).
    #[must_use]
    pub const fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// The first instant after the date: a limit "until" this date has passed from here on.
    #[must_use]
    pub fn end(self) -> UnixMillis {
        UnixMillis((self.days() + 1) * DAY - CHINA)
    }

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from((self.days() + 3) % 7).expect("a remainder of seven fits")
    }

    /// The date `days` later, 9999-12-31 at most.
    #[must_use]
    pub fn plus_days(self, days: u64) -> Self {
        Self::from_days(self.days().saturating_add(days))
    }

    /// Days since 1970-01-01, by the civil calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
    fn days(self) -> u64 {
        let (year, month, day) = (u64::from(self.year), u64::from(self.month), u64::from(self.day));
        let year = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (year / 400, year % 400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    fn from_days(days: u64) -> Self {
        let days = days.min(2_932_896) + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let fits = "a date up to 9999-12-31 fits its fields";
        Self {
            year: u16::try_from(year).expect(fits),
            month: u8::try_from(month).expect(fits),
            day: u8::try_from(day).expect(fits),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let digits =
            text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        if text.len() != 10 || !digits {
            return Err(DateError);
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<u16>().map_err(|_| DateError);
        let part = |range: std::ops::Range<usize>| number(range).and_then(|n| u8::try_from(n).map_err(|_| DateError));
        let date = Self { year: number(0..4)?, month: part(5..7)?, day: part(8..10)? };
        let real = date.year >= 1970 && (1..=12).contains(&date.month) && date.day >= 1;
        if real && Self::from_days(date.days()) == date { Ok(date) } else { Err(DateError) }
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_ends_at_midnight_in_beijing() {
        let date: Date = "2026-11-23".parse().expect("a date");
        assert_eq!(date.end().to_string(), "2026-11-24T00:00:00+08:00");
        assert_eq!(UnixMillis(date.end().0 - 1).date(), date);
        assert_eq!(date.weekday(), 0, "a Monday");
    }

    #[test]
    fn every_day_of_eighty_years_has_its_own_number_and_spelling() {
        let mut day = "1970-01-01".parse::<Date>().expect("a date");
        for number in 0..30_000 {
            assert_eq!(day.days(), number);
            assert_eq!(day.to_string().parse(), Ok(day));
            day = day.plus_days(1);
        }
    }

    #[test]
    fn the_calendar_ends_and_does_not_overflow() {
        let last: Date = "9999-12-31".parse().expect("a date");
        assert_eq!(last.plus_days(u64::MAX), last);
        assert_eq!(UnixMillis(u64::MAX).date(), last);
        assert_eq!(UnixMillis(u64::MAX).plus_days(1), UnixMillis(u64::MAX));
        assert_eq!(UnixMillis(5).since(UnixMillis(7)), 0);
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-30", "1969-12-31", "２026-04-30"]
        {
            assert_eq!(text.parse::<Date>(), Err(DateError), "{text}");
        }
    }
}
