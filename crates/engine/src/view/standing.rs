//! Where a delivery stands: steps that were reached, as statements prove them and the platform says.

use jixiang_contract::{Chain, Reached, Stamp, Standing, Step, TakeBackState, TransferId};
use jixiang_model::{Suite, UnixMillis};
use jixiang_seal::body::TreeHash;
use jixiang_seal::{Place, VersionKey, receipt};
use jixiang_statement::payload::{Recipient, Step as ReceiptStep};
use jixiang_statement::thread::ReceiptOf;

use crate::fault::Fault;
use crate::port::Table;
use crate::record::{self, JobState, SentSecret};
use crate::state::{State, secret_key};
use crate::trust::Thread;

fn stamp(at: UnixMillis) -> Stamp {
    Stamp(at.0)
}

impl State {
    /// The receipts that count for this desk: for the sender those whose proof agrees with what was sent, which only the PC
    /// that sent it can say.
    pub(crate) fn receipts<'a>(&self, thread: Thread<'a>) -> Vec<&'a ReceiptOf> {
        let (secret, sends) = (self.sent_secret(thread), self.sends(thread));
        let header = &thread.delivery.delivery().header;
        let place = Place { realm: header.realm, suite: Suite::One, scope: thread.delivery.id() };
        let version = thread.delivery.delivery().content.version;
        let proves = |given: &&ReceiptOf| match &secret {
            Some((key, tree)) => receipt::verify(key, &place, &version, tree, given.proof.as_bytes()),
            None => !sends,
        };
        thread.delivery.receipts().iter().filter(proves).collect()
    }

    fn sent_secret(&self, thread: Thread<'_>) -> Option<(VersionKey, TreeHash)> {
        if !self.sends(thread) {
            return None;
        }
        let key = secret_key::sent(&thread.delivery.id());
        let secret: SentSecret = record::read(&*self.store, Table::Secret, &key).ok()??;
        let (mut key, mut tree) = ([0; 32], [0; 32]);
        hex::decode_to_slice(secret.key, &mut key).ok()?;
        hex::decode_to_slice(secret.tree, &mut tree).ok()?;
        Some((VersionKey::from_bytes(key), TreeHash::from_bytes(tree)))
    }

    /// The steps of one recipient.
    pub(crate) fn chain_of(&self, thread: Thread<'_>, recipient: &Recipient) -> Chain {
        let meant = |department: &_, person: &_| {
            recipient.department == *department && recipient.person.as_ref().is_none_or(|named| named == person)
        };
        let receipts = self.receipts(thread);
        let receipt = |step| {
            let of = receipts.iter().filter(|receipt| receipt.step == step);
            of.filter(|receipt| meant(&receipt.by.department, &receipt.by.person)).map(|receipt| receipt.at).min()
        };
        let handed = self.handed_out.get(&thread.delivery.id()).into_iter().flatten();
        let handed = handed.filter(|seen| meant(&seen.department, &seen.person)).map(|seen| seen.at).min();
        let verified = receipt(ReceiptStep::Verified);
        // A receipt that cannot be checked here says no more than that it was fetched.
        let unchecked = self.sends(thread) && self.sent_secret(thread).is_none();
        let claims = thread.delivery.receipts().iter().filter(|_| unchecked);
        let claimed = claims.filter(|claim| meant(&claim.by.department, &claim.by.person)).map(|claim| claim.at).min();
        let steps = [
            (Step::Fetch, handed.or(verified).or(claimed)),
            (Step::Verify, verified),
            (Step::Open, receipt(ReceiptStep::Opened)),
        ];
        let sent = self.sends(thread).then(|| sealed_and_stored(thread)).into_iter().flatten();
        let later = steps.into_iter().filter_map(|(step, at)| Some(Reached { step, by: 1, at: stamp(at?) }));
        Chain { of: 1, reached: sent.chain(later).collect() }
    }

    /// The steps of all recipients together, or for a receiver its own.
    pub(crate) fn chain_together(&self, thread: Thread<'_>) -> Chain {
        let recipients: Vec<&Recipient> = if self.sends(thread) {
            thread.delivery.delivery().recipients.iter().collect()
        } else {
            let facts = self.facts.as_ref();
            let own = facts.map(|facts| thread.delivery.recipients_of(&facts.department, &facts.person));
            own.into_iter().flatten().map(|(_, recipient)| recipient).take(1).collect()
        };
        let chains: Vec<Chain> = recipients.iter().map(|recipient| self.chain_of(thread, recipient)).collect();
        let mut together = merge(&chains);
        if !self.sends(thread) {
            self.own_steps(thread, &mut together);
        }
        together
    }

    /// What this PC did itself counts for this desk before its receipt is on the ledger.
    fn own_steps(&self, thread: Thread<'_>, chain: &mut Chain) {
        let Some(mark) = self.marks.get(&thread.delivery.id()) else {
            return;
        };
        for (step, at) in [(Step::Fetch, mark.verified), (Step::Verify, mark.verified), (Step::Open, mark.opened)] {
            if let Some(at) = at
                && !chain.reached.iter().any(|reached| reached.step == step)
            {
                chain.reached.push(Reached { step, by: 1, at: stamp(at) });
            }
        }
        chain.reached.sort_by_key(|reached| reached.step);
    }

    /// Where a delivery stands on this desk.
    pub(crate) fn standing(&self, thread: Thread<'_>) -> Standing {
        let id = thread.delivery.id();
        let chain = self.chain_together(thread);
        if let Some(at) = self.spoiled.get(&id) {
            return Standing::Failed { error: Fault::Integrity("cover".to_owned()).view(*at), chain };
        }
        // What is over for all is over here, too, whatever a transfer of it came to; one that still runs will learn it.
        let transfer = self.transfer_of(&id);
        let over = self.over(thread, &chain);
        match (transfer.map(|running| &running.job.state), over) {
            (None | Some(JobState::Fail(_) | JobState::Done(_)), Some(over)) => over,
            (Some(JobState::Fail(error)), None) => Standing::Failed { error: error.clone(), chain },
            (Some(JobState::Run | JobState::Pause), _) => {
                let id = transfer.map_or_else(String::new, |running| running.job.id.to_string());
                Standing::Moving { transfer: TransferId(id), chain }
            }
            (None | Some(JobState::Done(_)), None) => Standing::Reached { chain },
        }
    }

    /// How a delivery ended that was taken back or has expired.
    fn over(&self, thread: Thread<'_>, chain: &Chain) -> Option<Standing> {
        if let Some((_, at)) = thread.delivery.taken_back() {
            let at = stamp(at);
            return Some(if self.was_handed_out(thread) {
                Standing::TakeBackAsked { at, chain: chain.clone() }
            } else {
                Standing::TakenBack { at }
            });
        }
        let expired = self.now() >= thread.delivery.delivery().not_after;
        expired.then(|| Standing::Expired { chain: chain.clone() })
    }

    /// Whether somebody had the key when the delivery was taken back: the platform's word, and never less than what
    /// receipts and this PC itself prove.
    fn was_handed_out(&self, thread: Thread<'_>) -> bool {
        let mark = self.marks.get(&thread.delivery.id());
        let said = mark.and_then(|mark| mark.handed_out_before_take_back);
        let own = mark.is_some_and(|mark| mark.verified.is_some());
        let seen = self.handed_out.get(&thread.delivery.id()).is_some_and(|seen| !seen.is_empty());
        own || !thread.delivery.receipts().is_empty() || said.unwrap_or(false) || seen
    }

    /// Whether this desk can still take a delivery back.
    pub(crate) fn take_back_state(&self, thread: Thread<'_>) -> TakeBackState {
        if !self.sends(thread) {
            return TakeBackState::Closed;
        }
        match thread.delivery.taken_back() {
            Some((_, at)) if self.was_handed_out(thread) => TakeBackState::Asked { at: stamp(at) },
            Some((_, at)) => TakeBackState::Done { at: stamp(at) },
            None if self.now() >= thread.delivery.delivery().not_after => TakeBackState::Closed,
            None if self.was_handed_out(thread) => TakeBackState::Ask,
            None => TakeBackState::Offer,
        }
    }
}

/// Sealed when it was signed, stored when the platform took it.
fn sealed_and_stored(thread: Thread<'_>) -> [Reached; 2] {
    let sealed = thread.delivery.delivery().header.time;
    let stored = thread.statements.first().map_or(sealed, |(_, at)| *at);
    let stored = if stored.0 == 0 { sealed } else { stored };
    [(Step::Seal, sealed), (Step::Store, stored)].map(|(step, at)| Reached { step, by: 1, at: stamp(at) })
}

/// Adds up the steps of several recipients.
fn merge(chains: &[Chain]) -> Chain {
    let mut reached: Vec<Reached> = Vec::new();
    for one in chains.iter().flat_map(|chain| &chain.reached) {
        match reached.iter_mut().find(|known| known.step == one.step) {
            Some(known) => {
                known.by += one.by;
                known.at = known.at.max(one.at);
            }
            None => reached.push(*one),
        }
    }
    reached.sort_by_key(|reached| reached.step);
    Chain { of: u32::try_from(chains.len()).unwrap_or(u32::MAX), reached }
}
