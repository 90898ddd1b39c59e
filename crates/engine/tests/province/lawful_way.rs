//! The lawful way on one machine: published, released, found, asked for, consented to, agreed, fetched, ended; each desk
//! sees what it should at each step. Engines on one platform in memory.

use crate::world::{Desk, MORNING, World};
use jixiang_contract::{
    Act, DatasetId, Due, GrantState, Held, InboxItem, MatterAct, MatterId, MatterStage, MatterVerb, PublishOrder,
    ShareClass, WaitsFor, Way,
};
use jixiang_engine::{Fault, When};

fn agree() -> MatterAct {
    MatterAct::Agree { until: None, condition: "不得转给第三方".to_owned(), this_version: false }
}

/// Staff prepare; their head lets it out.
async fn released(zhang: &Desk, li: &Desk, wang: &Desk) -> DatasetId {
    let dataset = zhang.publish(None, 3, |_| {}).await;
    let waiting = li.decide().await;
    let [publication] = waiting.as_slice() else { panic!("one publication waits: {waiting:?}") };
    assert_eq!(zhang.sent().await, std::slice::from_ref(publication));
    let card = li.card(publication).await;
    assert_eq!((card.stage, card.waits_for), (MatterStage::AwaitsRelease, WaitsFor::Me));
    assert_eq!(card.acts, [MatterVerb::Consent, MatterVerb::Decline]);
    assert_eq!(card.history.iter().map(|line| line.act).collect::<Vec<_>>(), [Act::Entry, Act::Record]);
    assert_eq!(zhang.card(publication).await.acts, []);
    assert_eq!(wang.search("").await.found, 0, "nothing is let out yet");
    assert_eq!(li.act(publication, MatterAct::Consent {}).await.stage, MatterStage::Released);
    assert_eq!(zhang.stage(publication).await, MatterStage::Released);
    dataset
}

/// The other department finds it, by sign, by pinyin, by column.
async fn found(wang: &Desk, dataset: &DatasetId) {
    for words in ["预算", "yusuan", "单位名称"] {
        let page = wang.search(words).await;
        assert_eq!((page.all, page.found, page.rows.len()), (1, 1, 1), "{words}");
        assert_eq!((&page.rows[0].id, page.rows[0].held), (dataset, Held::No));
        assert_eq!(page.tree.last().map(|row| row.found), Some(1));
    }
    let page = wang.engine.dataset(dataset).await.expect("its page");
    assert!(matches!(page.way, Way::Ask { days: 10, .. }), "{:?}", page.way);
    assert_eq!(page.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["单位名称", "预算金额"]);
    assert_eq!((page.versions.len(), page.grants.len()), (1, 0));
}

/// Staff answer; their head consents.
async fn agreed(zhang: &Desk, li: &Desk, wang: &Desk, request: &MatterId) {
    for desk in [zhang, li] {
        assert_eq!(desk.decide().await, std::slice::from_ref(request));
        let card = desk.card(request).await;
        assert_eq!(card.acts, [MatterVerb::Agree, MatterVerb::Return, MatterVerb::Refuse]);
        assert_eq!(card.clock.map(|clock| (clock.day, clock.of)), Some((0, 10)));
        assert!(card.consented.is_some() && card.devices.is_some());
    }
    zhang.act(request, agree()).await;
    assert_eq!(zhang.stage(request).await, MatterStage::AwaitsAnswer);
    assert_eq!(wang.stage(request).await, MatterStage::Submitted);
    let card = li.card(request).await;
    assert_eq!(card.answer.map(|answer| answer.conditions), Some("不得转给第三方".to_owned()));
    assert_eq!(li.act(request, MatterAct::Consent {}).await.stage, MatterStage::Agreed);
    let asked = [Act::Request, Act::Consent, Act::Approve, Act::Consent, Act::Grant];
    assert_eq!(li.acts(request).await, asked);
    assert_eq!(wang.acts(request).await, asked);
}

/// It is fetched and proven.
async fn fetched(wang: &Desk, dataset: &DatasetId) {
    assert_eq!(wang.search("预算").await.rows[0].held, Held::Granted);
    let transfer = wang.engine.fetch_dataset(dataset, None, None).await.expect("the order is written down");
    wang.engine.run_transfer(&transfer).await.expect("it is carried");
    wang.settle().await;
    let saved = wang.engine.saved_dataset(dataset).await.expect("it is here");
    assert!(std::fs::read_to_string(&saved[0]).expect("a file").contains("预算2,200"));
    assert_eq!(wang.search("预算").await.rows[0].held, Held::Here);
    let mine = wang.engine.my_data().await;
    assert_eq!((mine.published.len(), mine.datasets.len()), (0, 1));
    assert_eq!(mine.datasets[0].holding.as_ref().map(|holding| (holding.version, holding.newer)), Some((1, false)));
}

