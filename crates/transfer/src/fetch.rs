//! Fetches a version: from its verified body to the packs it needs and the pieces of its files.
//!
//! First the packs that hold pages, if any; when all are opened the files are known and the packs of the content follow,
//! in the order of the files. Work is handed out for as many packs as the caller runs at once; each may be opened on
//! another thread. What was written and made durable is remembered by the caller as a set of pack ids and given back after
//! a restart. Memory: about 140 bytes per chunk that is still wanted (4.5 MB per GiB at 32 KiB), and the packs in flight.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use jixiang_model::ObjectId;
use jixiang_seal::body::{Body, References, Tree};
use jixiang_seal::chunk::ChunkContext;
use jixiang_seal::pack::PackSize;
use jixiang_seal::run::Run;
use jixiang_seal::safe_name::SafeFolder;
use jixiang_seal::tree::{self, Entry};
use jixiang_seal::{Malformed, Place};

use crate::layout::{Output, OutputKind, Wanted, deal, outputs, want_references, want_tree};
use crate::work::{IndexPage, Opened, PackWork, Target, Want};

/// A tree has at most this many bytes: a million entries of usual names. A page that is named again and again would
/// otherwise grow without being sent.
const LONGEST_TREE: usize = 128 << 20;

/// Why a version cannot be fetched: its writer broke the format. The platform cannot cause this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The body names a pack that its signed list does not.
    #[error("a pack is not on the signed list")]
    Unlisted,
    /// Tree, references and body contradict each other.
    #[error(transparent)]
    Malformed(#[from] Malformed),
}

/// How far a fetch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Pages are missing: the files are not known yet.
    Index,
    /// The files are known; content is missing.
    Content,
    /// Every pack was opened.
    Complete,
}

/// Fetches one version.
pub struct Fetch {
    context: ChunkContext,
    listed: HashMap<ObjectId, PackSize>,
    stated: Stated,
    stage: Stage,
    top: Option<SafeFolder>,
    tree: Vec<Option<Vec<Entry>>>,
    tree_bytes: usize,
    references: Vec<Option<Run>>,
    waiting: VecDeque<ObjectId>,
    wants: HashMap<ObjectId, Arc<Vec<Want>>>,
    in_flight: HashSet<ObjectId>,
    done: HashSet<ObjectId>,
    outputs: Vec<Output>,
    /// For each output the bytes that are still to come.
    missing: Vec<u64>,
    finished: VecDeque<u32>,
}

/// What the body states about the whole.
struct Stated {
    entries: u32,
    size: u64,
    chunks: u64,
}

impl Fetch {
    /// Begins with a body that opened and the pack list of the same statement. `done` are the packs that were opened
    /// before, and `top` knows the names that are taken where the files go.
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub fn new(
        place: &Place,
        body: Body,
        packs: &[(ObjectId, PackSize)],
        done: HashSet<ObjectId>,
        top: SafeFolder,
    ) -> Result<Self, FetchError> {
        let mut index = Wanted::default();
        let (tree, references) = (tree_of(body.tree, &mut index), references_of(body.references, &mut index));
        let mut fetch = Self {
            context: ChunkContext::new(place),
            listed: packs.iter().copied().collect(),
            stated: Stated { entries: body.entries, size: body.size, chunks: body.chunks },
            stage: Stage::Index,
            top: Some(top),
            tree,
            tree_bytes: 0,
            references,
            waiting: VecDeque::new(),
            wants: HashMap::new(),
            in_flight: HashSet::new(),
            done,
            outputs: Vec::new(),
            missing: Vec::new(),
            finished: VecDeque::new(),
        };
        index.sort();
        fetch.want(index, &HashSet::new())?;
        fetch.advance().map(|()| fetch)
    }

    /// How far it is.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// The files and folders, parents before what is in them; empty while the stage is [`Stage::Index`].
    #[must_use]
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// The safe path of an output, from the top.
    #[must_use]
    pub fn path(&self, output: u32) -> Vec<&str> {
        let mut path = Vec::new();
        let mut next = Some(output);
        while let Some(output) = next.and_then(|place| self.outputs.get(usize::try_from(place).ok()?)) {
            path.push(output.name.as_str());
            next = output.parent;
        }
        path.reverse();
        path
    }

    /// Bytes of packs that are still to come, as far as they are known, those in flight included.
    #[must_use]
    pub fn bytes_left(&self) -> u64 {
        self.wants.keys().filter_map(|pack| self.listed.get(pack)).map(|size| size.bytes() as u64).sum()
    }

    /// Content bytes of files that are there, those from before a restart included; 0 in [`Stage::Index`].
    #[must_use]
    pub fn bytes_done(&self) -> u64 {
        match self.stage {
            Stage::Index => 0,
            Stage::Content | Stage::Complete => self.stated.size.saturating_sub(self.missing.iter().sum()),
        }
    }

    /// The next pack to get. Nothing while all that is left is in flight.
    pub fn poll_pack(&mut self) -> Option<PackWork> {
        let id = self.waiting.pop_front()?;
        let (size, wants) = (*self.listed.get(&id)?, Arc::clone(self.wants.get(&id)?));
        self.in_flight.insert(id);
        Some(PackWork { id, size, context: self.context.clone(), wants })
    }

