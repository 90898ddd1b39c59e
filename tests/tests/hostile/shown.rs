//! D14, D18: texts that deceive the eye, what changes between display and click, and suites that were lowered or taken out
//! of the kinds of datasets and requests.

use jixiang_client::When;
use jixiang_client::contract::{Code, MatterAct, MatterId, MatterStage};
use jixiang_model::{Kind, ScopeId, StatementId};
use jixiang_statement::payload::{Answer, Consent, Decision, Retire, Revoke, Withdraw};
use jixiang_statement::{Envelope, Payload, Signed, Text};

use crate::desk::assert_same;
use crate::liar::Asked;
use crate::papers::{Forger, Keys, Shown, Version};
use crate::registry::reference;
use crate::sharing::{FIRST, SECOND, Shared, agreement, fields};

/// Heads of both sides who cheat, and a request that waits.
struct Both {
    shared: Shared,
    zhang: Forger,
    wang: Forger,
    waiting: MatterId,
}

impl Both {
    async fn new() -> Self {
        let mut shared = Shared::new().await;
        let waiting = shared.zhao.ask(&shared.dataset, "另一职责").await.expect("asks");
        shared.note();
        let (zhang, wang) = (shared.world.cheating_head("zhang"), shared.world.cheating_head("wang"));
        let (zhang, wang) = (Forger::new(&shared.world, &zhang), Forger::new(&shared.world, &wang));
        shared.know_everybody().await;
        Self { shared, zhang, wang, waiting }
    }

    /// Everything that both sides show.
    async fn shown(&self) -> String {
        let mut all = String::new();
        for desk in [&self.shared.li, &self.shared.zhao] {
            all += &desk.shares(&[&self.shared.dataset]).await;
            for matter in [&self.shared.request, &self.waiting] {
                all += &format!("{:?}", desk.engine().matter(matter).await.expect("it is there"));
            }
        }
        all
    }

    /// Statements that count as they are here, each with who signed it and what it names.
    fn right(&self) -> Vec<(&Forger, Signed, Vec<Signed>)> {
        let papers = &self.shared.papers;
        let realm = self.zhang.office.chain[0].header().realm;
        let thread: ScopeId = self.waiting.as_str().parse().expect("an id");
        let (asked, prev) = (papers.newest(Kind::Request).id(), papers.head(&thread));
        let (granted, open) = (papers.newest(Kind::Grant).id(), self.shared.thread());
        let (released, _) = papers.release(1);
        let text = || Text::lenient("说明");
        let answer = Answer {
            header: self.zhang.header(realm, thread, Some(prev)),
            request: asked,
            decision: Decision::Refuse,
            reason: text(),
            missing: Vec::new(),
            conditions: Text::default(),
            until: None,
            version: None,
        };
        let revoke = Revoke { header: self.zhang.header(realm, open, Some(granted)), grant: granted, reason: text() };
        let header = self.wang.header(realm, thread, Some(prev));
        let withdraw = Withdraw { header, request: asked, reason: text() };
        let header = self.zhang.header(realm, self.shared.scope(), Some(released.id()));
        let retire = Retire { header, release: released.id(), reason: text() };
        let payloads = [
            (&self.zhang, Payload::Answer(answer)),
            (&self.zhang, Payload::Revoke(revoke)),
            (&self.wang, Payload::Withdraw(withdraw)),
            (&self.zhang, Payload::Retire(retire)),
        ];
        let signed = payloads.into_iter().map(|(by, payload)| (by, by.sign(&payload), Vec::new()));
        let mut all: Vec<_> = signed.collect();
        let (release, named) = self.next_release();
        all.push((&self.zhang, release, named));
        let (consent, named) = self.asked_anew();
        all.push((&self.wang, consent, named));
        all
    }

    /// A second version by the cheating head.
    fn next_release(&self) -> (Signed, Vec<Signed>) {
        let papers = &self.shared.papers;
        let keys = Keys::of(papers, &self.zhang.office, self.shared.scope());
        let (released, release) = papers.release(1);
        let base = papers.record(&release.record.expect("it has data")).1.content.version;
        let version = Version::seal(keys.place, &keys.lineage, FIRST);
        let record = self.zhang.record(&keys, &version, base, &mut Vec::new());
        let key = keys.wrap(&version.key, 1, 2, version.id);
        let entry = papers.statement(&release.entry).clone();
        let ids = (entry.id(), record.id());
        let signed = self.zhang.release(&keys, released.id(), ids, 2, key, |_| {});
        (signed, vec![entry, record])
    }

