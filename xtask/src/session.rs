//! A desktop that exists only for one command: a virtual display, a window manager, a session bus and an open keyring.
//!
//! It refuses to use anything of the person's own session, so that a run on a developer's machine and one in CI see the
//! same desktop.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::Outcome;
use crate::steps::sh;

/// Room for two windows of the size that the design is drawn for (1366 × 768), side by side.
const SCREEN: &str = "2760x860x24";

/// Opens the keyring before it becomes the command. Without a keyring nothing of the product could be shown.
const ENTER: &str = r#"printf jixiang | gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit 97
exec "$@"
"#;

/// What tells the tests that they are on such a desktop, and therefore may not skip what needs one.
const MARK: (&str, &str) = ("JIXIANG_SESSION", "virtual");

/// The running desktop; it ends when this is dropped.
pub(crate) struct Session {
    display: String,
    folder: PathBuf,
    server: Child,
    window_manager: Child,
}

impl Session {
    /// Starts a display on a free number and a window manager on it.
    ///
    /// # Errors
    /// What could not be started.
    pub(crate) fn start() -> Result<Self, String> {
        // Not below the target folder: paths of sockets may not be longer than 107 bytes.
        let folder = std::env::temp_dir().join(format!("jixiang-session-{}", std::process::id()));
        let prepared = prepare(&folder);
        prepared.map_err(|error| format!("{}: {error}", folder.display()))?;
        let (server, display) = display_server(&folder)?;
        let window_manager = Command::new("openbox")
            .args(["--sm-disable", "--config-file"])
            .arg(folder.join("config/openbox.xml"))
            .env("DISPLAY", &display)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("openbox did not start: {error}"))?;
        Ok(Self { display, folder, server, window_manager })
    }

    /// A command that runs `program` on this desktop, with its own session bus and keyring.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "sh"]).arg(self.folder.join("enter.sh")).arg(program);
        command.env("DISPLAY", &self.display).env(MARK.0, MARK.1);
        command.env("XDG_RUNTIME_DIR", self.folder.join("runtime"));
        command.env("XDG_DATA_HOME", self.folder.join("data"));
        command.env("XDG_CONFIG_HOME", self.folder.join("config"));
        command.env("XDG_CACHE_HOME", self.folder.join("cache"));
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        command.env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1").env("GSETTINGS_BACKEND", "memory");
        command.env("LANG", "C.UTF-8").env("TZ", "Asia/Shanghai");
        for foreign in ["WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "SESSION_MANAGER", "LC_ALL", "LANGUAGE"] {
            command.env_remove(foreign);
        }
        command
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for child in [&mut self.window_manager, &mut self.server] {
            // Both may be gone already; there is nothing to do about it at the end of the desktop.
            let _gone = child.kill().and_then(|()| child.wait());
        }
        let _left_for_the_next_clean = fs::remove_dir_all(&self.folder);
    }
}

/// `cargo xtask session COMMAND...`
pub(crate) fn run(root: &Path, program: &str, args: &[&str]) -> Outcome {
    let session = Session::start()?;
    sh(session.command(program).args(args).current_dir(root))
}

fn prepare(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    for part in ["runtime", "data", "config", "cache"] {
        // The runtime folder must be the user's alone, or the bus and the keyring refuse it.
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder.join(part))?;
    }
    fs::write(folder.join("enter.sh"), ENTER)?;
    fs::write(folder.join("config/openbox.xml"), include_str!("openbox.xml"))
}

/// Starts Xvfb, which picks the number itself and writes it to its standard output once it takes connections.
fn display_server(folder: &Path) -> Result<(Child, String), String> {
    let log = fs::File::create(folder.join("xvfb.log")).map_err(|error| error.to_string())?;
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset", "-wr"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .map_err(|error| format!("Xvfb did not start: {error}"))?;
    let mut number = String::new();
    if let Some(out) = server.stdout.take() {
        BufReader::new(out).read_line(&mut number).map_err(|error| error.to_string())?;
    }
    match number.trim().parse::<u32>() {
        Ok(number) => Ok((server, format!(":{number}"))),
        Err(_) => {
            let _gone = server.kill().and_then(|()| server.wait());
            let said = fs::read_to_string(folder.join("xvfb.log")).unwrap_or_default();
            Err(format!("Xvfb found no free display: {}", said.trim()))
        }
    }
}
