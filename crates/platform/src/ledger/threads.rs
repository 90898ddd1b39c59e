//! Threads in the ledger: their replay, and what a statement of theirs changes in who may read what.

use jixiang_model::{Home, Kind, RequestState, ScopeId, UnixMillis};
use jixiang_statement::payload::Payload;
use jixiang_statement::thread::{GrantOf, ReleaseOf, RequestThread, RetireOf, Thread};
use jixiang_statement::{Refusal, Signed};
use jixiang_wire::feed::Position;
use rusqlite::{Connection, params};

use super::access::{self, Fed};
use super::stands::Stands;
use super::{named, rows};
use crate::Error;

/// The last number of what is granted until it is revoked.
const UNTIL_REVOKED: i64 = i64::MAX;

/// Whether a kind stands in threads, and not in chains, the realm or heads.
pub(super) fn is_of_thread(kind: Kind) -> bool {
    let is_thread = |home: &Home| matches!(home, Home::Review | Home::Dataset | Home::Request | Home::Delivery);
    kind.rule().homes.iter().any(is_thread)
}

/// The replay of a scope, if it is a thread and something of it counts.
pub(super) fn replay(connection: &Connection, scope: &ScopeId) -> Result<Option<Thread>, Error> {
    let mut statements = rows::thread(connection, scope)?.into_iter();
    let named = named::of_scope(connection, scope)?;
    let damage = |refusal: Refusal| Error::Damage(format!("thread {scope}: {refusal}"));
    let opening = statements.find(|(.., stands)| *stands == Stands::Counts);
    let Some((opening, signer, _)) = opening.filter(|(opening, ..)| is_of_thread(opening.kind())) else {
        return Ok(None);
    };
    let mut thread = Thread::open(&opening, signer, &named).map_err(damage)?;
    for (signed, signer, stands) in statements {
        let placed = match stands {
            Stands::Counts => thread.append(&signed, signer, &named),
            Stands::Place => thread.pass_over(&signed),
            Stands::Aside | Stands::Gone => continue,
        };
        placed.map_err(damage)?;
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
    let scope = &signed.header().scope;
    if signed.header().prev.is_none() {
        open(connection, thread)?;
    }
    match thread {
        Thread::Delivery(delivery) => match delivery.taken_back() {
            Some((id, _)) if id == signed.id() => end(connection, scope, position),
            Some(_) | None => Ok(()),
        },
        Thread::Review(_) => Ok(()),
        Thread::Dataset(dataset) => {
            if let Payload::Retire(retire) = signed.payload() {
                return dataset.retired(&retire.release).map_or(Ok(()), |retired| retire_of(connection, retired));
            }
            release(connection, dataset.id(), dataset.latest())
        }
        Thread::Request(request) => grant(connection, request),
    }
}

/// Writes down anew what a thread that was judged again has come to. Of one without an opening that counts everything has
/// ended at this position.
pub(super) fn rewrite(
    connection: &Connection,
    scope: &ScopeId,
    thread: Option<&Thread>,
    at: Position,
) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM releases WHERE position IN (SELECT position FROM statements WHERE scope = ?1)")?
        .execute([scope.as_bytes()])?;
    connection.prepare_cached("DELETE FROM grants WHERE request = ?1")?.execute([scope.as_bytes()])?;
    match thread {
        None => end(connection, scope, at),
        Some(Thread::Delivery(delivery)) => {
            let back = delivery.taken_back();
            let back = back.map_or(Ok(None), |(id, _)| rows::known(connection, &id))?;
            connection
                .prepare_cached("UPDATE deliveries SET taken_back = ?2 WHERE scope = ?1")?
                .execute(params![scope.as_bytes(), back.map_or(0, |(position, _)| position.0)])?;
            Ok(())
        }
        Some(Thread::Review(_)) => Ok(()),
        Some(Thread::Dataset(dataset)) => {
            for one in dataset.releases() {
                release(connection, dataset.id(), one)?;
                dataset.retired(&one.statement).map_or(Ok(()), |retired| retire_of(connection, retired))?;
            }
            Ok(())
        }
        Some(Thread::Request(request)) => grant(connection, request),
    }
}

/// Opens a scope to its readers, and to nobody whom an opening that does not count any more had let in.
fn open(connection: &Connection, thread: &Thread) -> Result<(), Error> {
    let scope = &thread.id();
    access::close(connection, scope)?;
    match thread {
        Thread::Delivery(delivery) => access::open_delivery(connection, delivery),
        Thread::Review(review) => access::open_to_department(connection, scope, review.department()),
        Thread::Dataset(_) => access::open_to_all(connection, scope, Fed::Yes),
        Thread::Request(request) => {
            access::open_to_department(connection, scope, request.requester())?;
            access::open_to_department(connection, scope, request.provider())
        }
    }
}

/// The content of a delivery leaves no more.
fn end(connection: &Connection, delivery: &ScopeId, position: Position) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE deliveries SET taken_back = ?2 WHERE scope = ?1 AND taken_back = 0")?
        .execute(params![delivery.as_bytes(), position.0])?;
    Ok(())
}

fn release(connection: &Connection, dataset: ScopeId, release: &ReleaseOf) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO releases (position, dataset, number, record, open)
             VALUES ((SELECT position FROM statements WHERE id = ?1), ?2, ?3,
                     (SELECT position FROM statements WHERE id = ?4), ?5)",
        )?
        .execute(params![
            release.statement.as_bytes(),
            dataset.as_bytes(),
            release.number,
            release.record.as_ref().map_or(rows::NONE, |record| record.statement.as_bytes()),
            release.open.is_some(),
        ])?;
    Ok(())
}

fn retire_of(connection: &Connection, retired: &RetireOf) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE releases SET retired = (SELECT position FROM statements WHERE id = ?2)
             WHERE position = (SELECT position FROM statements WHERE id = ?1)",
        )?
        .execute(params![retired.release.as_bytes(), retired.statement.as_bytes()])?;
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
