//! Judging: which of the statements at hand count. Nothing is believed that a chain down to the pinned root does not bear
//! out; what cannot be judged yet waits and says what it wants.

use jixiang_model::{Home, Kind, StatementId, UnixMillis};
use jixiang_statement::chain::{Chain, Member, Standing};
use jixiang_statement::thread::{Signer, Thread};
use jixiang_statement::{Placement, Refusal, Signed};

use super::ledger::{Intake, Ledger, Scope, Unread};
use super::removed::AtHand;
use super::verdict::{Verdict, placed};

impl Ledger {
    /// Judges what waits, again and again while something becomes known.
    pub(super) fn judge_waiting(&mut self, judged: &mut Vec<Intake>) {
        judged.append(&mut self.beside);
        loop {
            self.wants = super::Wants::default();
            self.gaps.clear();
            let waiting = std::mem::take(&mut self.waiting);
            let mut at_hand = AtHand::of(&waiting);
            let mut moved = false;
            for (signed, at) in waiting {
                let verdict = self.judge(&signed, at, &at_hand);
                at_hand.note(&signed, &verdict);
                moved |= !matches!(verdict, Verdict::Wait | Verdict::Keep | Verdict::Behind | Verdict::Aside);
                judged.extend(self.settle(verdict, signed, at));
                judged.extend(self.newly_named());
            }
            if !moved {
                // Only when nothing that counts can be placed does what does not count take a place.
                let Some((signed, at)) = self.needed_place(&at_hand) else { return };
                let verdict = self.pass_over(&signed, at);
                judged.extend(self.settle(verdict, signed, at));
            }
        }
    }

    /// Statements that were verified because others name them.
    fn newly_named(&mut self) -> Vec<Intake> {
        let fresh = std::mem::take(&mut self.fresh_named);
        let known = fresh.into_iter().filter_map(|id| {
            let (signed, _) = self.named.0.get(&id)?;
            Some(Intake::Named { id, bytes: signed.bytes().clone() })
        });
        let known: Vec<Intake> = known.collect();
        known.into_iter().chain(std::mem::take(&mut self.beside)).collect()
    }

    fn settle(&mut self, verdict: Verdict, signed: Signed, at: UnixMillis) -> Option<Intake> {
        let (scope, id) = (signed.header().scope, signed.id());
        let bytes = signed.bytes().clone();
        match verdict {
            Verdict::Next { place } => {
                if matches!(signed.kind(), Kind::Remove | Kind::Roles | Kind::Recover) {
                    self.judge_again(&signed);
                }
                Some(Intake::Counts { scope, place, id, bytes, at })
            }
            Verdict::Known => None,
            Verdict::Wait => {
                self.waiting.push((signed, at));
                None
            }
            Verdict::Keep | Verdict::Behind | Verdict::Aside => {
                self.waiting.push((signed, at));
                self.kept.insert(id).then_some(Intake::Kept { scope, id, bytes, at })
            }
            Verdict::Refuse(refusal) => {
                Some(Intake::Refused { scope: Some(scope), statement: Some(id), why: refusal.to_string() })
            }
        }
    }

    /// A department's members changed: what its devices said in threads is judged anew, as whoever comes later judges it.
    fn judge_again(&mut self, changed: &Signed) {
        let department = changed.header().department;
        let by_it = |scope: &Scope| {
            let mut statements = scope.statements.iter();
            statements.any(|(signed, _)| signed.header().department == department)
        };
        let again: Vec<_> = self.threads.iter().filter(|(_, thread)| by_it(thread)).map(|(scope, _)| *scope).collect();
        for scope in again {
            let thread = self.threads.remove(&scope);
            self.waiting.extend(thread.into_iter().flat_map(|thread| thread.statements));
            self.waiting.extend(self.forks.remove(&scope).into_iter().flatten());
        }
    }

    /// A kind that this program does not know stops its scope, but only when a member or the root really signed it: a text
    /// that the platform made up stops nothing.
    pub(super) fn judge_unread(&mut self, unread: Unread) -> Intake {
        let Unread { envelope, named, at } = unread;
        let members = self.chains.values().filter_map(|chain| {
            let member = chain.member(&envelope.keyid)?;
            Some(&member.key)
        });
        let mut keys = members.chain(self.realm.root_keys());
        let signed = keys.any(|key| envelope.verify(key).is_ok());
        match named.scope.filter(|_| signed) {
            Some(scope) => {
                self.stopped.insert(scope);
                Intake::Kept { scope, id: named.id, bytes: envelope.bytes().clone(), at }
            }
            None => Intake::Refused {
                scope: named.scope,
                statement: Some(named.id),
                why: "a statement of an unknown kind by nobody who is known".to_owned(),
            },
        }
    }

