//! A server of a few lines that says exactly what it is told to, byte by byte where that matters.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::interval;

/// What is done with a connection once the head of its request is there.
#[derive(Clone)]
pub(crate) enum Act {
    /// Reads the body that was announced, says this, and waits for the next request.
    Say(Vec<u8>),
    /// As [`Act::Say`], the first to the first request of all, and so on; then the last.
    SayInTurn(Vec<Vec<u8>>),
    /// Says this and closes.
    SayAndClose(Vec<u8>),
    /// Says this and nothing more, and keeps the connection.
    SayAndStall(Vec<u8>),
    /// Says the first, then the second one byte at a time.
    Drip(Vec<u8>, Vec<u8>, Duration),
    /// Says the first, then the second again and again.
    Repeat(Vec<u8>, Vec<u8>),
    /// Waits, and says this.
    Later(Duration, Vec<u8>),
}

pub(crate) struct Server {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn start(act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, act.clone(), Arc::clone(&seen)));
            }
        });
        Self { address, heads }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no panic holds it").clone()
    }
}

/// Errors end the connection: the client may leave at any time.
async fn talk(mut stream: TcpStream, act: Act, heads: Arc<Mutex<Vec<String>>>) -> Option<()> {
    loop {
        let (head, rest) = read_head(&mut stream).await?;
        heads.lock().expect("no panic holds it").push(head.clone());
        match &act {
            Act::Say(bytes) => {
                skip_body(&mut stream, &head, rest).await?;
                stream.write_all(bytes).await.ok()?;
            }
            Act::SayInTurn(all) => {
                let turn = heads.lock().expect("no panic holds it").len().min(all.len()) - 1;
                skip_body(&mut stream, &head, rest).await?;
                stream.write_all(&all[turn]).await.ok()?;
            }
            Act::SayAndClose(bytes) => {
                stream.write_all(bytes).await.ok()?;
                return stream.shutdown().await.ok();
            }
            Act::SayAndStall(bytes) => {
                stream.write_all(bytes).await.ok()?;
                std::future::pending::<()>().await;
            }
            Act::Drip(first, then, every) => {
                stream.write_all(first).await.ok()?;
                let mut ticks = interval(*every);
                for byte in then {
                    ticks.tick().await;
                    stream.write_all(&[*byte]).await.ok()?;
                }
            }
            Act::Repeat(first, then) => {
                stream.write_all(first).await.ok()?;
                loop {
                    stream.write_all(then).await.ok()?;
                }
            }
            Act::Later(wait, bytes) => {
                let mut ticks = interval(*wait);
                ticks.tick().await;
                ticks.tick().await;
                stream.write_all(bytes).await.ok()?;
            }
        }
    }
}

/// The head of a request, and how much of its body came with it.
async fn read_head(stream: &mut TcpStream) -> Option<(String, usize)> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = stream.read(&mut piece).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            return Some((head, bytes.len() - end - 4));
        }
    }
}

async fn skip_body(stream: &mut TcpStream, head: &str, there: usize) -> Option<()> {
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    let mut left = length.unwrap_or(0).saturating_sub(there);
    let mut piece = vec![0; 65_536];
    while left > 0 {
        let most = left.min(piece.len());
        left -= stream.read(&mut piece[..most]).await.ok().filter(|count| *count > 0)?;
    }
    Some(())
}
