//! The live stream: it says "there is more", never what; what it is is read from the feed.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use jixiang_wire::feed::{More, Position};

use super::asker::Asker;
use crate::ledger::{Reader, pages};
use crate::{Error, Platform};

/// `GET /v1/stream`
pub(super) async fn stream(
    State(platform): State<Platform>,
    asker: Asker,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let mut news = platform.ledger.watch();
    news.mark_changed();
    let begin = Listening { reader: asker.reader(), said: Position(0), news, platform };
    let events = futures_util::stream::unfold(begin, |mut listening| async move {
        let cursor = listening.next().await?;
        let event = Event::default().json_data(More { cursor }).ok()?;
        Some((Ok(event), listening))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// One client that listens.
struct Listening {
    reader: Reader,
    /// The newest position that the client was told of.
    said: Position,
    news: tokio::sync::watch::Receiver<Position>,
    platform: Platform,
}

impl Listening {
    /// The newest position that the reader may see, once there is a newer one; `None` when the platform ends.
    async fn next(&mut self) -> Option<Position> {
        loop {
            tokio::select! {
                changed = self.news.changed() => changed.ok()?,
                () = self.platform.closing.cancelled() => return None,
            }
            if let Some(newest) = self.newest().await.ok()? {
                self.said = newest;
                return Some(newest);
            }
        }
    }

    async fn newest(&self) -> Result<Option<Position>, Error> {
        let (reader, said) = (self.reader.clone(), self.said);
        self.platform
            .work(move |platform| platform.ledger.read(|transaction| pages::newest(transaction, &reader, said)))
            .await
    }
}
