//! Runs of chunk references: a small table of packs, then one reference per chunk (docs/format.md 10).
//!
//! A run carries its own table, so a page stays the same bytes when a later version uses it again.

use jixiang_model::ObjectId;

use crate::Malformed;
use crate::chunk::{ChunkHash, LONGEST};
use crate::chunked::sealed_length;
use crate::codec::{Reader, put_count};
use crate::pack_size::PackSize;
pub use crate::reference::ChunkRef;
use crate::secret::ChunkKey;

/// The most references or entries of one page.
pub(crate) const MOST_IN_PAGE: usize = 4096;
/// Bytes of one reference in a run.
pub(crate) const REFERENCE: usize = 74;

#[derive(Debug, Clone, PartialEq, Eq)]
struct InRun {
    pack: u16,
    offset: u32,
    length: u32,
    key: ChunkKey,
    hash: ChunkHash,
}

/// References in order, with the packs they use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    packs: Vec<ObjectId>,
    refs: Vec<InRun>,
}

impl Run {
    /// How many references there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.refs.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.refs.is_empty()
    }

    /// The packs, in the order of their first use.
    #[must_use]
    pub fn packs(&self) -> &[ObjectId] {
        &self.packs
    }

    /// Appends a reference.
    ///
    /// # Panics
    ///
    /// When the run would use more than 65,536 packs; its users end it at far fewer references.
    pub fn push(&mut self, chunk: ChunkRef) {
        let known = self.packs.iter().rposition(|pack| *pack == chunk.pack);
        let index = known.unwrap_or_else(|| {
            self.packs.push(chunk.pack);
            self.packs.len() - 1
        });
        let pack = u16::try_from(index).expect("a run is ended before it uses 65,536 packs");
        let ChunkRef { offset, length, key, hash, .. } = chunk;
        self.refs.push(InRun { pack, offset, length, key, hash });
    }

    /// Reference `index`, if there is one.
    #[must_use]
    pub fn reference(&self, index: usize) -> Option<ChunkRef> {
        self.refs.get(index).map(|inside| self.outside(inside))
    }

    /// The references in order.
    pub fn iter(&self) -> impl Iterator<Item = ChunkRef> {
        self.refs.iter().map(|inside| self.outside(inside))
    }

    fn outside(&self, inside: &InRun) -> ChunkRef {
        ChunkRef {
            pack: self.packs[usize::from(inside.pack)],
            offset: inside.offset,
            length: inside.length,
            key: inside.key.clone(),
            hash: inside.hash,
        }
    }

    /// `u32 packs ‖ packs × 32 ‖ u32 refs ‖ refs × (u16 pack ‖ u32 offset ‖ u32 length ‖ key ‖ hash)`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.reserve(8 + self.packs.len() * 32 + self.refs.len() * REFERENCE);
        put_count(out, self.packs.len());
        self.packs.iter().for_each(|pack| out.extend_from_slice(pack.as_bytes()));
        put_count(out, self.refs.len());
        for inside in &self.refs {
            out.extend_from_slice(&inside.pack.to_be_bytes());
            out.extend_from_slice(&inside.offset.to_be_bytes());
            out.extend_from_slice(&inside.length.to_be_bytes());
            out.extend_from_slice(inside.key.as_bytes());
            out.extend_from_slice(inside.hash.as_bytes());
        }
    }

    /// Reads a run of at most `limit` references. Each pack is used, and packs stand in the order of their first use, so
    /// a run has one spelling.
    pub(crate) fn read(reader: &mut Reader<'_>, limit: u32) -> Result<Self, Malformed> {
        let count = reader.u32()?;
        let count = reader.count(count, limit.min(1 << 16), 32)?;
        let mut packs = Vec::with_capacity(count);
        for _ in 0..count {
            packs.push(ObjectId::from_bytes(reader.array()?));
        }
        let count = reader.u32()?;
        let count = reader.count(count, limit, REFERENCE)?;
        let mut refs = Vec::with_capacity(count);
        let mut used = 0;
        for _ in 0..count {
            let inside = InRun::read(reader)?;
            match usize::from(inside.pack).cmp(&used) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => used += 1,
                std::cmp::Ordering::Greater => return Err(Malformed::Contradiction),
            }
            refs.push(inside);
        }
        let distinct: std::collections::HashSet<_> = packs.iter().collect();
        if used == packs.len() && distinct.len() == packs.len() {
            Ok(Self { packs, refs })
        } else {
            Err(Malformed::Contradiction)
        }
    }
}

