//! The hidden folder in which a delivery is written until every byte of it is verified.
//!
//! What is received is for the person alone, not for others who use the PC. Everything below the folder for received
//! files is reached through directory handles and never through a link; a final name appears by one rename that replaces
//! nothing.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, RenameFlags};

const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// An open staging folder.
pub(crate) struct Stage {
    parent: OwnedFd,
    root: OwnedFd,
    name: String,
}

impl Stage {
    /// Opens the staging folder `name` in `folder`, making both when they are not there.
    pub(crate) fn open(folder: &Path, name: &str) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let parent = rustix::fs::openat(CWD, folder, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        let root = make_folder(&parent, name, Mode::RWXU)?;
        Ok(Self { parent, root, name: name.to_owned() })
    }

    /// Opens a folder below the staging folder, making what is missing.
    pub(crate) fn folder(&self, parts: &[String]) -> io::Result<OwnedFd> {
        let mut folder = self.root.try_clone()?;
        for part in parts {
            folder = make_folder(&folder, part, Mode::RWXU)?;
        }
        Ok(folder)
    }

    /// Opens a file of the staging folder for writing at any offset, making it when it is not there.
    pub(crate) fn file(&self, parts: &[String], size: u64) -> io::Result<File> {
        let (name, folders) = parts.split_last().ok_or(io::ErrorKind::InvalidInput)?;
        let folder = self.folder(folders)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::openat(&folder, name.as_str(), flags, Mode::RUSR | Mode::WUSR)?);
        reserve(&file, size)?;
        Ok(file)
    }

    /// Whether something of this name is in the staging folder.
    pub(crate) fn holds(&self, name: &str) -> bool {
        rustix::fs::statat(&self.root, name, AtFlags::SYMLINK_NOFOLLOW).is_ok()
    }

    /// Gives a finished file or folder its final name in the folder for received files. Replaces nothing.
    pub(crate) fn place(&self, staged: &str, name: &str) -> io::Result<()> {
        Ok(rustix::fs::renameat_with(&self.root, staged, &self.parent, name, RenameFlags::NOREPLACE)?)
    }

    /// Makes the final names durable and removes the empty staging folder.
    pub(crate) fn finish(self) -> io::Result<()> {
        rustix::fs::fsync(&self.parent)?;
        Ok(rustix::fs::unlinkat(&self.parent, self.name.as_str(), AtFlags::REMOVEDIR)?)
    }

    /// Makes the names in a folder below the staging folder durable.
    pub(crate) fn sync_folder(&self, parts: &[String]) -> io::Result<()> {
        Ok(rustix::fs::fsync(self.folder(parts)?)?)
    }

    /// Makes everything that was renamed or created in the staging folder itself durable.
    pub(crate) fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.root)?)
    }

    /// Removes what an abandoned fetch left.
    pub(crate) fn discard(folder: &Path, name: &str) -> io::Result<()> {
        match std::fs::remove_dir_all(folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Takes the space of the whole file at once, where the file system can: a full disk is noticed before anything is
/// fetched.
fn reserve(file: &File, size: u64) -> io::Result<()> {
    if size > 0 && file.metadata()?.len() < size {
        match rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, size) {
            Ok(()) | Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
    }
    file.set_len(size)
}

fn make_folder(parent: &OwnedFd, name: &str, mode: Mode) -> io::Result<OwnedFd> {
    match rustix::fs::mkdirat(parent, name, mode) {
        Ok(()) | Err(rustix::io::Errno::EXIST) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(rustix::fs::openat(parent, name, FOLDER, Mode::empty())?)
}

/// The longest name that a file system takes, in bytes.
const LONGEST: usize = 255;

/// A name in `folder` that nothing has: the wanted one, or with ` (2)`, ` (3)` before its extension, shortened where it
/// would be too long.
pub(crate) fn free_name(folder: &Path, wanted: &str, taken: &[String]) -> String {
    let (stem, extension) = match wanted.rfind('.') {
        Some(dot) if dot > 0 => wanted.split_at(dot),
        _ => (wanted, ""),
    };
    let candidates = std::iter::once(wanted.to_owned()).chain((2..).map(|n| {
        let end = format!(" ({n}){extension}");
        let room = stem.floor_char_boundary(LONGEST.saturating_sub(end.len()));
        format!("{}{end}", &stem[..room])
    }));
    let free = |name: &String| {
        let path: PathBuf = folder.join(name);
        !taken.contains(name) && path.symlink_metadata().is_err()
    };
    candidates.into_iter().find(free).unwrap_or_else(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_link_in_the_staging_folder_is_never_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = tempfile::tempdir().expect("a folder");
        let stage = Stage::open(folder.path(), ".s").expect("opens");
        std::os::unix::fs::symlink(outside.path(), folder.path().join(".s/d")).expect("a link");
        std::os::unix::fs::symlink(outside.path().join("x"), folder.path().join(".s/f")).expect("a link");
        assert!(stage.file(&["d".to_owned(), "x".to_owned()], 1).is_err());
        assert!(stage.file(&["f".to_owned()], 1).is_err());
        assert_eq!(std::fs::read_dir(outside.path()).expect("is there").count(), 0);
    }

    #[test]
    fn a_final_name_replaces_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let stage = Stage::open(folder.path(), ".s").expect("opens");
        let write = |content: &[u8]| {
            let mut file = stage.file(&["表.csv".to_owned()], 0).expect("a file");
            file.write_all(content).expect("written");
        };
        write(b"first");
        stage.place("表.csv", "表.csv").expect("free");
        write(b"second");
        assert!(stage.place("表.csv", "表.csv").is_err());
        let other = free_name(folder.path(), "表.csv", &[]);
        assert_eq!(other, "表 (2).csv");
        stage.place("表.csv", &other).expect("free");
        let mode = std::fs::metadata(folder.path().join(&other)).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "nobody else reads it");
        stage.finish().expect("empty");
        assert_eq!(std::fs::read(folder.path().join("表.csv")).expect("there"), b"first");
        assert_eq!(std::fs::read(folder.path().join("表 (2).csv")).expect("there"), b"second");
    }

    #[test]
    fn a_name_that_is_taken_gets_no_longer_than_a_file_system_takes() {
        let folder = tempfile::tempdir().expect("a folder");
        let long = format!("{}.csv", "表".repeat(83));
        std::fs::write(folder.path().join(&long), "").expect("253 bytes are taken");
        let other = free_name(folder.path(), &long, &[]);
        assert!(other.ends_with("表 (2).csv") && other.len() <= LONGEST, "{other}");
        std::fs::write(folder.path().join(&other), "").expect("a name that can be written");
    }
}
