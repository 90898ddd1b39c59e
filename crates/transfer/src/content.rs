//! The half of a sealer that knows chunks and no files: finds those that are stored already, seals the others into packs,
//! and writes pages when the packs they name have their ids.

use std::collections::{HashMap, HashSet, VecDeque};

use jixiang_model::ObjectId;
use jixiang_seal::body::{References, Tree};
use jixiang_seal::chunk::{ChunkHash, Plain};
use jixiang_seal::job::Job;
use jixiang_seal::pack::{Pack, Placed};
use jixiang_seal::page::Borders;
use jixiang_seal::run::Paged;

use crate::pager::{Page, ReferencePager, TreePager};
use crate::shelf::{Shelf, Slot};
use crate::{Known, PackList};

/// Chunks of this version whose repetition is noticed.
const REMEMBERED: usize = 262_144;

/// The chunks and pages of one version.
pub(crate) struct Content {
    pub(crate) job: Job,
    known: Known,
    pub(crate) borders: Borders,
    seen: HashMap<ChunkHash, [u32; 3]>,
    data: Shelf,
    index: Shelf,
    references: ReferencePager,
    reference_pages: Vec<(Slot, u16)>,
    pub(crate) ready: VecDeque<Pack>,
    packs: PackList,
    listed: HashSet<ObjectId>,
    new_bytes: u64,
}

impl Content {
    pub(crate) fn new(job: Job, known: Known) -> Self {
        let place = *job.place();
        Self {
            borders: Borders::new(job.lineage().clone()),
            job,
            known: known.within(&place),
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
    pub(crate) fn chunk(&mut self, bytes: &[u8]) {
        let plain = Plain::new(bytes);
        let hash = plain.hash();
        let slot = self.stored(&hash).or_else(|| self.repeated(&hash)).unwrap_or_else(|| self.store(&plain));
        self.references.push(slot, hash.as_bytes(), &self.borders);
    }

    /// In a pack of an earlier version.
    fn stored(&mut self, hash: &ChunkHash) -> Option<Slot> {
        let (chunk, size) = self.known.find(hash)?;
        if self.listed.insert(chunk.pack) {
            self.packs.push((chunk.pack, size));
        }
        Some(Slot::Known(chunk))
    }

    /// Earlier in this version.
    fn repeated(&self, hash: &ChunkHash) -> Option<Slot> {
        let [number, offset, length] = *self.seen.get(hash)?;
        let placed = Placed { offset, length, key: self.job.chunk_key(hash), hash: *hash };
        Some(Slot::Placed(usize::try_from(number).ok()?, placed))
    }

    fn store(&mut self, plain: &Plain<'_>) -> Slot {
        let (slot, full) = self.data.put(self.job.chunk_key(&plain.hash()), plain);
        if let Slot::Placed(number, placed) = &slot
            && self.seen.len() < REMEMBERED
            && let Ok(number) = u32::try_from(*number)
        {
            self.seen.insert(plain.hash(), [number, placed.offset, placed.length]);
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
    pub(crate) fn page(&mut self, page: &Page) -> (Slot, u16) {
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
        self.packs.push((pack.id(), pack.size));
        self.ready.push_back(pack);
    }

    /// After the last chunk and entry: closes the content's pack, writes the pages that waited for its id, and closes the
    /// pages' own.
    pub(crate) fn finish(mut self, tree: TreePager, tree_pages: Vec<(Slot, u16)>) -> Finished {
        let last = self.data.close();
        last.into_iter().for_each(|pack| self.ready(pack));
        self.write_pages();
        if let Some(page) = self.references.last_page(&self.data) {
            let slot = self.page(&page);
            self.reference_pages.push(slot);
        }
        let last = self.index.close();
        last.into_iter().for_each(|pack| self.ready(pack));
        let reference_pages = resolved(self.reference_pages, &self.index);
        Finished {
            tree: tree.finish(resolved(tree_pages, &self.index)),
            references: self.references.finish(reference_pages, &self.data),
            job: self.job,
            ready: self.ready.into(),
            packs: self.packs,
            new_bytes: self.new_bytes,
        }
    }
}

/// What is left of the content when everything has its place.
pub(crate) struct Finished {
    pub(crate) job: Job,
    pub(crate) tree: Tree,
    pub(crate) references: References,
    pub(crate) ready: Vec<Pack>,
    pub(crate) packs: PackList,
    pub(crate) new_bytes: u64,
}

fn resolved(pages: Vec<(Slot, u16)>, index: &Shelf) -> Paged {
    let mut paged = Paged::default();
    for (slot, items) in pages {
        paged.run.push(index.resolve(slot).expect("all packs of pages are closed"));
        paged.counts.push(items);
    }
    paged
}
