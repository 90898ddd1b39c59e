//! The suite of the index that a [`Store`] keeps: what is found by what was typed, in which order, with which filters and
//! counts; how it changes, and that it changes with its batch or not at all.

use jixiang_model::{DepartmentId, ScopeId, UnixMillis};

use super::store::StoreHome;
use crate::port::{Store, Table, Write};
use crate::search::{BLOCK, Document, Filter, Query, SearchPage, SearchPlan};

/// Runs the suite: one test per sentence, each with a home of its own.
#[macro_export]
macro_rules! search_suite {
    ($home:expr) => {
        $crate::search_suite! { $home =>
            what_is_typed_finds_what_is_meant_best_first
            filters_leave_out_and_departments_are_counted_without_their_own
            pages_follow_each_other
            the_index_survives_closing_and_opening
            a_dataset_is_replaced_and_removed
            a_batch_that_fails_leaves_the_index_as_it_was
            datasets_of_many_blocks_are_each_found_once
            a_catalogue_that_is_replaced_again_and_again_stays_right
        }
    };
    ($home:expr => $($sentence:ident)*) => {$(
        #[test]
        fn $sentence() {
            $crate::port::conformance::search::$sentence(&$home);
        }
    )*};
}

const fn id(letter: u8) -> ScopeId {
    ScopeId::from_bytes([letter; 32])
}

const fn department(number: u8) -> DepartmentId {
    DepartmentId::from_bytes([number; 32])
}

/// The letter of a dataset, its name and other name, columns, provider with its number, summary, class and cycle.
type Described<'a> = (u8, &'a str, &'a str, &'a str, (u8, &'a str), &'a str, u8, u8);

/// The later in the list, the newer.
#[rustfmt::skip]
const CATALOGUE: [Described<'_>; 6] = [
    (b'a', "机构编制实名制信息", "", "单位名称 编制数 实有人数", (1, "省委编办"), "全省机关事业单位的编制", 1, 3),
    (b'b', "人员编制台账", "", "姓名 身份证号 编制类型", (2, "省人力资源和社会保障厅"), "在编人员", 1, 3),
    (b'c', "财政供养人员名册", "", "姓名 供养编制 工资", (3, "省财政厅"), "由财政供养的人员", 2, 3),
    (b'd', "部门预算", "", "科目 金额 人均ＧＤＰ2023", (3, "省财政厅"), "依据编制与人员核定", 0, 6),
    (b'e', "重庆长春两地银行往来", "", "行号 账户", (4, "人民银行长春中心支行"), "跨省结算", 0, 1),
    (b'f', "编织工艺名录", "JL-0017", "项目名称 person_id", (5, "省文化和旅游厅"), "非物质文化遗产", 0, 6),
];

fn document((_, name, alias, columns, (number, provider), summary, class, cycle): Described<'_>, at: u64) -> Document {
    Document {
        name: name.to_owned(),
        aliases: alias.split_whitespace().map(str::to_owned).collect(),
        columns: columns.split(' ').map(str::to_owned).collect(),
        provider: provider.to_owned(),
        summary: summary.to_owned(),
        department: department(number),
        class,
        cycle,
        updated: UnixMillis(at),
    }
}

fn index(id: ScopeId, document: Document) -> Write {
    Write::Index { id, document: Box::new(document) }
}

fn fill(store: &impl Store) {
    let batch: Vec<Write> =
        CATALOGUE.iter().zip(100..).map(|(described, at)| index(id(described.0), document(*described, at))).collect();
    store.commit(&batch).expect("it is kept");
}

fn plan(typed: &str) -> SearchPlan {
    SearchPlan { query: Query::parse(typed), filter: Filter::default(), offset: 0, limit: 50 }
}

fn search(store: &impl Store, plan: &SearchPlan) -> SearchPage {
    store.search(plan).expect("it is searched")
}

fn letters(page: &SearchPage) -> String {
    page.hits.iter().map(|hit| char::from(hit.id.as_bytes()[0])).collect()
}

fn found(store: &impl Store, typed: &str) -> String {
    let page = search(store, &plan(typed));
    assert_eq!(page.found, page.hits.len(), "{typed}");
    letters(&page)
}

