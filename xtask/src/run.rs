//! `cargo xtask run`: from a clone to two windows in one command.

use std::fs;
use std::path::Path;

use crate::demo::{self, Platform};
use crate::packages::{self, Need};
use crate::{Outcome, build, tour};

/// What becomes of the state of the last run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Go on where the last run ended.
    Keep,
    /// Start from nothing.
    Fresh,
}

/// The people whose windows are opened: the heads of the provincial finance department and of Changchun's.
const STAFF: [&str; 2] = ["cz-li", "cc-zhao"];

/// Installs what is missing, builds, starts the platform and opens the windows; returns when all windows are closed.
///
/// # Errors
/// What failed, in a sentence. Without a display: whatever step of the tour failed.
pub(crate) fn run(root: &Path, state: State) -> Outcome {
    if state == State::Fresh {
        forget(&demo::folder(root))?;
    }
    if !has_display() {
        println!("no display here: playing the tour on a virtual one");
        return tour::tour(root, tour::Pictures::Leave);
    }
    packages::install_missing(Need::Desktop)?;
    build::npm_packages(root)?;
    build::page(root)?;
    build::programs(root, &["jixiang", "jixiang-platform", "jx"])?;
    let platform = Platform::start(root)?;
    println!("the demo platform listens on {}", platform.url);
    let mut windows = Vec::new();
    for staff in STAFF {
        windows.push((staff, demo::window(root, &platform, staff)?));
    }
    println!("two windows are open: drop a file on one. The platform stops when both are closed.");
    let mut failed = Vec::new();
    for (staff, mut window) in windows {
        let status = window.wait().map_err(|error| error.to_string())?;
        if !status.success() {
            failed.push(format!("the window of {staff} ended with {status}"));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) }
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn forget(folder: &Path) -> Outcome {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {error}", folder.display())),
        Ok(()) | Err(_) => Ok(()),
    }
}
