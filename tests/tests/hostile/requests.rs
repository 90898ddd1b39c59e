//! D12, D13: requests that others consent to, withdraw or end; grants that are carried on wider than they were; and a third
//! department that lets somebody into a dataset that is not its own.

use jixiang_model::{DepartmentId, Kind, Nonce, ScopeId, StatementId, UnixMillis};
use jixiang_seal::Random as _;
use jixiang_seal::to_key::{self, Opens as _};
use jixiang_statement::list::{self, SealRow};
use jixiang_statement::payload::{Consent, Grant, Method, Recipient, Request, Reseal, Revoke, SealedKey, Withdraw};
use jixiang_statement::{Payload, Signed, Text};

use crate::dice::Dice;
use crate::forge::PLANTED;
use crate::grants::{Whose, assert_changes_nothing, in_days};
use crate::papers::{Forger, Shown};
use crate::registry::{BUREAU, CIVIL, now, reference};
use crate::sharing::{SECOND, Shared, agreement};

fn nonce() -> Nonce {
    let mut bytes = [0; 32];
    Dice.fill(&mut bytes);
    Nonce::from_bytes(bytes)
}

/// A request by `asker`, let out by themselves, for `entry` of `dataset`.
fn requested(asker: &Forger, dataset: ScopeId, entry: StatementId) -> (Signed, Signed) {
    let (realm, nonce) = (asker.office.chain[0].header().realm, nonce());
    let id = ScopeId::request(&realm, &asker.office.id, &nonce);
    let review = ScopeId::review(&realm, &asker.office.id, &id);
    let text = |text: &str| Text::lenient(text);
    let request = asker.sign(&Payload::Request(Request {
        header: asker.header(realm, review, None),
        request: id,
        nonce: Some(nonce),
        dataset,
        entry,
        basis: text("依据"),
        scenario: text("场景"),
        extent: text("范围"),
        method: Method::File,
        until: in_days(200),
    }));
    let names = request.id();
    let consent = Consent { header: asker.header(realm, id, None), review, names };
    (request.clone(), asker.sign(&Payload::Consent(consent)))
}

