//! Bodies in both directions: announced length, bounded length, and a rate below which nobody waits.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures_util::stream;
use jixiang_engine::port::RemoteError;
use reqwest::{Body, Response};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::Patience;
use crate::failure::translate;
use crate::pace::Pace;

/// A body goes out in pieces of this many bytes, each of which shows that it moves.
const PIECE: usize = 64 * 1024;

/// Why a body was not read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is longer than it may be. Nothing after that was read.
    Long,
    /// The connection broke, stood still or was too slow.
    Failed(RemoteError),
}

/// Reads a body of at most `most` bytes, no faster than `pace` lets it.
pub(crate) async fn read(
    mut response: Response,
    most: usize,
    patience: &Patience,
    pace: Option<&Pace>,
) -> Result<Vec<u8>, Unread> {
    let announced = response.content_length().unwrap_or_default();
    let announced = usize::try_from(announced).map_err(|_| Unread::Long)?;
    if announced > most {
        return Err(Unread::Long);
    }
    let offline = |why: &str| Unread::Failed(RemoteError::Offline(why.to_owned()));
    let started = Instant::now();
    let mut bytes = Vec::with_capacity(announced);
    loop {
        let piece =
            timeout(patience.silence, response.chunk()).await.map_err(|_| offline("the answer stands still"))?;
        let Some(piece) = piece.map_err(|error| Unread::Failed(translate(error)))? else {
            return Ok(bytes);
        };
        if bytes.len() + piece.len() > most {
            return Err(Unread::Long);
        }
        bytes.extend_from_slice(&piece);
        if let Some(pace) = pace {
            pace.turn(piece.len()).await;
        }
        if patience.is_over(bytes.len(), started.elapsed()) {
            return Err(offline("the answer is too slow"));
        }
    }
}

/// A body that goes no faster than `pace` lets it, and tells how many bytes of it were taken; the telling ends with the
/// body.
pub(crate) fn telling(bytes: Bytes, pace: Arc<Pace>) -> (Body, watch::Receiver<usize>) {
    let (taken, moving) = watch::channel(0);
    let pieces = stream::unfold((bytes, taken, pace), |(mut rest, taken, pace)| async move {
        if rest.is_empty() {
            return None;
        }
        let piece = rest.split_to(rest.len().min(PIECE));
        pace.turn(piece.len()).await;
        taken.send_modify(|taken| *taken += piece.len());
        Some((Ok::<_, std::convert::Infallible>(piece), (rest, taken, pace)))
    });
    (Body::wrap_stream(pieces), moving)
}
