//! Whole behaviours: what is sealed comes out again, makes the same bytes again, and travels once.

mod common;

use std::collections::HashSet;
use std::convert::Infallible;

use common::*;
use jixiang_model::Object;
use jixiang_seal::LineageSecret;
use jixiang_seal::body::{References, Tree};
use jixiang_seal::job::{Job, JobSeed};
use jixiang_transfer::{Known, Meta, Sealer, SealerError, Stage, WorkError};
use proptest::prelude::*;

fn mixed() -> Vec<Item> {
    vec![
        folder(0, "一季度"),
        folder(1, "空文件夹"),
        folder(1, "附件"),
        file(2, "大表.csv", noise(1, 3_000_000)),
        file(2, "空.txt", Vec::new()),
        file(1, "说明.docx", noise(2, 32 << 10)),
        file(0, "单字节", vec![9]),
    ]
}

#[test]
fn folders_with_chinese_names_empty_files_and_empty_folders_come_out_as_they_went_in() {
    let mut objects = Objects::default();
    let sent = send(job(1), &mixed(), Known::default(), 1 << 20, &mut objects);
    assert_eq!((sent.sealed.entries, sent.sealed.size), (7, 3_032_769));
    assert_eq!(sent.uploaded.len(), 1, "one pack of content and no pages");
    for parallel in [1, 4] {
        assert_eq!(receive(&sent, &objects, parallel), expected(&mixed()));
    }
}

#[test]
fn nothing_but_empty_files_needs_no_pack() {
    let items = [folder(0, "a"), file(1, "b", Vec::new())];
    let mut objects = Objects::default();
    let sent = send(job(1), &items, Known::default(), 1, &mut objects);
    assert!(sent.sealed.packs.is_empty());
    assert_eq!(receive(&sent, &objects, 1), expected(&items));
    let nothing = send(job(2), &[], Known::default(), 1, &mut objects);
    assert_eq!(receive(&nothing, &objects, 1), Disk::new());
}

#[test]
fn ten_thousand_small_files_share_packs_and_pages() {
    let mut items = vec![folder(0, "很多")];
    items.extend((0..10_000u64).map(|number| file(1, &format!("第{number}号记录.dat"), noise(number + 1, 4096))));
    let mut objects = Objects::default();
    let sent = send(job(1), &items, Known::default(), 1 << 20, &mut objects);
    let body = body(&sent, &objects);
    let (Tree::Paged(tree), References::Paged(references)) = (&body.tree, &body.references) else {
        panic!("both lists are long");
    };
    assert!((3..40).contains(&tree.run.len()) && (3..40).contains(&references.run.len()));
    assert!(sent.uploaded.len() <= 8, "{} packs", sent.uploaded.len());
    assert!(sent.sealed.new_bytes < 48 << 20, "{} bytes for 40 MB", sent.sealed.new_bytes);
    assert!(sent.sealed.body.bytes.len() < 16 << 10);
    assert_eq!(receive(&sent, &objects, 3), expected(&items));
}

#[test]
fn a_job_run_again_makes_the_same_objects_however_the_files_are_read() {
    let (mut first, mut second, mut other) = (Objects::default(), Objects::default(), Objects::default());
    let items = [file(0, "a", noise(1, 20_000_000)), file(0, "b", noise(2, 50_000))];
    let once = send(job(1), &items, Known::default(), 1 << 20, &mut first);
    let again = send(job(1), &items, Known::default(), 77_777, &mut second);
    assert_eq!(once.uploaded, again.uploaded);
    assert_eq!(once.sealed, again.sealed);
    let elsewhere = send(job(2), &items, Known::default(), 1 << 20, &mut other);
    assert!(ids(&once.sealed.packs).is_disjoint(&ids(&elsewhere.sealed.packs)), "another seed shares nothing");
}

#[test]
fn content_that_repeats_within_a_version_is_stored_once() {
    let mut items = vec![file(0, "zeros", vec![0; 20 << 20])];
    items.extend((0..50).map(|number| file(0, &format!("copy {number}"), noise(5, 1 << 20))));
    let mut objects = Objects::default();
    let sent = send(job(1), &items, Known::default(), 1 << 20, &mut objects);
    assert!(sent.sealed.new_bytes <= (4 << 20) + (256 << 10), "{}", sent.sealed.new_bytes);
    assert_eq!(receive(&sent, &objects, 2), expected(&items));
}

fn version(seed: u8) -> Job {
    Job::dataset(place(), &JobSeed::from_bytes([seed; 32]), LineageSecret::from_bytes([9; 32]))
}

#[test]
fn the_next_version_sends_what_changed_and_names_what_it_reuses() {
    let mut content = noise(1, 120 << 20);
    let mut objects = Objects::default();
    let first = send(version(1), &[file(0, "表.csv", content.clone())], Known::default(), 1 << 20, &mut objects);
    content[60 << 20..(60 << 20) + 1000].fill(7);
    let items = [file(0, "新名.csv", content)];
    let second = send(version(2), &items, known(&first, &objects), 1 << 20, &mut objects);
    assert_eq!(second.uploaded.len(), 2, "one pack of content and one of pages");
    assert!(second.sealed.new_bytes <= 64 * 1024 + 256 * 1024, "{}", second.sealed.new_bytes);
    assert!(ids(&second.sealed.packs).intersection(&ids(&first.sealed.packs)).count() >= 14);
    assert_eq!(receive(&second, &objects, 4), expected(&items));
    let unchanged = send(version(3), &items, known(&second, &objects), 1 << 20, &mut objects);
    assert!(unchanged.uploaded.is_empty(), "nothing new, no pack");
    assert_eq!(receive(&unchanged, &objects, 4), expected(&items));
}

