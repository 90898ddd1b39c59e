//! Released versions of a dataset: each rule of docs/format.md 4.7.3, kept once and broken once.

use jixiang_model::{Kind, StatementId};
use jixiang_statement::payload::*;
use jixiang_statement::thread::{Dataset, Thread, names};
use jixiang_statement::{Payload, Placement, Refusal, Signed};

use crate::desk::*;
use crate::sample::{self, date, list, sealed, statement, text};

use ShareClass::{Conditional, Unconditional, Withheld};

/// Department 1 with a review whose entries and records are prepared as they are needed.
#[derive(Clone, Default)]
struct Shelf {
    papers: Papers,
    prev: Option<StatementId>,
}

impl Shelf {
    fn entry(&mut self, bend: impl FnOnce(&mut Entry)) -> Signed {
        let mut payload = entry(&staff(1), self.prev, Conditional);
        bend(&mut payload);
        let signed = self.papers.keep(&staff(1), Payload::Entry(payload));
        self.prev = Some(signed.id());
        signed
    }

    fn of_class(&mut self, class: ShareClass) -> Signed {
        self.entry(|entry| entry.share_class = class)
    }

    fn record(&mut self, number: u8, base: Option<u8>) -> Signed {
        let prev = self.prev.unwrap();
        let signed = self.papers.keep(&staff(1), Payload::Record(record(&staff(1), prev, number, base)));
        self.prev = Some(signed.id());
        signed
    }

    /// Department 1's dataset with version 1, released by the head with leave until 2026-12-31.
    fn with_one(&mut self, class: ShareClass) -> (Thread, Signed) {
        let (described, made) = (self.of_class(class), self.record(1, None));
        let mut first = release(&head(1), None, &described, Some(&made), 1);
        first.standing = Some(Standing { until: date("2026-12-31") });
        let first = self.papers.keep(&head(1), Payload::Release(first));
        (self.papers.open(&first).unwrap(), described)
    }

    /// Tries the next release.
    fn try_release(&mut self, thread: &mut Thread, by: &Desk, payload: Release) -> Result<Placement, Refusal> {
        let signed = self.papers.keep(by, Payload::Release(payload));
        self.papers.append(thread, &signed)
    }

    fn next(&mut self, thread: &Thread, described: &Signed, version: u8, base: u8) -> Release {
        let made = self.record(version, Some(base));
        release(&head(1), thread.line().head(), described, Some(&made), thread_of(thread).latest().number + 1)
    }
}

fn thread_of(thread: &Thread) -> &Dataset {
    thread.dataset().unwrap()
}

const NEXT: Result<Placement, Refusal> = Ok(Placement::Next);

#[test]
fn a_head_releases_version_after_version() {
    let mut shelf = Shelf::default();
    let (mut thread, described) = shelf.with_one(Conditional);
    for number in 2..5 {
        let next = shelf.next(&thread, &described, number, number - 1);
        assert_eq!(shelf.try_release(&mut thread, &head(1), next), NEXT);
    }
    let dataset = thread_of(&thread);
    assert_eq!((dataset.provider(), dataset.id()), (&department(1), crate::desk::dataset(1)));
    assert_eq!((dataset.latest().number, dataset.releases().len()), (4, 4));
    assert_eq!(dataset.release_of_version(&version(3)).unwrap().number, 3);
    assert_eq!(dataset.released(2).unwrap().record.as_ref().unwrap().base, Some(version(1)));
    assert_eq!(dataset.start_of(1).unwrap().number, 1);
    assert!(dataset.released(5).is_none() && dataset.start_of(2).is_none());
}

#[test]
fn a_release_names_its_entry_and_record_and_waits_for_them() {
    let mut shelf = Shelf::default();
    let (described, made) = (shelf.of_class(Conditional), shelf.record(1, None));
    let first = shelf.papers.keep(&head(1), Payload::Release(release(&head(1), None, &described, Some(&made), 1)));
    assert_eq!(names(&first), [described.id(), made.id()]);
    for missing in [&described, &made] {
        let mut papers = shelf.papers.clone();
        papers.0.remove(&missing.id());
        assert_eq!(papers.open(&first).unwrap_err(), Refusal::Absent(missing.id()));
    }
    assert!(shelf.papers.open(&first).is_ok());
    let crossed = release(&head(1), None, &described, Some(&made), 1);
    let crossed = Release { entry: made.id(), record: Some(described.id()), ..crossed };
    let crossed = shelf.papers.keep(&head(1), Payload::Release(crossed));
    assert_eq!(shelf.papers.open(&crossed).unwrap_err(), Refusal::Names("entry"));
}

