//! The directory of a zip file and single entries of it, unpacked as a stream that ends where its budget does.
//!
//! It trusts no size that the directory names: a bomb is a stream that is left early.

use std::io::{self, Read, Seek, SeekFrom, Take};

use flate2::read::DeflateDecoder;

use crate::fault::Fault;
use crate::limits::{ZIP_DIRECTORY, ZIP_ENTRIES};
use crate::source::Source;

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// The end record and the longest comment behind it.
const END_SEARCH: u64 = 22 + 0xFFFF;

/// The directory of a zip file.
pub(crate) struct Archive {
    entries: Vec<Entry>,
}

/// An entry.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    name: String,
    method: u16,
    locked: bool,
    packed: u64,
    offset: u64,
}

impl Archive {
    /// Reads the directory.
    pub(crate) fn open(source: &mut Source<'_>) -> Result<Self, Fault> {
        let (offset, length) = directory(source)?;
        if length > ZIP_DIRECTORY {
            return Err(Fault::TooLarge);
        }
        let bytes = source.exactly(offset, length)?;
        let mut rest = bytes.as_slice();
        let mut entries = Vec::new();
        while rest.starts_with(CENTRAL) {
            if entries.len() == ZIP_ENTRIES {
                return Err(Fault::TooLarge);
            }
            let (entry, after) = Entry::read(rest).ok_or(Fault::Broken)?;
            entries.push(entry);
            rest = after;
        }
        Ok(Self { entries })
    }

    /// The entry of this name, whose parts `/` divides. Some writers do not keep to small and capital letters.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        let name = name.trim_start_matches('/');
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let name_end = 46 + usize::from(u16_at(bytes, 28)?);
        let extra_end = name_end + usize::from(u16_at(bytes, 30)?);
        let end = extra_end + usize::from(u16_at(bytes, 32)?);
        let name = String::from_utf8_lossy(bytes.get(46..name_end)?).replace('\\', "/");
        let (packed, unpacked) = (u32_at(bytes, 20)?, u32_at(bytes, 24)?);
        let offset = u32_at(bytes, 42)?;
        // The long sizes stand in this order, each only when the short field is full.
        let mut long = long_sizes(bytes.get(name_end..extra_end)?);
        let mut wide = |short: u32| if short == u32::MAX { long.next() } else { Some(u64::from(short)) };
        wide(unpacked)?;
        let (packed, offset) = (wide(packed)?, wide(offset)?);
        let locked = u16_at(bytes, 8)? & 1 == 1;
        let entry = Self { name, method: u16_at(bytes, 10)?, locked, packed, offset };
        Some((entry, bytes.get(end..)?))
    }

    /// Opens it for at most `budget` unpacked bytes.
    pub(crate) fn open<'s, 'r>(&self, source: &'s mut Source<'r>, budget: u64) -> Result<Part<'s, 'r>, Fault> {
        if self.locked {
            return Err(Fault::Locked);
        }
        let header = source.exactly(self.offset, 30)?;
        let lengths = u16_at(&header, 26).zip(u16_at(&header, 28)).filter(|_| header.starts_with(LOCAL));
        let (name, extra) = lengths.ok_or(Fault::Broken)?;
        source.seek(SeekFrom::Start(self.offset + 30 + u64::from(name) + u64::from(extra)))?;
        let packed = source.take(self.packed);
        let unpacked = match self.method {
            STORED => Unpacked::Stored(packed),
            DEFLATED => Unpacked::Deflated(Box::new(DeflateDecoder::new(packed))),
            _ => return Err(Fault::Broken),
        };
        Ok(Part { unpacked, left: budget, spent: false })
    }
}

/// Where the directory begins, and how long it is.
fn directory(source: &mut Source<'_>) -> Result<(u64, u64), Fault> {
    let searched = source.size().min(END_SEARCH);
    let from = source.size() - searched;
    let tail = source.exactly(from, searched)?;
    let at = tail.windows(END.len()).rposition(|window| window == END).ok_or(Fault::Broken)?;
    let end = &tail[at..];
    let length = u32_at(end, 12).ok_or(Fault::Broken)?;
    let offset = u32_at(end, 16).ok_or(Fault::Broken)?;
    if length != u32::MAX && offset != u32::MAX {
        return Ok((offset.into(), length.into()));
    }
    let locator = source.exactly((from + at as u64).checked_sub(20).ok_or(Fault::Broken)?, 20)?;
    let record = u64_at(&locator, 8).filter(|_| locator.starts_with(LOCATOR_64)).ok_or(Fault::Broken)?;
    let end = source.exactly(record, 56)?;
    let place = u64_at(&end, 48).zip(u64_at(&end, 40)).filter(|_| end.starts_with(END_64));
    place.ok_or(Fault::Broken)
}

/// The numbers in the extra field of long sizes.
fn long_sizes(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut sizes: &[u8] = &[];
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(length)) else { break };
        if id == 1 {
            sizes = field;
        }
        extra = &extra[4 + field.len()..];
    }
    sizes.chunks_exact(8).filter_map(|chunk| u64_at(chunk, 0))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes)
}

enum Unpacked<'s, 'r> {
    Stored(Take<&'s mut Source<'r>>),
    Deflated(Box<DeflateDecoder<Take<&'s mut Source<'r>>>>),
}

/// The unpacked bytes of an entry, until the budget is spent.
pub(crate) struct Part<'s, 'r> {
    unpacked: Unpacked<'s, 'r>,
    left: u64,
    spent: bool,
}

impl Part<'_, '_> {
    /// Whether more was asked for than the budget holds: what follows is not damaged but unread.
    pub(crate) const fn is_spent(&self) -> bool {
        self.spent
    }
}

impl Read for Part<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            self.spent |= !buffer.is_empty();
            return Ok(0);
        }
        let read = match &mut self.unpacked {
            Unpacked::Stored(reader) => reader.read(&mut buffer[..most]),
            Unpacked::Deflated(reader) => reader.read(&mut buffer[..most]),
        }?;
        self.left -= read as u64;
        Ok(read)
    }
}
