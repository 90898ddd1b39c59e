//! People at their PCs: real clients with homes of their own, and what a test asks of them.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use jixiang_client::contract::{Code, DeliveryId, ErrorView, InboxItem, InboxRow, PersonId, SendOrder, Standing};
use jixiang_client::{Client, ClientFault, Engine, Options};
use jixiang_model::ObjectId;
use jixiang_statement::payload::Enrolment;
use jixiang_wire::path;

use crate::liar::Liar;
use crate::papers::Shown;
use crate::registry::{BUREAU, Made, Pc, Registry};

/// The realm, the lying platform, and people.
pub(crate) struct World {
    pub(crate) registry: Registry,
    pub(crate) liar: Liar,
}

impl World {
    pub(crate) async fn new() -> Self {
        let registry = Registry::new();
        let liar = Liar::open(&registry).await;
        Self { registry, liar }
    }

    /// A new PC of a person, signed in and not admitted yet.
    pub(crate) async fn newcomer(&self, person: &str) -> Desk {
        let desk = Desk::open(&self.liar.url, person);
        desk.engine().sign_in(Some(&PersonId(person.to_owned()))).await.expect("signs in");
        desk
    }

    /// What the PC that signed in last handed in for admission.
    pub(crate) fn enrolment(&self) -> Enrolment {
        let heard = self.liar.heard();
        let enrolled = heard.iter().rfind(|asked| !asked.reads() && asked.path == path::ENROLMENTS);
        Enrolment::parse(&enrolled.expect("an enrolment was handed in").body).expect("an enrolment")
    }

    /// A PC of a person that its department has admitted.
    pub(crate) async fn desk(&mut self, person: &str) -> Desk {
        self.liar.heard();
        let desk = self.newcomer(person).await;
        let office = self.registry.office_of(person).name;
        let enrolment = self.enrolment();
        self.liar.import(&self.registry.admit(office, &enrolment));
        desk.engine().catch_up().await.expect("an honest platform");
        self.liar.heard();
        desk
    }

    /// The feed moves on by a row that concerns nobody here: room for what is planted.
    pub(crate) fn tick(&mut self) {
        let bureau = self.registry.office(BUREAU).id;
        let enrolment = Pc::new("sun").enrolment(self.registry.realm, bureau);
        self.liar.import(&self.registry.admit(BUREAU, &enrolment));
    }

    /// From here on the feed holds these statements too, and objects are answered from what was made.
    pub(crate) fn plant(&mut self, envelopes: Vec<Vec<u8>>, objects: Vec<Vec<u8>>) {
        self.plant_shown(envelopes.into_iter().map(Shown::alone).collect(), objects);
    }

    /// As [`World::plant`], with what each statement names beside it.
    pub(crate) fn plant_shown(&mut self, shown: Vec<Shown>, objects: Vec<Vec<u8>>) {
        self.tick();
        let objects: HashMap<String, Vec<u8>> =
            objects.into_iter().map(|bytes| (path::object(&ObjectId::of(&bytes)), bytes)).collect();
        self.liar.lie(move |asked, told| {
            if asked.reads_feed() {
                told.plant_shown(&shown);
            }
            if let Some(bytes) = objects.get(&asked.path).filter(|_| asked.reads()) {
                told.give(bytes.clone());
            }
        });
    }

    /// As [`World::plant`], for what a cheating member signed.
    pub(crate) fn plant_made(&mut self, made: Made) {
        let envelopes = made.statements.iter().map(|signed| signed.bytes().to_vec()).collect();
        self.plant(envelopes, made.objects);
    }

    /// A PC of a person whose keys lie in this process: somebody who may cheat.
    pub(crate) fn insider(&mut self, person: &str) -> Pc {
        let pc = Pc::new(person);
        let office = self.registry.office_of(person);
        let (name, enrolment) = (office.name, pc.enrolment(self.registry.realm, office.id));
        self.liar.import(&self.registry.admit(name, &enrolment));
        pc
    }

    /// An honest delivery from desk to desk: the state of both is still usable.
    pub(crate) async fn an_honest_delivery_works(&self, from: &Desk, to: &Desk) {
        self.liar.be_honest();
        let content = format!("honest content from {}", from.person);
        let id = from.send("honest.txt", content.as_bytes(), &[&to.person]).await.expect("sends");
        to.engine().catch_up().await.expect("an honest platform");
        let saved = to.fetch(&id).await.expect("fetches");
        assert_eq!(std::fs::read(&saved[0]).expect("is there"), content.as_bytes());
        to.engine().drain().await.expect("confirms");
    }
}

/// A person's PC.
pub(crate) struct Desk {
    client: Client,
    pub(crate) person: String,
    folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn open(url: &str, person: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let client = open_home(&folder.path().join("home"), url);
        std::fs::create_dir(folder.path().join("received")).expect("a folder");
        Self { client, person: person.to_owned(), folder }
    }

