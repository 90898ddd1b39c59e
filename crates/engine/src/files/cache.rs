//! Sealed packs that are kept on this PC, so that a later version, or a version that is fetched again, brings only what
//! is new.
//!
//! What lies here is sealed as on the platform and is believed only after its hash was checked; a file that is torn or
//! damaged is removed by whoever reads it, and fetched again. So nothing here is made durable, and nothing is lost with it.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jixiang_model::{Object, ObjectId};
use jixiang_seal::pack::PackSize;

/// The end of the name of a file that is being written.
const UNFINISHED: &str = ".part";

/// A folder of packs, each under its id.
#[derive(Debug, Clone)]
pub(crate) struct Cache(PathBuf);

/// A pack that lies here.
struct Kept {
    path: PathBuf,
    pack: Option<ObjectId>,
    bytes: u64,
    used: SystemTime,
}

impl Cache {
    pub(crate) fn of(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// A pack; none when it is not here, whole and in its size. It counts as used now.
    pub(crate) fn read(&self, pack: &ObjectId, size: PackSize) -> Option<Object<Vec<u8>>> {
        let mut file = File::open(self.path(pack)).ok()?;
        if file.metadata().ok()?.len() != size.bytes() as u64 {
            return None;
        }
        let mut bytes = Vec::with_capacity(size.bytes());
        file.read_to_end(&mut bytes).ok()?;
        // On a file system without such times the oldest is removed first.
        let _ = file.set_modified(SystemTime::now());
        let object = Object::check(*pack, bytes);
        if object.is_none() {
            self.discard(pack);
        }
        object
    }

    /// Whether something of this size lies under the name of the pack. It is checked when it is read.
    pub(crate) fn has(&self, pack: &ObjectId, size: PackSize) -> bool {
        std::fs::metadata(self.path(pack)).is_ok_and(|facts| facts.len() == size.bytes() as u64)
    }

    /// Keeps a pack whose hash was checked.
    pub(crate) fn keep(&self, pack: &Object<impl AsRef<[u8]>>) -> io::Result<()> {
        let path = self.path(&pack.id());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let unfinished = path.with_extension(&UNFINISHED[1..]);
        let written = std::fs::write(&unfinished, &**pack).and_then(|()| std::fs::rename(&unfinished, &path));
        if written.is_err() {
            let _ = std::fs::remove_file(&unfinished);
        }
        written
    }

    /// Removes a pack that turned out to be damaged.
    pub(crate) fn discard(&self, pack: &ObjectId) {
        if let Err(error) = std::fs::remove_file(self.path(pack)) {
            tracing::info!(%pack, kind = ?error.kind(), "a damaged pack could not be removed");
        }
    }

    /// Bytes of all packs.
    pub(crate) fn used(&self) -> io::Result<u64> {
        Ok(self.all()?.iter().map(|kept| kept.bytes).sum())
    }

    /// Removes what was used least recently until no more than `limit` bytes are left; what is in `needed` stays.
    pub(crate) fn trim(&self, limit: u64, needed: &HashSet<ObjectId>) -> io::Result<()> {
        let mut all = self.all()?;
        let mut used: u64 = all.iter().map(|kept| kept.bytes).sum();
        all.retain(|kept| kept.pack.is_none_or(|pack| !needed.contains(&pack)));
        all.sort_by_key(|kept| kept.used);
        for kept in all {
            // What has no name of a pack was left by a write that was cut short.
            if used > limit || kept.pack.is_none() {
                std::fs::remove_file(&kept.path)?;
                used -= kept.bytes;
            }
        }
        Ok(())
    }

    fn all(&self) -> io::Result<Vec<Kept>> {
        let mut all = Vec::new();
        for folder in entries(&self.0)? {
            for path in entries(&folder)? {
                let facts = path.metadata()?;
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                all.push(Kept { pack: name.parse().ok(), bytes: facts.len(), used: facts.modified()?, path });
            }
        }
        Ok(all)
    }

    fn path(&self, pack: &ObjectId) -> PathBuf {
        let name = pack.to_string();
        self.0.join(&name[..2]).join(name)
    }
}

/// What is in a folder; nothing in one that is not there.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn pack(number: u8) -> Object<Vec<u8>> {
        Object::new(vec![number; PackSize::Kib64.bytes()])
    }

    fn filled(folder: &Path) -> Cache {
        let cache = Cache::of(folder);
        for number in 0..4 {
            let pack = pack(number);
            cache.keep(&pack).expect("kept");
            let age = UNIX_EPOCH + Duration::from_secs(u64::from(number) * 1000);
            File::open(cache.path(&pack.id())).and_then(|file| file.set_modified(age)).expect("aged");
        }
        cache
    }

    fn here(cache: &Cache) -> Vec<u8> {
        (0..4).filter(|number| cache.path(&pack(*number).id()).exists()).collect()
    }

    #[test]
    fn a_pack_comes_back_as_it_was_kept_and_only_in_its_size() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = filled(folder.path());
        let whole = pack(1);
        assert_eq!(cache.read(&whole.id(), PackSize::Kib64), Some(whole.clone()));
        assert_eq!(cache.read(&whole.id(), PackSize::Kib256), None);
        assert_eq!(cache.read(&pack(9).id(), PackSize::Kib64), None);
        assert_eq!(cache.used().expect("read"), 4 * 65_536);
    }

    #[test]
    fn what_was_used_least_recently_goes_first_and_what_is_needed_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = filled(folder.path());
        cache.read(&pack(1).id(), PackSize::Kib64).expect("it is here, and used now");
        cache.trim(2 * 65_536, &HashSet::from([pack(0).id()])).expect("trimmed");
        assert_eq!(here(&cache), [0, 1], "0 is needed, 1 was used last");
        cache.trim(0, &HashSet::new()).expect("trimmed");
        assert_eq!(here(&cache), [0; 0]);
    }

    #[test]
    fn what_a_cut_short_write_left_is_removed_and_never_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = filled(folder.path());
        let left = cache.path(&pack(3).id()).with_extension(&UNFINISHED[1..]);
        std::fs::write(&left, b"half").expect("written");
        cache.trim(u64::MAX, &HashSet::new()).expect("trimmed");
        assert!(!left.exists());
        assert_eq!(here(&cache), [0, 1, 2, 3]);
    }

    #[test]
    fn a_damaged_pack_is_removed_and_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = filled(folder.path());
        std::fs::write(cache.path(&pack(2).id()), vec![9; PackSize::Kib64.bytes()]).expect("damaged");
        assert_eq!(cache.read(&pack(2).id(), PackSize::Kib64), None);
        assert_eq!(here(&cache), [0, 1, 3]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::of(&folder.path().join("nowhere"));
        assert_eq!(cache.used().expect("read"), 0);
        cache.trim(0, &HashSet::new()).expect("nothing to do");
    }
}
