//! The rules that the repository keeps about itself; each finding names a file, a line and what to do.

mod arrows;
mod json;
mod manifests;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// A rule that is broken somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The place: a path from the root, with `:line` where there is one, or the name of a package.
    place: String,
    /// What is wrong and what to do.
    what: String,
}

impl Finding {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

/// A text file of the repository.
#[derive(Debug)]
pub(crate) struct Source {
    /// Path from the root, with `/`.
    path: String,
    text: String,
}

/// Checks all rules.
///
/// # Errors
/// All findings, one per line.
pub(crate) fn tidy(root: &Path) -> Outcome {
    let mut findings = arrows::check(root)?;
    let sources = read_sources(root)?;
    for source in &sources {
        findings.extend(sources::check(source));
        findings.extend(manifests::check(source));
    }
    if findings.is_empty() {
        println!("{} files and the directions between the crates keep the rules", sources.len());
        return Ok(());
    }
    findings.sort_by(|a, b| a.place.cmp(&b.place));
    for finding in &findings {
        println!("{}: {}", finding.place, finding.what);
    }
    Err(format!("{} findings", findings.len()))
}

/// Folders that hold no source of ours.
const FOREIGN: &[&str] = &["target", "node_modules", "dist", ".git", "coverage"];

fn read_sources(root: &Path) -> Result<Vec<Source>, String> {
    let mut sources = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_symlink() || FOREIGN.contains(&name.as_ref()) || path.ends_with("src-tauri/gen") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Some(source) = read_source(root, &path) {
                sources.push(source);
            }
        }
    }
    Ok(sources)
}

/// The file as text; nothing if it is not text in UTF-8 (pictures, GBK samples).
fn read_source(root: &Path, path: &PathBuf) -> Option<Source> {
    let text = String::from_utf8(fs::read(path).ok()?).ok()?;
    let path = path.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
    Some(Source { path, text })
}
