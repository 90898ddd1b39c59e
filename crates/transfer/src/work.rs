//! What one pack is fetched for: the chunks to open in it and where each goes. Work is plain data and can be done on any
//! thread.

use std::sync::Arc;

use jixiang_model::{Object, ObjectId};
use jixiang_seal::Malformed;
use jixiang_seal::chunk::ChunkContext;
use jixiang_seal::pack::{PackError, PackSize, VerifiedPack};
use jixiang_seal::run::{ChunkRef, Run};
use jixiang_seal::tree::Entry;
use jixiang_seal::{page, tree};

/// Pages opened from one pack have at most this many bytes together: eight times the largest pack, because a page may be
/// named more than once, but not without end.
const MOST_PAGED: usize = 64 << 20;

/// Verified bytes of a file.
#[derive(Clone, Copy)]
pub struct Piece<'a> {
    /// Which output, by its place in [`crate::Fetch::outputs`].
    pub output: u32,
    /// Where in the file they go.
    pub offset: u64,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Why a pack was not used. Nothing of it may be kept.
#[derive(Debug, thiserror::Error)]
pub enum WorkError<E> {
    /// The object is not the one that was signed, or a chunk in them is not what the body names.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A page opened, but its writer broke the format.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The caller could not take a piece.
    #[error("the content could not be written")]
    Sink(E),
}

/// Where the content of a chunk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// Into a file.
    File { output: u32, offset: u64 },
    /// It is page `number` of the tree.
    Tree { number: u32, items: u16 },
    /// It is page `number` of the references.
    References { number: u32, items: u16 },
}

/// A chunk in the pack and one place where it goes.
#[derive(Debug, Clone)]
pub(crate) struct Want {
    pub(crate) chunk: ChunkRef,
    pub(crate) target: Target,
}

/// A page that was opened.
#[derive(Debug)]
pub(crate) enum IndexPage {
    Tree(u32, Vec<Entry>),
    References(u32, Run),
}

/// A pack to fetch and open.
#[derive(Clone)]
pub struct PackWork {
    pub(crate) id: ObjectId,
    pub(crate) size: PackSize,
    pub(crate) context: ChunkContext,
    pub(crate) wants: Arc<Vec<Want>>,
}

/// A pack that was opened to the end, for [`crate::Fetch::handle_opened`].
#[derive(Debug)]
pub struct Opened {
    pub(crate) id: ObjectId,
    pub(crate) pages: Vec<IndexPage>,
}

impl Opened {
    /// The pack.
    #[must_use]
    pub const fn id(&self) -> ObjectId {
        self.id
    }
}

impl PackWork {
    /// The object to get.
    #[must_use]
    pub const fn id(&self) -> ObjectId {
        self.id
    }

    /// How many bytes it has: no more are read from anybody.
    #[must_use]
    pub const fn size(&self) -> PackSize {
        self.size
    }

    /// Opens the chunks that are wanted and hands their content to `sink`, in the order in which
    /// they lie in the pack. Every piece was verified; the pack is done when this returns.
    ///
    /// # Errors
    ///
    /// [`WorkError`].
    pub fn open<E>(
        &self,
        object: &Object<impl AsRef<[u8]>>,
        sink: &mut dyn FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<Opened, WorkError<E>> {
        let pack = VerifiedPack::of(self.id, self.size, object)?;
        let mut content = Vec::new();
        let mut pages = Vec::new();
        let mut paged = 0;
        let mut before: Option<&ChunkRef> = None;
        for want in self.wants.iter() {
            if before != Some(&want.chunk) {
                pack.open(&self.context, &want.chunk, &mut content)?;
                before = Some(&want.chunk);
            }
            if !matches!(want.target, Target::File { .. }) {
                paged += content.len();
                if paged > MOST_PAGED {
                    return Err(Malformed::Limit.into());
                }
            }
            match want.target {
                Target::File { output, offset } => {
                    sink(Piece { output, offset, bytes: &content }).map_err(WorkError::Sink)?;
                }
                Target::Tree { number, items } => {
                    let entries = tree::decode_page(&content)?;
                    counted(entries.len(), items)?;
                    pages.push(IndexPage::Tree(number, entries));
                }
                Target::References { number, items } => {
                    let run = page::decode(&content)?;
                    counted(run.len(), items)?;
                    pages.push(IndexPage::References(number, run));
                }
            }
        }
        Ok(Opened { id: self.id, pages })
    }
}

/// A page holds as many items as the body says.
fn counted(length: usize, items: u16) -> Result<(), Malformed> {
    if length == usize::from(items) { Ok(()) } else { Err(Malformed::Contradiction) }
}

/// Compares a whole file, read again from the disk, with the hash that was signed: the last check before it appears under
/// its final name.
pub struct FileCheck {
    whole: blake3::Hasher,
    expected: [u8; 32],
}

impl FileCheck {
    /// Expects a file with this BLAKE3-256.
    #[must_use]
    pub fn new(expected: [u8; 32]) -> Self {
        Self { whole: blake3::Hasher::new(), expected }
    }

    /// The next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        self.whole.update(bytes);
    }

    /// Whether the file is the one that was sent.
    #[must_use]
    pub fn finish(self) -> bool {
        self.whole.finalize() == self.expected
    }
}
