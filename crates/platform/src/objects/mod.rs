//! Objects as files below `objects/`: complete and verified under their name, or not there at all.
//!
//! Bytes arrive in `incoming/` and are renamed once they are on the disk. What a kill leaves in `incoming/` is removed
//! at the next start; nothing else is ever half there.

mod arrival;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jixiang_model::ObjectId;

pub(crate) use arrival::Arrival;

use crate::Error;
use crate::error::{SyncError, confirmed};

/// The files of one data folder.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    objects: PathBuf,
    incoming: PathBuf,
}

impl Store {
    /// Opens or creates the store below a data folder, and clears what never arrived.
    pub(crate) fn open(data: &Path) -> Result<Self, Error> {
        let store = Self {
            objects: data.join("objects"),
            incoming: data.join("incoming"),
        };
        fs::create_dir_all(&store.objects)?;
        fs::create_dir_all(&store.incoming)?;
        for entry in fs::read_dir(&store.incoming)? {
            fs::remove_file(entry?.path())?;
        }
        sync_folder(data)?;
        Ok(store)
    }

    /// Where an object is: two digits of its id name its folder.
    fn path(&self, id: &ObjectId) -> PathBuf {
        let name = id.to_string();
        self.objects.join(&name[..2]).join(name)
    }

    /// Begins to take bytes.
    pub(crate) fn arrive(&self) -> Result<Arrival, Error> {
        let mut name = [0; 16];
        getrandom::fill(&mut name).map_err(|error| io::Error::other(error.to_string()))?;
        let path = self.incoming.join(hex::encode(name));
        Ok(Arrival::begin(path)?)
    }

    /// Puts an arrival whose bytes are on the disk under its name. An older file of the same name held the same bytes,
    /// or was damaged.
    pub(crate) fn keep(&self, arrival: &Arrival, id: &ObjectId) -> Result<(), Error> {
        let path = self.path(id);
        let folder = path.parent().unwrap_or(&self.objects);
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            sync_folder(&self.objects)?;
        }
        fs::rename(arrival.path(), &path)?;
        sync_folder(folder)
    }

    /// Stores an object that is at hand whole.
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<ObjectId, Error> {
        let mut arrival = self.arrive()?;
        arrival.write(bytes)?;
        let (id, _) = arrival.settle()?;
        self.keep(&arrival, &id)?;
        Ok(id)
    }

    /// Reads a small object whole. Whoever reads it verifies it.
    pub(crate) fn read(&self, id: &ObjectId) -> Result<Vec<u8>, Error> {
        Ok(fs::read(self.path(id))?)
    }

    /// Opens an object, and says how long its file is; `None` when the file is gone.
    pub(crate) fn file(&self, id: &ObjectId) -> Result<Option<(File, u64)>, Error> {
        match File::open(self.path(id)) {
            Ok(file) => {
                let bytes = file.metadata()?.len();
                Ok(Some((file, bytes)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Makes the names in a folder last.
fn sync_folder(folder: &Path) -> Result<(), Error> {
    let folder = File::open(folder)?;
    let synced = folder.sync_all().map_err(SyncError);
    confirmed(synced).map_err(|SyncError(error)| error.into())
}
