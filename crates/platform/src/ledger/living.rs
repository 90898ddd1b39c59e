//! What the statements that still live need, and which statements those are. What ended as [`super::access`] says, a delivery
//! that was taken back or expired, a version whose releases all ended, needs its content no more.

use jixiang_model::{ObjectId, StatementId, UnixMillis};
use jixiang_statement::Signed;
use rusqlite::{Connection, params};

use super::rows;
use crate::Error;

/// An object that statements name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    /// The object.
    pub(crate) object: ObjectId,
    /// Its length.
    pub(crate) bytes: u64,
    /// Whether one of the statements lives.
    pub(crate) lives: bool,
}

/// A statement that needs an object, and the word for what.
pub(crate) struct Needing {
    /// Its id.
    pub(crate) statement: StatementId,
    /// What was signed.
    pub(crate) signed: Signed,
    /// As [`super::access::note_use`] wrote it.
    pub(crate) what: String,
}

/// Whether the statement at a use `u` lives as far as it needs the object; `?2` is now.
const LIVES: &str = "
    CASE u.what
    WHEN 'record' THEN NOT EXISTS (SELECT 1 FROM releases r WHERE r.record = u.position)
                       OR EXISTS (SELECT 1 FROM releases r WHERE r.record = u.position AND r.retired = 0)
    WHEN 'content' THEN EXISTS (SELECT 1 FROM deliveries d
                                WHERE d.scope = u.scope AND d.taken_back = 0 AND d.not_after >= ?2)
    WHEN 'version' THEN EXISTS (SELECT 1 FROM deliveries d
                                WHERE d.scope = u.scope AND d.taken_back = 0 AND d.not_after >= ?2)
    ELSE 1 END";

/// The next objects after one, in the order of their ids.
pub(crate) fn named(
    connection: &Connection,
    after: Option<&ObjectId>,
    now: UnixMillis,
    most: usize,
) -> Result<Vec<Named>, Error> {
    let after = after.map_or(rows::NONE, |after| after.as_bytes());
    let mut query = connection.prepare_cached(&format!(
        "SELECT u.object, o.bytes, max({LIVES}) FROM uses u CROSS JOIN objects o ON o.id = u.object
         WHERE u.object > ?1 GROUP BY u.object ORDER BY u.object LIMIT ?3"
    ))?;
    let found = query.query_map(params![after, now.0, most], |row| {
        Ok(Named { object: ObjectId::from_bytes(row.get(0)?), bytes: row.get(1)?, lives: row.get(2)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The living statements that need an object, oldest first.
pub(crate) fn needing(connection: &Connection, object: &ObjectId, now: UnixMillis) -> Result<Vec<Needing>, Error> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT s.id, s.envelope, min(u.what) FROM uses u JOIN statements s ON s.position = u.position
         WHERE u.object = ?1 AND ({LIVES}) GROUP BY s.position ORDER BY s.position"
    ))?;
    let found = query.query_map(params![object.as_bytes(), now.0], |row| {
        Ok((StatementId::from_bytes(row.get(0)?), row.get::<_, Vec<u8>>(1)?, row.get(2)?))
    })?;
    found
        .map(|row| {
            let (statement, envelope, what) = row?;
            Ok(Needing { statement, signed: rows::parse(&envelope)?, what })
        })
        .collect()
}

/// Whether any statement names an object.
pub(crate) fn is_named(connection: &Connection, object: &ObjectId) -> Result<bool, Error> {
    let named = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM uses WHERE object = ?1)")?
        .query_row([object.as_bytes()], |row| row.get(0))?;
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Objects are looked at page after page, of millions: no page may sort or scan what another one shows.
    #[test]
    fn a_page_is_read_in_the_order_of_the_table() {
        let folder = tempfile::tempdir().expect("a folder");
        let connection = crate::db::open(&folder.path().join("ledger.sqlite")).expect("a ledger");
        assert_eq!(named(&connection, None, UnixMillis(0), 10).expect("a page"), []);
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT u.object, o.bytes, max({LIVES}) FROM uses u CROSS JOIN objects o
             ON o.id = u.object WHERE u.object > ?1 GROUP BY u.object ORDER BY u.object LIMIT ?3"
        );
        let mut plan = connection.prepare(&sql).expect("a query");
        let none = vec![rusqlite::types::Null; plan.parameter_count()];
        let steps = plan.query_map(rusqlite::params_from_iter(none), |row| row.get::<_, String>(3)).expect("a plan");
        let steps: Vec<String> = steps.map(|step| step.expect("a step")).collect();
        let costly = |step: &&String| step.starts_with("SCAN") || step.contains("TEMP B-TREE");
        assert_eq!(steps.iter().find(costly), None, "{steps:#?}");
    }
}
