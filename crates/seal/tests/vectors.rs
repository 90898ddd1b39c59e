//! Every vector in `tests/vectors`, made by tests/interop/make_vectors.py with a second implementation. A file's name
//! says what it specifies.

use jixiang_model::{
    DepartmentId, DeviceId, KeyHash, ObjectId, RealmId, ScopeId, Suite, VersionId,
};
use jixiang_seal::body::{Body, References, Section, Tree, TreeHash};
use jixiang_seal::chunk::{ChunkContext, ChunkHash, Plain};
use jixiang_seal::chunked::{plain_length, sealed_length};
use jixiang_seal::context::{self, SealFor};
use jixiang_seal::cover::{Cover, CoverKind, CoverName};
use jixiang_seal::pack::{PackBuilder, VerifiedPack};
use jixiang_seal::page::{self, Borders};
use jixiang_seal::run::{ChunkRef, Paged, Run};
use jixiang_seal::to_key::{self, KeyError, Opens, Sealable};
use jixiang_seal::tree::{self, EMPTY_FILE, Entry, EntryKind};
use jixiang_seal::wrap::{self, DeviceKeys, WrapFor};
use jixiang_seal::{
    ChunkKey, CoverKey, DevicePrivateKey, EpochPrivateKey, Extent, GenerationKey, LineageSecret,
    Place, Purpose, SigningSeed, VersionKey, WrapKey, padded_length, ratchet, receipt,
};
use serde_json::Value;

fn load(name: &str) -> Value {
    let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read(&path).expect("the vectors are part of the project");
    serde_json::from_slice(&text).expect("vectors are JSON")
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().expect("a string")).expect("hexadecimal")
}

