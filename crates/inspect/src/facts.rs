//! What the catalogue says about a dataset when a person said nothing: made from the files that are published together.

use std::collections::BTreeMap;

use crate::{Column, FormatClass, Inspection, Table, clean, suggest_title};

/// 摘要 holds this many characters.
const SUMMARY_CHARS: usize = 255;

/// The names of columns that a summary lists.
const LISTED: usize = 6;

/// Defaults of a catalogue entry, all of them editable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// 信息资源名称, at most 128 characters; empty when the name says nothing.
    pub title: String,
    /// 摘要, at most 255 characters.
    pub summary: String,
    /// 格式分类: that of most files.
    pub format_class: FormatClass,
    /// 格式: the extension of most files of that class.
    pub format: String,
    /// The columns of the first table; empty when there is none.
    pub columns: Vec<Column>,
}

impl Facts {
    /// The facts of what is published under the file's or folder's `name`; `None` without a file.
    #[must_use]
    pub fn of(name: &str, files: &[Inspection]) -> Option<Self> {
        let format_class = most_frequent(files.iter().map(|file| file.format_class))?;
        let of_class = files.iter().filter(|file| file.format_class == format_class);
        let format = most_frequent(of_class.map(|file| file.format.as_str())).unwrap_or_default().to_owned();
        let title = suggest_title(name);
        let table = files.iter().find_map(|file| file.tables.first());
        let summary = summary(&title, table, format_class, &format, files.len());
        let columns = table.map(|table| table.columns.clone()).unwrap_or_default();
        Some(Self { title, summary, format_class, format, columns })
    }
}

/// A summary of one file, at most 255 characters: 编制人员名册：姓名、单位、编制类型等12项.
#[must_use]
pub fn suggest_summary(inspection: &Inspection) -> String {
    let table = inspection.tables.first();
    summary(&inspection.title, table, inspection.format_class, &inspection.format, 1)
}

fn summary(title: &str, table: Option<&Table>, class: FormatClass, format: &str, files: usize) -> String {
    let what = match table {
        Some(table) => listed(&table.columns),
        None if format.is_empty() => class.name().to_owned(),
        None => format!("{}（{format}）", class.name()),
    };
    let count = if files > 1 { format!("（共{files}个文件）") } else { String::new() };
    // Titles and names of columns are bounded, but together they may be too long: then fewer columns are listed.
    let room = SUMMARY_CHARS.saturating_sub(count.chars().count());
    clean::line(&format!("{}{count}", clean::line(&format!("{title}：{what}"), room)), SUMMARY_CHARS)
}

/// The first columns by name, the running number left out.
fn listed(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).filter(|name| *name != "序号").collect();
    let all = names.len();
    let mut shown = Vec::new();
    let mut length = 0;
    for name in names.into_iter().take(LISTED) {
        length += name.chars().count() + 1;
        if length > 100 && !shown.is_empty() {
            break;
        }
        shown.push(name);
    }
    if shown.len() < all { format!("{}等{all}项", shown.join("、")) } else { shown.join("、") }
}

/// The most frequent one, the first of equals.
fn most_frequent<T: Ord + Copy>(things: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, (usize, usize)> = BTreeMap::new();
    for (place, thing) in things.enumerate() {
        counts.entry(thing).or_insert((0, place)).0 += 1;
    }
    let best = counts.into_iter().max_by_key(|(_, (count, place))| (*count, std::cmp::Reverse(*place)));
    best.map(|(thing, _)| thing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, RowCount};

    fn file(name: &str, columns: &[&str]) -> Inspection {
        let column = |name: &&str| Column { name: (*name).into(), kind: Kind::Text };
        let columns: Vec<Column> = columns.iter().map(column).collect();
        let table = Table { name: String::new(), title: None, columns, rows: RowCount::Exact(1), preview: Vec::new() };
        let format = crate::format::extension(name);
        Inspection {
            title: suggest_title(name),
            format_class: FormatClass::of(&format),
            format,
            encoding: None,
            tables: if table.columns.is_empty() { Vec::new() } else { vec![table] },
            findings: Vec::new(),
        }
    }

    #[test]
    fn a_summary_names_the_first_columns_and_how_many_there_are() {
        let few = file("编制人员名册.csv", &["序号", "姓名", "单位", "编制类型"]);
        assert_eq!(suggest_summary(&few), "编制人员名册：姓名、单位、编制类型");
        let many = file("编制人员名册.csv", &["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"]);
        assert_eq!(suggest_summary(&many), "编制人员名册：甲、乙、丙、丁、戊、己等8项");
        assert_eq!(suggest_summary(&file("办法.pdf", &[])), "办法：电子文件（pdf）");
        let long = "长".repeat(128);
        let wide = file(&format!("{long}.csv"), &[long.as_str(), "乙"]);
        assert_eq!(suggest_summary(&wide).chars().count(), 255);
    }

    #[test]
    fn of_several_files_most_decide_the_class_and_the_first_table_the_columns() {
        let files = [file("说明.pdf", &[]), file("一.csv", &["甲"]), file("二.csv", &["乙"])];
        let facts = Facts::of("户籍资料", &files).expect("there are files");
        assert_eq!((facts.format_class, facts.format.as_str()), (FormatClass::Spreadsheet, "csv"));
        assert_eq!((facts.title.as_str(), facts.summary.as_str()), ("户籍资料", "户籍资料：甲（共3个文件）"));
        assert_eq!(facts.columns.len(), 1);
        assert_eq!(Facts::of("空", &[]), None);
    }
}
