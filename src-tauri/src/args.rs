//! What the program is started with.

use std::path::PathBuf;

use clap::Parser;

/// 吉享: send, publish, request and receive data between departments.
#[derive(Debug, Clone, Parser)]
#[command(name = "jixiang", version)]
pub(crate) struct Args {
    /// The home; the user's data folder otherwise.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// The administrator's policy file.
    #[arg(long)]
    pub(crate) policy: Option<PathBuf>,
    /// The platform's address, where no policy names one.
    #[arg(long)]
    pub(crate) platform: Option<String>,
    /// Signs in at a demo platform as this member of its staff, if nobody is signed in.
    #[arg(long)]
    pub(crate) demo_staff: Option<String>,
}

/// Reads the arguments, or says what is wrong and ends.
pub(crate) fn parse() -> Args {
    Args::parse()
}
