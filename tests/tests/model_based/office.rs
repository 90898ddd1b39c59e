//! The eight people, the platform they ask, and the readers that are shown everything: each act is signed, put to the
//! platform, and what the platform refuses is put to the readers all the same.

use std::collections::HashMap;
use std::fmt::Debug;
use std::path::Path;

use jixiang_model::{KeyHash, Kind, ScopeId, StatementId, UnixMillis};
use jixiang_platform::{Platform, system_clock};
use jixiang_seal::DevicePrivateKey;
use jixiang_seal::to_key::Opens as _;
use jixiang_statement::payload::{Enrolment, EnrolmentPayload};
use jixiang_statement::thread::names;
use jixiang_statement::{Base64, Envelope, Header, Payload, Signed, SigningKey};
use jixiang_wire::feed::Position;

use crate::dice::Dice;
use crate::ground::{Ground, Pen, Place, Stock, unknown};
use crate::reader::Readers;
use crate::reference::{Person, Ruling};
use crate::session::{Said, Session};

/// The eight: their department, whether they head it, and their desk in the demo province.
pub(crate) const PEOPLE: [(u8, bool, &str); 8] = [
    (1, false, "cz-zhang"),
    (1, false, "cz-220000-3"),
    (1, true, "cz-li"),
    (2, false, "cc-wang"),
    (2, false, "cz-220100-3"),
    (2, true, "cc-zhao"),
    (3, false, "rs-chen"),
    (3, true, "rs-220000-1"),
];

/// A person with the key of their device.
struct Somebody {
    person: Person,
    key: SigningKey,
    session: Session,
}

/// How an act is spoilt that may have been right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoilt {
    /// It is as it should be.
    No,
    /// It stands where another statement stands already.
    Place,
    /// It follows nothing that there is.
    Nowhere,
    /// It is signed with another key.
    Signature,
    /// Somebody else hands it in: it is right, and not theirs to send.
    Poster,
}

/// An act that was put to the platform.
pub(crate) struct Tried {
    envelope: Envelope,
    /// Absent for what breaks a rule of its kind.
    signed: Option<Signed>,
    spoilt: Spoilt,
    /// Whether nothing stood in its scope yet.
    first: bool,
    said: Said,
}

pub(crate) struct Office {
    people: Vec<Somebody>,
    pub(crate) ground: Ground,
    pub(crate) dice: Dice,
    pub(crate) readers: Readers,
    /// What counts, by id.
    papers: HashMap<StatementId, Signed>,
    /// Every act that was tried, for who asks what went wrong.
    pub(crate) tried: HashMap<StatementId, String>,
    newest: Position,
    pub(crate) step: u64,
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
}

impl Office {
    pub(crate) async fn open(platform: &Platform, folder: &Path, seed: u64) -> Self {
        let mut dice = Dice::of(seed);
        let readers = Readers::open(platform, folder).await;
        let mut people = Vec::new();
        for (department, head, staff) in PEOPLE {
            people.push((Person { department, head }, Session::sign_in(platform, staff).await, staff));
        }
        let desks: HashMap<String, _> = readers.departments.clone();
        let mut seated = Vec::new();
        let mut seeds = (0x40..).map(|byte| [byte; 32]);
        for (person, session, staff) in people {
            let key = SigningKey::from_seed(&seeds.next().unwrap());
            let payload = EnrolmentPayload {
                realm: readers.realm,
                suite: jixiang_model::Suite::One,
                department: desks[staff],
                person: staff.parse().unwrap(),
                sign: Base64(key.public().to_bytes().to_vec()),
                seal: Base64(DevicePrivateKey::draw(&mut dice).public().to_bytes()),
            };
            session.enrol(&Enrolment::sign(&payload, &key)).await;
            seated.push(Somebody { person, key, session });
        }
        let ground = ground(&readers, &seated).await;
        for somebody in &seated {
            for bytes in &ground.stock.objects {
                somebody.session.put(bytes).await;
            }
            for office in &ground.offices {
                somebody.session.put(&ground.stock.resealed(office).0).await;
            }
        }
        Self {
            people: seated,
            ground,
            dice,
            readers,
            papers: HashMap::new(),
            tried: HashMap::new(),
            newest: Position(0),
            step: 0,
            accepted: 0,
            refused: 0,
        }
    }

