//! Eight complete clients at the honest platform, by the functions that windows and `jx` call: what a person may do here
//! is offered and done, what they may not do is refused by their own client before anything is signed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jixiang_client::contract::{
    DatasetId, Day, MatterAct, MatterCard, MatterId, MatterVerb, PublishOrder, RequestFields, ShareClass, ShareMethod,
    StatementId,
};
use jixiang_client::{ClientFault, Engine, When};
use jixiang_platform::{Platform, system_clock};
use jixiang_tests::processes::clocks::{Desk, Hands};
use jixiang_wire::feed::Position;

use crate::dice::Dice;
use crate::offered::{Dataset, Known, Request, VERBS};
use crate::office::PEOPLE;
use crate::reference::{Person, Ruling};
use crate::relay::Relay;
use crate::session::Session;

/// Somebody in front of a client of their own.
struct Seat {
    person: Person,
    desk: Desk,
    folder: PathBuf,
}

/// The eight, and what there is to be decided.
pub(crate) struct Hall {
    seats: Vec<Seat>,
    /// Who only looks how long the ledger is.
    outside: Session,
    length: Position,
    dice: Dice,
    datasets: Vec<Dataset>,
    requests: Vec<Request>,
    pub(crate) step: u64,
    pub(crate) done: u64,
    pub(crate) refused: u64,
    /// Where a side has seen a request.
    pub(crate) reached: BTreeSet<String>,
}

impl Hall {
    pub(crate) async fn open(platform: &Platform, folder: &Path, seed: u64) -> Self {
        let relay = Relay::open(platform).await;
        let mut seats = Vec::new();
        for (department, head, staff) in PEOPLE {
            let folder = folder.join(staff);
            let desk = Desk::sit_down(&folder, &relay.url, staff, &Hands::default()).await.unwrap();
            seats.push(Seat { person: Person { department, head }, desk, folder });
        }
        let outside = Session::sign_in(platform, "dsj-sun").await;
        let mut hall = Self {
            seats,
            outside,
            length: Position(0),
            dice: Dice::of(seed),
            datasets: Vec::new(),
            requests: Vec::new(),
            step: 0,
            done: 0,
            refused: 0,
            reached: BTreeSet::new(),
        };
        let heads = |department| PEOPLE.iter().position(|(of, head, _)| *of == department && *head).unwrap();
        for (department, class) in [
            (1, ShareClass::Conditional),
            (3, ShareClass::Conditional),
            (1, ShareClass::Unconditional),
            (3, ShareClass::Withheld),
        ] {
            hall.found(heads(department), class).await;
        }
        hall
    }

    fn engine(&self, who: usize) -> &Engine {
        self.seats[who].desk.engine()
    }

    fn person(&self, who: usize) -> Person {
        self.seats[who].person
    }

    /// Whether the ledger has grown since this was last asked.
    async fn has_grown(&mut self) -> bool {
        let newest = self.outside.newest(self.length).await;
        std::mem::replace(&mut self.length, newest) != newest
    }

    /// Holds what a client did to what the reference says: done and in the ledger, or refused with nothing signed.
    async fn agree<T: std::fmt::Debug>(
        &mut self,
        what: &str,
        done: Result<T, ClientFault>,
        expected: Result<(), ClientFault>,
    ) -> Option<T> {
        let told = format!("step {}: {what}: {done:?} instead of {expected:?}", self.step);
        let grown = self.has_grown().await;
        match (done, expected) {
            (Ok(done), Ok(())) => {
                assert!(grown, "{told}: nothing is in the ledger");
                self.done += 1;
                Some(done)
            }
            (Err(fault), Err(expected)) if fault == expected => {
                assert!(!grown, "{told}: something was signed");
                self.refused += 1;
                None
            }
            _ => panic!("{told}"),
        }
    }

    /// The first version of a dataset, by a head.
    async fn found(&mut self, who: usize, class: ShareClass) {
        self.engine(who).catch_up().await.unwrap();
        let order = self.order(who, None, class).await.unwrap();
        let (id, transfer) = self.engine(who).publish(order).await.unwrap();
        self.engine(who).run_transfer(&transfer).await.unwrap();
        self.engine(who).drain().await.unwrap();
        let mut dataset = Dataset::new(id, self.person(who).department, class);
        let publication = dataset.prepare();
        assert_eq!(dataset.release(self.person(who), publication), Ruling::Counts);
        self.datasets.push(dataset);
        self.has_grown().await;
    }

