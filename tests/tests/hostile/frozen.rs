//! K11: a directory that stands still. What a removed colleague released or held back, and a revocation that is hidden again.

use jixiang_client::contract::{Code, MatterAct, MatterStage, MemberId, PersonId};
use jixiang_model::{Kind, Role};
use jixiang_statement::list::{self, ScopeRow};
use jixiang_statement::payload::Retire;
use jixiang_statement::{Payload, Text};
use jixiang_wire::device::{SignedIn, SignedList};

use crate::forge::PLANTED;
use crate::papers::{Forger, Keys, Shown, Version};
use crate::registry::{FINANCE, Made};
use crate::sharing::{FIRST, SECOND, Shared};
use crate::versions::{hide, two_versions};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k11_what_a_removed_colleague_released_ends_with_the_removal_even_when_that_was_hidden() {
    let mut shared = Shared::new().await;
    let pc = shared.world.cheating_head("zhang");
    let zhang = Forger::new(&shared.world, &pc);
    let keys = Keys::of(&shared.papers, &zhang.office, shared.scope());
    let (first, release) = shared.papers.release(1);
    let entry = shared.papers.statement(&release.entry).clone();
    let base = shared.papers.record(&release.record.expect("it has data")).1.content.version;
    let version = Version::seal(keys.place, &keys.lineage, PLANTED);
    let mut objects = Vec::new();
    let record = zhang.record(&keys, &version, base, &mut objects);
    let key = keys.wrap(&version.key, 1, 2, version.id);
    let signed = zhang.release(&keys, first.id(), (entry.id(), record.id()), 2, key, |_| {});
    let shown = Shown::new(&signed, &[&entry, &record]);
    let removal = shared.world.registry.remove(FINANCE, &pc, &[]);
    shared.world.liar.import(&removal);
    // A directory that stands still: the removal is hidden, and the release at the old head counts.
    let (scope, hidden) = (zhang.office.scope(), removal.statements.clone());
    shared.world.tick();
    let planted = shown.clone();
    shared.world.liar.lie(move |asked, told| {
        if asked.reads_scope(&scope) {
            told.hide(&hidden);
        }
        if asked.reads_feed() {
            told.plant_shown(std::slice::from_ref(&planted));
        }
    });
    shared.zhao.engine().catch_up().await.expect("its statements agree");
    assert_eq!(shared.zhao.versions(&shared.dataset).await, [2, 1], "one platform alone can hide a removal");
    // The removal is shown: what it does not list never counted.
    shared.world.liar.be_honest();
    let li = shared.zhao.engine().resolve("li".to_owned()).await.expect("is in the directory");
    shared.zhao.engine().who_can_open(vec![li]).await.expect("an honest chain");
    assert_eq!(shared.zhao.versions(&shared.dataset).await, [1]);
    let zhao = shared.zhao.restart(&shared.world.liar.url);
    assert_eq!(zhao.versions(&shared.dataset).await, [1], "the same after a restart");
    // Once seen it cannot be hidden again, and the release is not believed any more.
    shared.world.plant_shown(vec![shown], objects);
    zhao.engine().catch_up().await.expect("a row that does not count holds up nothing");
    assert_eq!(zhao.versions(&shared.dataset).await, [1]);
    shared.zhao = zhao;
    shared.world.an_honest_delivery_works(&shared.li, &shared.zhao).await;
}

/// What a colleague signs while an admin removes the PC is not on the list, though the platform took it before the removal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k11_an_end_that_was_signed_during_the_removal_is_none_for_platform_and_clients_alike() {
    let mut shared = Shared::new().await;
    let pc = shared.world.cheating_head("zhang");
    let zhang = Forger::new(&shared.world, &pc);
    let (first, _) = shared.papers.release(1);
    let header = zhang.header(first.header().realm, shared.scope(), Some(first.id()));
    let ended = Retire { header, release: first.id(), reason: Text::lenient(PLANTED) };
    let ended = zhang.sign(&Payload::Retire(ended));
    shared.world.liar.import(&Made { objects: Vec::new(), statements: vec![ended] });
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    assert!(shared.zhao.page(&shared.dataset).await.versions[0].retired, "zhang was a head");
    let removal = shared.world.registry.remove(FINANCE, &pc, &[]);
    shared.world.liar.import(&removal);
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    assert!(!shared.zhao.page(&shared.dataset).await.versions[0].retired, "it ended with the removal");
    let saved = shared.zhao.fetch_version(&shared.dataset, Some(1)).await.expect("it is handed out again");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), FIRST.as_bytes());
    shared.an_honest_version_works().await;
}

