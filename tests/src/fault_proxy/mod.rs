//! A network that hurts: a TCP proxy on loopback between `jx` and the platform, which passes requests on and does to some of
//! them what networks do. A seed decides which request is hurt, how, and where; the same seed and the same requests are
//! hurt alike.
//!
//! It knows of HTTP/1.1 what it needs to hurt exactly: heads, announced lengths, bodies. It refuses to know the contract:
//! what may follow from a harm is said by who calls it.

mod draw;
mod harm;
mod message;
mod pages;
mod passage;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::window::{Result, Trouble};

pub use draw::{Harm, Inflicted};

use draw::Draws;

/// The proxy. Everything that it holds open is closed when it is dropped.
#[derive(Debug)]
pub struct FaultProxy {
    shared: Arc<Shared>,
    address: SocketAddr,
    runtime: Option<Runtime>,
}

/// What all connections of a proxy know.
#[derive(Debug)]
struct Shared {
    upstream: SocketAddr,
    /// Where redirects lead.
    elsewhere: SocketAddr,
    /// How many connections came there.
    astray: AtomicUsize,
    draws: Mutex<Draws>,
    /// Whether nobody is hurt any more. What stands still does so until then.
    is_calm: watch::Sender<bool>,
}

impl FaultProxy {
    /// A proxy before the platform at `url`. It hurts nobody yet. The kinds of harm come in an order that `seed` decides,
    /// the first `skipped` of them later than the others.
    ///
    /// # Errors
    /// When the address is none, or no port is free.
    pub fn start(url: &str, seed: u64, skipped: usize) -> Result<Self> {
        let upstream = url.strip_prefix("http://").and_then(|address| address.parse().ok());
        let upstream = upstream.ok_or_else(|| Trouble::new(format!("{url} is no address on this machine")))?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (listener, elsewhere) = runtime.block_on(async {
            let any = SocketAddr::from(([127, 0, 0, 1], 0));
            Ok::<_, std::io::Error>((TcpListener::bind(any).await?, TcpListener::bind(any).await?))
        })?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            upstream,
            elsewhere: elsewhere.local_addr()?,
            astray: AtomicUsize::new(0),
            draws: Mutex::new(Draws::new(seed, skipped)),
            is_calm: watch::Sender::new(true),
        });
        runtime.spawn(passage::listen(listener, shared.clone()));
        runtime.spawn(passage::listen_elsewhere(elsewhere, shared.clone()));
        Ok(Self { shared, address, runtime: Some(runtime) })
    }

    /// The address for programs, instead of the platform's own.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it hurts at most so many requests, about one of `one_in`.
    pub fn hurt(&self, most: usize, one_in: u64) {
        self.shared.draws().allow(most, one_in);
        self.shared.is_calm.send_replace(false);
    }

    /// It hurts nobody any more; what stood still ends.
    pub fn calm(&self) {
        self.shared.draws().allow(0, 1);
        self.shared.is_calm.send_replace(true);
    }

    /// Everything that it did so far, in order.
    #[must_use]
    pub fn inflicted(&self) -> Vec<Inflicted> {
        self.shared.draws().inflicted().to_vec()
    }

    /// How many followed where a redirect led them.
    #[must_use]
    pub fn led_astray(&self) -> usize {
        self.shared.astray.load(Ordering::SeqCst)
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Shared {
    fn draws(&self) -> MutexGuard<'_, Draws> {
        self.draws.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody is hurt any more.
    async fn calm(&self) {
        let mut seen = self.is_calm.subscribe();
        // The sender lives as long as this.
        let _calm = seen.wait_for(|is_calm| *is_calm).await;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;

    const REQUEST: &[u8] = b"POST /v1/statements HTTP/1.1\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{\"a\":123}";
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"b\":45678}";

    /// A platform that gives everybody the same answer.
    fn platform() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(|stream| stream.ok()) {
                // Whoever breaks off is not answered, or does not hear it.
                thread::spawn(|| answer(stream).is_ok());
            }
        });
        url
    }

    fn answer(stream: TcpStream) -> std::io::Result<()> {
        let (mut request, mut line, mut length) = (BufReader::new(stream), String::new(), 0);
        while line != "\r\n" {
            line.clear();
            if request.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let field = line.to_ascii_lowercase();
            length = field.strip_prefix("content-length: ").map_or(length, |text| text.trim().parse().unwrap_or(0));
        }
        request.read_exact(&mut vec![0; length])?;
        request.get_mut().write_all(ANSWER)
    }

    /// What one request brings within three seconds.
    fn asked(proxy: &FaultProxy) -> Vec<u8> {
        let until = Instant::now() + Duration::from_secs(3);
        let mut stream = TcpStream::connect(proxy.address).expect("a connection");
        let (mut answer, mut piece) = (Vec::new(), [0; 64]);
        let mut written = stream.write_all(REQUEST).and_then(|()| stream.shutdown(std::net::Shutdown::Write));
        while written.is_ok() && Instant::now() < until {
            let left = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            stream.set_read_timeout(Some(left)).expect("a limit");
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => answer.extend_from_slice(&piece[..count]),
                Err(error) => written = Err(error),
            }
        }
        answer
    }

    #[test]
    fn a_calm_network_passes_every_byte_and_a_hurting_one_hurts_alike_by_the_same_seed() {
        let url = platform();
        let seen = |seed| {
            let proxy = FaultProxy::start(&url, seed, 0).expect("it starts");
            assert_eq!(asked(&proxy), ANSWER);
            proxy.hurt(8, 1);
            let hurt: Vec<_> = (0..8).map(|_| asked(&proxy)).collect();
            assert_eq!(asked(&proxy), ANSWER, "no more than were allowed");
            (hurt, proxy.inflicted())
        };
        let (hurt, inflicted) = seen(3);
        assert_eq!(inflicted.len(), 8);
        let unharmed =
            |harm| matches!(harm, Harm::Duplicate | Harm::Pause | Harm::CorruptRequest | Harm::TruncateRequest);
        for (answer, inflicted) in hurt.iter().zip(&inflicted) {
            assert_eq!(answer == ANSWER, unharmed(inflicted.harm), "{inflicted}: {}", String::from_utf8_lossy(answer));
        }
        let again = seen(3);
        assert_eq!(again.1, inflicted);
        assert_ne!(seen(4).1, inflicted);
    }
}