    /// What a person orders to be published, of a table that differs at each step: a new dataset of this class, or the next
    /// version of one.
    async fn order(
        &self,
        who: usize,
        dataset: Option<DatasetId>,
        class: ShareClass,
    ) -> Result<PublishOrder, ClientFault> {
        let engine = self.engine(who);
        let file = self.seats[who].folder.join("编制.csv");
        std::fs::write(&file, format!("单位名称,编制数\n第{}步,{}\n", self.step, self.step * 7)).unwrap();
        let tokens: Vec<_> = engine.pick_paths(vec![file]).await.into_iter().map(|picked| picked.token).collect();
        let draft = engine.publish_draft(tokens.clone(), dataset.clone()).await?;
        let mut fields = draft.fields;
        if dataset.is_none() {
            fields.title = format!("编制{}", self.datasets.len());
            fields.class = class;
            let open = class == ShareClass::Unconditional;
            fields.condition = if open { String::new() } else { "按申请用途使用".to_owned() };
        }
        let tokens = if class == ShareClass::Withheld { Vec::new() } else { tokens };
        Ok(PublishOrder { tokens, dataset, fields, facts: draft.facts, standing_until: None })
    }

    pub(crate) async fn step(&mut self) {
        self.step += 1;
        match self.dice.roll(24) {
            0 => self.publish().await,
            1..=3 => self.decide_publication().await,
            4 => self.ask().await,
            5 => self.fetch().await,
            _ => self.decide_request().await,
        }
        if self.step.is_multiple_of(40) {
            self.compare().await;
        }
    }

    /// Somebody publishes the next version of a dataset, which may be another department's.
    async fn publish(&mut self) {
        let (who, at) = (self.dice.roll(8), self.dice.roll(3));
        let Dataset { id, class, provider, .. } = &self.datasets[at];
        let (id, class, own) = (id.clone(), *class, *provider == self.person(who).department);
        self.engine(who).catch_up().await.unwrap();
        let carried = self.published(who, &id, class).await;
        let expected = if own { Ok(()) } else { Err(ClientFault::NotAllowed) };
        if self.agree("publish", carried, expected).await.is_none() {
            return;
        }
        let person = self.person(who);
        let publication = self.datasets[at].prepare();
        if person.head {
            assert_eq!(self.datasets[at].release(person, publication), Ruling::Counts);
            return;
        }
        let waiting = self.engine(who).dataset(&id).await.unwrap().waiting;
        let fresh = waiting.into_iter().find(|waits| !self.datasets[at].knows(waits));
        self.datasets[at].publications[publication].matter = Some(fresh.expect("it waits for its head"));
    }

    async fn published(&self, who: usize, dataset: &DatasetId, class: ShareClass) -> Result<(), ClientFault> {
        let order = self.order(who, Some(dataset.clone()), class).await?;
        let (_, transfer) = self.engine(who).publish(order).await?;
        self.engine(who).run_transfer(&transfer).await?;
        self.engine(who).drain().await
    }

    /// Everybody who may do something.
    fn all_who(&self, may: impl Fn(Person, MatterVerb) -> bool) -> Vec<(usize, MatterVerb)> {
        let everybody = (0..self.seats.len()).flat_map(|who| VERBS.map(|verb| (who, verb)));
        everybody.filter(|(who, verb)| may(self.person(*who), *verb)).collect()
    }

    /// Somebody and something to do: mostly of those who may.
    fn somebody(&mut self, right: Vec<(usize, MatterVerb)>) -> (usize, MatterVerb) {
        if right.is_empty() || self.dice.one_in(3) {
            (self.dice.roll(self.seats.len()), self.dice.one_of(&VERBS))
        } else {
            self.dice.one_of(&right)
        }
    }

