//! Cuts the growing lists of references and entries into pages, and keeps short lists whole for the body.
//!
//! Memory: the references of one page and of the packs that are still open, or the entries of one page.

use std::collections::VecDeque;

use jixiang_seal::body::{LONGEST_INLINE_TREE, MOST_INLINE, References, Tree};
use jixiang_seal::chunk::LONGEST;
use jixiang_seal::page::{self, Borders};
use jixiang_seal::run::{Paged, Run};
use jixiang_seal::tree::{self, Entry};

use crate::shelf::{Shelf, Slot};

/// The plaintext of a page and how many items it holds.
pub(crate) struct Page {
    pub(crate) plaintext: Vec<u8>,
    pub(crate) items: u16,
}

impl Page {
    fn new(plaintext: Vec<u8>, items: usize) -> Self {
        Self { plaintext, items: u16::try_from(items).expect("a page has at most 4,096 items") }
    }
}

/// The references of the version, in order.
#[derive(Default)]
pub(crate) struct ReferencePager {
    slots: VecDeque<Slot>,
    /// Items in each page that is cut but not yet written.
    cut: VecDeque<usize>,
    /// Items after the last cut.
    tail: usize,
    /// Items of the whole version.
    pub(crate) total: u64,
}

impl ReferencePager {
    pub(crate) fn push(&mut self, slot: Slot, hash: &[u8; 32], borders: &Borders) {
        self.slots.push_back(slot);
        self.total += 1;
        self.tail += 1;
        if borders.ends(self.tail, hash) {
            self.cut.push_back(self.tail);
            self.tail = 0;
        }
    }

    /// The next page that is complete and whose packs all have their ids. Nothing while the list is short enough to stand
    /// in the body.
    pub(crate) fn next_page(&mut self, shelf: &Shelf) -> Option<Page> {
        if self.total <= MOST_INLINE as u64 {
            return None;
        }
        let items = *self.cut.front()?;
        if !self.slots.iter().take(items).all(|slot| shelf.has(slot)) {
            return None;
        }
        self.cut.pop_front();
        Some(self.take(items, shelf))
    }

    fn take(&mut self, items: usize, shelf: &Shelf) -> Page {
        Page::new(page::encode(&self.run(items, shelf)), items)
    }

    fn run(&mut self, items: usize, shelf: &Shelf) -> Run {
        let mut run = Run::default();
        for slot in self.slots.drain(..items) {
            run.push(shelf.resolve(slot).expect("the caller saw that all packs have their ids"));
        }
        run
    }

    /// After the last reference, with all packs closed: the last page, or nothing when there is none left.
    pub(crate) fn last_page(&mut self, shelf: &Shelf) -> Option<Page> {
        if self.total <= MOST_INLINE as u64 || self.slots.is_empty() {
            return None;
        }
        let items = self.slots.len();
        self.tail = 0;
        Some(self.take(items, shelf))
    }

    /// What goes into the body.
    pub(crate) fn finish(mut self, pages: Paged, shelf: &Shelf) -> References {
        if self.total > MOST_INLINE as u64 {
            return References::Paged(pages);
        }
        let items = self.slots.len();
        References::Inline(self.run(items, shelf))
    }
}

/// The entries of the version, in order.
#[derive(Default)]
pub(crate) struct TreePager {
    entries: Vec<Entry>,
    bytes: usize,
    paged: bool,
}

impl TreePager {
    /// Takes the next entry; what comes back are pages that are complete.
    pub(crate) fn push(&mut self, entry: Entry, borders: &Borders) -> Vec<Page> {
        if self.paged {
            return self.cut(entry, borders).into_iter().collect();
        }
        self.bytes += tree::entry_length(&entry);
        self.entries.push(entry);
        if self.bytes <= LONGEST_INLINE_TREE {
            return Vec::new();
        }
        self.paged = true;
        self.bytes = 0;
        let all = std::mem::take(&mut self.entries);
        all.into_iter().flat_map(|entry| self.cut(entry, borders)).collect()
    }

    /// A page ends before an entry that would make it too long for a chunk, and after an entry that is a border.
    fn cut(&mut self, entry: Entry, borders: &Borders) -> Vec<Page> {
        let length = tree::entry_length(&entry);
        let mut pages = Vec::new();
        if self.bytes + length > LONGEST - tree::PAGE_HEAD {
            pages.push(self.take());
        }
        let hash = tree::entry_hash(&entry);
        self.bytes += length;
        self.entries.push(entry);
        if borders.ends(self.entries.len(), &hash) {
            pages.push(self.take());
        }
        pages
    }

    fn take(&mut self) -> Page {
        self.bytes = 0;
        let entries = std::mem::take(&mut self.entries);
        Page::new(tree::encode_page(&entries), entries.len())
    }

    /// After the last entry: the last page, if the tree is paged and something is left.
    pub(crate) fn last_page(&mut self) -> Option<Page> {
        (self.paged && !self.entries.is_empty()).then(|| self.take())
    }

    /// What goes into the body.
    pub(crate) fn finish(self, pages: Paged) -> Tree {
        if self.paged { Tree::Paged(pages) } else { Tree::Inline(self.entries) }
    }
}
