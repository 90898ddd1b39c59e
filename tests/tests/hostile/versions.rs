//! D7, D8, D10, D11, D20: older versions, hidden versions, two winners, rows out of order or left out.

use jixiang_client::contract::{Act, DatasetId, MatterAct, MatterStage};
use jixiang_model::{Kind, UnixMillis};
use jixiang_statement::Signed;
use jixiang_wire::feed::{Page, Position, What};
use jixiang_wire::statement::Appended;
use jixiang_wire::{Code, Problem, path};

use crate::desk::Desk;
use crate::liar::{Asked, Told};
use crate::papers::Shown;
use crate::sharing::{FIRST, SECOND, Shared};

/// A story with two versions, the second of which zhao has seen, and fetched.
pub(crate) async fn two_versions() -> Shared {
    let mut shared = Shared::new().await;
    shared.li.publish("第二版.csv", SECOND.as_bytes(), Some(&shared.dataset)).await.expect("publishes");
    shared.note();
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    shared.zhao.fetch_version(&shared.dataset, None).await.expect("fetches");
    shared.zhao.engine().drain().await.expect("confirms");
    shared.world.liar.heard();
    shared
}

/// Leaves these statements out of feed and scopes.
pub(crate) fn hide(shared: &Shared, hidden: Vec<Signed>) {
    shared.world.liar.lie(move |asked: &Asked, told: &mut Told| {
        if asked.reads_feed() || asked.path.starts_with("/v1/scopes/") {
            told.hide(&hidden);
        }
    });
}

