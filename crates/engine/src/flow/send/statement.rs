//! The end of a send: cover, keys for every recipient, lists, and the one signed statement that binds them.

use jixiang_model::{KeyHash, ScopeId, Suite};
use jixiang_seal::context::SealFor;
use jixiang_seal::cover::{Cover, CoverKind, CoverName, MOST_NAMES};
use jixiang_seal::job::Job as SealJob;
use jixiang_seal::to_key::{self, SealPublicKey};
use jixiang_seal::{Extent, Place, Purpose, Random};
use jixiang_statement::Signed;
use jixiang_statement::list::{self, SealPurpose, SealRow};
use jixiang_statement::payload::{Content, Delivery, ObjectRef, Payload};
use jixiang_transfer::Sealed;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::files::{FoundKind, scan};
use crate::flow::Sealable;
use crate::flow::act::object_ref;
use crate::flow::content::pack_list_object;
use crate::port::Table;
use crate::record::{self, JobId, JobKind, SendJob, SentSecret, Source};
use crate::state::{State, secret_key};

/// The keys that a delivery is sealed to, by index of the recipient.
struct Audience {
    recipients: Vec<Sealable>,
    own: Vec<(KeyHash, Vec<u8>)>,
    place: Place,
    department: jixiang_model::DepartmentId,
    device: jixiang_model::DeviceId,
}

/// The two keys of a delivery.
#[derive(Debug, Clone, Copy)]
enum Sealing {
    Cover,
    Version,
}

/// What is uploaded before the statement, and what the statement names.
struct Bound {
    objects: Vec<Vec<u8>>,
    content: Content,
    cover: ObjectRef,
    seals: jixiang_statement::payload::ListRef,
}

impl Engine {
    /// Seals cover and keys, uploads them, signs the delivery and writes it down: from here on exactly this statement is
    /// appended.
    pub(super) async fn seal_keys_and_sign(&self, id: JobId, job: &SendJob, sealed: Sealed) -> Result<(), Fault> {
        let seal = self.seal_job(job).await?;
        let (order, delivery) = (job.to.clone(), job.delivery);
        let audience = self.state(move |state| state.audience(&order, delivery)).await?;
        let names = job.sources.clone();
        let names = tokio::task::spawn_blocking(move || cover_names(&names)).await;
        let names = names.map_err(|error| Fault::Internal(error.to_string()))?;
        let secret = SentSecret {
            key: hex::encode(seal.version_key().as_bytes()),
            tree: hex::encode(sealed.body.tree_hash.as_bytes()),
        };
        let cover = cover(job, &sealed, names);
        let bound = bind(&seal, &audience, sealed, &cover, &mut *self.random())?;
        self.upload_small(id, bound.objects).await?;
        let job = job.clone();
        let opened = crate::flow::arrive::opened(&cover);
        let (content, cover, seals) = (bound.content, bound.cover, bound.seals);
        let recipients = audience.recipients.into_iter().map(|sealable| sealable.recipient).collect();
        self.state(move |state| {
            let header = state.header(job.delivery, None, Vec::new())?;
            let not_after = job.not_after;
            let delivery = Delivery { header, nonce: job.nonce, content, cover, recipients, seals, not_after };
            let signed = Signed::sign(&Payload::Delivery(delivery), &state.signing_key()?);
            let signed = signed.map_err(|error| Fault::Internal(error.to_string()))?;
            state.write_signed(&id, &signed, &secret, opened)
        })
        .await
    }
}

impl State {
    fn audience(&self, to: &[record::Chosen], delivery: ScopeId) -> Result<Audience, Fault> {
        let facts = self.facts()?;
        Ok(Audience {
            recipients: to.iter().map(|chosen| self.sealable(chosen)).collect::<Result<_, _>>()?,
            own: self.own_devices(),
            place: Place { realm: facts.root.realm, suite: Suite::One, scope: delivery },
            department: facts.department,
            device: self.secrets()?.device.id,
        })
    }

