//! D12, D13: grants replayed, moved, forged, expired; by staff, by the requester, by a third department.

use jixiang_client::contract::{Code, MatterAct, MatterId, MatterStage};
use jixiang_model::{Date, DepartmentId, Kind, ScopeId, StatementId, UnixMillis};
use jixiang_seal::context::SealFor;
use jixiang_seal::to_key::{self, Opens as _};
use jixiang_seal::{EpochPrivateKey, Extent, Purpose};
use jixiang_statement::payload::{Grant, Revoke, SealedKey};
use jixiang_statement::{Header, Payload, Signed, Text};
use jixiang_wire::path;

use crate::desk::{Desk, assert_one_integrity_error, assert_same};
use crate::dice::Dice;
use crate::liar::Asked;
use crate::papers::{Forger, Keys, Shown};
use crate::registry::{CIVIL, HOUSING, Office, now, reference};
use crate::sharing::{SECOND, Shared};

pub(crate) fn in_days(days: u64) -> Date {
    now().plus_days(days).date()
}

/// A grant with something else in it, signed anew.
fn regranted(by: &Forger, grant: &Grant, prev: StatementId, change: impl FnOnce(&mut Grant)) -> Signed {
    let realm = grant.header.realm;
    let mut grant = grant.clone();
    grant.header = by.header(realm, grant.header.scope, Some(prev));
    change(&mut grant);
    by.sign(&Payload::Grant(grant))
}

fn grant_of(signed: &Signed) -> Grant {
    let Payload::Grant(grant) = signed.payload().clone() else { panic!("a grant") };
    grant
}

/// What a desk shows after something was planted that does not count.
pub(crate) async fn assert_changes_nothing(
    shared: &mut Shared,
    whose: Whose,
    matter: &MatterId,
    attack: &str,
    planted: Shown,
) {
    let (before, events) = {
        let desk = whose.of(shared);
        (card(desk, matter).await, desk.events().await.len())
    };
    shared.world.plant_shown(vec![planted], Vec::new());
    shared.world.liar.heard();
    let desk = whose.of(shared);
    desk.engine().catch_up().await.expect("a row that does not count holds up nothing");
    assert_same(&card(desk, matter).await, &before, attack);
    assert!(desk.events().await.len() > events, "{attack}: it is on record");
    let told = shared.world.liar.heard();
    assert!(told.iter().all(Asked::reads), "{attack}: the platform is told nothing: {told:?}");
    shared.world.liar.be_honest();
}

/// One of the two desks.
#[derive(Clone, Copy)]
pub(crate) enum Whose {
    Li,
    Zhao,
}

impl Whose {
    fn of(self, shared: &Shared) -> &Desk {
        match self {
            Self::Li => &shared.li,
            Self::Zhao => &shared.zhao,
        }
    }
}

pub(crate) async fn card(desk: &Desk, matter: &MatterId) -> String {
    format!("{:?}", desk.engine().matter(matter).await.expect("it is there"))
}

/// Grants by a head of the provider that are none. `right` follows `prev` in a thread of its own; `others` are another dataset
/// and another department.
fn spoilt(
    head: &Forger,
    first: &Signed,
    right: &Grant,
    prev: StatementId,
    others: (ScopeId, DepartmentId),
) -> Vec<(&'static str, Signed)> {
    let (elsewhere, bystander) = others;
    let earlier = grant_of(first);
    let late = in_days(300).end();
    let nowhere = Some(StatementId::from_bytes([4; 32]));
    let with = |change: &dyn Fn(&mut Grant)| regranted(head, right, prev, change);
    vec![
        (AGAIN, regranted(head, &earlier, first.id(), |_| {})),
        ("moved to another thread", regranted(head, &earlier, prev, |grant| grant.header.scope = right.header.scope)),
        ("of the request of another thread", with(&|grant| grant.request = earlier.request)),
        ("of the consent of another thread", with(&|grant| grant.consent = earlier.consent)),
        ("of another dataset", with(&|grant| grant.dataset = elsewhere)),
        ("to another department", with(&|grant| grant.requester = bystander)),
        ("for longer than was asked", with(&|grant| grant.not_after = late)),
        ("at another department's head", with(&|grant| grant.header.head = nowhere)),
    ]
}

