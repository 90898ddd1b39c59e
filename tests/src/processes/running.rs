//! A process that runs and is watched line by line, and can be killed at any instant.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::jx::Said;
use super::{PATIENCE, Result, Trouble};

/// Whether a process goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It runs.
    Runs,
    /// It has closed its output.
    Ended,
}

/// A running `jx`. Killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
    complaint: Option<JoinHandle<String>>,
}

impl Running {
    /// Starts a command whose stdout and stderr are pipes.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(super) fn start(mut command: Command) -> Result<Self> {
        let mut child = command.spawn()?;
        let (sender, lines) = channel();
        if let Some(out) = child.stdout.take() {
            thread::spawn(move || {
                for line in BufReader::new(out).lines().map_while(|line| line.ok()) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
        }
        let complaint = child.stderr.take().map(|mut errors| {
            thread::spawn(move || {
                let mut text = String::new();
                // What cannot be read as text is not part of any sentence.
                let _ = errors.read_to_string(&mut text);
                text
            })
        });
        Ok(Self { child, lines, seen: Vec::new(), complaint })
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Lets it run for so long, or to its end if that comes before.
    pub fn run_for(&mut self, time: Duration) -> Life {
        let until = Instant::now() + time;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => self.seen.push(line),
                Err(RecvTimeoutError::Timeout) => return Life::Runs,
                Err(RecvTimeoutError::Disconnected) => return Life::Ended,
            }
        }
    }

    /// Ends it at once: SIGKILL, as in a power cut. Answers what it had said.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn kill(mut self) -> Result<Said> {
        // It may have ended by itself; what it said tells.
        let _gone = self.child.kill();
        let status = self.child.wait()?;
        self.run_for(PATIENCE);
        self.said(status)
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it does not come within minutes.
    pub fn ended(mut self) -> Result<Said> {
        let patience = 20 * PATIENCE;
        if self.run_for(patience) == Life::Runs {
            let _gone = self.child.kill();
            return Err(Trouble::new(format!("jx did not end in {} s; it said {:?}", patience.as_secs(), self.seen)));
        }
        let status = self.child.wait()?;
        self.said(status)
    }

    fn said(&mut self, status: ExitStatus) -> Result<Said> {
        let mut lines = Vec::new();
        for line in self.seen.drain(..) {
            let value: Value =
                serde_json::from_str(&line).map_err(|_| Trouble::new(format!("a line is no JSON: {line}")))?;
            lines.push(value);
        }
        let (progress, lines) = lines.into_iter().partition(|line: &Value| line["event"] == "progress");
        let complaint = self.complaint.take().map(JoinHandle::join);
        let complaint = complaint.and_then(|text| text.ok()).unwrap_or_default();
        Ok(Said {
            code: status.code().or_else(|| status.signal().map(|signal| -signal)).unwrap_or(i32::MIN),
            lines,
            progress,
            complaint,
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _gone = self.child.kill().and_then(|()| self.child.wait());
    }
}
