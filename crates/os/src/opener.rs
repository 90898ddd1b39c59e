//! Passing a document to the system's opener, and showing a file in its folder. It refuses everything that is not in the
//! table of document types: programs, scripts, shortcuts, macro files, pages that run scripts, and links (TRUST.md 5, S4).

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use jixiang_engine::harmless;

/// How long a starter may take to say that it could not start anything; one that still runs then has started it.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why a file was not opened or shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Its type is not in the table.
    #[error("files of this type are not opened from here")]
    Type,
    /// It is a link.
    #[error("links are not followed")]
    Link,
    /// It is not there, or no file.
    #[error("there is no such file")]
    Absent,
    /// The desktop knows no program for it, or has no opener.
    #[error("no program opened it")]
    NoProgram,
}

/// Whether the one table of document types, the engine's, holds a file of this name.
fn harmless_name(file: &Path) -> bool {
    file.file_name().is_some_and(|name| harmless(&name.to_string_lossy()))
}

/// The program that starts other programs.
#[derive(Debug, Clone)]
pub struct Opener {
    program: OsString,
}

impl Opener {
    /// The system's own (`xdg-open`).
    #[must_use]
    pub fn system() -> Self {
        Self::with("xdg-open")
    }

    /// Another one, which is called with the path as its only argument.
    #[must_use]
    pub fn with(program: impl Into<OsString>) -> Self {
        Self { program: program.into() }
    }

    /// Passes a document on.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; nothing was started.
    pub fn open(&self, file: &Path) -> Result<(), OpenError> {
        if !harmless_name(file) {
            return Err(OpenError::Type);
        }
        let path = present(file)?;
        if !path.is_file() {
            return Err(OpenError::Absent);
        }
        self.pass_on(&path)
    }

    /// Shows a file or folder in the file manager, or its folder where that cannot select.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub fn reveal(&self, item: &Path) -> Result<(), OpenError> {
        let path = present(item)?;
        if shown_by_the_file_manager(&path) {
            return Ok(());
        }
        // A folder has no document type; nothing in it is started.
        let folder = path.parent().filter(|_| !path.is_dir()).unwrap_or(&path);
        self.pass_on(folder)
    }

    fn pass_on(&self, path: &Path) -> Result<(), OpenError> {
        let started = quiet(Command::new(&self.program).arg(path)).map_err(|_| OpenError::NoProgram)?;
        if went_wrong(started) { Err(OpenError::NoProgram) } else { Ok(()) }
    }
}

/// The absolute path, so that no name is taken for an option; never through a link at its end.
fn present(path: &Path) -> Result<PathBuf, OpenError> {
    let found = path.symlink_metadata().map_err(|_| OpenError::Absent)?;
    if found.file_type().is_symlink() {
        return Err(OpenError::Link);
    }
    path.canonicalize().map_err(|_| OpenError::Absent)
}

fn quiet(command: &mut Command) -> std::io::Result<Child> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

/// Whether it ended soon, and badly. The thread that waits stays for as long as the program does, so that it is reaped.
fn went_wrong(mut child: Child) -> bool {
    let (end, ended) = channel();
    std::thread::spawn(move || {
        let good = child.wait().is_ok_and(|status| status.success());
        // Whoever asked may have gone on.
        let _unheard = end.send(good);
    });
    match ended.recv_timeout(PATIENCE) {
        Ok(good) => !good,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
    }
}

/// Asks the file manager to select it (org.freedesktop.FileManager1).
fn shown_by_the_file_manager(path: &Path) -> bool {
    let mut command = Command::new("dbus-send");
    command.args([
        "--session",
        "--print-reply",
        "--reply-timeout=3000",
        "--dest=org.freedesktop.FileManager1",
        "/org/freedesktop/FileManager1",
        "org.freedesktop.FileManager1.ShowItems",
    ]);
    command.arg(format!("array:string:{}", uri(path))).arg("string:");
    std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()
        && quiet(&mut command).is_ok_and(|started| !went_wrong(started))
}

/// A file URI (RFC 8089). Everything is escaped that a comma-separated list or a URI could take for itself.
fn uri(path: &Path) -> String {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt as _;
    let mut uri = "file://".to_owned();
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            write!(uri, "%{byte:02X}").expect("a string takes everything");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Whether the opener was called shows in the file: this one removes what it is given.
    fn removing() -> Opener {
        Opener::with("rm")
    }

    #[test]
    fn documents_are_passed_on_with_their_whole_path() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["表 1.XLSX", "-rf.pdf", "a,b;c$(x).csv", "照片.jpeg"] {
            let file = folder.path().join(name);
            fs::write(&file, b"x").expect("a file");
            removing().open(&file).expect("it is a document");
            assert!(!file.exists(), "{name}");
        }
    }

    #[test]
    fn programs_scripts_shortcuts_macro_files_and_pages_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "a.exe",
            "a.sh",
            "a.desktop",
            "a.py",
            "a.jar",
            "a.AppImage",
            "a.deb",
            "a.docm",
            "a.xlsm",
            "a.pptm",
            "a.html",
            "a.svg",
            "a.lnk",
            "a.bat",
            "a.js",
            "a.pdf.exe",
            "a.vbs",
            "pdf",
            ".pdf",
            "a.pdf ",
            "a",
            "a.url",
            "a.xlam",
            "a.zip",
        ] {
            let file = folder.path().join(name);
            fs::write(&file, b"x").expect("a file");
            assert_eq!(removing().open(&file), Err(OpenError::Type), "{name}");
            assert!(file.exists(), "{name}");
        }
    }

    #[test]
    fn links_folders_and_nothing_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link) = (folder.path().join("a.txt"), folder.path().join("b.txt"));
        fs::write(&real, b"x").expect("a file");
        std::os::unix::fs::symlink(&real, &link).expect("a link");
        assert_eq!(removing().open(&link), Err(OpenError::Link));
        assert_eq!(removing().reveal(&link), Err(OpenError::Link));
        fs::create_dir(folder.path().join("c.txt")).expect("a folder");
        let open = |name: &str| removing().open(&folder.path().join(name));
        assert_eq!(open("c.txt"), Err(OpenError::Absent));
        assert_eq!(open("d.txt"), Err(OpenError::Absent));
        assert!(real.exists());
    }

    #[test]
    fn an_opener_that_fails_or_is_not_there_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.txt");
        fs::write(&file, b"x").expect("a file");
        for program in ["false", "jixiang-no-such-program"] {
            assert_eq!(Opener::with(program).open(&file), Err(OpenError::NoProgram));
        }
        Opener::with("true").open(&file).expect("it went well");
    }

    #[test]
    fn a_uri_holds_nothing_that_a_list_or_an_option_could_be_made_of() {
        assert_eq!(uri(Path::new("/下载/a,b c%.txt")), "file:///%E4%B8%8B%E8%BD%BD/a%2Cb%20c%25.txt");
    }
}
