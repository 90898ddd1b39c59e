//! The pack that is being filled and the ids of those that are full: a chunk gets its place at once and its pack's id
//! when the pack is closed.

use jixiang_model::ObjectId;
use jixiang_seal::chunk::Plain;
use jixiang_seal::pack::{Pack, PackBuilder, Placed};
use jixiang_seal::run::ChunkRef;
use jixiang_seal::{ChunkKey, Place};

/// A chunk of the version: where it is, or will be.
#[derive(Debug, Clone)]
pub(crate) enum Slot {
    /// In a pack that has its id.
    Known(ChunkRef),
    /// In the pack with this number on the shelf.
    Placed(usize, Placed),
}

/// Packs of one kind (content or pages), one after another.
pub(crate) struct Shelf {
    builder: PackBuilder,
    closed: Vec<ObjectId>,
}

impl Shelf {
    pub(crate) fn new(place: &Place) -> Self {
        Self { builder: PackBuilder::new(place), closed: Vec::new() }
    }

    /// Seals a chunk into the pack; a pack that has no room for it is closed first and returned.
    pub(crate) fn put(&mut self, key: ChunkKey, plain: &Plain<'_>) -> (Slot, Option<Pack>) {
        let full = if self.builder.fits(plain.bytes().len()) { None } else { self.close() };
        let placed = self.builder.append(key, plain);
        (Slot::Placed(self.closed.len(), placed), full)
    }

    /// Closes the pack that is being filled, if there is anything in it.
    pub(crate) fn close(&mut self) -> Option<Pack> {
        let pack = self.builder.close()?;
        self.closed.push(pack.id());
        Some(pack)
    }

    /// Whether the pack of the slot has its id.
    pub(crate) fn has(&self, slot: &Slot) -> bool {
        match slot {
            Slot::Known(_) => true,
            Slot::Placed(number, _) => *number < self.closed.len(),
        }
    }

    /// The reference, if the pack has its id.
    pub(crate) fn resolve(&self, slot: Slot) -> Option<ChunkRef> {
        match slot {
            Slot::Known(chunk) => Some(chunk),
            Slot::Placed(number, placed) => self.closed.get(number).map(|pack| placed.within(*pack)),
        }
    }
}
