//! The reader thread: sources in, sealed packs out. Sources are opened for reading only; one that changes meanwhile is
//! noticed and stops the job before anything is signed.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jixiang_seal::pack::Pack;
use jixiang_transfer::{Meta, Sealed, Sealer, SealerError};
use tokio::sync::mpsc;

use super::Sealing;
use crate::fault::Fault;
use crate::files::{FoundKind, Scan, modified, scan};
use crate::flow::run::Control;
use crate::port::{Store, Table};
use crate::record::Source;

/// How much is read at once.
const BLOCK: usize = 1 << 20;

/// A source, looked at.
pub(super) enum Input {
    /// A file or folder.
    Tree(Scan),
    /// A picture that was kept.
    Kept {
        /// The name it gets.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

impl Input {
    /// Content bytes.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Tree(scan) => scan.bytes(),
            Self::Kept { bytes, .. } => bytes.len() as u64,
        }
    }
}

/// Looks at all sources.
pub(super) fn inputs(store: &dyn Store, sources: &[Source]) -> Result<Vec<Input>, Fault> {
    sources.iter().map(|source| input(store, source)).collect()
}

fn input(store: &dyn Store, source: &Source) -> Result<Input, Fault> {
    match source {
        Source::Path(path) => {
            let scan = scan(path);
            if scan.too_many {
                return Err(Fault::TooLarge);
            }
            match scan.unreadable.first() {
                Some(name) => Err(Fault::Unreadable(name.clone())),
                None => Ok(Input::Tree(scan)),
            }
        }
        Source::Kept { name, row, .. } => {
            let bytes = store.read(Table::Object, row.as_bytes())?.ok_or(Fault::TokenGone)?;
            Ok(Input::Kept { name: name.clone(), bytes })
        }
    }
}

/// A full pack, and how many content bytes were read when it was full.
pub(super) struct Ready {
    pub(super) pack: Pack,
    pub(super) read: u64,
}

/// Everything the reader thread needs.
pub(super) struct Reading {
    pub(super) sealing: Sealing,
    pub(super) inputs: Vec<Input>,
    pub(super) packs: mpsc::Sender<Ready>,
    pub(super) control: Arc<Control>,
}

impl Reading {
    /// Reads everything, to the end.
    pub(super) fn run(self) -> Result<Sealed, Fault> {
        let sealer = Sealer::new(self.sealing.seal, self.sealing.known);
        let mut line = Line { sealer, packs: self.packs, control: self.control, read: 0, block: vec![0; BLOCK] };
        for input in &self.inputs {
            match input {
                Input::Tree(scan) => line.tree(scan)?,
                Input::Kept { name, bytes } => line.kept(name, bytes)?,
            }
        }
        line.finish()
    }
}

struct Line {
    sealer: Sealer,
    packs: mpsc::Sender<Ready>,
    control: Arc<Control>,
    read: u64,
    block: Vec<u8>,
}

impl Line {
    fn tree(&mut self, scan: &Scan) -> Result<(), Fault> {
        for found in &scan.found {
            let meta = Meta { depth: found.depth, name: found.name.clone(), modified: found.modified };
            match &found.kind {
                FoundKind::Folder => self.sealer.handle_folder(meta).map_err(of_sealer)?,
                FoundKind::File { path, size } => self.file(meta, path, *size)?,
            }
        }
        Ok(())
    }

    fn kept(&mut self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let meta = Meta { depth: 0, name: name.to_owned(), modified: 0 };
        self.sealer.handle_file(meta).map_err(of_sealer)?;
        for block in bytes.chunks(BLOCK) {
            self.sealer.handle_bytes(block).map_err(of_sealer)?;
            self.read += block.len() as u64;
            self.hand_over()?;
        }
        self.sealer.handle_file_end().map_err(of_sealer)
    }

    fn file(&mut self, meta: Meta, path: &PathBuf, size: u64) -> Result<(), Fault> {
        let name = meta.name.clone();
        let unreadable = |_: io::Error| Fault::Unreadable(name.clone());
        let mut file = File::open(path).map_err(unreadable)?;
        let before = file.metadata().map_err(unreadable)?;
        let seen = meta.modified;
        self.sealer.handle_file(meta).map_err(of_sealer)?;
        let mut length = 0;
        loop {
            let count = file.read(&mut self.block).map_err(unreadable)?;
            if count == 0 {
                break;
            }
            length += count as u64;
            self.read += count as u64;
            self.sealer.handle_bytes(&self.block[..count]).map_err(of_sealer)?;
            self.hand_over()?;
        }
        let same = length == size && modified(&before) == seen && unchanged(&file, path, &before);
        if !same {
            return Err(Fault::ChangedWhileReading(name));
        }
        self.sealer.handle_file_end().map_err(of_sealer)
    }

    /// Hands full packs to the uploads and waits when they are behind.
    fn hand_over(&mut self) -> Result<(), Fault> {
        while let Some(pack) = self.sealer.poll_pack() {
            self.packs.blocking_send(Ready { pack, read: self.read }).map_err(|_| Fault::Cancelled)?;
        }
        if self.control.is_stopped() { Err(Fault::Cancelled) } else { Ok(()) }
    }

    fn finish(self) -> Result<Sealed, Fault> {
        let (last, sealed) = self.sealer.finish().map_err(of_sealer)?;
        for pack in last {
            self.packs.blocking_send(Ready { pack, read: self.read }).map_err(|_| Fault::Cancelled)?;
        }
        Ok(sealed)
    }
}

/// Whether the open file and its name are still what they were.
fn unchanged(file: &File, path: &Path, before: &std::fs::Metadata) -> bool {
    let same = |now: io::Result<std::fs::Metadata>| {
        now.is_ok_and(|now| now.len() == before.len() && modified(&now) == modified(before))
    };
    same(file.metadata()) && same(std::fs::metadata(path))
}

fn of_sealer(error: SealerError) -> Fault {
    match error {
        SealerError::OutOfTurn => Fault::Internal(error.to_string()),
        SealerError::Limit(_) | SealerError::Body(_) => Fault::TooLarge,
    }
}
