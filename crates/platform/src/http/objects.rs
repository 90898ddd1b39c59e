//! Objects: what has to be sent, sending it, and reading it.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, BodyDataStream};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::StreamExt as _;
use jixiang_model::ObjectId;
use jixiang_wire::Code;
use jixiang_wire::limits::{MAX_MISSING, MAX_OBJECT};
use jixiang_wire::object::{Ask, Missing, OBJECT_TYPE};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::io::ReaderStream;

use super::asker::Asker;
use super::body;
use crate::ledger::{Reader, access, store_object, stored_bytes, unnamed};
use crate::objects::Arrival;
use crate::options::Limits;
use crate::platform::Inner;
use crate::{Error, Platform};

/// Bytes are handed to the disk in portions of about this size.
const PORTION: usize = 512 * 1024;

/// `POST /v1/objects/missing`
pub(super) async fn missing(
    State(platform): State<Platform>,
    asker: Asker,
    request: Request,
) -> Result<Json<Missing>, Error> {
    let Ask { mut ids } = body::json(request).await?;
    if ids.len() > MAX_MISSING {
        return Err(Error::of(Code::Malformed, format!("at most {MAX_MISSING} ids are asked for at once")));
    }
    let reader = asker.reader();
    let missing = platform
        .work(move |platform| {
            let now = platform.now();
            platform.ledger.read(|transaction| {
                let mut missing = Vec::new();
                for id in ids.drain(..) {
                    match access::knows(transaction, &reader, &id, now)? {
                        Some(bytes) if platform.store.has(&id, bytes) => {}
                        Some(_) | None => missing.push(id),
                    }
                }
                Ok(missing)
            })
        })
        .await?;
    Ok(Json(Missing { missing }))
}

/// `PUT /v1/objects/{id}`
pub(super) async fn store(
    State(platform): State<Platform>,
    asker: Asker,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Error> {
    let id: ObjectId = body::id(&id)?;
    let length = length(request.headers())?;
    let reader = asker.reader();
    has_room(&platform, reader.clone(), length).await?;
    let stream = request.into_body().into_data_stream();
    let arrival = receive(&platform, stream, length).await?;
    platform.work(move |platform| keep(platform, &reader, arrival, &id, length)).await
}

fn length(headers: &HeaderMap) -> Result<u64, Error> {
    match body::length(headers)? {
        None => Err(Error::of(Code::Length, "Content-Length is required")),
        Some(length) if length > MAX_OBJECT => {
            Err(Error::of(Code::TooLarge, format!("an object has at most {MAX_OBJECT} bytes")))
        }
        Some(0) => Err(Error::of(Code::Malformed, "an object has at least one byte")),
        Some(length) => Ok(length),
    }
}

/// What a person sends without signing anything has an end.
async fn has_room(platform: &Platform, reader: Reader, length: u64) -> Result<(), Error> {
    let sent =
        platform.work(move |platform| platform.ledger.read(|transaction| unnamed::bytes_of(transaction, &reader)));
    if sent.await?.saturating_add(length) > platform.options.limits.unnamed_bytes {
        return Err(Error::of(Code::Full, "too much was sent that no statement names yet"));
    }
    Ok(())
}

/// Takes the bytes as they come, at the least rate that is allowed, and never more than were announced.
async fn receive(platform: &Platform, mut stream: BodyDataStream, length: u64) -> Result<Arrival, Error> {
    let limits = &platform.options.limits;
    let deadline = Instant::now() + limits.still_time + at_least_rate(length, limits);
    let mut arrival = platform.work(|platform| platform.store.arrive()).await?;
    let (mut portion, mut held, mut taken) = (Vec::new(), 0, 0_u64);
    loop {
        let until = deadline.min(Instant::now() + limits.still_time);
        let frame = timeout_at(until, stream.next()).await;
        let frame = frame.map_err(|_| Error::of(Code::Slow, "the object arrives too slowly"))?;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|_| Error::of(Code::Malformed, "the object broke off"))?;
        taken += frame.len() as u64;
        if taken > length {
            return Err(Error::of(Code::TooLarge, "more bytes came than were announced"));
        }
        held += frame.len();
        portion.push(frame);
        if held >= PORTION {
            arrival = write(platform, arrival, std::mem::take(&mut portion)).await?;
            held = 0;
        }
    }
    write(platform, arrival, portion).await
}

