//! One append: is it new, is it next, may its signer, does it have an effect, are its objects here. Then it is written.

use jixiang_model::{Kind, Role, ScopeId, StatementId};
use jixiang_statement::chain::{Chain, Standing};
use jixiang_statement::need::Need;
use jixiang_statement::payload::ListRef;
use jixiang_statement::thread::Signer;
use jixiang_statement::{Refusal, Signed};
use jixiang_wire::feed::Position;
use jixiang_wire::limits::MAX_WINNERS;
use jixiang_wire::statement::Appended;
use jixiang_wire::{Problem, RefusalCode};
use rusqlite::params;

use super::ground::{Append, not_found};
use super::judge::{Effect, Judged, judge};
use super::{Poster, access, again, named, needs, rows, stands, threads};
use crate::Error;

/// What came of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The statement is in the ledger now.
    Taken(Appended),
    /// It was there before.
    Known(Appended),
}

impl Append<'_> {
    /// Takes a statement, or says why not. Nothing is written when it is refused.
    pub(super) fn take(&mut self, signed: &Signed) -> Result<Outcome, Error> {
        if let Some(known) = self.known(signed)? {
            return Ok(Outcome::Known(known));
        }
        if signed.header().realm != *self.replay.realm().id() {
            return Err(Refusal::Realm.into());
        }
        self.is_next(signed)?;
        let (signer, standing) = self.authorise(signed)?;
        let judged = judge(self, signed, signer.as_ref())?;
        let needs = needs::of(self, signed, signer.as_ref(), &judged.effect, &judged.named)?;
        let appended = self.write(signed, signer.as_ref(), &judged, &needs)?;
        match judged.effect {
            Effect::Realm(realm) => self.replay.put_realm(*realm),
            Effect::Chain(chain) => self.replay.put_chain(*chain),
            Effect::Thread(thread) => self.replay.cached().keep(*thread),
            Effect::Heads(_) => {}
        }
        again::judge(self, signed, appended.position)?;
        if let Some(Standing::UpTo(_)) = standing {
            // What its device signed before it was judged without it until now.
            again::judge_scope(self, &signed.header().scope, appended.position)?;
        }
        Ok(Outcome::Taken(appended))
    }

    /// The statement, when it is in the ledger and the poster may see it there.
    fn known(&self, signed: &Signed) -> Result<Option<Appended>, Error> {
        match rows::known(self.transaction, &signed.id())? {
            Some((position, received_at)) if self.sees(&signed.header().scope)? => {
                let handed_out = self.handed_out(signed, position)?;
                Ok(Some(Appended { id: signed.id(), position, received_at, handed_out }))
            }
            Some(_) => Err(not_found()),
            None => Ok(None),
        }
    }

    fn sees(&self, scope: &ScopeId) -> Result<bool, Error> {
        match self.poster {
            Poster::Person(reader) => rows::reads(self.transaction, scope, reader),
            Poster::Platform => Ok(true),
        }
    }

    /// Compare and swap: the statement follows the newest one of its scope, or those who took its place are shown.
    fn is_next(&self, signed: &Signed) -> Result<(), Error> {
        let header = signed.header();
        let head = rows::head(self.transaction, &header.scope)?;
        let hidden = match head {
            Some(_) => !self.sees(&header.scope)?,
            None => header.prev.is_some(),
        };
        if hidden {
            return Err(not_found());
        }
        if self.is_overridden(signed)? {
            return Err(Error::refused(RefusalCode::Overridden, "an earlier statement of the scope overrides it"));
        }
        let is_next = match head {
            Some(head) => stands::place(self.transaction, &header.scope, header.prev, head)?,
            None => header.prev.is_none(),
        };
        if is_next {
            return self.overrides_nothing_taken(signed);
        }
        let after = match header.prev {
            None => Position(0),
            Some(prev) => self.position_in(&header.scope, &prev)?.ok_or(Refusal::Prev)?,
        };
        let winners = self.winners(&header.scope, after)?;
        Err(Problem::conflict(winners).into())
    }

    /// What stands in the line cannot be overridden here afterwards.
    fn overrides_nothing_taken(&self, signed: &Signed) -> Result<(), Error> {
        for id in &signed.header().overrides {
            if self.position_in(&signed.header().scope, id)?.is_some() {
                return Err(Refusal::Names("overrides").into());
            }
        }
        Ok(())
    }

    /// Whether a statement of the same device overrides it; nobody overrides another device's.
    fn is_overridden(&self, signed: &Signed) -> Result<bool, Error> {
        let header = signed.header();
        Ok(self
            .transaction
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM overridden WHERE scope = ?1 AND id = ?2 AND device IN (?3, x''))",
            )?
            .query_row(params![header.scope.as_bytes(), signed.id().as_bytes(), header.device.as_bytes()], |row| {
                row.get(0)
            })?)
    }

    fn position_in(&self, scope: &ScopeId, id: &StatementId) -> Result<Option<Position>, Error> {
        use rusqlite::OptionalExtension as _;
        let position = self
            .transaction
            .prepare_cached(
                "SELECT position FROM statements WHERE scope = ?1 AND id = ?2 AND stands IN ('counts', 'place')",
            )?
            .query_row(params![scope.as_bytes(), id.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(position.map(Position))
    }

    fn winners(&self, scope: &ScopeId, after: Position) -> Result<Vec<String>, Error> {
        let mut query = self.transaction.prepare_cached(
            "SELECT CAST(envelope AS TEXT) FROM statements
             WHERE scope = ?1 AND position > ?2 AND stands IN ('counts', 'place') ORDER BY position LIMIT ?3",
        )?;
        let rows = query.query_map(params![scope.as_bytes(), after.0, MAX_WINNERS], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Who signed, by their department's chain, and whether it counts for good. `None` for the root, whose signature realm
    /// and chain check themselves.
    fn authorise(&mut self, signed: &Signed) -> Result<(Option<Signer>, Option<Standing>), Error> {
        let header = signed.header();
        let by_root = signed.kind().root_only()
            || (signed.kind().rule().signers.contains(&Role::Root) && self.replay.realm().is_root(&header.device));
        if by_root {
            return Ok((None, None));
        }
        let department = header.department.ok_or(Refusal::Member)?;
        self.replay.load(self.transaction, &department)?;
        let chain = self.replay.chain(&department).ok_or(Refusal::Member)?;
        let (member, standing) = chain.authorise(signed, self.replay.realm())?;
        let head = header.head.ok_or(Refusal::Head)?;
        let signer = Signer {
            device: header.device,
            department,
            person: member.person.clone(),
            roles: member.roles_at_head(chain, &head),
        };
        match standing {
            Standing::Counts => {}
            Standing::UpTo(list) => self.still_counts(signed, &list)?,
        }
        self.is_poster(&signer)?;
        Ok((Some(signer), Some(standing)))
    }

    /// The signer was removed since. What follows the newest statement of a scope counts only if the removal names it.
    fn still_counts(&self, signed: &Signed, list: &ListRef) -> Result<(), Error> {
        let named = self.scopes(list)?.get(&signed.header().scope) == Some(&signed.id());
        if named { Ok(()) } else { Err(Refusal::Removed.into()) }
    }

    fn is_poster(&self, signer: &Signer) -> Result<(), Error> {
        match self.poster {
            Poster::Platform => Ok(()),
            Poster::Person(reader) if reader.department == signer.department && reader.person == signer.person => {
                Ok(())
            }
            Poster::Person(_) => {
                Err(Error::refused(RefusalCode::Poster, "the signer is not the person who is signed in"))
            }
        }
    }

    /// Whether the version key of the delivery had left before a take-back.
    fn handed_out(&self, signed: &Signed, before: Position) -> Result<Option<bool>, Error> {
        if signed.kind() != Kind::TakeBack {
            return Ok(None);
        }
        let handed_out = self
            .transaction
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM handed_out WHERE delivery = ?1 AND position < ?2)")?
            .query_row(params![signed.header().scope.as_bytes(), before.0], |row| row.get(0))?;
        Ok(Some(handed_out))
    }

    fn write(
        &self,
        signed: &Signed,
        signer: Option<&Signer>,
        judged: &Judged,
        needs: &[Need],
    ) -> Result<Appended, Error> {
        let position = rows::place(self.transaction, self.now)?;
        self.write_statement(signed, signer, position)?;
        named::note(self.transaction, position, &judged.names)?;
        self.write_effect(signed, &judged.effect, position)?;
        access::feed(self.transaction, &signed.header().scope, position)?;
        for need in needs {
            access::note_use(self.transaction, &signed.header().scope, position, need)?;
        }
        Ok(Appended {
            id: signed.id(),
            position,
            received_at: self.now,
            handed_out: self.handed_out(signed, position)?,
        })
    }

    fn write_statement(&self, signed: &Signed, signer: Option<&Signer>, position: Position) -> Result<(), Error> {
        let header = signed.header();
        let roles = signer.map_or_else(|| Ok("[]".to_owned()), |s| serde_json::to_string(&s.roles));
        let roles = roles.map_err(|error| Error::Damage(error.to_string()))?;
        self.transaction
            .prepare_cached(
                "INSERT INTO statements (position, id, scope, prev, envelope, device, department, person, roles)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                position.0,
                signed.id().as_bytes(),
                header.scope.as_bytes(),
                header.prev.as_ref().map_or(rows::NONE, |prev| prev.as_bytes()),
                &signed.bytes()[..],
                header.device.as_bytes(),
                signer.map_or(rows::NONE, |signer| signer.department.as_bytes()),
                signer.map_or("", |signer| signer.person.as_str()),
                roles,
            ])?;
        for id in &header.overrides {
            self.transaction
                .prepare_cached("INSERT OR IGNORE INTO overridden (scope, id, device) VALUES (?1, ?2, ?3)")?
                .execute(params![header.scope.as_bytes(), id.as_bytes(), header.device.as_bytes()])?;
        }
        Ok(())
    }

    /// The device that is the chain's newest waits no more.
    fn admitted(&self, chain: &Chain) -> Result<(), Error> {
        let newest = chain.members().filter(|member| member.admitted == chain.head());
        newest.map(|member| &member.device).try_for_each(|device| {
            self.transaction
                .prepare_cached("DELETE FROM enrolments WHERE department = ?1 AND device = ?2")?
                .execute(params![chain.id().as_bytes(), device.as_bytes()])?;
            Ok(())
        })
    }

    fn write_effect(&self, signed: &Signed, effect: &Effect, position: Position) -> Result<(), Error> {
        let scope = &signed.header().scope;
        match effect {
            Effect::Realm(_) => access::open_to_all(self.transaction, scope, access::Fed::Yes),
            Effect::Chain(chain) => {
                access::open_to_all(self.transaction, scope, access::Fed::No)?;
                access::open_to_department(self.transaction, scope, chain.id())?;
                self.admitted(chain)
            }
            Effect::Heads(department) => {
                access::open_to_all(self.transaction, scope, access::Fed::No)?;
                access::open_to_department(self.transaction, scope, department)
            }
            Effect::Thread(thread) => threads::write(self.transaction, signed, thread, position),
        }
    }
}
