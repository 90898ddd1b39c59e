//! Where a home lies, what it is called on this desktop, and where fetched files go.

use std::fmt;
use std::fs::DirBuilder;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// The folder of this program below the user's data folder.
const HOME: &str = "jixiang";
/// The folder of this program below the user's downloads (下载/吉享).
const SAVED: &str = "吉享";

/// What tells the homes of one desktop apart where they share a place: keyring entries, the window's single instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HomeId([u8; 16]);

impl HomeId {
    /// The id of the home in this folder, which must exist: a hash of its path without links.
    ///
    /// # Errors
    ///
    /// When the folder cannot be found.
    pub fn of(home: &Path) -> std::io::Result<Self> {
        let path = home.canonicalize()?;
        let mut hash = blake3::Hasher::new();
        hash.update(b"jixiang/v1/home\0");
        hash.update(path.as_os_str().as_bytes());
        let mut id = [0; 16];
        hash.finalize_xof().fill(&mut id);
        Ok(Self(id))
    }
}

impl fmt::Display for HomeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// The home of this user when none is named: `jixiang` in the user's data folder. `None` for a user without a home.
#[must_use]
pub fn default_home() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|folders| folders.data_dir().join(HOME))
}

/// Makes the folder of a home with access for its owner alone, and takes others' access away where it was there.
///
/// # Errors
///
/// What the operating system said.
pub fn make_home(home: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(home)?;
    let mut access = home.metadata()?.permissions();
    if access.mode() & 0o077 != 0 {
        access.set_mode(0o700);
        std::fs::set_permissions(home, access)?;
    }
    Ok(())
}

/// Where fetched files go when nothing else was chosen: 吉享 in the user's downloads. It may not exist yet. `None` for a
/// user without a home.
#[must_use]
pub fn save_folder() -> Option<PathBuf> {
    let folders = directories::UserDirs::new()?;
    // Without a configured downloads folder (a server), the name that every desktop falls back to.
    let downloads = folders.download_dir().map_or_else(|| folders.home_dir().join("Downloads"), Path::to_owned);
    Some(downloads.join(SAVED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_has_one_id_however_it_is_spelled_and_another_home_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = (folder.path().join("一"), folder.path().join("二"));
        make_home(&one).expect("a home");
        make_home(&other).expect("a home");
        std::os::unix::fs::symlink(&one, folder.path().join("link")).expect("a link");
        let id = HomeId::of(&one).expect("an id");
        for same in ["一/../一", "link", "./link/."] {
            assert_eq!(HomeId::of(&folder.path().join(same)).expect("an id"), id);
        }
        assert_ne!(HomeId::of(&other).expect("an id"), id);
        assert_eq!(id.to_string().len(), 32);
        assert!(HomeId::of(&folder.path().join("none")).is_err());
    }

    #[test]
    fn a_home_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().join("a/b");
        make_home(&home).expect("a home");
        std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o755)).expect("opened");
        make_home(&home).expect("a home");
        let mode = home.metadata().expect("it").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn fetched_files_go_to_a_folder_of_ours() {
        let folder = save_folder().expect("this user has a home");
        assert!(folder.ends_with("吉享"));
        assert!(default_home().expect("a home").ends_with("jixiang"));
    }
}
