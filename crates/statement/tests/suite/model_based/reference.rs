//! The reference: act and consent as DOMAIN.md tells it, with people, numbers and lists alone. It knows no statement, no
//! line and no key, and was written from the page.

/// A person: their department, and whether they head it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) department: u8,
    pub(super) head: bool,
}

/// Sharing classes, the widest first.
pub(super) const OPEN: u8 = 0;
pub(super) const CONDITIONAL: u8 = 1;
pub(super) const WITHHELD: u8 = 2;

#[derive(Debug, Clone)]
pub(super) struct Described {
    pub(super) class: u8,
    pub(super) columns: u8,
}

#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) version: u8,
    pub(super) base: Option<u8>,
}

/// A release as somebody attempts it. Indexes are into the lists of the dataset.
#[derive(Debug, Clone)]
pub(super) struct Letting {
    pub(super) entry: usize,
    pub(super) record: Option<usize>,
    pub(super) number: u64,
    pub(super) generation: u64,
    pub(super) start: bool,
    pub(super) open: bool,
    /// Leave for later versions, and whether its date is still to come.
    pub(super) leave: Option<bool>,
    pub(super) cites: Option<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct Let {
    pub(super) what: Letting,
    class: u8,
    columns: u8,
    version: Option<u8>,
    pub(super) retired: bool,
}

/// A dataset with its review.
#[derive(Debug, Clone, Default)]
pub(super) struct Data {
    pub(super) provider: u8,
    pub(super) entries: Vec<Described>,
    pub(super) records: Vec<Made>,
    /// What was declined: entries and records in the order in which they were prepared.
    pub(super) prepared: Vec<bool>,
    pub(super) releases: Vec<Let>,
}

impl Data {
    fn with_data(&self) -> impl DoubleEndedIterator<Item = &Let> {
        self.releases.iter().filter(|release| release.version.is_some())
    }

    /// Whether data of this class has to be closed to those who could open it before.
    pub(super) fn narrows(&self, class: u8) -> bool {
        let Some(last) = self.with_data().next_back() else { return false };
        let since = self.releases.iter().skip_while(|release| release.what.number <= last.what.number);
        since.map(|release| release.class).chain([class]).any(|class| class > last.class)
    }

    pub(super) fn keyed(&self, generation: u64) -> bool {
        self.with_data().any(|release| release.what.generation == generation)
    }

    pub(super) fn generation(&self) -> u64 {
        self.releases.last().map_or(1, |release| release.what.generation)
    }

    pub(super) fn may_let(&self, who: Person, what: &Letting) -> bool {
        let entry = &self.entries[what.entry];
        let record = what.record.map(|record| &self.records[record]);
        let data = record.is_some();
        let known = |version: u8| self.with_data().any(|release| release.version == Some(version));
        let made_from_known = record.is_none_or(|record| {
            !known(record.version) && record.base.map_or(self.with_data().next().is_none(), known)
        });
        let kept = what.generation == self.generation() && !(data && self.narrows(entry.class));
        let next = what.generation == self.generation() + 1 && data && !self.releases.is_empty();
        let leave = match what.cites {
            None => who.head,
            Some(cited) => {
                let cited = &self.releases[cited];
                what.leave.is_none()
                    && cited.what.leave == Some(true)
                    && !cited.retired
                    && (cited.class, cited.columns) == (entry.class, entry.columns)
            }
        };
        who.department == self.provider
            && data == (entry.class != WITHHELD)
            && what.number == self.releases.len() as u64 + 1
            && (kept || next)
            && what.start == (data && !self.keyed(what.generation))
            && what.open == (data && entry.class == OPEN)
            && made_from_known
            && leave
    }

    pub(super) fn release(&mut self, what: Letting) {
        let Described { class, columns } = self.entries[what.entry];
        let version = what.record.map(|record| self.records[record].version);
        self.releases.push(Let { what, class, columns, version, retired: false });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Submitted,
    Returned,
    Answered,
    Agreed,
    Refused,
    Withdrawn,
    Revoked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Approve,
    Return,
    Refuse,
    Extend,
}

/// What somebody does in the thread of a request. Numbers name requests and answers in the order of their preparation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    ConsentToRequest(usize),
    ConsentToAnswer(usize),
    Say(Decision, usize),
    /// The request, whether the newest consent is named, and the one version.
    Grant {
        request: usize,
        consent: bool,
        only: Option<u64>,
    },
    Revoke {
        right: bool,
    },
    Withdraw(usize),
    Reseal {
        generation: u64,
        from: u64,
    },
    Receive {
        record: u8,
        opened: bool,
    },
}

/// A prepared answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) decision: Decision,
    pub(super) request: usize,
    pub(super) only: Option<u64>,
}

