//! The reference: act and consent as DOMAIN.md tells it, with people, numbers and lists alone. It knows no statement, no
//! line and no key, and was written from the page.
//!
//! It says of each act whether it counts in its own scope, which every reader repeats, and whether it fits the other
//! scopes as they stand, which only who holds them in one order can tell (docs/format.md 4.7).

/// A person: their department, and whether they head it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) department: u8,
    pub(crate) head: bool,
}

/// What the rules say of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ruling {
    /// It counts.
    Counts,
    /// It would count by its own scope, and does not fit the others now: who holds them in one order refuses it.
    Untimely,
    /// It counts for nobody.
    Never,
}

impl Ruling {
    pub(crate) const fn of(counts: bool, fits: bool) -> Self {
        match (counts, fits) {
            (true, true) => Self::Counts,
            (true, false) => Self::Untimely,
            (false, _) => Self::Never,
        }
    }
}

/// Sharing classes, the widest first.
pub(crate) const OPEN: u8 = 0;
pub(crate) const CONDITIONAL: u8 = 1;
pub(crate) const WITHHELD: u8 = 2;

/// What stands in a review: whether a head turned it down, or let it out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Slip {
    pub(crate) declined: bool,
    pub(crate) out: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Described {
    pub(crate) class: u8,
    pub(crate) columns: u8,
    slip: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) version: u8,
    pub(crate) base: Option<u8>,
    slip: usize,
}

/// A release as somebody attempts it. Indexes are into the lists of the dataset.
#[derive(Debug, Clone)]
pub(crate) struct Letting {
    pub(crate) entry: usize,
    pub(crate) record: Option<usize>,
    pub(crate) number: u64,
    pub(crate) generation: u64,
    pub(crate) start: bool,
    pub(crate) open: bool,
    /// Leave for later versions, and whether its date is still to come.
    pub(crate) leave: Option<bool>,
    pub(crate) cites: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Let {
    pub(crate) what: Letting,
    pub(crate) class: u8,
    columns: u8,
    version: Option<u8>,
    pub(crate) retired: bool,
}

/// A dataset with its review.
#[derive(Debug, Clone, Default)]
pub(crate) struct Data {
    pub(crate) provider: u8,
    pub(crate) entries: Vec<Described>,
    pub(crate) records: Vec<Made>,
    /// Entries and records in the order in which they were prepared.
    pub(crate) slips: Vec<Slip>,
    pub(crate) releases: Vec<Let>,
}

impl Data {
    pub(crate) fn describe(&mut self, class: u8, columns: u8) {
        self.entries.push(Described { class, columns, slip: self.slips.len() });
        self.slips.push(Slip::default());
    }

    pub(crate) fn make(&mut self, version: u8, base: Option<u8>) {
        self.records.push(Made { version, base, slip: self.slips.len() });
        self.slips.push(Slip::default());
    }

    /// A head of the provider turns down what waits, once, and nothing that is out.
    pub(crate) fn may_decline(&self, who: Person, slip: Option<usize>) -> Ruling {
        let slip = slip.map(|slip| self.slips[slip]);
        let waits = slip.is_some_and(|slip| !slip.declined);
        let due = who.head && who.department == self.provider && waits;
        Ruling::of(due, slip.is_some_and(|slip| !slip.out))
    }

    fn with_data(&self) -> impl DoubleEndedIterator<Item = &Let> {
        self.releases.iter().filter(|release| release.version.is_some())
    }

    /// Whether data of this class has to be closed to those who could open it before.
    pub(crate) fn narrows(&self, class: u8) -> bool {
        let Some(last) = self.with_data().next_back() else { return false };
        let since = self.releases.iter().skip_while(|release| release.what.number <= last.what.number);
        since.map(|release| release.class).chain([class]).any(|class| class > last.class)
    }

    pub(crate) fn keyed(&self, generation: u64) -> bool {
        self.with_data().any(|release| release.what.generation == generation)
    }

    pub(crate) fn generation(&self) -> u64 {
        self.releases.last().map_or(1, |release| release.what.generation)
    }

    /// Entries that nobody turned down.
    pub(crate) fn entries_in_hand(&self) -> Vec<usize> {
        (0..self.entries.len()).filter(|entry| !self.slips[self.entries[*entry].slip].declined).collect()
    }

