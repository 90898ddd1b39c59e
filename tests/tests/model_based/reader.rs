//! The readers: a complete client in each department, which is shown by a lying platform what was taken and what was
//! refused, and decides by itself what counts.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use jixiang_client::contract::{DeliveryId, HistoryLine, MatterId, MatterStage};
use jixiang_client::{ClientFault, Engine};
use jixiang_demo::Authority;
use jixiang_model::{DepartmentId, RealmId, ScopeId, StatementId};
use jixiang_platform::Platform;
use jixiang_statement::Envelope;
use jixiang_tests::processes::clocks::{Desk, Hands};
use jixiang_wire::feed::Position;

use crate::data::Shelf;
use crate::matter::Case;
use crate::office::{Office, PEOPLE, text};
use crate::reference::{Matter, Person, State};
use crate::relay::{Planted, Relay};

struct Reader {
    desk: Desk,
    relay: Relay,
}

/// One reader in each department, by its number.
pub(crate) struct Readers {
    readers: Vec<Reader>,
    pub(crate) realm: RealmId,
    /// The departments of the demo's staff.
    pub(crate) departments: HashMap<String, DepartmentId>,
}

impl Readers {
    pub(crate) async fn open(platform: &Platform, folder: &Path) -> Self {
        let authority = Authority::open(&folder.join("platform-authority")).unwrap();
        let staff = authority.staff().into_iter();
        let departments = staff.map(|staff| (staff.id.to_string(), staff.department)).collect();
        let mut readers = Vec::new();
        for number in 1..=3 {
            let relay = Relay::open(platform).await;
            let (.., staff) = PEOPLE.iter().find(|(department, ..)| *department == number).unwrap();
            let home = folder.join(format!("reader-{number}"));
            let desk = Desk::sit_down(&home, &relay.url, staff, &Hands::default()).await.unwrap();
            readers.push(Reader { desk, relay });
        }
        Self { readers, realm: authority.realm(), departments }
    }

    /// Shows a statement that nobody may count to the readers of these departments.
    pub(crate) fn plant(&self, audience: &[u8], after: Position, envelope: &Envelope, named: &[String]) {
        for number in audience {
            let planted = Planted { after, envelope: text(envelope.bytes()), named: named.to_vec() };
            self.readers[usize::from(*number) - 1].relay.plant(planted);
        }
    }

    /// Every reader reads what there is to be read.
    pub(crate) async fn catch_up(&self) {
        for reader in &self.readers {
            reader.desk.engine().catch_up().await.unwrap();
        }
    }

    fn of(&self, number: u8) -> &Engine {
        self.readers[usize::from(number) - 1].desk.engine()
    }
}

impl Office {
    /// The readers count of a dataset what the platform took, and nothing else.
    pub(crate) async fn compare_shelf(&self, shelf: &Shelf) {
        for number in 1..=3 {
            let own = number == shelf.reference.provider;
            let review = shelf.review.iter().filter(|_| own);
            self.compare(number, &shelf.id, review.chain(&shelf.dataset).copied().collect()).await;
        }
    }

    /// The readers count of a request what the platform took, and see it in the state that it is in.
    pub(crate) async fn compare_case(&self, case: &Case) {
        for department in [case.reference.requester, case.reference.provider] {
            let person = Person { department, head: false };
            self.compare(department, &case.id, case.seen_by(person)).await;
            let card = self.readers.of(department).matter(&MatterId(case.id.to_string())).await;
            let seen = match card {
                Ok(card) => Some(card.stage),
                Err(ClientFault::NotFound) => None,
                Err(fault) => panic!("{fault:?}"),
            };
            let expected = stage(&case.reference, department == case.reference.requester);
            assert_eq!(seen, expected, "step {}: department {department}, {:?}", self.step, case.reference);
        }
    }

    async fn compare(&self, number: u8, scope: &ScopeId, expected: Vec<StatementId>) {
        let history = match self.readers.of(number).history(&DeliveryId(scope.to_string())).await {
            Ok(history) => history,
            Err(ClientFault::NotFound) => Vec::new(),
            Err(fault) => panic!("{fault:?}"),
        };
        let counts = |line: &&HistoryLine| !line.without_effect;
        let counted: BTreeSet<StatementId> =
            history.iter().filter(counts).map(|line| line.statement.as_str().parse().unwrap()).collect();
        let expected: BTreeSet<StatementId> = expected.into_iter().collect();
        let told = |ids: Vec<&StatementId>| -> Vec<&String> { ids.iter().map(|id| &self.tried[id]).collect() };
        assert!(
            counted == expected,
            "department {number} counts what it should not: {:#?}\nand does not count: {:#?}",
            told(counted.difference(&expected).collect()),
            told(expected.difference(&counted).collect())
        );
    }
}

/// Where a side sees a request: what its own staff prepared last decides where the thread leaves it open.
pub(crate) fn stage(matter: &Matter, asks: bool) -> Option<MatterStage> {
    let newest = matter.requests.last().filter(|_| asks);
    let draft = newest.filter(|_| !matter.asked.contains(&(matter.requests.len() - 1)));
    let draft = draft.map(|draft| if draft.declined { MatterStage::Declined } else { MatterStage::AwaitsConsent });
    let answered = || matter.answers.iter().any(|said| !said.declined && Some(said.request) == matter.current());
    Some(match matter.state {
        None => return draft,
        Some(State::Returned) => draft.unwrap_or(MatterStage::Returned),
        Some(State::Submitted) if !asks && answered() => MatterStage::AwaitsAnswer,
        Some(State::Answered) if !asks => MatterStage::AwaitsAnswer,
        Some(State::Submitted | State::Answered) => MatterStage::Submitted,
        Some(State::Agreed) => MatterStage::Agreed,
        Some(State::Refused) => MatterStage::Refused,
        Some(State::Withdrawn) => MatterStage::Withdrawn,
        Some(State::Revoked) => MatterStage::Revoked,
    })
}
