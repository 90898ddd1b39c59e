//! The page: machine, date, tables.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What was measured so far.
pub(crate) struct Report {
    text: String,
}

impl Report {
    /// Begins with the machine and the date.
    pub(crate) fn new() -> Self {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let memory = memory.lines().next().unwrap_or_default().split_whitespace().nth(1).unwrap_or("0").to_owned();
        let memory = memory.parse::<u64>().unwrap_or(0) / 1024 / 1024;
        let date = jixiang_client::moment(now());
        let text = format!(
            "# Bench\n\nMeasured by `cargo xtask bench` on {}, {cores} cores ({}), {memory} GiB. Ratios hold for one run on one \
             machine; absolute times only for this one.\n",
            date.split('T').next().unwrap_or_default(),
            model.unwrap_or("unknown processor"),
        );
        Self { text }
    }

    /// A heading and a sentence.
    pub(crate) fn section(&mut self, heading: &str, sentence: &str) {
        println!("\n## {heading}\n{sentence}");
        write!(self.text, "\n## {heading}\n\n{sentence}\n\n").expect("a string takes all text");
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

    /// Writes the page.
    pub(crate) fn write(self) -> std::io::Result<()> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
        fs::write(root.join("docs/bench.md"), self.text)
    }
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
