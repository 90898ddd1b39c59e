//! The thread of a request: submitted, returned, answered, agreed, ended (docs/format.md 4.7.4). It refuses what is not
//! due in its state, so that nothing that anybody signs out of turn pushes another statement from its place.

mod facts;
mod grant;

pub use facts::{Act, AnswerOf, AskedOf, EndedOf, GrantOf, ResealOf};

use jixiang_model::{DepartmentId, Home, RequestState, ScopeId};

use super::delivery::ReceiptOf;
use super::replay::{Place, Replay};
use super::signer::{self, Named, Signer};
use crate::payload::{Answer, Consent, Decision, InRequest, Payload, Receipt, Request, ShareClass, Withdraw};
use crate::{Line, Placement, Refusal, Signed};

/// What the entry of a request says about it.
pub(super) struct Wanted {
    /// Who provides the data.
    pub(super) provider: DepartmentId,
    /// Its sharing class.
    pub(super) class: ShareClass,
}

/// Looks up the entry of a request by this department: of the dataset that is asked for, and not their own.
pub(super) fn wanted(request: &Request, requester: &DepartmentId, named: &dyn Named) -> Result<Wanted, Refusal> {
    let (entry, by) = signer::entry(named, &request.entry)?;
    if entry.dataset != request.dataset || by.department == *requester {
        return Err(Refusal::Names("entry"));
    }
    Ok(Wanted { provider: by.department, class: entry.share_class })
}

/// The replay of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestThread {
    place: Place,
    requester: DepartmentId,
    provider: DepartmentId,
    dataset: ScopeId,
    state: RequestState,
    asked: Vec<AskedOf>,
    answers: Vec<AnswerOf>,
    grant: Option<GrantOf>,
    reseals: Vec<ResealOf>,
    receipts: Vec<ReceiptOf>,
    ended: Option<EndedOf>,
}

