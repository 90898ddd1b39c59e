//! Who may read what: the readers of scopes, and for each object the statements that need it.
//!
//! A person reads an object because they sent it, or because a statement in a scope of theirs names it for them. The
//! version key of a delivery is special: that it leaves for a recipient is noted before it does.

use jixiang_model::{DepartmentId, ObjectId, PersonId, ScopeId, UnixMillis};
use jixiang_statement::need::{Need, Use};
use jixiang_statement::thread::DeliveryThread;
use jixiang_wire::Code;
use jixiang_wire::feed::Position;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Reader, rows, unnamed};
use crate::Error;

/// Whether a scope stands in its readers' feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fed {
    Yes,
    No,
}

/// Lets everybody who is signed in read a scope.
pub(super) fn open_to_all(connection: &Connection, scope: &ScopeId, fed: Fed) -> Result<(), Error> {
    admit(connection, scope, rows::NONE, "", fed)
}

/// Puts a scope into the feed of everybody of a department.
pub(super) fn open_to_department(
    connection: &Connection,
    scope: &ScopeId,
    department: &DepartmentId,
) -> Result<(), Error> {
    admit(connection, scope, department.as_bytes(), "", Fed::Yes)
}

/// Closes a scope to everybody.
pub(super) fn close(connection: &Connection, scope: &ScopeId) -> Result<(), Error> {
    connection.prepare_cached("DELETE FROM readers WHERE scope = ?1")?.execute([scope.as_bytes()])?;
    Ok(())
}

/// Opens a delivery to its sender and its recipients.
pub(super) fn open_delivery(connection: &Connection, thread: &DeliveryThread) -> Result<(), Error> {
    let (scope, sender) = (thread.id(), thread.sender());
    connection
        .prepare_cached(
            "INSERT INTO deliveries (scope, department, person, not_after) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (scope) DO UPDATE SET department = ?2, person = ?3, not_after = ?4, taken_back = 0",
        )?
        .execute(params![
            scope.as_bytes(),
            sender.department.as_bytes(),
            sender.person.as_str(),
            thread.delivery().not_after.0
        ])?;
    let (department, person) = (sender.department.as_bytes(), sender.person.as_str());
    admit(connection, &scope, department, person, Fed::Yes)?;
    for recipient in &thread.delivery().recipients {
        let person = recipient.person.as_ref().map_or("", PersonId::as_str);
        admit(connection, &scope, recipient.department.as_bytes(), person, Fed::Yes)?;
    }
    Ok(())
}

fn admit(connection: &Connection, scope: &ScopeId, department: &[u8], person: &str, fed: Fed) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO readers (scope, department, person, fed) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![scope.as_bytes(), department, person, matches!(fed, Fed::Yes)])?;
    Ok(())
}

/// Puts a statement into the feed of the readers of a scope: its own, or one that it changed.
pub(super) fn feed(connection: &Connection, scope: &ScopeId, position: Position) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO feeds (department, person, position)
             SELECT department, person, ?2 FROM readers WHERE scope = ?1 AND fed = 1",
        )?
        .execute(params![scope.as_bytes(), position.0])?;
    Ok(())
}

/// Notes what a statement needs an object for.
pub(super) fn note_use(connection: &Connection, scope: &ScopeId, position: Position, need: &Need) -> Result<(), Error> {
    let text = |person: &Option<PersonId>| person.as_ref().map(ToString::to_string).unwrap_or_default();
    let (what, department, person): (_, &[u8], _) = match &need.what {
        Use::Open => ("open", rows::NONE, String::new()),
        Use::Content => ("content", rows::NONE, String::new()),
        Use::Cover(audience) => ("cover", audience.department.as_bytes(), text(&audience.person)),
        Use::Version(audience) => ("version", audience.department.as_bytes(), text(&audience.person)),
        Use::Own(department) => ("own", department.as_bytes(), String::new()),
        Use::Record(provider) => ("record", provider.as_bytes(), String::new()),
    };
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO uses (object, position, what, scope, department, person)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![need.object.as_bytes(), position.0, what, scope.as_bytes(), department, person])?;
    unnamed::named(connection, &need.object)
}

