//! One chunk reference: where a chunk is, and all that is needed to open and check it.

use jixiang_model::ObjectId;

use crate::chunk::ChunkHash;
use crate::secret::ChunkKey;

/// Where a chunk is, and all that is needed to open and check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkRef {
    /// The pack.
    pub pack: ObjectId,
    /// The first byte of the sealed chunk in the pack.
    pub offset: u32,
    /// The length of the plaintext.
    pub length: u32,
    /// The key of the chunk.
    pub key: ChunkKey,
    /// The hash of the plaintext.
    pub hash: ChunkHash,
}

impl ChunkRef {
    /// The length of the plaintext, for buffers.
    #[must_use]
    pub fn plain_length(&self) -> usize {
        usize::try_from(self.length).expect("machines here count at least 32 bits")
    }
}
