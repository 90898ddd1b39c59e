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

/// Where each output goes.
struct Target {
    parts: Vec<String>,
    size: u64,
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
            let size = match output.kind {
                OutputKind::Folder => {
                    self.stage.folder(&parts).map_err(failed)?;
                    0
                }
                OutputKind::File { size, .. } => {
                    self.stage.file(&parts, size).map_err(failed)?;
                    size
                }
            };
            targets.push(Target { parts, size });
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

    /// Makes everything written so far durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        let files: Vec<Arc<File>> = self.files().values().cloned().collect();
        files.iter().try_for_each(|file| file.sync_data())?;
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
            for (_, file) in files.drain() {
                file.sync_data()?;
            }
        }
        let target = self.targets.get().zip(usize::try_from(output).ok()).and_then(|(targets, at)| targets.get(at));
        let target = target.ok_or(io::ErrorKind::InvalidInput)?;
        let file = Arc::new(self.stage.file(&target.parts, target.size)?);
        files.insert(output, file.clone());
        Ok(file)
    }
}