    /// A new request by the cheating head, let out by themselves.
    fn asked_anew(&self) -> (Signed, Vec<Signed>) {
        let papers = &self.shared.papers;
        let Payload::Request(mut request) = papers.newest(Kind::Request).payload().clone() else { panic!("a request") };
        let realm = request.header.realm;
        let nonce = jixiang_model::Nonce::from_bytes([11; 32]);
        let id = ScopeId::request(&realm, &self.wang.office.id, &nonce);
        let review = ScopeId::review(&realm, &self.wang.office.id, &id);
        request.header = self.wang.header(realm, review, None);
        (request.request, request.nonce) = (id, Some(nonce));
        let request = self.wang.sign(&Payload::Request(request));
        let header = self.wang.header(realm, id, None);
        let consent = self.wang.sign(&Payload::Consent(Consent { header, review, names: request.id() }));
        let entry = papers.newest(Kind::Entry).clone();
        (consent, vec![request, entry])
    }
}

/// The statement with another text in its payload, signed again.
fn rewritten(by: &Forger, signed: &Signed, from: &str, to: &str) -> Vec<u8> {
    let payload = Envelope::parse(signed.bytes()).expect("an envelope").payload;
    let payload = String::from_utf8(payload).expect("JSON");
    let changed = payload.replacen(from, to, 1);
    assert_ne!(changed, payload, "{from} stands in it");
    by.sign_text(signed.kind(), changed.into_bytes())
}

/// Every statement that counts, and every one that it names, changed in this way.
fn changed(both: &Both, from: &str, to: &str) -> Vec<(Kind, Shown)> {
    let mut all = Vec::new();
    for (by, signed, named) in both.right() {
        let text = String::from_utf8(Envelope::parse(signed.bytes()).expect("an envelope").payload).expect("JSON");
        let beside: Vec<Vec<u8>> = named.iter().map(|signed| signed.bytes().to_vec()).collect();
        if text.contains(from) {
            // What it names is not shown beside it: it would be known from then on.
            all.push((signed.kind(), Shown::alone(rewritten(by, &signed, from, to))));
        }
        for (at, one) in named.iter().enumerate().filter(|(_, one)| one.header().device == by.pc.sign.public().device())
        {
            let text = String::from_utf8(Envelope::parse(one.bytes()).expect("an envelope").payload).expect("JSON");
            if text.contains(from) {
                let mut beside = beside.clone();
                beside[at] = rewritten(by, one, from, to);
                all.push((one.kind(), Shown { envelope: signed.bytes().to_vec(), named: beside }));
            }
        }
    }
    all
}