/// Signs, pinyin, initials and mixtures; names before columns before providers before summaries; the whole before parts;
/// the newer of equals first.
///
/// # Panics
///
/// When the store does otherwise. So do all functions of this module.
pub fn what_is_typed_finds_what_is_meant_best_first(home: &impl StoreHome) {
    let store = home.open();
    assert_eq!(search(&store, &plan("")), SearchPage::default());
    assert_eq!(search(&store, &plan("编制")), SearchPage::default());
    fill(&store);
    let cases = [
        ("", "fedcba"),
        (" ，", "fedcba"),
        ("编制", "bacd"),
        ("编", "fbacd"),
        ("bz", "fbac"),
        ("b", "fdbac"),
        ("bianzhi", "fbacd"),
        ("bianz", "fbacd"),
        ("bian", "fbac"),
        ("bia", "fbac"),
        ("bzhi", "fbac"),
        ("编z", "fbacd"),
        ("编zhi", "fbac"),
        ("人员编制", "bcd"),
        ("编制人员", "bcd"),
        ("rybz", "b"),
        ("renyuanbianzhi", "b"),
        ("renyuanb", "b"),
        ("财政 编制", "cd"),
        ("财政编制", "cd"),
        ("caizheng bianzhi", "cd"),
        ("财政", "cd"),
        ("省财政厅", "dc"),
        ("czt", "dc"),
        ("姓名", "cb"),
        ("2023", "d"),
        ("20", "d"),
        ("gdp", "d"),
        ("ＧDP20", "d"),
        ("0017", "f"),
        ("ID", "f"),
        ("person", "f"),
        ("chongqing", "e"),
        ("cq", "e"),
        ("changchun", "e"),
        ("yinhang", "e"),
        ("yh", "eb"),
        ("跨省", "e"),
        ("没有", ""),
        ("zhibian", ""),
        ("制编", ""),
        ("编制 没有", ""),
        ("erson", ""),
    ];
    for (typed, expected) in cases {
        assert_eq!(found(&store, typed), expected, "{typed:?}");
    }
}

/// Departments, classes and cycles narrow what is found; the counts by department ignore the chosen departments.
pub fn filters_leave_out_and_departments_are_counted_without_their_own(home: &impl StoreHome) {
    let store = home.open();
    fill(&store);
    let with = |typed: &str, departments: Option<&[u8]>, classes: &[u8], cycles: &[u8]| {
        let departments = departments.map(|wanted| wanted.iter().map(|number| department(*number)).collect());
        let filter = Filter { departments, classes: classes.to_vec(), cycles: cycles.to_vec() };
        let page = search(&store, &SearchPlan { filter, ..plan(typed) });
        assert_eq!((page.all, page.found), (6, page.hits.len()));
        let counts: Vec<(u8, usize)> = page.departments.iter().map(|(id, many)| (id.as_bytes()[0], *many)).collect();
        (letters(&page), counts)
    };
    let everywhere = vec![(1, 1), (2, 1), (3, 2)];
    assert_eq!(with("编制", None, &[], &[]), ("bacd".to_owned(), everywhere.clone()));
    assert_eq!(with("编制", Some(&[3, 4]), &[], &[]), ("cd".to_owned(), everywhere.clone()));
    assert_eq!(with("编制", Some(&[]), &[], &[]), (String::new(), everywhere));
    assert_eq!(with("编制", None, &[1], &[]), ("ba".to_owned(), vec![(1, 1), (2, 1)]));
    assert_eq!(with("编制", None, &[0, 2], &[3]), ("c".to_owned(), vec![(3, 1)]));
    assert_eq!(with("", Some(&[3]), &[0], &[]), ("d".to_owned(), vec![(3, 1), (4, 1), (5, 1)]));
    assert_eq!(with("编制", Some(&[99]), &[9], &[]), (String::new(), vec![]));
}

/// Every hit stands on exactly one page; the count is that of all pages.
pub fn pages_follow_each_other(home: &impl StoreHome) {
    let store = home.open();
    fill(&store);
    for (offset, expected) in [(0, "fb"), (2, "ac"), (4, "d"), (6, "")] {
        let page = search(&store, &SearchPlan { offset, limit: 2, ..plan("编") });
        assert_eq!((letters(&page).as_str(), page.found), (expected, 5), "{offset}");
        let newest = search(&store, &SearchPlan { offset, limit: 2, ..plan("") });
        assert_eq!(letters(&newest), "fedcba"[offset..].chars().take(2).collect::<String>());
    }
    let nothing = search(&store, &SearchPlan { limit: 0, ..plan("编") });
    assert_eq!((nothing.hits.len(), nothing.found), (0, 5));
}

/// What was indexed is found after the store was closed, and can be added to.
pub fn the_index_survives_closing_and_opening(home: &impl StoreHome) {
    fill(&home.open());
    let store = home.open();
    assert_eq!(found(&store, "编制"), "bacd");
    let hit = search(&store, &plan("预算")).hits.remove(0);
    assert_eq!(hit.document, document(CATALOGUE[3], 103));
    drop(store);
    let store = home.open();
    let more = (b'g', "编制核定", "", "", (1, "省委编办"), "", 0, 0);
    store.commit(&[index(id(b'g'), document(more, 1))]).expect("it is kept");
    assert_eq!(found(&store, "编制"), "gbacd");
}

