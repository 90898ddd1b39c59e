//! `verify`: what it finds on stdout, how far it is on stderr. Ids, words and figures, no names: there are none to say.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use jixiang_platform::verify::{Count, Damaged, Finding, Report, Tally, verify};
use jixiang_platform::{Error, system_clock};
use serde::Serialize;

/// Something is lost or damaged.
const UNWELL: u8 = 1;
/// It could not be told.
const UNTOLD: u8 = 2;
/// How often it says how far it is.
const EVERY: Duration = Duration::from_secs(2);

#[derive(clap::Args)]
pub(crate) struct Verify {
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// Prints one JSON object per line.
    #[arg(long)]
    json: bool,
    /// Moves damaged files to set-aside/ in the data folder, so that clients are told that the objects are missing.
    #[arg(long)]
    set_aside: bool,
}

/// A line of `--json`.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Line<'a> {
    /// Something is lost or damaged.
    Found(&'a Finding),
    /// All was read.
    Verified {
        state: &'static str,
        #[serde(flatten)]
        tally: &'a Tally,
    },
}

pub(crate) fn run(arguments: &Verify) -> ExitCode {
    let damaged = if arguments.set_aside { Damaged::SetAside } else { Damaged::Stay };
    let mut told = Instant::now();
    let done = verify(&arguments.data, system_clock()(), damaged, &mut |report| match report {
        Report::Found(finding) => print(arguments.json, &Line::Found(&finding), &finding),
        Report::Progress { .. } if told.elapsed() < EVERY => Ok(()),
        Report::Progress { hashed, percent } => {
            told = Instant::now();
            Ok(writeln!(io::stderr().lock(), "{percent} %: {}", Counted(hashed))?)
        }
    });
    let done = done.and_then(|tally| {
        let state = if tally.is_well() { "good" } else { "bad" };
        print(arguments.json, &Line::Verified { state, tally: &tally }, &sum(&tally))?;
        Ok(tally)
    });
    match done {
        Ok(tally) if tally.is_well() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(UNWELL),
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::from(UNTOLD)
        }
    }
}

fn print(json: bool, line: &Line<'_>, text: &dyn std::fmt::Display) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer(&mut out, line).map_err(io::Error::from)?;
        Ok(writeln!(out)?)
    } else {
        Ok(writeln!(out, "{text}")?)
    }
}

fn sum(tally: &Tally) -> String {
    format!(
        "needed: {}\nlost: {}\ndamaged: {}\nneeded by what has ended, not read: {}\nleft over, not touched: {}",
        Counted(tally.needed),
        Counted(tally.lost),
        Counted(tally.damaged),
        Counted(tally.ended),
        Counted(tally.leftover)
    )
}

struct Counted(Count);

impl std::fmt::Display for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {} bytes", self.0.number, self.0.bytes)
    }
}
