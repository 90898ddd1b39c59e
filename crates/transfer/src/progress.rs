//! How far a transfer is and how fast, without flattery: speed is what came in the last ten seconds, and when nothing came
//! it says so.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Speed is measured over this long.
const WINDOW: Duration = Duration::from_secs(10);
/// Nothing for this long is called stalled.
const STALL: Duration = Duration::from_secs(5);
/// Reports closer together than this count as one.
const GRAIN: Duration = Duration::from_millis(250);

/// How a transfer moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Too little has come to say.
    Starting,
    /// It moves.
    Moving {
        /// Bytes per second over the last ten seconds.
        speed: u64,
        /// How long the rest takes at this speed.
        left: Duration,
    },
    /// Nothing came for at least five seconds.
    Stalled {
        /// How long nothing came.
        quiet: Duration,
    },
    /// All bytes are there.
    Complete,
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Bytes done.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
    /// How it moves.
    pub pace: Pace,
}

/// Measures one transfer. Times are the caller's and must not go back.
#[derive(Debug)]
pub struct Progress {
    total: u64,
    done: u64,
    last: Instant,
    /// Bytes done at earlier moments, oldest first; the first is the base of the speed.
    marks: VecDeque<(Instant, u64)>,
}

impl Progress {
    /// Begins at `now` with `done` bytes that are there from before.
    #[must_use]
    pub fn new(now: Instant, done: u64, total: u64) -> Self {
        Self { total, done: done.min(total), last: now, marks: VecDeque::from([(now, done.min(total))]) }
    }

    /// The total became known, or grew.
    pub fn handle_total(&mut self, total: u64) {
        self.total = total;
        self.done = self.done.min(total);
    }

    /// `done` bytes are there at `now`, absolute. Less than before means that something must come again.
    pub fn handle_done(&mut self, now: Instant, done: u64) {
        let done = done.min(self.total);
        if done < self.done {
            self.marks.iter_mut().for_each(|(_, mark)| *mark = (*mark).min(done));
        }
        if done > self.done {
            self.last = now;
        }
        self.done = done;
        let several = self.marks.len() > 1;
        match self.marks.back_mut() {
            Some((at, mark)) if several && now.saturating_duration_since(*at) < GRAIN => *mark = done,
            Some(_) | None => self.marks.push_back((now, done)),
        }
        while self.marks.len() > 2 && now.saturating_duration_since(self.marks[1].0) >= WINDOW {
            self.marks.pop_front();
        }
    }

    /// What to show at `now`.
    #[must_use]
    pub fn view(&self, now: Instant) -> View {
        View { done: self.done, total: self.total, pace: self.pace(now) }
    }

    fn pace(&self, now: Instant) -> Pace {
        if self.done >= self.total {
            return Pace::Complete;
        }
        let quiet = now.saturating_duration_since(self.last);
        if quiet >= STALL {
            return Pace::Stalled { quiet };
        }
        let Some((since, base)) = self.marks.front() else {
            return Pace::Starting;
        };
        let span = now.saturating_duration_since(*since).as_millis();
        let speed = u128::from(self.done.saturating_sub(*base)) * 1000 / span.max(1);
        if span < GRAIN.as_millis() || speed == 0 {
            return Pace::Starting;
        }
        let left = u128::from(self.total - self.done) * 1000 / speed;
        Pace::Moving { speed: clamped(speed), left: Duration::from_millis(clamped(left)) }
    }
}

fn clamped(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn moving(seconds: u64, per_second: u64, total: u64) -> (Instant, Progress) {
        let start = Instant::now();
        let mut progress = Progress::new(start, 0, total);
        for tick in 1..=seconds * 10 {
            progress.handle_done(start + Duration::from_millis(tick * 100), tick * per_second / 10);
        }
        (start + Duration::from_secs(seconds), progress)
    }

    #[test]
    fn a_steady_transfer_shows_its_speed_and_what_is_left() {
        let (now, progress) = moving(30, 10 * MIB, 1000 * MIB);
        let view = progress.view(now);
        assert_eq!((view.done, view.total), (300 * MIB, 1000 * MIB));
        let Pace::Moving { speed, left } = view.pace else { panic!("{view:?}") };
        assert!((9 * MIB..=11 * MIB).contains(&speed), "{speed}");
        assert!((60..=80).contains(&left.as_secs()), "{left:?}");
        assert!(progress.marks.len() < 60, "memory is bounded: {}", progress.marks.len());
    }

    #[test]
    fn a_transfer_that_stops_says_so_and_does_not_fade_out() {
        let (now, progress) = moving(30, 10 * MIB, 1000 * MIB);
        assert!(matches!(progress.view(now + Duration::from_secs(4)).pace, Pace::Moving { .. }));
        let quiet = Duration::from_secs(90);
        assert_eq!(progress.view(now + quiet).pace, Pace::Stalled { quiet });
    }

    #[test]
    fn after_a_stall_the_speed_is_that_of_what_comes_now() {
        let (now, mut progress) = moving(30, 10 * MIB, 1000 * MIB);
        let again = now + Duration::from_secs(300);
        for tick in 1..=120u64 {
            progress.handle_done(again + Duration::from_millis(tick * 100), 300 * MIB + tick * MIB / 10);
        }
        let Pace::Moving { speed, .. } = progress.view(again + Duration::from_secs(12)).pace else {
            panic!("it moves")
        };
        assert!((MIB * 9 / 10..=MIB * 11 / 10).contains(&speed), "{speed}");
    }

    #[test]
    fn bytes_that_must_come_again_are_taken_back() {
        let (now, mut progress) = moving(5, 10 * MIB, 100 * MIB);
        progress.handle_done(now, 20 * MIB);
        assert_eq!(progress.view(now).done, 20 * MIB);
        progress.handle_done(now + Duration::from_secs(1), 100 * MIB);
        assert_eq!(progress.view(now + Duration::from_secs(1)).pace, Pace::Complete);
    }

    #[test]
    fn what_was_there_before_does_not_count_as_speed() {
        let start = Instant::now();
        let progress = Progress::new(start, 500 * MIB, 1000 * MIB);
        assert_eq!(progress.view(start + Duration::from_secs(1)).pace, Pace::Starting);
    }
}
