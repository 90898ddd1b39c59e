//! What is already stored: the chunks of an earlier version of the same dataset, found by the hash of their content.
//!
//! It takes about 150 bytes per chunk. A delivery knows nothing.

use std::collections::HashMap;

use jixiang_model::ObjectId;
use jixiang_seal::Place;
use jixiang_seal::body::{Body, References, Tree};
use jixiang_seal::chunk::ChunkHash;
use jixiang_seal::pack::PackSize;
use jixiang_seal::run::{ChunkRef, Run};

/// Chunks that need not be sealed again.
#[derive(Debug, Default)]
pub struct Known {
    place: Option<Place>,
    packs: HashMap<ObjectId, PackSize>,
    chunks: HashMap<ChunkHash, ChunkRef>,
}

impl Known {
    /// What an earlier version in `place` has in its body: references or pages. `packs` is its pack list; chunks in other
    /// packs are not taken.
    #[must_use]
    pub fn of(place: &Place, body: &Body, packs: &[(ObjectId, PackSize)]) -> Self {
        let mut known = Self { place: Some(*place), packs: packs.iter().copied().collect(), chunks: HashMap::new() };
        if let Tree::Paged(pages) = &body.tree {
            known.handle_run(&pages.run);
        }
        match &body.references {
            References::Inline(run) => known.handle_run(run),
            References::Paged(pages) => known.handle_run(&pages.run),
        }
        known
    }

    /// Takes the references of a page of that version.
    pub fn handle_run(&mut self, run: &Run) {
        for chunk in run.iter().filter(|chunk| self.packs.contains_key(&chunk.pack)) {
            self.chunks.entry(chunk.hash).or_insert(chunk);
        }
    }

    /// Itself in its own place and nothing elsewhere: a chunk of another place would not open.
    pub(crate) fn within(self, place: &Place) -> Self {
        if self.place == Some(*place) { self } else { Self::default() }
    }

    /// The stored chunk with this content, and the size of its pack.
    pub(crate) fn find(&self, hash: &ChunkHash) -> Option<(&ChunkRef, PackSize)> {
        let chunk = self.chunks.get(hash)?;
        self.packs.get(&chunk.pack).map(|size| (chunk, *size))
    }
}

/// The packs that hold pages of this body, in order: what must be fetched before its references are known.
#[must_use]
pub fn index_packs(body: &Body) -> Vec<ObjectId> {
    let mut packs = Vec::new();
    let mut take = |run: &Run| {
        for pack in run.packs() {
            if !packs.contains(pack) {
                packs.push(*pack);
            }
        }
    };
    if let Tree::Paged(pages) = &body.tree {
        take(&pages.run);
    }
    if let References::Paged(pages) = &body.references {
        take(&pages.run);
    }
    packs
}