/// The removed device has signed something that it never showed; the platform says that it stood there all along.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k11_what_was_held_back_until_a_removal_does_not_count_because_the_platform_says_so() {
    let mut shared = Shared::new().await;
    let pc = shared.world.cheating_head("zhang");
    let zhang = Forger::new(&shared.world, &pc);
    let admin = shared.world.desk_of("li", &[Role::Staff, Role::KeyAdmin]).await;
    let keys = Keys::of(&shared.papers, &zhang.office, shared.scope());
    let (first, release) = shared.papers.release(1);
    let entry = shared.papers.statement(&release.entry).clone();
    let base = shared.papers.record(&release.record.expect("it has data")).1.content.version;
    let version = Version::seal(keys.place, &keys.lineage, PLANTED);
    let mut objects = Vec::new();
    let record = zhang.record(&keys, &version, base, &mut objects);
    let key = keys.wrap(&version.key, 1, 2, version.id);
    let signed = zhang.release(&keys, first.id(), (entry.id(), record.id()), 2, key, |_| {});
    let device = pc.sign.public().device();
    let row = SignedIn { scope: shared.scope(), newest: signed.id() };
    shared.world.liar.lie(move |asked, told| {
        if asked.reads() && asked.path.starts_with(&format!("/v1/devices/{device}/")) {
            told.json(|list: &mut SignedList| list.scopes.push(row));
        }
    });
    let member = MemberId(device.to_string());
    admin.engine().remove_member(&member).await.expect("an admin removes a PC");
    shared.note();
    let Payload::Remove(remove) = shared.papers.newest(Kind::Remove).payload().clone() else { panic!("a removal") };
    let rows: Vec<ScopeRow> =
        list::decode(&shared.papers.objects[&remove.scopes.hash], &remove.scopes).expect("a list");
    assert!(rows.iter().all(|listed| listed.scope != row.scope), "the admin knows what stands there");
    let li = shared.zhao.engine().resolve("li".to_owned()).await.expect("is in the directory");
    shared.zhao.engine().who_can_open(vec![li]).await.expect("an honest chain");
    shared.world.plant_shown(vec![Shown::new(&signed, &[&entry, &record])], objects);
    shared.zhao.engine().catch_up().await.expect("a row that does not count holds up nothing");
    assert_eq!(shared.zhao.versions(&shared.dataset).await, [1]);
    shared.an_honest_version_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k11_a_revocation_that_was_seen_cannot_be_hidden_again() {
    let mut shared = two_versions().await;
    shared.li.decide(&shared.request, MatterAct::Revoke { reason: "不再需要".to_owned() }).await.expect("revokes");
    shared.note();
    let revoke = shared.papers.newest(Kind::Revoke).clone();
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    hide(&shared, vec![revoke]);
    let zhao = shared.zhao.restart(&shared.world.liar.url);
    let staff = PersonId("zhao".to_owned());
    zhao.engine().sign_in(Some(&staff)).await.expect("reads everything again");
    let card = zhao.engine().matter(&shared.request).await.expect("it is there");
    assert_eq!(card.stage, MatterStage::Revoked);
    shared.world.liar.heard();
    let fault = zhao.fetch_version(&shared.dataset, None).await.expect_err("it was revoked");
    assert_eq!(fault.view_now().code, Code::NoGrant);
    assert!(
        shared.world.liar.heard().iter().all(|asked| !asked.path.starts_with("/v1/objects/")),
        "no key is asked for"
    );
    let saved = zhao.engine().saved_dataset(&shared.dataset).await.expect("what is here stays");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), SECOND.as_bytes());
    shared.zhao = zhao;
    shared.world.an_honest_delivery_works(&shared.li, &shared.zhao).await;
}
