//! Numbered changes of the database's shape. A store knows how many of them it has seen (`user_version`); one that has
//! seen more than this program knows is refused, never guessed at.

use jixiang_engine::port::StoreError;
use rusqlite::{Connection, TransactionBehavior};

/// The changes, in order; a published one is never edited.
const MIGRATIONS: &[&str] =
    &[include_str!("../migrations/0001_tables.sql"), include_str!("../migrations/0002_search.sql")];

/// Why the shape could not be brought up to date.
pub(crate) enum MigrateError {
    /// Written by a newer version.
    Newer,
    /// SQLite failed; the change was rolled back.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for MigrateError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl MigrateError {
    pub(crate) fn into_store_error(self, translate: impl Fn(&rusqlite::Error) -> StoreError) -> StoreError {
        match self {
            Self::Newer => StoreError::Newer,
            Self::Sqlite(error) => translate(&error),
        }
    }
}

/// Brings the database to the newest shape, each change whole or not at all.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), MigrateError> {
    let seen: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let seen = usize::try_from(seen).map_err(|_| MigrateError::Newer)?;
    if seen > MIGRATIONS.len() {
        return Err(MigrateError::Newer);
    }
    for (number, change) in (1_i64..).zip(MIGRATIONS).skip(seen) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(change)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jixiang_engine::port::Table;

    use super::*;

    #[test]
    fn every_table_of_the_port_is_there_after_the_last_change() {
        let mut connection = Connection::open_in_memory().expect("a database in memory");
        assert!(migrate(&mut connection).is_ok());
        for table in Table::ALL {
            let sql = format!("SELECT count(*) FROM \"{}\"", table.name());
            let rows: i64 = connection.query_row(&sql, [], |row| row.get(0)).expect("the table is there");
            assert_eq!(rows, 0);
        }
    }

    #[test]
    fn changes_are_made_once() {
        let mut connection = Connection::open_in_memory().expect("a database in memory");
        assert!(migrate(&mut connection).is_ok());
        assert!(migrate(&mut connection).is_ok());
    }

    #[test]
    fn a_newer_shape_is_refused() {
        let mut connection = Connection::open_in_memory().expect("a database in memory");
        connection.pragma_update(None, "user_version", 9_999).expect("the number is set");
        assert!(matches!(migrate(&mut connection), Err(MigrateError::Newer)));
    }
}
