//! A disk that is full in no time: a file system in memory of a few megabytes. It needs the right to mount; where that is
//! missing, the tests that want one skip.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

use super::{Result, Trouble};

/// A mounted small disk; unmounted when dropped.
#[derive(Debug)]
pub struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    /// Mounts one of so many bytes, or answers nothing where this is not permitted.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn mount(path: &Path, bytes: u64) -> Result<Option<Self>> {
        fs::create_dir_all(path)?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={bytes},mode=0700")])
            .arg("jixiang-tests")
            .arg(path)
            .stderr(Stdio::null())
            .status();
        Ok(mounted.is_ok_and(|status| status.success()).then(|| Self { path: path.to_owned() }))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Fills it but for so many bytes. Answers what takes the space.
    ///
    /// # Errors
    /// When that much is not free.
    pub fn fill(&self, but: u64) -> Result<PathBuf> {
        let ballast = self.path.join("ballast");
        let mut file = fs::File::create(&ballast)?;
        loop {
            match io::Write::write(&mut file, &[1; 4096]) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::StorageFull => break,
                Err(error) => return Err(error.into()),
            }
        }
        let taken = file.metadata()?.len();
        let left = taken.checked_sub(but).ok_or_else(|| Trouble::new("the disk is smaller than that"))?;
        file.set_len(left)?;
        Ok(ballast)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a process that is just ending may still have a file open.
        let _unmounted = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}
