//! Packs: sealed chunks one after another and filler up to one of five exact sizes, which is all that the platform sees
//! (docs/format.md 9).
//!
//! A pack has no key and no structure of its own; references say where its chunks are. It is used only after its bytes
//! gave the id that was signed.

use std::fmt;

use jixiang_model::{Object, ObjectId};

use crate::chunk::{ChunkContext, ChunkError, ChunkHash, LONGEST, Plain};
use crate::chunked::sealed_length;
use crate::context::{self, Place};
use crate::kdf::Prf;
pub use crate::pack_size::PackSize;
use crate::reference::ChunkRef;
use crate::secret::ChunkKey;

/// A finished pack.
#[derive(Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its size.
    pub size: PackSize,
    /// The bytes, exactly `size` of them, under their name.
    pub object: Object<Vec<u8>>,
}

impl Pack {
    /// BLAKE3-256 of the bytes.
    #[must_use]
    pub const fn id(&self) -> ObjectId {
        self.object.id()
    }
}

impl fmt::Debug for Pack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pack({:?}, {:?})", self.id(), self.size)
    }
}

/// Where a chunk was put: a reference that still lacks the id of its pack, which is known when the pack is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The first byte of the sealed chunk in the pack.
    pub offset: u32,
    /// The length of the plaintext.
    pub length: u32,
    /// The key of the chunk.
    pub key: ChunkKey,
    /// The hash of the plaintext.
    pub hash: ChunkHash,
}

impl Placed {
    /// The reference, once the pack has its id.
    #[must_use]
    pub fn within(self, pack: ObjectId) -> ChunkRef {
        ChunkRef { pack, offset: self.offset, length: self.length, key: self.key, hash: self.hash }
    }
}

/// A pack that is being filled. Chunks are sealed where they will lie; nothing is copied.
pub struct PackBuilder {
    context: ChunkContext,
    filler: Vec<u8>,
    buffer: Vec<u8>,
    used: usize,
    first: Option<ChunkKey>,
}

impl PackBuilder {
    /// An empty pack for chunks in `place`.
    #[must_use]
    pub fn new(place: &Place) -> Self {
        Self {
            context: ChunkContext::new(place),
            filler: context::filler(place),
            buffer: Vec::new(),
            used: 0,
            first: None,
        }
    }

    /// Whether a chunk of `length` plaintext bytes still fits.
    #[must_use]
    pub const fn fits(&self, length: usize) -> bool {
        self.used + sealed_length(length) <= PackSize::LARGEST.bytes()
    }

    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// Seals a chunk into the pack.
    ///
    /// # Panics
    ///
    /// When it does not fit ([`PackBuilder::fits`]) or is empty or longer than [`LONGEST`]: a mistake of the caller.
    pub fn append(&mut self, key: ChunkKey, plain: &Plain<'_>) -> Placed {
        let length = plain.bytes().len();
        assert!((1..=LONGEST).contains(&length) && self.fits(length), "the caller asked whether the chunk fits");
        if self.buffer.is_empty() {
            // Zeroed pages come from the system untouched, so a small pack costs only what it uses.
            self.buffer = vec![0; PackSize::LARGEST.bytes()];
        }
        let end = self.used + sealed_length(length);
        self.context.seal(&key, plain, &mut self.buffer[self.used..end]);
        let in_range = "a pack has at most 8 MiB";
        let placed = Placed {
            offset: u32::try_from(self.used).expect(in_range),
            length: u32::try_from(length).expect(in_range),
            key: key.clone(),
            hash: plain.hash(),
        };
        self.used = end;
        self.first.get_or_insert(key);
        placed
    }

    /// Fills up to the smallest size that holds the chunks and names the pack; nothing when there are no chunks. The
    /// builder is empty again.
    pub fn close(&mut self) -> Option<Pack> {
        let first = self.first.take()?;
        let size = PackSize::holding(self.used).expect("append keeps within the largest size");
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.truncate(size.bytes());
        let key = Prf::new(first.as_bytes()).expand_32(&self.filler);
        blake3::Hasher::new_keyed(&key).finalize_xof().fill(&mut bytes[self.used..]);
        self.used = 0;
        Some(Pack { size, object: Object::new(bytes) })
    }
}

/// Why a pack or a chunk in it is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The bytes are not the object that was asked for.
    #[error("the bytes are not the object that was signed")]
    Object,
    /// The reference is to another pack or beyond this one.
    #[error("the reference points outside the pack")]
    Reference,
    /// The chunk does not open.
    #[error(transparent)]
    Chunk(#[from] ChunkError),
}

/// A pack whose bytes gave its id, in its size.
#[derive(Clone, Copy)]
pub struct VerifiedPack<'a> {
    id: ObjectId,
    bytes: &'a [u8],
}