    /// Somebody does something with what was handed in to be published.
    async fn decide_publication(&mut self) {
        let at = self.dice.roll(self.datasets.len());
        let dataset = &self.datasets[at];
        let matters = dataset.publications.iter().enumerate().filter(|(_, publication)| publication.matter.is_some());
        let matters: Vec<usize> = matters.map(|(index, _)| index).collect();
        let Some(chosen) = self.dice.index_of(&matters) else { return self.decide_request().await };
        let publication = matters[chosen.max(matters.len().saturating_sub(3))];
        let right = |who: Person, verb| self.datasets[at].may(who, publication, verb).is_ok();
        let (who, verb) = self.somebody(self.all_who(right));
        let matter = self.datasets[at].publications[publication].matter.clone().unwrap();
        let may = self.datasets[at].may(self.person(who), publication, verb);
        let done = self.act(who, &matter, self.words(verb, false)).await;
        let what = format!("{verb:?} of a publication by {who}");
        if self.agree(&what, done, may).await.is_none() {
            return;
        }
        if verb == MatterVerb::Decline {
            self.datasets[at].decline(publication);
        } else {
            let person = self.person(who);
            assert_eq!(self.datasets[at].release(person, publication), Ruling::Counts);
        }
    }

    /// Somebody asks for a dataset, which may be their own, or withheld.
    async fn ask(&mut self) {
        let (mut who, mut at) = (self.dice.roll(8), self.dice.roll(self.datasets.len()));
        while self.datasets[at].may_ask(self.person(who)).is_err() && !self.dice.one_in(5) {
            (who, at) = (self.dice.roll(8), self.dice.roll(self.datasets.len()));
        }
        let id = self.datasets[at].id.clone();
        let expected = self.datasets[at].may_ask(self.person(who));
        self.engine(who).catch_up().await.unwrap();
        let shown = self.engine(who).request_draft(&id).await.unwrap().shown;
        let asked = self.engine(who).request(&id, self.fields(), &shown).await;
        let what = format!("ask for dataset {at} by {who}");
        let Some(matter) = self.agree(&what, asked, expected).await else { return };
        let request = Request::new(matter, at, self.person(who), &self.datasets[at]);
        self.requests.push(request);
        self.note(self.requests.len() - 1);
    }

    /// Notes where the sides see a request.
    fn note(&mut self, at: usize) {
        let sides = [self.requests[at].reference.requester, self.requests[at].reference.provider];
        for department in sides {
            if let Known::At(stage) = self.requests[at].known(Person { department, head: false }) {
                self.reached.insert(format!("{stage:?}"));
            }
        }
    }

    /// One of the newest requests: mostly one with which somebody may do something.
    fn a_request(&mut self) -> Option<usize> {
        let newest: Vec<usize> = (self.requests.len().saturating_sub(6)..self.requests.len()).collect();
        let goes_on = |at: &usize| !self.all_who(|who, verb| self.requests[*at].may(who, verb).is_ok()).is_empty();
        let live: Vec<usize> = newest.iter().copied().filter(goes_on).collect();
        let among = if self.dice.one_in(8) { newest } else { live };
        self.dice.index_of(&among).map(|index| among[index])
    }

    async fn decide_request(&mut self) {
        let Some(at) = self.a_request() else { return self.ask().await };
        let right = |who: Person, verb| self.requests[at].may(who, verb).is_ok();
        let (who, verb) = self.somebody(self.all_who(right));
        let (person, only) = (self.person(who), self.dice.one_in(2));
        let may = self.requests[at].may(person, verb);
        let matter = self.requests[at].matter.clone();
        let done = self.act(who, &matter, self.words(verb, only)).await;
        let what = format!("{verb:?} of request {at} by {who} in {:?}", self.requests[at].reference);
        if self.agree(&what, done, may).await.is_some() {
            let dataset = &self.datasets[self.requests[at].dataset];
            self.requests[at].done(person, verb, only, dataset);
            self.note(at);
        }
    }

