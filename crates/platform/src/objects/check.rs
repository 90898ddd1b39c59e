//! Whether the file of an object is what it was when it was stored, and setting aside what is not.

use std::fs::{self, File};
use std::io;

use jixiang_model::ObjectId;

use super::{Store, sync_folder};
use crate::Error;

/// How it stands with the file of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// All its bytes are those of its name.
    Whole,
    /// There is no file.
    Lost,
    /// It has another length, or other bytes.
    Damaged {
        /// The length of the file.
        bytes: u64,
    },
    /// The disk does not give it.
    Unreadable,
}

impl Store {
    /// Reads the file of an object whole. A file is only ever replaced, never written to, so that what is read is one
    /// file even while the platform serves.
    pub(crate) fn check(&self, id: &ObjectId, bytes: u64) -> Condition {
        match self.file(id) {
            Ok(None) => Condition::Lost,
            Ok(Some((_, found))) if found != bytes => Condition::Damaged { bytes: found },
            Ok(Some((file, found))) => match hash(&file) {
                Ok(hash) if hash == *id => Condition::Whole,
                Ok(_) => Condition::Damaged { bytes: found },
                Err(_) => Condition::Unreadable,
            },
            Err(_) => Condition::Unreadable,
        }
    }

    /// Moves a damaged file to `set-aside/`, so that its object is missing from then on and is sent again. Answers whether
    /// it was moved: what was put again since it was checked is whole, and stays.
    pub(crate) fn set_aside(&self, id: &ObjectId) -> Result<bool, Error> {
        fs::create_dir_all(&self.aside)?;
        let (path, aside) = (self.path(id), self.aside.join(id.to_string()));
        match fs::rename(&path, &aside) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        let healed = File::open(&aside).and_then(|file| hash(&file)).is_ok_and(|hash| hash == *id);
        if healed {
            // Whatever stands there by now has the same bytes.
            fs::rename(&aside, &path)?;
        }
        sync_folder(&self.aside)?;
        sync_folder(path.parent().unwrap_or(&self.objects))?;
        Ok(!healed)
    }

    /// The files that lie where objects lie, folder by folder: each with the object that its name says, if it says one, and
    /// its length.
    pub(crate) fn files<E: From<io::Error>>(
        &self,
        mut take: impl FnMut(Option<ObjectId>, u64) -> Result<(), E>,
    ) -> Result<(), E> {
        for folder in fs::read_dir(&self.objects)? {
            let folder = folder?;
            if !folder.file_type()?.is_dir() {
                take(None, folder.metadata()?.len())?;
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let file = file?;
                let named = file.file_name().to_str().and_then(|name| name.parse().ok());
                let in_place = named.filter(|id| self.path(id) == file.path());
                match file.metadata() {
                    Ok(about) => take(in_place, about.len())?,
                    // Set aside just now.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }
}

fn hash(file: &File) -> Result<ObjectId, io::Error> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(ObjectId::from_bytes(hasher.finalize().into()))
}
