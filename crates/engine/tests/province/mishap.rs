//! What goes wrong between two steps: nothing of it may keep a person from going on.

use std::time::Duration;

use jixiang_contract::{
    Act, Code, DeliveryCard, Field, InboxItem, MatterAct, MatterStage, MatterVerb, Party, SettingChange, Stage,
    Standing, Step, TextSize, TransferState, UpdateCycle, Way,
};
use jixiang_engine::port::memory::{ManualClock, Reach};
use jixiang_engine::port::{Problem, Remote as _, RemoteError, StoreError, Table};
use jixiang_engine::{Fault, When};
use jixiang_model::{ScopeId, UnixMillis};

use crate::home::Home;
use crate::world::{Desk, MORNING, PROVINCE, World};

#[tokio::test]
async fn a_home_opens_again_after_a_sign_in_that_was_interrupted() {
    let world = World::new();
    let home = world.home("cz-li");
    let person = "cz-li".parse().expect("an id");
    home.open().sign_in_as(Some(person)).await.expect("a session, and nothing read yet");
    let engine = home.open();
    engine.catch_up().await.expect("the feed is read from its beginning");
    assert!(matches!(engine.desk().await.stage, Stage::Ready { .. }));
}

#[tokio::test]
async fn whose_session_ended_signs_in_again_as_the_same_person_and_everything_goes_on() {
    let world = World::new();
    let li = world.desk("cz-li").await;
    let (_, transfer) = li.order_version(None, 3, |_| {}).await;
    li.home.remote.use_session(None);
    assert_eq!(li.engine.run_transfer(&transfer).await, Err(Fault::SignedOut));
    let Stage::SignIn { staff, .. } = li.engine.desk().await.stage else { panic!("nobody is signed in") };
    assert_eq!(staff.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["cz-li"]);
    assert_eq!(li.engine.sign_in(Some(&"cc-zhao".into())).await.err(), Some(Fault::SignInRefused));
    let desk = li.engine.sign_in(None).await.expect("the owner need not be named");
    assert!(matches!(desk.stage, Stage::Ready { .. }));
    assert_eq!(li.engine.transfers().await[0].state, TransferState::Wait);
    li.engine.run_transfer(&transfer).await.expect("it goes on");
}

#[tokio::test]
async fn an_act_that_the_platform_refuses_is_taken_away_tried_again_or_replaced() {
    let world = World::new();
    let (zhang, li) = (world.desk("cz-zhang").await, world.desk("cz-li").await);
    zhang.publish(None, 3, |_| {}).await;
    let [publication] = li.decide().await.try_into().expect("one publication waits");
    let shown = li.card(&publication).await.shown;
    let order = || li.engine.act(&publication, MatterAct::Consent {}, &shown, When::AfterUndo);
    let no = Problem::Refused("role".to_owned());
    let pass = || world.province.clock.advance(Duration::from_secs(11));

    order().await.expect("it is written down");
    li.home.remote.set_reach(Reach::Refuses(no));
    pass();
    li.engine.drain().await.expect_err("it is refused");
    let pending = li.engine.matter(&publication).await.expect("a card").pending.expect("it failed");
    assert_eq!(pending.error.map(|error| error.code), Some(Code::Refused));
    assert!(pending.may_undo, "a refused statement is on no ledger");
    let job = pending.job.expect("it can be tried again");
    let card = li.engine.undo(&publication).await.expect("it goes").expect("the publication stays");
    assert_eq!((card.pending, card.acts), (None, vec![MatterVerb::Consent, MatterVerb::Decline]));
    assert_eq!(li.engine.resume(&job).await, Err(Fault::NotFound));

    order().await.expect("it is written down");
    pass();
    li.engine.drain().await.expect_err("it is refused");
    let failed = li.engine.matter(&publication).await.expect("a card").pending.expect("it failed");
    let again = order().await.expect("another takes its place").pending.expect("it waits");
    assert_eq!(again.error, None);
    assert_eq!(li.engine.resume(&failed.job.expect("a job")).await, Err(Fault::NotFound), "no old error is left");

    pass();
    li.engine.drain().await.expect_err("it is refused");
    let failed = li.engine.matter(&publication).await.expect("a card").pending.expect("it failed");
    li.home.remote.set_reach(Reach::Open);
    li.engine.resume(&failed.job.expect("a job")).await.expect("it is tried again");
    li.engine.drain().await.expect("it is done");
    assert_eq!(li.stage(&publication).await, MatterStage::Released);
}

