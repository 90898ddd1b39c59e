//! What a client offers to a person, by the table "act and consent" of DOMAIN.md, and which acts of the reference it comes
//! to: a head's own act carries the consent with it, what staff say waits for their head.

use jixiang_client::ClientFault;
use jixiang_client::contract::{DatasetId, MatterId, MatterStage, MatterVerb, ShareClass};

use crate::reader::stage;
use crate::reference::{
    Act, Asked, CONDITIONAL, Data, Decision, Given, Letting, Matter, OPEN, Person, Ruling, Said, State, WITHHELD,
};

/// Everything that can be done with a matter but fetching.
pub(crate) const VERBS: [MatterVerb; 8] = [
    MatterVerb::Consent,
    MatterVerb::Decline,
    MatterVerb::Agree,
    MatterVerb::Return,
    MatterVerb::Refuse,
    MatterVerb::Withdraw,
    MatterVerb::Resubmit,
    MatterVerb::Revoke,
];

/// What a department knows of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Not,
    At(MatterStage),
}

impl Known {
    /// Who knows nothing of a matter hears nothing of it; who knows it hears that the act is not theirs, or not due.
    const fn ruled(self, may: bool) -> Result<(), ClientFault> {
        match (self, may) {
            (Self::Not, _) => Err(ClientFault::NotFound),
            (Self::At(_), false) => Err(ClientFault::NotAllowed),
            (Self::At(_), true) => Ok(()),
        }
    }
}

/// A version that was handed in.
pub(crate) struct Publication {
    /// Its matter; a head's own version is none.
    pub(crate) matter: Option<MatterId>,
    stage: MatterStage,
}

/// A dataset whose class stays what it is.
pub(crate) struct Dataset {
    pub(crate) id: DatasetId,
    pub(crate) provider: u8,
    pub(crate) class: ShareClass,
    /// Each with the entry and the record of the same place in the reference.
    pub(crate) publications: Vec<Publication>,
    reference: Data,
}

impl Dataset {
    pub(crate) fn new(id: DatasetId, provider: u8, class: ShareClass) -> Self {
        let reference = Data { provider, ..Data::default() };
        Self { id, provider, class, publications: Vec::new(), reference }
    }

    const fn number(&self) -> u8 {
        match self.class {
            ShareClass::Unconditional => OPEN,
            ShareClass::Conditional => CONDITIONAL,
            ShareClass::Withheld => WITHHELD,
        }
    }

    fn newest(&self) -> u64 {
        self.reference.releases.len() as u64
    }

    pub(crate) fn knows(&self, matter: &MatterId) -> bool {
        self.publications.iter().any(|publication| publication.matter.as_ref() == Some(matter))
    }

    /// A version is prepared, made from the newest that is released.
    pub(crate) fn prepare(&mut self) -> usize {
        let at = self.publications.len();
        let newest = self.reference.releases.last().and_then(|release| release.what.record);
        let base = newest.map(|record| self.reference.records[record].version);
        self.reference.describe(self.number(), 0);
        self.reference.make(u8::try_from(at).unwrap(), base);
        self.publications.push(Publication { matter: None, stage: MatterStage::AwaitsRelease });
        at
    }

    /// Lets a version out, in the generation that the provider's device starts when it must; the reference goes on in one.
    pub(crate) fn release(&mut self, who: Person, publication: usize) -> Ruling {
        let data = self.number() != WITHHELD;
        let what = Letting {
            entry: publication,
            record: data.then_some(publication),
            number: self.newest() + 1,
            generation: 1,
            start: data && !self.reference.keyed(1),
            open: self.number() == OPEN,
            leave: None,
            cites: None,
        };
        let ruling = self.reference.may_let(who, &what);
        self.reference.release(what);
        self.publications[publication].stage = MatterStage::Released;
        ruling
    }

    pub(crate) fn decline(&mut self, publication: usize) {
        self.publications[publication].stage = MatterStage::Declined;
    }

    fn known(&self, who: Person, publication: usize) -> Known {
        if who.department == self.provider { Known::At(self.publications[publication].stage) } else { Known::Not }
    }

    /// Whether somebody may do this with a version that was handed in.
    pub(crate) fn may(&self, who: Person, publication: usize, verb: MatterVerb) -> Result<(), ClientFault> {
        let decides = matches!(verb, MatterVerb::Consent | MatterVerb::Decline);
        let waits = self.publications[publication].stage == MatterStage::AwaitsRelease;
        self.known(who, publication).ruled(who.head && waits && decides)
    }

    pub(crate) fn may_ask(&self, who: Person) -> Result<(), ClientFault> {
        match (who.department == self.provider, self.class) {
            (true, _) => Err(ClientFault::NotAllowed),
            (false, ShareClass::Withheld) => Err(ClientFault::Withheld),
            (false, ShareClass::Conditional | ShareClass::Unconditional) => Ok(()),
        }
    }

    /// Where somebody sees what was handed in.
    pub(crate) fn stages(&self, who: Person) -> Vec<(MatterId, Known)> {
        let matters = self
            .publications
            .iter()
            .enumerate()
            .filter_map(|(at, publication)| Some((publication.matter.clone()?, self.known(who, at))));
        matters.collect()
    }
}