#[tokio::test]
async fn from_a_file_to_its_verified_copy_every_desk_sees_what_it_should() {
    let world = World::new();
    let (zhang, li) = (world.desk("cz-zhang").await, world.desk("cz-li").await);
    let (wang, zhao) = (world.desk("cc-wang").await, world.desk("cc-zhao").await);
    let dataset = released(&zhang, &li, &wang).await;
    found(&wang, &dataset).await;

    let request = wang.ask(&dataset).await;
    assert_eq!(wang.stage(&request).await, MatterStage::AwaitsConsent);
    assert!(matches!(wang.engine.dataset(&dataset).await.expect("its page").way, Way::Wait { .. }));
    assert_eq!(zhao.decide().await, std::slice::from_ref(&request));
    assert_eq!(li.decide().await, [], "the other side sees nothing before the consent");
    zhao.act(&request, MatterAct::Consent {}).await;
    assert_eq!(wang.sent().await, std::slice::from_ref(&request));
    agreed(&zhang, &li, &wang, &request).await;
    let card = wang.card(&request).await;
    assert_eq!((card.stage, card.acts), (MatterStage::Agreed, vec![MatterVerb::Fetch]));
    fetched(&wang, &dataset).await;
    li.settle().await;
    let mine = li.engine.my_data().await;
    assert_eq!(mine.published[0].grants[0].confirmed, Some(1), "the receipt is seen by the provider");
    assert_eq!(li.acts(&request).await.last(), Some(&Act::Receipt));

    let reason = "用途已完成".to_owned();
    assert_eq!(li.act(&request, MatterAct::Revoke { reason }).await.stage, MatterStage::Revoked);
    assert_eq!(wang.stage(&request).await, MatterStage::Revoked);
    wang.settle().await;
    let mine = wang.engine.my_data().await;
    assert!(matches!(mine.datasets[0].state, GrantState::Revoked { .. }));
    assert_eq!(wang.engine.fetch_dataset(&dataset, None, None).await.err(), Some(Fault::NoGrant));
    assert!(matches!(wang.engine.dataset(&dataset).await.expect("its page").way, Way::Ask { .. }));
}

#[tokio::test]
async fn what_is_returned_is_mended_and_what_ends_today_is_said_first() {
    let world = World::new();
    let (li, zhao, wang) = (world.desk("cz-li").await, world.desk("cc-zhao").await, world.desk("cc-wang").await);
    let dataset = li.publish(None, 3, |_| {}).await;
    assert_eq!(li.decide().await, [], "a head's own act carries the consent");
    let request = zhao.ask(&dataset).await;
    assert_eq!(zhao.stage(&request).await, MatterStage::Submitted);
    li.act(&request, MatterAct::Return { missing: vec!["使用范围".to_owned(), "经办人".to_owned()] }).await;
    let card = zhao.card(&request).await;
    assert_eq!(card.stage, MatterStage::Returned);
    assert_eq!(card.acts, [MatterVerb::Resubmit, MatterVerb::Withdraw]);
    assert_eq!(card.answer.map(|answer| answer.missing.len()), Some(2));
    assert_eq!(zhao.decide().await, std::slice::from_ref(&request), "it waits for who asked");
    assert_eq!(wang.decide().await, []);
    let mut fields = card.request.expect("a request");
    fields.scope = "预算处三人".to_owned();
    zhao.act(&request, MatterAct::Resubmit { fields }).await;
    let card = li.card(&request).await;
    assert_eq!(
        (card.stage, card.request.map(|fields| fields.scope)),
        (MatterStage::Submitted, Some("预算处三人".to_owned()))
    );

    // Two weeks later the last day has passed.
    world.province.clock.advance(std::time::Duration::from_secs(15 * 86_400));
    let home = li.engine.home().await;
    let [InboxItem::Matter { row }] = home.due.as_slice() else { panic!("one matter is late: {:?}", home.due) };
    assert!(matches!(row.due, Some(Due::Late { .. })), "{:?}", row.due);
    li.act(&request, MatterAct::Refuse { reason: "不属于本部门职责".to_owned() }).await;
    assert_eq!(zhao.stage(&request).await, MatterStage::Refused);
    assert_eq!(li.engine.home().await.due, []);
}