#[tokio::test]
async fn a_first_request_that_failed_is_taken_away_and_asked_again() {
    let world = World::new();
    let (li, wang) = (world.desk("cz-li").await, world.desk("cc-wang").await);
    let dataset = li.publish(None, 3, |_| {}).await;
    wang.engine.catch_up().await.expect("the feed is read");
    let draft = wang.engine.request_draft(&dataset).await.expect("a draft");
    let ask = || wang.engine.request(&dataset, draft.fields.clone(), &draft.shown);
    wang.home.remote.set_reach(Reach::Fails(RemoteError::Offline("gone".to_owned())));
    ask().await.expect_err("it waits in the outbox");
    assert_eq!(ask().await, Err(Fault::NotAllowed), "it is ordered once");
    wang.home.remote.set_reach(Reach::Refuses(Problem::Refused("role".to_owned())));
    wang.engine.drain().await.expect_err("it is refused");
    let inbox = wang.engine.inbox().await;
    let [InboxItem::Matter { row }] = inbox.sent.as_slice() else { panic!("one request: {:?}", inbox.sent) };
    let pending = wang.engine.matter(&row.id).await.expect("a card").pending.expect("it failed");
    assert!(pending.may_undo && pending.job.is_some());
    assert!(matches!(wang.engine.dataset(&dataset).await.expect("its page").way, Way::Ask { .. }));
    assert_eq!(wang.engine.undo(&row.id).await, Ok(None), "nothing is left of it");
    assert_eq!(wang.engine.inbox().await.sent, []);
    wang.home.remote.set_reach(Reach::Open);
    ask().await.expect("it is signed");
}

#[tokio::test]
async fn a_version_is_let_out_under_the_entry_that_its_own_pc_meant() {
    let world = World::new();
    let (zhang, li) = (world.desk("cz-zhang").await, world.desk("cz-li").await);
    let dataset = zhang.publish(None, 3, |_| {}).await;
    let [first] = li.decide().await.try_into().expect("one publication waits");
    li.act(&first, MatterAct::Consent {}).await;
    let stricter = "仅限审计使用";
    li.publish(Some(&dataset), 4, |order| order.fields.condition = stricter.to_owned()).await;
    zhang.settle().await;
    zhang.publish(Some(&dataset), 5, |_| {}).await;
    let [third] = li.decide().await.try_into().expect("one publication waits");
    assert_eq!(li.card(&third).await.condition, stricter, "the first entry of this PC is not meant");
    li.act(&third, MatterAct::Consent {}).await;
    let page = li.engine.dataset(&dataset).await.expect("its page");
    assert_eq!((page.versions.len(), page.condition.as_str()), (3, stricter));
}

#[tokio::test]
async fn a_job_that_meets_a_full_disk_waits_for_a_person() {
    let world = World::new();
    let li = world.desk("cz-li").await;
    let (_, transfer) = li.order_version(None, 3, |_| {}).await;
    li.home.store.fail(Some(StoreError::Full));
    assert_eq!(li.engine.run_transfer(&transfer).await, Err(Fault::Store(StoreError::Full)));
    let state = li.engine.transfers().await.remove(0).state;
    let TransferState::Fail { error } = state else { panic!("it would be taken up again at once: {state:?}") };
    assert_eq!(error.code, Code::DiskFull);
    assert!(!li.engine.is_working().await);
    li.home.store.fail(None);
    li.engine.resume(&transfer).await.expect("there is room again");
    li.engine.run_transfer(&transfer).await.expect("it is carried");
}

#[tokio::test]
async fn a_job_is_done_by_one_at_a_time() {
    let world = World::new();
    let li = world.desk("cz-li").await;
    let (_, transfer) = li.order_version(None, 3, |_| {}).await;
    let run = || li.engine.run_transfer(&transfer);
    let mut done = <[_; 2]>::from(tokio::join!(run(), run()));
    done.sort_by_key(Result::is_err);
    assert_eq!(done, [Ok(()), Err(Fault::Cancelled)]);
}

