//! Runs named steps one after the other and says at the end how each went; it refuses to stop at the first failure.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It did what it should.
    Passed,
    /// It said that it cannot run here. That is not passed, and not a failure either.
    Skipped,
    /// It failed, with the reason in a sentence.
    Failed(String),
    /// It was not tried, because the step of this name, which it needs, did not pass.
    NotTried(&'static str),
}

/// The handle of a finished step, by which later steps name what they need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step(usize);

struct Record {
    name: &'static str,
    ended: Ended,
    took: Duration,
}

/// The steps done so far.
#[derive(Default)]
pub(crate) struct Steps {
    records: Vec<Record>,
}

impl Steps {
    /// Does `work` under a header, unless a step it needs did not pass.
    pub(crate) fn step(&mut self, name: &'static str, needs: &[Step], work: impl FnOnce() -> Outcome) -> Step {
        self.step_that_may_skip(name, needs, || work().map(|()| Ended::Passed))
    }

    /// As [`Steps::step`], for work that may find that it cannot run here.
    pub(crate) fn step_that_may_skip(
        &mut self,
        name: &'static str,
        needs: &[Step],
        work: impl FnOnce() -> Result<Ended, String>,
    ) -> Step {
        println!("\n──── {name} ────");
        let missing = needs.iter().map(|step| &self.records[step.0]).find(|needed| needed.ended != Ended::Passed);
        let started = Instant::now();
        let ended = match missing {
            Some(needed) => Ended::NotTried(needed.name),
            None => work().unwrap_or_else(Ended::Failed),
        };
        let record = Record { name, ended, took: started.elapsed() };
        println!("{}", line(&record));
        self.records.push(record);
        Step(self.records.len() - 1)
    }

    /// The table of all steps.
    pub(crate) fn summary(&self) -> String {
        let lines: Vec<String> = self.records.iter().map(line).collect();
        format!("\n──── summary ────\n{}", lines.join("\n"))
    }

    /// Nothing if every step passed or skipped, otherwise the names of those that did not.
    pub(crate) fn verdict(&self) -> Outcome {
        let good = |record: &&Record| matches!(record.ended, Ended::Passed | Ended::Skipped);
        let bad: Vec<&str> = self.records.iter().filter(|record| !good(record)).map(|record| record.name).collect();
        if bad.is_empty() { Ok(()) } else { Err(format!("not passed: {}", bad.join(", "))) }
    }
}

fn line(record: &Record) -> String {
    let seconds = record.took.as_secs_f64();
    match &record.ended {
        Ended::Passed => format!("passed     {seconds:>8.1} s  {}", record.name),
        Ended::Skipped => format!("SKIPPED    {seconds:>8.1} s  {}: it cannot run here, see above", record.name),
        Ended::Failed(reason) => format!("FAILED     {seconds:>8.1} s  {}: {reason}", record.name),
        Ended::NotTried(needed) => {
            format!("not tried              {} (needs: {needed})", record.name)
        }
    }
}

/// Runs a command with the streams of this process; an error if it cannot start or does not end with 0.
pub(crate) fn sh(command: &mut Command) -> Outcome {
    let shown = shown(command);
    println!("$ {shown}");
    let status = command.status().map_err(|error| format!("`{shown}` did not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` ended with {status}")) }
}

/// What a program ends with that says it cannot run here, as tests/interop/room.py has it.
const SKIPPED: i32 = 77;

/// As [`sh`], for a program that may say that it cannot run here.
pub(crate) fn sh_that_may_skip(command: &mut Command) -> Result<Ended, String> {
    let shown = shown(command);
    println!("$ {shown}");
    let status = command.status().map_err(|error| format!("`{shown}` did not start: {error}"))?;
    match status.code() {
        Some(0) => Ok(Ended::Passed),
        Some(SKIPPED) => Ok(Ended::Skipped),
        Some(_) | None => Err(format!("`{shown}` ended with {status}")),
    }
}

/// As [`sh`], but hands each line of the standard output to `see` as well.
pub(crate) fn tee(command: &mut Command, mut see: impl FnMut(&str)) -> Outcome {
    use std::io::{BufRead, BufReader};
    let shown = shown(command);
    println!("$ {shown}");
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| format!("`{shown}` did not start: {error}"))?;
    if let Some(out) = child.stdout.take() {
        let mut lines = BufReader::new(out);
        let mut bytes = Vec::new();
        while lines.read_until(b'\n', &mut bytes).map_err(|error| error.to_string())? > 0 {
            let text = String::from_utf8_lossy(&bytes);
            print!("{text}");
            see(text.trim_end());
            bytes.clear();
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` ended with {status}")) }
}

/// The standard output of a command that ended with 0.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let shown = shown(command);
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| format!("`{shown}` did not start: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{shown}` ended with {}", output.status))
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_stops_only_those_that_need_it() {
        let mut steps = Steps::default();
        let first = steps.step("first", &[], || Err("broken".into()));
        let second = steps.step("second", &[first], || panic!("must not be tried"));
        steps.step("third", &[second], || panic!("must not be tried"));
        steps.step("fourth", &[], || Ok(()));
        let ended: Vec<&Ended> = steps.records.iter().map(|record| &record.ended).collect();
        assert_eq!(
            ended,
            [&Ended::Failed("broken".into()), &Ended::NotTried("first"), &Ended::NotTried("second"), &Ended::Passed]
        );
        assert_eq!(steps.verdict(), Err("not passed: first, second, third".into()));
    }

    #[test]
    fn a_step_that_skips_is_neither_passed_nor_failed() {
        let mut steps = Steps::default();
        let mut ends = |code| {
            steps.step_that_may_skip("one", &[], || sh_that_may_skip(Command::new("sh").args(["-c", code])));
            steps.records.last().map(|record| record.ended.clone())
        };
        assert_eq!(ends("exit 77"), Some(Ended::Skipped));
        assert_eq!(ends("exit 0"), Some(Ended::Passed));
        assert_eq!(steps.verdict(), Ok(()));
        assert!(steps.summary().contains("SKIPPED"));
        steps.step_that_may_skip("two", &[], || sh_that_may_skip(Command::new("sh").args(["-c", "exit 78"])));
        assert_eq!(steps.verdict(), Err("not passed: two".into()));
    }

    #[test]
    fn tee_hands_over_every_line_and_reports_the_end() {
        let mut seen = Vec::new();
        let outcome = tee(Command::new("sh").args(["-c", "echo one; echo two; exit 3"]), |line| {
            seen.push(line.to_owned());
        });
        assert_eq!(seen, ["one", "two"]);
        assert!(outcome.is_err());
    }
}