    pub(crate) fn somebody(&mut self) -> usize {
        self.dice.roll(self.people.len())
    }

    /// A head of any department, to whom most decisions are left.
    pub(crate) fn a_head(&mut self) -> usize {
        let who = self.somebody();
        if self.person(who).head { who } else { self.a_head() }
    }

    /// Mostly somebody of this department, who may do more than others.
    pub(crate) fn somebody_of(&mut self, department: u8) -> usize {
        let who = self.somebody();
        if self.person(who).department == department || self.dice.one_in(4) {
            who
        } else {
            self.somebody_of(department)
        }
    }

    pub(crate) fn person(&self, who: usize) -> Person {
        self.people[who].person
    }

    fn pen(&self, who: usize) -> Pen<'_> {
        let Somebody { person, key, .. } = &self.people[who];
        Pen { key, office: self.ground.office(person.department), ground: &self.ground }
    }

    fn spoil(&mut self, line: &[StatementId]) -> Spoilt {
        match self.dice.roll(75) {
            0..=2 if line.is_empty() => Spoilt::Nowhere,
            0..=2 => Spoilt::Place,
            3..=5 => Spoilt::Signature,
            6 | 7 => Spoilt::Poster,
            _ => Spoilt::No,
        }
    }

    /// Signs what `make` makes of the header of somebody's next statement in a scope, and puts it to the platform.
    pub(crate) async fn attempt(
        &mut self,
        who: usize,
        scope: ScopeId,
        line: &[StatementId],
        make: impl FnOnce(&Pen<'_>, Header) -> Payload,
    ) -> Tried {
        let spoilt = self.spoil(line);
        let prev = match spoilt {
            Spoilt::Nowhere => Some(unknown(9)),
            Spoilt::Place => line[..line.len() - 1].get(self.dice.roll(line.len())).copied(),
            Spoilt::No | Spoilt::Signature | Spoilt::Poster => line.last().copied(),
        };
        let time = UnixMillis(self.ground.start.0 + self.step);
        let pen = self.pen(who);
        let payload = make(&pen, pen.header(scope, prev, time));
        let other = &self.people[(who + 1) % self.people.len()];
        let envelope = match spoilt {
            Spoilt::Signature => forged(&payload, pen.key, &other.key),
            Spoilt::No | Spoilt::Place | Spoilt::Nowhere | Spoilt::Poster => sign(&payload, pen.key),
        };
        let poster = if spoilt == Spoilt::Poster { &other.session } else { &self.people[who].session };
        let said = poster.append(&envelope).await;
        Tried { signed: Signed::parse(envelope.bytes()).ok(), envelope, spoilt, first: line.is_empty(), said }
    }

    /// Holds an act to what the reference says of it, and shows what nobody may count to the readers of its scope.
    /// Answers the statement when it is in the ledger now.
    #[track_caller]
    pub(crate) fn agree(
        &mut self,
        tried: Tried,
        ruling: Ruling,
        audience: &[u8],
        what: &dyn Debug,
    ) -> Option<StatementId> {
        let Tried { envelope, signed, spoilt, first, said } = tried;
        let id = StatementId::from_bytes(envelope.digest());
        let told = format!("step {}: {what:?}, spoilt {spoilt:?}: {ruling:?}, the platform says {said:?}", self.step);
        let expected = ruling == Ruling::Counts && spoilt == Spoilt::No;
        let taken = matches!(said, Said::Taken(_));
        assert_eq!(taken, expected, "{told}");
        assert!(spoilt != Spoilt::Place || said != Said::Known, "{told}");
        self.tried.insert(id, told);
        if let (Said::Taken(position), Some(signed)) = (said, &signed) {
            self.accepted += 1;
            self.newest = position;
            self.papers.insert(id, signed.clone());
            return Some(id);
        }
        self.refused += 1;
        let by_itself = ruling == Ruling::Never && spoilt != Spoilt::Nowhere;
        let told = by_itself || matches!(spoilt, Spoilt::Place | Spoilt::Signature);
        // What waits for the opening of its scope is judged again and again; a few are as good as many.
        let waits = first && signed.as_ref().is_some_and(|signed| !opens(signed));
        if told && (!waits || self.dice.one_in(8)) {
            let named = signed.as_ref().map(|signed| self.named(signed)).unwrap_or_default();
            self.readers.plant(audience, self.newest, &envelope, &named);
        }
        None
    }

    /// What a statement names, and what that names, as far as it counts.
    fn named(&self, signed: &Signed) -> Vec<String> {
        let mut ids = names(signed);
        let mut at = 0;
        while let Some(known) = ids.get(at).and_then(|id| self.papers.get(id)) {
            at += 1;
            ids.extend(names(known));
        }
        let known = ids.iter().filter_map(|id| self.papers.get(id));
        known.map(|signed| text(signed.bytes())).collect()
    }

    /// Sends a statement that is in the ledger once more: it is there, and nothing changes.
    pub(crate) async fn repeat(&mut self, who: usize) {
        let own = self.people[who].key.public().device();
        let Some(signed) = self.papers.values().find(|signed| signed.header().device == own).cloned() else { return };
        let envelope = Envelope::parse(signed.bytes()).unwrap();
        assert_eq!(self.people[who].session.append(&envelope).await, Said::Known, "step {}", self.step);
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Whether a scope may begin with a statement of this kind.
const fn opens(signed: &Signed) -> bool {
    matches!(signed.kind(), Kind::Entry | Kind::Request | Kind::Answer | Kind::Release | Kind::Consent)
}

/// Signs, also what breaks a rule of its kind.
fn sign(payload: &Payload, key: &SigningKey) -> Envelope {
    Envelope::sign(&payload.kind().media_type(), payload.to_bytes(), key)
}

/// The statement of one device under the signature of another.
fn forged(payload: &Payload, key: &SigningKey, other: &SigningKey) -> Envelope {
    const SIGNATURE: &str = "\"sig\":";
    let (mine, others) = (text(sign(payload, key).bytes()), text(sign(payload, other).bytes()));
    let (body, _) = mine.split_once(SIGNATURE).unwrap();
    let (_, signature) = others.split_once(SIGNATURE).unwrap();
    Envelope::parse(format!("{body}{SIGNATURE}{signature}").as_bytes()).unwrap()
}

/// Where the departments of the eight stand, after everybody was admitted.
async fn ground(readers: &Readers, people: &[Somebody]) -> Ground {
    let session = &people[0].session;
    let mut offices = Vec::new();
    for number in 1..=3 {
        let desk = PEOPLE.iter().find(|(department, ..)| *department == number).map(|(.., staff)| *staff);
        offices.push(place(session, &ScopeId::department(&readers.departments[desk.unwrap()])).await);
    }
    let realm = session.scope(&ScopeId::realm(&readers.realm)).await;
    let group = realm.iter().find_map(|signed| match signed.payload() {
        Payload::Policy(policy) => policy.province_open,
        _ => None,
    });
    let group: KeyHash = place(session, &ScopeId::department(&group.unwrap())).await.epoch;
    Ground { realm: readers.realm, offices, group, start: system_clock()(), stock: Stock::new() }
}

/// A department of which nobody was removed yet.
async fn place(session: &Session, chain: &ScopeId) -> Place {
    let statements = session.scope(chain).await;
    let Payload::Genesis(genesis) = statements[0].payload() else { panic!("a chain begins with its genesis") };
    Place {
        id: statements[0].header().department.unwrap(),
        head: statements.last().unwrap().id(),
        epoch: KeyHash::of(&genesis.epoch.public.0),
    }
}
