//! The commands of this repository: `cargo xtask run | test | soak | tour | tidy | bench`.
//!
//! It builds with rustc and the standard library alone, so that it works on a machine that has nothing else yet, and it
//! refuses to know anything about the product beyond how its programs are started.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks through its standard streams")]

mod bench;
mod build;
mod check;
mod demo;
mod packages;
mod run;
mod session;
mod soak;
mod steps;
mod sums;
mod tidy;
mod tour;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a command answers: nothing, or one sentence for a person.
pub(crate) type Outcome = Result<(), String>;

const HELP: &str = "\
cargo xtask COMMAND

  run [--fresh]        install what is missing, build, start the demo platform and open two windows (cz-li and cc-zhao);
                       without a display: play the tour. State lies in target/demo, --fresh starts from nothing
  test                 everything: packages, lints, tidy, unit tests of both languages, whole-system tests, real windows
  soak                 the fault tests in their whole numbers: 1,000 faults of the network, 1,000 kills; takes hours
  tour [--write-docs]  play both jobs through two real windows on a virtual display; pictures in target/tour,
                       with --write-docs the chosen ones also in docs/pictures
  tidy                 the rules of the repository about itself
  bench [PART...]      measure (release build) and write the figures into docs/bench.md; PART: transfer, window
  session COMMAND...   run a command on a virtual display with a session bus and an open keyring, as the tests do
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let root = root();
    let outcome = match words.as_slice() {
        ["run"] => run::run(&root, run::State::Keep),
        ["run", "--fresh"] => run::run(&root, run::State::Fresh),
        ["test"] => check::test(&root),
        ["soak"] => soak::soak(&root),
        ["tour"] => tour::tour(&root, tour::Pictures::Leave),
        ["tour", "--write-docs"] => tour::tour(&root, tour::Pictures::WriteDocs),
        ["tidy"] => tidy::tidy(&root),
        ["bench", rest @ ..] => bench::bench(&root, rest),
        ["session", program, rest @ ..] => session::run(&root, program, rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        unknown => {
            eprint!("cargo xtask {}: no such command\n\n{HELP}", unknown.join(" "));
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace, wherever the command was called from.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}
