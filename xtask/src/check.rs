//! `cargo xtask test`: everything that must hold before a change is good, in one run that shows all failures at once.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::build::{self, cargo, npm};
use crate::packages::{self, Need};
use crate::session::Session;
use crate::steps::{Ended, Steps, sh, sh_that_may_skip, tee};
use crate::sums::Sums;
use crate::{Outcome, tidy};

/// Runs all steps and prints, last, the sum of the test runners' closing lines.
///
/// # Errors
/// The names of the steps that did not pass.
pub(crate) fn test(root: &Path) -> Outcome {
    let started = Instant::now();
    let mut steps = Steps::default();
    let mut sums = Sums::default();
    let mut page_tests = Vec::new();

    let packages = steps.step("Debian packages", &[], || packages::install_missing(Need::VirtualDesktop));
    steps.step("rustfmt", &[], || sh(&mut cargo(root, &["fmt", "--all", "--check"])));
    steps.step("tidy", &[], || tidy::tidy(root));
    let modules = steps.step("npm packages", &[], || build::npm_packages(root));
    steps.step("vue-tsc", &[modules], || sh(&mut npm(root, &["exec", "--", "vue-tsc", "--noEmit"])));
    steps.step("eslint", &[modules], || sh(&mut npm(root, &["exec", "--", "eslint", "."])));
    steps.step("vitest", &[modules], || {
        tee(&mut npm(root, &["run", "test"]), |line| {
            if is_closing_line_of_vitest(line) {
                page_tests.push(line.to_owned());
            }
        })
    });
    let page = steps.step("page", &[modules], || build::page(root));
    steps.step("clippy", &[packages, page], || {
        let args = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        sh(&mut cargo(root, &args))
    });
    let programs = steps.step("programs and tests, built", &[packages, page], || {
        // All targets at once: one set of features, so that `cargo test` finds everything built.
        sh(&mut cargo(root, &["build", "--workspace", "--all-targets"]))
    });
    steps.step("cargo test, on a virtual desktop", &[programs], || {
        let session = Session::start()?;
        let mut command = session.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["test", "--workspace", "--no-fail-fast"]).current_dir(root);
        tee(&mut command, |line| sums.see(line))
    });

    steps.step_that_may_skip("vectors against the second implementation", &[packages], || {
        python(&mut interop(root, "vectors.py"))
    });
    steps.step_that_may_skip("schemathesis against the platform", &[packages, programs], || {
        python(interop(root, "api.py").arg(build::program(root, "jixiang-platform")).arg("60"))
    });

    let verdict = steps.verdict();
    println!("{}\n", steps.summary());
    sums.skipped().for_each(|line| println!("{line}"));
    page_tests.iter().for_each(|line| println!("{line}"));
    println!("{}", sums.closing_line(verdict.is_ok(), started.elapsed()));
    verdict
}

/// A program of tests/interop under Debian's own interpreter, to which the package python3-venv belongs.
fn interop(root: &Path, program: &str) -> Command {
    let mut command = Command::new("/usr/bin/python3");
    command.arg(root.join("tests/interop").join(program)).current_dir(root);
    command
}

/// Runs such a program. As root everything can be brought along that it needs, so it has no reason to skip.
fn python(command: &mut Command) -> Result<Ended, String> {
    let ended = sh_that_may_skip(command)?;
    if ended == Ended::Skipped && packages::is_root() {
        return Err("it skipped, although root can bring along what it needs".into());
    }
    Ok(ended)
}

fn is_closing_line_of_vitest(line: &str) -> bool {
    let words = line.trim_start();
    words.starts_with("Test Files  ") || words.starts_with("Tests  ")
}
