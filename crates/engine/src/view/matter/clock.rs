//! The clocks of the decree as a card shows them: which working day it is, of how many, and a tick for each. It refuses to
//! run while a request is returned, and closes nothing by itself.

use std::sync::LazyLock;

use jixiang_contract::{ClockView, Day, Due, Tick, TickWhen};
use jixiang_model::{Calendar, Clock, Date, Pause, RequestState, Rules, UnixMillis, WhileReturned};
use jixiang_statement::payload::ShareClass;
use jixiang_statement::thread::RequestThread;

use super::request::pauses;

/// The rule table of this province.
static RULES: LazyLock<Rules> = LazyLock::new(Rules::shipped);
const CALENDAR: Calendar = Calendar;
/// Ticks beyond the last day that are drawn; the words count the rest.
const MOST_LATE: usize = 20;

/// A date as the window sees it.
pub(crate) fn day(date: Date) -> Day {
    Day(date.to_string())
}

/// How near a date is, in working days.
pub(crate) fn due(to: Date, today: Date) -> Due {
    let days = |from, to| u32::try_from(CALENDAR.working_days_between(from, to)).unwrap_or(0).max(1);
    match to.cmp(&today) {
        std::cmp::Ordering::Less => Due::Late { days: days(to, today) },
        std::cmp::Ordering::Equal => Due::Today,
        std::cmp::Ordering::Greater => Due::Left { days: days(today, to) },
    }
}

/// The last day for an answer, and the working days of its clock, if a request left now.
pub(crate) fn answer_by(class: ShareClass, now: UnixMillis) -> (Date, u32) {
    let clock = if class == ShareClass::Unconditional { Clock::T1 } else { Clock::T2 };
    let by = RULES.due(&CALENDAR, clock, now, false, &[]);
    (by.unwrap_or_else(|| now.date()), RULES.limit(clock).days)
}

/// The clock of the provider's answer, while it runs. It counts from the consent that submitted the request first.
pub(crate) fn of_request(thread: &RequestThread, now: UnixMillis) -> Option<ClockView> {
    match thread.state() {
        RequestState::Submitted | RequestState::Answered => {}
        RequestState::Returned
        | RequestState::Agreed
        | RequestState::Refused
        | RequestState::Withdrawn
        | RequestState::Revoked => return None,
    }
    let submitted = thread.asked().first()?.consent.at;
    view(submitted, thread.is_extended(), &pauses(thread), now.date())
}

fn view(submitted: UnixMillis, extended: bool, pauses: &[Pause], today: Date) -> Option<ClockView> {
    let from = RULES.received(&CALENDAR, submitted);
    let to = RULES.due(&CALENDAR, Clock::T2, submitted, extended, pauses)?;
    let counted = counted(from, to, pauses);
    let count = |days: usize| u32::try_from(days).unwrap_or(u32::MAX);
    Some(ClockView {
        from: day(from),
        to: day(to),
        day: count(counted.iter().filter(|date| **date <= today).count()),
        of: count(counted.len()),
        due: due(to, today),
        ticks: ticks(from, to, &counted, today),
    })
}

/// The working days of a clock, without those on which it stood still.
fn counted(from: Date, to: Date, pauses: &[Pause]) -> Vec<Date> {
    let stood = |date: Date| {
        let within = |pause: &Pause| {
            let resumed = pause.until.map(|until| RULES.received(&CALENDAR, until));
            pause.from.date() < date && resumed.is_none_or(|resumed| date <= resumed)
        };
        RULES.while_returned == WhileReturned::Stops && pauses.iter().any(within)
    };
    working_days(from, to).filter(|date| !stood(*date)).collect()
}

/// The working days after `from` up to and with `to`.
fn working_days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    let next = |date: &Date| Some(CALENDAR.after_working_days(*date, 1)).filter(|next| next > date);
    let first = next(&from);
    std::iter::successors(first, next).take_while(move |date| *date <= to)
}