    /// Gives up on what still waits after everything that it wanted was fetched, but for what waits for a recovery or a
    /// newer program.
    pub(crate) fn refuse_waiting(&mut self) -> Vec<Intake> {
        self.wants = super::Wants::default();
        let waiting = std::mem::take(&mut self.waiting);
        let (kept, given_up): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(signed, _)| self.kept.contains(&signed.id()));
        self.waiting = kept;
        let refuse = |(signed, _): (Signed, UnixMillis)| Intake::Refused {
            scope: Some(signed.header().scope),
            statement: Some(signed.id()),
            why: "what it names is not to be had".to_owned(),
        };
        given_up.into_iter().map(refuse).collect()
    }

    fn judge(&mut self, signed: &Signed, at: UnixMillis, at_hand: &AtHand) -> Verdict {
        let scope = signed.header().scope;
        if signed.header().realm != *self.realm.id() {
            return Verdict::Refuse(Refusal::Realm);
        }
        if self.stopped.contains(&scope) {
            return self.keep(signed);
        }
        let homes = signed.kind().rule().homes;
        if homes == [Home::Realm] {
            return self.judge_realm(signed);
        }
        if homes == [Home::Department] {
            return self.judge_department(signed);
        }
        if homes == [Home::Heads] {
            // A department's own view of its datasets is read where it is needed, not replayed.
            return Verdict::Known;
        }
        self.judge_thread(signed, at, at_hand)
    }

    fn judge_realm(&mut self, signed: &Signed) -> Verdict {
        let chains = &self.chains;
        match self.realm.append(signed, |department| chains.get(department)) {
            Ok(Placement::Next) => {
                if signed.kind() == Kind::Directory {
                    self.directory = None;
                }
                Verdict::Next { place: self.realm.length() - 1 }
            }
            Ok(Placement::Known | Placement::Overridden) => Verdict::Known,
            Err(Refusal::Frozen) => self.keep(signed),
            Err(Refusal::Head | Refusal::Prev) => {
                self.wants.departments.extend(signed.header().department);
                Verdict::Wait
            }
            Err(refusal) => Verdict::Refuse(refusal),
        }
    }

    fn judge_department(&mut self, signed: &Signed) -> Verdict {
        let Some(department) = signed.header().department else {
            return Verdict::Refuse(Refusal::Names("department"));
        };
        let Some(chain) = self.chains.get_mut(&department) else {
            return match Chain::open(signed, &self.realm) {
                Ok(chain) => {
                    self.chains.insert(department, chain);
                    Verdict::Next { place: 0 }
                }
                Err(Refusal::State(_) | Refusal::Head) => Verdict::Wait,
                Err(refusal) => Verdict::Refuse(refusal),
            };
        };
        match chain.append(signed, &self.realm) {
            Ok(Placement::Next) => Verdict::Next { place: chain.line().entries().len() - 1 },
            Ok(Placement::Known | Placement::Overridden) => Verdict::Known,
            Err(Refusal::Prev) => {
                // It came by itself, because it changed a scope that is read here; the rest of the chain did not.
                self.wants.departments.insert(department);
                Verdict::Wait
            }
            Err(Refusal::State(Kind::Genesis) | Refusal::Head) => Verdict::Wait,
            Err(refusal) => Verdict::Refuse(refusal),
        }
    }

    fn judge_thread(&mut self, signed: &Signed, at: UnixMillis, at_hand: &AtHand) -> Verdict {
        let scope = signed.header().scope;
        let signer = match self.signer(signed, at_hand) {
            Ok(Some(signer)) => signer,
            Ok(None) => return Verdict::Wait,
            Err(Refusal::Removed) if signed.kind() == Kind::Delivery => return Verdict::Refuse(Refusal::Removed),
            Err(Refusal::Removed) => return self.aside(signed),
            Err(Refusal::Frozen) => return self.keep(signed),
            Err(refusal) => return Verdict::Refuse(refusal),
        };
        let is_review = signed.kind().rule().homes.contains(&Home::Review);
        let verdict = loop {
            // Who signed it is established; only what it names is still looked up, one after the other.
            let absent = match self.place(signed, at, &signer) {
                Ok(verdict) => break verdict,
                Err(absent) => absent,
            };
            if let Err(verdict) = self.look_up(absent) {
                break verdict;
            }
        };
        if is_review && matches!(verdict, Verdict::Next { .. }) {
            self.named.0.insert(signed.id(), (signed.clone(), signer.clone()));
        }
        match verdict {
            Verdict::Behind => {
                self.gaps.insert(scope);
            }
            Verdict::Refuse(Refusal::Fork(_)) => self.keep_fork(signed, at, &signer),
            Verdict::Next { .. }
            | Verdict::Known
            | Verdict::Wait
            | Verdict::Keep
            | Verdict::Aside
            | Verdict::Refuse(_) => {}
        }
        verdict
    }

    /// Two statements for one place, both really signed by who takes part: the other one stands in the line, this one is kept
    /// beside it.
    fn keep_fork(&mut self, signed: &Signed, at: UnixMillis, signer: &Signer) {
        let (scope, id, bytes) = (signed.header().scope, signed.id(), signed.bytes().clone());
        if !self.threads.get(&scope).is_some_and(|known| takes_part(&known.thread, signer)) {
            return;
        }
        let beside = self.forks.entry(scope).or_default();
        if !beside.iter().any(|(known, _)| known.id() == id) {
            beside.push((signed.clone(), at));
            self.beside.push(Intake::Kept { scope, id, bytes, at });
        }
    }

    /// Puts a statement into its thread; the id of what it names when that is not verified yet.
    fn place(&mut self, signed: &Signed, at: UnixMillis, signer: &Signer) -> Result<Verdict, StatementId> {
        let scope = signed.header().scope;
        Ok(match self.threads.get_mut(&scope) {
            None => match Thread::open(signed, signer.clone(), &self.named) {
                Ok(thread) => {
                    self.threads.insert(scope, Scope { thread, statements: vec![(signed.clone(), at)] });
                    Verdict::Next { place: 0 }
                }
                Err(Refusal::Absent(id)) => return Err(id),
                Err(Refusal::State(_) | Refusal::Prev) => Verdict::Behind,
                Err(refusal) => Verdict::Refuse(refusal),
            },
            Some(known) if known.thread.line().position(&signed.id()).is_some() => Verdict::Known,
            Some(known) => match known.thread.append(signed, signer.clone(), &self.named) {
                Err(Refusal::Absent(id)) => return Err(id),
                placement => placed(known, signed, at, placement),
            },
        })
    }

    /// A statement names one of another scope that is not verified yet: it is verified now if it came along, and asked for
    /// with its scope otherwise. An id does not cover the signature: one that came along under a wrong one is not the one
    /// that is named, and spoils nothing. The verdict on who names it, when it is still not known.
    fn look_up(&mut self, named: StatementId) -> Result<(), Verdict> {
        if let Some(offered) = self.offered.remove(&named) {
            match self.verify_named(&offered) {
                Ok(Some(signer)) => {
                    self.fresh_named.push(named);
                    self.named.0.insert(named, (offered, signer));
                    return Ok(());
                }
                Ok(None) => {
                    self.offered.insert(named, offered);
                    return Err(Verdict::Wait);
                }
                Err(refusal) => self.beside.push(Intake::Refused {
                    scope: Some(offered.header().scope),
                    statement: Some(named),
                    why: refusal.to_string(),
                }),
            }
        }
        Err(Verdict::Behind)
    }

    /// Verifies a named statement by itself: signature, and role at the head that it names. Whether a device that was
    /// removed since may still be quoted is for the head who names it.
    fn verify_named(&mut self, signed: &Signed) -> Result<Option<Signer>, Refusal> {
        let department = signed.header().department.ok_or(Refusal::Names("department"))?;
        let Some(chain) = self.chains.get(&department) else {
            self.wants.departments.insert(department);
            return Ok(None);
        };
        match chain.authorise(signed, &self.realm) {
            Ok((member, _)) => Ok(Some(signer_of(chain, member, signed)?)),
            Err(Refusal::Head) => {
                self.wants.departments.insert(department);
                Ok(None)
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// Keeps a statement that somebody who is or was a member really signed for the time when it can be judged.
    fn keep(&self, signed: &Signed) -> Verdict {
        let department = signed.header().department;
        let member = department.and_then(|department| self.chains.get(&department)?.member(&signed.header().device));
        let mut keys = member.map(|member| &member.key).into_iter().chain(self.realm.root_keys());
        if keys.any(|key| signed.verify(key).is_ok()) { Verdict::Keep } else { Verdict::Refuse(Refusal::Signature) }
    }

    /// Establishes the signer by the department's chain. `None` when the chain, or a list, has to be fetched first.
    fn signer(&mut self, signed: &Signed, at_hand: &AtHand) -> Result<Option<Signer>, Refusal> {
        let department = signed.header().department.ok_or(Refusal::Names("department"))?;
        let Some(chain) = self.chains.get(&department) else {
            self.wants.departments.insert(department);
            return Ok(None);
        };
        let (member, standing) = match chain.authorise(signed, &self.realm) {
            Ok(authorised) => authorised,
            Err(Refusal::Head) => {
                self.wants.departments.insert(department);
                return Ok(None);
            }
            Err(refusal) => return Err(refusal),
        };
        let signer = signer_of(chain, member, signed)?;
        match standing {
            Standing::Counts => Ok(Some(signer)),
            Standing::UpTo(list) => self.counts_up_to(signed, list, at_hand).map(|counts| counts.then_some(signer)),
        }
    }
}

/// Whether somebody has a say in a scope at all.
fn takes_part(thread: &Thread, signer: &Signer) -> bool {
    match thread {
        Thread::Delivery(delivery) => {
            let receives = delivery.recipients_of(&signer.department, &signer.person).next().is_some();
            receives || delivery.sender().department == signer.department
        }
        Thread::Dataset(dataset) => *dataset.provider() == signer.department,
        Thread::Request(request) => [request.requester(), request.provider()].contains(&&signer.department),
        Thread::Review(review) => *review.department() == signer.department,
    }
}

fn signer_of(chain: &Chain, member: &Member, signed: &Signed) -> Result<Signer, Refusal> {
    let head = signed.header().head.ok_or(Refusal::Head)?;
    Ok(Signer {
        device: member.device,
        department: *chain.id(),
        person: member.person.clone(),
        roles: member.roles_at_head(chain, &head),
    })
}
