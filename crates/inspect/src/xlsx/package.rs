//! Which part of the package is what: the workbook, its sheets, its styles and its shared strings.

use std::collections::HashMap;

use super::xml::{attribute, each};
use crate::book::Named;
use crate::fault::Fault;
use crate::limits::PART_BYTES;
use crate::source::Source;
use crate::zip::Archive;

/// The parts of a workbook.
pub(crate) struct Package {
    /// Its worksheets in their order, with the names of their parts.
    pub(crate) sheets: Vec<Named<String>>,
    /// The part of the styles.
    pub(crate) styles: Option<String>,
    /// The part of the shared strings.
    pub(crate) strings: Option<String>,
    /// Days are counted from 1904.
    pub(crate) from_1904: bool,
}

/// A relationship: the last word of its type, and the part that it names.
struct Relationship {
    kind: String,
    part: String,
}

/// Follows the relationships from the package to the workbook to its parts.
pub(crate) fn read(archive: &Archive, source: &mut Source<'_>) -> Result<Package, Fault> {
    let of_package = relationships(archive, source, "_rels/.rels", "")?;
    let workbook = of_package.into_values().find(|to| to.kind == "officeDocument").map(|to| to.part);
    let workbook = workbook.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let beside = format!("{folder}/_rels/{file}.rels");
    let mut parts = relationships(archive, source, &beside, folder)?;

    let mut from_1904 = false;
    let mut named = Vec::new();
    let entry = archive.entry(&workbook).ok_or(Fault::Broken)?;
    each(entry.open(source, PART_BYTES)?, |element| match element.local_name().as_ref() {
        "workbookPr" => {
            from_1904 = attribute(element, "date1904").is_some_and(|value| value == "1" || value == "true");
        }
        "sheet" => {
            let seen = attribute(element, "state").is_none_or(|state| state == "visible");
            let text = |name| attribute(element, name).unwrap_or_default().into_owned();
            named.push(Named { name: text("name"), seen, place: text("id") });
        }
        _ => {}
    })?;
    let part = |kind: &str| parts.values().find(|to| to.kind == kind).map(|to| to.part.clone());
    let (styles, strings) = (part("styles"), part("sharedStrings"));
    // Sheets of charts and dialogs hold no table.
    let mut worksheet = |id: &str| parts.remove(id).filter(|to| to.kind == "worksheet").map(|to| to.part);
    let sheets = named.into_iter().filter_map(|sheet| {
        let place = worksheet(&sheet.place)?;
        Some(Named { name: sheet.name, seen: sheet.seen, place })
    });
    Ok(Package { sheets: sheets.collect(), styles, strings, from_1904 })
}

/// The relationships in `part` by their ids; targets are looked up from `folder`.
fn relationships(
    archive: &Archive,
    source: &mut Source<'_>,
    part: &str,
    folder: &str,
) -> Result<HashMap<String, Relationship>, Fault> {
    let mut found = HashMap::new();
    let Some(entry) = archive.entry(part) else {
        return Ok(found);
    };
    each(entry.open(source, PART_BYTES)?, |element| {
        let (Some(id), Some(kind), Some(target)) =
            (attribute(element, "Id"), attribute(element, "Type"), attribute(element, "Target"))
        else {
            return;
        };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        found.insert(id.into_owned(), Relationship { kind, part: absolute(folder, &target) });
    })?;
    Ok(found)
}

/// The part that `target` names, seen from `folder`.
fn absolute(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_the_folder_of_their_source() {
        for (target, part) in [
            ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("../xl/./sheet1.xml", "xl/sheet1.xml"),
            ("../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(absolute("xl", target), part);
        }
    }
}
