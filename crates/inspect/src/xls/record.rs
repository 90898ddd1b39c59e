//! Records of a workbook stream one after the other, and the fields in them.

use std::io::{BufReader, Read, Seek, SeekFrom};

use encoding_rs::GBK;

use crate::compound::Stream;
use crate::fault::Fault;

/// The longest record of a sound file; what is longer goes on in CONTINUE records.
const LONGEST: u16 = 8228;

/// The records of the stream.
pub(crate) struct Records<'s, 'r> {
    stream: BufReader<Stream<'s, 'r>>,
    at: u64,
    data: Vec<u8>,
}

impl<'s, 'r> Records<'s, 'r> {
    pub(crate) fn new(stream: Stream<'s, 'r>) -> Self {
        Self { stream: BufReader::with_capacity(1 << 15, stream), at: 0, data: Vec::new() }
    }

    /// Where the next record begins.
    pub(crate) const fn at(&self) -> u64 {
        self.at
    }

    /// Goes to the record that begins there.
    pub(crate) fn go(&mut self, to: u64) -> Result<(), Fault> {
        self.at = self.stream.seek(SeekFrom::Start(to))?;
        Ok(())
    }

    /// The next record.
    pub(crate) fn next(&mut self) -> Result<(u16, Fields<'_>), Fault> {
        let mut head = [0; 4];
        self.stream.read_exact(&mut head)?;
        let [id, id_high, length, length_high] = head;
        let length = u16::from_le_bytes([length, length_high]);
        if length > LONGEST {
            return Err(Fault::Broken);
        }
        self.data.resize(length.into(), 0);
        self.stream.read_exact(&mut self.data)?;
        self.at += 4 + u64::from(length);
        Ok((u16::from_le_bytes([id, id_high]), Fields(&self.data)))
    }
}

/// How texts are written, by the version of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// Excel 5 and 95: bytes of the system's code page, which in offices here is GBK.
    Biff5,
    /// Excel 97 and later: one or two bytes for a UTF-16 unit.
    Biff8,
}

/// The fields of a record, from the first that was not taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'d>(pub(crate) &'d [u8]);

impl<'d> Fields<'d> {
    pub(crate) fn bytes(&mut self, length: usize) -> Result<&'d [u8], Fault> {
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(Fault::Broken)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        self.bytes(N)?.try_into().map_err(|_| Fault::Broken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Fault> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Fault> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Fault> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn f64(&mut self) -> Result<f64, Fault> {
        self.array().map(f64::from_le_bytes)
    }

    /// A number in 30 bits: whole or the upper half of a float, and perhaps a hundredth of it.
    pub(crate) fn rk(&mut self) -> Result<f64, Fault> {
        let raw = self.u32()?;
        let number =
            if raw & 2 == 2 { f64::from(raw.cast_signed() >> 2) } else { f64::from_bits(u64::from(raw & !3) << 32) };
        Ok(if raw & 1 == 1 { number / 100.0 } else { number })
    }

    /// A text whose length is one byte.
    pub(crate) fn short_text(&mut self, version: Version) -> Result<String, Fault> {
        let length = self.u8()?;
        self.text_of(length.into(), version)
    }

    /// A text whose length is two bytes.
    pub(crate) fn text(&mut self, version: Version) -> Result<String, Fault> {
        let length = self.u16()?;
        self.text_of(length.into(), version)
    }

    /// A text that its record cuts is given as far as it goes.
    fn text_of(&mut self, length: usize, version: Version) -> Result<String, Fault> {
        match version {
            Version::Biff5 => {
                let bytes = self.bytes(length.min(self.0.len()))?;
                Ok(GBK.decode_without_bom_handling(bytes).0.into_owned())
            }
            Version::Biff8 => {
                let flags = Flags(self.u8()?);
                self.bytes(flags.extras())?;
                let bytes = self.bytes((length * flags.width()).min(self.0.len()))?;
                Ok(units(bytes, flags.width()))
            }
        }
    }
}

/// The flags before the characters of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flags(pub(crate) u8);

impl Flags {
    /// The bytes of a character.
    pub(crate) const fn width(self) -> usize {
        if self.0 & 1 == 1 { 2 } else { 1 }
    }

    /// Whether the text has runs of formats behind it, whose number comes before it.
    pub(crate) const fn runs(self) -> bool {
        self.0 & 8 == 8
    }

    /// Whether it has sounds behind it, whose length comes before it.
    pub(crate) const fn sounds(self) -> bool {
        self.0 & 4 == 4
    }

    fn extras(self) -> usize {
        2 * usize::from(self.runs()) + 4 * usize::from(self.sounds())
    }
}

/// The text of UTF-16 units of one or two bytes each.
pub(crate) fn units(bytes: &[u8], width: usize) -> String {
    if width == 1 {
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    String::from_utf16_lossy(&units)
}
