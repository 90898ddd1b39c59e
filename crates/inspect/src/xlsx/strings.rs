//! The shared strings that a sample names; the others are passed over.

use std::collections::BTreeMap;

use super::sheet::Gather;
use super::xml::{Step, Xml};
use crate::book::Book;
use crate::fault::Fault;
use crate::limits::STRINGS_BYTES;
use crate::source::Source;
use crate::zip::Archive;

/// Gives the book the strings that it needs, and stops behind the last of them.
pub(crate) fn read(archive: &Archive, source: &mut Source<'_>, part: &str, book: &mut Book) -> Result<(), Fault> {
    let needs = book.needs();
    let (Some(last), Some(entry)) = (needs.last().copied(), archive.entry(part)) else {
        book.broken |= !needs.is_empty();
        return Ok(());
    };
    let mut xml = Xml::new(entry.open(source, STRINGS_BYTES)?);
    let mut found = BTreeMap::new();
    let mut gather = Gather::default();
    let mut number = 0;
    while number <= last {
        match xml.step() {
            Ok(Step::Start(element)) => gather.start(element.local_name().as_ref()),
            Ok(Step::Text(text)) => gather.text(&text),
            Ok(Step::End(end)) if end.local_name().as_ref() == "si" => {
                let text = gather.finish();
                if needs.contains(&number) {
                    found.insert(number, text);
                }
                number += 1;
            }
            Ok(Step::End(end)) => gather.end(end.local_name().as_ref()),
            Ok(Step::Aside) => {}
            Ok(Step::Spent) => {
                book.too_large = true;
                break;
            }
            Ok(Step::Eof) | Err(_) => {
                book.broken = true;
                break;
            }
        }
    }
    book.take_strings(found);
    Ok(())
}