    /// Ends the program and starts it again.
    pub(crate) fn restart(self, url: &str) -> Self {
        let Self { client, person, folder } = self;
        drop(client);
        let client = open_home(&folder.path().join("home"), url);
        Self { client, person, folder }
    }

    pub(crate) fn engine(&self) -> &Engine {
        self.client.engine()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn received(&self) -> PathBuf {
        self.folder.path().join("received")
    }

    /// The sheet up to Send: everything that a person's click does.
    pub(crate) async fn order(&self, name: &str, content: &[u8], to: &[&str]) -> Result<DeliveryId, ClientFault> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        let engine = self.engine();
        let mut recipients = Vec::new();
        for who in to {
            recipients.push(engine.resolve((*who).to_owned()).await?);
        }
        let tokens = engine.pick_paths(vec![path]).await.into_iter().map(|picked| picked.token).collect();
        let (title, note) = (name.to_owned(), String::new());
        engine.send_order(SendOrder { tokens, title, recipients, note, expires_days: 3 }).await
    }

    pub(crate) async fn send(&self, name: &str, content: &[u8], to: &[&str]) -> Result<DeliveryId, ClientFault> {
        let id = self.order(name, content, to).await?;
        let transfer = self.engine().transfer_of(&id).await.expect("it was ordered");
        self.engine().run_transfer(&transfer).await?;
        Ok(id)
    }

    pub(crate) async fn fetch(&self, id: &DeliveryId) -> Result<Vec<PathBuf>, ClientFault> {
        let transfer = self.engine().fetch(id, Some(self.received())).await?;
        self.engine().run_transfer(&transfer).await?;
        self.engine().saved(id).await
    }

    /// The row of a delivery, wherever it stands.
    pub(crate) async fn row(&self, id: &DeliveryId) -> Option<InboxRow> {
        self.rows().await.into_iter().find(|row| row.id == *id)
    }

    pub(crate) async fn rows(&self) -> Vec<InboxRow> {
        let inbox = self.engine().inbox().await;
        let delivery = |item| match item {
            InboxItem::Delivery { row } => Some(row),
            InboxItem::Matter { .. } => None,
        };
        let both = inbox.sent.into_iter().chain(inbox.done);
        inbox.arrived.into_iter().chain(both.filter_map(delivery)).collect()
    }

    /// What is on record: the checks that failed.
    pub(crate) async fn events(&self) -> Vec<String> {
        let diagnosis = self.engine().diagnosis().await.expect("the store can be read");
        let diagnosis: serde_json::Value = serde_json::from_str(&diagnosis).expect("JSON");
        let events = diagnosis["integrity_events"].as_array().expect("a list");
        events.iter().map(|event| event["check"].as_str().expect("a word").to_owned()).collect()
    }

    /// What lies in the folder for received files under a name that a person sees.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.received()).expect("the folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        names.filter(|name| !name.starts_with('.')).collect()
    }
}

fn open_home(home: &Path, url: &str) -> Client {
    let options = Options {
        home: Some(home.to_owned()),
        platform: Some(url.to_owned()),
        key_file: true,
        program: "hostile",
        ..Options::default()
    };
    Client::open(&options).expect("a home")
}

/// The one thing that is said of damage, whichever check found it; `at` and the line for technicians aside.
pub(crate) fn assert_one_integrity_error(fault: &ClientFault) {
    assert_integrity_view(&fault.view_now());
}

pub(crate) fn assert_integrity_view(view: &ErrorView) {
    let any = ClientFault::Integrity(String::new()).view_now();
    assert_eq!(view.code, Code::Integrity, "{view:?}");
    assert_eq!((&view.what, &view.safe, &view.todo), (&any.what, &any.safe, &any.todo));
}

/// The same is shown as before; otherwise says where the two part.
pub(crate) fn assert_same(now: &str, before: &str, attack: &str) {
    let parts = now.bytes().zip(before.bytes()).position(|(now, before)| now != before);
    let around = |text: &str| {
        let at = parts.unwrap_or(0).saturating_sub(120);
        String::from_utf8_lossy(&text.as_bytes()[at..text.len().min(at + 400)]).into_owned()
    };
    assert!(now == before, "{attack}\n  now    …{}\n  before …{}", around(now), around(before));
}

/// The row says that the delivery failed with the one integrity error, and shows nothing of it.
pub(crate) fn assert_spoiled(row: &InboxRow) {
    assert_eq!((row.title.as_str(), row.bytes.0), ("名称尚未解封", 0), "nothing unverified is shown");
    let Standing::Failed { error, .. } = &row.standing else { panic!("{:?}", row.standing) };
    assert_integrity_view(error);
}