    /// Records that nobody turned down and that are new, made from what is released.
    pub(crate) fn records_in_hand(&self) -> Vec<usize> {
        let fits = |record: &usize| {
            let made = &self.records[*record];
            !self.slips[made.slip].declined && self.continues(made)
        };
        (0..self.records.len()).filter(fits).collect()
    }

    /// Whether a version is new and made from a released one, or the first.
    fn continues(&self, record: &Made) -> bool {
        let known = |version: u8| self.with_data().any(|release| release.version == Some(version));
        !known(record.version) && record.base.map_or(self.with_data().next().is_none(), known)
    }

    pub(crate) fn may_let(&self, who: Person, what: &Letting) -> Ruling {
        let entry = &self.entries[what.entry];
        let record = what.record.map(|record| &self.records[record]);
        let data = record.is_some();
        let made_from_known = record.is_none_or(|record| self.continues(record));
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
        let counts = who.department == self.provider
            && data == (entry.class != WITHHELD)
            && what.number == self.releases.len() as u64 + 1
            && (kept || next)
            && what.start == (data && !self.keyed(what.generation))
            && what.open == (data && entry.class == OPEN)
            && made_from_known
            && leave;
        let mut slips = std::iter::once(entry.slip).chain(record.map(|record| record.slip));
        Ruling::of(counts, slips.all(|slip| !self.slips[slip].declined))
    }

    pub(crate) fn release(&mut self, what: Letting) {
        let Described { class, columns, slip, .. } = self.entries[what.entry];
        self.slips[slip].out = true;
        let version = what.record.map(|record| {
            self.slips[self.records[record].slip].out = true;
            self.records[record].version
        });
        self.releases.push(Let { what, class, columns, version, retired: false });
    }

    /// Whether this entry is what is offered: it is released, and says of the sharing class what the newest release says.
    pub(crate) fn offers(&self, entry: usize) -> bool {
        let Some(latest) = self.releases.last().filter(|latest| latest.class != WITHHELD) else { return false };
        self.releases.iter().any(|release| release.what.entry == entry && release.class == latest.class)
    }

    fn released(&self, number: u64) -> Option<&Let> {
        self.releases.iter().find(|release| release.what.number == number)
    }

    /// A version with data that nobody ended.
    pub(crate) fn version(&self, number: u64) -> Option<&Let> {
        self.released(number).filter(|release| release.version.is_some() && !release.retired)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Submitted,
    Returned,
    Answered,
    Agreed,
    Refused,
    Withdrawn,
    Revoked,
}

impl State {
    /// Whether nothing follows from here.
    pub(crate) const fn is_final(self) -> bool {
        matches!(self, Self::Refused | Self::Withdrawn | Self::Revoked)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Approve,
    Return,
    Refuse,
    Extend,
}

/// What somebody does in the thread of a request. Numbers name requests and answers in the order of their preparation,
/// and records and releases of the dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    ConsentToRequest(usize),
    ConsentToAnswer(usize),
    Say(Decision, usize),
    /// The request, whether the newest consent is named, and what is given.
    Grant {
        request: usize,
        consent: bool,
        given: Given,
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
        record: Option<usize>,
        opened: bool,
    },
}

/// The versions of a grant: the one, or all from one on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) generation: u64,
    pub(crate) from: u64,
    pub(crate) only: bool,
}

/// A prepared request: the entry that it names, and its class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) entry: usize,
    pub(crate) class: u8,
    pub(crate) declined: bool,
}

/// A prepared answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said {
    pub(crate) decision: Decision,
    pub(crate) request: usize,
    pub(crate) only: Option<u64>,
    pub(crate) declined: bool,
}

/// A request with both its reviews.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matter {
    pub(crate) requester: u8,
    pub(crate) provider: u8,
    pub(crate) requests: Vec<Asked>,
    pub(crate) answers: Vec<Said>,
    pub(crate) state: Option<State>,
    pub(crate) asked: Vec<usize>,
    pub(crate) extended: bool,
    pub(crate) answer: Option<usize>,
    pub(crate) grant: Option<Given>,
    pub(crate) reseals: Vec<(u64, u64)>,
    pub(crate) receipts: Vec<(usize, Option<usize>, bool)>,
}

impl Matter {
    pub(crate) fn current(&self) -> Option<usize> {
        self.asked.last().copied()
    }

