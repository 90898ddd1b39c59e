//! The surface of `jx`; other tools are written against it.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// 吉享 for scripts: send, receive and look after data between departments. Exit 0 done, 1 failed, 2 wrong usage.
#[derive(Debug, Parser)]
#[command(name = "jx", version)]
pub(crate) struct Args {
    /// The home; `JIXIANG_HOME` or the user's data folder otherwise.
    #[arg(long, global = true)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object per line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign in at a platform; the first sign-in makes the keys of this PC.
    SignIn {
        /// The platform's address.
        url: String,
        /// A member of the demo platform's staff.
        #[arg(long, value_name = "ID")]
        demo_staff: Option<String>,
        /// The administrator's policy file.
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// Keep the wrapping key unwrapped in the home (for tests and servers).
        #[arg(long)]
        key_file: bool,
    },
    /// Whose home this is.
    Whoami,
    /// Departments of the directory.
    Departments {
        /// Words of name, place or code.
        words: Vec<String>,
    },
    /// People of the directory.
    Staff {
        /// Words of name, post or department.
        words: Vec<String>,
    },
    /// Send files and folders.
    Send {
        /// What to send.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// A staff id, a unified social credit code, or a name with exactly one match.
        #[arg(long, required = true, value_name = "WHO")]
        to: Vec<String>,
        /// A note to the recipients.
        #[arg(long, default_value = "")]
        note: String,
        /// How many days it can be fetched.
        #[arg(long, default_value_t = 14, value_name = "DAYS")]
        expires: u16,
    },
    /// What arrived.
    Inbox {
        /// What is done with, too.
        #[arg(long)]
        all: bool,
    },
    /// What was sent.
    Sent,
    /// Take a delivery back.
    TakeBack {
        /// The delivery.
        id: String,
    },
    /// Fetch and verify a delivery.
    Fetch {
        /// The delivery.
        id: String,
        /// The folder to write to.
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// What this PC holds.
    Holdings,
    /// Transfers and where they stand.
    Transfers,
    /// What was signed about a delivery.
    History {
        /// The delivery.
        id: String,
    },
    /// Complete what was interrupted, and read what is new.
    Sync {
        /// Wait for what mends itself.
        #[arg(long)]
        wait: bool,
    },
    /// How it stands with this home.
    Status,
    /// Check everything this program stands on.
    Doctor,
}

impl Command {
    /// Whether it is the first command of a home.
    pub(crate) const fn is_sign_in(&self) -> bool {
        matches!(self, Self::SignIn { .. })
    }
}