impl RequestThread {
    /// Opens the thread with the consent of the requester's head.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when the statement is no such consent, [`Refusal::Absent`] while the request or its entry is not here.
    pub fn open(signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Self, Refusal> {
        let Payload::Consent(consent) = signed.payload() else {
            return Err(Refusal::State(signed.kind()));
        };
        let place = Place::open(signed, &signer)?;
        let (asked, wanted) = asked(consent, signed, signer, named)?;
        if asked.request.nonce.is_none() {
            return Err(Refusal::Names("nonce"));
        }
        Ok(Self {
            place,
            requester: asked.consent.by.department,
            provider: wanted.provider,
            dataset: asked.request.dataset,
            state: submitted(asked.class).ok_or(Refusal::State(signed.kind()))?,
            asked: vec![asked],
            answers: Vec::new(),
            grant: None,
            reseals: Vec::new(),
            receipts: Vec::new(),
            ended: None,
        })
    }

    /// The request's id.
    #[must_use]
    pub const fn id(&self) -> ScopeId {
        self.place.id
    }

    /// The order of the thread.
    #[must_use]
    pub const fn line(&self) -> &Line {
        &self.place.line
    }

    /// Who asks.
    #[must_use]
    pub const fn requester(&self) -> &DepartmentId {
        &self.requester
    }

    /// Who is asked.
    #[must_use]
    pub const fn provider(&self) -> &DepartmentId {
        &self.provider
    }

    /// What is asked for.
    #[must_use]
    pub const fn dataset(&self) -> ScopeId {
        self.dataset
    }

    /// What the request has come to.
    #[must_use]
    pub const fn state(&self) -> RequestState {
        self.state
    }

    /// The requests so far, each with the consent that let it out, in order: never empty.
    #[must_use]
    pub fn asked(&self) -> &[AskedOf] {
        &self.asked
    }

    /// The request that is in force.
    ///
    /// # Panics
    ///
    /// Never: a thread begins with its first request.
    #[must_use]
    pub fn current(&self) -> &AskedOf {
        self.asked.last().expect("a thread begins with its first request")
    }

    /// The answers so far, in order.
    #[must_use]
    pub fn answers(&self) -> &[AnswerOf] {
        &self.answers
    }

    /// The newest answer to the request that is in force.
    #[must_use]
    pub fn answer(&self) -> Option<&AnswerOf> {
        let current = self.current().act.statement;
        self.answers.last().filter(|answer| answer.answer.request == current)
    }

    /// The grant, also after its end.
    #[must_use]
    pub const fn grant(&self) -> Option<&GrantOf> {
        self.grant.as_ref()
    }

    /// How the grant was carried on, in order.
    #[must_use]
    pub fn reseals(&self) -> &[ResealOf] {
        &self.reseals
    }

    /// The receipts that count, in order.
    #[must_use]
    pub fn receipts(&self) -> &[ReceiptOf] {
        &self.receipts
    }

    /// The withdrawal.
    #[must_use]
    pub fn withdrawn(&self) -> Option<&EndedOf> {
        self.ended.as_ref().filter(|_| self.state == RequestState::Withdrawn)
    }

    /// The end of the grant.
    #[must_use]
    pub fn revoked(&self) -> Option<&EndedOf> {
        self.ended.as_ref().filter(|_| self.state == RequestState::Revoked)
    }

    /// Takes the next statement. A repeated receipt keeps its place without effect.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the thread is unchanged then.
    pub fn append(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Placement, Refusal> {
        self.replay(signed, signer, named)
    }

    /// Puts a statement at its place without effect ([`super::Thread::pass_over`]).
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the thread is unchanged then.
    pub fn pass_over(&mut self, signed: &Signed) -> Result<Placement, Refusal> {
        self.replay_without_effect(signed)
    }

    /// Refuses a statement that is not due in this state.
    fn due(&self, signed: &Signed, states: &[RequestState]) -> Result<(), Refusal> {
        if states.contains(&self.state) { Ok(()) } else { Err(Refusal::State(signed.kind())) }
    }

    fn of_provider(&self, signed: &Signed, signer: &Signer) -> Result<(), Refusal> {
        if signer.department == self.provider { Ok(()) } else { Err(Refusal::Role(signed.kind())) }
    }

    fn of_requester(&self, signed: &Signed, signer: &Signer) -> Result<(), Refusal> {
        if signer.department == self.requester { Ok(()) } else { Err(Refusal::Role(signed.kind())) }
    }

    /// A head of either side lets out what their staff prepared.
    fn consent(&mut self, consent: &Consent, signed: &Signed, by: Signer, named: &dyn Named) -> Result<(), Refusal> {
        if by.department == self.provider {
            return self.consent_to_answer(consent, signed, by, named);
        }
        self.of_requester(signed, &by)?;
        self.due(signed, &[RequestState::Returned])?;
        let (asked, wanted) = asked(consent, signed, by, named)?;
        let fits = asked.request.dataset == self.dataset && wanted.provider == self.provider;
        if !fits || self.asked.iter().any(|earlier| earlier.act.statement == asked.act.statement) {
            return Err(Refusal::Names("request"));
        }
        self.state = submitted(asked.class).ok_or(Refusal::State(signed.kind()))?;
        self.asked.push(asked);
        Ok(())
    }

    fn consent_to_answer(
        &mut self,
        consent: &Consent,
        signed: &Signed,
        by: Signer,
        named: &dyn Named,
    ) -> Result<(), Refusal> {
        self.due(signed, &[RequestState::Submitted])?;
        let (answer, author) = signer::answer(named, &consent.names)?;
        if author.department != self.provider || answer.header.scope != consent.review {
            return Err(Refusal::Names("answer"));
        }
        self.answers_current(answer)?;
        self.state = match answer.decision {
            Decision::Approve => RequestState::Answered,
            Decision::Refuse => RequestState::Refused,
            Decision::Return | Decision::Extend => return Err(Refusal::Names("answer")),
        };
        self.answers.push(AnswerOf {
            act: Act { statement: consent.names, by: author.clone(), at: answer.header.time },
            consent: Some(act(signed, by)),
            answer: answer.clone(),
        });
        Ok(())
    }

    fn answers_current(&self, answer: &Answer) -> Result<(), Refusal> {
        if answer.request == self.current().act.statement { Ok(()) } else { Err(Refusal::Names("request")) }
    }

    /// What the provider says without a review: a head's refusal, a return, one extension. A head's approval is the grant.
    /// A refusal also ends an approval whose grant cannot follow any more.
    fn say(&mut self, answer: &Answer, signed: &Signed, by: Signer) -> Result<(), Refusal> {
        self.of_provider(signed, &by)?;
        match answer.decision {
            Decision::Refuse => self.due(signed, &[RequestState::Submitted, RequestState::Answered])?,
            Decision::Approve | Decision::Return | Decision::Extend => self.due(signed, &[RequestState::Submitted])?,
        }
        self.answers_current(answer)?;
        self.state = match answer.decision {
            Decision::Return => RequestState::Returned,
            Decision::Refuse if by.heads(&self.provider) => RequestState::Refused,
            Decision::Refuse => return Err(Refusal::Role(signed.kind())),
            Decision::Extend if !self.is_extended() => self.state,
            Decision::Extend | Decision::Approve => return Err(Refusal::State(signed.kind())),
        };
        self.answers.push(AnswerOf { act: act(signed, by), consent: None, answer: answer.clone() });
        Ok(())
    }

    /// Whether the provider has taken its one extension.
    #[must_use]
    pub fn is_extended(&self) -> bool {
        self.answers.iter().any(|known| known.answer.decision == Decision::Extend)
    }

    fn withdraw(&mut self, withdraw: &Withdraw, signed: &Signed, by: Signer) -> Result<(), Refusal> {
        self.of_requester(signed, &by)?;
        self.due(signed, &[RequestState::Submitted, RequestState::Returned, RequestState::Answered])?;
        if withdraw.request != self.current().act.statement {
            return Err(Refusal::Names("request"));
        }
        self.ended = Some(EndedOf { act: act(signed, by), reason: withdraw.reason.clone() });
        self.state = RequestState::Withdrawn;
        Ok(())
    }

    fn receive(&mut self, receipt: &Receipt, signed: &Signed, by: Signer) -> Result<(), Refusal> {
        self.of_requester(signed, &by)?;
        self.due(signed, &[RequestState::Agreed, RequestState::Revoked])?;
        ReceiptOf::count(&mut self.receipts, receipt, signed, by);
        Ok(())
    }
}

/// The state after a consent to a request of this class. A request for withheld data does not leave the department.
const fn submitted(class: ShareClass) -> Option<RequestState> {
    match class {
        ShareClass::Unconditional => Some(RequestState::Agreed),
        ShareClass::Conditional => Some(RequestState::Submitted),
        ShareClass::Withheld => None,
    }
}

fn act(signed: &Signed, by: Signer) -> Act {
    Act { statement: signed.id(), by, at: signed.header().time }
}

/// The request that a head's consent lets out: of the head's own department, in its review, for this thread.
fn asked(consent: &Consent, signed: &Signed, by: Signer, named: &dyn Named) -> Result<(AskedOf, Wanted), Refusal> {
    let (request, author) = signer::request(named, &consent.names)?;
    let fits = author.department == by.department
        && request.header.scope == consent.review
        && request.request == consent.header.scope;
    if !fits {
        return Err(Refusal::Names("request"));
    }
    let wanted = wanted(request, &by.department, named)?;
    let asked = AskedOf {
        act: Act { statement: consent.names, by: author.clone(), at: request.header.time },
        consent: act(signed, by),
        request: request.clone(),
        class: wanted.class,
    };
    Ok((asked, wanted))
}

impl Replay for RequestThread {
    const HOME: Home = Home::Request;

    fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    fn take(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<(), Refusal> {
        match InRequest::of(signed)? {
            InRequest::Consent(consent) => self.consent(consent, signed, signer, named),
            InRequest::Answer(answer) => self.say(answer, signed, signer),
            InRequest::Grant(grant) => self.agree(grant, signed, signer),
            InRequest::Revoke(revoke) => self.revoke(revoke, signed, signer),
            InRequest::Reseal(reseal) => self.reseal(reseal, signed, signer),
            InRequest::Withdraw(withdraw) => self.withdraw(withdraw, signed, signer),
            InRequest::Receipt(receipt) => self.receive(receipt, signed, signer),
        }
    }
}
