//! `jixiang-platform`: serves one data folder; with `--demo`, the demo province on this machine. Or verifies one.

mod demo;
mod verify;

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jixiang_platform::{Founding, Mode, Options, Platform};
use jixiang_statement::VerifyingKey;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// The reference platform of 吉享.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves a data folder until it is told to end (SIGTERM, Ctrl-C).
    Serve(Serve),
    /// Reads every object that a living statement needs and names what is lost or damaged. A platform may serve the folder
    /// meanwhile. Exits with 0 when all is well, 1 when something is lost or damaged, 2 when it could not be told.
    Verify(verify::Verify),
}

#[derive(clap::Args)]
struct Serve {
    /// The data folder. Without --demo it holds realm.toml: `instance = "…"` and `root = "…"` (64 hexadecimal digits).
    #[arg(long)]
    data: PathBuf,
    /// Where to listen. Port 0 picks one; the first line of the output names it.
    #[arg(long, default_value = "127.0.0.1:8740")]
    listen: SocketAddr,
    /// Serves the demo province, with a sign-in that asks for no proof; only on this machine.
    #[arg(long)]
    demo: bool,
    /// Which PCs the demo's authority admits by itself; the others wait for a key admin of their department.
    #[arg(long, value_enum, default_value_t = Admit::All, requires = "demo")]
    admit: Admit,
}

/// Whom the demo's authority admits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Admit {
    /// Every PC of everybody in the directory.
    All,
    /// The first PC of each person.
    First,
}

/// Why the program did not start or go on: one sentence for the person who started it.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("--demo lets anybody sign in as anybody: it listens on a loopback address only, not on {0}")]
    Open(SocketAddr),
    #[error("{path}: {what}")]
    Realm { path: String, what: String },
    #[error("the demo's authority: {0}")]
    Demo(#[from] jixiang_demo::DemoError),
    #[error(transparent)]
    Platform(#[from] jixiang_platform::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    log();
    match command {
        Command::Serve(arguments) => run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
    }
}

fn run(arguments: &Serve) -> ExitCode {
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(serve(arguments)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tracing::error!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Logs go to stderr and carry ids only. `RUST_LOG` asks for more than warnings.
fn log() {
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing::level_filters::LevelFilter::WARN.into())
        .from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

async fn serve(arguments: &Serve) -> Result<(), Failure> {
    let platform = open(arguments)?;
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let listener = TcpListener::bind(arguments.listen).await?;
    let address = listener.local_addr()?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening on http://{address}")?;
    out.flush()?;
    drop(out);
    let stop = async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    };
    Ok(jixiang_platform::serve(platform, listener, stop).await?)
}

fn open(arguments: &Serve) -> Result<Platform, Failure> {
    if !arguments.demo {
        let options = Options::new(founding(&arguments.data)?, Mode::Office);
        return Ok(Platform::open(&arguments.data, options)?);
    }
    if arguments.listen.ip().is_loopback() {
        demo::open(&arguments.data, arguments.admit)
    } else {
        Err(Failure::Open(arguments.listen))
    }
}

/// The realm of a platform that is no demo.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RealmFile {
    instance: String,
    root: String,
}

fn founding(data: &Path) -> Result<Founding, Failure> {
    let path = data.join("realm.toml");
    let fault = |what: String| Failure::Realm { path: path.display().to_string(), what };
    let text = std::fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
    let RealmFile { instance, root } = toml::from_str(&text).map_err(|error| fault(error.message().to_owned()))?;
    let mut key = [0; 32];
    hex::decode_to_slice(&root, &mut key).map_err(|error| fault(format!("root: {error}")))?;
    let root = VerifyingKey::from_bytes(&key).map_err(|error| fault(format!("root: {error}")))?;
    Ok(Founding { instance, root })
}
