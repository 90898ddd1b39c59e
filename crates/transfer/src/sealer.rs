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

use std::collections::{HashMap, HashSet, VecDeque};

use jixiang_model::ObjectId;
use jixiang_seal::body::{Body, BodyError, SealedBody, Section};
use jixiang_seal::chunk::{ChunkHash, Plain};
use jixiang_seal::job::Job;
use jixiang_seal::pack::{Pack, Placed};
use jixiang_seal::page::Borders;
use jixiang_seal::run::{ChunkRef, Paged};
use jixiang_seal::tree::{Entry, EntryKind, Totals};
use jixiang_seal::{Malformed, Place};

use crate::pager::{Page, ReferencePager, TreePager};
use crate::shelf::{Shelf, Slot};
use crate::{Cutter, Known, PackList};

/// Chunks of this version whose repetition is noticed.
const REMEMBERED: usize = 262_144;

/// What is known of a file or folder before its content.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// What was not long enough to cut.
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

/// All of a sealer that knows chunks but no files.
struct Content {
    job: Job,
    known: Known,
    borders: Borders,
    seen: HashMap<ChunkHash, [u32; 3]>,
    data: Shelf,
    index: Shelf,
    references: ReferencePager,
    reference_pages: Vec<(Slot, u16)>,
    ready: VecDeque<Pack>,
    packs: PackList,
    listed: HashSet<ObjectId>,
    new_bytes: u64,
}

impl Sealer {
    /// Begins a version. Chunks in `known` are referred to and not sealed again.
    #[must_use]
    pub fn new(job: Job, cutter: Cutter, known: Known) -> Self {
        Self {
            cutter,
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
        while !bytes.is_empty() {
            if file.held.is_empty() {
                // The usual case: chunks are cut where they lie and not copied.
                if let Some(length) = self.cutter.cut(bytes, false) {
                    self.content.chunk(&bytes[..length]);
                    file.chunks += 1;
                    bytes = &bytes[length..];
                    continue;
                }
            }
            let taken = bytes.len().min(self.cutter.longest() - file.held.len());
            file.held.extend_from_slice(&bytes[..taken]);
            bytes = &bytes[taken..];
            file.cut_held(&self.cutter, &mut self.content, false);
        }
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
        file.cut_held(&self.cutter, &mut self.content, true);
        let hash = file.whole.finalize().into();
        self.enter(
            file.meta,
            EntryKind::File {
                size: file.size,
                chunks: file.chunks,
                hash,
            },
        )
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
        self.content.close();
        let Content {
            job,
            mut index,
            references,
            reference_pages,
            mut ready,
            mut packs,
            new_bytes,
            data,
            ..
        } = self.content;
        let last = index.close();
        let new_bytes = new_bytes + last.as_ref().map_or(0, |pack| pack.size.bytes() as u64);
        packs.extend(last.as_ref().map(|pack| (pack.id, pack.size)));
        ready.extend(last);
        let body = Body {
            entries: self.totals.entries,
            size: self.totals.size,
            chunks: self.totals.chunks,
            tree: self.tree.finish(resolved(self.tree_pages, &index)),
            references: references.finish(resolved(reference_pages, &index), &data),
            sections: self.sections,
        };
        let body = body.seal(job.version_key(), job.place(), &job.version())?;
        let sealed = Sealed {
            body,
            packs,
            new_bytes,
            size: self.totals.size,
            entries: self.totals.entries,
        };
        Ok((ready.into(), sealed))
    }

    fn enter(&mut self, meta: Meta, kind: EntryKind) -> Result<(), SealerError> {
        let entry = Entry {
            depth: meta.depth,
            name: meta.name,
            modified: meta.modified,
            kind,
        };
        self.totals.add(&entry)?;
        for page in self.tree.push(entry, &self.content.borders) {
            let slot = self.content.page(&page);
            self.tree_pages.push(slot);
        }
        Ok(())
    }
}

fn resolved(pages: Vec<(Slot, u16)>, index: &Shelf) -> Paged {
    let mut paged = Paged::default();
    for (slot, items) in pages {
        paged
            .run
            .push(index.resolve(slot).expect("all packs of pages are closed"));
        paged.counts.push(items);
    }
    paged
}

impl OpenFile {
    fn cut_held(&mut self, cutter: &Cutter, content: &mut Content, at_end: bool) {
        while let Some(length) = cutter.cut(&self.held, at_end) {
            content.chunk(&self.held[..length]);
            self.chunks += 1;
            self.held.drain(..length);
        }
    }
}

impl Content {
    fn new(job: Job, known: Known) -> Self {
        let place: Place = *job.place();
        Self {
            borders: Borders::new(job.lineage().clone()),
            job,
            known,
            seen: HashMap::new(),
            data: Shelf::new(&place),
            index: Shelf::new(&place),
            references: ReferencePager::default(),
            reference_pages: Vec::new(),
            ready: VecDeque::new(),
            packs: Vec::new(),
            listed: HashSet::new(),
            new_bytes: 0,
        }
    }

