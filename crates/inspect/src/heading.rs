//! What stands above the data: lines with the title, the unit or the date of a table, and the row or rows of names.

use crate::clean;
use crate::grid::{self, Cell};
use crate::look::Look;

/// The most lines above the names.
const MOST_LINES: usize = 10;

/// The rows that the usual width of a table is taken from.
const USUAL_ROWS: usize = 100;

/// The longest title.
const TITLE_CHARS: usize = 128;

/// What stands above the data.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    /// The title that the table bears itself.
    pub(crate) title: Option<String>,
    /// The rows above the data.
    pub(crate) rows: usize,
    /// The names as they are written, `None` when no row of names was recognised.
    pub(crate) names: Option<Vec<String>>,
}

/// Looks for the heading of a table.
pub(crate) fn heading(rows: &[Vec<Cell>]) -> Heading {
    let width = usual_width(rows);
    let lines = rows.iter().take(MOST_LINES).take_while(|row| is_line(row, width)).count();
    let lines = if lines < rows.len() { lines } else { 0 };
    let title = rows[..lines].iter().find_map(|row| title(row));
    let below = &rows[lines..];
    let (rows_of_names, names) = match below {
        [first, second, third, ..] if is_two_storeyed(first, second, third) => (2, Some(joined(first, second))),
        [first, rest @ ..] if is_names(first, rest) => (1, Some(written(first))),
        _ => (0, None),
    };
    Heading { title, rows: lines + rows_of_names, names }
}

/// The number of filled cells that most rows have, the larger one when two are as frequent. Rows with a single filled cell
/// count only when hardly any has more: they are lines above or below the table.
fn usual_width(rows: &[Vec<Cell>]) -> usize {
    let widths: Vec<usize> = rows.iter().take(USUAL_ROWS).map(|row| grid::filled(row)).collect();
    let wide = widths.iter().filter(|width| **width > 1).count();
    let narrow = wide * 4 < widths.len();
    let mut counts = std::collections::BTreeMap::new();
    for width in widths.into_iter().filter(|width| narrow || *width > 1) {
        *counts.entry(width).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(0, |(width, _)| width)
}

/// A line above the table: one filled cell (merged over the others), or few with `单位：` or `日期：` in them.
fn is_line(row: &[Cell], width: usize) -> bool {
    match grid::filled(row) {
        0 | 1 => width > 1,
        filled => filled * 2 < width && row.iter().any(|cell| cell.contains(['：', ':'])),
    }
}

fn title(row: &[Cell]) -> Option<String> {
    let text = clean::name(row.iter().find(|cell| !grid::is_blank(cell))?, TITLE_CHARS);
    let other = ["附件", "附表", "附："].iter().any(|start| text.starts_with(start)) || text.contains(['：', ':']);
    (!other && !text.is_empty()).then_some(text)
}

/// Whether a row holds names and not data: no figures in it, or figures only where others stand over a body of figures.
fn is_names(row: &[Cell], body: &[Vec<Cell>]) -> bool {
    if !row.iter().any(|cell| Look::of(cell).is_value()) {
        return true;
    }
    let is_over_values = |(column, cell): (usize, &Cell)| {
        let mut below = body.iter().take(USUAL_ROWS).filter_map(|row| row.get(column)).map(|cell| Look::of(cell));
        Look::of(cell) == Look::Text && below.any(Look::is_value)
    };
    row.iter().enumerate().any(is_over_values)
}

/// Names in two storeys, as merged cells make them: under a gap of the first row stands a name in the second, over a gap of
/// the second a name of the first that the data continues.
fn is_two_storeyed(first: &[Cell], second: &[Cell], data: &[Cell]) -> bool {
    let has = |row: &[Cell], column: usize| row.get(column).is_some_and(|cell| !grid::is_blank(cell));
    let width = first.len().max(second.len());
    let texts = [first, second].iter().all(|row| !row.iter().any(|cell| Look::of(cell).is_value()));
    let spread = (0..width).any(|column| !has(first, column) && has(second, column));
    let tall = (0..width).any(|column| has(first, column) && !has(second, column) && has(data, column));
    let covered = (0..width).all(|column| has(first, column) || has(second, column));
    texts && spread && tall && covered
}

fn joined(first: &[Cell], second: &[Cell]) -> Vec<String> {
    let mut names = written(second);
    names.resize(names.len().max(first.len()), String::new());
    for (name, above) in names.iter_mut().zip(written(first)) {
        if name.is_empty() {
            *name = above;
        }
    }
    names
}

fn written(row: &[Cell]) -> Vec<String> {
    row.iter().map(|cell| clean::name(cell, TITLE_CHARS)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<Cell>> {
        text.lines().map(|line| line.split(',').map(Cell::from).collect()).collect()
    }

    fn names(heading: &Heading) -> Vec<&str> {
        heading.names.iter().flatten().map(String::as_str).collect()
    }

    #[test]
    fn lines_above_the_names_are_passed_over_and_the_title_is_kept() {
        let heading = heading(&rows(
            "附件1\n吉林省编制人员名册,,,,\n填报单位：省编办,,,,2024年3月\n序号,姓名,单位,编制类型,人数\n1,张三,编办,行政,2",
        ));
        assert_eq!(heading.title.as_deref(), Some("吉林省编制人员名册"));
        assert_eq!((heading.rows, names(&heading)), (4, vec!["序号", "姓名", "单位", "编制类型", "人数"]));
    }

    #[test]
    fn names_in_two_storeys_are_read_from_both() {
        let heading = heading(&rows("姓名,编制,,备注\n,类型,级别,\n张三,行政,处级,无\n李四,事业,科级,无"));
        assert_eq!((heading.rows, names(&heading)), (2, vec!["姓名", "类型", "级别", "备注"]));
    }

    #[test]
    fn data_without_names_is_recognised() {
        let found = heading(&rows("张三,1980-01-02,5\n李四,1990-03-04,6"));
        assert_eq!((found.rows, found.names), (0, None));
        let years = heading(&rows("地区,2023,2024\n长春,5,6\n吉林,7,8"));
        assert_eq!(years.names, None, "nothing tells years from figures here");
        let years = heading(&rows("地区,人数,2024\n长春,5,6"));
        assert_eq!((years.rows, names(&years)), (1, vec!["地区", "人数", "2024"]));
    }

    #[test]
    fn a_single_row_or_column_has_names_and_no_title() {
        let one = heading(&rows("姓名\n张三\n李四"));
        assert_eq!((one.title.clone(), one.rows, names(&one)), (None, 1, vec!["姓名"]));
        let row = heading(&rows("姓名,单位"));
        assert_eq!((row.rows, names(&row)), (1, vec!["姓名", "单位"]));
    }
}
