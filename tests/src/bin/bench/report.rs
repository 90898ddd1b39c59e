//! The page: each part with its machine, date and tables, between marks that say which part it is. What people wrote around
//! them stays.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jixiang_tests::window::{Result, Trouble};

/// What was measured for one part of the page.
pub(crate) struct Report {
    part: &'static str,
    text: String,
}

impl Report {
    /// Begins a part.
    pub(crate) fn new(part: &'static str) -> Self {
        Self { part, text: String::new() }
    }

    /// A heading, a sentence, and on which machine it was measured when.
    pub(crate) fn section(&mut self, heading: &str, sentence: &str) {
        println!("\n## {heading}\n{sentence}");
        let machine = machine();
        write!(self.text, "## {heading}\n\n{sentence} {machine}\n\n").expect("a string takes all text");
    }

    /// A table.
    pub(crate) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
        let rule: Vec<String> = head.iter().map(|_| "---".to_owned()).collect();
        let table: String = [line(&head), line(&rule)].into_iter().chain(rows.iter().map(|row| line(row))).collect();
        println!("{table}");
        self.text.push_str(&table);
    }

    /// Writes the part into the page.
    ///
    /// # Errors
    /// When the page has no place for it.
    pub(crate) fn write(self) -> Result<()> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
        let page = root.join("docs/bench.md");
        let before = fs::read_to_string(&page)?;
        let after = put(&before, self.part, &self.text);
        let after = after.ok_or_else(|| Trouble::new(format!("docs/bench.md has no marks for `{}`", self.part)))?;
        Ok(fs::write(page, after)?)
    }
}

/// The page with `text` between the marks of `part`.
fn put(page: &str, part: &str, text: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- measured: {part} -->\n"), format!("<!-- end: {part} -->"));
    let (head, rest) = page.split_once(&begin)?;
    let (_, tail) = rest.split_once(&end)?;
    Some(format!("{head}{begin}{text}{end}{tail}"))
}

/// Where and when this is measured.
fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().next().unwrap_or_default().split_whitespace().nth(1).unwrap_or("0").to_owned();
    let memory = memory.parse::<u64>().unwrap_or(0) / 1024 / 1024;
    let date = jixiang_client::moment(now());
    let (date, model) = (date.split('T').next().unwrap_or_default(), model.unwrap_or("unknown processor"));
    format!("Measured on {date}, {cores} cores ({model}), {memory} GiB.")
}

fn now() -> jixiang_client::contract::Stamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    jixiang_client::contract::Stamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The middle of an odd number of figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Bytes as MiB.
pub(crate) fn mib(bytes: f64) -> String {
    format!("{:.0}", bytes / 1_048_576.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_replaced_between_its_marks_and_nothing_else() {
        let page = "a\n<!-- measured: x -->\nold\n<!-- end: x -->\nb\n<!-- measured: y -->\n<!-- end: y -->\n";
        let after = put(page, "x", "new\n").expect("there is a place");
        assert_eq!(after, page.replace("old", "new"));
        assert_eq!(put(page, "z", "new\n"), None);
    }
}
