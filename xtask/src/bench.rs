//! `cargo xtask bench`: builds with optimisation and measures on a virtual display; the measuring is in `jixiang-tests`.

use std::path::Path;

use crate::packages::{self, Need};
use crate::session::Session;
use crate::steps::sh;
use crate::{Outcome, build};

/// Hands `args` to the program `bench` of the package `jixiang-tests`.
///
/// # Errors
/// What could not be built or measured.
pub(crate) fn bench(root: &Path, args: &[&str]) -> Outcome {
    packages::install_missing(Need::VirtualDesktop)?;
    build::npm_packages(root)?;
    build::page(root)?;
    sh(&mut build::cargo(root, &["build", "--release", "--workspace", "--bins"]))?;
    let session = Session::start()?;
    let program = build::target(root).join("release/bench");
    sh(session.command(program).args(args).current_dir(root))
}