    /// Does an act as it is shown here.
    async fn act(&self, who: usize, matter: &MatterId, act: MatterAct) -> Result<MatterCard, ClientFault> {
        let engine = self.engine(who);
        engine.catch_up().await.unwrap();
        let shown = engine.matter(matter).await.map(|card| card.shown);
        let shown = shown.unwrap_or_else(|_| StatementId("00".repeat(32)));
        let card = engine.act(matter, act, &shown, When::Now).await?;
        engine.drain().await.unwrap();
        Ok(card)
    }

    fn words(&self, verb: MatterVerb, only: bool) -> MatterAct {
        let reason = format!("第{}步的理由", self.step);
        match verb {
            MatterVerb::Consent => MatterAct::Consent {},
            MatterVerb::Decline => MatterAct::Decline { reason },
            MatterVerb::Agree => MatterAct::Agree { until: None, condition: reason, this_version: only },
            MatterVerb::Return => MatterAct::Return { missing: vec![reason] },
            MatterVerb::Refuse => MatterAct::Refuse { reason },
            MatterVerb::Withdraw => MatterAct::Withdraw { reason },
            MatterVerb::Resubmit => MatterAct::Resubmit { fields: self.fields() },
            MatterVerb::Revoke => MatterAct::Revoke { reason },
            MatterVerb::Fetch => panic!("to fetch is no act on a matter"),
        }
    }

    fn fields(&self) -> RequestFields {
        RequestFields {
            basis: format!("第{}步的依据", self.step),
            scenario: "核对编制".to_owned(),
            scope: "预算处".to_owned(),
            method: ShareMethod::File,
            until: Day(system_clock()().plus_days(100).date().to_string()),
        }
    }

    /// Somebody fetches a dataset that they may hold no grant for.
    async fn fetch(&mut self) {
        let (who, at) = (self.dice.roll(8), self.dice.roll(self.datasets.len()));
        let person = self.person(who);
        let dataset = &self.datasets[at];
        let may = self.requests.iter().any(|request| request.opens(person, at));
        if dataset.provider == person.department || dataset.class == ShareClass::Withheld {
            return self.decide_request().await;
        }
        let engine = self.engine(who);
        engine.catch_up().await.unwrap();
        let ordered = engine.fetch_dataset(&dataset.id, None, Some(self.seats[who].folder.join("收到"))).await;
        let what = format!("fetch dataset {at} by {who}");
        if let (Ok(transfer), true) = (&ordered, may) {
            engine.run_transfer(transfer).await.unwrap();
            engine.drain().await.unwrap();
            self.has_grown().await;
            self.done += 1;
            return;
        }
        let expected = if may { Ok(()) } else { Err(ClientFault::NoGrant) };
        self.agree(&what, ordered, expected).await;
    }

    /// Everybody sees every matter as the reference does, and is offered what they may do.
    pub(crate) async fn compare(&self) {
        for (who, seat) in self.seats.iter().enumerate() {
            let engine = seat.desk.engine();
            engine.catch_up().await.unwrap();
            for (at, request) in self.requests.iter().enumerate().rev().take(8) {
                let told = format!("step {}: request {at} at {who}: {:?}", self.step, request.reference);
                let card = engine.matter(&request.matter).await;
                assert_eq!(seen(&card), request.known(seat.person), "{told}");
                let Ok(card) = card else { continue };
                let offered = card.acts.iter().copied().filter(|verb| *verb != MatterVerb::Fetch);
                let may = VERBS.into_iter().filter(|verb| request.may(seat.person, *verb).is_ok());
                assert_eq!(sorted(offered), sorted(may), "{told}");
            }
            for publication in self.datasets.iter().flat_map(|dataset| dataset.stages(seat.person)) {
                let card = engine.matter(&publication.0).await;
                assert_eq!(seen(&card), publication.1, "step {}: a publication at {who}", self.step);
            }
        }
    }
}

fn seen(card: &Result<MatterCard, ClientFault>) -> Known {
    match card {
        Ok(card) => Known::At(card.stage),
        Err(ClientFault::NotFound) => Known::Not,
        Err(fault) => panic!("{fault:?}"),
    }
}

fn sorted(verbs: impl Iterator<Item = MatterVerb>) -> Vec<String> {
    let mut words: Vec<String> = verbs.map(|verb| format!("{verb:?}")).collect();
    words.sort();
    words
}
