//! Runs programs and says what they took: seconds, processor time, memory, and what `jx` said at last.

use std::path::Path;
use std::process::Command;

use jixiang_tests::desks::{Province, program};
use jixiang_tests::window::{Result, Trouble};
use serde_json::Value;

const MEASURE: &str = include_str!("measure.py");

/// What one run took.
pub(crate) struct Run {
    /// From start to end, seconds.
    pub(crate) wall: f64,
    /// Processor seconds of the program.
    pub(crate) cpu: f64,
    /// Processor seconds of the platform meanwhile.
    pub(crate) platform: f64,
    /// The largest resident set, bytes.
    pub(crate) peak: f64,
    /// The last line that `jx` printed.
    pub(crate) said: Value,
}

impl Run {
    /// A figure of the last line.
    ///
    /// # Errors
    /// When it is not there.
    pub(crate) fn figure(&self, name: &str) -> Result<f64> {
        self.said[name].as_f64().ok_or_else(|| Trouble::new(format!("no {name} in {}", self.said)))
    }

    /// A text of the last line.
    ///
    /// # Errors
    /// When it is not there.
    pub(crate) fn text(&self, name: &str) -> Result<String> {
        let text = self.said[name].as_str().ok_or_else(|| Trouble::new(format!("no {name} in {}", self.said)));
        Ok(text?.to_owned())
    }
}

/// Runs `jx` in a home and measures it.
///
/// # Errors
/// When it fails; what it said is part of the sentence.
pub(crate) fn jx(province: &Province, home: &Path, args: &[&str]) -> Result<Run> {
    let before = province.cpu_seconds()?;
    let mut words = vec![program("jx")?.to_string_lossy().into_owned()];
    words.extend(["--home".to_owned(), home.to_string_lossy().into_owned(), "--json".to_owned()]);
    words.extend(args.iter().map(|arg| (*arg).to_owned()));
    let mut run = timed(&words, &[])?;
    run.platform = province.cpu_seconds()? - before;
    Ok(run)
}

/// Runs a program with these variables and measures it.
///
/// # Errors
/// When it fails; what it said is part of the sentence.
pub(crate) fn timed(words: &[String], variables: &[(&str, &str)]) -> Result<Run> {
    let mut command = Command::new("/usr/bin/python3");
    command.args(["-c", MEASURE]).args(words).envs(variables.iter().copied());
    let done: Value =
        serde_json::from_slice(&command.output()?.stdout).map_err(|error| Trouble::new(error.to_string()))?;
    if done["code"] != 0 {
        return Err(Trouble::new(format!("{words:?} failed: {}", done["said"])));
    }
    let figure = |name: &str| done[name].as_f64().unwrap_or(f64::NAN);
    let said = done["said"].as_str().unwrap_or_default();
    Ok(Run {
        wall: figure("wall"),
        cpu: figure("user") + figure("system"),
        platform: 0.0,
        peak: figure("peak"),
        said: serde_json::from_str(said).unwrap_or_default(),
    })
}