/// The new description counts alone; what was removed is found no more; removing nothing is nothing.
pub fn a_dataset_is_replaced_and_removed(home: &impl StoreHome) {
    let store = home.open();
    fill(&store);
    let renamed = (b'a', "单位名录", "", "单位名称", (2, "省人力资源和社会保障厅"), "", 0, 0);
    let batch = [
        index(id(b'a'), document(renamed, 999)),
        Write::Unindex { id: id(b'c') },
        Write::Unindex { id: id(b'z') },
        index(id(b'x'), document(renamed, 5)),
        Write::Unindex { id: id(b'x') },
    ];
    store.commit(&batch).expect("it is kept");
    for store in [store, home.open()] {
        assert_eq!(found(&store, "编制"), "bd");
        assert_eq!(found(&store, "单位"), "a");
        assert_eq!(found(&store, ""), "afedb");
        let counts = search(&store, &plan("")).departments;
        assert_eq!(counts.into_iter().map(|(id, many)| (id.as_bytes()[0], many)).next(), Some((2, 2)));
    }
}

/// The index and the rows of a batch live and die together.
pub fn a_batch_that_fails_leaves_the_index_as_it_was(home: &impl StoreHome) {
    let store = home.open();
    fill(&store);
    home.refuse(Table::Meta, b"refused");
    let renamed = (b'a', "单位名录", "", "", (9, "别的部门"), "", 0, 0);
    let batch = [
        index(id(b'a'), document(renamed, 999)),
        Write::Unindex { id: id(b'b') },
        index(id(b'g'), document(renamed, 5)),
        Write::Put { table: Table::Meta, key: b"refused".to_vec(), value: Vec::new() },
    ];
    store.commit(&batch).expect_err("one write fails");
    home.allow();
    assert_eq!(found(&store, "编制"), "bacd");
    assert_eq!(found(&store, "名录"), "f");
    assert_eq!(search(&store, &plan("")).all, 6);
    store.commit(&batch).expect("nothing refuses any more");
    assert_eq!(found(&store, "编制"), "cd");
    assert_eq!(found(&store, "单位名录"), "ag");
}

fn numbered(number: u32) -> (ScopeId, Document) {
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    let name = format!("第{number}号台账");
    let described = (0, name.as_str(), "", "编号", ((number % 7) as u8, "某部门"), "", 0, 0);
    (ScopeId::from_bytes(bytes), document(described, u64::from(number)))
}

/// More than two blocks: each is counted and found once, by its own number and on the pages of all.
pub fn datasets_of_many_blocks_are_each_found_once(home: &impl StoreHome) {
    let many = BLOCK as u32 * 2 + 500;
    let store = home.open();
    let numbers: Vec<u32> = (0..many).collect();
    for part in numbers.chunks(5000) {
        let batch: Vec<Write> = part.iter().map(|number| numbered(*number)).map(|(id, one)| index(id, one)).collect();
        store.commit(&batch).expect("it is kept");
    }
    for store in [store, home.open()] {
        let page = search(&store, &SearchPlan { offset: 10_000, limit: 3, ..plan("台账") });
        assert_eq!((page.all, page.found), (many as usize, many as usize));
        assert_eq!(page.departments.values().sum::<usize>(), many as usize);
        let expected: Vec<ScopeId> = (0..3).map(|at| numbered(many - 10_001 - at).0).collect();
        assert_eq!(page.hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), expected);
        for number in [0, 1, BLOCK as u32 - 1, BLOCK as u32, many - 1] {
            let page = search(&store, &SearchPlan { limit: 1, ..plan(&format!("第{number}号")) });
            assert_eq!(page.hits[0].id, numbered(number).0, "{number}");
        }
    }
}

/// Thousands of replacements leave exactly what was put in last.
pub fn a_catalogue_that_is_replaced_again_and_again_stays_right(home: &impl StoreHome) {
    const MANY: u32 = 1500;
    let store = home.open();
    for round in 0..20 {
        let batch: Vec<Write> = (0..MANY)
            .map(|number| {
                let (id, document) = numbered(number);
                let name = format!("第{number}号台账round{round}");
                index(id, Document { name, updated: UnixMillis(u64::from(round * MANY + number)), ..document })
            })
            .collect();
        store.commit(&batch).expect("it is kept");
    }
    for store in [store, home.open()] {
        let page = search(&store, &SearchPlan { limit: 1, ..plan("台账") });
        assert_eq!((page.all, page.found), (MANY as usize, MANY as usize));
        assert_eq!(page.hits[0].document.name, format!("第{}号台账round19", MANY - 1));
        assert_eq!(search(&store, &plan("round18")).found, 0);
        assert_eq!(search(&store, &plan("round19")).found, MANY as usize);
    }
}