/// What a person gets who asks for an object. Of several reasons the strongest holds; the order is that of strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    /// Nothing that they may see.
    None,
    /// It was theirs until the limit of the delivery or grant.
    Expired,
    /// It was theirs until who gave it took it back: the delivery, the grant, the version.
    TakenBack,
    /// The version key of this delivery: it is noted that it left.
    HandsOut(ScopeId),
    /// The bytes.
    Reads,
}

/// Decides what a person gets who asks for an object.
pub(crate) fn decide(
    connection: &Connection,
    reader: &Reader,
    object: &ObjectId,
    now: UnixMillis,
) -> Result<Access, Error> {
    if sent(connection, reader, object)? {
        return Ok(Access::Reads);
    }
    let mut query = connection.prepare_cached(
        "SELECT u.what, u.scope, u.department, u.person, d.department, d.person, d.not_after, d.taken_back, u.position
         FROM uses u LEFT JOIN deliveries d ON d.scope = u.scope WHERE u.object = ?1",
    )?;
    let mut uses = query.query_map([object.as_bytes()], Used::read)?;
    let mut best = Access::None;
    while best < Access::Reads
        && let Some(used) = uses.next()
    {
        best = best.max(used?.access(connection, reader, now)?);
    }
    Ok(best)
}

/// The length of an object that a person sent, or may read without a version key leaving; `None` means that they have
/// to send it before a statement of theirs can name it.
pub(crate) fn knows(
    connection: &Connection,
    reader: &Reader,
    object: &ObjectId,
    now: UnixMillis,
) -> Result<Option<u64>, Error> {
    match decide(connection, reader, object, now)? {
        Access::Reads => rows::object(connection, object),
        Access::None | Access::Expired | Access::TakenBack | Access::HandsOut(_) => Ok(None),
    }
}

fn sent(connection: &Connection, reader: &Reader, object: &ObjectId) -> Result<bool, Error> {
    let sent = connection
        .prepare_cached("SELECT 1 FROM uploads WHERE object = ?1 AND department = ?2 AND person = ?3")?
        .query_row(params![object.as_bytes(), reader.department.as_bytes(), reader.person.as_str()], |_| Ok(()))
        .optional()?;
    Ok(sent.is_some())
}

/// One statement that names the object.
struct Used {
    position: u64,
    what: String,
    scope: ScopeId,
    department: Vec<u8>,
    person: String,
    delivery: Option<Sent>,
}

/// What is known of the delivery in whose thread the statement stands.
struct Sent {
    department: [u8; 32],
    person: String,
    not_after: u64,
    taken_back: u64,
}

impl Used {
    fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        let delivery = match row.get::<_, Option<[u8; 32]>>(4)? {
            None => None,
            Some(department) => {
                Some(Sent { department, person: row.get(5)?, not_after: row.get(6)?, taken_back: row.get(7)? })
            }
        };
        Ok(Self {
            position: row.get(8)?,
            what: row.get(0)?,
            scope: ScopeId::from_bytes(row.get(1)?),
            department: row.get(2)?,
            person: row.get(3)?,
            delivery,
        })
    }

    fn access(&self, connection: &Connection, reader: &Reader, now: UnixMillis) -> Result<Access, Error> {
        let while_open = |access| self.ended(reader, now).unwrap_or(access);
        let access = match self.what.as_str() {
            "open" if rows::reads(connection, &self.scope, reader)? => Access::Reads,
            "content" if rows::reads(connection, &self.scope, reader)? => while_open(Access::Reads),
            "own" | "record" if self.is_for_department(reader) => Access::Reads,
            "record" => granted(connection, self.position, reader, now)?,
            "cover" if self.is_for(reader) => Access::Reads,
            "version" if self.is_for(reader) && self.sent_by(reader) => Access::Reads,
            "version" if self.is_for(reader) => while_open(Access::HandsOut(self.scope)),
            _ => Access::None,
        };
        Ok(access)
    }

    /// Why the content does not leave any more; the sender's own devices always read it.
    fn ended(&self, reader: &Reader, now: UnixMillis) -> Option<Access> {
        let delivery = self.delivery.as_ref()?;
        if self.sent_by(reader) {
            None
        } else if delivery.taken_back > 0 {
            Some(Access::TakenBack)
        } else if now.0 > delivery.not_after {
            Some(Access::Expired)
        } else {
            None
        }
    }

    fn sent_by(&self, reader: &Reader) -> bool {
        self.delivery.as_ref().is_some_and(|delivery| {
            delivery.department == *reader.department.as_bytes() && delivery.person == reader.person.as_str()
        })
    }

    fn is_for_department(&self, reader: &Reader) -> bool {
        self.department == reader.department.as_bytes()
    }

    fn is_for(&self, reader: &Reader) -> bool {
        self.is_for_department(reader) && (self.person.is_empty() || self.person == reader.person.as_str())
    }
}