impl<'a> VerifiedPack<'a> {
    /// The object `id` as a pack.
    ///
    /// # Errors
    ///
    /// [`PackError::Object`] when it is another object, or not of this size.
    pub fn of<B: AsRef<[u8]>>(id: ObjectId, size: PackSize, object: &'a Object<B>) -> Result<Self, PackError> {
        if object.len() == size.bytes() && object.id() == id {
            Ok(Self { id, bytes: object })
        } else {
            Err(PackError::Object)
        }
    }

    /// Opens the chunk of a reference into `out`, which is made as long as the chunk.
    ///
    /// # Errors
    ///
    /// [`PackError`]; `out` is empty then.
    pub fn open(&self, context: &ChunkContext, chunk: &ChunkRef, out: &mut Vec<u8>) -> Result<(), PackError> {
        out.clear();
        let sealed = self.sealed(chunk)?;
        out.resize(chunk.plain_length(), 0);
        context.open(&chunk.key, &chunk.hash, sealed, out).map_err(|error| {
            out.clear();
            PackError::Chunk(error)
        })
    }

    fn sealed(&self, chunk: &ChunkRef) -> Result<&'a [u8], PackError> {
        if chunk.pack != self.id || chunk.plain_length() > LONGEST {
            return Err(PackError::Reference);
        }
        let start = usize::try_from(chunk.offset).map_err(|_| PackError::Reference)?;
        let end = start.checked_add(sealed_length(chunk.plain_length())).ok_or(PackError::Reference)?;
        self.bytes.get(start..end).ok_or(PackError::Reference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests_place as place;

    fn built(lengths: &[usize]) -> (Pack, Vec<ChunkRef>) {
        let mut builder = PackBuilder::new(&place(1));
        let mut placed = Vec::new();
        for (number, length) in lengths.iter().enumerate() {
            let bytes = vec![number as u8; *length];
            placed.push(builder.append(ChunkKey::from_bytes([number as u8; 32]), &Plain::new(&bytes)));
        }
        let pack = builder.close().expect("there are chunks");
        let refs = placed.into_iter().map(|placed| placed.within(pack.id())).collect();
        (pack, refs)
    }

    #[test]
    fn a_pack_closes_to_the_smallest_size_that_holds_it() {
        for (length, size) in [
            (1, PackSize::Kib64),
            (65_536 - 72 - 48, PackSize::Kib64),
            (65_536 - 72 - 47, PackSize::Kib256),
            (1 << 20, PackSize::Mib4),
        ] {
            let (pack, _) = built(&[length]);
            assert_eq!((pack.size, pack.object.len()), (size, size.bytes()), "{length}");
            assert_eq!(pack.id(), ObjectId::of(&pack.object));
        }
    }

    #[test]
    fn a_full_pack_holds_to_the_byte_and_no_more() {
        let mut builder = PackBuilder::new(&place(1));
        while builder.fits(LONGEST) {
            builder.append(ChunkKey::from_bytes([1; 32]), &Plain::new(&vec![1; LONGEST]));
        }
        let rest = (1..LONGEST).rev().find(|length| builder.fits(*length)).expect("something fits");
        builder.append(ChunkKey::from_bytes([1; 32]), &Plain::new(&vec![2; rest]));
        assert!(!builder.fits(1));
        assert_eq!(builder.close().expect("a pack").object.len(), 8 << 20);
        assert!(builder.is_empty() && builder.close().is_none());
    }

    #[test]
    fn chunks_open_from_a_verified_pack_and_references_beyond_it_do_not() {
        let (pack, refs) = built(&[10, 20_000, 40_000]);
        let verified = VerifiedPack::of(pack.id(), pack.size, &pack.object).expect("its own");
        let context = ChunkContext::new(&place(1));
        let mut out = Vec::new();
        for (number, chunk) in refs.iter().enumerate() {
            verified.open(&context, chunk, &mut out).expect("it is there");
            assert!(out.iter().all(|byte| usize::from(*byte) == number) && out.len() == chunk.plain_length());
        }
        for (offset, length) in [(u32::MAX, 10), (65_530, 10), (0, u32::MAX)] {
            let astray = ChunkRef { offset, length, ..refs[0].clone() };
            assert_eq!(verified.open(&context, &astray, &mut out), Err(PackError::Reference));
        }
        let elsewhere = ChunkRef { pack: ObjectId::of(b"other"), ..refs[0].clone() };
        assert_eq!(verified.open(&context, &elsewhere, &mut out), Err(PackError::Reference));
    }

    #[test]
    fn any_other_byte_or_length_is_another_object() {
        let (pack, _) = built(&[10]);
        for at in [0, 100, 65_535] {
            let mut bytes = pack.object.to_vec();
            bytes[at] ^= 1;
            assert_eq!(Object::check(pack.id(), bytes.clone()), None);
            assert_eq!(VerifiedPack::of(pack.id(), pack.size, &Object::new(bytes)).err(), Some(PackError::Object));
        }
        assert!(VerifiedPack::of(pack.id(), PackSize::Kib256, &pack.object).is_err());
        assert_eq!(Object::check(pack.id(), &pack.object[..65_535]), None);
    }
}
