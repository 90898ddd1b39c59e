//! A platform in memory with the demo province, and desks at it.

use std::sync::{Arc, LazyLock};

use jixiang_contract::{
    Act, CatalogueQuery, DatasetId, DeliveryId, InboxItem, MatterAct, MatterCard, MatterId, MatterStage, PublishOrder,
    SendOrder, TransferId,
};
use jixiang_demo::{Authority, Seed};
use jixiang_engine::port::Staff;
use jixiang_engine::port::memory::{Admitted, ManualClock, Member, MemoryPlatform, MemoryStore, RecordingNotifier};
use jixiang_engine::{Engine, Fault, When};
use jixiang_model::UnixMillis;

use crate::home::Home;

/// A Thursday morning in November 2026, UTC+8.
pub(crate) const MORNING: UnixMillis = UnixMillis(1_795_658_400_000);

pub(crate) static PROVINCE: LazyLock<(Arc<Authority>, Seed)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let authority = Authority::open(&folder.path().join("keys")).expect("a demo authority");
    let seed = authority.seed(MORNING).expect("a province");
    (Arc::new(authority), seed)
});

/// The platform with the province, and its clock.
pub(crate) struct Province {
    pub(crate) platform: MemoryPlatform,
    pub(crate) clock: ManualClock,
}

/// The province, and desks at it.
pub(crate) struct World {
    pub(crate) province: Province,
    folder: tempfile::TempDir,
}

pub(crate) struct Desk {
    pub(crate) engine: Engine,
    pub(crate) home: Home,
}

impl Province {
    pub(crate) fn new() -> Self {
        let (authority, seed) = &*PROVINCE;
        let clock = ManualClock::at(MORNING);
        let people = seed.staff.iter().map(|person| Member {
            staff: Staff {
                id: person.id.clone(),
                department: person.department_name.clone(),
                name: person.name.clone(),
                post: person.post.clone(),
            },
            department: person.department,
        });
        let admitting = Arc::clone(authority);
        let platform = MemoryPlatform::new(
            authority.realm_root(),
            authority.instance(),
            Arc::new(clock.clone()),
            people.collect(),
            Some(Box::new(move |chain, realm, enrolment, now| {
                let admitted = admitting.admit(chain, realm, enrolment, now).ok()?;
                Some(Admitted { objects: admitted.objects, statements: admitted.statements })
            })),
        );
        platform.import(&seed.objects, &seed.statements).expect("the province counts");
        Self { platform, clock }
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self { province: Province::new(), folder: tempfile::tempdir().expect("a folder") }
    }

    /// A new home of somebody, not opened yet.
    pub(crate) fn home(&self, person: &str) -> Home {
        let downloads = self.folder.path().join(person);
        std::fs::create_dir_all(&downloads).expect("a folder");
        let remote = Arc::new(self.province.platform.client());
        Home {
            person: person.to_owned(),
            store: MemoryStore::new(),
            remote,
            clock: self.province.clock.clone(),
            desktop: RecordingNotifier::new(),
            downloads,
        }
    }

    pub(crate) async fn desk(&self, person: &str) -> Desk {
        let home = self.home(person);
        let engine = home.open();
        engine.sign_in(Some(&person.into())).await.expect("a desk of the province");
        Desk { engine, home }
    }
}

impl Desk {
    /// Does what waits and reads what came.
    pub(crate) async fn settle(&self) {
        self.engine.catch_up().await.expect("the feed is read");
        self.engine.drain().await.expect("what waits is done");
        self.engine.catch_up().await.expect("the feed is read");
    }

    pub(crate) async fn card(&self, id: &MatterId) -> MatterCard {
        self.engine.catch_up().await.expect("the feed is read");
        self.engine.matter(id).await.expect("it is known here")
    }

    pub(crate) async fn act(&self, id: &MatterId, act: MatterAct) -> MatterCard {
        let shown = self.card(id).await.shown;
        let card = self.engine.act(id, act, &shown, When::Now).await.expect("it is done");
        self.settle().await;
        card
    }

    pub(crate) async fn stage(&self, id: &MatterId) -> MatterStage {
        self.card(id).await.stage
    }

    /// Publishes a small table and answers with the dataset.
    pub(crate) async fn publish(
        &self,
        dataset: Option<&DatasetId>,
        rows: u32,
        bend: impl FnOnce(&mut PublishOrder),
    ) -> DatasetId {
        let (id, transfer) = self.order_version(dataset, rows, bend).await;
        self.engine.run_transfer(&transfer).await.expect("it is carried");
        self.settle().await;
        id
    }

