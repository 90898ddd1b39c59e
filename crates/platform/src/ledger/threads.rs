//! Threads in the ledger: their replay, and what a statement of theirs changes in who may read what.

use jixiang_model::{Home, RequestState, ScopeId, UnixMillis};
use jixiang_statement::payload::Payload;
use jixiang_statement::thread::{Dataset, GrantOf, RequestThread, Thread};
use jixiang_statement::{Refusal, Signed};
use jixiang_wire::feed::Position;
use rusqlite::{Connection, params};

use super::access::{self, Fed};
use super::{named, rows};
use crate::Error;

/// The last number of what is granted until it is revoked.
const UNTIL_REVOKED: i64 = i64::MAX;

/// The replay of a scope, if it is a thread.
pub(super) fn replay(connection: &Connection, scope: &ScopeId) -> Result<Option<Thread>, Error> {
    let mut statements = rows::thread(connection, scope)?.into_iter();
    let Some((opening, signer)) = statements.next() else {
        return Ok(None);
    };
    let is_thread = |home: &Home| matches!(home, Home::Review | Home::Dataset | Home::Request | Home::Delivery);
    if !opening.kind().rule().homes.iter().any(is_thread) {
        return Ok(None);
    }
    let named = named::of_scope(connection, scope)?;
    let damage = |refusal: Refusal| Error::Damage(format!("thread {scope}: {refusal}"));
    let mut thread = Thread::open(&opening, signer, &named).map_err(damage)?;
    for (signed, signer) in statements {
        thread.append(&signed, signer, &named).map_err(damage)?;
    }
    Ok(Some(thread))
}

/// Writes down what the thread has come to with its newest statement.
pub(super) fn write(
    connection: &Connection,
    signed: &Signed,
    thread: &Thread,
    position: Position,
) -> Result<(), Error> {
    let opens = signed.header().prev.is_none();
    let scope = &signed.header().scope;
    match thread {
        Thread::Delivery(delivery) if opens => access::open_delivery(connection, delivery),
        Thread::Delivery(delivery) => match delivery.taken_back() {
            Some((id, _)) if id == signed.id() => take_back(connection, scope, position),
            Some(_) | None => Ok(()),
        },
        Thread::Review(review) if opens => access::open_to_department(connection, scope, review.department()),
        Thread::Review(_) => Ok(()),
        Thread::Dataset(dataset) => {
            if opens {
                access::open_to_all(connection, scope, Fed::Yes)?;
            }
            release(connection, signed, dataset, position)
        }
        Thread::Request(request) => {
            if opens {
                access::open_to_department(connection, scope, request.requester())?;
                access::open_to_department(connection, scope, request.provider())?;
            }
            grant(connection, request)
        }
    }
}

fn take_back(connection: &Connection, scope: &ScopeId, position: Position) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE deliveries SET taken_back = ?2 WHERE scope = ?1 AND taken_back = 0")?
        .execute(params![scope.as_bytes(), position.0])?;
    Ok(())
}

fn release(connection: &Connection, signed: &Signed, dataset: &Dataset, position: Position) -> Result<(), Error> {
    if let Payload::Release(release) = signed.payload() {
        connection
            .prepare_cached(
                "INSERT INTO releases (position, dataset, number, record, open)
                 VALUES (?1, ?2, ?3, (SELECT position FROM statements WHERE id = ?4), ?5)",
            )?
            .execute(params![
                position.0,
                dataset.id().as_bytes(),
                release.number,
                release.record.as_ref().map_or(rows::NONE, |record| record.as_bytes()),
                release.open.is_some(),
            ])?;
    } else if let Payload::Retire(retire) = signed.payload() {
        connection
            .prepare_cached(
                "UPDATE releases SET retired = ?2
                 WHERE position = (SELECT position FROM statements WHERE id = ?1) AND retired = 0",
            )?
            .execute(params![retire.release.as_bytes(), position.0])?;
    }
    Ok(())
}

/// What the request has come to for its requester: versions that a grant covers, or all open ones.
fn grant(connection: &Connection, request: &RequestThread) -> Result<(), Error> {
    let Some(given) = Given::of(request) else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO grants (request, dataset, department, first, last, not_after, open, ended)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            request.id().as_bytes(),
            request.dataset().as_bytes(),
            request.requester().as_bytes(),
            given.first,
            given.last,
            given.not_after.0,
            given.open,
            given.ended,
        ])?;
    Ok(())
}

struct Given {
    first: u64,
    last: i64,
    not_after: UnixMillis,
    open: bool,
    ended: bool,
}

impl Given {
    fn of(request: &RequestThread) -> Option<Self> {
        let ended = match request.state() {
            RequestState::Agreed => false,
            RequestState::Revoked => true,
            RequestState::Submitted
            | RequestState::Returned
            | RequestState::Answered
            | RequestState::Refused
            | RequestState::Withdrawn => return None,
        };
        Some(match request.grant() {
            Some(GrantOf { grant, .. }) => Self {
                first: grant.from,
                last: grant.to.map_or(UNTIL_REVOKED, |to| i64::try_from(to).unwrap_or(UNTIL_REVOKED)),
                not_after: grant.not_after,
                open: false,
                ended,
            },
            None => {
                let not_after = request.current().request.until.end();
                Self { first: 1, last: UNTIL_REVOKED, not_after, open: true, ended }
            }
        })
    }
}
