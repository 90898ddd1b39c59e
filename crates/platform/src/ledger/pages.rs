//! Pages of the ledger: a person's feed, and one scope whole.

use jixiang_model::{DepartmentId, DeviceId, ScopeId, StatementId, UnixMillis};
use jixiang_wire::device::{SignedIn, SignedList};
use jixiang_wire::feed::{HandedOut, Page, Position, Row, What};
use jixiang_wire::limits::PAGE_BYTES;
use rusqlite::{Connection, params};

use super::ground::not_found;
use super::{Reader, rows};
use crate::Error;

/// A person's feed: what everybody reads, what their department reads, and what is theirs alone. Statements of the scopes
/// that are fed to them, and what was handed out of deliveries that they sent or fetched. Parameters: since, department,
/// person, limit.
const FEED: &str = "
    WITH mine (position) AS (
        SELECT * FROM (SELECT position FROM feeds WHERE department = x'' AND person = '' AND position > ?1
                       ORDER BY position LIMIT ?4)
        UNION
        SELECT * FROM (SELECT position FROM feeds WHERE department = ?2 AND person = '' AND position > ?1
                       ORDER BY position LIMIT ?4)
        UNION
        SELECT * FROM (SELECT position FROM feeds WHERE department = ?2 AND person = ?3 AND position > ?1
                       ORDER BY position LIMIT ?4))
    SELECT f.position, f.at, CAST(s.envelope AS TEXT), h.delivery, h.department, h.person
    FROM mine
    JOIN feed f ON f.position = mine.position
    LEFT JOIN statements s ON s.position = f.position
    LEFT JOIN handed_out h ON h.position = f.position
    ORDER BY mine.position LIMIT ?4";

/// The newest position of a person's feed. Parameters: since, department, person.
const NEWEST: &str = "
    SELECT max(newest) FROM (
        SELECT max(position) AS newest FROM feeds WHERE department = x'' AND person = '' AND position > ?1
        UNION ALL
        SELECT max(position) FROM feeds WHERE department = ?2 AND person = '' AND position > ?1
        UNION ALL
        SELECT max(position) FROM feeds WHERE department = ?2 AND person = ?3 AND position > ?1)";

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
    page(found.map(|row| row?.into_row(connection)), limit, end.max(since))
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
        Ok((Position(row.get(0)?), UnixMillis(row.get(1)?), row.get::<_, String>(2)?))
    })?;
    let found = found.map(|row| {
        let (position, at, envelope) = row?;
        statement(connection, position, at, envelope)
    });
    page(found, limit, end.max(after))
}

/// The scopes in which a device has signed, each with its newest statement there, in the order of the scopes' ids.
pub(crate) fn signed_by(
    connection: &Connection,
    device: &DeviceId,
    after: Option<&ScopeId>,
    limit: u32,
) -> Result<SignedList, Error> {
    let after = after.map_or(rows::NONE, |after| after.as_bytes());
    let mut query = connection.prepare_cached(
        "SELECT scope, id, max(position) FROM statements WHERE device = ?1 AND scope > ?2 GROUP BY scope ORDER BY scope
         LIMIT ?3",
    )?;
    let found = query.query_map(params![device.as_bytes(), after, limit + 1], |row| {
        Ok(SignedIn { scope: ScopeId::from_bytes(row.get(0)?), newest: StatementId::from_bytes(row.get(1)?) })
    })?;
    let mut scopes: Vec<SignedIn> = found.collect::<Result<_, _>>()?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = scopes.len() > most;
    scopes.truncate(most);
    Ok(SignedList { scopes, more })
}

/// A position beyond what the database can count is beyond its end, too.
fn cursor(position: Position) -> i64 {
    i64::try_from(position.0).unwrap_or(i64::MAX)
}

/// A statement with those of other scopes that may be read through it.
fn statement(connection: &Connection, position: Position, at: UnixMillis, envelope: String) -> Result<Row, Error> {
    let mut query = connection.prepare_cached(
        "SELECT CAST(s.envelope AS TEXT) FROM named n JOIN statements s ON s.id = n.id
         WHERE n.position = ?1 ORDER BY n.place",
    )?;
    let named = query.query_map([position.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Row { position, at, what: What::Statement(envelope), named })
}

/// Cuts rows, of which there is one more than asked for if there is one, into a page of a bearable size; `end` is where
/// to read on when there is nothing more.
fn page(found: impl Iterator<Item = Result<Row, Error>>, limit: u32, end: Position) -> Result<Page, Error> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut rows, mut bytes): (Vec<Row>, u64) = (Vec::new(), 0);
    for row in found {
        let row = row?;
        if rows.len() >= limit || bytes >= PAGE_BYTES {
            let next = rows.last().map_or(end, |row| row.position);
            return Ok(Page { rows, next, more: true });
        }
        bytes += size(&row);
        rows.push(row);
    }
    Ok(Page { rows, next: end, more: false })
}

fn size(row: &Row) -> u64 {
    let own = match &row.what {
        What::Statement(envelope) => envelope.len(),
        What::HandedOut(_) => 0,
    };
    row.named.iter().map(String::len).fold(own, usize::saturating_add) as u64
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
    fn into_row(self, connection: &Connection) -> Result<Row, Error> {
        let what = match (self.envelope, self.delivery, self.department, self.person) {
            (Some(envelope), ..) => return statement(connection, self.position, self.at, envelope),
            (None, Some(delivery), Some(department), Some(person)) => What::HandedOut(HandedOut {
                delivery: ScopeId::from_bytes(delivery),
                department: DepartmentId::from_bytes(department),
                person: rows::known_person(&person)?,
            }),
            (None, ..) => return Err(Error::Damage("a place without a row".to_owned())),
        };
        Ok(Row { position: self.position, at: self.at, what, named: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Measured with 89,013 datasets of 1,000 departments (267,039 statements): a page of a feed in which little is
    /// visible took 5.7 s as long as it looked at every statement, and takes 6 ms.
    #[test]
    fn reading_a_feed_looks_at_nothing_that_is_for_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let connection = crate::db::open(&folder.path().join("ledger.sqlite")).expect("a ledger");
        for sql in [FEED, NEWEST] {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a query");
            let none = vec![rusqlite::types::Null; plan.parameter_count()];
            let steps = plan.query_map(rusqlite::params_from_iter(none), |row| row.get::<_, String>(3));
            let steps: Vec<String> = steps.expect("a plan").map(|step| step.expect("a step")).collect();
            let scanned =
                |step: &&String| step.starts_with("SCAN") && *step != "SCAN mine" && !step.contains("subquery");
            assert_eq!(steps.iter().find(scanned), None, "{steps:#?}");
        }
    }
}