#[test]
fn a_dataset_opens_with_version_one_and_the_nonce_of_its_id() {
    let mut shelf = Shelf::default();
    let described = shelf.of_class(Conditional);
    let nameless = shelf.entry(|entry| entry.nonce = None);
    let made = shelf.record(1, None);
    let opening = |described: &Signed, bend: fn(&mut Release)| {
        let mut payload = release(&head(1), None, described, Some(&made), 1);
        bend(&mut payload);
        payload
    };
    for (payload, why) in [
        (opening(&nameless, |_| {}), Refusal::Names("entry")),
        (opening(&described, |release| release.number = 2), Refusal::Names("number")),
        (opening(&described, |release| release.generation = 2), Refusal::Names("generation")),
        (opening(&described, |release| release.start = None), Refusal::Names("start")),
        (opening(&described, |release| release.header.prev = Some(statement(9))), Refusal::Prev),
    ] {
        let signed = shelf.papers.keep(&head(1), Payload::Release(payload));
        assert_eq!(shelf.papers.open(&signed).unwrap_err(), why);
    }
    let by_staff = Release { header: staff(1).header(described_dataset(), None), ..opening(&described, |_| {}) };
    let by_staff = shelf.papers.keep(&staff(1), Payload::Release(by_staff));
    assert_eq!(shelf.papers.open(&by_staff).unwrap_err(), Refusal::Role(Kind::Release));
    let right = shelf.papers.keep(&head(1), Payload::Release(opening(&described, |_| {})));
    assert!(shelf.papers.open(&right).is_ok());
}

fn described_dataset() -> jixiang_model::ScopeId {
    crate::desk::dataset(1)
}

#[test]
fn nobody_releases_what_another_department_provides_or_prepared() {
    let mut shelf = Shelf::default();
    let (mut thread, described) = shelf.with_one(Conditional);
    let made = shelf.record(2, Some(1));
    let foreign = release(&head(2), thread.line().head(), &described, Some(&made), 2);
    assert_eq!(shelf.try_release(&mut thread, &head(2), foreign), Err(Refusal::Role(Kind::Release)));

    // Department 2 claims this dataset in a review of its own; the id in its entry is not made from its nonce.
    let mut claimed = entry(&head(2), Some(statement(8)), Conditional);
    (claimed.dataset, claimed.nonce) = (crate::desk::dataset(1), None);
    claimed.header.scope = head(2).review(&claimed.dataset);
    let claimed = shelf.papers.keep(&head(2), Payload::Entry(claimed));
    let taken = Release {
        review: head(1).review(&crate::desk::dataset(1)),
        ..release(&head(1), thread.line().head(), &claimed, Some(&made), 2)
    };
    assert_eq!(shelf.try_release(&mut thread, &head(1), taken), Err(Refusal::Names("entry")));
    let stolen = shelf.papers.keep(&head(2), Payload::Release(release(&head(2), None, &claimed, Some(&made), 1)));
    assert_eq!(shelf.papers.open(&stolen).unwrap_err(), Refusal::Names("entry"));
}

