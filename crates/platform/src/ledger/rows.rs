//! The rows of the ledger as values: every statement of SQL that more than one part needs.

use jixiang_model::{DepartmentId, DeviceId, ObjectId, PersonId, Roles, ScopeId, StatementId, UnixMillis};
use jixiang_statement::thread::Signer;
use jixiang_statement::{Signed, VerifyingKey};
use jixiang_wire::feed::Position;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::stands::Stands;
use super::{Reader, unnamed};
use crate::{Error, Founding};

/// An absent id.
pub(super) const NONE: &[u8] = &[];

/// Notes the realm of a new ledger, and refuses a ledger of another.
pub(super) fn found(connection: &Connection, founding: &Founding) -> Result<(), Error> {
    connection.execute(
        "INSERT OR IGNORE INTO founding (one, instance, root) VALUES (1, ?1, ?2)",
        params![founding.instance, founding.root.to_bytes()],
    )?;
    let (instance, root) = connection.query_row("SELECT instance, root FROM founding", [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, [u8; 32]>(1)?))
    })?;
    let root = VerifyingKey::from_bytes(&root).map_err(|_| Error::Damage("the root key is no key".to_owned()))?;
    if (Founding { instance, root }) == *founding {
        Ok(())
    } else {
        Err(Error::Damage("it belongs to another realm".to_owned()))
    }
}

/// The newest position.
pub(super) fn newest(connection: &Connection) -> Result<Position, Error> {
    let newest =
        connection.prepare_cached("SELECT coalesce(max(position), 0) FROM feed")?.query_row([], |row| row.get(0))?;
    Ok(Position(newest))
}

/// A new place at the end.
pub(super) fn place(connection: &Connection, now: UnixMillis) -> Result<Position, Error> {
    connection.prepare_cached("INSERT INTO feed (at) VALUES (?1)")?.execute([now.0])?;
    let position = connection.last_insert_rowid();
    Ok(Position(position.unsigned_abs()))
}

/// Reads the bytes of a stored statement.
pub(super) fn parse(envelope: &[u8]) -> Result<Signed, Error> {
    Signed::parse(envelope).map_err(|error| Error::Damage(format!("a stored statement: {error}")))
}

/// The statements of a scope before a position, oldest first.
pub(super) fn statements(
    connection: &Connection,
    scope: &ScopeId,
    before: Position,
) -> Result<Vec<(Position, Signed)>, Error> {
    let before = i64::try_from(before.0).unwrap_or(i64::MAX);
    let mut query = connection.prepare_cached(
        "SELECT position, envelope FROM statements WHERE scope = ?1 AND position < ?2 ORDER BY position",
    )?;
    let rows = query
        .query_map(params![scope.as_bytes(), before], |row| Ok((Position(row.get(0)?), row.get::<_, Vec<u8>>(1)?)))?;
    rows.map(|row| {
        let (position, envelope) = row?;
        Ok((position, parse(&envelope)?))
    })
    .collect()
}

/// The statements of a thread with those who signed them, as their chains said when they were taken, and what each has
/// come to. Of a scope that the root signs in there are none.
pub(super) fn thread(connection: &Connection, scope: &ScopeId) -> Result<Vec<(Signed, Signer, Stands)>, Error> {
    by_members(
        connection,
        "SELECT envelope, department, person, roles, stands FROM statements
         WHERE scope = ?1 AND length(department) = 32 ORDER BY position",
        scope.as_bytes(),
    )
}

/// The statements of other scopes that those of a scope name, with those who signed them.
pub(super) fn named_in(connection: &Connection, scope: &ScopeId) -> Result<Vec<(Signed, Signer, Stands)>, Error> {
    by_members(
        connection,
        "SELECT s.envelope, s.department, s.person, s.roles, s.stands FROM statements s WHERE s.id IN
         (SELECT n.id FROM statements o JOIN named n ON n.position = o.position WHERE o.scope = ?1)",
        scope.as_bytes(),
    )
}

