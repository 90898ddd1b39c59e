//! The demo province on this machine: the real platform program, and people with a PC of their own in front of a window.
//!
//! Everything lies in a temporary folder that vanishes. It refuses to start anything that was not built: a test that
//! needs a program fails and says which.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::window::{Launch, Rect, Result, Trouble, Window};

/// The size that the design is drawn for (look: window content 1366 × 730).
const CONTENT: (i32, i32) = (1366, 730);

/// Where a program of the workspace lies: beside the program that asks.
///
/// # Errors
/// When it was not built.
pub fn program(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folders = own.ancestors().skip(1).take(2);
    let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| Trouble::new(format!("`{name}` is not built: cargo build --workspace --bins")))
}

/// The running platform with the demo province.
#[derive(Debug)]
pub struct Province {
    folder: TempDir,
    process: Option<Child>,
    address: SocketAddr,
    options: &'static [&'static str],
}

impl Province {
    /// Starts a fresh province on a port that the platform picks.
    ///
    /// # Errors
    /// When the platform does not start to listen; its log is part of the sentence.
    pub fn start() -> Result<Self> {
        Self::start_in(&std::env::temp_dir())
    }

    /// As [`Province::start`], with all its data below `parent`.
    ///
    /// # Errors
    /// When the platform does not start to listen; its log is part of the sentence.
    pub fn start_in(parent: &Path) -> Result<Self> {
        Self::start_with(parent, &[])
    }

    /// As [`Province::start`], but only the first PC of each person is admitted by itself.
    ///
    /// # Errors
    /// When the platform does not start to listen; its log is part of the sentence.
    pub fn start_admitting_first() -> Result<Self> {
        Self::start_with(&std::env::temp_dir(), &["--admit", "first"])
    }

    fn start_with(parent: &Path, options: &'static [&'static str]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("jixiang-province-").tempdir_in(parent)?;
        crate::processes::seed::lay_out(folder.path())?;
        let mut province = Self { folder, process: None, address: SocketAddr::from(([127, 0, 0, 1], 0)), options };
        province.listen()?;
        Ok(province)
    }

    /// The address for people and programs.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The folder of the platform's own data.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("platform")
    }

    /// The folder in which everything of this province lies, the people's PCs too.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The processor seconds that the platform has used so far.
    ///
    /// # Errors
    /// When it does not run.
    pub fn cpu_seconds(&self) -> Result<f64> {
        let pid = self.process.as_ref().map(Child::id);
        let pid = pid.ok_or_else(|| Trouble::new("the platform does not run"))?;
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        // proc(5): after the name in parentheses, utime and stime are the 12th and 13th fields, in hundredths.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: Vec<f64> = fields.skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
        Ok(ticks.iter().sum::<f64>() / 100.0)
    }

    /// The platform is gone: SIGKILL, as in a power cut.
    ///
    /// # Errors
    /// When it was gone already.
    pub fn cut_off(&mut self) -> Result<()> {
        let Some(mut process) = self.process.take() else {
            return Err(Trouble::new("the platform does not run"));
        };
        process.kill()?;
        process.wait()?;
        Ok(())
    }

    /// The platform is back, with the data and at the address it had.
    ///
    /// # Errors
    /// When it does not start to listen.
    pub fn come_back(&mut self) -> Result<()> {
        self.listen()
    }

    fn listen(&mut self) -> Result<()> {
        let log_path = self.folder.path().join("platform.log");
        let temporary = self.folder.path().join("tmp");
        fs::create_dir_all(&temporary)?;
        let mut process = Command::new(program("jixiang-platform")?)
            .args(["serve", "--demo", "--listen", &self.address.to_string(), "--data"])
            .arg(self.data())
            .args(self.options)
            .env("TMPDIR", temporary)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log_path)?)
            .spawn()?;
        let mut first = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut first)?;
        }
        let address = first.trim().strip_prefix("listening on http://").and_then(|text| text.parse().ok());
        self.process = Some(process);
        let Some(address) = address else {
            let said = fs::read_to_string(log_path).unwrap_or_default();
            return Err(Trouble::new(format!("the platform does not listen ({:?}): {}", first.trim(), said.trim())));
        };
        self.address = address;
        Ok(())
    }
}

impl Drop for Province {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself; then there is nothing to end.
            let _gone = process.kill().and_then(|()| process.wait());
        }
    }
}

/// Where a window stands on the virtual desktop, which has room for two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The left half.
    Left,
    /// The right half.
    Right,
}

/// One person's PC: a home, a folder for downloads and all else that belongs to one user.
#[derive(Debug, Clone)]
pub struct Pc {
    folder: PathBuf,
    staff: String,
}

impl Pc {
    /// A new PC for a member of the demo staff.
    ///
    /// # Errors
    /// When its folders cannot be made.
    pub fn new(province: &Province, staff: &str) -> Result<Self> {
        let folder = province.folder().join(staff);
        for part in ["home", "下载", "tmp", ".config", ".cache", ".local/share"] {
            fs::create_dir_all(folder.join(part))?;
        }
        // freedesktop.org: where the downloads folder of this user is.
        fs::write(folder.join(".config/user-dirs.dirs"), "XDG_DOWNLOAD_DIR=\"$HOME/下载\"\n")?;
        Ok(Self { folder, staff: staff.to_owned() })
    }

    /// Whose PC it is.
    #[must_use]
    pub fn staff(&self) -> &str {
        &self.staff
    }

    /// The home that the window and `jx` keep their state in.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    /// Where received files are written.
    #[must_use]
    pub fn received(&self) -> PathBuf {
        self.folder.join("下载/吉享")
    }

    /// The folder of everything that belongs to this PC.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The environment of this user.
    #[must_use]
    pub fn environment(&self) -> Vec<(OsString, OsString)> {
        let parts = [
            ("HOME", ""),
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_CACHE_HOME", ".cache"),
            ("XDG_DATA_HOME", ".local/share"),
            ("TMPDIR", "tmp"),
        ];
        parts.iter().map(|(name, part)| (name.into(), self.folder.join(part).into_os_string())).collect()
    }

    /// Opens the window, as `cargo xtask run` does, and puts it in its place.
    ///
    /// # Errors
    /// When the window does not come.
    pub fn open_window(&self, province: &Province, side: Side) -> Result<Window> {
        let window = Window::open(&Launch {
            program: program("jixiang")?,
            args: vec![
                "--home".into(),
                self.home().into_os_string(),
                "--platform".into(),
                province.url().into(),
                "--demo-staff".into(),
                self.staff.clone().into(),
            ],
            env: self.environment(),
            log: self.folder.join("window.log"),
        })?;
        let left = match side {
            Side::Left => 0,
            Side::Right => CONTENT.0 + 14,
        };
        window.frame().place(Rect { x: left, y: 0, width: CONTENT.0, height: CONTENT.1 })?;
        Ok(window)
    }
}