#[tokio::test]
async fn what_could_not_be_written_down_is_not_known_either() {
    let world = World::new();
    let (li, _zhao) = (world.desk("cz-li").await, world.desk("cc-zhao").await);
    let before = li.engine.settings().await.expect("settings").display;
    li.home.store.fail(Some(StoreError::Full));
    let change = SettingChange::TextSize { value: TextSize::Larger };
    li.engine.change_setting(change).await.expect_err("there is no room");
    assert_eq!(li.engine.settings().await.expect("settings").display, before);
    li.home.store.fail(None);

    // The delivery is signed, and cannot be written down: nothing of it may be appended.
    let (id, transfer) = li.order_delivery("cc-zhao").await;
    let sent = [b"sent".as_slice(), id.as_str().parse::<ScopeId>().expect("an id").as_bytes()].concat();
    li.home.store.refuse(Some((Table::Secret, sent)));
    li.engine.run_transfer(&transfer).await.expect_err("it cannot be written down");
    li.engine.resume(&transfer).await.expect("it is tried again");
    li.engine.run_transfer(&transfer).await.expect_err("it still cannot");
    li.engine.catch_up().await.expect("the feed is read");
    assert_eq!(li.engine.history(&id).await, Ok(Vec::new()), "it is on no ledger");
    li.home.store.refuse(None);
    li.engine.resume(&transfer).await.expect("it is tried again");
    li.engine.run_transfer(&transfer).await.expect("it is sent");
    assert_eq!(li.engine.history(&id).await.expect("a history").len(), 1);
}

#[tokio::test]
async fn what_arrives_while_the_disk_is_full_arrives_again_when_there_is_room() {
    let world = World::new();
    let (zhang, li, zhao) = (world.desk("cz-zhang").await, world.desk("cz-li").await, world.desk("cc-zhao").await);
    let (id, transfer) = li.order_delivery("cc-zhao").await;
    li.engine.run_transfer(&transfer).await.expect("it is sent");
    zhao.engine.catch_up().await.expect("the feed is read");
    let fetch = zhao.engine.fetch(&id, None).await.expect("the order is written down");
    zhao.engine.run_transfer(&fetch).await.expect("it is fetched");
    zhang.publish(None, 3, |_| {}).await;

    li.home.store.fail(Some(StoreError::Full));
    li.engine.catch_up().await.expect_err("there is no room");
    assert_eq!(li.engine.inbox().await.decide, [], "what is not written down is not believed");
    assert!(li.home.open().inbox().await.sent.len() == 1, "a full disk keeps nobody from reading");
    li.home.store.fail(None);
    assert_eq!(li.decide().await.len(), 1);
    let card = li.engine.delivery(&id).await.expect("a card");
    let reached = |card: &DeliveryCard| card.recipients[0].chain.reached.clone();
    assert!(reached(&card).iter().any(|step| step.step == Step::Fetch), "{:?}", reached(&card));
    let again = li.home.open().delivery(&id).await.expect("a card");
    assert_eq!(reached(&card), reached(&again), "it is written down");
}

#[tokio::test]
async fn a_pc_that_was_removed_opens_no_later_version() {
    let world = World::new();
    let (li, zhao, wang) = (world.desk("cz-li").await, world.desk("cc-zhao").await, world.desk("cc-wang").await);
    let staff = &PROVINCE.1.staff;
    let own = staff.iter().find(|person| person.id.as_str() == "cc-zhao").expect("a head").department;
    let admin = staff.iter().find(|person| person.department == own && person.post.starts_with("信息"));
    let admin = world.desk(admin.expect("a key admin").id.as_str()).await;
    let dataset = li.publish(None, 3, |_| {}).await;
    let request = zhao.ask(&dataset).await;
    li.act(&request, MatterAct::Agree { until: None, condition: String::new(), this_version: false }).await;
    admin.engine.catch_up().await.expect("the feed is read");
    let members = admin.engine.members().await.expect("a department").members;
    let pc =
        members.iter().find(|row| matches!(&row.party, Party::Person { name, .. } if name == "王丽娟")).expect("a PC");
    admin.engine.remove_member(&pc.id).await.expect("it is removed");
    li.publish(Some(&dataset), 4, |_| {}).await;
    assert_eq!(zhao.acts(&request).await.last(), Some(&Act::Reseal), "the keys of the next version are new ones");
    drop(wang);
}

