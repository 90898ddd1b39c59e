//! The clocks of a province as data: limits in working days, what late receipt means, whether a clock stops while a
//! request is returned. Limits are never constants of the program, and nothing closes by itself because a day passed.

use serde::{Deserialize, Serialize};

use crate::{Calendar, Date, UnixMillis};

/// A clock of the decree 政务数据共享条例 (DOMAIN.md 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Clock {
    /// A request for unconditional data: received → answered, by the provider.
    T1,
    /// A request for conditional data: received → agreed or not, by the provider.
    T2,
    /// Agreed → data shared, by the provider.
    T3,
    /// Correction asked → answered, by the provider.
    T4,
    /// Law, decision or duty changed → own catalogue updated, by the department.
    T5,
    /// Updated catalogue received → reviewed and published, by the data bureau.
    T6,
}

impl Clock {
    /// Every clock.
    pub const ALL: [Self; 6] = [Self::T1, Self::T2, Self::T3, Self::T4, Self::T5, Self::T6];
}

/// What happens to a receipt after office hours or on a day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LateReceipt {
    /// It counts as received on the next working day.
    NextWorkingDay,
    /// It counts as received on its date.
    SameDay,
}

/// What a clock does while a request is returned 补正.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhileReturned {
    /// It stands still and goes on with the days that are left.
    Stops,
    /// It runs on.
    Runs,
}

/// The limit of one clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Which clock.
    pub clock: Clock,
    /// Working days.
    pub days: u32,
    /// Working days that an extension adds at most; 0 where there is none.
    pub extension: u32,
    /// The article of the law.
    pub article: String,
}

/// A time of day on the 24-hour clock of UTC+8, written `17:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
}

impl TryFrom<String> for TimeOfDay {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let expected = "a time of day is written 17:00";
        let (hour, minute) = text.split_once(':').ok_or(expected)?;
        let is_number = |digits: &&str| digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        let number =
            |digits| Some(digits).filter(is_number).and_then(|digits| digits.parse::<u8>().ok()).ok_or(expected);
        let time = Self { hour: number(hour)?, minute: number(minute)? };
        if time.hour < 24 && time.minute < 60 { Ok(time) } else { Err(expected) }
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        format!("{:02}:{:02}", time.hour, time.minute)
    }
}

/// The rule table of a province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The division whose table it is (GB/T 2260).
    pub place: String,
    /// Its name.
    pub name: String,
    /// The law that the articles belong to.
    pub law: String,
    /// When offices close.
    pub closes: TimeOfDay,
    /// What late receipt means.
    pub late_receipt: LateReceipt,
    /// What a clock does while a request is returned.
    pub while_returned: WhileReturned,
    /// For how many years the requester keeps records of use.
    pub records_years: u32,
    /// The limits, one of each clock.
    pub clocks: Vec<Limit>,
}

/// Why bytes are no rule table.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// Not the JSON of a table.
    #[error("not a rule table: {0}")]
    Form(#[from] serde_json::Error),
    /// A clock is missing or stands twice.
    #[error("a rule table has each clock once")]
    Clocks,
}

/// A time during which a request was returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// When it was returned.
    pub from: UnixMillis,
    /// When it was resubmitted; nothing while it still is returned.
    pub until: Option<UnixMillis>,
}