#[test]
fn there_is_a_record_exactly_unless_the_data_is_withheld() {
    let mut shelf = Shelf::default();
    let (withheld, made) = (shelf.of_class(Withheld), shelf.record(1, None));
    let bare = shelf.papers.keep(&head(1), Payload::Release(release(&head(1), None, &withheld, None, 1)));
    let mut thread = shelf.papers.open(&bare).unwrap();
    assert!(thread_of(&thread).latest_version().is_none());
    let full = release(&head(1), None, &withheld, Some(&made), 1);
    let full = shelf.papers.keep(&head(1), Payload::Release(full));
    assert_eq!(shelf.papers.open(&full).unwrap_err(), Refusal::Names("record"));

    let opened = shelf.of_class(Conditional);
    let none = release(&head(1), Some(bare.id()), &opened, None, 2);
    assert_eq!(shelf.try_release(&mut thread, &head(1), none), Err(Refusal::Names("record")));
    let mut data = release(&head(1), Some(bare.id()), &opened, Some(&made), 2);
    assert_eq!(shelf.try_release(&mut thread, &head(1), data.clone()), Err(Refusal::Names("start")), "no key yet");
    data.start = Some(sealed(0x57));
    assert_eq!(shelf.try_release(&mut thread, &head(1), data), NEXT);
    assert_eq!(thread_of(&thread).start_of(1).unwrap().number, 2);
}

#[test]
fn numbers_and_generations_go_on_by_one() {
    let mut shelf = Shelf::default();
    let (mut thread, described) = shelf.with_one(Conditional);
    let right = shelf.next(&thread, &described, 2, 1);
    let started = |generation| Release { generation, start: Some(sealed(0x57)), ..right.clone() };
    for (wrong, why) in [
        (Release { number: 1, ..right.clone() }, "number"),
        (Release { number: 3, ..right.clone() }, "number"),
        (Release { number: (1 << 53) - 1, ..right.clone() }, "number"),
        (started(3), "generation"),
        (started(1), "start"),
        (Release { generation: 2, ..right.clone() }, "start"),
    ] {
        assert_eq!(shelf.try_release(&mut thread, &head(1), wrong), Err(Refusal::Names(why)));
    }
    assert_eq!(shelf.try_release(&mut thread, &head(1), started(2)), NEXT);
    let back = shelf.next(&thread, &described, 3, 2);
    assert_eq!(shelf.try_release(&mut thread, &head(1), back.clone()), Err(Refusal::Names("generation")));
    assert_eq!(shelf.try_release(&mut thread, &head(1), Release { generation: 2, ..back }), NEXT);
}

#[test]
fn a_narrowed_class_starts_a_generation() {
    let mut shelf = Shelf::default();
    let (mut thread, _) = shelf.with_one(Unconditional);
    assert!(!thread_of(&thread).must_start(Unconditional) && thread_of(&thread).must_start(Conditional));
    let narrower = shelf.of_class(Conditional);
    let next = shelf.next(&thread, &narrower, 2, 1);
    assert_eq!(shelf.try_release(&mut thread, &head(1), next.clone()), Err(Refusal::Names("generation")));
    let next = Release { generation: 2, start: Some(sealed(0x57)), ..next };
    assert_eq!(shelf.try_release(&mut thread, &head(1), next), NEXT);

    let ended = shelf.of_class(Withheld);
    let bare = release(&head(1), thread.line().head(), &ended, None, 3);
    assert_eq!(shelf.try_release(&mut thread, &head(1), bare.clone()), Err(Refusal::Names("generation")));
    assert_eq!(
        shelf.try_release(&mut thread, &head(1), Release { generation: 3, ..bare.clone() }),
        Err(Refusal::Names("generation")),
        "nothing is keyed without data"
    );
    assert_eq!(shelf.try_release(&mut thread, &head(1), Release { generation: 2, ..bare }), NEXT);
    let again = shelf.of_class(Conditional);
    let next = Release { generation: 2, ..shelf.next(&thread, &again, 4, 2) };
    assert_eq!(shelf.try_release(&mut thread, &head(1), next.clone()), Err(Refusal::Names("generation")));
    let next = Release { generation: 3, start: Some(sealed(0x57)), ..next };
    assert_eq!(shelf.try_release(&mut thread, &head(1), next), NEXT);
}

#[test]
fn the_open_group_has_a_key_exactly_of_unconditional_data() {
    let mut shelf = Shelf::default();
    let (mut thread, described) = shelf.with_one(Unconditional);
    let next = shelf.next(&thread, &described, 2, 1);
    let closed = Release { open: None, ..next.clone() };
    assert_eq!(shelf.try_release(&mut thread, &head(1), closed), Err(Refusal::Names("open")));
    assert_eq!(shelf.try_release(&mut thread, &head(1), next), NEXT);

    let mut shelf = Shelf::default();
    let (mut thread, described) = shelf.with_one(Conditional);
    let opened = Release { open: Some(sealed(0x58)), ..shelf.next(&thread, &described, 2, 1) };
    assert_eq!(shelf.try_release(&mut thread, &head(1), opened), Err(Refusal::Names("open")));
}

