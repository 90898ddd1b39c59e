//! Compound files ([MS-CFB]): the names of their streams, and one stream as a reader.
//!
//! Streams of less than 4,096 bytes lie elsewhere in such a file and are not read: no workbook is one.

use std::io::{self, Read, Seek, SeekFrom};

use crate::fault::Fault;
use crate::limits::XLS_BYTES;
use crate::source::Source;

/// Sector numbers from here on are marks: end of chain, free, table.
const LAST_SECTOR: u32 = 0xFFFF_FFF9;

/// Streams below this length lie in the small sectors.
const SMALL: u64 = 4096;

/// The table entries in the header.
const IN_HEADER: usize = 109;

/// The sectors of the directory that are read.
const DIRECTORY: usize = 256;

/// A compound file.
pub(crate) struct Compound {
    sector: u64,
    next: Vec<u32>,
    streams: Vec<Named>,
}

struct Named {
    name: String,
    first: u32,
    length: u64,
}

impl Compound {
    /// Reads its table of sectors and its directory.
    pub(crate) fn open(source: &mut Source<'_>) -> Result<Self, Fault> {
        if source.size() > XLS_BYTES {
            return Err(Fault::TooLarge);
        }
        let header = source.exactly(0, 512)?;
        let sector = match u16::from_le_bytes([header[30], header[31]]) {
            9 => 512,
            12 => 4096,
            _ => return Err(Fault::Broken),
        };
        let mut compound = Self { sector, next: Vec::new(), streams: Vec::new() };
        for place in compound.tables(source, &header)? {
            let table = compound.read(source, place)?;
            compound.next.extend(numbers(&table));
        }
        let directory = compound.chain(source, number(&header, 48))?;
        for place in directory.into_iter().take(DIRECTORY) {
            let bytes = compound.read(source, place)?;
            compound.streams.extend(bytes.chunks_exact(128).filter_map(named));
        }
        Ok(compound)
    }

    /// Whether a stream or folder of this name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|stream| stream.name.eq_ignore_ascii_case(name))
    }

    /// The stream of this name.
    pub(crate) fn stream<'s, 'r>(&self, source: &'s mut Source<'r>, name: &str) -> Result<Stream<'s, 'r>, Fault> {
        let named = self.streams.iter().find(|stream| stream.name.eq_ignore_ascii_case(name)).ok_or(Fault::Broken)?;
        if named.length < SMALL {
            return Err(Fault::Broken);
        }
        let sectors = self.chain(source, named.first)?;
        let length = named.length.min(sectors.len() as u64 * self.sector);
        Ok(Stream { source, sector: self.sector, sectors, length, at: 0 })
    }

    /// The sectors that hold the table: the first ones stand in the header, the others in sectors that name the next.
    fn tables(&self, source: &mut Source<'_>, header: &[u8]) -> Result<Vec<u32>, Fault> {
        let mut tables: Vec<u32> = numbers(&header[76..]).take(IN_HEADER).collect();
        let mut more = number(header, 68);
        while more <= LAST_SECTOR {
            if tables.len() as u64 > self.sectors(source) {
                return Err(Fault::Broken);
            }
            let bytes = self.read(source, more)?;
            tables.extend(numbers(&bytes));
            more = tables.pop().unwrap_or(u32::MAX);
        }
        tables.retain(|sector| *sector <= LAST_SECTOR);
        // A file has no more sectors than these hold, whatever the header says.
        tables.truncate(usize::try_from(self.sectors(source) / (self.sector / 4)).map_or(0, |tables| tables + 1));
        Ok(tables)
    }

    /// The sectors of a chain; one that is longer than the file goes in a circle.
    fn chain(&self, source: &Source<'_>, first: u32) -> Result<Vec<u32>, Fault> {
        let mut chain = Vec::new();
        let mut sector = first;
        while sector <= LAST_SECTOR {
            if chain.len() as u64 > self.sectors(source) {
                return Err(Fault::Broken);
            }
            chain.push(sector);
            sector = *self.next.get(sector as usize).ok_or(Fault::Broken)?;
        }
        Ok(chain)
    }

    const fn sectors(&self, source: &Source<'_>) -> u64 {
        source.size() / self.sector
    }

    fn read(&self, source: &mut Source<'_>, sector: u32) -> Result<Vec<u8>, Fault> {
        source.exactly((u64::from(sector) + 1) * self.sector, self.sector)
    }
}

/// An entry of the directory.
fn named(entry: &[u8]) -> Option<Named> {
    let length =
        usize::from(u16::from_le_bytes([entry[64], entry[65]])).checked_sub(2).filter(|length| *length <= 62)?;
    let units: Vec<u16> = entry[..length].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    // The upper half of the length is undefined in files with small sectors.
    Some(Named { name: String::from_utf16_lossy(&units), first: number(entry, 116), length: number(entry, 120).into() })
}

fn number(bytes: &[u8], at: usize) -> u32 {
    numbers(&bytes[at..]).next().unwrap_or(u32::MAX)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|number| u32::from_le_bytes([number[0], number[1], number[2], number[3]]))
}

/// A stream of a compound file.
pub(crate) struct Stream<'s, 'r> {
    source: &'s mut Source<'r>,
    sector: u64,
    sectors: Vec<u32>,
    length: u64,
    at: u64,
}

impl Read for Stream<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let place = usize::try_from(self.at / self.sector).unwrap_or(usize::MAX);
        let Some(first) = self.sectors.get(place).filter(|_| self.at < self.length) else {
            return Ok(0);
        };
        let within = self.at % self.sector;
        // Sectors mostly lie one behind the other: they are read at once.
        let following = self.sectors[place..].windows(2).take_while(|pair| pair[0].checked_add(1) == Some(pair[1]));
        let run = following.take(128).count() as u64 + 1;
        let most = (run * self.sector - within).min(self.length - self.at);
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(buffer.len());
        self.source.seek(SeekFrom::Start((u64::from(*first) + 1) * self.sector + within))?;
        let read = self.source.read(&mut buffer[..most])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Stream<'_, '_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.at = to.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
