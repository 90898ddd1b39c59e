//! XLSX: the workbook's list of sheets, a sample of each, and the shared strings that the samples name.
//!
//! It reads the parts as streams, in their order, and holds no more of them than the sample.

mod package;
mod sheet;
mod strings;
mod styles;
mod xml;

use crate::book::{Book, Share};
use crate::fault::Fault;
use crate::limits::{SHEET_BYTES, SHEET_BYTES_OF_OTHERS};
use crate::source::Source;
use crate::zip::Archive;

/// Reads what is needed of the workbook.
pub(crate) fn read(source: &mut Source<'_>) -> Result<Book, Fault> {
    let archive = Archive::open(source)?;
    let package = package::read(&archive, source)?;
    let mut book = Book::default();
    let styles = match &package.styles {
        Some(part) => book.sound(styles::read(&archive, source, part))?.unwrap_or_default(),
        None => Vec::new(),
    };
    let numbers = sheet::Numbers { styles, from_1904: package.from_1904 };
    for named in book.choose(package.sheets) {
        let share = book.share();
        let bytes = match share {
            Share::First => SHEET_BYTES,
            Share::Other => SHEET_BYTES_OF_OTHERS,
        };
        let Some(entry) = archive.entry(&named.place) else {
            book.broken = true;
            continue;
        };
        let Some(part) = book.sound(entry.open(source, bytes))? else { continue };
        let (sheet, end) = sheet::read(part, share.rows(), &numbers);
        book.take(named.name, sheet, end);
    }
    if let Some(part) = &package.strings {
        let read = strings::read(&archive, source, part, &mut book);
        book.sound(read)?;
    }
    Ok(book)
}