#[test]
fn staff_release_with_a_heads_leave_while_it_holds() {
    let mut shelf = Shelf::default();
    let (thread, described) = shelf.with_one(Conditional);
    let leave = thread.line().head();
    let attempt = |shelf: &Shelf, bend: &dyn Fn(&mut Shelf, &mut Release)| {
        let (mut shelf, mut thread) = (shelf.clone(), thread.clone());
        let mut payload = Release { cites: leave, ..shelf.next(&thread, &described, 2, 1) };
        payload.header = staff(1).header(thread.id(), thread.line().head());
        bend(&mut shelf, &mut payload);
        shelf.try_release(&mut thread, &staff(1), payload)
    };
    let entry_with = |shelf: &mut Shelf, bend: fn(&mut Entry)| shelf.entry(bend).id();
    let refused = Err(Refusal::Names("cites"));
    assert_eq!(attempt(&shelf, &|_, _| {}), NEXT);
    assert_eq!(attempt(&shelf, &|shelf, r| r.entry = entry_with(shelf, |e| e.summary = text("另一摘要"))), NEXT);
    assert_eq!(attempt(&shelf, &|_, r| r.header.time = date("2026-12-31").end()), refused);
    let last = |r: &mut Release| r.header.time.0 = date("2026-12-31").end().0 - 1;
    assert_eq!(attempt(&shelf, &|_, r| last(r)), NEXT, "until the end of the date");
    assert_eq!(attempt(&shelf, &|_, r| r.cites = Some(statement(9))), refused);
    assert_eq!(attempt(&shelf, &|_, r| r.cites = None), Err(Refusal::Role(Kind::Release)));
    assert_eq!(attempt(&shelf, &|shelf, r| r.entry = entry_with(shelf, |e| e.columns = Some(list(9)))), refused);
    assert_eq!(attempt(&shelf, &|shelf, r| r.entry = entry_with(shelf, |e| e.columns = None)), refused);
    let condition = |e: &mut Entry| e.share_condition = text("只限统计");
    assert_eq!(attempt(&shelf, &|shelf, r| r.entry = entry_with(shelf, condition)), refused);
    let wider = |e: &mut Entry| e.share_class = Unconditional;
    assert_eq!(attempt(&shelf, &|shelf, r| r.entry = entry_with(shelf, wider)), refused);
    assert_eq!(
        attempt(&shelf, &|_, r| (r.cites, r.standing) = (None, Some(Standing { until: date("2027-12-31") }))),
        Err(Refusal::Role(Kind::Release)),
        "staff give no leave"
    );
}

#[test]
fn a_leave_is_cited_where_it_was_given_and_ends_with_its_release() {
    let mut shelf = Shelf::default();
    let (mut thread, described) = shelf.with_one(Conditional);
    let leave = thread.line().head().unwrap();
    let next = Release { cites: Some(leave), ..shelf.next(&thread, &described, 2, 1) };
    let next = Release { header: staff(1).header(thread.id(), Some(leave)), ..next };
    assert_eq!(shelf.try_release(&mut thread, &staff(1), next), NEXT);
    let by_use = Release { cites: thread.line().head(), ..shelf.next(&thread, &described, 3, 2) };
    assert_eq!(shelf.try_release(&mut thread, &head(1), by_use), Err(Refusal::Names("cites")), "use gives no leave");

    let header = head(1).header(thread.id(), thread.line().head());
    let end = shelf.papers.keep(&head(1), Payload::Retire(Retire { header, release: leave, reason: text("停更") }));
    assert_eq!(shelf.papers.append(&mut thread, &end), NEXT);
    let late = Release { cites: Some(leave), ..shelf.next(&thread, &described, 4, 2) };
    assert_eq!(shelf.try_release(&mut thread, &head(1), late), Err(Refusal::Names("cites")));
}

