//! Connections: taken up to a number, held to their time, and ended in order.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::middleware::from_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::http::checkable;
use crate::patient::Patient;
use crate::{Limits, Platform, router};

/// The bytes of a body that are read at once, at most. Headers are held to less by the router.
const READ_BUFFER: usize = 64 * 1024;

/// How long requests that run may take when the platform ends.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// Serves a platform until `stop` is ready; then requests that run are finished, and whoever waits for news is sent
/// home.
///
/// # Errors
///
/// Failures of the listening socket that do not pass.
pub async fn serve(platform: Platform, listener: TcpListener, stop: impl Future<Output = ()> + Send) -> io::Result<()> {
    let limits = platform.options.limits.clone();
    let room = Arc::new(Semaphore::new(limits.connections));
    let (closing, running) = (platform.closing.clone(), TaskTracker::new());
    running.spawn(crate::sweep::daily(platform.clone()));
    let router = router(platform).layer(from_fn(checkable));
    let mut stop = pin!(stop);
    let ended = loop {
        let accepted = tokio::select! {
            () = &mut stop => break Ok(()),
            accepted = accept(&listener, &room) => accepted,
        };
        let (stream, address, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if passes(&error) => continue,
            Err(error) => break Err(error),
        };
        let connection = connection(router.clone(), stream, address, limits.clone(), closing.clone());
        running.spawn(async move {
            connection.await;
            drop(place);
        });
    };
    closing.cancel();
    running.close();
    let _finished = tokio::time::timeout(LAST_REQUESTS, running.wait()).await;
    ended
}

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> io::Result<Accepted> {
    let place = Arc::clone(room).acquire_owned().await;
    let place = place.map_err(io::Error::other)?;
    let (stream, address) = listener.accept().await?;
    Ok((stream, address, place))
}

/// Whether the next connection may well be accepted: it is the other end that failed.
fn passes(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

async fn connection(
    router: Router,
    stream: TcpStream,
    address: SocketAddr,
    limits: Limits,
    closing: CancellationToken,
) {
    let _small_answers_leave_at_once = stream.set_nodelay(true);
    let service = router.map_request(move |mut request: axum::http::Request<_>| {
        request.extensions_mut().insert(ConnectInfo(address));
        request
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(READ_BUFFER)
        .max_headers(64);
    let io = TokioIo::new(Patient::new(stream, limits.still_time));
    let mut connection = pin!(builder.serve_connection(io, TowerToHyperService::new(service)));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}