#[tokio::test]
async fn a_first_reading_that_fails_is_made_up_for_in_the_background() {
    let world = World::new();
    let home = world.home("cz-li");
    let engine = home.open();
    let mut events = engine.listen().await;
    engine.start();
    let first = &PROVINCE.1.statements[0];
    let row = [first.header().scope.as_bytes().as_slice(), &0_u32.to_be_bytes()].concat();
    home.store.refuse(Some((Table::Statement, row)));
    engine.sign_in(Some(&"cz-li".into())).await.expect_err("the first statement cannot be written down");
    home.store.refuse(None);
    let follows = async {
        while !matches!(engine.desk().await.stage, Stage::Ready { .. }) {
            events.recv().await.expect("the engine lives");
        }
    };
    tokio::time::timeout(Duration::from_secs(60), follows).await.expect("it goes on by itself");
}

#[tokio::test]
async fn a_transfer_that_the_platform_refuses_can_be_ended() {
    let world = World::new();
    let (li, _zhao) = (world.desk("cz-li").await, world.desk("cc-zhao").await);
    let (_, delivery) = li.order_delivery("cc-zhao").await;
    let (_, version) = li.order_version(None, 3, |_| {}).await;
    li.home.remote.set_reach(Reach::Refuses(Problem::Refused("not-after".to_owned())));
    for transfer in [&delivery, &version] {
        li.engine.run_transfer(transfer).await.expect_err("it is refused for good");
        li.engine.cancel(transfer).await.expect("nothing of it is on the ledger");
    }
    assert_eq!(li.engine.transfers().await, []);
}

#[tokio::test]
async fn only_the_version_that_was_shown_is_agreed_to() {
    let world = World::new();
    let (li, zhao) = (world.desk("cz-li").await, world.desk("cc-zhao").await);
    let dataset = li.publish(None, 3, |_| {}).await;
    let request = zhao.ask(&dataset).await;
    let shown = li.card(&request).await.shown;
    let agree = MatterAct::Agree { until: None, condition: String::new(), this_version: true };
    li.engine.act(&request, agree, &shown, When::AfterUndo).await.expect("it is written down");
    // Within the ten seconds another version goes out.
    li.publish(Some(&dataset), 4, |_| {}).await;
    world.province.clock.advance(Duration::from_secs(11));
    li.settle().await;
    zhao.settle().await;
    let page = zhao.engine.dataset(&dataset).await.expect("its page");
    let Way::Fetch { version, .. } = page.way else { panic!("it is agreed to: {:?}", page.way) };
    assert_eq!(version, 1);
}

#[tokio::test]
async fn what_arrives_together_is_said_once() {
    let world = World::new();
    let (li, zhao) = (world.desk("cz-li").await, world.desk("cc-zhao").await);
    for _ in 0..3 {
        let (_, transfer) = li.order_delivery("cc-zhao").await;
        li.engine.run_transfer(&transfer).await.expect("it is sent");
    }
    zhao.engine.catch_up().await.expect("the feed is read");
    let shown = zhao.home.desktop.shown();
    assert_eq!(shown.iter().map(|notice| notice.title.zh.as_str()).collect::<Vec<_>>(), ["新到 3 份文件"]);
}

#[tokio::test]
async fn nothing_is_decided_by_a_clock_that_is_wrong() {
    let world = World::new();
    let zhang = world.desk("cz-zhang").await;
    zhang.publish(None, 3, |_| {}).await;
    let home = Home { clock: ManualClock::at(UnixMillis(MORNING.0 + 3_600_000)), ..world.home("cz-li") };
    let engine = home.open();
    engine.sign_in(Some(&"cz-li".into())).await.expect("a desk");
    let li = Desk { engine, home };
    let [publication] = li.decide().await.try_into().expect("one publication waits");
    let shown = li.card(&publication).await.shown;
    let act = li.engine.act(&publication, MatterAct::Consent {}, &shown, When::Now).await;
    assert_eq!(act.err(), Some(Fault::ClockWrong));
}

