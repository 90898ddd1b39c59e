//! Files in memory that go through a sealer, a store of objects and a fetch.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::convert::Infallible;

use jixiang_model::{Object, ObjectId, RealmId, ScopeId, Suite};
use jixiang_seal::body::Body;
use jixiang_seal::job::{Job, JobSeed};
use jixiang_seal::safe_name::SafeFolder;
use jixiang_seal::{Place, VersionKey};
use jixiang_transfer::{Fetch, FileCheck, Known, Meta, OutputKind, PackList, Sealed, Sealer, Stage, WorkError};

/// What stands in a tree: a path of folders and a name, and bytes for a file.
pub(crate) type Item = (u8, String, Option<Vec<u8>>);

/// What comes out: path and bytes; a folder has none.
pub(crate) type Disk = BTreeMap<String, Option<Vec<u8>>>;

pub(crate) fn place() -> Place {
    Place { realm: RealmId::from_bytes([1; 32]), suite: Suite::One, scope: ScopeId::from_bytes([2; 32]) }
}

pub(crate) fn job(seed: u8) -> Job {
    Job::delivery(place(), &JobSeed::from_bytes([seed; 32]))
}

pub(crate) fn file(depth: u8, name: &str, bytes: Vec<u8>) -> Item {
    (depth, name.into(), Some(bytes))
}

pub(crate) fn folder(depth: u8, name: &str) -> Item {
    (depth, name.into(), None)
}

/// Bytes that look random, different for each number.
pub(crate) fn noise(number: u64, length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for piece in out.chunks_mut(8) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        piece.copy_from_slice(&state.to_le_bytes()[..piece.len()]);
    }
    out
}

/// The platform: objects by id.
#[derive(Default, Clone)]
pub(crate) struct Objects(pub(crate) HashMap<ObjectId, Object<Vec<u8>>>);

pub(crate) struct Sent {
    pub(crate) key: VersionKey,
    pub(crate) version: jixiang_model::VersionId,
    pub(crate) sealed: Sealed,
    /// The ids of new packs in the order in which they came.
    pub(crate) uploaded: Vec<ObjectId>,
}

/// Seals `items`, reading `step` bytes at a time.
pub(crate) fn send(job: Job, items: &[Item], known: Known, step: usize, objects: &mut Objects) -> Sent {
    let (key, version) = (job.version_key().clone(), job.version());
    let mut sealer = Sealer::new(job, known);
    let mut uploaded = Vec::new();
    let mut upload = |pack: jixiang_seal::pack::Pack| {
        assert_eq!(pack.object.len(), pack.size.bytes());
        uploaded.push(pack.id());
        objects.0.insert(pack.id(), pack.object);
    };
    for (depth, name, bytes) in items {
        let meta = Meta { depth: *depth, name: name.clone(), modified: 7 };
        let Some(bytes) = bytes else {
            sealer.handle_folder(meta).expect("in turn");
            continue;
        };
        sealer.handle_file(meta).expect("in turn");
        for piece in bytes.chunks(step) {
            sealer.handle_bytes(piece).expect("in a file");
            while let Some(pack) = sealer.poll_pack() {
                upload(pack);
            }
        }
        sealer.handle_file_end().expect("in a file");
        while let Some(pack) = sealer.poll_pack() {
            upload(pack);
        }
    }
    let (rest, sealed) = sealer.finish().expect("within limits");
    assert!(rest.len() <= 4, "what is held to the end is bounded: {}", rest.len());
    rest.into_iter().for_each(&mut upload);
    objects.0.insert(sealed.body.id, Object::new(sealed.body.bytes.clone()));
    Sent { key, version, sealed, uploaded }
}

pub(crate) fn body(sent: &Sent, objects: &Objects) -> Body {
    let bytes = &objects.0[&sent.sealed.body.id];
    let (body, hash) = Body::open(&sent.key, &place(), &sent.version, &sent.sealed.body.id, bytes).expect("it opens");
    assert_eq!(hash, sent.sealed.body.tree_hash);
    body
}

