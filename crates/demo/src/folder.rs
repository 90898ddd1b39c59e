//! The key folder: one secret and the time of the first seed, each written once, whole, and never again.
//!
//! Everything else is derived from these two, so a kill at any moment leaves either nothing or a folder that makes the
//! same province again.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use jixiang_model::UnixMillis;
use zeroize::Zeroizing;

use crate::DemoError;
use crate::keys::Master;

const MASTER: &str = "master.key";
const SEEDED: &str = "seeded-at";

/// The folder, opened.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Opens the folder, creating it for the owner alone.
    pub(crate) fn open(path: &Path) -> Result<Self, DemoError> {
        let folder = Self(path.to_owned());
        create(path).map_err(|source| folder.error("", source))?;
        if exposed(path).map_err(|source| folder.error("", source))? {
            return Err(DemoError::Exposed(path.to_owned()));
        }
        Ok(folder)
    }

    /// The secret of the demo, drawn when there is none.
    pub(crate) fn master(&self) -> Result<Master, DemoError> {
        let secret = self.once(MASTER, || {
            let mut secret = Zeroizing::new(vec![0; 32]);
            getrandom::fill(&mut secret)?;
            Ok(secret)
        })?;
        if exposed(&self.0.join(MASTER)).map_err(|source| self.error(MASTER, source))? {
            return Err(DemoError::Exposed(self.0.join(MASTER)));
        }
        Master::from_bytes(&secret).ok_or_else(|| DemoError::Damaged(self.0.join(MASTER)))
    }

    /// The time of the first seed: `now`, the first time this is asked.
    pub(crate) fn seeded_at(&self, now: UnixMillis) -> Result<UnixMillis, DemoError> {
        let text = self.once(SEEDED, || Ok(Zeroizing::new(now.0.to_string().into_bytes())))?;
        std::str::from_utf8(&text)
            .ok()
            .and_then(|text| text.parse().ok())
            .map(UnixMillis)
            .ok_or_else(|| DemoError::Damaged(self.0.join(SEEDED)))
    }

    /// Reads a file, or writes it first with what `make` gives. Of two programs that write it at once one wins, and both
    /// read what it wrote.
    fn once(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<Zeroizing<Vec<u8>>, DemoError>,
    ) -> Result<Zeroizing<Vec<u8>>, DemoError> {
        let path = self.0.join(name);
        match read(&path) {
            Ok(bytes) => return Ok(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(self.error(name, error)),
        }
        let bytes = make()?;
        let draft = self.0.join(format!("{name}.{}", std::process::id()));
        write_beside(&draft, &path, &bytes).map_err(|source| self.error(name, source))?;
        read(&path).map_err(|source| self.error(name, source))
    }

    fn error(&self, name: &str, source: std::io::Error) -> DemoError {
        let path = self.0.join(name);
        DemoError::Folder { path, source }
    }
}

fn read(path: &Path) -> std::io::Result<Zeroizing<Vec<u8>>> {
    // Longer than anything that is written here, so that a foreign file shows as damaged and not as cut.
    let mut bytes = Zeroizing::new(Vec::with_capacity(64));
    File::open(path)?.take(64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes a draft and gives it its final name unless that is taken: a rename would replace the winner's file.
fn write_beside(draft: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    match fs::remove_file(draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = owner_only().write(true).create_new(true).open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    let linked = fs::hard_link(draft, path);
    fs::remove_file(draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => sync_folder(path),
    }
}

#[cfg(unix)]
mod system {
    use super::{File, OpenOptions, Path, fs};
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};

    pub(super) fn create(path: &Path) -> std::io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
    }

    pub(super) fn owner_only() -> OpenOptions {
        let mut options = OpenOptions::new();
        options.mode(0o600);
        options
    }

    pub(super) fn exposed(path: &Path) -> std::io::Result<bool> {
        Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
    }

    /// A new name lasts only when its folder was written too.
    pub(super) fn sync_folder(path: &Path) -> std::io::Result<()> {
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

#[cfg(not(unix))]
mod system {
    use super::{OpenOptions, Path, fs};

    pub(super) fn create(path: &Path) -> std::io::Result<()> {
        fs::create_dir_all(path)
    }

    pub(super) fn owner_only() -> OpenOptions {
        OpenOptions::new()
    }

    /// The user's own folders are closed to others by their inherited access list.
    pub(super) fn exposed(_path: &Path) -> std::io::Result<bool> {
        Ok(false)
    }

    pub(super) fn sync_folder(_path: &Path) -> std::io::Result<()> {
        Ok(())
    }
}

use system::{create, exposed, owner_only, sync_folder};