#[tokio::test]
async fn what_is_signed_cannot_be_undone_and_says_so() {
    let world = World::new();
    let (li, zhao) = (world.desk("cz-li").await, world.desk("cc-zhao").await);
    let dataset = li.publish(None, 3, |_| {}).await;
    let request = zhao.ask(&dataset).await;
    assert_eq!(li.decide().await, std::slice::from_ref(&request));
    let signed = li.engine.undo(&request).await;
    assert_eq!(signed.err(), Some(Fault::Signed), "nothing waits to be undone");
}

#[tokio::test]
async fn a_delivery_that_is_ordered_has_its_card_before_it_is_sent() {
    let world = World::new();
    let li = world.desk("cz-li").await;
    let (id, transfer) = li.order_delivery("cc-zhao").await;
    assert_eq!(li.engine.inbox().await.sent.len(), 1);
    let card = li.engine.delivery(&id).await.expect("a card");
    assert_eq!((card.title.as_str(), card.items[0].name.as_str(), card.recipients.len()), ("通知", "通知.txt", 1));
    assert!(matches!(card.standing, Standing::Moving { .. }));
    li.engine.run_transfer(&transfer).await.expect_err("nobody there has a PC");
    let card = li.engine.delivery(&id).await.expect("a card");
    let Standing::Failed { error, .. } = card.standing else { panic!("it failed: {:?}", card.standing) };
    assert_eq!(error.code, Code::NoDevice);
    assert_eq!(li.engine.history(&id).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_receipt_says_opened_only_when_something_was_opened() {
    let world = World::new();
    let (li, zhao) = (world.desk("cz-li").await, world.desk("cc-zhao").await);
    let (id, transfer) = li.order_delivery("cc-zhao").await;
    li.engine.run_transfer(&transfer).await.expect("it is sent");
    zhao.engine.catch_up().await.expect("the feed is read");
    let fetch = zhao.engine.fetch(&id, None).await.expect("the order is written down");
    zhao.engine.run_transfer(&fetch).await.expect("it is fetched");
    zhao.engine.open_item(&id, None).await.expect("a text may be opened");
    zhao.settle().await;
    let acts = async || li.settled_history(&id).await;
    assert_eq!(acts().await, [Act::Delivery, Act::Receipt], "no program has opened it");
    for _ in 0..2 {
        zhao.engine.note_opened(&id).await.expect("it is on record");
    }
    zhao.settle().await;
    assert_eq!(acts().await, [Act::Delivery, Act::Receipt, Act::Opened]);
}

#[tokio::test]
async fn a_receipt_that_a_pc_cannot_check_is_no_proof_there() {
    let world = World::new();
    let (li, zhao) = (world.desk("cz-li").await, world.desk("cc-zhao").await);
    let (id, transfer) = li.order_delivery("cc-zhao").await;
    li.engine.run_transfer(&transfer).await.expect("it is sent");
    zhao.engine.catch_up().await.expect("the feed is read");
    let fetch = zhao.engine.fetch(&id, None).await.expect("the order is written down");
    zhao.engine.run_transfer(&fetch).await.expect("it is fetched");
    zhao.settle().await;
    let other = world.desk("cz-li").await;
    for (desk, verified) in [(&li, true), (&other, false)] {
        desk.settle().await;
        let card = desk.engine.delivery(&id).await.expect("a card");
        let reached: Vec<Step> = card.recipients[0].chain.reached.iter().map(|reached| reached.step).collect();
        assert_eq!((reached.contains(&Step::Fetch), reached.contains(&Step::Verify)), (true, verified), "{reached:?}");
    }
}

#[tokio::test]
async fn a_fact_of_the_catalogue_is_said_in_the_language_of_the_window() {
    let world = World::new();
    let li = world.desk("cz-li").await;
    let dataset = li.publish(None, 3, |order| order.fields.cycle = UpdateCycle::HalfYearly).await;
    let facts = li.engine.dataset(&dataset).await.expect("its page").facts;
    let value = |field| facts.iter().find(|fact| fact.field == field).map(|fact| fact.value.as_str());
    assert_eq!((value(Field::UpdateCycle), value(Field::OpenClass)), (Some("half-yearly"), Some("withheld")));
}
