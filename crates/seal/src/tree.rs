//! The tree of files and folders of a version, as a list in which each entry says how deep it stands (docs/format.md 10).
//!
//! Depths instead of paths or parents: an entry does not change when something before it does. Names are kept as the
//! sender wrote them; [`crate::safe_name`] is the only way out.

use crate::Malformed;
use crate::chunk::LONGEST;
use crate::codec::{Reader, put_count, put_text};
use crate::page::MOST;
use crate::secret::hidden;

/// The longest name, in bytes of UTF-8: 255 UTF-16 units of Windows have at most 765.
pub const LONGEST_NAME: usize = 1024;
/// Entries stand at depths 0 to 63.
pub const DEEPEST: u8 = 63;
/// A version has at most this many entries.
pub const MOST_ENTRIES: u32 = 1_000_000;

/// Bytes of the shortest entry: kind, depth, length of the name, one byte of name, time.
const SHORTEST: usize = 13;
const FORM: u16 = 1;

/// The most references of `files` files with `size` bytes together: but for the last of each file, chunks have at least
/// 1 KiB on average. So references, which a page can repeat for nothing, cannot outgrow the content that is stated.
#[must_use]
pub const fn most_chunks(files: u64, size: u64) -> u64 {
    files.saturating_add(size / 1024)
}

/// The hash of an empty file: BLAKE3-256 of nothing.
pub const EMPTY_FILE: [u8; 32] = [
    0xaf, 0x13, 0x49, 0xb9, 0xf5, 0xf9, 0xa1, 0xa6, 0xa0, 0x40, 0x4d, 0xea, 0x36, 0xdc, 0xc9, 0x49, 0x9b, 0xcb, 0x25,
    0xc9, 0xad, 0xc1, 0x12, 0xb7, 0xcc, 0x9a, 0x93, 0xca, 0xe4, 0x1f, 0x32, 0x62,
];

/// A file or folder.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// 0 at the top; the folder an entry is in is the last folder before it with one less.
    pub depth: u8,
    /// The name as the sender wrote it: never used as a path as it is.
    pub name: String,
    /// Last change in milliseconds since 1970-01-01T00:00:00Z, 0 when it is not known.
    pub modified: u64,
    /// Which of the two it is.
    pub kind: EntryKind,
}

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A folder; what is in it follows.
    Folder,
    /// A file; its chunks are the next `chunks` references of the version.
    File {
        /// Bytes.
        size: u64,
        /// How many references of the version are its own, in order; 0 exactly when it is empty.
        chunks: u32,
        /// BLAKE3-256 of the whole file.
        hash: [u8; 32],
    },
}

hidden!(Entry EntryKind);

impl Entry {
    /// `u8 kind ‖ u8 depth ‖ text name ‖ u64 modified`, and for a file `u64 size ‖ u32 chunks ‖ hash`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let kind = match self.kind {
            EntryKind::Folder => 1,
            EntryKind::File { .. } => 2,
        };
        out.extend_from_slice(&[kind, self.depth]);
        put_text(out, &self.name);
        out.extend_from_slice(&self.modified.to_be_bytes());
        if let EntryKind::File { size, chunks, hash } = self.kind {
            out.extend_from_slice(&size.to_be_bytes());
            out.extend_from_slice(&chunks.to_be_bytes());
            out.extend_from_slice(&hash);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (kind, depth) = (reader.u8()?, reader.u8()?);
        let name = reader.text(LONGEST_NAME)?;
        let modified = reader.u64()?;
        let kind = match kind {
            1 => EntryKind::Folder,
            2 => EntryKind::File { size: reader.u64()?, chunks: reader.u32()?, hash: reader.array()? },
            _ => return Err(Malformed::Limit),
        };
        let entry = Self { depth, name, modified, kind };
        entry.check().map(|()| entry)
    }

    /// What holds for an entry by itself.
    pub(crate) fn check(&self) -> Result<(), Malformed> {
        if self.name.is_empty() || self.name.len() > LONGEST_NAME {
            return Err(Malformed::Text);
        }
        let agrees = match self.kind {
            EntryKind::Folder => true,
            EntryKind::File { size: 0, chunks, hash } => chunks == 0 && hash == EMPTY_FILE,
            EntryKind::File { size, chunks, .. } => {
                u64::from(chunks) <= most_chunks(1, size) && size <= u64::from(chunks) * LONGEST as u64
            }
        };
        if agrees { Ok(()) } else { Err(Malformed::Contradiction) }
    }
}

/// What holds for entries one after another: depths follow, and the sums are those that the body states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Files and folders so far.
    pub entries: u32,
    /// Bytes of all files so far.
    pub size: u64,
    /// References of all files so far.
    pub chunks: u64,
    /// How deep the next entry may stand.
    open: u8,
}

impl Totals {
    /// Takes the next entry.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when it stands deeper than in the folder before it, or a limit is passed.
    pub fn add(&mut self, entry: &Entry) -> Result<(), Malformed> {
        entry.check()?;
        if entry.depth > DEEPEST || self.entries >= MOST_ENTRIES {
            return Err(Malformed::Limit);
        }
        if entry.depth > self.open {
            return Err(Malformed::Contradiction);
        }
        self.entries += 1;
        self.open = entry.depth;
        match entry.kind {
            EntryKind::Folder => self.open += 1,
            EntryKind::File { size, chunks, .. } => {
                self.size = self.size.checked_add(size).ok_or(Malformed::Limit)?;
                self.chunks += u64::from(chunks);
            }
        }
        Ok(())
    }
}

