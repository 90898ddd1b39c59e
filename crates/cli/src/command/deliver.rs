//! Sending, fetching, taking back, and completing what was interrupted.

use std::path::PathBuf;
use std::time::Duration;

use jixiang_client::{Client, ClientFault as Fault};
use jixiang_contract::{ByteCount, DeliveryId, Event, Line, SendOrder, Stage, TakeBackState, TransferId};

use crate::out::Out;

/// How long `sync --wait` waits before it tries again, unless the platform asks for more.
const PATIENCE: Duration = Duration::from_secs(2);

/// Sends and waits until the platform has it.
pub(crate) async fn send(
    client: &Client,
    paths: Vec<PathBuf>,
    to: Vec<String>,
    note: String,
    expires_days: u16,
    out: &Out,
) -> Result<(), Fault> {
    let engine = client.engine();
    let mut recipients = Vec::with_capacity(to.len());
    for who in to {
        recipients.push(engine.resolve(who).await?);
    }
    if let Stage::Admit { .. } = engine.stage().await {
        return Err(Fault::NotAdmitted);
    }
    let paths = paths.into_iter().map(std::path::absolute).collect::<Result<Vec<_>, _>>();
    let paths = paths.map_err(|error| Fault::Usage(error.to_string()))?;
    let tokens: Vec<_> = engine.pick_paths(paths).await.into_iter().map(|picked| picked.token).collect();
    let title = engine.describe(tokens.clone()).await?.title;
    let order = SendOrder { tokens, title, recipients, note, expires_days };
    let id = engine.send_order(order).await?;
    let transfer = engine.transfer_of(&id).await.ok_or(Fault::NotFound)?;
    if let Err(fault) = run(client, &transfer, out).await {
        return Err(give_up(client, &transfer, fault).await);
    }
    let moved = engine.moved(&transfer).await?;
    let line = Line::Sent {
        delivery: id.clone(),
        id: id.clone(),
        state: "stored".to_owned(),
        bytes: ByteCount(moved.content),
        sent_bytes: ByteCount(moved.travelled),
    };
    out.event(&line, &format!("已上传 {id}"));
    Ok(())
}

/// What can succeed only after another order is not kept as a transfer: a script whose `send` failed sends anew. What the
/// next `sync` can complete stays.
pub(super) async fn give_up(client: &Client, transfer: &TransferId, fault: Fault) -> Fault {
    if fault.mends() || fault.is_of_this_pc() {
        return fault;
    }
    // What was signed already may be on the ledger and stays; and no second failure hides the first.
    let _kept = client.engine().cancel(transfer).await;
    fault
}

/// Fetches, verifies and confirms.
pub(crate) async fn fetch(client: &Client, id: &DeliveryId, to: Option<PathBuf>, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    let to = to.map(std::path::absolute).transpose().map_err(|error| Fault::Usage(error.to_string()))?;
    let transfer = engine.fetch(id, to).await?;
    if let Err(fault) = run(client, &transfer, out).await {
        let over = matches!(fault, Fault::TakenBack | Fault::Expired | Fault::NotFound);
        return Err(if over { give_up(client, &transfer, fault).await } else { fault });
    }
    let paths = engine.saved(id).await?;
    confirm(client, id.to_string(), &transfer, paths, out).await
}

/// Says what was fetched. The receipt is written down already; if it cannot be handed in now, the next command does it.
pub(super) async fn confirm(
    client: &Client,
    id: String,
    transfer: &TransferId,
    paths: Vec<PathBuf>,
    out: &Out,
) -> Result<(), Fault> {
    let engine = client.engine();
    let moved = engine.moved(transfer).await?;
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let confirmed = engine.drain().await;
    let text = paths.join("\n");
    let line = Line::Fetched {
        id,
        state: "verified".to_owned(),
        paths,
        bytes: ByteCount(moved.content),
        received_bytes: ByteCount(moved.travelled),
        verified: true,
    };
    out.event(&line, &format!("已核验\n{text}"));
    match confirmed {
        Err(fault) if !fault.mends() => Err(fault),
        _ => Ok(()),
    }
}

/// Takes a delivery back.
pub(crate) async fn take_back(client: &Client, id: &DeliveryId, out: &Out) -> Result<(), Fault> {
    let card = client.engine().take_back(id).await?;
    let (state, said) = match card.take_back {
        TakeBackState::Done { .. } => ("done", "已收回（平台答复）"),
        TakeBackState::Offer | TakeBackState::Ask | TakeBackState::Asked { .. } | TakeBackState::Closed => {
            ("asked", "已请求收回：对方已取走")
        }
    };
    out.event(&Line::TakenBack { id: id.clone(), state: state.to_owned() }, said);
    Ok(())
}

/// Completes what was interrupted.
pub(crate) async fn sync(client: &Client, wait: bool, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    engine.announce_progress();
    loop {
        let done = match engine.catch_up().await {
            Ok(()) => engine.complete().await,
            Err(fault) => Err(fault),
        };
        match done {
            Ok(transfers) => {
                let line = Line::Done { id: "sync".to_owned(), state: "done".to_owned() };
                out.event(&line, &format!("已完成，续传 {transfers} 项"));
                return Ok(());
            }
            Err(fault) if wait && fault.mends() => {
                tokio::time::sleep(fault.retry_after().map_or(PATIENCE, |after| after.max(PATIENCE))).await;
            }
            Err(fault) => return Err(fault),
        }
    }
}

/// Runs a transfer and prints its progress.
pub(super) async fn run(client: &Client, transfer: &TransferId, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    let mut events = engine.listen().await;
    engine.announce_progress();
    let work = engine.run_transfer(transfer);
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            Some(event) = events.recv() => {
                if let Event::Progress { transfers } = event {
                    let own = transfers.iter().filter(|line| line.id == *transfer);
                    own.for_each(|line| out.progress(line.done.0, line.total.0));
                }
            }
        }
    }
}
