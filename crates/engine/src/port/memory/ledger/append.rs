//! One append: is it new, is it next, may its signer, does it have an effect, are its objects here.

use bytes::Bytes;
use jixiang_model::{Home, Kind, Role, ScopeId, StatementId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm, Standing};
use jixiang_statement::need::Need;
use jixiang_statement::payload::{Heads, Payload};
use jixiang_statement::thread::{Signer, Thread, names};
use jixiang_statement::{Placement, Refusal, Signed, outer};
use jixiang_wire::limits::MAX_WINNERS;
use jixiang_wire::problem::RefusalCode;

use super::{Ledger, Poster, Told, Used, What, refused, refused_as};
use crate::port::{Appended, Problem};

/// The longest time for which a delivery is handed out, in days.
const MAX_DAYS: u64 = 366;

/// What a statement does to its scope.
pub(super) enum Effect {
    Realm(Box<Realm>),
    Chain(Box<Chain>),
    Thread(Box<Thread>),
    /// It dates a department's datasets.
    Heads,
}

impl Ledger {
    /// Takes a statement once; everything is as it was when it is refused.
    pub(in crate::port::memory) fn append(
        &mut self,
        poster: &Poster,
        signed: &Signed,
        now: UnixMillis,
    ) -> Result<Appended, Problem> {
        let header = signed.header();
        if let Some(position) = self.positions.get(&signed.id()) {
            let seen = self.sees(poster, &header.scope);
            return seen.then(|| self.appended(signed, *position)).ok_or(Problem::Absent);
        }
        if header.realm != *self.realm.id() {
            return Err(refused(Refusal::Realm));
        }
        self.is_next(poster, signed)?;
        let signer = self.authorise(poster, signed)?;
        let effect = self.effect(signed, signer.as_ref(), now)?;
        let needs = self.needs(poster, signed, signer.as_ref(), &effect, now)?;
        let position = self.write(signed, signer, effect, needs, now);
        Ok(self.appended(signed, position))
    }

    fn sees(&self, poster: &Poster, scope: &ScopeId) -> bool {
        match poster {
            Poster::Platform => true,
            Poster::Person(reader) => self.reads(scope, reader),
        }
    }

    /// Compare and swap: it follows the newest one of its scope, or those who took its place are shown.
    fn is_next(&self, poster: &Poster, signed: &Signed) -> Result<(), Problem> {
        let header = signed.header();
        let line = self.lines.get(&header.scope).cloned().unwrap_or_default();
        let hidden = match line.head() {
            Some(_) => !self.sees(poster, &header.scope),
            None => header.prev.is_some(),
        };
        if hidden {
            return Err(Problem::Absent);
        }
        match line.place(signed.id(), header) {
            Ok(Placement::Next) => Ok(()),
            Ok(Placement::Known | Placement::Overridden) => Err(refused_as(RefusalCode::Overridden)),
            Err(Refusal::Fork(_)) => Err(Problem::Conflict(self.after(&header.scope, header.prev))),
            Err(refusal) => Err(refused(refusal)),
        }
    }

    /// The statements of a scope that follow one of them, oldest first.
    fn after(&self, scope: &ScopeId, prev: Option<StatementId>) -> Vec<Bytes> {
        let after = prev.and_then(|prev| self.positions.get(&prev)).copied();
        let rows = self.entries.iter().skip(usize::try_from(after.unwrap_or(0)).unwrap_or(usize::MAX));
        let statements = rows.filter_map(|entry| match &entry.what {
            What::Statement(signed) if signed.header().scope == *scope => Some(Bytes::copy_from_slice(signed.bytes())),
            What::Statement(_) | What::HandedOut { .. } => None,
        });
        statements.take(usize::try_from(MAX_WINNERS).unwrap_or(usize::MAX)).collect()
    }

    /// Who signed, by their department's chain; `None` for the root, whose signature realm and chain check themselves.
    fn authorise(&self, poster: &Poster, signed: &Signed) -> Result<Option<Signer>, Problem> {
        let header = signed.header();
        let by_root = signed.kind().root_only()
            || (signed.kind().rule().signers.contains(&Role::Root) && self.realm.is_root(&header.device));
        if by_root {
            return Ok(None);
        }
        let chain = header.department.and_then(|id| self.chains.get(&id));
        let chain = chain.ok_or_else(|| refused(Refusal::Member))?;
        let (member, standing) = chain.authorise(signed, &self.realm).map_err(refused)?;
        if standing != Standing::Counts {
            return Err(refused(Refusal::Removed));
        }
        let head = header.head.ok_or_else(|| refused(Refusal::Head))?;
        let signer = Signer {
            device: header.device,
            department: *chain.id(),
            person: member.person.clone(),
            roles: member.roles_at_head(chain, &head),
        };
        match poster {
            Poster::Person(reader) if reader.department != signer.department || reader.person != signer.person => {
                Err(refused_as(RefusalCode::Poster))
            }
            Poster::Person(_) | Poster::Platform => Ok(Some(signer)),
        }
    }

