//! Builds the window's page and the programs, and does nothing twice whose sources did not change.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::steps::sh;

/// An npm command in `ui/`.
pub(crate) fn npm(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(args).current_dir(root.join("ui"));
    command.env("npm_config_fund", "false").env("npm_config_audit", "false");
    command.env("npm_config_update_notifier", "false");
    // Plain lines: the closing ones are read again at the end.
    command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    command
}

/// A cargo command of the workspace; all share the one target folder and the dev profile.
pub(crate) fn cargo(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root);
    command
}

/// Installs the packages of `ui/package-lock.json`, unless exactly these are installed already.
pub(crate) fn npm_packages(root: &Path) -> Outcome {
    let lock = fs::read(root.join("ui/package-lock.json")).map_err(|error| format!("ui/package-lock.json: {error}"))?;
    let stamp = stamp(root, "npm-ci");
    if root.join("ui/node_modules").is_dir() && fs::read(&stamp).is_ok_and(|kept| kept == lock) {
        println!("the packages of ui/package-lock.json are installed");
        return Ok(());
    }
    sh(&mut npm(root, &["ci"]))?;
    keep(&stamp, &lock)
}

/// Builds `ui/dist`, unless no source of it changed since.
pub(crate) fn page(root: &Path) -> Outcome {
    let sources = listing(&root.join("ui"));
    let stamp = stamp(root, "npm-build");
    if root.join("ui/dist/index.html").is_file() && fs::read(&stamp).is_ok_and(|kept| kept == sources.as_bytes()) {
        println!("ui/dist is up to date");
        return Ok(());
    }
    sh(&mut npm(root, &["run", "build"]))?;
    keep(&stamp, sources.as_bytes())
}

/// Builds these programs in the dev profile. The features are those of the whole workspace, so that `cargo xtask test`
/// finds their dependencies built.
pub(crate) fn programs(root: &Path, names: &[&str]) -> Outcome {
    let mut command = cargo(root, &["build", "--workspace"]);
    for name in names {
        command.args(["--bin", name]);
    }
    sh(&mut command)
}

/// Where a program of the dev profile lies.
pub(crate) fn program(root: &Path, name: &str) -> PathBuf {
    target(root).join("debug").join(name)
}

/// The one target folder.
pub(crate) fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir))
}

fn stamp(root: &Path, name: &str) -> PathBuf {
    target(root).join("xtask").join(name)
}

fn keep(stamp: &Path, bytes: &[u8]) -> Outcome {
    let folder = stamp.parent().unwrap_or(stamp);
    fs::create_dir_all(folder).and_then(|()| fs::write(stamp, bytes)).map_err(|error| error.to_string())
}

/// Path, length and time of every source file below `folder`, sorted: two listings differ if a source differs.
fn listing(folder: &Path) -> String {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    let mut text = String::new();
    for file in files {
        let Ok(data) = fs::metadata(&file) else {
            continue;
        };
        let time = data.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let nanoseconds = time.map_or(0, |time| time.as_nanos());
        let _infallible = writeln!(text, "{} {} {nanoseconds}", file.display(), data.len());
    }
    text
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match (path.is_dir(), name.as_str()) {
            (true, "node_modules" | "dist" | "coverage") => {}
            (true, _) => collect(&path, files),
            (false, _) => files.push(path),
        }
    }
}