    /// Anybody of the requester asks, for what is offered.
    pub(crate) fn may_ask(&self, who: Person, entry: usize, data: &Data) -> Ruling {
        Ruling::of(who.department == self.requester, data.offers(entry))
    }

    /// Anybody of the provider prepares an answer, while the request waits for one.
    pub(crate) fn may_answer(&self, who: Person, said: Said, data: &Data) -> Ruling {
        let waits = self.state == Some(State::Submitted) && self.current() == Some(said.request);
        let there = said.only.is_none_or(|number| data.version(number).is_some());
        Ruling::of(who.department == self.provider, waits && there)
    }

    /// A head of the requester turns down a request that waits, once.
    pub(crate) fn may_decline_request(&self, who: Person, request: Option<usize>) -> Ruling {
        let waits = request.is_some_and(|request| !self.requests[request].declined);
        let due = who.head && who.department == self.requester && waits;
        Ruling::of(due, request.is_some_and(|request| !self.asked.contains(&request)))
    }

    /// A head of the provider turns down an answer that waits, once.
    pub(crate) fn may_decline_answer(&self, who: Person, answer: Option<usize>) -> Ruling {
        let waits = answer.is_some_and(|answer| !self.answers[answer].declined);
        let due = who.head && who.department == self.provider && waits;
        Ruling::of(due, answer.is_some_and(|answer| self.answer != Some(answer)))
    }

    /// What the rules say of an act in the thread, by this device of somebody.
    pub(crate) fn may(&self, device: usize, who: Person, act: Act, data: &Data) -> Ruling {
        Ruling::of(self.leads_to(who, act).is_some(), self.fits(device, act, data))
    }

    /// What an act of this person leads to, or nothing when it is not theirs or not due.
    pub(crate) fn leads_to(&self, who: Person, act: Act) -> Option<State> {
        use State::{Agreed, Answered, Refused, Returned, Revoked, Submitted, Withdrawn};
        let (asks, provides) = (who.department == self.requester, who.department == self.provider);
        let current = |request: usize| self.current() == Some(request);
        match (self.state, act) {
            (None | Some(Returned), Act::ConsentToRequest(request)) if asks && who.head => {
                let fresh = !self.asked.contains(&request);
                match self.requests[request].class {
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
            (Some(state @ (Submitted | Answered)), Act::Grant { request, consent, given }) => {
                let as_answered =
                    self.answer.is_none_or(|said| self.answers[said].only == given.only.then_some(given.from));
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
                let until_revoked = self.grant.filter(|given| provides && !given.only)?;
                let newest = self.reseals.last().copied().unwrap_or((until_revoked.generation, until_revoked.from));
                (generation > newest.0 && from >= newest.1).then_some(Agreed)
            }
            (Some(state @ (Agreed | Revoked)), Act::Receive { .. }) => asks.then_some(state),
            _ => None,
        }
    }

    /// Whether an act fits what was turned down and what is released, and brings something.
    fn fits(&self, device: usize, act: Act, data: &Data) -> bool {
        match act {
            Act::ConsentToRequest(request) => {
                let asked = &self.requests[request];
                !asked.declined && data.offers(asked.entry)
            }
            Act::ConsentToAnswer(answer) => !self.answers[answer].declined,
            Act::Grant { given, .. } => {
                data.version(given.from).is_some_and(|first| first.what.generation == given.generation)
            }
            Act::Reseal { generation, from } => {
                data.released(from).is_some_and(|first| first.what.generation == generation)
            }
            Act::Receive { record, opened } => {
                let there = record.is_some() && data.releases.iter().any(|release| release.what.record == record);
                there && !self.receipts.contains(&(device, record, opened))
            }
            Act::Say(..) | Act::Revoke { .. } | Act::Withdraw(_) => true,
        }
    }

    /// Remembers an act that counts. `device` says whose.
    pub(crate) fn done(&mut self, device: usize, act: Act, state: State) {
        self.state = Some(state);
        match act {
            Act::ConsentToRequest(request) => self.asked.push(request),
            Act::ConsentToAnswer(said) => self.answer = Some(said),
            Act::Say(decision, _) => self.extended |= decision == Decision::Extend,
            Act::Grant { given, .. } => self.grant = Some(given),
            Act::Reseal { generation, from } => self.reseals.push((generation, from)),
            Act::Receive { record, opened } => self.receipts.push((device, record, opened)),
            Act::Revoke { .. } | Act::Withdraw(_) => {}
        }
    }
}
