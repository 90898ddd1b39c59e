//! `jx`: everything the window can do, for scripts and IT. It refuses to have rules of its own: every act is the engine's, and
//! every line of `--json` is one object.

mod args;
mod command;
mod out;

use std::process::ExitCode;

use clap::Parser as _;
use jixiang_client::{Client, ClientFault as Fault, Options};

use crate::args::{Args, Command};
use crate::out::Out;

/// Done.
const DONE: u8 = 0;
/// The act failed; the line says why.
const FAILED: u8 = 1;
/// The command was used wrongly.
const MISUSED: u8 = 2;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let wrong = error.use_stderr();
            // What cannot be printed cannot be reported either.
            let _ = error.print();
            return ExitCode::from(if wrong { MISUSED } else { DONE });
        }
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("JIXIANG_LOG");
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    if let Err(error) = jixiang_client::core_dumps_off() {
        tracing::warn!(%error, "core dumps stay on");
    }
    let out = Out::new(args.json);
    match run(args, &out) {
        Ok(()) => ExitCode::from(DONE),
        Err(Fault::Usage(what)) => {
            out.failed(&Fault::Usage(what));
            ExitCode::from(MISUSED)
        }
        Err(fault) => {
            out.failed(&fault);
            ExitCode::from(FAILED)
        }
    }
}

fn run(args: Args, out: &Out) -> Result<(), Fault> {
    let options = options(&args);
    let client = Client::open(&options).map_err(|fault| match (&args.command, fault) {
        // Nobody has signed in here yet: that is what there is to say.
        (command, Fault::PolicyMissing) if !command.is_sign_in() => Fault::SignedOut,
        (_, fault) => fault,
    })?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Fault::Internal(error.to_string()))?;
    runtime.block_on(command::run(&client, args.command, out))
}

fn options(args: &Args) -> Options {
    let (platform, policy, key_file) = if let Command::SignIn { url, policy, key_file, .. } = &args.command {
        (Some(url.clone()), policy.clone(), *key_file)
    } else {
        (None, None, false)
    };
    Options { home: args.home.clone(), policy, platform, key_file, notices: false, program: "jx" }
}