fn at_least_rate(length: u64, limits: &Limits) -> Duration {
    Duration::from_secs(length / limits.min_rate.max(1))
}

async fn write(platform: &Platform, mut arrival: Arrival, portion: Vec<Bytes>) -> Result<Arrival, Error> {
    platform
        .work(move |_| {
            for bytes in portion {
                arrival.write(&bytes)?;
            }
            Ok(arrival)
        })
        .await
}

/// Puts the object under its name when its bytes are those of the name. Whether somebody else sent it before is not
/// told: 200 is for who sent it or could read it before.
fn keep(platform: &Inner, reader: &Reader, arrival: Arrival, id: &ObjectId, length: u64) -> Result<StatusCode, Error> {
    if arrival.id() != *id {
        return Err(Error::of(Code::Hash, "the bytes have another BLAKE3 hash"));
    }
    let (_, bytes) = arrival.settle()?;
    if bytes != length {
        return Err(Error::of(Code::Malformed, "fewer bytes came than were announced"));
    }
    platform.store.keep(&arrival, id)?;
    let now = platform.now();
    platform.ledger.write(|transaction, _| {
        let known = access::knows(transaction, reader, id, now)?;
        store_object(transaction, id, bytes, Some(reader), now)?;
        Ok(match known {
            Some(_) => StatusCode::OK,
            None => StatusCode::CREATED,
        })
    })
}

/// `GET /v1/objects/{id}`
pub(super) async fn read(
    State(platform): State<Platform>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id: ObjectId = body::id(&id)?;
    let reader = asker.reader();
    let opening = platform.work(move |platform| open(platform, &reader, &id));
    let opening = timeout(platform.options.limits.request_time, opening).await;
    let (file, bytes) = opening.map_err(|_| Error::of(Code::Busy, "the store is busy"))??;
    let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(file), PORTION);
    let headers = [(header::CONTENT_TYPE, OBJECT_TYPE.to_owned()), (header::CONTENT_LENGTH, bytes.to_string())];
    Ok((headers, Body::from_stream(stream)).into_response())
}

/// Opens the file before anything is noted: what cannot be handed out was not handed out. That it has another length than
/// the object costs nothing to see; other bytes of the same length are found by who fetches, and by `verify`.
fn open(platform: &Inner, reader: &Reader, id: &ObjectId) -> Result<(std::fs::File, u64), Error> {
    let now = platform.now();
    let (decided, bytes) = platform
        .ledger
        .read(|transaction| Ok((access::decide(transaction, reader, id, now)?, stored_bytes(transaction, id)?)))?;
    let file = match decided {
        access::Access::Reads | access::Access::HandsOut(_) => {
            platform.store.file(id)?.filter(|(_, found)| Some(*found) == bytes)
        }
        access::Access::None | access::Access::Expired | access::Access::TakenBack => None,
    };
    // Only what leaves a note waits for the one writer; it decides again there, after every take-back before it.
    match decided {
        access::Access::HandsOut(_) if file.is_some() => {
            platform.ledger.write(|transaction, _| access::hand_out(transaction, reader, id, now))?
        }
        access::Access::HandsOut(_) | access::Access::Reads => {}
        access::Access::None | access::Access::Expired | access::Access::TakenBack => {
            return Err(access::refusal(decided));
        }
    }
    file.ok_or_else(|| {
        tracing::error!(object = %id, "the file of an object is gone or has another length");
        Error::of(Code::Damaged, "the platform lost or damaged this object")
    })
}