/// A request of `asker`, and a grant of it by whoever signed the entry.
fn let_in(by: &Forger, asker: &Forger, dataset: ScopeId, entry: &Signed, not_after: UnixMillis) -> Vec<Shown> {
    let (request, consent) = requested(asker, dataset, entry.id());
    let header = by.header(entry.header().realm, consent.header().scope, Some(consent.id()));
    let key = SealedKey { key: asker.office.epoch.public().hash(), object: reference(&[6; to_key::SEALED]) };
    let grant = by.sign(&Payload::Grant(Grant {
        header,
        request: request.id(),
        consent: consent.id(),
        dataset,
        generation: 1,
        from: 1,
        to: None,
        requester: asker.office.id,
        requester_head: asker.office.head(),
        conditions: Text::default(),
        not_after,
        key,
    }));
    vec![Shown::new(&consent, &[&request, entry]), Shown::new(&grant, &[])]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d13_a_third_department_lets_nobody_into_a_dataset_that_is_not_its_own() {
    let mut shared = Shared::new().await;
    let mallory = shared.world.cheating_head("mallory");
    let mallory = Forger::new(&shared.world, &mallory);
    let sun = shared.world.cheating_head("sun");
    shared.world.tick();
    let sun = Forger::new(&shared.world, &sun);
    // The third department says of the dataset that it is its own, as far as a single statement can.
    let Payload::Entry(mut entry) = shared.papers.newest(Kind::Entry).payload().clone() else { panic!("an entry") };
    let (realm, dataset) = (entry.header.realm, shared.scope());
    let review = ScopeId::review(&realm, &mallory.office.id, &dataset);
    entry.header = mallory.header(realm, review, Some(StatementId::from_bytes([5; 32])));
    entry.nonce = None;
    let entry = mallory.sign(&Payload::Entry(entry));
    let rows =
        [in_days(200).end(), UnixMillis(now().0 - 1000)].map(|until| let_in(&mallory, &sun, dataset, &entry, until));
    shared.world.plant_shown(rows.concat(), Vec::new());
    let (before, events) = (shared.li.page(&shared.dataset).await.grants, shared.li.events().await.len());
    shared.li.engine().catch_up().await.expect("rows of others hold up nothing");
    assert_eq!(shared.li.events().await.len(), events, "each statement is right by itself");
    assert_eq!(shared.li.page(&shared.dataset).await.grants, before, "nobody was let in");
    // The grant that ended would start a new generation, and the one that lives would get its key.
    shared.world.liar.heard();
    shared.li.publish("第二版.csv", SECOND.as_bytes(), Some(&shared.dataset)).await.expect("publishes");
    shared.note();
    assert_eq!(shared.papers.release(2).1.generation, 1);
    assert!(shared.papers.statements.iter().all(|signed| signed.kind() != Kind::Reseal), "nothing is carried on");
    shared.an_honest_version_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d12_d13_a_request_is_by_its_department_and_ended_by_who_may_end_it() {
    let mut shared = Shared::new().await;
    let second = shared.zhao.ask(&shared.dataset, "另一职责").await.expect("asks");
    shared.note();
    let mallory = shared.world.cheating_head("mallory");
    let mallory = Forger::new(&shared.world, &mallory);
    let staff = shared.world.insider("zhang");
    let staff = Forger::new(&shared.world, &staff);
    let wang = shared.world.insider("wang");
    let wang = Forger::new(&shared.world, &wang);
    shared.know_everybody().await;
    let thread: ScopeId = second.as_str().parse().expect("an id");
    let (realm, prev) = (mallory.office.chain[0].header().realm, shared.papers.head(&thread));
    let asked = shared.papers.newest(Kind::Request).clone();
    let entry = shared.papers.newest(Kind::Entry).clone();
    let granted = shared.papers.newest(Kind::Grant).clone();
    let first_thread = shared.thread();
    let first_prev = shared.papers.head(&first_thread);
    let consented = |by: &Forger| {
        let review = ScopeId::review(&realm, &by.office.id, &thread);
        let consent = Consent { header: by.header(realm, thread, Some(prev)), review, names: asked.id() };
        (second.clone(), Shown::new(&by.sign(&Payload::Consent(consent)), &[&asked, &entry]))
    };
    let withdrawn = |by: &Forger, request: StatementId| {
        let withdraw =
            Withdraw { header: by.header(realm, thread, Some(prev)), request, reason: Text::lenient(PLANTED) };
        (second.clone(), Shown::new(&by.sign(&Payload::Withdraw(withdraw)), &[]))
    };
    let revoked = |by: &Forger| {
        let (header, grant) = (by.header(realm, first_thread, Some(first_prev)), granted.id());
        let revoke = Revoke { header, grant, reason: Text::lenient(PLANTED) };
        (shared.request.clone(), Shown::new(&by.sign(&Payload::Revoke(revoke)), &[]))
    };
    let earlier = shared.papers.all(Kind::Request)[0].id();
    let planted = vec![
        ("a consent by another department", consented(&mallory)),
        ("a consent by staff", consented(&wang)),
        ("a withdrawal by the provider", withdrawn(&staff, asked.id())),
        ("a withdrawal by a third department", withdrawn(&mallory, asked.id())),
        ("a withdrawal of another request", withdrawn(&wang, earlier)),
        ("a revocation by staff", revoked(&staff)),
        ("a revocation by a third department", revoked(&mallory)),
        ("a revocation by the requester", revoked(&wang)),
    ];
    for (attack, (matter, shown)) in planted {
        for whose in [Whose::Li, Whose::Zhao] {
            assert_changes_nothing(&mut shared, whose, &matter, attack, shown.clone()).await;
        }
    }
    // A request with the id of another department's, or whose consent names another department's request.
    let stolen = {
        let review = ScopeId::review(&realm, &mallory.office.id, &thread);
        let header = mallory.header(realm, thread, None);
        mallory.sign(&Payload::Consent(Consent { header, review, names: asked.id() }))
    };
    let second_matter = second.clone();
    let shown = Shown::new(&stolen, &[&asked, &entry]);
    assert_changes_nothing(&mut shared, Whose::Li, &second_matter, "a request that was stolen", shown).await;
    shared.li.decide(&second, agreement()).await.expect("it waits as before");
    shared.an_honest_version_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d13_a_reseal_never_widens_a_grant_and_comes_from_the_provider() {
    let mut shared = Shared::new().await;
    let mallory = shared.world.cheating_head("mallory");
    let mallory = Forger::new(&shared.world, &mallory);
    let staff = shared.world.insider("zhang");
    let staff = Forger::new(&shared.world, &staff);
    shared.know_everybody().await;
    let granted = shared.papers.newest(Kind::Grant).clone();
    let thread = shared.thread();
    let (realm, prev) = (granted.header().realm, granted.id());
    let civil = shared.world.registry.office(CIVIL).clone();
    let bureau: DepartmentId = shared.world.registry.office(BUREAU).id;
    let (_, keys) = list::encode::<SealRow>(&[]);
    let recipient = |department| Recipient { department, head: civil.head(), person: None };
    let reseal = |by: &Forger, names, generation, from, department| {
        let (header, recipient) = (by.header(realm, thread, Some(prev)), recipient(department));
        let (generation, from) = (Some(generation), Some(from));
        Shown::new(&by.sign(&Payload::Reseal(Reseal { header, names, generation, from, recipient, keys })), &[])
    };
    let elsewhere = StatementId::from_bytes([2; 32]);
    let planted = vec![
        ("by a third department", reseal(&mallory, granted.id(), 2, 2, civil.id)),
        ("for a third department", reseal(&staff, granted.id(), 2, 2, bureau)),
        ("of another grant", reseal(&staff, elsewhere, 2, 2, civil.id)),
        ("of the same generation", reseal(&staff, granted.id(), 1, 1, civil.id)),
    ];
    let matter = shared.request.clone();
    for (attack, shown) in planted {
        for whose in [Whose::Zhao, Whose::Li] {
            assert_changes_nothing(&mut shared, whose, &matter, attack, shown.clone()).await;
        }
    }
    shared.an_honest_version_works().await;
}
