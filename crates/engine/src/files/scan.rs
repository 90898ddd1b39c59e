//! What a dropped file or folder holds: names, sizes, times; no content.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The most files and folders of one delivery (docs/format.md: the tree of a body).
const MOST: usize = 1_000_000;
const DEEPEST: u8 = 62;

/// A file or folder below what was dropped, in the order in which it stands in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// 0 for what was dropped itself.
    pub(crate) depth: u8,
    /// Its own name.
    pub(crate) name: String,
    /// Last change, milliseconds since 1970.
    pub(crate) modified: u64,
    /// File or folder.
    pub(crate) kind: FoundKind,
}

/// File or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FoundKind {
    /// A folder; what is in it follows.
    Folder,
    /// A file.
    File {
        /// Where it is read from.
        path: PathBuf,
        /// Its bytes when it was looked at.
        size: u64,
    },
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// In tree order, names of one folder ascending.
    pub(crate) found: Vec<Found>,
    /// Links that stay behind.
    pub(crate) links: u32,
    /// Names of what cannot be read.
    pub(crate) unreadable: Vec<String>,
    /// More than a delivery holds.
    pub(crate) too_many: bool,
}

impl Scan {
    /// Content bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.files().map(|(_, size)| size).sum()
    }

    /// Files and their sizes.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&Path, u64)> {
        self.found.iter().filter_map(|found| match &found.kind {
            FoundKind::File { path, size } => Some((path.as_path(), *size)),
            FoundKind::Folder => None,
        })
    }
}

/// Looks at a file or folder and everything below it. Links are counted and not followed.
pub(crate) fn scan(path: &Path) -> Scan {
    let mut scan = Scan::default();
    visit(path, 0, &mut scan);
    scan
}

fn visit(path: &Path, depth: u8, scan: &mut Scan) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if scan.found.len() >= MOST || depth > DEEPEST {
        scan.too_many = true;
        return;
    }
    let metadata = match look(path, depth) {
        Ok(metadata) => metadata,
        Err(_) => return scan.unreadable.push(name),
    };
    if metadata.is_symlink() {
        scan.links += 1;
    } else if metadata.is_dir() {
        scan.found.push(Found { depth, name: name.clone(), modified: modified(&metadata), kind: FoundKind::Folder });
        match children(path) {
            Ok(children) => children.iter().for_each(|child| visit(child, depth + 1, scan)),
            Err(_) => scan.unreadable.push(name),
        }
    } else if metadata.is_file() && fs::File::open(path).is_ok() {
        let kind = FoundKind::File { path: path.to_owned(), size: metadata.len() };
        scan.found.push(Found { depth, name, modified: modified(&metadata), kind });
    } else {
        scan.unreadable.push(name);
    }
}

/// What a person dropped may itself be a link to what is meant; below it links stay behind.
fn look(path: &Path, depth: u8) -> io::Result<Metadata> {
    if depth == 0 { fs::metadata(path) } else { fs::symlink_metadata(path) }
}

fn children(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut children =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    children.sort();
    Ok(children)
}

pub(crate) fn modified(metadata: &Metadata) -> u64 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_millis()).ok()).unwrap_or(0)
}