fn ticks(from: Date, to: Date, counted: &[Date], today: Date) -> Vec<Tick> {
    let late = working_days(to, today).take(MOST_LATE).map(|date| (date, TickWhen::Late));
    let within = counted.iter().map(|date| {
        let when = match date.cmp(&today) {
            std::cmp::Ordering::Less => TickWhen::Past,
            std::cmp::Ordering::Equal => TickWhen::Today,
            std::cmp::Ordering::Greater => TickWhen::Ahead,
        };
        (*date, when)
    });
    let mut before = from;
    let tick = |(date, when): (Date, TickWhen)| {
        let gap = before.plus_days(1) < date;
        before = date;
        Tick { when, gap }
    };
    within.chain(late).map(tick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    /// Ten in the morning of a date in UTC+8.
    fn morning(text: &str) -> UnixMillis {
        UnixMillis(date(text).end().0 - 14 * 3_600_000)
    }

    fn on(today: &str, pauses: &[Pause]) -> ClockView {
        view(morning("2026-11-23"), false, pauses, date(today)).expect("it runs")
    }

    #[test]
    fn the_day_of_receipt_is_day_nought_and_the_last_day_is_today() {
        let clock = on("2026-11-23", &[]);
        assert_eq!((clock.day, clock.of), (0, 10));
        assert_eq!((clock.from, clock.to), (Day("2026-11-23".into()), Day("2026-12-07".into())));
        assert_eq!(clock.due, Due::Left { days: 10 });
        let clock = on("2026-12-07", &[]);
        assert_eq!((clock.day, clock.due), (10, Due::Today));
        assert_eq!(clock.ticks.last(), Some(&Tick { when: TickWhen::Today, gap: true }));
    }

    #[test]
    fn weekends_are_gaps_before_the_tick_that_follows_them() {
        let clock = on("2026-11-26", &[]);
        let gaps: Vec<bool> = clock.ticks.iter().map(|tick| tick.gap).collect();
        assert_eq!(gaps, [false, false, false, false, true, false, false, false, false, true]);
        let when: Vec<TickWhen> = clock.ticks.iter().take(4).map(|tick| tick.when).collect();
        assert_eq!(when, [TickWhen::Past, TickWhen::Past, TickWhen::Today, TickWhen::Ahead]);
    }

    #[test]
    fn a_late_clock_counts_working_days_and_draws_them_behind_the_last() {
        let clock = on("2026-12-09", &[]);
        assert_eq!((clock.day, clock.of, clock.due), (10, 10, Due::Late { days: 2 }));
        assert_eq!(clock.ticks.iter().filter(|tick| tick.when == TickWhen::Late).count(), 2);
        assert_eq!(on("2027-12-09", &[]).ticks.len(), 10 + MOST_LATE);
        let saturday = view(morning("2026-11-20"), false, &[], date("2026-12-05")).expect("it runs");
        assert_eq!(saturday.due, Due::Late { days: 1 }, "no working day has passed, but the last day has");
    }

    #[test]
    fn days_on_which_a_request_was_returned_are_not_counted() {
        let back = Pause { from: morning("2026-11-25"), until: Some(morning("2026-11-30")) };
        let clock = on("2026-12-01", &[back]);
        assert_eq!(clock.to, Day("2026-12-10".into()), "three working days later");
        assert_eq!((clock.day, clock.of), (3, 10), "the 24th, the 25th and today");
        let away = Pause { until: None, ..back };
        assert_eq!(view(morning("2026-11-23"), false, &[away], date("2026-12-01")), None);
    }

    #[test]
    fn an_extension_adds_working_days() {
        let clock = view(morning("2026-11-23"), true, &[], date("2026-12-07")).expect("it runs");
        assert_eq!((clock.day, clock.of, clock.to), (10, 20, Day("2026-12-21".into())));
    }

    #[test]
    fn a_request_for_unconditional_data_is_answered_within_a_day() {
        let now = morning("2026-11-27");
        assert_eq!(answer_by(ShareClass::Unconditional, now), (date("2026-11-30"), 1));
        assert_eq!(answer_by(ShareClass::Conditional, now), (date("2026-12-11"), 10));
    }
}
