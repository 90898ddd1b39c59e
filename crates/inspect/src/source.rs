//! The reader of a file, which remembers that it failed: a lost network share must not be told as a damaged file.

use std::io::{self, Read, Seek, SeekFrom};

use crate::fault::Fault;

/// A reader that can seek.
pub(crate) trait ReadSeek: Read + Seek {}

impl<R: Read + Seek> ReadSeek for R {}

/// The file.
pub(crate) struct Source<'a> {
    reader: &'a mut dyn ReadSeek,
    size: u64,
    failure: Option<io::Error>,
}

impl<'a> Source<'a> {
    /// Asks the reader for its size.
    pub(crate) fn new(reader: &'a mut dyn ReadSeek) -> io::Result<Self> {
        let size = reader.seek(SeekFrom::End(0))?;
        Ok(Self { reader, size, failure: None })
    }

    /// Its bytes.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// Why the reader failed, when it did.
    pub(crate) fn failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    /// The first bytes, at most 8.
    pub(crate) fn start(&mut self) -> Result<Vec<u8>, Fault> {
        self.sample(8)
    }

    /// The first `most` bytes, fewer when the file ends before.
    pub(crate) fn sample(&mut self, most: usize) -> Result<Vec<u8>, Fault> {
        self.seek(SeekFrom::Start(0))?;
        let mut bytes = Vec::new();
        self.take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Exactly `length` bytes at `offset`; nothing is allocated for bytes that the file does not have.
    pub(crate) fn exactly(&mut self, offset: u64, length: u64) -> Result<Vec<u8>, Fault> {
        if offset.checked_add(length).is_none_or(|end| end > self.size) {
            return Err(Fault::Broken);
        }
        self.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        self.take(length).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err(Fault::Broken) }
    }

    fn remember<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                self.failure = Some(error);
            }
            kind.into()
        })
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.reader.read(buffer);
        self.remember(result)
    }
}

impl Seek for Source<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let result = self.reader.seek(to);
        self.remember(result)
    }
}
