//! A title from a file's name: without extension, and without the marks of copies, drafts and days.

use crate::format::extension;
use crate::look::Look;
use crate::{clean, limits};

/// What people append to the name of a file and not to the name of a dataset.
const MARKS: &[&str] = &["副本", "最终版", "终稿", "定稿", "修改稿", "修改版", "最新版"];

/// The characters that stand between such marks.
const JOINTS: &[char] = &[' ', '_', '-', '—', '.', '·', '+'];

/// A title for the dataset in the file or folder called `name`, at most 128 characters.
#[must_use]
pub fn suggest_title(name: &str) -> String {
    let name = clean::line(name, limits::CELL_CHARS);
    let extension = extension(&name);
    let whole = name.get(..name.len().saturating_sub(extension.len() + 1)).filter(|_| !extension.is_empty());
    let whole = whole.unwrap_or(&name);
    let mut stem = whole;
    loop {
        let shorter = without_mark(stem).trim_end_matches(JOINTS);
        if shorter == stem || shorter.is_empty() {
            break;
        }
        stem = shorter;
    }
    clean::line(stem.trim_start_matches(JOINTS), 128)
}

/// The stem without the last mark, or as it is.
fn without_mark(stem: &str) -> &str {
    let stem = stem.trim_end_matches(JOINTS);
    if let Some(rest) = MARKS.iter().find_map(|mark| stem.strip_suffix(mark)) {
        return rest;
    }
    without_number(stem).or_else(|| without_version(stem)).or_else(|| without_day(stem)).unwrap_or(stem)
}

/// `名册 (2)`, `名册（1）`
fn without_number(stem: &str) -> Option<&str> {
    let inner = stem.strip_suffix([')', '）'])?;
    let open = inner.trim_end_matches(|c: char| c.is_ascii_digit());
    (open.len() < inner.len()).then_some(())?;
    open.strip_suffix(['(', '（'])
}

/// `名册v1.2`, `名册_V3`
fn without_version(stem: &str) -> Option<&str> {
    let letter = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let rest = letter.strip_suffix(['v', 'V'])?;
    (letter.len() < stem.len() && !rest.ends_with(|c: char| c.is_ascii_alphabetic())).then_some(rest)
}

/// `名册20240301`, `名册 2024-03-01`
fn without_day(stem: &str) -> Option<&str> {
    let rest = stem.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    let day = stem[rest.len()..].trim_start_matches(JOINTS);
    matches!(Look::of(day), Look::Date | Look::CompactDate).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_name_without_what_only_files_bear() {
        for (name, title) in [
            ("编制人员名册.xlsx", "编制人员名册"),
            ("编制人员名册 - 副本 (2).xlsx", "编制人员名册"),
            ("编制人员名册_20240301_v1.2.csv", "编制人员名册"),
            ("编制人员名册-2024-03-01 最终版.xls", "编制人员名册"),
            ("2024年编制人员名册（1）.csv", "2024年编制人员名册"),
            ("名册2024.csv", "名册2024"),
            ("20240301.csv", "20240301"),
            ("副本.csv", "副本"),
            ("户籍资料", "户籍资料"),
            ("\u{202e}名册.csv", "名册"),
            ("", ""),
        ] {
            assert_eq!(suggest_title(name), title, "{name}");
        }
        assert_eq!(suggest_title(&"名".repeat(300)).chars().count(), 128);
    }
}