    /// The next file of which every byte was handed out: it can be checked as a whole and get its name.
    pub fn poll_file(&mut self) -> Option<u32> {
        self.finished.pop_front()
    }

    /// A pack could not be fetched, opened or written; it waits again, behind the others.
    pub fn handle_failed(&mut self, pack: ObjectId) {
        if self.in_flight.remove(&pack) {
            self.waiting.push_back(pack);
        }
    }

    /// A pack was opened and its content is durable.
    ///
    /// # Errors
    ///
    /// [`FetchError`] when the last page shows that the version contradicts itself.
    pub fn handle_opened(&mut self, opened: Opened) -> Result<(), FetchError> {
        if !self.in_flight.remove(&opened.id) {
            return Ok(());
        }
        let wants = self.wants.remove(&opened.id);
        match self.stage {
            Stage::Index => opened.pages.into_iter().try_for_each(|page| self.keep(page))?,
            Stage::Content | Stage::Complete => {
                self.done.insert(opened.id);
                for want in wants.iter().flat_map(|wants| wants.iter()) {
                    self.arrived(want);
                }
            }
        }
        self.advance()
    }

    fn keep(&mut self, page: IndexPage) -> Result<(), FetchError> {
        let place = |number: u32| usize::try_from(number).expect("a body has at most 65,536 pages");
        match page {
            IndexPage::Tree(number, entries) => {
                self.tree_bytes += entries.iter().map(tree::entry_length).sum::<usize>();
                if self.tree_bytes > LONGEST_TREE {
                    return Err(Malformed::Limit.into());
                }
                self.tree[place(number)] = Some(entries);
            }
            IndexPage::References(number, run) => self.references[place(number)] = Some(run),
        }
        Ok(())
    }

    fn arrived(&mut self, want: &Want) {
        let Target::File { output, .. } = want.target else {
            return;
        };
        let Some(missing) = usize::try_from(output).ok().and_then(|place| self.missing.get_mut(place)) else {
            return;
        };
        *missing = missing.saturating_sub(u64::from(want.chunk.length));
        if *missing == 0 {
            self.finished.push_back(output);
        }
    }

    /// Goes to the next stage when nothing of this one is left.
    fn advance(&mut self) -> Result<(), FetchError> {
        if self.stage == Stage::Index && self.wants.is_empty() {
            self.lay_out()?;
            self.stage = Stage::Content;
        }
        if self.stage == Stage::Content && self.wants.is_empty() {
            self.stage = Stage::Complete;
        }
        Ok(())
    }

    /// All pages are there: names the outputs and plans the packs of the content.
    fn lay_out(&mut self) -> Result<(), FetchError> {
        let entries = std::mem::take(&mut self.tree).into_iter().flatten().flatten();
        let (totals, outputs, chunks) = outputs(entries, self.top.take().unwrap_or_default())?;
        let stated = &self.stated;
        if (totals.entries, totals.size, totals.chunks) != (stated.entries, stated.size, stated.chunks) {
            return Err(Malformed::Contradiction.into());
        }
        let runs = std::mem::take(&mut self.references).into_iter().flatten().collect();
        let wanted = deal(&outputs, &chunks, runs)?;
        self.missing = outputs.iter().map(|output| file_size(output.kind)).collect();
        for (place, output) in (0..).zip(&outputs) {
            if matches!(output.kind, OutputKind::File { size: 0, .. }) {
                self.finished.push_back(place);
            }
        }
        self.outputs = outputs;
        let done = std::mem::take(&mut self.done);
        for want in done.iter().filter_map(|pack| wanted.by_pack.get(pack)).flatten() {
            self.arrived(want);
        }
        self.want(wanted, &done)?;
        self.done = done;
        Ok(())
    }

    /// Queues packs, all of which must be on the signed list.
    fn want(&mut self, wanted: Wanted, done: &HashSet<ObjectId>) -> Result<(), FetchError> {
        if wanted.order.iter().any(|pack| !self.listed.contains_key(pack)) {
            return Err(FetchError::Unlisted);
        }
        self.waiting.extend(wanted.order.into_iter().filter(|pack| !done.contains(pack)));
        let left = wanted.by_pack.into_iter().filter(|(pack, _)| !done.contains(pack));
        self.wants = left.map(|(pack, wants)| (pack, Arc::new(wants))).collect();
        Ok(())
    }
}

fn file_size(kind: OutputKind) -> u64 {
    match kind {
        OutputKind::Folder => 0,
        OutputKind::File { size, .. } => size,
    }
}

fn tree_of(tree: Tree, index: &mut Wanted) -> Vec<Option<Vec<Entry>>> {
    match tree {
        Tree::Inline(entries) => vec![Some(entries)],
        Tree::Paged(pages) => {
            want_tree(&pages, index);
            pages.counts.iter().map(|_| None).collect()
        }
    }
}

fn references_of(references: References, index: &mut Wanted) -> Vec<Option<Run>> {
    match references {
        References::Inline(run) => vec![Some(run)],
        References::Paged(pages) => {
            want_references(&pages, index);
            pages.counts.iter().map(|_| None).collect()
        }
    }
}