/// The attack that concerns the thread of the first grant.
const AGAIN: &str = "replayed behind itself";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d12_d13_a_grant_is_of_its_request_its_dataset_its_department_and_by_a_head_of_the_provider() {
    let mut shared = Shared::new().await;
    let second = shared.zhao.ask(&shared.dataset, "另一职责").await.expect("asks");
    let other = shared.li.publish("其他.csv", SECOND.as_bytes(), None).await.expect("publishes");
    shared.note();
    let staff = shared.world.insider("zhang");
    let staff = Forger::new(&shared.world, &staff);
    let mallory = shared.world.cheating_head("mallory");
    let mallory = Forger::new(&shared.world, &mallory);
    let requester = shared.world.insider("wang");
    let requester = Forger::new(&shared.world, &requester);
    let (head, bystander) = {
        let pc = shared.world.cheating_head("zhang");
        (Forger::new(&shared.world, &pc), shared.world.registry.office(HOUSING).id)
    };
    shared.know_everybody().await;
    let first = shared.papers.newest(Kind::Grant).clone();
    let thread: ScopeId = second.as_str().parse().expect("an id");
    let prev = shared.papers.head(&thread);
    let right = Grant {
        header: Header { scope: thread, ..first.header().clone() },
        request: shared.papers.newest(Kind::Request).id(),
        consent: prev,
        // The key is of the other request: the one that lasts longer is the one that is used.
        not_after: in_days(100).end(),
        ..grant_of(&first)
    };
    let elsewhere: ScopeId = other.as_str().parse().expect("an id");
    let by = |forger: &Forger| regranted(forger, &right, prev, |_| {});
    let mut planted = spoilt(&head, &first, &right, prev, (elsewhere, bystander));
    planted.extend([
        ("by staff", by(&staff)),
        ("by a third department", by(&mallory)),
        ("by the requester", by(&requester)),
    ]);
    for (attack, signed) in planted {
        for whose in [Whose::Zhao, Whose::Li] {
            let matter = if attack == AGAIN { shared.request.clone() } else { second.clone() };
            assert_changes_nothing(&mut shared, whose, &matter, attack, Shown::new(&signed, &[])).await;
        }
    }
    // The same without anything spoilt counts: what failed above did not fail by accident.
    shared.world.plant_shown(vec![Shown::new(&by(&head), &[])], Vec::new());
    shared.zhao.engine().catch_up().await.expect("an honest row");
    assert_eq!(shared.zhao.engine().matter(&second).await.expect("it is there").stage, MatterStage::Agreed);
    shared.an_honest_version_works().await;
}

