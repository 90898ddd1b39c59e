//! The demo province, founded once and copied for every test: a fresh platform in the time of a copy.
//!
//! The original lies below the build folder and belongs to one build of the platform's program; another build founds its
//! own. Nobody works in the original.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::UNIX_EPOCH;

use super::{Result, Trouble};
use crate::desks::program;

/// The two folders of a demo platform: its data, and the keys of its authority beside it.
const PARTS: [&str; 2] = ["platform", "platform-authority"];
/// How the folders of originals begin.
const PREFIX: &str = "province-";

/// One original is made at a time in this process.
static FOUNDING: Mutex<()> = Mutex::new(());

/// Puts a fresh province into `folder`: `platform` is the data folder of its platform.
///
/// # Errors
/// When the platform was not built, does not start, or the copy cannot be made.
pub fn lay_out(folder: &Path) -> Result<()> {
    let original = original()?;
    // An object is never changed in its place, so its file may be the same one; another file system shares none.
    let objects = original.join(PARTS[0]).join("objects");
    let lay = |from: &Path, to: &Path| {
        if from.starts_with(&objects) && fs::hard_link(from, to).is_ok() {
            Ok(())
        } else {
            fs::copy(from, to).map(|_| ())
        }
    };
    for part in PARTS {
        walk(&original.join(part), &folder.join(part), &lay)?;
    }
    Ok(())
}

/// The original of this build.
fn original() -> Result<PathBuf> {
    let _one_at_a_time = FOUNDING.lock().unwrap_or_else(PoisonError::into_inner);
    let platform = program("jixiang-platform")?;
    let about = platform.metadata()?;
    let built = about.modified()?.duration_since(UNIX_EPOCH);
    let built = built.map_err(|error| Trouble::new(error.to_string()))?;
    let build = platform.parent().unwrap_or(&platform);
    let originals = build.join("provinces");
    let name = format!("{PREFIX}{}-{}", built.as_nanos(), about.len());
    let original = originals.join(&name);
    if original.is_dir() {
        return Ok(original);
    }
    forget_older(&originals, &name)?;
    fs::create_dir_all(&originals)?;
    let draft = tempfile::Builder::new().prefix("founding-").tempdir_in(&originals)?;
    found(&platform, draft.path())?;
    match fs::rename(draft.path(), &original) {
        // Another process was quicker; its province is as good.
        Err(_) if original.is_dir() => Ok(original),
        renamed => Ok(renamed.map(|()| original)?),
    }
}

/// Lets the platform found the province, and stops it.
fn found(platform: &Path, folder: &Path) -> Result<()> {
    let log = folder.join("log");
    let mut process = Command::new(platform)
        .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.join(PARTS[0]))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::create(&log)?)
        .spawn()?;
    let mut first = String::new();
    if let Some(out) = process.stdout.take() {
        BufReader::new(out).read_line(&mut first)?;
    }
    process.kill()?;
    process.wait()?;
    if first.starts_with("listening on ") {
        Ok(())
    } else {
        let said = fs::read_to_string(log).unwrap_or_default();
        Err(Trouble::new(format!("the province was not founded: {}", said.trim())))
    }
}

fn forget_older(originals: &Path, name: &str) -> Result<()> {
    let Ok(entries) = fs::read_dir(originals) else {
        return Ok(());
    };
    for entry in entries.flatten() {
        let known = entry.file_name().to_string_lossy().into_owned();
        if known.starts_with(PREFIX) && known != name {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Copies a folder with everything in it, permissions included.
///
/// # Errors
/// When something cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    walk(from, to, &|from, to| fs::copy(from, to).map(|_| ()))
}

/// Makes the folders again and does `file` for each file.
fn walk(from: &Path, to: &Path, file: &dyn Fn(&Path, &Path) -> io::Result<()>) -> Result<()> {
    fs::create_dir_all(to)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            walk(&from, &to, file)?;
        } else {
            file(&from, &to)?;
        }
    }
    Ok(())
}
