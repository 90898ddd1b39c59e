//! Everybody of the realm, signed in, and what they do together before a test begins.

use std::collections::BTreeMap;
use std::path::Path;

use axum::http::StatusCode;
use jixiang_model::{KeyHash, ObjectId, StatementId};
use jixiang_statement::Signed;
use jixiang_statement::payload::{Entry, Release, SealedKey};
use jixiang_wire::statement::Appended;
use tempfile::TempDir;

use crate::asking::Asking;
use crate::client::Client;
use crate::sharing::{Made, Sharing, as_it_is};
use crate::site::Site;
use crate::world::{World, reference};

/// A platform, and clients by the person's id.
pub(crate) struct Hall {
    clients: BTreeMap<String, Client>,
    site: Site,
}

/// A dataset with its first version.
pub(crate) struct Published {
    pub(crate) entry: Made,
    pub(crate) record: Made,
    pub(crate) release: Made,
}

impl Published {
    /// A sealed key for the provider itself, whose object is here.
    pub(crate) fn record_key(&self, world: &World) -> SealedKey {
        let bytes = self.record.objects.iter().find(|object| object.starts_with(b"version key")).unwrap();
        SealedKey { key: KeyHash::of(&world.office("财政").epoch), object: reference(bytes) }
    }
}

/// A request that was granted.
pub(crate) struct Granted {
    pub(crate) request: Made,
    pub(crate) consent: Made,
    pub(crate) grant: Made,
}

impl Hall {
    pub(crate) async fn open(site: Site) -> Self {
        let mut clients = BTreeMap::new();
        for staff in site.world.staff() {
            clients.insert(staff.id.to_string(), site.sign_in(staff.id.as_str()).await);
        }
        Self { clients, site }
    }

    /// Closes the platform.
    pub(crate) fn close(self) -> (World, TempDir) {
        let Site { world, data, .. } = self.site;
        (world, data)
    }

    pub(crate) fn world(&self) -> &World {
        &self.site.world
    }

    /// The data folder.
    pub(crate) fn data(&self) -> &Path {
        self.site.data.path()
    }

    /// A dataset of 财政. `seed` makes it differ from every other.
    pub(crate) fn sharing(&self, seed: u8) -> Sharing<'_> {
        Sharing::new(self.world(), "财政", seed)
    }

    pub(crate) fn of(&self, person: &str) -> &Client {
        &self.clients[person]
    }

    /// Statements that nobody has to bring.
    pub(crate) fn imports(&self, statements: &[Signed]) {
        self.site.platform.import(&[], statements).unwrap();
    }

    /// Sends objects and statement.
    pub(crate) async fn takes(&self, by: &str, made: &Made) -> Appended {
        self.sends(by, made).await;
        self.of(by).appended(&made.signed).await
    }

    /// Sends objects, and the statement for nothing.
    pub(crate) async fn refuses(&self, by: &str, made: &Made) -> String {
        self.sends(by, made).await;
        let answer = self.of(by).append(&made.signed).await;
        assert!(!answer.status.is_success(), "it was taken");
        answer.problem()
    }

    pub(crate) async fn sends(&self, by: &str, made: &Made) {
        for object in &made.objects {
            let answer = self.of(by).put(object).await;
            assert!(answer.status.is_success(), "{}", answer.problem());
        }
    }

    /// What a person gets who asks for an object: the status, or with 410 the code.
    pub(crate) async fn gets(&self, person: &str, object: &ObjectId) -> String {
        let answer = self.of(person).object(object).await;
        match answer.status {
            StatusCode::GONE => answer.problem(),
            status => status.as_u16().to_string(),
        }
    }

    /// zhang of 财政 prepares a dataset with its first version.
    pub(crate) async fn prepare(&self, sharing: &Sharing<'_>, entry: impl FnOnce(&mut Entry)) -> (Made, Made) {
        let entry = sharing.entry("zhang", None, entry);
        let record = sharing.record("zhang", entry.id(), 1, as_it_is);
        self.takes("zhang", &entry).await;
        self.takes("zhang", &record).await;
        (entry, record)
    }

    /// And li lets it out.
    pub(crate) async fn publish(
        &self,
        sharing: &Sharing<'_>,
        entry: impl FnOnce(&mut Entry),
        release: impl FnOnce(&mut Release),
    ) -> Published {
        let (entry, record) = self.prepare(sharing, entry).await;
        let release = sharing.release("li", None, 1, &entry, Some(&record), release);
        self.takes("li", &release).await;
        Published { entry, record, release }
    }

    /// li lets out the second version, which zhang prepared.
    pub(crate) async fn publish_second(
        &self,
        sharing: &Sharing<'_>,
        first: &Published,
        release: impl FnOnce(&mut Release),
    ) -> Published {
        let record = sharing.record("zhang", first.record.id(), 2, as_it_is);
        self.takes("zhang", &record).await;
        let release = sharing.release("li", Some(first.release.id()), 2, &first.entry, Some(&record), release);
        self.takes("li", &release).await;
        Published { entry: first.entry.clone(), record, release }
    }

    /// wang of 民政 asks, zhao consents.
    pub(crate) async fn submit(&self, asking: &Asking<'_>, published: &Published) -> (Made, Made) {
        let request = asking.request("wang", None, &published.entry, as_it_is);
        let consent = asking.consent("zhao", None, request.id());
        self.takes("wang", &request).await;
        self.takes("zhao", &consent).await;
        (request, consent)
    }

    /// And li of 财政 agrees.
    pub(crate) async fn agree(&self, asking: &Asking<'_>, published: &Published) -> Granted {
        let (request, consent) = self.submit(asking, published).await;
        let grant = asking.grant("li", consent.id(), request.id(), consent.id(), as_it_is);
        self.takes("li", &grant).await;
        Granted { request, consent, grant }
    }
}

/// The envelopes of statements, as a page shows them.
pub(crate) fn envelopes(made: &[&Made]) -> Vec<String> {
    made.iter().map(|made| String::from_utf8(made.signed.bytes().to_vec()).unwrap()).collect()
}

impl Client {
    /// The envelopes that the feed shows beside a statement; `None` when it does not show the statement.
    pub(crate) async fn named(&self, id: StatementId) -> Option<Vec<String>> {
        let page = self.feed(jixiang_wire::feed::Position(0)).await;
        let row = page.rows.into_iter().find(|row| crate::client::short(&row.what) == id.to_string());
        row.map(|row| row.named)
    }
}
