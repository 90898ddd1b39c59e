//! XLS and ET ([MS-XLS]): the records that name sheets, formats and shared strings, and a sample of the cells.
//!
//! It reads workbooks of Excel 97 and later, and of Excel 5 and 95 with their texts in GBK. Others are called broken.

mod cells;
mod globals;
mod record;
mod strings;

use crate::book::Book;
use crate::compound::Compound;
use crate::fault::Fault;
use crate::source::Source;

use record::Records;

/// Reads what is needed of the workbook.
pub(crate) fn read(source: &mut Source<'_>) -> Result<Book, Fault> {
    let compound = Compound::open(source)?;
    if compound.has("EncryptedPackage") {
        return Err(Fault::Locked);
    }
    let name = if compound.has("Workbook") { "Workbook" } else { "Book" };
    let mut records = Records::new(compound.stream(source, name)?);
    let globals = globals::read(&mut records)?;
    let mut book = Book::default();
    for named in book.choose(globals.sheets) {
        let (sheet, end) = cells::read(&mut records, named.place, book.share().rows(), &globals.numbers);
        book.take(named.name, sheet, end);
    }
    let needs = book.needs();
    if let Some(last) = needs.last() {
        let Some(place) = globals.strings else {
            book.broken = true;
            return Ok(book);
        };
        let (strings, whole) = strings::read(&mut records, place, *last, &needs);
        book.broken |= !whole;
        book.take_strings(strings);
    }
    Ok(book)
}
