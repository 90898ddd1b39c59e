//! The formats of cells: only whether a number in them is a day.

use std::collections::HashMap;

use super::xml::{Step, Xml, attribute};
use crate::fault::Fault;
use crate::limits::PART_BYTES;
use crate::number::Shape;
use crate::source::Source;
use crate::zip::Archive;

/// The shapes of the cell formats by their index. Without styles every number is a number.
pub(crate) fn read(archive: &Archive, source: &mut Source<'_>, part: &str) -> Result<Vec<Shape>, Fault> {
    let Some(entry) = archive.entry(part) else {
        return Ok(Vec::new());
    };
    let mut xml = Xml::new(entry.open(source, PART_BYTES)?);
    let mut own = HashMap::new();
    let mut formats: Vec<u16> = Vec::new();
    let mut in_cells = false;
    loop {
        match xml.step()? {
            Step::Start(element) => {
                let number = |name| attribute(&element, name).and_then(|value| value.parse::<u16>().ok());
                match element.local_name().as_ref() {
                    "numFmt" => {
                        if let (Some(id), Some(code)) = (number("numFmtId"), attribute(&element, "formatCode")) {
                            own.insert(id, Shape::of_code(&code));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => formats.push(number("numFmtId").unwrap_or_default()),
                    _ => {}
                }
            }
            Step::End(end) if end.local_name().as_ref() == "cellXfs" => break,
            Step::End(_) | Step::Text(_) | Step::Aside => {}
            Step::Eof | Step::Spent => break,
        }
    }
    let shape = |id: u16| own.get(&id).copied().unwrap_or_else(|| Shape::built_in(id));
    Ok(formats.into_iter().map(shape).collect())
}