/// K(1, 1), sealed by somebody to somebody, for whatever is said.
fn sealed(by: &Forger, to: &Office, keys: &Keys, what: (Purpose, Extent, Option<ScopeId>)) -> (SealedKey, Vec<u8>) {
    let (purpose, extent, answers) = what;
    let device = by.pc.sign.public().device();
    let seal = SealFor { purpose, place: keys.place, department: by.office.id, device, extent, answers };
    let public = to.epoch.public();
    let bytes = to_key::seal(&keys.first, &seal, &public, &mut Dice).expect("a key");
    (SealedKey { key: public.hash(), object: reference(&bytes) }, bytes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d13_a_grant_that_has_expired_opens_nothing_whatever_the_platform_hands_out() {
    let mut shared = Shared::new().await;
    let saved = shared.zhao.fetch_version(&shared.dataset, None).await.expect("it holds");
    shared.li.decide(&shared.request, MatterAct::Revoke { reason: "重办".to_owned() }).await.expect("revokes");
    let again = shared.zhao.ask(&shared.dataset, "重办").await.expect("asks");
    shared.note();
    let first = grant_of(shared.papers.newest(Kind::Grant));
    let head = {
        let pc = shared.world.cheating_head("zhang");
        Forger::new(&shared.world, &pc)
    };
    let civil = shared.world.registry.office(CIVIL).clone();
    let keys = Keys::of(&shared.papers, &head.office, shared.scope());
    let scope: ScopeId = again.as_str().parse().expect("an id");
    let extent = Extent::Numbers { generation: 1, from: 1, to: None };
    let (key, object) = sealed(&head, &civil, &keys, (Purpose::GrantFrom, extent, Some(scope)));
    let (request, consent) = (shared.papers.newest(Kind::Request).id(), shared.papers.head(&scope));
    let right = Grant { header: Header { scope, ..first.header.clone() }, request, consent, key, ..first };
    let yesterday = UnixMillis(now().0 - 1000);
    let signed = regranted(&head, &right, consent, |grant| grant.not_after = yesterday);
    shared.world.plant_shown(vec![Shown::new(&signed, &[])], vec![object]);
    shared.zhao.engine().catch_up().await.expect("a head signed it");
    assert_eq!(shared.zhao.engine().matter(&again).await.expect("it is there").stage, MatterStage::Expired);
    shared.world.liar.heard();
    let fault = shared.zhao.fetch_version(&shared.dataset, None).await.expect_err("it is over");
    assert!(matches!(fault.view_now().code, Code::NoGrant | Code::Expired), "{fault:?}");
    let asked = shared.world.liar.heard();
    assert!(asked.iter().all(|asked| !asked.path.starts_with("/v1/objects/")), "no key is asked for: {asked:?}");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), crate::sharing::FIRST.as_bytes(), "what is here stays");
    shared.world.an_honest_delivery_works(&shared.li, &shared.zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d12_what_was_signed_once_is_taken_once() {
    let mut shared = Shared::new().await;
    shared.world.tick();
    let before = card(&shared.li, &shared.request).await;
    // The platform posts again what it heard, as whoever it likes; and shows it twice.
    let rows: Vec<Vec<u8>> = shared.papers.statements.iter().map(|signed| signed.bytes().to_vec()).collect();
    shared.world.liar.lie(move |asked, told| {
        if asked.reads_feed() {
            told.plant(&rows);
        }
    });
    for desk in [&shared.li, &shared.zhao] {
        let shares = desk.shares(&[&shared.dataset]).await;
        desk.engine().catch_up().await.expect("known rows hold up nothing");
        assert_eq!(desk.shares(&[&shared.dataset]).await, shares);
    }
    assert_eq!(card(&shared.li, &shared.request).await, before);
    shared.world.liar.be_honest();
    let posts = shared.world.liar.heard().into_iter().filter(|asked| asked.path == path::STATEMENTS && !asked.reads());
    assert_eq!(posts.count(), 0);
    shared.an_honest_version_works().await;
}

/// The right secret, sealed for something else or to somebody else.
fn wrongly_sealed(how: &str, by: &Forger, to: &Office, keys: &Keys, request: ScopeId) -> (SealedKey, Vec<u8>) {
    let extent = Extent::Numbers { generation: 1, from: 1, to: None };
    match how {
        "for no request" => sealed(by, to, keys, (Purpose::GrantFrom, extent, None)),
        "as a reseal" => sealed(by, to, keys, (Purpose::ResealFrom, extent, Some(request))),
        _ => {
            let stranger = Office { epoch: EpochPrivateKey::draw(&mut Dice), ..to.clone() };
            let (key, bytes) = sealed(by, &stranger, keys, (Purpose::GrantFrom, extent, Some(request)));
            (SealedKey { key: to.epoch.public().hash(), object: key.object }, bytes)
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d12_a_seal_of_another_request_does_not_open_a_version() {
    let mut shared = Shared::new().await;
    let first = grant_of(shared.papers.newest(Kind::Grant));
    shared.li.decide(&shared.request, MatterAct::Revoke { reason: "重办".to_owned() }).await.expect("revokes");
    let head = {
        let pc = shared.world.cheating_head("zhang");
        Forger::new(&shared.world, &pc)
    };
    let civil = shared.world.registry.office(CIVIL).clone();
    let keys = Keys::of(&shared.papers, &head.office, shared.scope());
    let attacks = ["the key of another grant", "for no request", "as a reseal", "to a stranger", "no seal"];
    for attack in attacks {
        shared.world.liar.be_honest();
        let again = shared.zhao.ask(&shared.dataset, attack).await.expect("asks");
        shared.note();
        let scope: ScopeId = again.as_str().parse().expect("an id");
        let (request, consent) = (shared.papers.newest(Kind::Request).id(), shared.papers.head(&scope));
        let (key, object) = match attack {
            "the key of another grant" => (first.key, shared.papers.objects[&first.key.object.hash].clone()),
            "no seal" => {
                let bytes = vec![7; to_key::SEALED];
                (SealedKey { key: civil.epoch.public().hash(), object: reference(&bytes) }, bytes)
            }
            other => wrongly_sealed(other, &head, &civil, &keys, scope),
        };
        let right = Grant { header: Header { scope, ..first.header.clone() }, request, consent, key, ..first.clone() };
        let granted = regranted(&head, &right, consent, |_| {});
        shared.world.plant_shown(vec![Shown::new(&granted, &[])], vec![object]);
        let zhao = &shared.zhao;
        zhao.engine().catch_up().await.expect("its statements agree");
        shared.world.liar.heard();
        let (events, names) = (zhao.events().await.len(), zhao.names());
        let fault = zhao.fetch_version(&shared.dataset, None).await.expect_err(attack);
        assert_one_integrity_error(&fault);
        assert_eq!(zhao.names(), names, "{attack}: nothing is written");
        assert!(zhao.events().await.len() > events, "{attack}: it is on record");
        assert!(shared.world.liar.heard().iter().all(Asked::reads), "{attack}: the platform is told nothing");
        // The grant ends, so that the next one is tried.
        let header = head.header(first.header.realm, scope, Some(granted.id()));
        let revoke = Payload::Revoke(Revoke { header, grant: granted.id(), reason: Text::lenient("重办") });
        shared.world.plant_shown(vec![Shown::new(&head.sign(&revoke), &[])], Vec::new());
        shared.zhao.engine().catch_up().await.expect("an honest row");
    }
    shared.world.an_honest_delivery_works(&shared.li, &shared.zhao).await;
}
