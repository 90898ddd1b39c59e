//! Pages of the ledger: a person's feed, and one scope whole.

use jixiang_model::{DepartmentId, ScopeId, UnixMillis};
use jixiang_wire::feed::{HandedOut, Page, Position, Row, What};
use rusqlite::{Connection, params};

use super::ground::not_found;
use super::{Reader, rows};
use crate::Error;

/// The rows of a person's feed.
macro_rules! visible {
    () => {
        "
    FROM feed f
    LEFT JOIN statements s ON s.position = f.position
    LEFT JOIN handed_out h ON h.position = f.position
    WHERE f.position > ?1 AND (
        EXISTS (SELECT 1 FROM readers r WHERE r.scope = s.scope AND r.fed = 1
                AND r.department IN (x'', ?2) AND r.person IN ('', ?3))
        OR (h.department = ?2 AND h.person = ?3)
        OR EXISTS (SELECT 1 FROM deliveries d WHERE d.scope = h.delivery AND d.department = ?2 AND d.person = ?3))
    "
    };
}

/// A person's feed: statements of the scopes that are fed to them, and what was handed out of deliveries that they sent
/// or fetched. Parameters: since, department, person, limit.
const FEED: &str = concat!(
    "SELECT f.position, f.at, CAST(s.envelope AS TEXT), h.delivery, h.department, h.person",
    visible!(),
    "ORDER BY f.position LIMIT ?4"
);

/// The newest position of a person's feed. Parameters: since, department, person.
const NEWEST: &str = concat!("SELECT max(f.position)", visible!());

/// Reads on in a person's feed.
pub(crate) fn feed(connection: &Connection, reader: &Reader, since: Position, limit: u32) -> Result<Page, Error> {
    let end = rows::newest(connection)?;
    let mut query = connection.prepare_cached(FEED)?;
    let found = query.query_map(
        params![cursor(since), reader.department.as_bytes(), reader.person.as_str(), limit + 1],
        |row| {
            Ok(Found {
                position: Position(row.get(0)?),
                at: UnixMillis(row.get(1)?),
                envelope: row.get(2)?,
                delivery: row.get(3)?,
                department: row.get(4)?,
                person: row.get(5)?,
            })
        },
    )?;
    let found = found.map(|row| row?.into_row()).collect::<Result<_, Error>>()?;
    Ok(page(found, limit, end.max(since)))
}

/// The newest position of a person's feed after `since`, if there is one.
pub(crate) fn newest(connection: &Connection, reader: &Reader, since: Position) -> Result<Option<Position>, Error> {
    let newest: Option<u64> = connection
        .prepare_cached(NEWEST)?
        .query_row(params![cursor(since), reader.department.as_bytes(), reader.person.as_str()], |row| row.get(0))?;
    Ok(newest.map(Position))
}

/// Reads on in one scope, whole or not at all.
pub(crate) fn scope(
    connection: &Connection,
    reader: &Reader,
    scope: &ScopeId,
    after: Position,
    limit: u32,
) -> Result<Page, Error> {
    if !rows::reads(connection, scope, reader)? {
        return Err(not_found());
    }
    let end = rows::newest(connection)?;
    let mut query = connection.prepare_cached(
        "SELECT position, at, CAST(envelope AS TEXT) FROM statements JOIN feed USING (position)
         WHERE scope = ?1 AND position > ?2 ORDER BY position LIMIT ?3",
    )?;
    let found = query.query_map(params![scope.as_bytes(), cursor(after), limit + 1], |row| {
        Ok(Row { position: Position(row.get(0)?), at: UnixMillis(row.get(1)?), what: What::Statement(row.get(2)?) })
    })?;
    let found = found.collect::<Result<_, _>>()?;
    Ok(page(found, limit, end.max(after)))
}

/// A position beyond what the database can count is beyond its end, too.
fn cursor(position: Position) -> i64 {
    i64::try_from(position.0).unwrap_or(i64::MAX)
}

/// Cuts one row more than asked for into a page; `end` is where to read on when there is nothing more.
fn page(mut rows: Vec<Row>, limit: u32, end: Position) -> Page {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().map(|row| row.position);
    let next = if more { last.unwrap_or(end) } else { end };
    Page { rows, next, more }
}

/// A row of the feed as the database has it.
struct Found {
    position: Position,
    at: UnixMillis,
    envelope: Option<String>,
    delivery: Option<[u8; 32]>,
    department: Option<[u8; 32]>,
    person: Option<String>,
}

impl Found {
    fn into_row(self) -> Result<Row, Error> {
        let what = match (self.envelope, self.delivery, self.department, self.person) {
            (Some(envelope), ..) => What::Statement(envelope),
            (None, Some(delivery), Some(department), Some(person)) => What::HandedOut(HandedOut {
                delivery: ScopeId::from_bytes(delivery),
                department: DepartmentId::from_bytes(department),
                person: rows::known_person(&person)?,
            }),
            (None, ..) => return Err(Error::Damage("a place without a row".to_owned())),
        };
        Ok(Row { position: self.position, at: self.at, what })
    }
}