fn array(value: &Value) -> [u8; 32] {
    bytes(value).try_into().expect("32 bytes")
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("small")
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn place() -> Place {
    Place {
        realm: RealmId::from_bytes([0x11; 32]),
        suite: Suite::One,
        scope: ScopeId::from_bytes([0x22; 32]),
    }
}

const VERSION: VersionId = VersionId::from_bytes([0x33; 32]);
const DEVICE: DeviceId = DeviceId::from_bytes([0x55; 32]);

fn sample(length: usize) -> Vec<u8> {
    (0..length)
        .map(|i| u8::try_from(i * 7 % 251).expect("below 251"))
        .collect()
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    *ObjectId::of(bytes).as_bytes()
}

#[test]
fn a_chunk_takes_its_salt_from_key_and_content() {
    let file = load("a_chunk_takes_its_salt_from_key_and_content");
    assert_eq!(context::chunk(&place()), bytes(&file["context"]));
    let context = ChunkContext::new(&place());
    for case in list(&file["cases"]) {
        let (key, plaintext) = (
            ChunkKey::from_bytes(array(&case["key"])),
            sample(number(&case["length"])),
        );
        let mut sealed = vec![0; sealed_length(plaintext.len())];
        context.seal(&key, &Plain::new(&plaintext), &mut sealed);
        assert_eq!(sealed.len(), number(&case["sealed_length"]));
        assert_eq!(sealed[..24], bytes(&case["salt"]));
        assert_eq!(hash(&sealed), array(&case["sealed_blake3"]));
        if case["sealed"].is_string() {
            assert_eq!(sealed, bytes(&case["sealed"]));
        }
        let mut opened = vec![0; plain_length(sealed.len()).expect("a message")];
        let content = ChunkHash::from_bytes(array(&case["plaintext_blake3"]));
        context
            .open(&key, &content, &sealed, &mut opened)
            .expect("it opens");
        assert_eq!(opened, plaintext);
    }
}

#[test]
fn a_pack_is_chunks_and_filler_to_the_next_size() {
    let file = load("a_pack_is_chunks_and_filler_to_the_next_size");
    for case in list(&file["cases"]) {
        let mut builder = PackBuilder::new(&place());
        let mut placed = Vec::new();
        for (index, length) in list(&case["lengths"]).iter().enumerate() {
            let key = ChunkKey::from_bytes([u8::try_from(index + 1).expect("few"); 32]);
            placed.push(builder.append(key, &Plain::new(&sample(number(length)))));
        }
        let offsets: Vec<_> = placed
            .iter()
            .map(|placed| u64::from(placed.offset))
            .collect();
        assert_eq!(serde_json::json!(offsets), case["offsets"]);
        let pack = builder.close().expect("there are chunks");
        assert_eq!(pack.bytes.len(), number(&case["size"]));
        assert_eq!(pack.bytes[pack.bytes.len() - 16..], bytes(&case["last_16"]));
        assert_eq!(pack.id, ObjectId::from_bytes(array(&case["object"])));
        let verified = VerifiedPack::verify(pack.id, pack.size, &pack.bytes).expect("untouched");
        let mut out = Vec::new();
        for placed in placed {
            let chunk = placed.within(pack.id);
            verified
                .open(&ChunkContext::new(&place()), &chunk, &mut out)
                .expect("it opens");
            assert_eq!(out, sample(chunk.plain_length()));
        }
    }
}

fn run(numbers: std::ops::RangeInclusive<u8>) -> Run {
    let mut run = Run::default();
    for number in numbers {
        run.push(ChunkRef {
            pack: ObjectId::from_bytes([number / 2; 32]),
            offset: u32::from(number) * 200,
            length: 100,
            key: ChunkKey::from_bytes([number; 32]),
            hash: ChunkHash::from_bytes([number + 100; 32]),
        });
    }
    run
}

fn entries() -> Vec<Entry> {
    let file = |depth, name: &str, modified, size, chunks, hash| Entry {
        depth,
        name: name.into(),
        modified,
        kind: EntryKind::File { size, chunks, hash },
    };
    vec![
        Entry {
            depth: 0,
            name: "一季度".into(),
            modified: 0,
            kind: EntryKind::Folder,
        },
        file(1, "甲.csv", 1_790_000_000_000, 2000, 2, [7; 32]),
        file(1, "空.txt", 1_790_000_000_001, 0, 0, EMPTY_FILE),
        file(0, "乙.csv", 1_790_000_000_002, 1000, 1, [8; 32]),
    ]
}

#[test]
fn a_page_ends_where_ten_bits_are_zero() {
    let file = load("a_page_ends_where_ten_bits_are_zero");
    let borders = Borders::new(LineageSecret::from_bytes(array(&file["lineage"])));
    let (mut ends, mut count) = (Vec::new(), 0);
    for number in 0..20_000u32 {
        count += 1;
        if borders.ends(count, &hash(&number.to_be_bytes())) {
            ends.push(number);
            count = 0;
        }
    }
    assert_eq!(serde_json::json!(ends), file["last_of_each_page"]);
    assert_eq!(page::encode(&run(1..=3)), bytes(&file["page"]));
    assert_eq!(page::decode(&bytes(&file["page"])), Ok(run(1..=3)));
    assert_eq!(tree::encode_page(&entries()), bytes(&file["tree_page"]));
    assert_eq!(tree::decode_page(&bytes(&file["tree_page"])), Ok(entries()));
}

fn bodies() -> [(&'static str, Body); 2] {
    let inline = Body {
        entries: 4,
        size: 3000,
        chunks: 3,
        tree: Tree::Inline(entries()),
        references: References::Inline(run(1..=3)),
        sections: vec![Section {
            label: "figures".into(),
            bytes: b"{\"mean\":\"1.5\"}".to_vec(),
        }],
    };
    let pages = Paged {
        run: run(1..=2),
        counts: vec![256, 44],
    };
    let paged = Body {
        entries: 300,
        size: 500_000,
        chunks: 300,
        tree: Tree::Paged(pages.clone()),
        references: References::Paged(pages),
        sections: Vec::new(),
    };
    [("inline", inline), ("paged", paged)]
}

#[test]
fn a_body_is_padded_and_sealed_for_its_version() {
    let file = load("a_body_is_padded_and_sealed_for_its_version");
    assert_eq!(context::body(&place(), &VERSION), bytes(&file["context"]));
    let key = VersionKey::from_bytes(array(&file["key"]));
    for (name, body) in bodies() {
        let case = &file["cases"][name];
        let sealed = body.seal(&key, &place(), &VERSION).expect("it fits");
        assert_eq!(sealed.bytes, bytes(&case["sealed"]), "{name}");
        assert_eq!(
            sealed.tree_hash,
            TreeHash::from_bytes(array(&case["tree_hash"]))
        );
        let id = ObjectId::from_bytes(array(&case["object"]));
        let (opened, _) =
            Body::open(&key, &place(), &VERSION, &id, &bytes(&case["sealed"])).expect("it opens");
        assert_eq!(opened, body, "{name}");
    }
    for (length, padded) in file["padded_length"].as_object().expect("a map") {
        assert_eq!(
            padded_length(length.parse().expect("a number")),
            number(padded),
            "{length}"
        );
    }
}

#[test]
fn a_cover_is_padded_and_sealed_for_its_delivery() {
    let file = load("a_cover_is_padded_and_sealed_for_its_delivery");
    assert_eq!(context::cover(&place()), bytes(&file["context"]));
    let key = CoverKey::from_bytes(array(&file["key"]));
    for case in list(&file["cases"]) {
        let cover = Cover {
            title: "一季度报表".into(),
            note: case["note"].as_str().expect("a string").into(),
            size: 300,
            files: 3,
            folders: 1,
            names: vec![
                CoverName {
                    kind: CoverKind::Folder,
                    name: "一季度".into(),
                    size: 200,
                    files: 2,
                },
                CoverName {
                    kind: CoverKind::File,
                    name: "乙.csv".into(),
                    size: 100,
                    files: 1,
                },
            ],
        };
        let sealed = cover.seal(&key, &place()).expect("it fits");
        assert_eq!(sealed.bytes, bytes(&case["sealed"]));
        let id = ObjectId::from_bytes(array(&case["object"]));
        assert_eq!(Cover::open(&key, &place(), &id, &sealed.bytes), Ok(cover));
    }
}

#[test]
fn a_generation_key_follows_from_the_one_before() {
    let file = load("a_generation_key_follows_from_the_one_before");
    let key = GenerationKey::from_bytes(array(&file["key"]));
    for step in list(&file["steps"]) {
        let wanted = step["number"].as_u64().expect("a number");
        assert_eq!(
            context::generation(&place(), 3, wanted),
            bytes(&step["context"])
        );
        let reached = ratchet::advance(&key, &place(), 3, 7, wanted).expect("ahead");
        assert_eq!(
            reached,
            GenerationKey::from_bytes(array(&step["key"])),
            "K(3, {wanted})"
        );
    }
}

#[test]
fn a_key_is_wrapped_under_another() {
    let file = load("a_key_is_wrapped_under_another");
    let (version, device) = (&file["version"], &file["device"]);
    let under = GenerationKey::from_bytes(array(&version["under"]));
    let at = WrapFor {
        place: place(),
        generation: 3,
        number: 7,
        version: VERSION,
    };
    let key = VersionKey::from_bytes(array(&version["key"]));
    assert_eq!(
        context::wrapped_version(&place(), 3, 7, &VERSION),
        bytes(&version["context"])
    );
    assert_eq!(
        wrap::wrap_version(&under, &at, &key).to_vec(),
        bytes(&version["wrapped"])
    );
    assert_eq!(
        wrap::unwrap_version(&under, &at, &bytes(&version["wrapped"])),
        Ok(key)
    );

    let under = WrapKey::from_bytes(array(&device["under"]));
    let keys = DeviceKeys {
        signing: SigningSeed::from_bytes(array(&device["signing"])),
        sealing: DevicePrivateKey::from_bytes(array(&device["sealing"])),
    };
    let realm = place().realm;
    assert_eq!(
        context::wrapped_device(&realm, Suite::One, &DEVICE),
        bytes(&device["context"])
    );
    assert_eq!(
        wrap::wrap_device(&under, &realm, Suite::One, &DEVICE, &keys).to_vec(),
        bytes(&device["wrapped"])
    );
    assert_eq!(
        wrap::unwrap_device(
            &under,
            &realm,
            Suite::One,
            &DEVICE,
            &bytes(&device["wrapped"])
        ),
        Ok(keys)
    );
}

#[test]
fn a_receipt_proves_the_tree_hash() {
    let file = load("a_receipt_proves_the_tree_hash");
    assert_eq!(
        context::receipt(&place(), &VERSION),
        bytes(&file["context"])
    );
    let key = VersionKey::from_bytes(array(&file["version_key"]));
    let tree_hash = TreeHash::from_bytes(array(&file["tree_hash"]));
    assert_eq!(
        receipt::proof(&key, &place(), &VERSION, &tree_hash),
        array(&file["proof"])
    );
}

#[test]
fn a_public_key_follows_from_its_seed() {
    let file = load("a_public_key_follows_from_its_seed");
    for case in list(&file["cases"]) {
        let public = DevicePrivateKey::from_bytes(array(&case["seed"])).public();
        assert_eq!(public.to_bytes(), bytes(&case["public"]));
        assert_eq!(public.hash(), KeyHash::from_bytes(array(&case["hash"])));
    }
}

fn seal_for(purpose: Purpose, extent: &str, epoch: &EpochPrivateKey) -> SealFor {
    let word = purpose.word();
    let answers =
        word.starts_with("grant") || word.starts_with("reseal") || word.starts_with("delivery");
    SealFor {
        purpose,
        place: place(),
        department: DepartmentId::from_bytes([0x44; 32]),
        device: DEVICE,
        extent: match extent {
            "scope" => Extent::Scope,
            "version" => Extent::Version(VERSION),
            "numbers" => Extent::Numbers {
                generation: 3,
                from: 7,
                to: None,
            },
            "epoch" => Extent::Epoch(epoch.public().hash()),
            other => panic!("{other} is no extent"),
        },
        answers: answers.then(|| ScopeId::from_bytes([0x66; 32])),
    }
}

fn opens<S: Sealable + std::fmt::Debug>(
    seal: &SealFor,
    recipient: &DevicePrivateKey,
    case: &Value,
    secret: impl Fn(&S) -> [u8; 32],
) {
    let sealed = bytes(&case["sealed"]);
    let opened: S = to_key::open(seal, recipient, &sealed).expect("it opens");
    assert_eq!(
        secret(&opened),
        array(&case["secret"]),
        "{}",
        seal.purpose.word()
    );
    for other in Purpose::ALL
        .into_iter()
        .filter(|other| *other != seal.purpose)
    {
        let passed_off = SealFor {
            purpose: other,
            ..*seal
        };
        assert!(
            to_key::open::<S>(&passed_off, recipient, &sealed).is_err(),
            "as {}",
            other.word()
        );
    }
}

#[test]
fn a_seal_opens_only_for_what_it_was_made() {
    let file = load("a_seal_opens_only_for_what_it_was_made");
    let recipient = DevicePrivateKey::from_bytes(array(&file["recipient_seed"]));
    let epoch = EpochPrivateKey::from_bytes(array(&file["epoch_seed"]));
    let cases = list(&file["cases"]);
    assert_eq!(cases.len(), Purpose::ALL.len());
    for (purpose, case) in Purpose::ALL.into_iter().zip(cases) {
        assert_eq!(case["purpose"], purpose.word());
        let extent = case["extent"].as_str().expect("a word");
        let seal = seal_for(purpose, extent, &epoch);
        assert_eq!(
            context::seal_info(&seal, &recipient.public().hash()),
            bytes(&case["info"])
        );
        match (extent, purpose) {
            ("epoch", _) => {
                opens::<EpochPrivateKey>(&seal, &recipient, case, |key| *key.as_bytes())
            }
            ("version", _) => opens::<VersionKey>(&seal, &recipient, case, |key| *key.as_bytes()),
            ("numbers", _) => {
                opens::<GenerationKey>(&seal, &recipient, case, |key| *key.as_bytes())
            }
            (_, Purpose::Lineage) => {
                opens::<LineageSecret>(&seal, &recipient, case, |key| *key.as_bytes())
            }
            _ => opens::<CoverKey>(&seal, &recipient, case, |key| *key.as_bytes()),
        }
    }
}

#[test]
fn any_change_of_what_a_seal_is_for_or_of_its_bytes_keeps_it_shut() {
    let file = load("a_seal_opens_only_for_what_it_was_made");
    let recipient = DevicePrivateKey::from_bytes(array(&file["recipient_seed"]));
    let case = list(&file["cases"])
        .iter()
        .find(|case| case["purpose"] == "delivery-version")
        .expect("it is there");
    let (seal, sealed) = (
        seal_for(
            Purpose::DeliveryVersion,
            "version",
            &EpochPrivateKey::from_bytes([0; 32]),
        ),
        bytes(&case["sealed"]),
    );
    let other = [0x99; 32];
    let elsewhere = Place {
        scope: ScopeId::from_bytes(other),
        ..place()
    };
    let another_realm = Place {
        realm: RealmId::from_bytes(other),
        ..place()
    };
    for changed in [
        SealFor {
            place: elsewhere,
            ..seal
        },
        SealFor {
            place: another_realm,
            ..seal
        },
        SealFor {
            department: DepartmentId::from_bytes(other),
            ..seal
        },
        SealFor {
            device: DeviceId::from_bytes(other),
            ..seal
        },
        SealFor {
            extent: Extent::Version(VersionId::from_bytes(other)),
            ..seal
        },
        SealFor {
            answers: None,
            ..seal
        },
        SealFor {
            answers: Some(ScopeId::from_bytes(other)),
            ..seal
        },
    ] {
        assert_eq!(
            to_key::open::<VersionKey>(&changed, &recipient, &sealed),
            Err(KeyError::Open)
        );
    }
    let stranger = DevicePrivateKey::from_bytes(other);
    assert_eq!(
        to_key::open::<VersionKey>(&seal, &stranger, &sealed),
        Err(KeyError::Open)
    );
    assert_eq!(
        to_key::open::<CoverKey>(&seal, &recipient, &sealed),
        Err(KeyError::Purpose)
    );
    for at in (0..sealed.len()).step_by(37).chain([sealed.len() - 1]) {
        let mut damaged = sealed.clone();
        damaged[at] ^= 4;
        assert_eq!(
            to_key::open::<VersionKey>(&seal, &recipient, &damaged),
            Err(KeyError::Open),
            "byte {at}"
        );
    }
    let longer = [&sealed[..], &[0]].concat();
    for wrong in [&sealed[..sealed.len() - 1], &longer, &[]] {
        assert_eq!(
            to_key::open::<VersionKey>(&seal, &recipient, wrong),
            Err(KeyError::Open)
        );
    }
}