/// What a department gets of a record that another one provides: what its grants, and its agreements about open versions,
/// cover of the releases that name the record.
fn granted(connection: &Connection, record: u64, reader: &Reader, now: UnixMillis) -> Result<Access, Error> {
    let mut query = connection.prepare_cached(
        "SELECT r.retired > 0 OR g.ended, g.not_after FROM releases r
         CROSS JOIN grants g ON g.dataset = r.dataset AND g.department = ?2
         WHERE r.record = ?1 AND r.number BETWEEN g.first AND g.last AND r.open >= g.open",
    )?;
    let found = query.query_map(params![record, reader.department.as_bytes()], |row| {
        let (over, not_after): (bool, u64) = (row.get(0)?, row.get(1)?);
        Ok(match (over, now.0 > not_after) {
            (true, _) => Access::TakenBack,
            (false, true) => Access::Expired,
            (false, false) => Access::Reads,
        })
    })?;
    found.into_iter().try_fold(Access::None, |best, access| Ok(best.max(access?)))
}

/// Lets an object go to a person, and notes it first when it is the version key of a delivery. Returns when the note is
/// in the transaction; the bytes may leave once that is committed.
pub(crate) fn hand_out(
    connection: &Connection,
    reader: &Reader,
    object: &ObjectId,
    now: UnixMillis,
) -> Result<(), Error> {
    match decide(connection, reader, object, now)? {
        Access::Reads => Ok(()),
        Access::HandsOut(delivery) => note_handed_out(connection, reader, &delivery, now),
        refused @ (Access::None | Access::Expired | Access::TakenBack) => Err(refusal(refused)),
    }
}

/// The answer to who asks for what they do not get.
pub(crate) fn refusal(access: Access) -> Error {
    match access {
        Access::Expired => Error::of(Code::Expired, "the limit has passed"),
        Access::TakenBack => Error::of(Code::TakenBack, "it was taken back"),
        Access::None | Access::HandsOut(_) | Access::Reads => {
            Error::of(Code::NotFound, "no such object that you may see")
        }
    }
}

fn note_handed_out(connection: &Connection, reader: &Reader, delivery: &ScopeId, now: UnixMillis) -> Result<(), Error> {
    let whom = params![delivery.as_bytes(), reader.department.as_bytes(), reader.person.as_str()];
    let noted: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM handed_out WHERE delivery = ?1 AND department = ?2 AND person = ?3)",
        )?
        .query_row(whom, |row| row.get(0))?;
    if noted {
        return Ok(());
    }
    let position = rows::place(connection, now)?;
    connection
        .prepare_cached("INSERT INTO handed_out (position, delivery, department, person) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![position.0, delivery.as_bytes(), reader.department.as_bytes(), reader.person.as_str()])?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO feeds (department, person, position)
             SELECT department, person, ?2 FROM deliveries WHERE scope = ?1 UNION SELECT ?3, ?4, ?2",
        )?
        .execute(params![delivery.as_bytes(), position.0, reader.department.as_bytes(), reader.person.as_str()])?;
    Ok(())
}