pub(crate) fn fetch(sent: &Sent, objects: &Objects, done: HashSet<ObjectId>) -> Fetch {
    let body = body(sent, objects);
    Fetch::new(&place(), body, &sent.sealed.packs, done, SafeFolder::default()).expect("it is consistent")
}

/// Fetches everything, with `parallel` packs in flight that come back in reverse order.
pub(crate) fn receive(sent: &Sent, objects: &Objects, parallel: usize) -> Disk {
    let mut fetch = fetch(sent, objects, HashSet::new());
    let mut disk = HashMap::new();
    let mut finished = HashSet::new();
    while fetch.stage() != Stage::Complete {
        let mut batch: Vec<_> = (0..parallel).map_while(|_| fetch.poll_pack()).collect();
        assert!(!batch.is_empty(), "there is always something to do until it is complete");
        batch.reverse();
        for work in batch {
            let opened = work.open(&objects.0[&work.id()], &mut |piece| write(&mut disk, piece)).expect("untouched");
            fetch.handle_opened(opened).expect("consistent");
        }
        finished.extend(std::iter::from_fn(|| fetch.poll_file()));
    }
    finished.extend(std::iter::from_fn(|| fetch.poll_file()));
    check(&fetch, disk, &finished)
}

pub(crate) type Pieces = HashMap<u32, Vec<u8>>;

pub(crate) fn write(disk: &mut Pieces, piece: jixiang_transfer::Piece<'_>) -> Result<(), Infallible> {
    let file = disk.entry(piece.output).or_default();
    let start = usize::try_from(piece.offset).expect("small");
    if file.len() < start + piece.bytes.len() {
        file.resize(start + piece.bytes.len(), 0);
    }
    file[start..start + piece.bytes.len()].copy_from_slice(piece.bytes);
    Ok(())
}

/// Every file is finished, has its hash, and comes out under its path.
pub(crate) fn check(fetch: &Fetch, mut pieces: Pieces, finished: &HashSet<u32>) -> Disk {
    let mut disk = Disk::new();
    for (place, output) in (0u32..).zip(fetch.outputs()) {
        let bytes = match output.kind {
            OutputKind::Folder => None,
            OutputKind::File { size, hash } => {
                assert!(finished.contains(&place), "{} is finished", output.name);
                let bytes = pieces.remove(&place).unwrap_or_default();
                assert_eq!(bytes.len() as u64, size);
                let mut check = FileCheck::new(hash);
                check.update(&bytes);
                assert!(check.finish());
                Some(bytes)
            }
        };
        assert!(disk.insert(fetch.path(place).join("/"), bytes).is_none(), "paths are distinct");
    }
    assert!(pieces.is_empty(), "nothing else was written");
    disk
}

/// What should come out when all names are safe already.
pub(crate) fn expected(items: &[Item]) -> Disk {
    let mut at: Vec<&str> = Vec::new();
    let mut disk = Disk::new();
    for (depth, name, bytes) in items {
        at.truncate(usize::from(*depth));
        at.push(name);
        disk.insert(at.join("/"), bytes.clone());
    }
    disk
}

/// What an earlier version has, read as a device of the provider reads it.
pub(crate) fn known(sent: &Sent, objects: &Objects) -> Known {
    let body = body(sent, objects);
    let mut known = Known::of(&place(), &body, &sent.sealed.packs, &HashSet::new());
    while let Some(work) = known.poll_pack() {
        let opened = work.open(&objects.0[&work.id()], &mut |_| Ok::<(), Infallible>(()));
        known.handle_opened(opened.expect("untouched"));
    }
    known
}

/// The list as a set.
pub(crate) fn ids(packs: &PackList) -> HashSet<ObjectId> {
    packs.iter().map(|(id, _)| *id).collect()
}

/// An error without its sink.
pub(crate) fn refused<E>(result: Result<jixiang_transfer::Opened, WorkError<E>>) -> bool {
    matches!(result, Err(WorkError::Pack(_) | WorkError::Malformed(_)))
}
