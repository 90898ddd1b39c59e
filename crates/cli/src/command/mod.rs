//! The commands. Each online one first reads what is new and drains the outbox.

mod check;
mod decide;
mod deliver;
mod list;
mod member;
mod share;
mod words;

use jixiang_client::{Client, ClientFault as Fault};
use jixiang_contract::{DatasetId, DeliveryId, PersonId, Stage};

use crate::args::Command;
use crate::out::Out;

/// Runs a command.
pub(crate) async fn run(client: &Client, command: Command, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    if !command.is_sign_in() {
        signed_in(client).await?;
    }
    match command {
        Command::SignIn { demo_staff, key_file, .. } => {
            check::sign_in(client, demo_staff.map(PersonId), key_file, out).await
        }
        Command::Whoami => check::whoami(client, out).await,
        Command::Status => check::status(client, out).await,
        Command::Doctor => check::doctor(client, out).await,
        Command::Departments { words } => {
            online(client, out).await?;
            list::directory(engine.departments(words.join(" "), usize::MAX).await, out);
            Ok(())
        }
        Command::Staff { words } => {
            online(client, out).await?;
            list::directory(engine.people(words.join(" "), usize::MAX).await, out);
            Ok(())
        }
        Command::Send { paths, to, note, expires } => {
            online(client, out).await?;
            deliver::send(client, paths, to, note, expires, out).await
        }
        Command::Fetch { id, version, to } => {
            online(client, out).await?;
            share::fetch(client, &id, version, to, out).await
        }
        Command::Publish(order) => {
            online(client, out).await?;
            share::publish(client, order, out).await
        }
        Command::Search { words, department, limit } => {
            online(client, out).await?;
            share::search(client, words.join(" "), department, limit, out).await
        }
        Command::Show { id } => {
            online(client, out).await?;
            share::show(client, &DatasetId(id), out).await
        }
        Command::Request { dataset, fields } => {
            online(client, out).await?;
            decide::request(client, &DatasetId(dataset), fields, out).await
        }
        Command::Resubmit { id, fields } => {
            online(client, out).await?;
            decide::resubmit(client, &id, fields, out).await
        }
        Command::Decide(decision) => {
            online(client, out).await?;
            decide::act(client, decision, out).await
        }
        Command::Member { act } => {
            online(client, out).await?;
            member::run(client, act, out).await
        }
        Command::TakeBack { id } => {
            online(client, out).await?;
            deliver::take_back(client, &DeliveryId(id), out).await
        }
        Command::Inbox { all } => {
            online(client, out).await?;
            list::inbox(client, all, out).await
        }
        Command::Sent => {
            online(client, out).await?;
            list::sent(client, out).await
        }
        Command::History { id } => {
            online(client, out).await?;
            list::history(client, &id, out).await
        }
        Command::Holdings => list::holdings(client, out).await,
        Command::Transfers => list::transfers(client, out).await,
        Command::Sync { wait } => deliver::sync(client, wait, out).await,
    }
}

/// Reads what is new and drains the outbox. What cannot be done of that is said, and hinders nothing else.
async fn online(client: &Client, out: &Out) -> Result<(), Fault> {
    client.engine().catch_up().await?;
    if let Err(fault) = client.engine().drain().await {
        out.warned(&fault);
    }
    Ok(())
}

async fn signed_in(client: &Client) -> Result<(), Fault> {
    match client.engine().stage().await {
        Stage::SignIn { .. } => Err(Fault::SignedOut),
        Stage::Stopped { .. } | Stage::Admit { .. } | Stage::Ready { .. } => Ok(()),
    }
}
