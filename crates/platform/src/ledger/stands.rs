//! What a statement of a thread has come to: taken once, it may lose its effect, and even its place, when its device is
//! removed and the list of the removal does not count it (docs/format.md 3.4, 3.7).

use jixiang_model::{ScopeId, StatementId};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::Error;

/// What a statement has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// It stands in the line with its effect.
    Counts,
    /// It stands in the line without effect: something that counts follows it.
    Place,
    /// It has no effect, and gets a place only when something that counts follows it.
    Aside,
    /// It never stands in the line again.
    Gone,
}

impl Stands {
    const ALL: [Self; 4] = [Self::Counts, Self::Place, Self::Aside, Self::Gone];

    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Place => "place",
            Self::Aside => "aside",
            Self::Gone => "gone",
        }
    }

    /// Reads the word of the table.
    pub(super) fn of(word: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|stands| stands.word() == word);
        known.ok_or_else(|| Error::Damage("a word for what a statement has come to".to_owned()))
    }
}

/// Writes down what a statement has come to.
pub(super) fn note(connection: &Connection, id: &StatementId, stands: Stands) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE statements SET stands = ?2 WHERE id = ?1")?
        .execute(params![id.as_bytes(), stands.word()])?;
    Ok(())
}

/// Clears the line of a scope, to be written anew.
pub(super) fn clear(connection: &Connection, scope: &ScopeId) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE statements SET stands = ?2 WHERE scope = ?1")?
        .execute(params![scope.as_bytes(), Stands::Gone.word()])?;
    Ok(())
}

/// Gives what stands aside between the end of the line and `prev` its place, because something follows it. `false` when
/// nothing leads from there to the end.
pub(super) fn place(
    connection: &Connection,
    scope: &ScopeId,
    prev: Option<StatementId>,
    head: StatementId,
) -> Result<bool, Error> {
    let mut between = Vec::new();
    let mut at = prev;
    while at != Some(head) {
        let Some(id) = at else { return Ok(false) };
        let before: Option<Vec<u8>> = connection
            .prepare_cached("SELECT prev FROM statements WHERE id = ?1 AND scope = ?2 AND stands = ?3")?
            .query_row(params![id.as_bytes(), scope.as_bytes(), Stands::Aside.word()], |row| row.get(0))
            .optional()?;
        let Some(before) = before else { return Ok(false) };
        between.push(id);
        at = before.try_into().ok().map(StatementId::from_bytes);
    }
    between.iter().try_for_each(|id| note(connection, id, Stands::Place))?;
    Ok(true)
}