/// What the history of a dataset shows: the version and whether it counts.
async fn released(desk: &Desk, dataset: &DatasetId) -> Vec<(String, bool)> {
    let lines = desk.engine().history_of(dataset.as_str()).await.expect("it has a history");
    let released = lines.into_iter().filter(|line| line.act == Act::Release);
    released.map(|line| (line.statement.0, !line.without_effect)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d7_d10_an_older_version_does_not_take_the_place_of_a_newer_one_that_was_seen() {
    let mut shared = two_versions().await;
    let older = {
        let (signed, release) = shared.papers.release(1);
        let record = release.record.expect("it has data");
        Shown::new(signed, &[shared.papers.statement(&release.entry), shared.papers.statement(&record)])
    };
    let newer = shared.papers.release(2).0.clone();
    // The older one is all that is shown, in the feed and in its scope, as the newest.
    shared.world.tick();
    shared.world.liar.lie(move |asked, told| {
        if asked.reads_feed() || asked.path.starts_with("/v1/scopes/") {
            told.hide(std::slice::from_ref(&newer));
        }
        if asked.reads_feed() {
            told.plant_shown(std::slice::from_ref(&older));
        }
    });
    let zhao = shared.zhao;
    zhao.engine().catch_up().await.expect("a known row holds up nothing");
    assert_eq!(zhao.versions(&shared.dataset).await, [2, 1]);
    let zhao = zhao.restart(&shared.world.liar.url);
    shared.world.tick();
    zhao.engine().catch_up().await.expect("a known row holds up nothing");
    assert_eq!(zhao.versions(&shared.dataset).await, [2, 1], "the same after a restart");
    let saved = zhao.fetch_version(&shared.dataset, None).await.expect("the newest that is known");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), SECOND.as_bytes());
    shared.zhao = zhao;
    shared.an_honest_version_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d8_d10_k11_a_fresh_client_that_is_shown_an_old_state_sees_how_old_it_is() {
    let mut shared = two_versions().await;
    let wang = shared.world.desk("wang").await;
    // Of everything that was said about the second version nothing is shown, the newest date included.
    let heads: Vec<Signed> = shared.papers.all(Kind::Heads).into_iter().cloned().collect();
    assert_eq!(heads.len(), 2, "each release was dated");
    let hidden = vec![shared.papers.release(2).0.clone(), heads[1].clone()];
    hide(&shared, hidden.clone());
    let fresh = Desk::open(&shared.world.liar.url, "wang");
    let staff = jixiang_client::contract::PersonId("wang".to_owned());
    fresh.engine().sign_in(Some(&staff)).await.expect("signs in");
    let page = fresh.page(&shared.dataset).await;
    assert_eq!(page.versions.iter().map(|version| version.number).collect::<Vec<_>>(), [1]);
    let dated = heads[0].header().time.0;
    assert_eq!(page.dated.map(|at| at.0), Some(dated), "the date is the provider's and as old as what is shown");
    // Who has seen the newer one is not led back.
    let warm = shared.zhao.page(&shared.dataset).await;
    assert_eq!(warm.versions.len(), 2);
    // The platform dates its rows as it likes: nothing of that is shown as the provider's date.
    shared.world.liar.lie(move |asked, told| {
        if asked.reads_feed() || asked.path.starts_with("/v1/scopes/") {
            told.hide(&hidden);
            told.json(|page: &mut Page| page.rows.iter_mut().for_each(|row| row.at = UnixMillis(u64::MAX >> 12)));
        }
    });
    assert_eq!(fresh.page(&shared.dataset).await.dated.map(|at| at.0), Some(dated));
    // Shown the newer date, it knows that something is withheld; as soon as it is to be had, it has it.
    let withheld = vec![shared.papers.release(2).0.clone()];
    hide(&shared, withheld);
    let events = fresh.events().await.len();
    assert_eq!(fresh.versions(&shared.dataset).await, [1]);
    assert!(fresh.events().await.len() > events, "it is on record");
    shared.world.liar.be_honest();
    assert_eq!(fresh.versions(&shared.dataset).await, [2, 1], "what was dated is asked for");
    shared.an_honest_version_works().await;
    // What was hidden is asked for when something follows it, too.
    for desk in [&fresh, &wang] {
        desk.engine().catch_up().await.expect("an honest platform");
        assert_eq!(desk.versions(&shared.dataset).await, [3, 2, 1]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d8_d20_a_version_that_was_left_out_is_asked_for_when_the_next_one_is_shown() {
    let mut shared = Shared::new().await;
    shared.li.publish("第二版.csv", SECOND.as_bytes(), Some(&shared.dataset)).await.expect("publishes");
    shared.note();
    let hidden = shared.papers.release(2).0.clone();
    shared.li.publish("第三版.csv", FIRST.as_bytes(), Some(&shared.dataset)).await.expect("publishes");
    hide(&shared, vec![hidden]);
    shared.zhao.engine().catch_up().await.expect("a gap holds up nothing");
    assert_eq!(shared.zhao.versions(&shared.dataset).await, [1], "nothing is believed beyond the gap");
    let zhao = shared.zhao.restart(&shared.world.liar.url);
    shared.world.liar.be_honest();
    zhao.engine().catch_up().await.expect("an honest platform");
    assert_eq!(zhao.versions(&shared.dataset).await, [3, 2, 1], "it was kept, and the gap asked for");
    shared.zhao = zhao;
    shared.an_honest_version_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d20_rows_in_any_order_and_with_wrong_companions_come_to_the_same() {
    let shared = two_versions().await;
    shared.li.decide(&shared.request, MatterAct::Revoke { reason: "到期".to_owned() }).await.expect("revokes");
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    let expected = shared.zhao.shares(&[&shared.dataset]).await;
    let stage = |card: jixiang_client::contract::MatterCard| card.stage;
    // Every companion comes under the signature of another statement: its id is the same.
    let forged = shared.papers.all(Kind::Heads)[0].clone();
    let signature = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("JSON");
    let (_, tail) = signature(forged.bytes())
        .split_once(r#""sig":"#)
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .expect("an envelope");
    let spoil = move |text: &mut String| {
        let head = text.split_once(r#""sig":"#).expect("an envelope").0.to_owned();
        *text = format!(r#"{head}"sig":{tail}"#);
    };
    for companions in [false, true] {
        let spoil = spoil.clone();
        shared.world.liar.lie(move |asked, told| {
            if asked.reads_feed() {
                told.json(|page: &mut Page| {
                    page.rows.reverse();
                    if companions {
                        page.rows.iter_mut().for_each(|row| row.named.iter_mut().for_each(&spoil));
                    }
                });
            }
        });
        let fresh = Desk::open(&shared.world.liar.url, "wang");
        let staff = jixiang_client::contract::PersonId("wang".to_owned());
        fresh.engine().sign_in(Some(&staff)).await.expect("rows in any order hold up nothing");
        fresh.engine().catch_up().await.expect("rows in any order hold up nothing");
        assert_eq!(fresh.versions(&shared.dataset).await, [2, 1], "wrong companions: {companions}");
        let card = fresh.engine().matter(&shared.request).await.expect("it is a request of the department");
        assert_eq!(stage(card), MatterStage::Revoked);
        assert_eq!(fresh.events().await.is_empty(), !companions, "what was forged is on record");
        shared.world.liar.be_honest();
    }
    assert_eq!(shared.zhao.shares(&[&shared.dataset]).await, expected);
    shared.world.an_honest_delivery_works(&shared.li, &shared.zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d20_both_sides_keep_what_was_signed_whatever_the_platform_shows_the_other() {
    let mut shared = Shared::new().await;
    shared.zhao.fetch_version(&shared.dataset, None).await.expect("fetches");
    shared.zhao.engine().drain().await.expect("confirms");
    shared.note();
    let receipt = shared.papers.newest(Kind::Receipt).clone();
    hide(&shared, vec![receipt.clone()]);
    shared.li.engine().catch_up().await.expect("an honest row");
    let has_receipt = async |desk: &Desk| {
        let lines = desk.engine().history_of(shared.request.as_str()).await.expect("it has a history");
        lines.iter().any(|line| line.act == Act::Receipt && line.statement.0 == receipt.id().to_string())
    };
    assert!(!has_receipt(&shared.li).await, "the platform denies it");
    assert!(has_receipt(&shared.zhao).await, "who signed it keeps it");
    // All that was said is taken away from both; what was seen stays, across a restart.
    shared.world.liar.lie(|asked, told| {
        if asked.reads_feed() || asked.path.starts_with("/v1/scopes/") {
            told.json(|page: &mut Page| page.rows.retain(|row| !matches!(row.what, What::Statement(_))));
        }
    });
    let zhao = Desk::restart(shared.zhao, &shared.world.liar.url);
    zhao.engine().catch_up().await.expect("a page without rows");
    let lines = zhao.engine().history_of(shared.request.as_str()).await.expect("it has a history");
    let acts: Vec<Act> = lines.iter().map(|line| line.act).collect();
    for act in [Act::Request, Act::Consent, Act::Grant, Act::Receipt] {
        assert!(acts.contains(&act), "{act:?} is kept: {acts:?}");
    }
    let saved = zhao.engine().saved_dataset(&shared.dataset).await.expect("it was saved");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), FIRST.as_bytes());
    // Shown at last, by somebody else's statement behind it, the receipt counts.
    shared.world.liar.be_honest();
    zhao.engine().catch_up().await.expect("an honest platform");
    shared.zhao = zhao;
    shared.an_honest_version_works().await;
    shared.li.engine().catch_up().await.expect("an honest platform");
    let lines = shared.li.engine().history_of(shared.request.as_str()).await.expect("it has a history");
    assert!(lines.iter().any(|line| line.act == Act::Receipt), "what follows it leads back to it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d11_who_loses_an_honest_race_is_rebased_and_nothing_is_lost() {
    let mut shared = Shared::new().await;
    let zhang = shared.world.head("zhang").await;
    zhang.engine().catch_up().await.expect("an honest platform");
    shared.li.publish("甲.csv", SECOND.as_bytes(), Some(&shared.dataset)).await.expect("publishes");
    shared.note();
    let winner = shared.papers.release(2).0.clone();
    // zhang orders before the winner is shown to them.
    let order = {
        hide(&shared, vec![winner]);
        let order = zhang.order_to_publish("乙.csv", FIRST.as_bytes(), Some(&shared.dataset)).await;
        zhang.engine().publish(order).await.expect("is ordered")
    };
    shared.world.liar.be_honest();
    zhang.engine().run_transfer(&order.1).await.expect("the loser is rebased");
    zhang.engine().drain().await.expect("an honest platform");
    for desk in [&shared.li, &zhang, &shared.zhao] {
        desk.engine().catch_up().await.expect("an honest platform");
        let page = desk.page(&shared.dataset).await;
        let shown: Vec<_> = page.versions.iter().map(|version| (version.number, version.lacks)).collect();
        assert_eq!(shown, [(3, Some(2)), (2, None), (1, None)], "both are kept, and what is not contained is said");
    }
    for (number, content) in [(2, SECOND), (3, FIRST)] {
        let saved = shared.zhao.fetch_version(&shared.dataset, Some(number)).await.expect("both are there");
        assert_eq!(std::fs::read(&saved[0]).expect("is there"), content.as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d11_two_winners_are_a_conflict_on_record_and_shown_and_nothing_is_lost() {
    let mut shared = Shared::new().await;
    let zhang = shared.world.head("zhang").await;
    zhang.engine().catch_up().await.expect("an honest platform");
    let order = zhang.order_to_publish("乙.csv", FIRST.as_bytes(), Some(&shared.dataset)).await;
    shared.note();
    shared.li.publish("甲.csv", SECOND.as_bytes(), Some(&shared.dataset)).await.expect("publishes");
    shared.note();
    let one = shared.papers.release(2).0.clone();
    let scope = shared.scope();
    // zhang is told that they won, too, and is shown nothing of the other.
    let hidden = one.clone();
    shared.world.liar.lie(move |asked, told| {
        if asked.reads_feed() || asked.path.starts_with("/v1/scopes/") {
            told.hide(std::slice::from_ref(&hidden));
        }
        let signed = (!asked.reads() && asked.path == path::STATEMENTS).then(|| Signed::parse(&asked.body));
        if let Some(Ok(signed)) = signed.filter(|_| told.status == 409)
            && signed.header().scope == scope
        {
            let (id, position, received_at) = (signed.id(), Position(1), UnixMillis(5));
            told.status = axum::http::StatusCode::CREATED;
            told.body = serde_json::to_vec(&Appended { id, position, received_at, handed_out: None }).expect("JSON");
        }
    });
    let (_, transfer) = zhang.engine().publish(order).await.expect("is ordered");
    zhang.engine().run_transfer(&transfer).await.expect("as far as zhang can see");
    shared.note();
    let two = shared.papers.newest(Kind::Release).clone();
    assert_eq!(two.header().prev, one.header().prev, "both follow the first version");
    assert_eq!(zhang.versions(&shared.dataset).await, [2, 1]);
    // Now each is shown the other one's.
    let named = |signed: &Signed| {
        let names = jixiang_statement::thread::names(signed);
        let named: Vec<&Signed> = names.iter().map(|id| shared.papers.statement(id)).collect();
        Shown::new(signed, &named)
    };
    let shown = vec![named(&one), named(&two)];
    let (one, two) = (one.id().to_string(), two.id().to_string());
    let wang = shared.world.desk("wang").await;
    shared.world.plant_shown(shown, Vec::new());
    for (desk, own, others) in [(&shared.li, &one, &two), (&zhang, &two, &one), (&wang, &one, &two)] {
        let before = desk.events().await.len();
        desk.engine().catch_up().await.expect("a fork holds up nothing");
        let lines = released(desk, &shared.dataset).await;
        assert!(lines.contains(&(own.clone(), true)), "{lines:?}");
        assert!(lines.contains(&(others.clone(), false)), "both are shown: {lines:?}");
        assert!(desk.events().await.len() > before, "it is on record");
        assert_eq!(desk.versions(&shared.dataset).await, [2, 1]);
    }
    let zhang = zhang.restart(&shared.world.liar.url);
    let lines = released(&zhang, &shared.dataset).await;
    assert!(lines.contains(&(one, false)) && lines.contains(&(two, true)), "the same after a restart: {lines:?}");
    shared.an_honest_version_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d11_who_is_told_to_have_lost_to_nobody_acts_once() {
    let mut shared = Shared::new().await;
    // Whatever is brought is taken, and said to have come too late.
    shared.world.liar.lie(|asked, told| {
        if !asked.reads() && asked.path == path::STATEMENTS {
            told.refuse(Code::Conflict);
            told.body = serde_json::to_vec(&Problem::conflict(Vec::new())).expect("a problem");
        }
    });
    let request = shared.zhao.ask(&shared.dataset, "另一职责").await.expect("what stands there says that it is done");
    let card = shared.zhao.decide(&request, MatterAct::Withdraw { reason: String::new() }).await.expect("as above");
    assert_eq!(card.stage, MatterStage::Withdrawn);
    shared.world.liar.be_honest();
    shared.li.engine().catch_up().await.expect("an honest platform");
    for desk in [&shared.li, &shared.zhao] {
        let lines = desk.engine().history_of(request.as_str()).await.expect("it has a history");
        let acts: Vec<(Act, bool)> = lines.iter().map(|line| (line.act, line.without_effect)).collect();
        assert_eq!(acts, [(Act::Request, false), (Act::Consent, false), (Act::Withdraw, false)]);
    }
    shared.note();
    shared.an_honest_version_works().await;
}