/// `u32 entries ‖ entries`: the tree as it stands in a body or page.
pub(crate) fn write_entries(entries: &[Entry], out: &mut Vec<u8>) {
    put_count(out, entries.len());
    entries.iter().for_each(|entry| entry.write(out));
}

pub(crate) fn read_entries(reader: &mut Reader<'_>, limit: u32) -> Result<Vec<Entry>, Malformed> {
    let count = reader.u32()?;
    let count = reader.count(count, limit, SHORTEST)?;
    let mut entries = Vec::with_capacity(count.min(reader.left() / SHORTEST));
    for _ in 0..count {
        entries.push(Entry::read(reader)?);
    }
    Ok(entries)
}

/// Bytes of a page of the tree before its first entry.
pub const PAGE_HEAD: usize = 6;

/// Bytes of an entry in a page or body.
#[must_use]
pub const fn entry_length(entry: &Entry) -> usize {
    let file = match entry.kind {
        EntryKind::Folder => 0,
        EntryKind::File { .. } => 8 + 4 + 32,
    };
    2 + 2 + entry.name.len() + 8 + file
}

/// BLAKE3-256 of an entry's bytes: what decides whether a page of the tree ends after it.
#[must_use]
pub fn entry_hash(entry: &Entry) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(entry_length(entry));
    entry.write(&mut bytes);
    blake3::hash(&bytes).into()
}

/// The plaintext of a page of the tree: `u16 form = 1 ‖ u32 entries ‖ entries`.
#[must_use]
pub fn encode_page(entries: &[Entry]) -> Vec<u8> {
    let mut out = FORM.to_be_bytes().to_vec();
    write_entries(entries, &mut out);
    out
}

/// Reads a page of the tree. How its entries follow those of the page before is for [`Totals`] to check.
///
/// # Errors
///
/// [`Malformed`] when the bytes are anything but 1 to 4,096 entries.
pub fn decode_page(bytes: &[u8]) -> Result<Vec<Entry>, Malformed> {
    let mut reader = Reader::new(bytes);
    reader.form(FORM)?;
    let entries = read_entries(&mut reader, MOST as u32)?;
    reader.end()?;
    if entries.is_empty() { Err(Malformed::Limit) } else { Ok(entries) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folder(depth: u8) -> Entry {
        Entry { depth, name: "文件夹".into(), modified: 1, kind: EntryKind::Folder }
    }

    fn file(depth: u8, size: u64, chunks: u32) -> Entry {
        let hash = if size == 0 { EMPTY_FILE } else { [1; 32] };
        Entry { depth, name: "表.csv".into(), modified: 0, kind: EntryKind::File { size, chunks, hash } }
    }

    fn totals(entries: &[Entry]) -> Result<Totals, Malformed> {
        let mut totals = Totals::default();
        entries.iter().try_for_each(|entry| totals.add(entry)).map(|()| totals)
    }

    #[test]
    fn the_hash_of_an_empty_file_is_blake3_of_nothing() {
        assert_eq!(EMPTY_FILE, *blake3::hash(b"").as_bytes());
    }

    #[test]
    fn an_entry_is_as_long_as_it_says() {
        for entry in [folder(3), file(0, 5, 1)] {
            assert_eq!(encode_page(std::slice::from_ref(&entry)).len(), PAGE_HEAD + entry_length(&entry));
        }
    }

    #[test]
    fn depths_follow_folders() {
        assert!(totals(&[folder(0), folder(1), file(2, 5, 1), file(1, 0, 0), file(0, 7000, 2)]).is_ok());
        assert_eq!(totals(&[file(1, 5, 1)]), Err(Malformed::Contradiction));
        assert_eq!(totals(&[file(0, 5, 1), file(1, 5, 1)]), Err(Malformed::Contradiction));
        assert_eq!(totals(&[folder(0), file(2, 5, 1)]), Err(Malformed::Contradiction));
        let deep: Vec<_> = (0..=64).map(folder).collect();
        assert!(totals(&deep[..64]).is_ok());
        assert_eq!(totals(&deep), Err(Malformed::Limit));
    }

    #[test]
    fn sums_are_counted_and_do_not_wrap() {
        let sums = totals(&[folder(0), file(1, 5, 1), file(1, 7000, 2)]).expect("they follow");
        assert_eq!((sums.entries, sums.size, sums.chunks), (3, 7005, 3));
        let huge = file(0, u64::from(u32::MAX) << 20, u32::MAX);
        assert!(totals(&vec![huge; 3]).is_ok());
    }

    #[test]
    fn size_and_chunks_of_a_file_must_agree() {
        for wrong in [file(0, 0, 1), file(0, 5, 0), file(0, 5, 2), file(0, 1 << 20, 1026), file(0, (1 << 20) + 1, 1)] {
            assert_eq!(wrong.check(), Err(Malformed::Contradiction));
        }
        let mut renamed = file(0, 5, 1);
        renamed.name = String::new();
        assert_eq!(renamed.check(), Err(Malformed::Text));
    }

    proptest! {
        #[test]
        fn pages_are_read_as_they_were_written(names in prop::collection::vec("\\PC{1,40}", 1..20), size in 1u64..1 << 40) {
            let chunks = u32::try_from(size.div_ceil(LONGEST as u64)).expect("small");
            let entries: Vec<_> = names.into_iter().map(|name| Entry { name, ..file(3, size, chunks) }).collect();
            prop_assert_eq!(decode_page(&encode_page(&entries)), Ok(entries));
        }

        #[test]
        fn what_the_decoder_takes_it_writes_again(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = encode_page(&[folder(0), file(1, 7000, 2)]);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Ok(entries) = decode_page(&bytes) {
                prop_assert!(encode_page(&entries) == bytes);
            }
        }
    }
}
