//! A member of a department who cheats together with the platform: deliveries with a valid signature whose parts do not
//! agree with each other. What the hashes of an honest delivery stop early has to be stopped by the later checks here.

use jixiang_model::{KeyHash, Nonce, ScopeId, Suite, UnixMillis};
use jixiang_seal::context::SealFor;
use jixiang_seal::cover::{Cover, CoverKind, CoverName};
use jixiang_seal::job::{Job, JobSeed};
use jixiang_seal::to_key::{self, Opens as _, SealPublicKey};
use jixiang_seal::{CoverKey, Extent, Place, Purpose, Random as _, VersionKey};
use jixiang_statement::list::{self, PackRow, SealPurpose, SealRow};
use jixiang_statement::payload::{Content, Delivery, Recipient};
use jixiang_statement::{Header, Payload, Signed};
use jixiang_transfer::{Known, Meta, Sealer};

use crate::dice::Dice;
use crate::registry::{HOUSING, Made, Office, Pc, Registry, header, now, reference};

/// What an attacker wants to see written somewhere.
pub(crate) const PLANTED: &str = "PLANTED-BY-THE-ATTACKER-7d1c9a";

/// The parts of one delivery, to be changed before they are named and signed.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) nonce: Nonce,
    pub(crate) place: Place,
    pub(crate) version: jixiang_model::VersionId,
    pub(crate) version_key: VersionKey,
    pub(crate) cover_key: CoverKey,
    pub(crate) body: Vec<u8>,
    pub(crate) cover: Vec<u8>,
    pub(crate) packs: Vec<Vec<u8>>,
    /// What is sealed to each recipient: the public key, the cover seal and the version seal.
    pub(crate) seals: Vec<(SealPublicKey, Vec<u8>, Vec<u8>)>,
    /// What stands in the statement beside its content.
    pub(crate) recipients: Vec<Recipient>,
    pub(crate) not_after: UnixMillis,
    office: Office,
    sender: Pc,
    realm: jixiang_model::RealmId,
}

/// Which part of a delivery is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Cover,
    CoverSeal,
    VersionSeal,
    Body,
    Pack,
}

impl Parts {
    /// A delivery by `sender` of the housing department, with a small file, to PCs whose keys the chains name.
    pub(crate) fn new(registry: &Registry, sender: &Pc, to: &[(&Office, &str, &SealPublicKey)]) -> Self {
        let office = registry.office(HOUSING).clone();
        let mut nonce = [0; 32];
        Dice.fill(&mut nonce);
        let nonce = Nonce::from_bytes(nonce);
        let scope = ScopeId::delivery(&registry.realm, &office.id, &nonce);
        let place = Place { realm: registry.realm, suite: Suite::One, scope };
        let job = Job::delivery(place, &JobSeed::draw(&mut Dice));
        let (version, version_key, cover_key) = (job.version(), job.version_key().clone(), job.cover_key().clone());
        let content = PLANTED.repeat(3000);
        let mut sealer = Sealer::new(job, Known::default());
        sealer.handle_file(Meta { depth: 0, name: format!("{PLANTED}.txt"), modified: 7 }).expect("in turn");
        sealer.handle_bytes(content.as_bytes()).expect("in a file");
        sealer.handle_file_end().expect("in a file");
        let (packs, sealed) = sealer.finish().expect("a small delivery");
        let name = format!("{PLANTED}.txt");
        let size = content.len() as u64;
        let names = vec![CoverName { kind: CoverKind::File, name, size, files: 1 }];
        let cover = Cover { title: PLANTED.to_owned(), note: PLANTED.to_owned(), size, files: 1, folders: 0, names };
        let cover = cover.seal(&cover_key, &place).expect("a cover").bytes;
        let mut parts = Self {
            nonce,
            place,
            version,
            version_key,
            cover_key,
            body: sealed.body.bytes,
            cover,
            packs: packs.into_iter().map(|pack| pack.object.into_bytes()).collect(),
            seals: Vec::new(),
            recipients: Vec::new(),
            not_after: now().plus_days(3),
            office,
            sender: sender.clone(),
            realm: registry.realm,
        };
        for (office, person, key) in to {
            let person = Some(person.parse().expect("a person id"));
            parts.recipients.push(Recipient { department: office.id, head: office.head(), person });
            let seals = parts.seals_to(key, &parts.version_key);
            parts.seals.push(((*key).clone(), seals.0, seals.1));
        }
        parts
    }

    /// Cover key and `version` sealed to a key, as the sender seals.
    pub(crate) fn seals_to(&self, key: &SealPublicKey, version: &VersionKey) -> (Vec<u8>, Vec<u8>) {
        let what = |purpose, extent| SealFor {
            purpose,
            place: self.place,
            department: self.office.id,
            device: self.sender.sign.public().device(),
            extent,
            answers: None,
        };
        let cover = what(Purpose::DeliveryCover, Extent::Scope);
        let opens = what(Purpose::DeliveryVersion, Extent::Version(self.version));
        (
            to_key::seal(&self.cover_key, &cover, key, &mut Dice).expect("a key"),
            to_key::seal(version, &opens, key, &mut Dice).expect("a key"),
        )
    }

    pub(crate) fn part(&mut self, part: Part) -> &mut Vec<u8> {
        match part {
            Part::Cover => &mut self.cover,
            Part::CoverSeal => &mut self.seals[0].1,
            Part::VersionSeal => &mut self.seals[0].2,
            Part::Body => &mut self.body,
            Part::Pack => &mut self.packs[0],
        }
    }

    /// Names the parts as they are and signs.
    pub(crate) fn sign(&self) -> Made {
        let mut made = Made::default();
        let mut keep = |bytes: &[u8]| {
            made.objects.push(bytes.to_vec());
            reference(bytes)
        };
        let (body, cover) = (keep(&self.body), keep(&self.cover));
        let packs: Vec<PackRow> = self.packs.iter().map(|pack| keep(pack)).map(pack_row).collect();
        let mut rows = Vec::new();
        for (at, (key, cover, version)) in (0..).zip(&self.seals) {
            for (purpose, sealed) in [(SealPurpose::Cover, cover), (SealPurpose::Version, version)] {
                rows.push(SealRow { recipient: at, purpose, key: key.hash(), object: keep(sealed) });
            }
        }
        for purpose in [SealPurpose::Cover, SealPurpose::Version] {
            let key: KeyHash = self.sender.open.public().hash();
            rows.push(SealRow { recipient: SealRow::OWN, purpose, key, object: keep(&[9; to_key::SEALED]) });
        }
        let (packs, seals) = (list::encode(&packs), list::encode(&rows));
        made.objects.extend([packs.0, seals.0]);
        let delivery = Delivery {
            header: self.header(),
            nonce: self.nonce,
            content: Content { version: self.version, body, packs: packs.1 },
            cover,
            recipients: self.recipients.clone(),
            seals: seals.1,
            not_after: self.not_after,
        };
        made.statements.push(Signed::sign(&Payload::Delivery(delivery), &self.sender.sign).expect("a delivery"));
        made
    }

    /// The header of the delivery's own statement.
    pub(crate) fn header(&self) -> Header {
        Header {
            department: Some(self.office.id),
            head: Some(self.office.head()),
            ..header(self.realm, &self.sender.sign, self.place.scope)
        }
    }
}

fn pack_row(object: jixiang_statement::payload::ObjectRef) -> PackRow {
    PackRow { object: object.hash, bytes: object.bytes }
}
