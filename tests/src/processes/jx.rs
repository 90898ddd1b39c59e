//! `jx` as a process with a home of its own: run to its end, or started and watched line by line.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::running::Running;
use super::{Result, Trouble};
use crate::desks::{Province, program};

/// One person's `jx`: a home, and a folder in which it is started.
#[derive(Debug, Clone)]
pub struct Jx {
    folder: PathBuf,
}

impl Jx {
    /// A new PC below `folder`. Nobody has signed in yet.
    ///
    /// # Errors
    /// When its folders cannot be made.
    pub fn new(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder.join("tmp"))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// A new PC, signed in as a member of the demo staff.
    ///
    /// # Errors
    /// What `jx` says when it cannot sign in.
    pub fn signed_in(province: &Province, name: &str, staff: &str) -> Result<Self> {
        let jx = Self::new(&province.folder().join(name))?;
        jx.sign_in(&province.url(), staff)?;
        Ok(jx)
    }

    /// Signs in at a platform.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn sign_in(&self, url: &str, staff: &str) -> Result<Value> {
        self.run(&["sign-in", url, "--demo-staff", staff, "--key-file"])?.done()
    }

    /// The same PC as it is now, once more: the copy goes its own way.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn copied(&self, folder: &Path) -> Result<Self> {
        super::seed::copy(&self.folder, folder)?;
        Self::new(folder)
    }

    /// Its home.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    /// The folder in which it is started and everything of this PC lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `jx --json` with these words, in Chinese, knowing nothing of who runs the test.
    ///
    /// # Errors
    /// When `jx` was not built.
    pub fn command<S: AsRef<OsStr>>(&self, words: &[S]) -> Result<Command> {
        let mut command = Command::new(program("jx")?);
        command
            .arg("--home")
            .arg(self.home())
            .arg("--json")
            .args(words)
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .env("TMPDIR", self.folder.join("tmp"))
            .env("LANG", "zh_CN.UTF-8")
            .env_remove("JIXIANG_HOME")
            .env_remove("JIXIANG_POLICY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Ok(command)
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// When it cannot be started or does not end in time.
    pub fn run<S: AsRef<OsStr>>(&self, words: &[S]) -> Result<Said> {
        self.start(words)?.ended()
    }

    /// Starts it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start<S: AsRef<OsStr>>(&self, words: &[S]) -> Result<Running> {
        Running::start(self.command(words)?)
    }

    /// Sends and answers the delivery's id.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn send(&self, paths: &[&Path], to: &str) -> Result<String> {
        let mut words: Vec<&OsStr> = vec!["send".as_ref()];
        words.extend(paths.iter().map(|path| path.as_os_str()));
        words.extend(["--to".as_ref(), to.as_ref()] as [&OsStr; 2]);
        let sent = self.run(&words)?.done()?;
        Ok(text(&sent, "delivery").to_owned())
    }

    /// Fetches into `folder`.
    ///
    /// # Errors
    /// When it cannot be started or does not end in time.
    pub fn fetch(&self, id: &str, folder: &Path) -> Result<Said> {
        let words: [&OsStr; 4] = ["fetch".as_ref(), id.as_ref(), "--to".as_ref(), folder.as_os_str()];
        self.run(&words)
    }

    /// The rows of a list.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn rows(&self, words: &[&str]) -> Result<Vec<Value>> {
        let said = self.run(words)?;
        if said.code == 0 { Ok(said.lines) } else { Err(said.trouble()) }
    }

    /// The state of a delivery in `sent` or `inbox --all`.
    ///
    /// # Errors
    /// When there is not exactly one row of it.
    pub fn state_of(&self, list: &[&str], id: &str) -> Result<String> {
        let rows = self.rows(list)?;
        let of: Vec<&Value> = rows.iter().filter(|row| text(row, "id") == id).collect();
        match of.as_slice() {
            [row] => Ok(text(row, "state").to_owned()),
            other => Err(Trouble::new(format!("{} rows of {id}", other.len()))),
        }
    }
}

/// A field of a line that holds text; empty when it does not.
#[must_use]
pub fn text<'a>(line: &'a Value, field: &str) -> &'a str {
    line[field].as_str().unwrap_or_default()
}

/// What `jx` said, from start to end.
#[derive(Debug, Clone)]
pub struct Said {
    /// The exit code; minus the signal when it was killed.
    pub code: i32,
    /// The lines of stdout, progress left out.
    pub lines: Vec<Value>,
    /// The lines of progress.
    pub progress: Vec<Value>,
    /// What is on stderr.
    pub complaint: String,
}

impl Said {
    /// The last line of an act that was done.
    ///
    /// # Errors
    /// When it failed, with what it said.
    pub fn done(self) -> Result<Value> {
        match self.lines.last() {
            Some(line) if self.code == 0 => Ok(line.clone()),
            _ => Err(self.trouble()),
        }
    }

    /// The line of a failure with this code.
    ///
    /// # Errors
    /// When it did not fail, or otherwise.
    pub fn failed(self, code: &str) -> Result<Value> {
        match self.lines.last() {
            Some(line) if self.code != 0 && line["event"] == "failed" && text(line, "code") == code => Ok(line.clone()),
            _ => Err(self.trouble().during(&format!("{code} was expected"))),
        }
    }

    fn trouble(&self) -> Trouble {
        Trouble::new(format!("jx exited with {}: {:?} {}", self.code, self.lines.last(), self.complaint.trim()))
    }
}
