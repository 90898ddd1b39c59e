//! Connections: requests are passed on one after the other, and those that a wound was drawn for are hurt.

use std::io::Result;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};

use super::Shared;
use super::harm::inflict;
use super::message::{End, Head, pass};

/// What becomes of a connection after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// The next request may come.
    GoesOn,
    /// It is closed.
    Over,
}

/// Takes connections for as long as the proxy lives.
pub(super) async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            // Either end may leave at any time; then the other is let go, too.
            let _left = serve(stream, &shared).await;
        });
    }
}

/// Counts those who follow a redirect.
pub(super) async fn listen_elsewhere(listener: TcpListener, shared: Arc<Shared>) {
    while listener.accept().await.is_ok() {
        shared.astray.fetch_add(1, Ordering::SeqCst);
    }
}

async fn serve(stream: TcpStream, shared: &Shared) -> Result<()> {
    let mut client = end(stream)?;
    while let Some(request) = Head::read(&mut client).await? {
        let wound = shared.draws().draw(&request);
        let after = match wound {
            Some(wound) => inflict(wound, &request, &mut client, shared).await?,
            None => {
                let (answer, mut platform) = ask(&request, &mut client, shared).await?;
                pass(&answer, &mut platform, &mut client).await?;
                After::GoesOn
            }
        };
        if after == After::Over {
            return Ok(());
        }
    }
    Ok(())
}

/// Passes a request on and reads the head of the answer.
pub(super) async fn ask(request: &Head, client: &mut End, shared: &Shared) -> Result<(Head, End)> {
    let mut platform = connect(shared).await?;
    // A platform may answer before it has read everything, and close.
    let passed = pass(request, client, &mut platform).await;
    match Head::read(&mut platform).await {
        Ok(Some(answer)) => Ok((answer, platform)),
        Ok(None) => Err(passed.err().unwrap_or_else(|| std::io::ErrorKind::UnexpectedEof.into())),
        Err(error) => Err(error),
    }
}

/// A connection of its own for each request: what a harm leaves behind on it hurts no other.
pub(super) async fn connect(shared: &Shared) -> Result<End> {
    end(TcpStream::connect(shared.upstream).await?)
}

fn end(stream: TcpStream) -> Result<End> {
    stream.set_nodelay(true)?;
    Ok(BufReader::with_capacity(256 << 10, stream))
}