impl Rules {
    /// The table that this program ships.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(include_bytes!("../data/jilin.json")).expect("the shipped table is read by a test")
    }

    /// Reads a table.
    ///
    /// # Errors
    ///
    /// [`RulesError`] when it is not the JSON of a table with each clock once.
    pub fn parse(json: &[u8]) -> Result<Self, RulesError> {
        let rules: Self = serde_json::from_slice(json)?;
        let clocks: Vec<Clock> = rules.clocks.iter().map(|limit| limit.clock).collect();
        if clocks == Clock::ALL { Ok(rules) } else { Err(RulesError::Clocks) }
    }

    /// The limit of a clock.
    ///
    /// # Panics
    ///
    /// When a table that was not read by [`Rules::parse`] lacks the clock.
    #[must_use]
    pub fn limit(&self, clock: Clock) -> &Limit {
        self.clocks.iter().find(|limit| limit.clock == clock).expect("a table has each clock once")
    }

    /// The date on which something counts as received. It is not counted itself.
    #[must_use]
    pub fn received(&self, calendar: &Calendar, at: UnixMillis) -> Date {
        let date = at.date();
        let (hour, minute) = at.clock();
        let closed = (hour, minute) >= (u64::from(self.closes.hour), u64::from(self.closes.minute));
        match self.late_receipt {
            LateReceipt::SameDay => date,
            LateReceipt::NextWorkingDay if closed && calendar.is_working(date) => calendar.after_working_days(date, 1),
            LateReceipt::NextWorkingDay => calendar.working_day_from(date),
        }
    }

    /// The last date of a clock that began with a receipt. Nothing while it stands still because the request is returned.
    #[must_use]
    pub fn due(
        &self,
        calendar: &Calendar,
        clock: Clock,
        received: UnixMillis,
        extended: bool,
        pauses: &[Pause],
    ) -> Option<Date> {
        let limit = self.limit(clock);
        let mut days = limit.days + if extended { limit.extension } else { 0 };
        if self.while_returned == WhileReturned::Stops {
            for pause in pauses {
                let resumed = self.received(calendar, pause.until?);
                let stood = calendar.working_days_between(pause.from.date(), resumed);
                days = days.saturating_add(u32::try_from(stood).unwrap_or(0));
            }
        }
        Some(calendar.after_working_days(self.received(calendar, received), days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A time of a day of November 2026 in UTC+8; the 23rd is a Monday.
    fn at(day: u64, hour: u64, minute: u64) -> UnixMillis {
        let first: Date = "2026-10-31".parse().expect("a date");
        UnixMillis(first.end().0 + (day - 1) * 86_400_000 + (hour * 60 + minute) * 60_000)
    }

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn the_shipped_table_states_the_limits_of_the_decree() {
        let rules = Rules::shipped();
        let limits: Vec<_> =
            Clock::ALL.iter().map(|clock| rules.limit(*clock)).map(|l| (l.days, l.extension)).collect();
        assert_eq!(limits, [(1, 10), (10, 10), (20, 0), (10, 0), (10, 5), (2, 0)]);
        assert_eq!(rules.records_years, 3);
    }

    #[test]
    fn a_table_has_each_clock_once_and_no_unknown_field() {
        let text = std::str::from_utf8(include_bytes!("../data/jilin.json")).expect("text");
        for wrong in [
            text.replace("\"T6\"", "\"T5\""),
            text.replace("\"T6\"", "\"T7\""),
            text.replace("17:00", "24:00"),
            text.replace("17:00", "7:00"),
            text.replace("17:00", "+7:00"),
            text.replace("\"closes\"", "\"close\""),
            String::new(),
        ] {
            assert!(Rules::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn late_receipt_counts_on_the_next_working_day_unless_the_table_says_otherwise() {
        let mut rules = Rules::shipped();
        for (received, counts) in [
            (at(23, 0, 1), "2026-11-23"),
            (at(23, 16, 59), "2026-11-23"),
            (at(23, 17, 0), "2026-11-24"),
            (at(27, 18, 0), "2026-11-30"),
            (at(28, 9, 0), "2026-11-30"),
            (at(28, 18, 0), "2026-11-30"),
        ] {
            assert_eq!(rules.received(&Calendar, received), date(counts), "{received}");
        }
        rules.late_receipt = LateReceipt::SameDay;
        assert_eq!(rules.received(&Calendar, at(28, 18, 0)), date("2026-11-28"));
    }

    #[test]
    fn a_clock_stands_still_while_a_request_is_returned_unless_the_table_says_otherwise() {
        let mut rules = Rules::shipped();
        let due =
            |rules: &Rules, extended, pauses: &[Pause]| rules.due(&Calendar, Clock::T2, at(2, 10, 0), extended, pauses);
        assert_eq!(due(&rules, false, &[]), Some(date("2026-11-16")));
        assert_eq!(due(&rules, true, &[]), Some(date("2026-11-30")));
        let back = Pause { from: at(4, 15, 0), until: Some(at(9, 9, 0)) };
        assert_eq!(due(&rules, false, &[back]), Some(date("2026-11-19")), "three working days longer");
        let away = Pause { until: None, ..back };
        assert_eq!(due(&rules, false, &[away]), None);
        rules.while_returned = WhileReturned::Runs;
        assert_eq!(due(&rules, false, &[away]), Some(date("2026-11-16")));
    }
}
