//! What people do with datasets and requests at their PCs, and the story that most attacks begin with: one department
//! publishes, another is let in.

use std::path::PathBuf;

use jixiang_client::contract::{
    DatasetId, DatasetPage, Day, MatterAct, MatterCard, MatterId, PublishOrder, RequestFields, ShareMethod,
};
use jixiang_client::{ClientFault, When};
use jixiang_model::{DeviceId, Role, ScopeId};
use jixiang_statement::Payload;
use jixiang_statement::payload::Enrolment;

use crate::desk::{Desk, World};
use crate::papers::Papers;
use crate::registry::{Pc, now};

impl World {
    /// A PC of a person whom the root made a head.
    pub(crate) async fn head(&mut self, person: &str) -> Desk {
        self.desk_of(person, &[Role::Staff, Role::Head]).await
    }

    /// A PC of a person to whom the root gave these roles.
    pub(crate) async fn desk_of(&mut self, person: &str, roles: &[Role]) -> Desk {
        let desk = self.desk(person).await;
        let office = self.registry.office_of(person);
        let newest = office.chain.last().expect("a chain has its genesis");
        let Payload::Add(add) = newest.payload() else { panic!("nobody was admitted last") };
        let enrolment = Enrolment::parse(&add.admission.enrolment.0).expect("an enrolment");
        self.promote(person, enrolment.key().device(), roles);
        desk.engine().catch_up().await.expect("an honest platform");
        self.liar.heard();
        desk
    }

    /// A head whose keys lie in this process: somebody who may cheat.
    pub(crate) fn cheating_head(&mut self, person: &str) -> Pc {
        let pc = self.insider(person);
        self.promote(person, pc.sign.public().device(), &[Role::Staff, Role::Head]);
        pc
    }

    fn promote(&mut self, person: &str, device: DeviceId, roles: &[Role]) {
        let office = self.registry.office_of(person).name;
        let made = self.registry.promote(office, device, roles);
        self.liar.import(&made);
    }
}

/// What a request says here, but for its basis.
pub(crate) fn fields(basis: &str) -> RequestFields {
    RequestFields {
        basis: basis.to_owned(),
        scenario: "测算经费".to_owned(),
        scope: "全省".to_owned(),
        method: ShareMethod::File,
        until: Day(now().plus_days(200).date().to_string()),
    }
}

/// To agree to this and later versions, for as long as was asked.
pub(crate) fn agreement() -> MatterAct {
    MatterAct::Agree { until: None, condition: String::new(), this_version: false }
}

impl Desk {
    /// The sheet up to Publish, for a new dataset or the next version of one.
    pub(crate) async fn order_to_publish(&self, name: &str, content: &[u8], of: Option<&DatasetId>) -> PublishOrder {
        let path = self.folder().join(name);
        std::fs::write(&path, content).expect("a file");
        let tokens: Vec<_> =
            self.engine().pick_paths(vec![path]).await.into_iter().map(|picked| picked.token).collect();
        let draft = self.engine().publish_draft(tokens.clone(), of.cloned()).await.expect("the file can be read");
        PublishOrder { tokens, dataset: of.cloned(), fields: draft.fields, facts: Vec::new(), standing_until: None }
    }

    /// Publishes, and does what follows from it by itself.
    pub(crate) async fn publish(
        &self,
        name: &str,
        content: &[u8],
        of: Option<&DatasetId>,
    ) -> Result<DatasetId, ClientFault> {
        let order = self.order_to_publish(name, content, of).await;
        let (dataset, transfer) = self.engine().publish(order).await?;
        self.engine().run_transfer(&transfer).await?;
        self.engine().drain().await?;
        Ok(dataset)
    }

    /// Asks for a dataset as it is shown.
    pub(crate) async fn ask(&self, dataset: &DatasetId, basis: &str) -> Result<MatterId, ClientFault> {
        self.engine().catch_up().await?;
        let shown = self.engine().request_draft(dataset).await?.shown;
        self.engine().request(dataset, fields(basis), &shown).await
    }

    /// Decides as the card stands now.
    pub(crate) async fn decide(&self, matter: &MatterId, act: MatterAct) -> Result<MatterCard, ClientFault> {
        self.engine().catch_up().await?;
        let shown = self.engine().matter(matter).await?.shown;
        let card = self.engine().act(matter, act, &shown, When::Now).await?;
        self.engine().drain().await?;
        Ok(card)
    }

