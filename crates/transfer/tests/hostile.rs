//! A sender that breaks the format: nothing is laid out, nothing is written beyond what was signed, and memory stays with
//! what was really sent.

mod common;

use std::collections::HashSet;
use std::convert::Infallible;

use common::*;
use jixiang_model::ObjectId;
use jixiang_seal::Malformed;
use jixiang_seal::body::{Body, References, Tree};
use jixiang_seal::chunk::Plain;
use jixiang_seal::pack::{Pack, PackBuilder, PackSize};
use jixiang_seal::run::{ChunkRef, Paged, Run};
use jixiang_seal::safe_name::SafeFolder;
use jixiang_seal::tree::{Entry, EntryKind, encode_page};
use jixiang_seal::{ChunkKey, page};
use jixiang_transfer::{Fetch, FetchError, Stage};

fn stored(contents: &[Vec<u8>]) -> (Pack, Vec<ChunkRef>) {
    let mut builder = PackBuilder::new(&place());
    let mut placed = Vec::new();
    for content in contents {
        placed.push(builder.append(ChunkKey::from_bytes([1; 32]), &Plain::new(content)));
    }
    let pack = builder.close().expect("there are chunks");
    let refs = placed.into_iter().map(|placed| placed.within(pack.id())).collect();
    (pack, refs)
}

fn entry(name: &str, size: u64, chunks: u32) -> Entry {
    Entry { depth: 0, name: name.into(), modified: 0, kind: EntryKind::File { size, chunks, hash: [3; 32] } }
}

fn run(refs: impl IntoIterator<Item = ChunkRef>) -> Run {
    let mut run = Run::default();
    refs.into_iter().for_each(|chunk| run.push(chunk));
    run
}

fn inline(entries: Vec<Entry>, size: u64, chunks: u64, refs: Run) -> Body {
    let count = u32::try_from(entries.len()).expect("few");
    let references = References::Inline(refs);
    Body { entries: count, size, chunks, tree: Tree::Inline(entries), references, sections: Vec::new() }
}

fn begin(body: Body, packs: &[(ObjectId, PackSize)]) -> Result<Fetch, FetchError> {
    Fetch::new(&place(), body, packs, HashSet::new(), SafeFolder::default())
}

#[test]
fn a_pack_that_is_not_on_the_signed_list_is_not_fetched() {
    let (pack, refs) = stored(&[noise(1, 100)]);
    let body = inline(vec![entry("a", 100, 1)], 100, 1, run(refs));
    assert!(begin(body.clone(), &[(pack.id(), pack.size)]).is_ok());
    let other = ObjectId::of(b"other");
    assert_eq!(begin(body, &[(other, PackSize::Kib64)]).err(), Some(FetchError::Unlisted));
}

#[test]
fn chunks_that_do_not_add_up_to_the_files_lay_nothing_out() {
    let (pack, refs) = stored(&[noise(1, 100), noise(2, 100)]);
    let list = [(pack.id(), pack.size)];
    let contradiction = Some(FetchError::Malformed(Malformed::Contradiction));
    let longer = inline(vec![entry("a", 101, 1)], 101, 1, run([refs[0].clone()]));
    assert_eq!(begin(longer, &list).err(), contradiction, "the chunk is shorter than the file");
    let shifted = vec![entry("a", 150, 1), entry("b", 50, 1)];
    assert_eq!(
        begin(inline(shifted, 200, 2, run(refs.clone())), &list).err(),
        contradiction,
        "a border within a chunk"
    );
    let fewer = inline(vec![entry("a", 100, 1)], 100, 1, run(refs));
    assert_eq!(begin(fewer, &list).err(), contradiction, "a chunk of no file");
}

#[test]
fn pages_with_other_counts_or_other_content_are_refused() {
    let (data, refs) = stored(&[noise(1, 100)]);
    let tree = encode_page(&[entry("a", 100, 1)]);
    let (index, pages) = stored(&[tree, page::encode(&run(refs))]);
    let list = [(data.id(), data.size), (index.id(), index.size)];
    let paged = |at: usize, count: u16| Paged { run: run([pages[at].clone()]), counts: vec![count] };
    let body = |tree: Paged, references: Paged| Body {
        entries: u32::from(tree.counts[0]),
        size: 100_000,
        chunks: u64::from(references.counts[0]),
        tree: Tree::Paged(tree),
        references: References::Paged(references),
        sections: Vec::new(),
    };
    for (body, why) in [
        (body(paged(0, 2), paged(1, 1)), "fewer entries than the body says"),
        (body(paged(0, 1), paged(1, 2)), "fewer references than the body says"),
        (body(paged(1, 1), paged(1, 1)), "references as a tree"),
        (body(paged(0, 1), paged(0, 1)), "a tree as references"),
    ] {
        let mut fetch = begin(body, &list).expect("pages are not open yet");
        let work = fetch.poll_pack().expect("the pages");
        assert!(refused(work.open::<Infallible>(&index.object, &mut |_| Ok(()))), "{why}");
    }
    let mut fetch = begin(body(paged(0, 1), paged(1, 1)), &list).expect("pages are not open yet");
    let work = fetch.poll_pack().expect("the pages");
    let opened = work.open::<Infallible>(&index.object, &mut |_| Ok(())).expect("they open");
    let stated = fetch.handle_opened(opened);
    assert_eq!(stated, Err(FetchError::Malformed(Malformed::Contradiction)), "100 bytes, and the body says 100,000");
    assert_eq!(fetch.stage(), Stage::Index);
    assert!(fetch.outputs().is_empty());
}

#[test]
fn a_page_named_again_and_again_does_not_grow_without_end() {
    let long: Vec<_> = (0..900).map(|number| entry(&format!("{number}{}", "x".repeat(1000)), 1, 1)).collect();
    let (index, pages) = stored(&[encode_page(&long)]);
    let times = 1_000_000 / 900;
    let counts = vec![900; times];
    let tree = Paged { run: run(std::iter::repeat_n(pages[0].clone(), times)), counts };
    let entries = u32::try_from(900 * times).expect("a million");
    let body = Body {
        entries,
        size: u64::from(entries),
        chunks: 1,
        tree: Tree::Paged(tree),
        references: References::Inline(run(pages)),
        sections: Vec::new(),
    };
    let mut fetch = begin(body, &[(index.id(), index.size)]).expect("pages are not open yet");
    let work = fetch.poll_pack().expect("the pages");
    assert!(refused(work.open::<Infallible>(&index.object, &mut |_| Ok(()))));
}
