//! Seals files into packs and a body: plaintext in, sealed packs out, in one pass and bounded memory.
//!
//! A chunk never spans two files: a file is a run of whole chunks in the one list of references of the version. So
//! renaming, moving or removing a file touches no chunk of another, an equal file is found whole by its chunks, one file
//! can be fetched alone, and nothing needs a position. Ten thousand small files still share packs and pages; each costs
//! one reference (74 bytes) and one seal (72 bytes).
//!
//! Two packs are filled at a time, one for content and one for pages; a caller that drains [`Sealer::poll_pack`] after
//! each [`Sealer::handle_bytes`] of at most 1 MiB holds at most two more. Beside them memory goes to the entries of one
//! page of the tree, the references of the open pack and page, and the places of the first 262,144 chunks (16 MiB), in
//! which repetitions are found.
//!
//! The same seed, files and known chunks give the same packs and body, bit by bit: a job that was killed is run again from
//! the start, and packs that were acknowledged are recognised by their ids and not sent.

use jixiang_seal::Malformed;
use jixiang_seal::body::{Body, BodyError, SealedBody, Section};
use jixiang_seal::job::Job;
use jixiang_seal::pack::Pack;
use jixiang_seal::tree::{Entry, EntryKind, Totals};

use crate::content::Content;
use crate::cut::Cutter;
use crate::pager::TreePager;
use crate::shelf::Slot;
use crate::{Known, PackList};

/// What is known of a file or folder before its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Meta {
    /// 0 at the top, one more in each folder.
    pub depth: u8,
    /// The name on the sender's disk.
    pub name: String,
    /// Last change in milliseconds since 1970, 0 when not known.
    pub modified: u64,
}

/// Why nothing more is sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealerError {
    /// Bytes without a file, or a file within a file: a mistake of the caller.
    #[error("files are handed over one after another")]
    OutOfTurn,
    /// A name, a depth or a number of files is beyond what the format takes.
    #[error("a name, a depth or the number of files is beyond the limit: {0}")]
    Limit(#[from] Malformed),
    /// All lists together are longer than a body may be.
    #[error(transparent)]
    Body(#[from] BodyError),
}

/// A sealed version: what its record or delivery names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The body, to be uploaded like a pack.
    pub body: SealedBody,
    /// Every pack the version needs, in the order of first use, those of earlier versions included.
    pub packs: PackList,
    /// The bytes of the packs that this job made.
    pub new_bytes: u64,
    /// Bytes of all files.
    pub size: u64,
    /// Files and folders.
    pub entries: u32,
}

enum Turn {
    Between,
    InFile(Box<OpenFile>),
}

struct OpenFile {
    meta: Meta,
    size: u64,
    chunks: u32,
    whole: blake3::Hasher,
    /// What came after the last border: not enough to find the next one.
    held: Vec<u8>,
}

/// Seals one version.
pub struct Sealer {
    cutter: Cutter,
    turn: Turn,
    totals: Totals,
    content: Content,
    tree: TreePager,
    tree_pages: Vec<(Slot, u16)>,
    sections: Vec<Section>,
}

impl Sealer {
    /// Begins a version. Chunks in `known` are referred to and not sealed again.
    #[must_use]
    pub fn new(job: Job, known: Known) -> Self {
        Self {
            cutter: Cutter::new(job.lineage()),
            turn: Turn::Between,
            totals: Totals::default(),
            content: Content::new(job, known),
            tree: TreePager::default(),
            tree_pages: Vec::new(),
            sections: Vec::new(),
        }
    }

    /// The secrets of the job, for the seals of the statement.
    #[must_use]
    pub const fn job(&self) -> &Job {
        &self.content.job
    }

    /// The next pack to upload; packs come in the same order each time the job runs.
    pub fn poll_pack(&mut self) -> Option<Pack> {
        self.content.ready.pop_front()
    }

    /// A folder; what is in it follows with a depth one greater.
    ///
    /// # Errors
    ///
    /// [`SealerError`].
    pub fn handle_folder(&mut self, meta: Meta) -> Result<(), SealerError> {
        match self.turn {
            Turn::Between => self.enter(meta, EntryKind::Folder),
            Turn::InFile(_) => Err(SealerError::OutOfTurn),
        }
    }

