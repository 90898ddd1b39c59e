//! Tests of the body: round trips, limits, mutations.

use proptest::prelude::*;

use super::*;
use crate::chunk::ChunkHash;
use crate::context::tests_place as place;
use crate::run::ChunkRef;
use crate::secret::ChunkKey;
use crate::tree::{EMPTY_FILE, EntryKind};

const VERSION: VersionId = VersionId::from_bytes([3; 32]);

fn key() -> VersionKey {
    VersionKey::from_bytes([4; 32])
}

fn chunk(number: u8) -> ChunkRef {
    ChunkRef {
        pack: ObjectId::from_bytes([number / 2; 32]),
        offset: u32::from(number) * 200,
        length: 100,
        key: ChunkKey::from_bytes([number; 32]),
        hash: ChunkHash::from_bytes([number; 32]),
    }
}

fn file(depth: u8, name: &str, chunks: u32) -> Entry {
    let hash = if chunks == 0 { EMPTY_FILE } else { [7; 32] };
    let kind = EntryKind::File { size: u64::from(chunks) * 1000, chunks, hash };
    Entry { depth, name: name.into(), modified: 1_790_000_000_000, kind }
}

fn sample() -> Body {
    let mut run = Run::default();
    (1..=3).for_each(|number| run.push(chunk(number)));
    let folder = Entry { depth: 0, name: "一季度".into(), modified: 0, kind: EntryKind::Folder };
    let entries = vec![folder, file(1, "甲.csv", 2), file(1, "空.txt", 0), file(0, "乙.csv", 1)];
    Body {
        entries: 4,
        size: 3000,
        chunks: 3,
        tree: Tree::Inline(entries),
        references: References::Inline(run),
        sections: vec![Section { label: "figures".into(), bytes: b"{\"mean\":\"1.5\"}".to_vec() }],
    }
}

fn paged() -> Body {
    let mut run = Run::default();
    run.push(chunk(1));
    run.push(chunk(2));
    let pages = Paged { run, counts: vec![256, 44] };
    Body {
        entries: 300,
        size: 500_000,
        chunks: 300,
        tree: Tree::Paged(pages.clone()),
        references: References::Paged(pages),
        sections: Vec::new(),
    }
}

#[test]
fn bodies_open_as_they_were_sealed_and_give_the_same_tree_hash() {
    for body in [sample(), paged()] {
        let sealed = body.seal(&key(), &place(1), &VERSION).expect("it fits");
        let (opened, hash) = Body::open(&key(), &place(1), &VERSION, &sealed.id, &sealed.bytes).expect("untouched");
        assert_eq!((opened, hash), (body, sealed.tree_hash));
    }
}

#[test]
fn a_body_opens_only_for_its_version_place_and_key() {
    let sealed = sample().seal(&key(), &place(1), &VERSION).expect("it fits");
    let open = |key: &VersionKey, place: &Place, version: u8| {
        Body::open(key, place, &VersionId::from_bytes([version; 32]), &sealed.id, &sealed.bytes).err()
    };
    assert_eq!(open(&key(), &place(1), 3), None);
    let refused = Some(BodyError::Open(OpenError::Commitment));
    assert_eq!(open(&key(), &place(1), 4), refused);
    assert_eq!(open(&key(), &place(2), 3), refused);
    assert_eq!(open(&VersionKey::from_bytes([5; 32]), &place(1), 3), refused);
}

#[test]
fn a_body_that_contradicts_itself_is_neither_sealed_nor_read() {
    let wrong = [
        Body { size: 3001, ..sample() },
        Body { chunks: 4, ..sample() },
        Body { entries: 5, ..sample() },
        Body { chunks: 299, ..paged() },
        Body { entries: 301, ..paged() },
    ];
    for body in wrong {
        assert_eq!(body.seal(&key(), &place(1), &VERSION), Err(Malformed::Contradiction.into()));
    }
    let mut twice = sample();
    twice.sections.push(twice.sections[0].clone());
    assert_eq!(twice.seal(&key(), &place(1), &VERSION), Err(Malformed::Contradiction.into()));
}

#[test]
fn the_longest_body_stays_within_eight_mebibytes() {
    let mut body = sample();
    body.sections[0].bytes = vec![1; LONGEST_PLAIN - 900];
    let sealed = body.seal(&key(), &place(1), &VERSION).expect("it fits");
    assert!(sealed.bytes.len() <= LONGEST_SEALED);
    body.sections[0].bytes = vec![1; LONGEST_PLAIN];
    assert_eq!(body.seal(&key(), &place(1), &VERSION), Err(BodyError::TooLong));
}

#[test]
fn padding_must_be_the_padding_of_the_rule() {
    let bytes = sample().encode().expect("it fits");
    assert_eq!(bytes.len(), 4096);
    let longer: Vec<u8> = bytes.iter().copied().chain([0; 256]).collect();
    assert_eq!(Body::decode(&longer), Err(Malformed::Padding));
    let mut marked = bytes.clone();
    marked[4095] = 1;
    assert_eq!(Body::decode(&marked), Err(Malformed::Padding));
    assert_eq!(Body::decode(&bytes[..4095]), Err(Malformed::Padding));
}

#[test]
fn counts_far_beyond_the_input_are_refused_before_anything_is_allocated() {
    let mut bytes = sample().encode().expect("it fits");
    bytes[22] = 0;
    bytes[23..27].copy_from_slice(&1_000_000u32.to_be_bytes());
    assert_eq!(Body::decode(&bytes), Err(Malformed::Short));
    bytes[23..27].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(Body::decode(&bytes), Err(Malformed::Limit));
}

proptest! {
    #[test]
    fn any_flipped_bit_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut sealed = sample().seal(&key(), &place(1), &VERSION).expect("it fits");
        let at = at.index(sealed.bytes.len());
        sealed.bytes[at] ^= 1 << bit;
        let opened = Body::open(&key(), &place(1), &VERSION, &sealed.id, &sealed.bytes);
        prop_assert_eq!(opened, Err(BodyError::Object));
        let renamed = ObjectId::of(&sealed.bytes);
        let opened = Body::open(&key(), &place(1), &VERSION, &renamed, &sealed.bytes);
        prop_assert!(matches!(opened, Err(BodyError::Open(_))));
    }

    #[test]
    fn what_the_decoder_takes_it_writes_again(at in 0usize..900, byte in any::<u8>(), long in any::<bool>()) {
        let mut bytes = if long { sample() } else { paged() }.encode().expect("it fits");
        bytes[at] = byte;
        if let Ok(body) = Body::decode(&bytes) {
            prop_assert!(body.encode().expect("it was read") == bytes);
        }
    }

    #[test]
    fn no_plaintext_makes_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), tree in 0u8..3) {
        let _ = Body::decode(&bytes);
        let mut led = [&[0, 1][..], &[0; 20], &[tree]].concat();
        led.extend(bytes);
        let _ = Body::decode(&led);
    }
}
