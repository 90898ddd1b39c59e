//! Adds up the closing lines of the test runners and keeps what tests say that they skipped, so that the last lines of a run
//! say what the whole run did.

use std::time::Duration;

/// How a test begins its line when it skips.
const SKIPPED: &str = "skipped: ";

/// What all test binaries of one `cargo test` said together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    binaries: u32,
    failed_binaries: u32,
    passed: u32,
    failed: u32,
    ignored: u32,
    measured: u32,
    filtered: u32,
    /// What tests said that skipped; the test runner counts each as passed.
    skipped: Vec<String>,
}

impl Sums {
    /// Takes the figures from a line if it is the closing line of a test binary, and keeps a line of a test that skipped.
    pub(crate) fn see(&mut self, line: &str) {
        // The runner may have begun a line with the name of the test.
        if line.starts_with(SKIPPED) || line.contains(&format!(" ... {SKIPPED}")) {
            self.skipped.push(line.to_owned());
        }
        let Some(rest) = line.strip_prefix("test result: ") else {
            return;
        };
        self.binaries += 1;
        if !rest.starts_with("ok.") {
            self.failed_binaries += 1;
        }
        let figures = rest.split_once(". ").map_or("", |(_, figures)| figures);
        for part in figures.split("; ") {
            let Some((number, word)) = part.split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<u32>() else {
                continue;
            };
            match word {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                "measured" => self.measured += number,
                "filtered out" => self.filtered += number,
                _ => {}
            }
        }
    }

    /// What tests said when they skipped.
    pub(crate) fn skipped(&self) -> impl Iterator<Item = &str> {
        self.skipped.iter().map(String::as_str)
    }

    /// The sum in the words of the test runner itself, but that a test that skipped did not pass. `all_well` is false when
    /// anything outside the tests failed.
    pub(crate) fn closing_line(&self, all_well: bool, took: Duration) -> String {
        let skipped = u32::try_from(self.skipped.len()).unwrap_or(u32::MAX);
        let well = all_well && self.failed == 0 && self.failed_binaries == 0 && self.binaries > 0;
        format!(
            "test result: {}. {} passed; {} failed; {} ignored; {} measured; {} filtered out; finished in {:.2}s",
            if well { "ok" } else { "FAILED" },
            self.passed.saturating_sub(skipped),
            self.failed,
            self.ignored + skipped,
            self.measured,
            self.filtered,
            took.as_secs_f64()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_added_up_and_a_failed_binary_is_remembered() {
        let mut sums = Sums::default();
        sums.see("running 2 tests");
        sums.see("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.31s");
        assert_eq!(
            sums.closing_line(true, Duration::from_millis(1500)),
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 1.50s"
        );
        sums.see("test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s");
        assert!(sums.closing_line(true, Duration::ZERO).starts_with("test result: FAILED. 15 passed; 1 failed;"));
    }

    #[test]
    fn a_test_that_says_that_it_skipped_is_not_counted_in_silence() {
        let mut sums = Sums::default();
        sums.see("skipped: no disk here");
        sums.see("test a_full_disk ... skipped: no disk there");
        sums.see("test what_is_skipped_stays ... ok");
        sums.see("test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        assert_eq!(sums.skipped().count(), 2);
        assert!(sums.closing_line(true, Duration::ZERO).starts_with("test result: ok. 1 passed; 0 failed; 2 ignored;"));
    }

    #[test]
    fn a_failure_outside_the_tests_or_no_test_at_all_is_not_ok() {
        let mut sums = Sums::default();
        assert!(sums.closing_line(true, Duration::ZERO).starts_with("test result: FAILED"));
        sums.see("test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        assert!(sums.closing_line(false, Duration::ZERO).starts_with("test result: FAILED"));
    }
}
