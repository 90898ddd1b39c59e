//! What stands before the sheets: their names and places, the formats of cells, and where the shared strings begin.

use std::collections::HashMap;

use super::record::{Records, Version};
use crate::book::Named;
use crate::fault::Fault;
use crate::limits::XLS_RECORDS;
use crate::number::Shape;

/// What numbers and texts mean in this workbook.
pub(crate) struct Numbers {
    /// How texts are written.
    pub(crate) version: Version,
    /// The shapes of the cell formats.
    pub(crate) formats: Vec<Shape>,
    /// Days are counted from 1904.
    pub(crate) from_1904: bool,
}

/// What stands before the sheets.
pub(crate) struct Globals {
    /// The worksheets in their order, with the places of their first records.
    pub(crate) sheets: Vec<Named<u64>>,
    /// Where the record of the shared strings begins.
    pub(crate) strings: Option<u64>,
    /// What numbers and texts mean.
    pub(crate) numbers: Numbers,
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const PASSWORD: u16 = 0x002F;
const FROM_1904: u16 = 0x0022;
const FORMAT: u16 = 0x041E;
const CELL_FORMAT: u16 = 0x00E0;
const SHEET: u16 = 0x0085;
const STRINGS: u16 = 0x00FC;

/// Reads them.
pub(crate) fn read(records: &mut Records<'_, '_>) -> Result<Globals, Fault> {
    let version = match records.next()? {
        (BOF, mut fields) => match fields.u16()? {
            0x0600 => Version::Biff8,
            0x0500 => Version::Biff5,
            _ => return Err(Fault::Broken),
        },
        _ => return Err(Fault::Broken),
    };
    let mut sheets = Vec::new();
    let mut strings = None;
    let mut own: HashMap<u16, Shape> = HashMap::new();
    let mut cell_formats: Vec<u16> = Vec::new();
    let mut from_1904 = false;
    for _ in 0..XLS_RECORDS {
        let place = records.at();
        let (id, mut fields) = records.next()?;
        match id {
            EOF => break,
            PASSWORD => return Err(Fault::Locked),
            FROM_1904 => from_1904 = fields.u16()? == 1,
            FORMAT => {
                let number = fields.u16()?;
                let code = match version {
                    Version::Biff5 => fields.short_text(version)?,
                    Version::Biff8 => fields.text(version)?,
                };
                own.insert(number, Shape::of_code(&code));
            }
            CELL_FORMAT => {
                fields.u16()?;
                cell_formats.push(fields.u16()?);
            }
            SHEET => {
                let place = fields.u32()?.into();
                let seen = fields.u8()? & 3 == 0;
                let is_worksheet = fields.u8()? == 0;
                let name = fields.short_text(version)?;
                sheets.extend(is_worksheet.then_some(Named { name, seen, place }));
            }
            STRINGS => strings = Some(place),
            _ => {}
        }
    }
    let shape = |format: u16| own.get(&format).copied().unwrap_or_else(|| Shape::built_in(format));
    let formats = cell_formats.into_iter().map(shape).collect();
    Ok(Globals { sheets, strings, numbers: Numbers { version, formats, from_1904 } })
}
