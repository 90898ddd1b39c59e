//! The ledger: statements in the order of arrival, taken one at a time by one writer.
//!
//! Everything that a decision rests on is read and written in one transaction, so that a kill at any point leaves either
//! the whole of it or nothing, and a take-back and a fetch are always one before the other.

pub(crate) mod access;
mod again;
mod append;
mod cached;
mod ground;
mod judge;
pub(crate) mod living;
mod named;
mod needs;
pub(crate) mod pages;
mod replay;
mod rows;
mod stands;
mod threads;
pub(crate) mod unnamed;

use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use jixiang_model::{DepartmentId, PersonId, UnixMillis};
use jixiang_statement::Signed;
use jixiang_statement::chain::{Chain, Realm};
use jixiang_wire::feed::Position;
use rusqlite::{Connection, Transaction};
use tokio::sync::watch;

use crate::db::{self, Readers};
use crate::error::confirmed;
use crate::objects::Store;
use crate::{Error, Founding};

pub(crate) use append::Outcome;
pub(crate) use replay::Replay;
pub(crate) use rows::{object as stored_bytes, store_object};

/// A person who reads and appends.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Reader {
    /// Their department.
    pub(crate) department: DepartmentId,
    /// The person.
    pub(crate) person: PersonId,
}

/// Who brings a statement.
#[derive(Debug, Clone)]
pub(crate) enum Poster {
    /// A signed-in person, who has to be the signer.
    Person(Reader),
    /// The platform itself: the first contents of a demo, and admissions by its enroller.
    Platform,
}

/// What the one writer owns.
struct Book {
    connection: Connection,
    replay: Replay,
}

/// The ledger of one data folder.
pub(crate) struct Ledger {
    founding: Founding,
    book: Mutex<Book>,
    readers: Readers,
    newest: watch::Sender<Position>,
}

impl Ledger {
    /// Opens or creates the ledger of a realm.
    pub(crate) fn open(path: &Path, founding: &Founding) -> Result<Self, Error> {
        let connection = db::open(path)?;
        rows::found(&connection, founding)?;
        let newest = rows::newest(&connection)?;
        let replay = Replay::read(&connection, founding)?;
        Ok(Self {
            founding: founding.clone(),
            book: Mutex::new(Book { connection, replay }),
            readers: Readers::new(path),
            newest: watch::Sender::new(newest),
        })
    }

    /// The newest position; it changes with every append and observation.
    pub(crate) fn watch(&self) -> watch::Receiver<Position> {
        self.newest.subscribe()
    }

    /// Reads what was committed.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.readers.read(work)
    }

    /// Writes in one transaction, which is undone when `work` fails.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &mut Replay) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut book = self.lock()?;
        let Book { connection, replay } = &mut *book;
        let transaction = connection.transaction()?;
        let done = work(&transaction, replay).and_then(|done| {
            confirmed(transaction.commit())?;
            Ok(done)
        });
        if done.is_err() && replay.changed() {
            *replay = Replay::read(connection, &self.founding)?;
        }
        replay.settle();
        if done.is_ok() {
            let newest = rows::newest(connection)?;
            self.newest.send_if_modified(|known| std::mem::replace(known, newest) != newest);
        }
        done
    }

    /// Appends statements, all or none.
    pub(crate) fn append(
        &self,
        store: &Store,
        poster: &Poster,
        statements: &[Signed],
        now: UnixMillis,
    ) -> Result<Vec<Outcome>, Error> {
        self.write(|transaction, replay| {
            let mut append = ground::Append { transaction, replay, store, poster, now };
            statements.iter().map(|signed| append.take(signed)).collect()
        })
    }

    /// A department's chain and the realm, as they are now.
    pub(crate) fn chain(&self, department: &DepartmentId) -> Result<Option<(Chain, Realm)>, Error> {
        let mut book = self.lock()?;
        let Book { connection, replay } = &mut *book;
        replay.load(connection, department)?;
        Ok(replay.chain(department).map(|chain| (chain.clone(), replay.realm().clone())))
    }

    /// Locks the book. After a panic its replay may not fit the rows, so it is read again.
    fn lock(&self) -> Result<MutexGuard<'_, Book>, Error> {
        match self.book.lock() {
            Ok(book) => Ok(book),
            Err(poisoned) => {
                let mut book = poisoned.into_inner();
                book.replay = Replay::read(&book.connection, &self.founding)?;
                self.book.clear_poison();
                Ok(book)
            }
        }
    }
}
