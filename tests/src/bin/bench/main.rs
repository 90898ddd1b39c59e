//! Measures what users feel and writes it down with machine and date: a gigabyte sent and fetched on loopback, the next
//! versions of a large table, the catalogue of a province read, and the window's start and memory against an empty one in
//! the same run. It refuses to judge; figures stand beside their peers.
#![allow(clippy::print_stdout, reason = "a bench prints what it measures")]

mod catalogue;
mod report;
mod run;
mod table;
mod transfer;
mod versions;
mod window;

use std::process::ExitCode;

use report::Report;

type Measure = fn(&mut Report) -> jixiang_tests::window::Result<()>;

/// What can be measured. All of it, unless some are named.
const PARTS: &[(&str, Measure)] = &[
    ("transfer", transfer::measure),
    ("versions", versions::measure),
    ("catalogue", catalogue::measure),
    ("window", window::measure),
];

fn main() -> ExitCode {
    let named: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = named.iter().find(|name| PARTS.iter().all(|(part, _)| part != name)) {
        let known: Vec<&str> = PARTS.iter().map(|(part, _)| *part).collect();
        println!("`{unknown}` is none of: {}", known.join(", "));
        return ExitCode::from(2);
    }
    let wanted = PARTS.iter().filter(|(part, _)| named.is_empty() || named.iter().any(|name| name == part));
    let mut outcome = ExitCode::SUCCESS;
    for (part, measure) in wanted {
        let mut report = Report::new(part);
        // What one part could measure is kept, whatever happens to the next.
        if let Err(trouble) = measure(&mut report).and_then(|()| report.write()) {
            println!("{part}: {trouble}");
            outcome = ExitCode::FAILURE;
        }
    }
    outcome
}
