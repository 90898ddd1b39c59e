//! What the catalogue is searched by: a dataset's entry at once, its columns when they are here, and nothing that has
//! ended.

use jixiang_contract::{Act, DatasetId};
use jixiang_model::{DepartmentId, RealmId, ScopeId, StatementId, Suite};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::{Enrolment, EnrolmentPayload, Payload, Retire};
use jixiang_statement::{Base64, Header, Signed, SigningKey, Text};

use crate::world::{MORNING, PROVINCE, Province, World};

/// A device of a head of 财政 that signs what no window offers.
struct Hand {
    key: SigningKey,
    realm: RealmId,
    department: DepartmentId,
    head: StatementId,
}

impl Hand {
    /// Admits it. Nobody else of the department is at a desk yet.
    fn at(province: &Province) -> Self {
        let (authority, seed) = &*PROVINCE;
        let li = seed.staff.iter().find(|person| person.id.as_str() == "cz-li").expect("the head");
        let mut realm = Realm::pinned(authority.realm(), authority.realm_root());
        realm.append(&seed.statements[0], |_| None).expect("the policy");
        let own = ScopeId::department(&li.department);
        let genesis = seed.statements.iter().find(|signed| signed.header().scope == own).expect("a genesis");
        let chain = Chain::open(genesis, &realm).expect("a chain");
        let key = SigningKey::from_seed(&[3; 32]);
        let payload = EnrolmentPayload {
            realm: *realm.id(),
            suite: Suite::One,
            department: li.department,
            person: li.id.clone(),
            sign: Base64(key.public().to_bytes().to_vec()),
            seal: Base64(chain.epoch().public.clone()),
        };
        let admitted = authority.admit(&chain, &realm, &Enrolment::sign(&payload, &key), MORNING).expect("a head");
        province.platform.import(&admitted.objects, &admitted.statements).expect("they count");
        let head = admitted.statements.last().expect("their roles").id();
        Self { key, realm: *realm.id(), department: li.department, head }
    }

    /// Ends a release, which is the newest statement of its dataset.
    fn retire(&self, dataset: &DatasetId, release: StatementId) -> Signed {
        let header = Header {
            realm: self.realm,
            suite: Suite::One,
            device: self.key.public().device(),
            department: Some(self.department),
            head: Some(self.head),
            scope: dataset.as_str().parse().expect("an id"),
            prev: Some(release),
            overrides: Vec::new(),
            time: MORNING,
            checkpoint: String::new(),
        };
        let retire = Payload::Retire(Retire { header, release, reason: Text::lenient("停止提供") });
        Signed::sign(&retire, &self.key).expect("a statement")
    }
}

#[tokio::test]
async fn an_entry_is_found_before_its_columns_are_here() {
    let world = World::new();
    let li = world.desk("cz-li").await;
    li.publish(None, 3, |order| order.fields.summary = "供编制预算时核对".to_owned()).await;
    // Signing in reads the feed, and no columns yet.
    let wang = world.desk("cc-wang").await;
    assert_eq!(wang.found("预算").await, 1);
    assert_eq!(wang.found("单位名称").await, 0);
    wang.settle().await;
    assert_eq!(wang.found("单位名称").await, 1);
}

#[tokio::test]
async fn what_has_ended_is_found_no_more_until_something_is_released_again() {
    let world = World::new();
    let hand = Hand::at(&world.province);
    let (li, wang) = (world.desk("cz-li").await, world.desk("cc-wang").await);
    let dataset = li.publish(None, 3, |_| {}).await;
    assert_eq!(wang.search("预算").await.all, 1);
    let history = wang.engine.dataset(&dataset).await.expect("its page").history;
    let release = history.iter().find(|line| line.act == Act::Release).expect("a release");
    let release = release.statement.as_str().parse().expect("an id");
    world.province.platform.import(&[], &[hand.retire(&dataset, release)]).expect("it counts");
    for desk in [&li, &wang] {
        let page = desk.search("预算").await;
        assert_eq!((page.all, page.found), (0, 0));
        assert!(desk.engine.dataset(&dataset).await.expect("its page").versions[0].retired);
    }
    li.publish(Some(&dataset), 5, |_| {}).await;
    assert_eq!(wang.search("预算").await.found, 1);
}