    fn write_signed(
        &mut self,
        id: &JobId,
        signed: &Signed,
        secret: &SentSecret,
        opened: record::Opened,
    ) -> Result<(), Fault> {
        let delivery = signed.header().scope;
        let batch = vec![
            record::put(Table::Secret, secret_key::sent(&delivery), secret),
            record::put(Table::Secret, secret_key::cover(&delivery), &opened),
        ];
        self.change_job(id, batch, |job| {
            if let JobKind::Send(job) = &mut job.kind {
                job.signed = Some(hex::encode(signed.bytes()));
            }
        })?;
        self.covers.insert(delivery, opened);
        Ok(())
    }
}

/// Top names of what is sent.
fn cover_names(sources: &[Source]) -> Vec<CoverName> {
    let named = |source: &Source| match source {
        Source::Kept { name, bytes, .. } => {
            Some(CoverName { kind: CoverKind::File, name: name.clone(), size: *bytes, files: 1 })
        }
        Source::Path(path) => {
            let scan = scan(path);
            let top = scan.found.first()?;
            let kind = match top.kind {
                FoundKind::Folder => CoverKind::Folder,
                FoundKind::File { .. } => CoverKind::File,
            };
            let files = u32::try_from(scan.files().count()).unwrap_or(u32::MAX);
            Some(CoverName { kind, name: top.name.clone(), size: scan.bytes(), files })
        }
    };
    sources.iter().filter_map(named).collect()
}

fn cover(job: &SendJob, sealed: &Sealed, names: Vec<CoverName>) -> Cover {
    let folders = names.iter().filter(|name| name.kind == CoverKind::Folder).count();
    let files = names.iter().map(|name| name.files).fold(0, u32::saturating_add);
    Cover {
        title: job.title.clone(),
        note: job.note.clone(),
        size: sealed.size,
        files,
        folders: u32::try_from(folders).unwrap_or(u32::MAX),
        names: names.into_iter().take(MOST_NAMES).collect(),
    }
}

fn bind(
    seal: &SealJob,
    audience: &Audience,
    sealed: Sealed,
    cover: &Cover,
    random: &mut dyn Random,
) -> Result<Bound, Fault> {
    let cover = cover.seal(seal.cover_key(), &audience.place).map_err(|_| Fault::TooLarge)?;
    let (pack_list, packs) = pack_list_object(&sealed.packs);
    let mut objects = vec![sealed.body.bytes, cover.bytes, pack_list];
    let content = Content { version: seal.version(), body: object_ref(&objects[0]), packs };
    let cover = object_ref(&objects[1]);
    let mut seals = Vec::new();
    let recipients = audience.recipients.iter().map(|sealable| &sealable.keys).enumerate();
    let recipients = recipients.map(|(at, keys)| (u16::try_from(at).unwrap_or(SealRow::OWN), keys));
    for (recipient, keys) in recipients.chain([(SealRow::OWN, &audience.own)]) {
        for (key, public) in keys {
            for (purpose, what_for) in [(SealPurpose::Cover, Sealing::Cover), (SealPurpose::Version, Sealing::Version)]
            {
                let bytes = seal_one(seal, audience, what_for, public, random)?;
                seals.push(SealRow { recipient, purpose, key: *key, object: object_ref(&bytes) });
                objects.push(bytes);
            }
        }
    }
    let (seal_list, seals) = list::encode(&seals);
    objects.push(seal_list);
    Ok(Bound { objects, content, cover, seals })
}

fn seal_one(
    seal: &SealJob,
    audience: &Audience,
    what_for: Sealing,
    public: &[u8],
    random: &mut dyn Random,
) -> Result<Vec<u8>, Fault> {
    let mismatch = |_| Fault::KeyMismatch(String::new());
    let public = SealPublicKey::from_bytes(public).map_err(mismatch)?;
    let place = audience.place;
    let (department, device) = (audience.department, audience.device);
    let what = |purpose, extent| SealFor { purpose, place, department, device, extent, answers: None };
    let sealed = match what_for {
        Sealing::Cover => {
            let what = what(Purpose::DeliveryCover, Extent::Scope);
            to_key::seal(seal.cover_key(), &what, &public, random)
        }
        Sealing::Version => {
            let what = what(Purpose::DeliveryVersion, Extent::Version(seal.version()));
            to_key::seal(seal.version_key(), &what, &public, random)
        }
    };
    sealed.map_err(mismatch)
}
