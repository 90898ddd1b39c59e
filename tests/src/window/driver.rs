//! One window: the program, the WebDriver that started it, and its session.

use std::ffi::OsString;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::desktop::XWindow;
use super::http::{Reply, call};
use super::{Result, Trouble, until};

/// How a program with a window is started.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// What is added to its environment.
    pub env: Vec<(OsString, OsString)>,
    /// Where its output goes.
    pub log: PathBuf,
}

/// A window under control. The program is ended when this is dropped.
#[derive(Debug)]
pub struct Window {
    driver: Driver,
    session: String,
    program: u32,
    frame: XWindow,
}

impl Window {
    /// Starts the program and waits until its window is on the screen.
    ///
    /// # Errors
    /// When the driver or the program does not start; the log of the program is part of the sentence.
    pub fn open(launch: &Launch) -> Result<Self> {
        let with_log = |trouble: Trouble| {
            let said = fs::read_to_string(&launch.log).unwrap_or_default();
            let trouble = trouble.during(&format!("opening {}", launch.program.display()));
            if said.trim().is_empty() { trouble } else { Trouble::new(format!("{trouble}\n{}", said.trim())) }
        };
        let driver = Driver::start(launch)?;
        let args: Vec<String> = launch.args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
        let browser = json!({ "binary": launch.program.to_string_lossy(), "args": args });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": browser } } });
        let session = match call(driver.port, "POST", "/session", Some(&wanted)).map_err(with_log)? {
            Reply::Done(value) => value["sessionId"].as_str().unwrap_or_default().to_owned(),
            Reply::Refused { message, .. } => return Err(with_log(Trouble::new(message))),
        };
        let program = until("the program below its driver", || Ok(child_of(driver.process.id())))?;
        let frame = XWindow::of_program(program).map_err(with_log)?;
        Ok(Self { driver, session, program, frame })
    }

    /// The process of the program.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.program
    }

    /// The window as the X server knows it.
    #[must_use]
    pub fn frame(&self) -> &XWindow {
        &self.frame
    }

    /// Ends the program as a power cut would: SIGKILL, no last word.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn kill(&self) -> Result<()> {
        signal("-KILL", self.program)?;
        until("the end of the killed program", || Ok((!is_running(self.program)).then_some(())))
    }

    /// Whether the program still runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        is_running(self.program)
    }

    /// Sends a command of the session; a refusal is trouble.
    pub(crate) fn command(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        match self.ask(method, path, body)? {
            Reply::Done(value) => Ok(value),
            Reply::Refused { code, message } => Err(Trouble::new(format!("{method} {path}: {code}: {message}"))),
        }
    }

    /// Sends a command of the session.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Reply> {
        call(self.driver.port, method, &format!("/session/{}/{path}", self.session), body)
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let session = format!("/session/{}", self.session);
        // The program may have ended by itself, and the session with it: nothing is left to do then.
        let _gone = call(self.driver.port, "DELETE", &session, None);
        let _stopped = self.driver.process.kill().and_then(|()| self.driver.process.wait());
        if is_running(self.program) {
            let _ended = signal("-TERM", self.program);
        }
        let gone = until("the end of the program", || Ok((!is_running(self.program)).then_some(())));
        if gone.is_err() {
            let _killed = signal("-KILL", self.program);
        }
    }
}

/// A running WebKitWebDriver. It holds one session, and its environment is that of the program it starts.
#[derive(Debug)]
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start(launch: &Launch) -> Result<Self> {
        let log = File::create(&launch.log)
            .map_err(|error| Trouble::from(error).during(&launch.log.display().to_string()))?;
        let port = free_port()?;
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .envs(launch.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .map_err(|error| Trouble::from(error).during("WebKitWebDriver did not start"))?;
        let driver = Self { process, port };
        // Until it listens, the connection is refused: that is what is waited for, not trouble.
        until("WebKitWebDriver to listen", || Ok(call(port, "GET", "/status", None).ok().map(|_| ())))?;
        Ok(driver)
    }
}

/// A port that was free a moment ago; the driver cannot pick one itself.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The first child process of `parent`.
fn child_of(parent: u32) -> Option<u32> {
    let wanted = format!("PPid:\t{parent}");
    fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let status = fs::read_to_string(entry.path().join("status")).ok()?;
        status.lines().any(|line| line == wanted).then_some(pid)
    })
}

/// Whether a process runs; one that ended and was not collected does not.
fn is_running(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && !line.contains('Z') && !line.contains('X'))
}

fn signal(signal: &str, pid: u32) -> Result<()> {
    let sent = Command::new("kill").args([signal, &pid.to_string()]).stderr(Stdio::null()).status()?;
    if sent.success() { Ok(()) } else { Err(Trouble::new(format!("no process {pid} to end"))) }
}