    fn effect(&self, signed: &Signed, signer: Option<&Signer>, now: UnixMillis) -> Result<Effect, Problem> {
        let homes = signed.kind().rule().homes;
        if homes.contains(&Home::Realm) {
            let mut realm = self.realm.clone();
            realm.append(signed, |id| self.chains.get(id)).map_err(refused)?;
            Ok(Effect::Realm(Box::new(realm)))
        } else if signed.kind() == Kind::Genesis {
            let chain = Chain::open(signed, &self.realm).map_err(refused)?;
            Ok(Effect::Chain(Box::new(chain)))
        } else if homes.contains(&Home::Department) {
            let chain = signed.header().department.and_then(|id| self.chains.get(&id));
            let mut chain = chain.cloned().ok_or_else(|| refused(Refusal::Home(signed.kind())))?;
            chain.append(signed, &self.realm).map_err(refused)?;
            Ok(Effect::Chain(Box::new(chain)))
        } else if let Payload::Heads(heads) = signed.payload() {
            self.moves_on(signed, heads)
        } else {
            let signer = signer.cloned().ok_or_else(|| refused(Refusal::Role(signed.kind())))?;
            self.thread_after(signed, signer, now)
        }
    }

    /// Delivery, dataset, request and review alike: the next statement of its thread, which fits other scopes, too.
    fn thread_after(&self, signed: &Signed, signer: Signer, now: UnixMillis) -> Result<Effect, Problem> {
        let thread = match self.threads.get(&signed.header().scope) {
            None => Thread::open(signed, signer, &self.statements).map_err(refused)?,
            Some(thread) => {
                let mut thread = thread.clone();
                thread.append(signed, signer, &self.statements).map_err(refused)?;
                thread
            }
        };
        outer::fits(self, signed, &thread).map_err(|told| told.0)?;
        limited(signed, &thread, now)?;
        Ok(Effect::Thread(Box::new(thread)))
    }

    /// A department's own view of its datasets only moves on.
    fn moves_on(&self, signed: &Signed, heads: &Heads) -> Result<Effect, Problem> {
        let newest = signed.header().prev.and_then(|prev| self.statements.get(&prev));
        let sequence = match newest.map(|(newest, _)| newest.payload()) {
            Some(Payload::Heads(newest)) => newest.sequence,
            Some(_) | None => 0,
        };
        if heads.sequence > sequence { Ok(Effect::Heads) } else { Err(refused(Refusal::State(signed.kind()))) }
    }

    fn write(
        &mut self,
        signed: &Signed,
        signer: Option<Signer>,
        effect: Effect,
        needs: Vec<Need>,
        now: UnixMillis,
    ) -> u64 {
        let (scope, statement) = (signed.header().scope, signed.id());
        match effect {
            Effect::Realm(realm) => self.realm = *realm,
            Effect::Chain(chain) => drop(self.chains.insert(*chain.id(), *chain)),
            Effect::Thread(thread) => drop(self.threads.insert(scope, *thread)),
            Effect::Heads => {}
        }
        self.lines.entry(scope).or_default().push(statement, signed.header());
        for need in needs {
            self.uses.entry(need.object).or_default().push(Used { scope, statement, what: need.what });
        }
        let named: Vec<_> = self.named_by(signed).into_iter().map(Signed::id).collect();
        self.named.extend(named);
        if let Some(signer) = signer {
            self.statements.insert(statement, (signed.clone(), signer));
        }
        let position = self.push(now, What::Statement(Box::new(signed.clone())));
        self.positions.insert(statement, position);
        position
    }

    fn appended(&self, signed: &Signed, position: u64) -> Appended {
        let before = usize::try_from(position).unwrap_or(usize::MAX);
        let (at, handed_out) =
            self.entries.iter().take(before).fold((UnixMillis::default(), false), |(_, handed_out), entry| {
                let handed_out = handed_out
                    || matches!(&entry.what, What::HandedOut { delivery, .. } if *delivery == signed.header().scope);
                (entry.at, handed_out)
            });
        Appended { position, at, handed_out: handed_out && signed.kind() == Kind::TakeBack }
    }

    /// The statements of other scopes that a statement names, and that those name, in order.
    pub(super) fn named_by(&self, signed: &Signed) -> Vec<&Signed> {
        let mut ids = names(signed);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(id) = ids.get(at) {
            at += 1;
            if let Some((signed, _)) = self.statements.get(id) {
                let further: Vec<_> = names(signed).into_iter().filter(|id| !ids.contains(id)).collect();
                ids.extend(further);
                found.push(signed);
            }
        }
        found
    }
}

impl outer::Scopes for Ledger {
    type Error = Told;

    fn thread(&self, scope: &ScopeId) -> Result<Option<Thread>, Told> {
        Ok(self.threads.get(scope).cloned())
    }

    fn is_named(&self, id: &StatementId) -> Result<bool, Told> {
        Ok(self.named.contains(id))
    }
}

/// By the platform's own clock: the signer's time is only a claim.
fn limited(signed: &Signed, thread: &Thread, now: UnixMillis) -> Result<(), Problem> {
    let in_time = if let Payload::Delivery(delivery) = signed.payload() {
        delivery.not_after > now && delivery.not_after <= now.plus_days(MAX_DAYS)
    } else if let Payload::Grant(grant) = signed.payload() {
        grant.not_after > now
    } else if let Payload::Release(release) = signed.payload() {
        let leave = release.cites.and_then(|cites| thread.dataset()?.standing_of(&cites));
        leave.is_none_or(|leave| leave.until.end() > now)
    } else {
        true
    };
    if in_time { Ok(()) } else { Err(refused_as(RefusalCode::NotAfter)) }
}
