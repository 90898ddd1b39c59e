//! Starts the reference platform with the demo province and opens windows on it; it knows their flags and no more.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::build::{program, target};

/// The folder of all state of the demo.
pub(crate) fn folder(root: &Path) -> PathBuf {
    target(root).join("demo")
}

/// The running platform; it is asked to end when this is dropped.
pub(crate) struct Platform {
    child: Child,
    /// Where it listens, such as `http://127.0.0.1:40211`.
    pub(crate) url: String,
}

impl Platform {
    /// Starts it on loopback, on a port that it picks, and waits for its first line.
    ///
    /// # Errors
    /// Why it did not start; what it said stands in `platform.log` of the demo folder.
    pub(crate) fn start(root: &Path) -> Result<Self, String> {
        let folder = folder(root);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let log_path = folder.join("platform.log");
        let log = fs::File::create(&log_path).map_err(|error| error.to_string())?;
        let mut child = Command::new(program(root, "jixiang-platform"))
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.join("platform"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("jixiang-platform did not start: {error}"))?;
        let mut first = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut first).map_err(|error| error.to_string())?;
        }
        match first.trim().strip_prefix("listening on ") {
            Some(url) => Ok(Self { child, url: url.to_owned() }),
            None => {
                let _gone = child.kill().and_then(|()| child.wait());
                let said = fs::read_to_string(&log_path).unwrap_or_default();
                Err(format!("jixiang-platform did not start listening: {}", said.trim()))
            }
        }
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        // SIGTERM first: it ends its connections and closes its ledger. The standard library can only send SIGKILL.
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let ended = asked.is_ok_and(|status| status.success());
        let _gone = if ended { self.child.wait() } else { self.child.kill().and_then(|()| self.child.wait()) };
    }
}

/// Opens the window of one person of the demo.
///
/// # Errors
/// Why the program did not start.
pub(crate) fn window(root: &Path, platform: &Platform, staff: &str) -> Result<Child, String> {
    Command::new(program(root, "jixiang"))
        .arg("--home")
        .arg(folder(root).join(staff))
        .args(["--platform", &platform.url, "--demo-staff", staff])
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| format!("the window of {staff} did not start: {error}"))
}
