//! One append: is it new, is it next, may its signer, does it have an effect, are its objects here.

use std::collections::BTreeMap;

use bytes::Bytes;
use jixiang_model::{Home, Kind, Role, ScopeId, StatementId, UnixMillis};
use jixiang_statement::chain::{Chain, Standing};
use jixiang_statement::payload::Payload;
use jixiang_statement::thread::{DeliveryThread, Signer};
use jixiang_statement::{Placement, Refusal, Signed};
use jixiang_wire::limits::MAX_WINNERS;
use jixiang_wire::problem::RefusalCode;

use super::words::{Effect, Need};
use super::{Ledger, Poster, What, refused, refused_as};
use crate::port::{Appended, Problem};

/// The longest time for which a delivery is handed out, in days.
const MAX_DAYS: u64 = 366;

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
        let position = self.write(signed, effect, needs, now);
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
        let member = || signer.cloned().ok_or_else(|| refused(Refusal::Role(signed.kind())));
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
        } else if let Payload::Delivery(_) = signed.payload() {
            self.opened(signed, member()?, now)
        } else if homes.contains(&Home::Delivery) {
            let thread = self.threads.get(&signed.header().scope);
            let mut thread = thread.cloned().ok_or(Problem::Absent)?;
            thread.append(signed, member()?).map_err(refused)?;
            Ok(Effect::Thread(Box::new(thread)))
        } else {
            Err(refused(Refusal::State(signed.kind())))
        }
    }

    fn opened(&self, signed: &Signed, sender: Signer, now: UnixMillis) -> Result<Effect, Problem> {
        let thread = DeliveryThread::open(signed, sender).map_err(refused)?;
        let delivery = thread.delivery();
        if delivery.not_after <= now || delivery.not_after > now.plus_days(MAX_DAYS) {
            return Err(refused_as(RefusalCode::NotAfter));
        }
        for recipient in &delivery.recipients {
            let chain = self.chains.get(&recipient.department);
            let epoch = chain.and_then(|chain| chain.epoch_at(&recipient.head).ok());
            epoch.ok_or_else(|| refused(Refusal::Names("recipient")))?;
        }
        Ok(Effect::Thread(Box::new(thread)))
    }

    fn write(&mut self, signed: &Signed, effect: Effect, needs: Vec<Need>, now: UnixMillis) -> u64 {
        let scope = signed.header().scope;
        match effect {
            Effect::Realm(realm) => self.realm = *realm,
            Effect::Chain(chain) => drop(self.chains.insert(*chain.id(), *chain)),
            Effect::Thread(thread) => drop(self.threads.insert(scope, *thread)),
        }
        self.lines.entry(scope).or_default().push(signed.id(), signed.header());
        for need in needs {
            self.uses.entry(need.object).or_default().push((scope, need.what));
        }
        let position = self.push(now, What::Statement(Box::new(signed.clone())));
        self.positions.insert(signed.id(), position);
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

    /// The chains by department, for the list of sealed keys.
    pub(super) const fn chains(&self) -> &BTreeMap<jixiang_model::DepartmentId, Chain> {
        &self.chains
    }
}