#[test]
fn a_fetch_goes_on_from_the_packs_that_were_done() {
    let items: Vec<_> = (0..30).map(|number| file(0, &format!("f{number}"), noise(number + 1, 2 << 20))).collect();
    let mut objects = Objects::default();
    let sent = send(job(1), &items, Known::default(), 1 << 20, &mut objects);
    assert!(matches!(body(&sent, &objects).references, References::Paged(_)), "the list is long");
    let (mut disk, mut done, mut finished) = (Pieces::new(), HashSet::new(), HashSet::new());
    let mut rounds = 0;
    loop {
        rounds += 1;
        let mut fetch = fetch(&sent, &objects, done.clone());
        let mut content = 0;
        while let Some(work) = fetch.poll_pack() {
            let indexing = fetch.stage() == Stage::Index;
            let opened = work.open(&objects.0[&work.id()], &mut |piece| write(&mut disk, piece)).expect("untouched");
            fetch.handle_opened(opened).expect("consistent");
            if !indexing {
                assert!(done.insert(work.id()), "no pack comes twice");
                content += 1;
            }
            if content == 2 {
                break; // killed
            }
        }
        finished.extend(std::iter::from_fn(|| fetch.poll_file()));
        if fetch.stage() == Stage::Complete {
            assert_eq!(check(&fetch, disk, &finished), expected(&items));
            break;
        }
    }
    assert!(rounds >= 4);
}

#[test]
fn a_damaged_pack_waits_again_and_is_used_when_it_is_whole() {
    let items = [file(0, "a", noise(1, 100_000))];
    let mut objects = Objects::default();
    let sent = send(job(1), &items, Known::default(), 1 << 20, &mut objects);
    let whole = objects.0[&sent.uploaded[0]].clone();
    let mut fetch = fetch(&sent, &objects, HashSet::new());
    let (mut disk, mut written) = (Pieces::new(), 0);
    for at in [0, 5000, whole.len() - 1] {
        let mut damaged = whole.to_vec();
        damaged[at] ^= 1;
        assert_eq!(Object::check(whole.id(), damaged.clone()), None, "it does not even get the name");
        let work = fetch.poll_pack().expect("it waits");
        assert!(fetch.poll_pack().is_none(), "it is in flight");
        let opened = work.open::<Infallible>(&Object::new(damaged), &mut |_| {
            written += 1;
            Ok(())
        });
        assert!(refused(opened));
        fetch.handle_failed(work.id());
    }
    assert_eq!(written, 0, "no byte of a damaged pack is written, not even of a chunk that is whole");
    let work = fetch.poll_pack().expect("it waits");
    let full = work.open(&whole, &mut |_| Err("disk full"));
    assert!(matches!(full, Err(WorkError::Sink("disk full"))));
    fetch.handle_failed(work.id());
    let work = fetch.poll_pack().expect("it waits");
    let opened = work.open(&whole, &mut |piece| write(&mut disk, piece)).expect("whole");
    fetch.handle_opened(opened).expect("consistent");
    assert_eq!(fetch.stage(), Stage::Complete);
    assert_eq!(check(&fetch, disk, &HashSet::from([0])), expected(&items));
}

#[test]
fn names_come_out_safe_and_distinct() {
    let items = [
        folder(0, "../.."),
        file(1, "C:\\autoexec.bat", vec![1]),
        file(1, "CON", vec![2]),
        file(1, "x\u{202e}cod.exe", vec![3]),
        file(0, "a", vec![4]),
        file(0, "A", vec![5]),
    ];
    let mut objects = Objects::default();
    let sent = send(job(1), &items, Known::default(), 1, &mut objects);
    let paths: Vec<_> = receive(&sent, &objects, 1).into_keys().collect();
    let expected = [".._", ".._/C__autoexec.bat", ".._/_CON", ".._/xcod.exe", "A (2)", "a"];
    assert_eq!(paths, expected);
}

#[test]
fn files_are_handed_over_one_after_another() {
    let meta = || Meta { depth: 0, name: "a".into(), modified: 0 };
    let mut sealer = Sealer::new(job(1), Known::default());
    assert_eq!(sealer.handle_bytes(b"x"), Err(SealerError::OutOfTurn));
    assert_eq!(sealer.handle_file_end(), Err(SealerError::OutOfTurn));
    sealer.handle_file(meta()).expect("in turn");
    assert_eq!(sealer.handle_file(meta()), Err(SealerError::OutOfTurn));
    assert_eq!(sealer.handle_folder(meta()), Err(SealerError::OutOfTurn));
    assert_eq!(sealer.finish().err(), Some(SealerError::OutOfTurn));
    let mut sealer = Sealer::new(job(1), Known::default());
    let deep = Meta { depth: 1, ..meta() };
    assert!(matches!(sealer.handle_folder(deep), Err(SealerError::Limit(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_files_come_out_as_they_went_in(
        shape in prop::collection::vec((0u8..4, 0usize..200_000, any::<bool>()), 0..24),
        step in 1000usize..300_000,
        parallel in 1usize..5,
    ) {
        let (mut open, mut items) = (0, Vec::new());
        for (number, (depth, length, is_folder)) in (0u64..).zip(shape) {
            let depth = depth.min(open);
            let name = format!("n{number}");
            items.push(if is_folder { folder(depth, &name) } else { file(depth, &name, noise(number % 7, length)) });
            open = depth + u8::from(is_folder);
        }
        let mut objects = Objects::default();
        let sent = send(job(3), &items, Known::default(), step, &mut objects);
        prop_assert_eq!(receive(&sent, &objects, parallel), expected(&items));
    }
}
