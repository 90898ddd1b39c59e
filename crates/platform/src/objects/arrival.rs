//! Bytes that arrive: written and hashed as they come, gone again unless they are kept.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jixiang_model::ObjectId;

use crate::Error;
use crate::error::{SyncError, confirmed};

/// A file in `incoming/`.
#[derive(Debug)]
pub(crate) struct Arrival {
    path: PathBuf,
    file: File,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Arrival {
    /// Creates the file, which must be new.
    pub(super) fn begin(path: PathBuf) -> Result<Self, io::Error> {
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self { path, file, hasher: blake3::Hasher::new(), bytes: 0 })
    }

    /// Takes the next bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Waits until the bytes are on the disk; returns the id that they have, and their number.
    pub(crate) fn settle(&self) -> Result<(ObjectId, u64), Error> {
        let synced = self.file.sync_all().map_err(SyncError);
        confirmed(synced).map_err(|SyncError(error)| error)?;
        Ok((self.id(), self.bytes))
    }

    /// The id of the bytes so far.
    pub(crate) fn id(&self) -> ObjectId {
        ObjectId::from_bytes(self.hasher.finalize().into())
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        // After it was kept there is nothing under this name; what stays after a failure goes at the next start.
        let _gone = fs::remove_file(&self.path);
    }
}
