//! The vectors of chunks, packs, pages, bodies and covers. All are made by tests/interop/make_vectors.py with a second
//! implementation; a file's name says what it specifies.

mod common;

use common::{VERSION, array, bytes, list, load, number, place};
use jixiang_model::ObjectId;
use jixiang_seal::body::{Body, References, Section, Tree, TreeHash};
use jixiang_seal::chunk::{ChunkContext, ChunkHash, Plain};
use jixiang_seal::chunked::{plain_length, sealed_length};
use jixiang_seal::context;
use jixiang_seal::cover::{Cover, CoverKind, CoverName};
use jixiang_seal::pack::{PackBuilder, VerifiedPack};
use jixiang_seal::page::{self, Borders};
use jixiang_seal::run::{ChunkRef, Paged, Run};
use jixiang_seal::tree::{self, EMPTY_FILE, Entry, EntryKind};
use jixiang_seal::{ChunkKey, CoverKey, LineageSecret, VersionKey, padded_length};

fn sample(length: usize) -> Vec<u8> {
    (0..length).map(|i| u8::try_from(i * 7 % 251).expect("below 251")).collect()
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
        let (key, plaintext) = (ChunkKey::from_bytes(array(&case["key"])), sample(number(&case["length"])));
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
        context.open(&key, &content, &sealed, &mut opened).expect("it opens");
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
        let offsets: Vec<_> = placed.iter().map(|placed| u64::from(placed.offset)).collect();
        assert_eq!(serde_json::json!(offsets), case["offsets"]);
        let pack = builder.close().expect("there are chunks");
        assert_eq!(pack.object.len(), number(&case["size"]));
        assert_eq!(pack.object[pack.object.len() - 16..], bytes(&case["last_16"]));
        assert_eq!(pack.id(), ObjectId::from_bytes(array(&case["object"])));
        let verified = VerifiedPack::of(pack.id(), pack.size, &pack.object).expect("its own");
        let mut out = Vec::new();
        for placed in placed {
            let chunk = placed.within(pack.id());
            verified.open(&ChunkContext::new(&place()), &chunk, &mut out).expect("it opens");
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
        Entry { depth: 0, name: "一季度".into(), modified: 0, kind: EntryKind::Folder },
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
        sections: vec![Section { label: "figures".into(), bytes: b"{\"mean\":\"1.5\"}".to_vec() }],
    };
    let pages = Paged { run: run(1..=2), counts: vec![256, 44] };
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
        assert_eq!(sealed.tree_hash, TreeHash::from_bytes(array(&case["tree_hash"])));
        let id = ObjectId::from_bytes(array(&case["object"]));
        let (opened, _) = Body::open(&key, &place(), &VERSION, &id, &bytes(&case["sealed"])).expect("it opens");
        assert_eq!(opened, body, "{name}");
    }
    for (length, padded) in file["padded_length"].as_object().expect("a map") {
        assert_eq!(padded_length(length.parse().expect("a number")), number(padded), "{length}");
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
                CoverName { kind: CoverKind::Folder, name: "一季度".into(), size: 200, files: 2 },
                CoverName { kind: CoverKind::File, name: "乙.csv".into(), size: 100, files: 1 },
            ],
        };
        let sealed = cover.seal(&key, &place()).expect("it fits");
        assert_eq!(sealed.bytes, bytes(&case["sealed"]));
        let id = ObjectId::from_bytes(array(&case["object"]));
        assert_eq!(Cover::open(&key, &place(), &id, &sealed.bytes), Ok(cover));
    }
}