/// A statement that a member signed, if it is here.
pub(super) fn signed(connection: &Connection, id: &StatementId) -> Result<Option<(Signed, Signer)>, Error> {
    let found = by_members(
        connection,
        "SELECT envelope, department, person, roles, stands FROM statements WHERE id = ?1 AND length(department) = 32",
        id.as_bytes(),
    )?;
    Ok(found.into_iter().next().map(|(signed, signer, _)| (signed, signer)))
}

fn by_members(connection: &Connection, sql: &str, id: &[u8; 32]) -> Result<Vec<(Signed, Signer, Stands)>, Error> {
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([id], |row| {
        let envelope: Vec<u8> = row.get(0)?;
        let (department, person): ([u8; 32], String) = (row.get(1)?, row.get(2)?);
        Ok((envelope, department, person, row.get::<_, String>(3)?, row.get::<_, String>(4)?))
    })?;
    rows.map(|row| {
        let (envelope, department, person, roles, stands) = row?;
        let signed = parse(&envelope)?;
        let signer = Signer {
            device: signed.header().device,
            department: DepartmentId::from_bytes(department),
            person: known_person(&person)?,
            roles: serde_json::from_str::<Roles>(&roles).map_err(|error| Error::Damage(error.to_string()))?,
        };
        Ok((signed, signer, Stands::of(&stands)?))
    })
    .collect()
}

/// A person whose id was checked before it was stored.
pub(super) fn known_person(text: &str) -> Result<PersonId, Error> {
    text.parse().map_err(|_| Error::Damage("a stored person id".to_owned()))
}

/// The newest statement in the line of a scope.
pub(super) fn head(connection: &Connection, scope: &ScopeId) -> Result<Option<StatementId>, Error> {
    let head = connection
        .prepare_cached(
            "SELECT id FROM statements WHERE scope = ?1 AND stands IN ('counts', 'place')
             ORDER BY position DESC LIMIT 1",
        )?
        .query_row([scope.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(head.map(StatementId::from_bytes))
}

/// How many statements a device has in a scope.
pub(super) fn signed_in(connection: &Connection, device: &DeviceId, scope: &ScopeId) -> Result<u64, Error> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM statements WHERE device = ?1 AND scope = ?2")?
        .query_row(params![device.as_bytes(), scope.as_bytes()], |row| row.get(0))?)
}

/// Where a statement stands and since when, if it is here.
pub(super) fn known(connection: &Connection, id: &StatementId) -> Result<Option<(Position, UnixMillis)>, Error> {
    let known = connection
        .prepare_cached("SELECT position, at FROM statements JOIN feed USING (position) WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((Position(row.get(0)?), UnixMillis(row.get(1)?))))
        .optional()?;
    Ok(known)
}

/// Whether a person may read a scope.
pub(super) fn reads(connection: &Connection, scope: &ScopeId, reader: &Reader) -> Result<bool, Error> {
    let reads = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM readers WHERE scope = ?1 AND department IN (x'', ?2) AND person IN ('', ?3))",
        )?
        .query_row(params![scope.as_bytes(), reader.department.as_bytes(), reader.person.as_str()], |row| row.get(0))?;
    Ok(reads)
}

/// The length of a stored object.
pub(crate) fn object(connection: &Connection, id: &ObjectId) -> Result<Option<u64>, Error> {
    let bytes = connection
        .prepare_cached("SELECT bytes FROM objects WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(bytes)
}

/// Notes a stored object and who sent it.
pub(crate) fn store_object(
    connection: &Connection,
    id: &ObjectId,
    bytes: u64,
    uploader: Option<&Reader>,
    now: UnixMillis,
) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO objects (id, bytes, at) VALUES (?1, ?2, ?3)")?
        .execute(params![id.as_bytes(), bytes, now.0])?;
    if let Some(sender) = uploader {
        connection
            .prepare_cached("INSERT OR IGNORE INTO uploads (object, department, person) VALUES (?1, ?2, ?3)")?
            .execute(params![id.as_bytes(), sender.department.as_bytes(), sender.person.as_str()])?;
        unnamed::note(connection, id, bytes, sender, now)?;
    }
    Ok(())
}