#[test]
fn a_record_is_made_from_an_earlier_version_and_released_once() {
    let mut shelf = Shelf::default();
    let (mut thread, described) = shelf.with_one(Conditional);
    for (version, base, why) in [(2, Some(9), "base"), (2, None, "base"), (1, Some(1), "record")] {
        let made = shelf.record(version, base);
        let wrong = release(&head(1), thread.line().head(), &described, Some(&made), 2);
        assert_eq!(shelf.try_release(&mut thread, &head(1), wrong), Err(Refusal::Names(why)));
    }
    for version in [2, 3] {
        let next = shelf.next(&thread, &described, version, 1);
        assert_eq!(shelf.try_release(&mut thread, &head(1), next), NEXT);
    }
    let dataset = thread_of(&thread);
    let lacks = |number| dataset.not_contained_in(dataset.released(number).unwrap()).map(|release| release.number);
    assert_eq!((lacks(1), lacks(2), lacks(3)), (None, None, Some(2)), "both are kept, and it is shown");
}

#[test]
fn a_head_of_the_provider_retires_a_release_once() {
    let mut shelf = Shelf::default();
    let (mut thread, _) = shelf.with_one(Conditional);
    let first = thread.line().head().unwrap();
    let mut attempt = |desk: &Desk, release| {
        let header = desk.header(thread.id(), thread.line().head());
        let signed = shelf.papers.keep(desk, Payload::Retire(Retire { header, release, reason: text("数据已停更") }));
        shelf.papers.append(&mut thread, &signed)
    };
    assert_eq!(attempt(&staff(1), first), Err(Refusal::Role(Kind::Retire)));
    assert_eq!(attempt(&head(2), first), Err(Refusal::Role(Kind::Retire)));
    assert_eq!(attempt(&head(1), statement(9)), Err(Refusal::Names("release")));
    assert_eq!(attempt(&head(1), first), NEXT);
    assert_eq!(attempt(&head(1), first), Err(Refusal::State(Kind::Retire)));
    let retired = thread_of(&thread).retired(&first).unwrap();
    assert_eq!((&retired.by, &*retired.reason), (&head(1).signer, "数据已停更"));
}

#[test]
fn two_devices_publish_at_once_and_the_loser_is_made_anew() {
    let mut shelf = Shelf::default();
    let (mut thread, described) = shelf.with_one(Conditional);
    let winner = shelf.next(&thread, &described, 2, 1);
    let lost = shelf.next(&thread, &described, 3, 1);
    let lost = shelf.papers.keep(&head(1), Payload::Release(lost));
    let winner = shelf.papers.keep(&head(1), Payload::Release(winner));
    assert_eq!(shelf.papers.append(&mut thread, &winner), NEXT);
    assert_eq!(shelf.papers.append(&mut thread, &lost), Err(Refusal::Fork(winner.id())));
    let mut again = shelf.next(&thread, &described, 4, 2);
    again.header.overrides = vec![lost.id()];
    assert_eq!(shelf.try_release(&mut thread, &head(1), again), NEXT);
    assert_eq!(shelf.papers.append(&mut thread, &lost), Ok(Placement::Overridden));
    assert_eq!(thread_of(&thread).latest().number, 3);
}

#[test]
fn what_a_removed_device_released_keeps_its_place_without_effect() {
    let mut shelf = Shelf::default();
    let (mut thread, described) = shelf.with_one(Conditional);
    let gone = shelf.next(&thread, &described, 2, 1);
    let gone = shelf.papers.keep(&head(1), Payload::Release(gone));
    assert_eq!(thread.pass_over(&gone), NEXT);
    assert_eq!(thread_of(&thread).latest().number, 1);
    let next = shelf.next(&thread, &described, 3, 1);
    assert_eq!((next.number, next.header.prev), (2, Some(gone.id())));
    assert_eq!(shelf.try_release(&mut thread, &head(1), next), NEXT);
    assert_eq!(thread.pass_over(&sample::signed(Kind::Grant)), Err(Refusal::Home(Kind::Grant)));
}
