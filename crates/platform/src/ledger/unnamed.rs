//! What was sent and is named by no statement yet. It is counted against who sent it, and forgotten when it stays so.

use jixiang_model::{ObjectId, UnixMillis};
use rusqlite::{Connection, params};

use super::Reader;
use crate::Error;

/// Notes what a person sent, unless a statement names it. Sent again, its time begins anew.
pub(super) fn note(
    connection: &Connection,
    object: &ObjectId,
    bytes: u64,
    sender: &Reader,
    now: UnixMillis,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO unnamed (department, person, object, bytes, at)
             SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM uses WHERE object = ?3)
             ON CONFLICT (department, person, object) DO UPDATE SET at = ?5",
        )?
        .execute(params![sender.department.as_bytes(), sender.person.as_str(), object.as_bytes(), bytes, now.0])?;
    Ok(())
}

/// A statement names it: it stays for good.
pub(super) fn named(connection: &Connection, object: &ObjectId) -> Result<(), Error> {
    connection.prepare_cached("DELETE FROM unnamed WHERE object = ?1")?.execute([object.as_bytes()])?;
    Ok(())
}

/// The bytes that a person sent and that no statement names.
pub(crate) fn bytes_of(connection: &Connection, sender: &Reader) -> Result<u64, Error> {
    Ok(connection
        .prepare_cached("SELECT coalesce(sum(bytes), 0) FROM unnamed WHERE department = ?1 AND person = ?2")?
        .query_row(params![sender.department.as_bytes(), sender.person.as_str()], |row| row.get(0))?)
}

/// What was forgotten.
pub(crate) struct Forgotten {
    /// How many uploads.
    pub(crate) uploads: usize,
    /// The objects that nobody needs any more and that are no longer here.
    pub(crate) gone: Vec<ObjectId>,
}

/// Forgets who sent what before a time and was named by nothing since, so many at once.
pub(crate) fn forget(connection: &Connection, before: UnixMillis, most: usize) -> Result<Forgotten, Error> {
    let mut query = connection
        .prepare_cached("SELECT department, person, object FROM unnamed WHERE at < ?1 ORDER BY at LIMIT ?2")?;
    let old = query.query_map(params![before.0, most], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?, ObjectId::from_bytes(row.get(2)?)))
    })?;
    let old: Vec<_> = old.collect::<Result<_, _>>()?;
    let (uploads, mut gone) = (old.len(), Vec::new());
    for (department, person, object) in old {
        let whose = params![department, person, object.as_bytes()];
        for table in ["unnamed", "uploads"] {
            let sql = format!("DELETE FROM {table} WHERE department = ?1 AND person = ?2 AND object = ?3");
            connection.prepare_cached(&sql)?.execute(whose)?;
        }
        let needless = connection
            .prepare_cached(
                "DELETE FROM objects WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM uploads WHERE object = ?1)
                 AND NOT EXISTS (SELECT 1 FROM uses WHERE object = ?1)",
            )?
            .execute([object.as_bytes()])?;
        if needless > 0 {
            gone.push(object);
        }
    }
    Ok(Forgotten { uploads, gone })
}
