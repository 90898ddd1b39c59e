//! From a verified tree and its references to what goes where: safe names, and for each pack the chunks that are wanted.

use std::collections::HashMap;

use jixiang_model::ObjectId;
use jixiang_seal::Malformed;
use jixiang_seal::run::{Paged, Run};
use jixiang_seal::safe_name::SafeFolder;
use jixiang_seal::tree::{Entry, EntryKind, Totals};

use crate::work::{Target, Want};

/// A file or folder to make, with a name that is safe.
#[derive(Clone, PartialEq, Eq)]
pub struct Output {
    /// The folder it is in, by its place among the outputs; none at the top.
    pub parent: Option<u32>,
    /// One safe component, different from all others in its folder.
    pub name: String,
    /// Last change in milliseconds since 1970, 0 when not known. A claim of the sender.
    pub modified: u64,
    /// Which of the two it is.
    pub kind: OutputKind,
}

/// What an output is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OutputKind {
    /// A folder, perhaps empty.
    Folder,
    /// A file.
    File {
        /// Bytes.
        size: u64,
        /// BLAKE3-256 of the whole file.
        hash: [u8; 32],
    },
}

/// Gives every entry its parent and a safe name. `top` knows the names that are already taken where the outputs go.
pub(crate) fn outputs(
    entries: impl Iterator<Item = Entry>,
    top: SafeFolder,
) -> Result<(Totals, Vec<Output>, Vec<u32>), Malformed> {
    let mut totals = Totals::default();
    let mut outputs = Vec::new();
    let mut chunks = Vec::new();
    // The folders from the top to where the walk is: the place of each among the outputs and the names given in it.
    let mut open: Vec<(Option<u32>, SafeFolder)> = vec![(None, top)];
    for entry in entries {
        totals.add(&entry)?;
        open.truncate(usize::from(entry.depth) + 1);
        let (parent, folder) = open.last_mut().ok_or(Malformed::Contradiction)?;
        let (parent, name) = (*parent, folder.give(&entry.name));
        let (kind, count) = match entry.kind {
            EntryKind::Folder => {
                let place = u32::try_from(outputs.len()).map_err(|_| Malformed::Limit)?;
                open.push((Some(place), SafeFolder::default()));
                (OutputKind::Folder, 0)
            }
            EntryKind::File { size, chunks, hash } => (OutputKind::File { size, hash }, chunks),
        };
        chunks.push(count);
        outputs.push(Output { parent, name, modified: entry.modified, kind });
    }
    Ok((totals, outputs, chunks))
}

/// What is wanted from each pack, and the packs in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) order: Vec<ObjectId>,
    pub(crate) by_pack: HashMap<ObjectId, Vec<Want>>,
}

impl Wanted {
    pub(crate) fn push(&mut self, want: Want) {
        let pack = want.chunk.pack;
        let wants = self.by_pack.entry(pack).or_insert_with(|| {
            self.order.push(pack);
            Vec::new()
        });
        wants.push(want);
    }

    /// In the order in which the chunks lie, so that one that goes to several places is opened once.
    pub(crate) fn sort(&mut self) {
        for wants in self.by_pack.values_mut() {
            wants.sort_by_key(|want| want.chunk.offset);
            wants.shrink_to_fit();
        }
    }
}

/// Wants the pages of a tree.
pub(crate) fn want_tree(pages: &Paged, wanted: &mut Wanted) {
    want_pages(pages, wanted, |number, items| Target::Tree { number, items });
}

/// Wants the pages of references.
pub(crate) fn want_references(pages: &Paged, wanted: &mut Wanted) {
    want_pages(pages, wanted, |number, items| Target::References { number, items });
}

fn want_pages(pages: &Paged, wanted: &mut Wanted, target: impl Fn(u32, u16) -> Target) {
    for ((number, chunk), items) in (0u32..).zip(pages.run.iter()).zip(&pages.counts) {
        wanted.push(Want { chunk, target: target(number, *items) });
    }
}

/// Deals the references to the files in order. The lengths of a file's chunks must add up to its size, and every
/// reference must be some file's.
pub(crate) fn deal(outputs: &[Output], chunks: &[u32], runs: Vec<Run>) -> Result<Wanted, Malformed> {
    let mut wanted = Wanted::default();
    let mut dealt = Dealt { outputs, chunks, at: 0, left: 0, offset: 0, size: 0 };
    dealt.open_first();
    for run in runs {
        for chunk in run.iter() {
            let target = dealt.next(u64::from(chunk.length))?;
            wanted.push(Want { chunk, target });
        }
    }
    dealt.finish()?;
    wanted.sort();
    Ok(wanted)
}

struct Dealt<'a> {
    outputs: &'a [Output],
    chunks: &'a [u32],
    /// The output that takes the next chunk, as far as there is one.
    at: usize,
    left: u32,
    offset: u64,
    size: u64,
}

impl Dealt<'_> {
    fn open_first(&mut self) {
        while let (Some(output), Some(chunks)) = (self.outputs.get(self.at), self.chunks.get(self.at)) {
            if let (OutputKind::File { size, .. }, 1..) = (output.kind, *chunks) {
                (self.left, self.offset, self.size) = (*chunks, 0, size);
                return;
            }
            self.at += 1;
        }
    }

    fn next(&mut self, length: u64) -> Result<Target, Malformed> {
        if self.left == 0 {
            return Err(Malformed::Contradiction);
        }
        let output = u32::try_from(self.at).map_err(|_| Malformed::Limit)?;
        let target = Target::File { output, offset: self.offset };
        self.offset = self.offset.checked_add(length).ok_or(Malformed::Limit)?;
        self.left -= 1;
        if self.left == 0 {
            if self.offset != self.size {
                return Err(Malformed::Contradiction);
            }
            self.at += 1;
            self.open_first();
        }
        Ok(target)
    }

    fn finish(&self) -> Result<(), Malformed> {
        if self.left == 0 { Ok(()) } else { Err(Malformed::Contradiction) }
    }
}