    /// A file; its bytes follow.
    ///
    /// # Errors
    ///
    /// [`SealerError::OutOfTurn`] when the file before it has not ended.
    pub fn handle_file(&mut self, meta: Meta) -> Result<(), SealerError> {
        match self.turn {
            Turn::Between => {
                self.turn = Turn::InFile(Box::new(OpenFile {
                    meta,
                    size: 0,
                    chunks: 0,
                    whole: blake3::Hasher::new(),
                    held: Vec::new(),
                }));
                Ok(())
            }
            Turn::InFile(_) => Err(SealerError::OutOfTurn),
        }
    }

    /// The next bytes of the file, as many as the caller likes; reads of 256 KiB to 1 MiB are good.
    ///
    /// # Errors
    ///
    /// [`SealerError::OutOfTurn`] when no file is open.
    pub fn handle_bytes(&mut self, mut bytes: &[u8]) -> Result<(), SealerError> {
        let Turn::InFile(file) = &mut self.turn else {
            return Err(SealerError::OutOfTurn);
        };
        file.whole.update(bytes);
        file.size += bytes.len() as u64;
        if !file.held.is_empty() {
            let before = file.held.len();
            let taken = bytes.len().min(self.cutter.longest() - before);
            file.held.extend_from_slice(&bytes[..taken]);
            let Some(length) = self.cutter.cut(&file.held, false) else {
                return Ok(());
            };
            // No border was in what was held, so the chunk ends in what came now.
            self.content.chunk(&file.held[..length]);
            file.chunks += 1;
            file.held.clear();
            bytes = &bytes[length - before..];
        }
        // The usual case: chunks are cut where they lie and not copied.
        while let Some(length) = self.cutter.cut(bytes, false) {
            self.content.chunk(&bytes[..length]);
            file.chunks += 1;
            bytes = &bytes[length..];
        }
        file.held.extend_from_slice(bytes);
        Ok(())
    }

    /// The end of the file.
    ///
    /// # Errors
    ///
    /// [`SealerError`].
    pub fn handle_file_end(&mut self) -> Result<(), SealerError> {
        let Turn::InFile(mut file) = std::mem::replace(&mut self.turn, Turn::Between) else {
            return Err(SealerError::OutOfTurn);
        };
        if let Some(length) = self.cutter.cut(&file.held, true) {
            self.content.chunk(&file.held[..length]);
            file.chunks += 1;
        }
        let hash = file.whole.finalize().into();
        self.enter(file.meta, EntryKind::File { size: file.size, chunks: file.chunks, hash })
    }

    /// A section of the body: figures, samples. Labels in ascending order.
    pub fn handle_section(&mut self, section: Section) {
        self.sections.push(section);
    }

    /// Ends the version. What is left to upload comes from the returned packs (at most a few) and the body.
    ///
    /// # Errors
    ///
    /// [`SealerError`].
    pub fn finish(mut self) -> Result<(Vec<Pack>, Sealed), SealerError> {
        if matches!(self.turn, Turn::InFile(_)) {
            return Err(SealerError::OutOfTurn);
        }
        if let Some(page) = self.tree.last_page() {
            let slot = self.content.page(&page);
            self.tree_pages.push(slot);
        }
        let done = self.content.finish(self.tree, self.tree_pages);
        let body = Body {
            entries: self.totals.entries,
            size: self.totals.size,
            chunks: self.totals.chunks,
            tree: done.tree,
            references: done.references,
            sections: self.sections,
        };
        let body = body.seal(done.job.version_key(), done.job.place(), &done.job.version())?;
        let sealed = Sealed {
            body,
            packs: done.packs,
            new_bytes: done.new_bytes,
            size: self.totals.size,
            entries: self.totals.entries,
        };
        Ok((done.ready, sealed))
    }

    fn enter(&mut self, meta: Meta, kind: EntryKind) -> Result<(), SealerError> {
        let entry = Entry { depth: meta.depth, name: meta.name, modified: meta.modified, kind };
        self.totals.add(&entry)?;
        for page in self.tree.push(entry, &self.content.borders) {
            let slot = self.content.page(&page);
            self.tree_pages.push(slot);
        }
        Ok(())
    }
}
