//! Measures what users feel and writes it down with machine and date: a gigabyte sent and fetched on loopback, and the
//! window's start and memory against an empty one in the same run. It refuses to judge; figures stand beside their peers.
#![allow(clippy::print_stdout, reason = "a bench prints what it measures")]

mod report;
mod transfer;
mod window;

use std::process::ExitCode;

use report::Report;

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            println!("{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> jixiang_tests::window::Result<()> {
    let mut report = Report::new();
    transfer::measure(&mut report)?;
    window::measure(&mut report)?;
    report.write()?;
    Ok(())
}