/// A request for one of the datasets.
pub(crate) struct Request {
    pub(crate) matter: MatterId,
    /// The dataset, by its place among all.
    pub(crate) dataset: usize,
    pub(crate) reference: Matter,
    class: u8,
}

impl Request {
    pub(crate) fn new(matter: MatterId, at: usize, who: Person, dataset: &Dataset) -> Self {
        let reference = Matter { requester: who.department, provider: dataset.provider, ..Matter::default() };
        let mut request = Self { matter, dataset: at, reference, class: dataset.number() };
        request.ask(who);
        request
    }

    fn ask(&mut self, who: Person) {
        self.reference.requests.push(Asked { entry: 0, class: self.class, declined: false });
        if who.head {
            self.follow(who, Act::ConsentToRequest(self.reference.requests.len() - 1));
        }
    }

    /// An act of the thread: the reference must allow it, too.
    fn follow(&mut self, who: Person, act: Act) {
        let state = self.reference.leads_to(who, act);
        let state = state.unwrap_or_else(|| panic!("{act:?} of {who:?} was done in {:?}", self.reference));
        self.reference.done(0, act, state);
    }

    /// Where somebody sees it.
    pub(crate) fn known(&self, who: Person) -> Known {
        let asks = who.department == self.reference.requester;
        if !asks && who.department != self.reference.provider {
            return Known::Not;
        }
        stage(&self.reference, asks).map_or(Known::Not, Known::At)
    }

    /// Whether somebody may do this with the request as it stands.
    pub(crate) fn may(&self, who: Person, verb: MatterVerb) -> Result<(), ClientFault> {
        use MatterStage::{Agreed, AwaitsAnswer, AwaitsConsent, Declined, Returned, Submitted};
        let known = self.known(who);
        let Known::At(stage) = known else { return known.ruled(false) };
        let asks = who.department == self.reference.requester;
        known.ruled(match verb {
            MatterVerb::Consent | MatterVerb::Decline => {
                who.head && stage == if asks { AwaitsConsent } else { AwaitsAnswer }
            }
            MatterVerb::Refuse if who.head && matches!(self.reference.state, Some(State::Answered)) => !asks,
            MatterVerb::Agree | MatterVerb::Return | MatterVerb::Refuse => !asks && stage == Submitted,
            MatterVerb::Withdraw => {
                asks && matches!(self.reference.state, Some(State::Submitted | State::Returned | State::Answered))
            }
            MatterVerb::Resubmit => asks && matches!(stage, Declined | Returned),
            MatterVerb::Revoke => !asks && who.head && stage == Agreed && self.reference.grant.is_some(),
            MatterVerb::Fetch => asks && stage == Agreed,
        })
    }

    /// Whether it lets somebody have the dataset.
    pub(crate) fn opens(&self, who: Person, dataset: usize) -> bool {
        self.dataset == dataset && self.may(who, MatterVerb::Fetch).is_ok()
    }

    /// Remembers what somebody did.
    pub(crate) fn done(&mut self, who: Person, verb: MatterVerb, only: bool, dataset: &Dataset) {
        let reference = &self.reference;
        let asks = who.department == reference.requester;
        let given = Given { generation: 1, from: dataset.newest(), only };
        let current = reference.current();
        let waiting = reference.answers.iter().rposition(|said| !said.declined && Some(said.request) == current);
        match (verb, asks) {
            (MatterVerb::Consent, true) => {
                self.follow(who, Act::ConsentToRequest(reference.requests.len() - 1));
            }
            (MatterVerb::Decline, true) => {
                let newest = self.reference.requests.last_mut().unwrap();
                newest.declined = true;
            }
            (MatterVerb::Consent, false) => self.consent(who, waiting.unwrap(), given),
            (MatterVerb::Decline, false) => self.reference.answers[waiting.unwrap()].declined = true,
            (MatterVerb::Agree, _) if who.head => self.grant(who, given),
            (MatterVerb::Agree, _) => self.answer(Decision::Approve, only.then_some(given.from)),
            (MatterVerb::Refuse, _) if who.head => self.follow(who, Act::Say(Decision::Refuse, current.unwrap())),
            (MatterVerb::Refuse, _) => self.answer(Decision::Refuse, None),
            (MatterVerb::Return, _) => self.follow(who, Act::Say(Decision::Return, current.unwrap())),
            (MatterVerb::Withdraw, _) => self.follow(who, Act::Withdraw(current.unwrap())),
            (MatterVerb::Resubmit, _) => self.ask(who),
            (MatterVerb::Revoke, _) => self.follow(who, Act::Revoke { right: true }),
            (MatterVerb::Fetch, _) => {}
        }
    }

    fn answer(&mut self, decision: Decision, only: Option<u64>) {
        let request = self.reference.current().unwrap();
        self.reference.answers.push(Said { decision, request, only, declined: false });
    }

    /// A head lets an answer out; the grant of an approval follows at once, as the answer says.
    fn consent(&mut self, who: Person, answer: usize, given: Given) {
        self.follow(who, Act::ConsentToAnswer(answer));
        let Said { decision, only, .. } = self.reference.answers[answer];
        if decision == Decision::Approve {
            self.grant(who, Given { from: only.unwrap_or(given.from), only: only.is_some(), ..given });
        }
    }

    fn grant(&mut self, who: Person, given: Given) {
        let request = self.reference.current().unwrap();
        self.follow(who, Act::Grant { request, consent: true, given });
    }
}