async fn assert_nothing_counts(both: &mut Both, attack: &str, planted: Vec<(Kind, Shown)>) {
    for (kind, shown) in planted {
        let before = both.shown().await;
        let events = [both.shared.li.events().await.len(), both.shared.zhao.events().await.len()];
        both.shared.world.plant_shown(vec![shown], Vec::new());
        both.shared.world.liar.heard();
        for (desk, before) in [&both.shared.li, &both.shared.zhao].into_iter().zip(events) {
            desk.engine().catch_up().await.expect("a row that does not count holds up nothing");
            assert!(desk.events().await.len() > before, "{attack}, {kind:?}: it is on record");
        }
        let told = both.shared.world.liar.heard();
        assert!(told.iter().all(Asked::reads), "{attack}, {kind:?}: the platform is told nothing: {told:?}");
        both.shared.world.liar.be_honest();
        assert_same(&both.shown().await, &before, &format!("{attack}, {kind:?}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d18_no_kind_of_datasets_and_requests_counts_in_another_suite_or_in_none() {
    let mut both = Both::new().await;
    for to in [r#""suite":0"#, r#""suite":2"#, r#""suite":"1""#] {
        let planted = changed(&both, r#""suite":1"#, to);
        assert!(planted.len() >= 8, "each kind: {}", planted.len());
        assert_nothing_counts(&mut both, to, planted).await;
    }
    let planted = changed(&both, r#""suite":1,"#, "");
    assert_nothing_counts(&mut both, "no suite", planted).await;
    // As they were made they count: nothing failed by accident.
    let (release, named) = both.next_release();
    let named: Vec<&Signed> = named.iter().collect();
    both.shared.world.plant_shown(vec![Shown::new(&release, &named)], Vec::new());
    both.shared.zhao.engine().catch_up().await.expect("an honest row");
    assert_eq!(both.shared.zhao.versions(&both.shared.dataset).await, [2, 1]);
    both.shared.world.an_honest_delivery_works(&both.shared.li, &both.shared.zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d14_texts_that_deceive_the_eye_are_refused_wherever_they_stand() {
    let mut both = Both::new().await;
    let misleading = ["\u{202e}", "\u{2066}", "\u{200b}", "\u{feff}", "\u{ad}", "\u{3164}", "\\u0007", "\\u202e"];
    for sign in misleading {
        for text in ["说明", "测算经费"] {
            let planted = changed(&both, text, &format!("{sign}{text}"));
            assert!(!planted.is_empty());
            assert_nothing_counts(&mut both, sign, planted).await;
        }
    }
    both.shared.an_honest_version_works().await;
}

/// An entry is what the catalogue shows: its fields, and the columns that stand in an object of their own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d14_an_entry_and_its_columns_do_not_deceive_the_eye() {
    let mut both = Both::new().await;
    let papers = &both.shared.papers;
    let keys = Keys::of(papers, &both.zhang.office, both.shared.scope());
    let (released, release) = papers.release(1);
    let Payload::Entry(entry) = papers.statement(&release.entry).payload().clone() else { panic!("an entry") };
    let base = papers.record(&release.record.expect("it has data")).1.content.version;
    let version = Version::seal(keys.place, &keys.lineage, FIRST);
    let record = both.zhang.record(&keys, &version, base, &mut Vec::new());
    let columns = r#"[{"name":"金\u202e额","type":"C","description":""}]"#.as_bytes().to_vec();
    let object = reference(&columns);
    let mut planted = entry.clone();
    planted.header = both.zhang.header(keys.place.realm, entry.header.scope, Some(StatementId::from_bytes([3; 32])));
    planted.columns = Some(jixiang_statement::payload::ListRef { hash: object.hash, count: 1, bytes: object.bytes });
    let renamed = both.zhang.sign(&Payload::Entry(planted));
    let with = |entry: StatementId| {
        let key = keys.wrap(&version.key, 1, 2, version.id);
        both.zhang.release(&keys, released.id(), (entry, record.id()), 2, key, |_| {})
    };
    // A name that runs backwards: the entry is none, so its release is none.
    let name = format!("\u{202e}{}", &*entry.name);
    let spoilt = rewritten(&both.zhang, &renamed, &entry.name, &name);
    let id = jixiang_statement::pae(&Kind::Entry.media_type(), &Envelope::parse(&spoilt).expect("an envelope").payload);
    let id = StatementId::from_bytes(*jixiang_model::KeyHash::of(&id).as_bytes());
    let deceiving = Shown { envelope: with(id).bytes().to_vec(), named: vec![spoilt, record.bytes().to_vec()] };
    let columned = Shown::new(&with(renamed.id()), &[&renamed, &record]);
    assert_nothing_counts(&mut both, "a name", vec![(Kind::Entry, deceiving)]).await;
    // Columns are not signed themselves: what is not of their form is not shown, and the version is what it is.
    let events = both.shared.zhao.events().await.len();
    both.shared.world.plant_shown(vec![columned], vec![columns]);
    both.shared.zhao.engine().catch_up().await.expect("columns hold up nothing");
    let page = both.shared.zhao.page(&both.shared.dataset).await;
    assert_eq!((page.versions.len(), page.columns.len()), (2, 0), "{:?}", page.columns);
    assert!(both.shared.zhao.events().await.len() > events, "it is on record");
    both.shared.world.an_honest_delivery_works(&both.shared.li, &both.shared.zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d14_what_is_signed_is_what_was_shown() {
    let mut both = Both::new().await;
    let (li, zhao) = (&both.shared.li, &both.shared.zhao);
    let shown = li.engine().matter(&both.waiting).await.expect("it is there").shown;
    // Between display and click the other side says something else.
    zhao.decide(&both.waiting, MatterAct::Withdraw { reason: String::new() }).await.expect("withdraws");
    li.engine().catch_up().await.expect("an honest platform");
    both.shared.world.liar.heard();
    let refuse = MatterAct::Refuse { reason: "不符".to_owned() };
    for act in [agreement(), refuse] {
        let fault = li.engine().act(&both.waiting, act, &shown, When::Now).await.expect_err("it has changed");
        assert_eq!(fault.view_now().code, Code::Changed);
    }
    // A statement that was never shown to anybody, or of another matter.
    let other = li.engine().matter(&both.shared.request).await.expect("it is there").shown;
    for wrong in [other, jixiang_client::contract::StatementId("00".repeat(32))] {
        let fault = li.engine().act(&both.waiting, agreement(), &wrong, When::Now).await.expect_err("it was not shown");
        assert_eq!(fault.view_now().code, Code::Changed);
    }
    let told: Vec<Asked> = both.shared.world.liar.heard().into_iter().filter(|asked| !asked.reads()).collect();
    assert!(told.is_empty(), "nothing is signed, nothing is sealed: {told:?}");
    // The catalogue changes while somebody fills in a request.
    let draft = zhao.engine().request_draft(&both.shared.dataset).await.expect("it is in the catalogue");
    let mut order = li.order_to_publish("第二版.csv", SECOND.as_bytes(), Some(&both.shared.dataset)).await;
    order.fields.condition = "仅限内部测算".to_owned();
    let (_, transfer) = li.engine().publish(order).await.expect("is ordered");
    li.engine().run_transfer(&transfer).await.expect("publishes");
    zhao.engine().catch_up().await.expect("an honest platform");
    both.shared.world.liar.heard();
    let fault = zhao.engine().request(&both.shared.dataset, fields("依据"), &draft.shown).await;
    assert_eq!(fault.expect_err("it says something else now").view_now().code, Code::Changed);
    assert!(both.shared.world.liar.heard().iter().all(Asked::reads), "nothing is signed");
    both.shared.note();
    both.shared.an_honest_version_works().await;
}

/// A release that was declined, and one that another head let out meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d14_a_publication_is_let_out_as_it_was_shown_or_not_at_all() {
    let mut shared = Shared::new().await;
    let zhang = shared.world.desk("zhang").await;
    zhang.engine().catch_up().await.expect("an honest platform");
    let publish = async |name: &str, content: &str| {
        zhang.publish(name, content.as_bytes(), Some(&shared.dataset)).await.expect("is prepared");
        shared.li.engine().catch_up().await.expect("an honest platform");
        shared.li.page(&shared.dataset).await.waiting
    };
    let first = publish("甲.csv", SECOND).await;
    assert_eq!(first.len(), 1);
    let shown = shared.li.engine().matter(&first[0]).await.expect("it waits").shown;
    let both = publish("乙.csv", FIRST).await;
    assert_eq!(both.len(), 2);
    // What was shown of one is no consent to the other.
    let other = both.iter().find(|matter| **matter != first[0]).expect("the other one");
    let fault = shared.li.engine().act(other, MatterAct::Consent {}, &shown, When::Now).await;
    assert_eq!(fault.expect_err("the other one was shown").view_now().code, Code::Changed);
    // Undoing one does not undo the other.
    let second = shared.li.engine().matter(other).await.expect("it waits").shown;
    shared.li.engine().act(&first[0], MatterAct::Consent {}, &shown, When::AfterUndo).await.expect("is ordered");
    let decline = MatterAct::Decline { reason: "重复".to_owned() };
    shared.li.engine().act(other, decline, &second, When::AfterUndo).await.expect("is ordered");
    let card = shared.li.engine().undo(other).await.expect("it is not signed yet").expect("its card");
    assert!(card.pending.is_none());
    let card = shared.li.engine().undo(&first[0]).await.expect("it is not signed yet").expect("its card");
    assert_eq!((card.stage, card.pending.is_none()), (MatterStage::AwaitsRelease, true));
    shared.li.decide(&first[0], MatterAct::Consent {}).await.expect("as it is shown");
    shared.note();
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    let saved = shared.zhao.fetch_version(&shared.dataset, Some(2)).await.expect("fetches");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), SECOND.as_bytes());
}
