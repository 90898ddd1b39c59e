//! Objects as files below `objects/`: complete and verified under their name, or not there at all.
//!
//! Bytes arrive in `incoming/` and are renamed once they are on the disk. What a kill leaves in `incoming/` is removed
//! at the next start; nothing else is ever half there. What a disk did to a file afterwards is found by its length, or by
//! [`check`], and healed by sending the object again.

mod arrival;
pub(crate) mod check;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use jixiang_model::ObjectId;

pub(crate) use arrival::Arrival;

use crate::Error;
use crate::error::{SyncError, confirmed};

/// Files that are open at once while many objects are stored.
const TOGETHER: usize = 256;

/// Waits for the disk that run beside each other.
const WAITS: usize = 16;

/// Whether the folder of a name had to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Folder {
    There,
    Made,
}

/// The files of one data folder.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    objects: PathBuf,
    incoming: PathBuf,
    aside: PathBuf,
}

impl Store {
    /// Opens or creates the store below a data folder, and clears what never arrived.
    pub(crate) fn open(data: &Path) -> Result<Self, Error> {
        let store = Self::at(data);
        fs::create_dir_all(&store.objects)?;
        fs::create_dir_all(&store.incoming)?;
        for entry in fs::read_dir(&store.incoming)? {
            fs::remove_file(entry?.path())?;
        }
        sync_folder(data)?;
        Ok(store)
    }

    /// The store below a data folder that a platform may be serving: nothing is created or cleared.
    pub(crate) fn at(data: &Path) -> Self {
        Self { objects: data.join("objects"), incoming: data.join("incoming"), aside: data.join("set-aside") }
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
        let (folder, made) = self.name(arrival, id)?;
        if made == Folder::Made {
            sync_folder(&self.objects)?;
        }
        sync_folder(&folder)
    }

    /// Renames an arrival, making the folder of its name where there is none. Nothing of that lasts before both folders
    /// are synced.
    fn name(&self, arrival: &Arrival, id: &ObjectId) -> Result<(PathBuf, Folder), Error> {
        let path = self.path(id);
        let folder = path.parent().unwrap_or(&self.objects).to_owned();
        let made = if folder.exists() {
            Folder::There
        } else {
            fs::create_dir_all(&folder)?;
            Folder::Made
        };
        fs::rename(arrival.path(), &path)?;
        Ok((folder, made))
    }

    /// Stores objects that are at hand whole, and returns when all of them last. Their waits for the disk run beside
    /// each other, so that it settles many at once, and each folder is synced once.
    pub(crate) fn put_all(&self, objects: &[Vec<u8>]) -> Result<Vec<ObjectId>, Error> {
        let mut ids = Vec::with_capacity(objects.len());
        let mut folders = BTreeSet::from([self.objects.clone()]);
        for together in objects.chunks(TOGETHER) {
            let mut arrivals = Vec::with_capacity(together.len());
            for bytes in together {
                let mut arrival = self.arrive()?;
                arrival.write(bytes)?;
                arrivals.push(arrival);
            }
            beside_each_other(&arrivals, |arrival| arrival.settle().map(|_| ()))?;
            for arrival in &arrivals {
                let id = arrival.id();
                folders.insert(self.name(arrival, &id)?.0);
                ids.push(id);
            }
        }
        let folders: Vec<PathBuf> = folders.into_iter().collect();
        beside_each_other(&folders, |folder| sync_folder(folder))?;
        Ok(ids)
    }

    /// Reads a small object whole. Whoever reads it verifies it.
    pub(crate) fn read(&self, id: &ObjectId) -> Result<Vec<u8>, Error> {
        Ok(fs::read(self.path(id))?)
    }

    /// Removes an object that nobody needs.
    pub(crate) fn remove(&self, id: &ObjectId) -> Result<(), Error> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Whether the file of an object is there and as long as the object. What cannot be looked at is not there, so that it
    /// is sent again.
    pub(crate) fn has(&self, id: &ObjectId, bytes: u64) -> bool {
        fs::metadata(self.path(id)).is_ok_and(|file| file.is_file() && file.len() == bytes)
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

/// Does work that waits for the disk on a few threads.
fn beside_each_other<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<(), Error> + Sync) -> Result<(), Error> {
    let share = items.len().div_ceil(WAITS).max(1);
    thread::scope(|scope| {
        let running: Vec<_> =
            items.chunks(share).map(|share| scope.spawn(|| share.iter().try_for_each(&work))).collect();
        running.into_iter().try_for_each(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

/// Makes the names in a folder last.
fn sync_folder(folder: &Path) -> Result<(), Error> {
    let folder = File::open(folder)?;
    let synced = folder.sync_all().map_err(SyncError);
    confirmed(synced).map_err(|SyncError(error)| error.into())
}
