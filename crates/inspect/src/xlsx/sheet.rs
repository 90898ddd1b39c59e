//! The cells of a sheet, one after the other, and the rows behind the sample only counted.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use super::xml::{Step, Xml, attribute};
use crate::book::End;
use crate::grid::{Cell, Sheet, Value, cell};
use crate::limits::CELL_CHARS;
use crate::number::{Shape, written};
use crate::zip::Part;

/// What numbers mean in this workbook.
pub(crate) struct Numbers {
    /// The shapes of the cell formats.
    pub(crate) styles: Vec<Shape>,
    /// Days are counted from 1904.
    pub(crate) from_1904: bool,
}

/// Reads the sheet.
pub(crate) fn read(part: Part<'_, '_>, rows: usize, numbers: &Numbers) -> (Sheet, End) {
    let mut xml = Xml::new(part);
    let mut cells = Cells {
        sheet: Sheet::new(rows),
        place: (0, 0),
        row: Row::Sampled,
        open: None,
        gather: Gather::default(),
        numbers,
    };
    loop {
        match xml.step() {
            Ok(Step::Start(element)) => cells.start(&element),
            Ok(Step::Text(text)) => cells.gather.text(&text),
            Ok(Step::End(end)) if end.local_name().as_ref() == "sheetData" => return (cells.sheet, End::Whole),
            Ok(Step::End(end)) => cells.end(end.local_name().as_ref()),
            Ok(Step::Aside) => {}
            Ok(Step::Spent) => return (cells.sheet, End::Spent),
            Ok(Step::Eof) | Err(_) => return (cells.sheet, End::Broken),
        }
    }
}

/// The text of a cell or a shared string while it is read: values and texts, without the sounds above characters.
#[derive(Default)]
pub(crate) struct Gather {
    text: String,
    taking: bool,
    sounds: bool,
}

impl Gather {
    pub(crate) fn start(&mut self, name: &str) {
        match name {
            "rPh" => self.sounds = true,
            "t" | "v" => self.taking = !self.sounds,
            _ => {}
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        // No character has more than four bytes, so that enough of them are kept.
        if self.taking && self.text.len() < 4 * CELL_CHARS {
            self.text.push_str(text);
        }
    }

    pub(crate) fn end(&mut self, name: &str) {
        match name {
            "rPh" => self.sounds = false,
            "t" | "v" => self.taking = false,
            _ => {}
        }
    }

    /// The text so far; the next one begins.
    pub(crate) fn finish(&mut self) -> Cell {
        let gathered = std::mem::take(self).text;
        // Carriage returns are written as escapes of their own.
        cell(&if gathered.contains("_x000D_") { gathered.replace("_x000D_", "") } else { gathered })
    }
}

struct Cells<'n> {
    sheet: Sheet,
    /// Row and column of the next cell.
    place: (u32, usize),
    row: Row,
    open: Option<Open>,
    gather: Gather,
    numbers: &'n Numbers,
}

/// What becomes of the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    /// They are sampled.
    Sampled,
    /// The sample is complete: the row counts as soon as one of them is filled.
    Behind,
    /// It counts already.
    Counted,
}

/// The attributes of the cell that is being read.
struct Open {
    kind: Option<String>,
    style: usize,
}

impl Cells<'_> {
    fn start(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "row" => {
                self.row = if self.sheet.is_full() { Row::Behind } else { Row::Sampled };
                let number = attribute(element, "r").and_then(|number| number.parse().ok());
                self.place = (number.map_or(self.place.0, |number: u32| number.saturating_sub(1)), 0);
            }
            "v" | "t" if self.row == Row::Behind => {
                self.sheet.count();
                self.row = Row::Counted;
            }
            "c" if self.row == Row::Sampled => {
                if let Some(place) = attribute(element, "r").and_then(|name| place(&name)) {
                    self.place = place;
                }
                let style = attribute(element, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
                self.open = Some(Open { kind: attribute(element, "t").map(Cow::into_owned), style });
                self.gather = Gather::default();
            }
            name if self.open.is_some() => self.gather.start(name),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "row" => self.place = (self.place.0.saturating_add(1), 0),
            "c" if self.open.is_some() => {
                let text = self.gather.finish();
                if let Some(value) = self.open.take().and_then(|open| self.value(&open, text)) {
                    self.sheet.put(self.place.0, self.place.1, value);
                }
                self.place.1 = self.place.1.saturating_add(1);
            }
            name => self.gather.end(name),
        }
    }

    /// What a cell says; errors of formulas say nothing.
    fn value(&self, open: &Open, text: Cell) -> Option<Value> {
        match open.kind.as_deref() {
            Some("s") => text.trim().parse().ok().map(Value::Shared),
            Some("e") => None,
            Some("b") => match text.trim() {
                "" => None,
                "1" | "true" => Some(Value::Text("TRUE".into())),
                _ => Some(Value::Text("FALSE".into())),
            },
            Some("str" | "inlineStr" | "d") => Some(Value::Text(text)),
            Some(_) | None => {
                let Ok(number) = text.trim().parse() else { return Some(Value::Text(text)) };
                let shape = self.numbers.styles.get(open.style).copied().unwrap_or_default();
                Some(Value::Text(cell(&written(number, shape, self.numbers.from_1904))))
            }
        }
    }
}

/// Row and column of a name like `BC12`, from 0.
fn place(name: &str) -> Option<(u32, usize)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column = name.bytes().take(letters).try_fold(0_usize, |column, letter| {
        let digit = usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        Some(column.checked_mul(26)? + digit).filter(|column| *column < 1 << 20)
    })?;
    let row: u32 = name[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cells_are_places() {
        assert_eq!(place("A1"), Some((0, 0)));
        assert_eq!(place("BC12"), Some((11, 54)));
        assert_eq!(place("XFD1048576"), Some((1_048_575, 16_383)));
        for bad in ["", "A", "1", "A0", "ZZZZZZZZZZZ1", "A99999999999", "Ａ1"] {
            assert_eq!(place(bad), None, "{bad}");
        }
    }
}
