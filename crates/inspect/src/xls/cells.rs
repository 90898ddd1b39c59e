//! The cells of a sheet, one record after the other.

use super::globals::Numbers;
use super::record::{Fields, Records};
use crate::book::End;
use crate::fault::Fault;
use crate::grid::{Sheet, Value, cell};
use crate::limits::XLS_RECORDS;
use crate::number::written;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const SHARED_LABEL: u16 = 0x00FD;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const RKS: u16 = 0x00BD;
const LOGICAL: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
const FORMULA_TEXT: u16 = 0x0207;

/// Reads a sample of the sheet that begins at `place`, and where that ended.
pub(crate) fn read(records: &mut Records<'_, '_>, place: u64, rows: usize, numbers: &Numbers) -> (Sheet, End) {
    let mut cells = Cells { sheet: Sheet::new(rows), numbers, formula: (0, 0) };
    let end = cells.take_all(records, place).unwrap_or(End::Broken);
    (cells.sheet, end)
}

struct Cells<'n> {
    sheet: Sheet,
    numbers: &'n Numbers,
    /// The place of the last formula, whose text may follow.
    formula: (u32, usize),
}

impl Cells<'_> {
    fn take_all(&mut self, records: &mut Records<'_, '_>, place: u64) -> Result<End, Fault> {
        records.go(place)?;
        // Charts within a sheet have a beginning, cells and an end of their own.
        let mut depth = 0_usize;
        for _ in 0..XLS_RECORDS {
            let (id, fields) = records.next()?;
            match id {
                BOF => depth += 1,
                EOF if depth <= 1 => return Ok(End::Whole),
                EOF => depth -= 1,
                _ if depth == 1 => self.take(id, fields)?,
                _ => {}
            }
        }
        Ok(End::Spent)
    }

    fn take(&mut self, id: u16, mut fields: Fields<'_>) -> Result<(), Fault> {
        if id == FORMULA_TEXT {
            let text = fields.text(self.numbers.version)?;
            self.sheet.put(self.formula.0, self.formula.1, Value::Text(cell(&text)));
            return Ok(());
        }
        if !matches!(id, LABEL | RICH_LABEL | SHARED_LABEL | NUMBER | RK | RKS | LOGICAL | FORMULA) {
            return Ok(());
        }
        let place = (u32::from(fields.u16()?), usize::from(fields.u16()?));
        if id == RKS {
            return self.take_numbers(place, fields);
        }
        let format = fields.u16()?;
        match id {
            LABEL | RICH_LABEL => self.put(place, &fields.text(self.numbers.version)?),
            SHARED_LABEL => self.sheet.put(place.0, place.1, Value::Shared(fields.u32()?)),
            NUMBER => self.put_number(place, format, fields.f64()?),
            RK => self.put_number(place, format, fields.rk()?),
            LOGICAL => {
                let value = fields.u8()?;
                if fields.u8()? == 0 {
                    self.put_logical(place, value);
                }
            }
            _ => self.take_formula(place, format, fields)?,
        }
        Ok(())
    }

    /// Several numbers side by side; the last field is the last column.
    fn take_numbers(&mut self, (row, first): (u32, usize), mut fields: Fields<'_>) -> Result<(), Fault> {
        let count = fields.0.len().saturating_sub(2) / 6;
        for column in first..first + count {
            let format = fields.u16()?;
            let number = fields.rk()?;
            self.put_number((row, column), format, number);
        }
        Ok(())
    }

    /// The last result of a formula: a number, or a mark for what it is instead.
    fn take_formula(&mut self, place: (u32, usize), format: u16, mut fields: Fields<'_>) -> Result<(), Fault> {
        self.formula = place;
        let result = fields.bytes(8)?;
        match result {
            [0, .., 0xFF, 0xFF] | [2, .., 0xFF, 0xFF] | [3, .., 0xFF, 0xFF] => {}
            [1, _, value, .., 0xFF, 0xFF] => self.put_logical(place, *value),
            number => self.put_number(place, format, Fields(number).f64()?),
        }
        Ok(())
    }

    fn put(&mut self, (row, column): (u32, usize), text: &str) {
        self.sheet.put(row, column, Value::Text(cell(text)));
    }

    fn put_number(&mut self, place: (u32, usize), format: u16, number: f64) {
        let shape = self.numbers.formats.get(usize::from(format)).copied().unwrap_or_default();
        self.put(place, &written(number, shape, self.numbers.from_1904));
    }

    fn put_logical(&mut self, place: (u32, usize), value: u8) {
        self.put(place, if value == 1 { "TRUE" } else { "FALSE" });
    }
}
