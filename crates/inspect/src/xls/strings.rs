//! The shared strings that a sample names. A string may go on in the next record, there with flags of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{Flags, Records, units};
use crate::fault::Fault;
use crate::grid::{Cell, cell};
use crate::limits::CELL_CHARS;

const CONTINUE: u16 = 0x003C;

/// Reads the strings up to number `last`, and whether all of them were there.
pub(crate) fn read(
    records: &mut Records<'_, '_>,
    place: u64,
    last: u32,
    needs: &BTreeSet<u32>,
) -> (BTreeMap<u32, Cell>, bool) {
    let mut found = BTreeMap::new();
    let whole = Strings::begin(records, place).and_then(|mut strings| {
        for number in 0..=last {
            let text = strings.next(needs.contains(&number))?;
            if needs.contains(&number) {
                found.insert(number, cell(&text));
            }
        }
        Ok(())
    });
    (found, whole.is_ok())
}

struct Strings<'a, 's, 'r> {
    records: &'a mut Records<'s, 'r>,
    /// The rest of the current record.
    left: Vec<u8>,
    at: usize,
}

impl<'a, 's, 'r> Strings<'a, 's, 'r> {
    fn begin(records: &'a mut Records<'s, 'r>, place: u64) -> Result<Self, Fault> {
        records.go(place)?;
        let (_, fields) = records.next()?;
        let left = fields.0.to_vec();
        let mut strings = Self { records, left, at: 0 };
        // How often strings are used, and how many there are.
        strings.pass(8)?;
        Ok(strings)
    }

    /// The next string; its characters only when it is `kept`.
    fn next(&mut self, kept: bool) -> Result<String, Fault> {
        let length = usize::from(self.u16()?);
        let mut flags = Flags(self.u8()?);
        let runs = if flags.runs() { usize::from(self.u16()?) } else { 0 };
        let sounds = if flags.sounds() { self.u32()? } else { 0 };
        let mut text = String::new();
        let mut missing = length;
        while missing > 0 {
            if self.at == self.left.len() {
                self.go_on()?;
                flags = Flags(self.u8()?);
            }
            let here = missing.min((self.left.len() - self.at) / flags.width());
            if here == 0 {
                return Err(Fault::Broken);
            }
            let end = self.at + here * flags.width();
            if kept && text.len() < 4 * CELL_CHARS {
                text.push_str(&units(&self.left[self.at..end], flags.width()));
            }
            self.at = end;
            missing -= here;
        }
        self.pass(4 * runs + sounds)?;
        Ok(text)
    }

    fn go_on(&mut self) -> Result<(), Fault> {
        let (id, fields) = self.records.next()?;
        if id != CONTINUE || fields.0.is_empty() {
            return Err(Fault::Broken);
        }
        self.left.clear();
        self.left.extend_from_slice(fields.0);
        self.at = 0;
        Ok(())
    }

    fn u8(&mut self) -> Result<u8, Fault> {
        if self.at == self.left.len() {
            self.go_on()?;
        }
        let byte = *self.left.get(self.at).ok_or(Fault::Broken)?;
        self.at += 1;
        Ok(byte)
    }

    fn u16(&mut self) -> Result<u16, Fault> {
        Ok(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    fn u32(&mut self) -> Result<usize, Fault> {
        Ok(usize::from(self.u16()?) | (usize::from(self.u16()?) << 16))
    }

    /// Passes over bytes, however many records they fill.
    fn pass(&mut self, mut bytes: usize) -> Result<(), Fault> {
        while bytes > 0 {
            if self.at == self.left.len() {
                self.go_on()?;
            }
            let here = bytes.min(self.left.len() - self.at);
            self.at += here;
            bytes -= here;
        }
        Ok(())
    }
}