    /// Orders that a small table is published, and no more.
    pub(crate) async fn order_version(
        &self,
        dataset: Option<&DatasetId>,
        rows: u32,
        bend: impl FnOnce(&mut PublishOrder),
    ) -> (DatasetId, TransferId) {
        self.try_order(dataset, rows, bend).await.expect("the order is written down")
    }

    /// The same, for what may be refused.
    pub(crate) async fn try_order(
        &self,
        dataset: Option<&DatasetId>,
        rows: u32,
        bend: impl FnOnce(&mut PublishOrder),
    ) -> Result<(DatasetId, TransferId), Fault> {
        let file = self.home.downloads.join("2026年部门预算.csv");
        let lines: String = (0..rows).map(|row| format!("预算{row},{}\n", row * 100)).collect();
        std::fs::write(&file, format!("单位名称,预算金额\n{lines}")).expect("a file");
        let tokens: Vec<_> = self.engine.pick_paths(vec![file]).await.into_iter().map(|pick| pick.token).collect();
        let draft = self.engine.publish_draft(tokens.clone(), dataset.cloned()).await.expect("a draft");
        let mut order = PublishOrder {
            tokens,
            dataset: dataset.cloned(),
            fields: draft.fields,
            facts: draft.facts,
            standing_until: None,
        };
        bend(&mut order);
        self.engine.publish(order).await
    }

    /// Orders that a small file is sent to somebody, and no more.
    pub(crate) async fn order_delivery(&self, to: &str) -> (DeliveryId, TransferId) {
        let file = self.home.downloads.join("通知.txt");
        std::fs::write(&file, "请于周五前报送").expect("a file");
        let tokens: Vec<_> = self.engine.pick_paths(vec![file]).await.into_iter().map(|pick| pick.token).collect();
        let recipients = vec![self.engine.resolve(to.to_owned()).await.expect("somebody of the province")];
        let order = SendOrder { tokens, title: "通知".to_owned(), recipients, note: String::new(), expires_days: 30 };
        let id = self.engine.send_order(order).await.expect("the order is written down");
        let transfer = self.engine.transfer_of(&id).await.expect("a transfer");
        (id, transfer)
    }

    /// What was signed about a delivery, as far as it is here now.
    pub(crate) async fn settled_history(&self, id: &DeliveryId) -> Vec<Act> {
        self.settle().await;
        self.engine.history(id).await.expect("a history").iter().map(|line| line.act).collect()
    }

    /// The matters that this desk has to decide.
    pub(crate) async fn decide(&self) -> Vec<MatterId> {
        self.engine.catch_up().await.expect("the feed is read");
        self.engine.inbox().await.decide.into_iter().map(|row| row.id).collect()
    }

    pub(crate) async fn sent(&self) -> Vec<MatterId> {
        self.engine.catch_up().await.expect("the feed is read");
        let matter = |item| match item {
            InboxItem::Matter { row } => Some(row.id),
            InboxItem::Delivery { .. } => None,
        };
        self.engine.inbox().await.sent.into_iter().filter_map(matter).collect()
    }

    pub(crate) async fn search(&self, words: &str) -> jixiang_contract::CataloguePage {
        self.engine.catch_up().await.expect("the feed is read");
        self.engine.search_catalogue(query(words)).await.expect("a page")
    }

    /// How many are found with what is here.
    pub(crate) async fn found(&self, words: &str) -> u32 {
        self.engine.search_catalogue(query(words)).await.expect("a page").found
    }

    pub(crate) async fn acts(&self, id: &MatterId) -> Vec<Act> {
        self.card(id).await.history.iter().map(|line| line.act).collect()
    }

    /// Asks for a dataset with what the draft says.
    pub(crate) async fn ask(&self, dataset: &DatasetId) -> MatterId {
        self.engine.catch_up().await.expect("the feed is read");
        let draft = self.engine.request_draft(dataset).await.expect("a draft");
        assert!(draft.bases.contains(&"《中华人民共和国预算法》".to_owned()), "the duties of a finance office");
        let id = self.engine.request(dataset, draft.fields, &draft.shown).await.expect("it is signed");
        self.settle().await;
        id
    }
}

fn query(words: &str) -> CatalogueQuery {
    CatalogueQuery { words: words.to_owned(), path: Vec::new(), classes: Vec::new(), cycles: Vec::new(), offset: 0 }
}