/// A request with both its reviews.
#[derive(Debug, Clone, Default)]
pub(super) struct Matter {
    pub(super) requester: u8,
    pub(super) provider: u8,
    /// The class of the entry that each prepared request names.
    pub(super) requests: Vec<u8>,
    pub(super) answers: Vec<Said>,
    pub(super) state: Option<State>,
    pub(super) asked: Vec<usize>,
    pub(super) extended: bool,
    pub(super) answer: Option<usize>,
    /// The grant, and its one version.
    pub(super) grant: Option<Option<u64>>,
    pub(super) reseals: Vec<(u64, u64)>,
    pub(super) receipts: Vec<(usize, u8, bool)>,
}

impl Matter {
    pub(super) fn current(&self) -> Option<usize> {
        self.asked.last().copied()
    }

    /// What an act of this person leads to, or nothing when it is not theirs or not due.
    pub(super) fn leads_to(&self, who: Person, act: Act) -> Option<State> {
        use State::{Agreed, Answered, Refused, Returned, Revoked, Submitted, Withdrawn};
        let (asks, provides) = (who.department == self.requester, who.department == self.provider);
        let current = |request: usize| self.current() == Some(request);
        match (self.state, act) {
            (None | Some(Returned), Act::ConsentToRequest(request)) if asks && who.head => {
                let fresh = !self.asked.contains(&request);
                match self.requests[request] {
                    OPEN if fresh => Some(Agreed),
                    CONDITIONAL if fresh => Some(Submitted),
                    _ => None,
                }
            }
            (Some(Submitted), Act::ConsentToAnswer(said)) if provides && who.head => {
                match (self.answers[said].decision, current(self.answers[said].request)) {
                    (Decision::Approve, true) => Some(Answered),
                    (Decision::Refuse, true) => Some(Refused),
                    _ => None,
                }
            }
            (Some(Answered), Act::Say(Decision::Refuse, request)) if provides && current(request) => {
                who.head.then_some(Refused)
            }
            (Some(Submitted), Act::Say(decision, request)) if provides && current(request) => match decision {
                Decision::Return => Some(Returned),
                Decision::Refuse => who.head.then_some(Refused),
                Decision::Extend => (!self.extended).then_some(Submitted),
                Decision::Approve => None,
            },
            (Some(state @ (Submitted | Answered)), Act::Grant { request, consent, only }) => {
                let as_answered = self.answer.is_none_or(|said| self.answers[said].only == only);
                let fits = current(request) && consent && (state == Submitted || as_answered);
                (provides && who.head && fits).then_some(Agreed)
            }
            (Some(Agreed), Act::Revoke { right }) => {
                (provides && who.head && right && self.grant.is_some()).then_some(Revoked)
            }
            (Some(Submitted | Returned | Answered), Act::Withdraw(request)) if current(request) => {
                asks.then_some(Withdrawn)
            }
            (Some(Agreed), Act::Reseal { generation, from }) => {
                let (last, first) = self.reseals.last().copied().unwrap_or((1, 1));
                let higher = generation > last && from >= first;
                (provides && self.grant == Some(None) && higher).then_some(Agreed)
            }
            (Some(state @ (Agreed | Revoked)), Act::Receive { .. }) => asks.then_some(state),
            _ => None,
        }
    }

    /// Remembers an act that was allowed. `device` says whose.
    pub(super) fn done(&mut self, device: usize, act: Act, state: State) {
        self.state = Some(state);
        match act {
            Act::ConsentToRequest(request) => self.asked.push(request),
            Act::ConsentToAnswer(said) => self.answer = Some(said),
            Act::Say(decision, _) => self.extended |= decision == Decision::Extend,
            Act::Grant { only, .. } => self.grant = Some(only),
            Act::Reseal { generation, from } => self.reseals.push((generation, from)),
            Act::Receive { record, opened } => {
                if !self.receipts.contains(&(device, record, opened)) {
                    self.receipts.push((device, record, opened));
                }
            }
            Act::Revoke { .. } | Act::Withdraw(_) => {}
        }
    }
}
