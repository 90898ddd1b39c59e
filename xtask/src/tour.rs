//! `cargo xtask tour`: plays both jobs, to send and to share, through two real windows on a virtual display and keeps a picture of every step.
//!
//! The playing itself is the program `jixiang-tour` of the package `jixiang-tests`; this sets up its desktop.

use std::path::Path;

use crate::packages::{self, Need};
use crate::session::Session;
use crate::steps::sh;
use crate::{Outcome, build};

/// What becomes of the pictures beyond `target/tour`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pictures {
    /// They stay there.
    Leave,
    /// Those that the documents show are copied to `docs/pictures`.
    WriteDocs,
}

/// Builds what is needed and plays.
///
/// # Errors
/// What could not be built, or the step of the tour that failed.
pub(crate) fn tour(root: &Path, pictures: Pictures) -> Outcome {
    packages::install_missing(Need::VirtualDesktop)?;
    build::npm_packages(root)?;
    build::page(root)?;
    build::programs(root, &["jixiang", "jixiang-platform", "jixiang-tour", "jx"])?;
    let session = Session::start()?;
    let folder = build::target(root).join("tour");
    let mut play = session.command(build::program(root, "jixiang-tour"));
    play.arg(&folder).current_dir(root);
    if pictures == Pictures::WriteDocs {
        play.arg(root.join("docs/pictures"));
    }
    sh(&mut play)?;
    println!("the pictures are in {}", folder.display());
    Ok(())
}