impl InRun {
    /// A chunk is neither empty nor too long, and lies within the largest pack.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (pack, offset, length) = (reader.u16()?, reader.u32()?, reader.u32()?);
        let plain = usize::try_from(length).map_err(|_| Malformed::Limit)?;
        if !(1..=LONGEST).contains(&plain) {
            return Err(Malformed::Limit);
        }
        let end = u64::from(offset) + sealed_length(plain) as u64;
        if end > PackSize::LARGEST.bytes() as u64 {
            return Err(Malformed::Limit);
        }
        let (key, hash) = (ChunkKey::from_bytes(reader.array()?), ChunkHash::from_bytes(reader.array()?));
        Ok(Self { pack, offset, length, key, hash })
    }
}

/// Chunks that are pages: where they are and how many items each holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paged {
    /// The pages in order.
    pub run: Run,
    /// The number of items in each page, 1 to 4,096.
    pub counts: Vec<u16>,
}

/// More pages than this no list has: 65,536.
const MOST_PAGES: u32 = 1 << 16;

impl Paged {
    /// The run, then for each page its count as u16.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        self.run.write(out);
        self.counts.iter().for_each(|count| out.extend_from_slice(&count.to_be_bytes()));
    }

    /// Reads pages that hold `items` together.
    pub(crate) fn read(reader: &mut Reader<'_>, items: u64) -> Result<Self, Malformed> {
        let run = Run::read(reader, MOST_PAGES)?;
        let mut counts = Vec::with_capacity(run.len());
        for _ in 0..run.len() {
            let count = reader.u16()?;
            if count == 0 || usize::from(count) > MOST_IN_PAGE {
                return Err(Malformed::Limit);
            }
            counts.push(count);
        }
        let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        if total == items { Ok(Self { run, counts }) } else { Err(Malformed::Contradiction) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(pack: u8, number: u8) -> ChunkRef {
        ChunkRef {
            pack: ObjectId::from_bytes([pack; 32]),
            offset: u32::from(number) * 1000,
            length: 100,
            key: ChunkKey::from_bytes([number; 32]),
            hash: ChunkHash::from_bytes([number; 32]),
        }
    }

    fn written(run: &Run) -> Vec<u8> {
        let mut out = Vec::new();
        run.write(&mut out);
        out
    }

    fn read(bytes: &[u8], limit: u32) -> Result<Run, Malformed> {
        let mut reader = Reader::new(bytes);
        let run = Run::read(&mut reader, limit)?;
        reader.end().map(|()| run)
    }

    #[test]
    fn a_run_keeps_order_and_names_each_pack_once() {
        let mut run = Run::default();
        let chunks = [chunk(7, 1), chunk(3, 2), chunk(7, 3), chunk(5, 4)];
        chunks.iter().cloned().for_each(|chunk| run.push(chunk));
        assert_eq!(run.packs().len(), 3);
        assert_eq!(run.iter().collect::<Vec<_>>(), chunks);
        let bytes = written(&run);
        assert_eq!(bytes.len(), 8 + 3 * 32 + 4 * REFERENCE);
        assert_eq!(read(&bytes, 4), Ok(run));
        assert_eq!(read(&bytes, 3), Err(Malformed::Limit));
    }

    #[test]
    fn a_run_has_one_spelling() {
        let mut run = Run::default();
        run.push(chunk(7, 1));
        run.push(chunk(3, 2));
        let swapped =
            Run { packs: vec![run.packs[1], run.packs[0]], refs: vec![run.refs[1].clone(), run.refs[0].clone()] };
        assert_eq!(read(&written(&swapped), 9), Err(Malformed::Contradiction), "not in the order of first use");
        let unused = Run { packs: vec![run.packs[0], run.packs[1]], refs: vec![run.refs[0].clone()] };
        assert_eq!(read(&written(&unused), 9), Err(Malformed::Contradiction), "a pack that nothing uses");
        let twice = Run { packs: vec![run.packs[0], run.packs[0]], refs: run.refs.clone() };
        assert_eq!(read(&written(&twice), 9), Err(Malformed::Contradiction), "a pack named twice");
    }

    #[test]
    fn references_beyond_any_pack_are_refused() {
        for (offset, length) in [(0, 0), (0, (1 << 20) + 1), (8 << 20, 1), ((8 << 20) - 172 + 1, 100), (u32::MAX, 1)] {
            let mut run = Run::default();
            run.push(ChunkRef { offset, length, ..chunk(1, 1) });
            assert_eq!(read(&written(&run), 9), Err(Malformed::Limit), "{offset} {length}");
        }
    }
}