    /// A chunk of a file: referred to where it is already, sealed where it is not.
    fn chunk(&mut self, bytes: &[u8]) {
        let plain = Plain::new(bytes);
        let hash = plain.hash();
        let slot = self
            .stored(&hash)
            .or_else(|| self.repeated(&hash))
            .unwrap_or_else(|| self.store(&plain));
        self.references.push(slot, hash.as_bytes(), &self.borders);
    }

    /// In a pack of an earlier version.
    fn stored(&mut self, hash: &ChunkHash) -> Option<Slot> {
        let (chunk, size) = self.known.find(hash)?;
        let chunk: ChunkRef = chunk.clone();
        if self.listed.insert(chunk.pack) {
            self.packs.push((chunk.pack, size));
        }
        Some(Slot::Known(chunk))
    }

    /// Earlier in this version.
    fn repeated(&self, hash: &ChunkHash) -> Option<Slot> {
        let [number, offset, length] = *self.seen.get(hash)?;
        let placed = Placed {
            offset,
            length,
            key: self.job.chunk_key(hash),
            hash: *hash,
        };
        Some(Slot::Placed(usize::try_from(number).ok()?, placed))
    }

    fn store(&mut self, plain: &Plain<'_>) -> Slot {
        let (slot, full) = self.data.put(self.job.chunk_key(&plain.hash()), plain);
        if let Slot::Placed(number, placed) = &slot
            && self.seen.len() < REMEMBERED
            && let Ok(number) = u32::try_from(*number)
        {
            self.seen
                .insert(plain.hash(), [number, placed.offset, placed.length]);
        }
        if let Some(pack) = full {
            self.ready(pack);
            self.write_pages();
        }
        slot
    }

    fn write_pages(&mut self) {
        while let Some(page) = self.references.next_page(&self.data) {
            let slot = self.page(&page);
            self.reference_pages.push(slot);
        }
    }

    /// Seals a page, unless an earlier version has the same.
    fn page(&mut self, page: &Page) -> (Slot, u16) {
        let plain = Plain::new(&page.plaintext);
        let hash = plain.hash();
        let slot = match self.stored(&hash) {
            Some(slot) => slot,
            None => {
                let (slot, full) = self.index.put(self.job.chunk_key(&hash), &plain);
                full.into_iter().for_each(|pack| self.ready(pack));
                slot
            }
        };
        (slot, page.items)
    }

    fn ready(&mut self, pack: Pack) {
        self.new_bytes += pack.size.bytes() as u64;
        self.packs.push((pack.id, pack.size));
        self.ready.push_back(pack);
    }

    /// After the last chunk: closes the content's pack and writes the pages that waited for its id.
    fn close(&mut self) {
        if let Some(pack) = self.data.close() {
            self.ready(pack);
        }
        self.write_pages();
        if let Some(page) = self.references.last_page(&self.data) {
            let slot = self.page(&page);
            self.reference_pages.push(slot);
        }
    }
}
