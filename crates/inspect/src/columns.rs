//! The columns of a table: every one gets a name of its own, and a type.

use std::collections::BTreeSet;

use crate::grid::{self, Cell};
use crate::{Kind, clean};

/// A column 信息项.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, at most 128 characters, unlike every other of its table.
    pub name: String,
    /// Its type.
    pub kind: Kind,
}

/// The longest name of a column in the catalogue.
const NAME_CHARS: usize = 128;

/// Words that begin a row of sums, which says nothing about the type of the column that they stand in.
const SUMS: &[&str] = &["合计", "总计", "小计"];

/// The columns, and how many names had to be given.
pub(crate) fn columns(written: &[String], body: &[Vec<Cell>]) -> (Vec<Column>, usize) {
    let width = body.iter().map(Vec::len).chain([written.len()]).max().unwrap_or(0);
    let mut names = BTreeSet::new();
    let mut given = 0;
    let mut columns = Vec::with_capacity(width);
    let body: Vec<&Vec<Cell>> = body.iter().filter(|row| !is_sum(row)).collect();
    for column in 0..width {
        let own = written.get(column).map(String::as_str).unwrap_or_default();
        let name = if own.is_empty() || names.contains(own) {
            given += 1;
            free_name(column + 1, written, &names)
        } else {
            own.to_owned()
        };
        let cells = body.iter().filter_map(|row| row.get(column)).map(AsRef::as_ref);
        columns.push(Column { kind: Kind::of(&name, cells), name: name.clone() });
        names.insert(name);
    }
    (columns, given)
}

/// 列3, or with a stroke behind it when another column bears that name.
fn free_name(number: usize, written: &[String], given: &BTreeSet<String>) -> String {
    let mut name = format!("列{number}");
    while written.contains(&name) || given.contains(&name) {
        name.push('′');
    }
    clean::line(&name, NAME_CHARS)
}

fn is_sum(row: &[Cell]) -> bool {
    let first = row.iter().find(|cell| !grid::is_blank(cell));
    first.is_some_and(|cell| SUMS.contains(&clean::name(cell, NAME_CHARS).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_and_repeated_names_are_given() {
        let written = ["姓名", "", "姓名", "列2"].map(String::from);
        let body = vec![["张三", "1", "x", "y", "2"].map(Cell::from).to_vec()];
        let (columns, given) = columns(&written, &body);
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!((names, given), (vec!["姓名", "列2′", "列3", "列2", "列5"], 3));
    }

    #[test]
    fn a_row_of_sums_does_not_make_its_column_text() {
        let written = ["序号", "人数"].map(String::from);
        let body: Vec<Vec<Cell>> =
            [["1", "5"], ["2", "6"], ["合　计", "11"]].map(|row| row.map(Cell::from).to_vec()).into();
        let (columns, _) = columns(&written, &body);
        assert!(columns.iter().all(|column| column.kind == Kind::Integer));
    }
}