#[tokio::test]
async fn withheld_data_shows_its_statute_and_unconditional_data_is_had_with_the_own_consent() {
    let world = World::new();
    let (li, zhao) = (world.desk("cz-li").await, world.desk("cc-zhao").await);
    let withheld = li
        .publish(None, 3, |order| {
            order.fields.class = ShareClass::Withheld;
            order.fields.condition = "《中华人民共和国保守国家秘密法》第二十八条".to_owned();
        })
        .await;
    let open = li
        .publish(None, 4, |order| {
            order.fields.title = "政府采购目录".to_owned();
            order.fields.class = ShareClass::Unconditional;
            order.fields.condition = String::new();
        })
        .await;
    zhao.settle().await;
    let page = zhao.engine.dataset(&withheld).await.expect("its page");
    assert!(matches!(page.way, Way::Statute { .. }), "{:?}", page.way);
    assert_eq!(page.versions.len(), 1, "its entry was released");
    let request = zhao.ask(&open).await;
    assert_eq!(zhao.stage(&request).await, MatterStage::Agreed);
    assert_eq!(li.decide().await, [], "nobody has to decide");
    let transfer = zhao.engine.fetch_dataset(&open, None, None).await.expect("the order is written down");
    zhao.engine.run_transfer(&transfer).await.expect("it is carried");
    assert_eq!(zhao.search("政府采购").await.rows[0].held, Held::Here);

    // The next version is fetched, and a mark says that it is newer.
    let next = li.publish(Some(&open), 9, |_| {}).await;
    assert_eq!(next, open);
    zhao.settle().await;
    let mine = zhao.engine.my_data().await;
    assert_eq!(mine.datasets[0].newest, 2);
    assert_eq!(mine.datasets[0].holding.as_ref().map(|holding| holding.newer), Some(true));
}

#[tokio::test]
async fn an_act_is_undone_until_it_is_signed_and_a_head_can_turn_down() {
    let world = World::new();
    let (zhang, li) = (world.desk("cz-zhang").await, world.desk("cz-li").await);
    let dataset = zhang.publish(None, 3, |_| {}).await;
    li.settle().await;
    let id = li.engine.matter_named(dataset.as_str()).await.expect("one matter of it waits");
    assert_eq!(
        zhang.engine.matter_named(dataset.as_str()).await,
        Err(Fault::NotAllowed),
        "it waits, and not for staff"
    );
    let page = li.engine.dataset(&dataset).await.expect("a page of what is not released");
    assert_eq!(page.waiting, std::slice::from_ref(&id));

    let shown = li.card(&id).await.shown;
    let decline = MatterAct::Decline { reason: "请先做个人信息影响评估".to_owned() };
    let card = li.engine.act(&id, decline.clone(), &shown, When::AfterUndo).await.expect("it is written down");
    let pending = card.pending.expect("it waits");
    assert_eq!((pending.verb, pending.until.0), (MatterVerb::Decline, MORNING.0 + 10_000));
    assert_eq!(card.acts, [], "nothing else can be done meanwhile");
    let row = &li.engine.inbox().await.decide[0];
    assert_eq!(row.undo_until, Some(pending.until));
    let card = li.engine.undo(&id).await.expect("it is not signed yet").expect("its card");
    assert_eq!((card.pending, card.acts.len()), (None, 2));

    assert_eq!(li.act(&id, decline).await.stage, MatterStage::Declined);
    let card = zhang.card(&id).await;
    let last = card.history.last().expect("a history");
    assert_eq!((last.act, last.words.as_deref()), (Act::Decline, Some("请先做个人信息影响评估")));
    assert_eq!(zhang.sent().await, []);
    assert_eq!(zhang.engine.inbox().await.done.len(), 1);
    assert_eq!(zhang.engine.my_data().await.published[0].waiting, None);
}

#[tokio::test]
async fn a_name_is_unique_within_its_department() {
    let world = World::new();
    let (zhang, li, wang) = (world.desk("cz-zhang").await, world.desk("cz-li").await, world.desk("cc-wang").await);
    let first = zhang.publish(None, 3, |_| {}).await;
    let taken = Err(Fault::NameTaken("2026年部门预算".to_owned()));
    assert_eq!(zhang.try_order(None, 4, |_| {}).await, taken, "it waits for the head");
    let other = zhang.publish(None, 4, |order| order.fields.title = "政府采购目录".to_owned()).await;
    for (dataset, act) in
        [(&first, MatterAct::Consent {}), (&other, MatterAct::Decline { reason: "与已发布的重复".to_owned() })]
    {
        li.settle().await;
        let waiting = li.engine.dataset(dataset).await.expect("its page").waiting;
        li.act(&waiting[0], act).await;
    }
    assert_eq!(li.try_order(None, 5, |_| {}).await, taken, "it is in the catalogue");
    let renamed = |order: &mut PublishOrder| order.fields.title = "2026年部门预算".to_owned();
    assert_eq!(li.try_order(Some(&other), 5, renamed).await, taken);
    let next = li.try_order(Some(&first), 5, |_| {}).await;
    assert!(next.is_ok(), "it is its own name: {next:?}");
    wang.publish(None, 3, |_| {}).await;
}

#[tokio::test]
async fn everybody_sees_the_pcs_of_their_department() {
    let world = World::new();
    let (zhang, li) = (world.desk("cz-zhang").await, world.desk("cz-li").await);
    zhang.settle().await;
    let view = zhang.engine.members().await.expect("a department");
    assert!(!view.may_change, "only a key admin admits");
    assert_eq!(view.members.iter().filter(|row| row.own).count(), 1);
    assert!(view.members.len() >= 2 && view.members.is_sorted_by_key(|row| row.admitted));
    assert_eq!(view.waiting, []);
    drop(li);
}