    /// Reads all chains.
    pub(crate) async fn know_everybody(&self) {
        self.engine().catch_up().await.expect("an honest platform");
        let mut everybody = Vec::new();
        for person in ["li", "zhao", "mallory", "sun"] {
            everybody.push(self.engine().resolve(person.to_owned()).await.expect("is in the directory"));
        }
        self.engine().who_can_open(everybody).await.expect("honest chains");
    }

    pub(crate) async fn page(&self, dataset: &DatasetId) -> DatasetPage {
        self.engine().dataset(dataset).await.expect("it is in the catalogue")
    }

    /// The numbers of the versions that the page shows, newest first.
    pub(crate) async fn versions(&self, dataset: &DatasetId) -> Vec<u32> {
        self.page(dataset).await.versions.iter().map(|version| version.number).collect()
    }

    pub(crate) async fn fetch_version(
        &self,
        dataset: &DatasetId,
        version: Option<u32>,
    ) -> Result<Vec<PathBuf>, ClientFault> {
        let transfer = self.engine().fetch_dataset(dataset, version, Some(self.received())).await?;
        self.engine().run_transfer(&transfer).await?;
        self.engine().saved_dataset(dataset).await
    }

    /// Everything that this desk shows of datasets and requests, but for when things were dated.
    pub(crate) async fn shares(&self, datasets: &[&DatasetId]) -> String {
        let mut shown = Vec::new();
        for dataset in datasets {
            let page = self.engine().dataset(dataset).await.map(|page| DatasetPage { dated: None, ..page });
            shown.push(format!("{page:?}"));
        }
        let inbox = self.engine().inbox().await;
        format!("{shown:?} {:?} {:?} {:?} {:?}", inbox.decide, inbox.arrived, inbox.sent, inbox.done)
    }
}

/// Finance, with its head li, has published; the head zhao of the civil department was let in until revoked.
pub(crate) struct Shared {
    pub(crate) world: World,
    pub(crate) li: Desk,
    pub(crate) zhao: Desk,
    pub(crate) dataset: DatasetId,
    pub(crate) request: MatterId,
    /// What went over the wire so far.
    pub(crate) papers: Papers,
}

pub(crate) const FIRST: &str = "编号,数值\r\n1,17\r\n2,34\r\n";
pub(crate) const SECOND: &str = "编号,数值\r\n1,18\r\n2,35\r\n3,52\r\n";

impl Shared {
    pub(crate) async fn new() -> Self {
        let mut world = World::new().await;
        let (li, zhao) = (world.head("li").await, world.head("zhao").await);
        let dataset = li.publish("数值.csv", FIRST.as_bytes(), None).await.expect("publishes");
        let request = zhao.ask(&dataset, "职责").await.expect("asks");
        li.decide(&request, agreement()).await.expect("agrees");
        zhao.engine().catch_up().await.expect("an honest platform");
        let mut papers = Papers::default();
        papers.collect(world.liar.heard());
        Self { world, li, zhao, dataset, request, papers }
    }

    /// Takes note of what went over the wire since.
    pub(crate) fn note(&mut self) {
        self.papers.collect(self.world.liar.heard());
    }

    pub(crate) fn scope(&self) -> ScopeId {
        self.dataset.as_str().parse().expect("an id")
    }

    pub(crate) fn thread(&self) -> ScopeId {
        self.request.as_str().parse().expect("an id")
    }

    /// Both sides have read all chains: what changes from here on changes by what is planted.
    pub(crate) async fn know_everybody(&self) {
        for desk in [&self.li, &self.zhao] {
            desk.know_everybody().await;
        }
    }

    /// The state of both sides is still usable: the next honest version is released and fetched.
    pub(crate) async fn an_honest_version_works(&self) {
        self.world.liar.be_honest();
        let content = format!("编号,数值\r\n1,{}\r\n", now().0);
        self.li.engine().catch_up().await.expect("an honest platform");
        self.li.publish("下一版.csv", content.as_bytes(), Some(&self.dataset)).await.expect("publishes");
        self.zhao.engine().catch_up().await.expect("an honest platform");
        let saved = self.zhao.fetch_version(&self.dataset, None).await.expect("fetches");
        assert_eq!(std::fs::read(&saved[0]).expect("is there"), content.as_bytes());
        self.zhao.engine().drain().await.expect("confirms");
    }
}
