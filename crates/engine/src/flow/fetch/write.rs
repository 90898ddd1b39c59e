//! Writing verified pieces at their places in the hidden folder.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jixiang_transfer::{Fetch, OutputKind, Piece};

use crate::fault::Fault;
use crate::files::Stage;

/// Files that are open at once; the rest are opened again when they are written to.
const OPEN: usize = 256;

/// Where an output goes.
enum Target {
    Folder(Vec<String>),
    /// A file of so many bytes.
    File(Vec<String>, u64),
}

/// The hidden folder with its open files.
pub(super) struct Writer {
    pub(super) stage: Stage,
    targets: OnceLock<Vec<Target>>,
    open: Mutex<HashMap<u32, Arc<File>>>,
    written: AtomicU64,
}

impl Writer {
    pub(super) fn open(folder: &Path, name: &str) -> Result<Self, Fault> {
        let stage = Stage::open(folder, name).map_err(|error| Fault::writing(&error))?;
        let (targets, open) = (OnceLock::new(), Mutex::default());
        Ok(Self { stage, targets, open, written: AtomicU64::new(0) })
    }

    /// The files are known: makes folders and takes the space of every file. Answers how many content bytes are there
    /// from before.
    pub(super) fn lay_out(&self, fetch: &Fetch) -> Result<u64, Fault> {
        let failed = |error: io::Error| Fault::writing(&error);
        let mut targets = Vec::with_capacity(fetch.outputs().len());
        for (place, output) in (0..).zip(fetch.outputs()) {
            let parts: Vec<String> = fetch.path(place).into_iter().map(str::to_owned).collect();
            targets.push(match output.kind {
                OutputKind::Folder => {
                    self.stage.folder(&parts).map_err(failed)?;
                    Target::Folder(parts)
                }
                OutputKind::File { size, .. } => {
                    self.stage.file(&parts, size).map_err(failed)?;
                    Target::File(parts, size)
                }
            });
        }
        let there = fetch.bytes_done();
        self.written.store(there, Ordering::Relaxed);
        // Laid out once: the fetch names its outputs once.
        let _ = self.targets.set(targets);
        Ok(there)
    }

    /// Writes a piece.
    pub(super) fn write(&self, piece: Piece<'_>) -> io::Result<()> {
        self.file(piece.output)?.write_all_at(piece.bytes, piece.offset)?;
        self.written.fetch_add(piece.bytes.len() as u64, Ordering::Relaxed);
        Ok(())
    }

    /// Content bytes written.
    pub(super) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// Makes everything written so far durable: the bytes, and every name in every folder.
    pub(super) fn sync(&self) -> io::Result<()> {
        let files: Vec<Arc<File>> = self.files().values().cloned().collect();
        files.iter().try_for_each(|file| file.sync_data())?;
        let targets = self.targets.get().map(Vec::as_slice).unwrap_or_default();
        targets.iter().try_for_each(|target| match target {
            Target::Folder(parts) => self.stage.sync_folder(parts),
            Target::File(..) => Ok(()),
        })?;
        self.stage.sync()
    }

    fn files(&self) -> std::sync::MutexGuard<'_, HashMap<u32, Arc<File>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, output: u32) -> io::Result<Arc<File>> {
        let mut files = self.files();
        if let Some(file) = files.get(&output) {
            return Ok(file.clone());
        }
        if files.len() >= OPEN {
            close_idle(&mut files)?;
        }
        let target = self.targets.get().zip(usize::try_from(output).ok()).and_then(|(targets, at)| targets.get(at));
        let Some(Target::File(parts, size)) = target else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let file = Arc::new(self.stage.file(parts, *size)?);
        files.insert(output, file.clone());
        Ok(file)
    }
}

/// Closes the files that nobody writes to just now; what is in them is durable then. One that is being written to stays
/// open: what is still to come must be made durable, too.
fn close_idle(files: &mut HashMap<u32, Arc<File>>) -> io::Result<()> {
    // Whoever is done with a file meanwhile wrote to it after it was looked at, so each is looked at once.
    let is_idle = |(output, file): (&u32, &Arc<File>)| (Arc::strong_count(file) == 1).then_some(*output);
    let idle: Vec<u32> = files.iter().filter_map(is_idle).collect();
    for output in idle {
        if let Some(file) = files.get(&output) {
            file.sync_data()?;
        }
        files.remove(&output);
    }
    Ok(())
}
