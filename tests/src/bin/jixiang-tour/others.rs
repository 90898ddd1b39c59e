//! What other departments published before: without it nobody would meet a catalogue of one row.

use std::fs;
use std::thread;

use jixiang_tests::office::Office;
use jixiang_tests::processes::Jx;
use jixiang_tests::window::{Result, Trouble};

/// Something that is in the catalogue already.
struct Other {
    head: &'static str,
    title: &'static str,
    summary: &'static str,
    columns: &'static str,
    how: &'static [&'static str],
}

const OTHERS: [Other; 6] = [
    Other {
        head: "jy-220000-1",
        title: "中小学教师编制和在岗情况",
        summary: "各市县中小学教师的编制数、在岗数和学科分布，每学期更新。",
        columns: "学校名称,学段,编制数,在岗教师数",
        how: &["--class", "conditional", "--condition", "仅用于教师编制核定和经费测算", "--cycle", "half-yearly"],
    },
    Other {
        head: "rs-220000-1",
        title: "事业单位岗位设置备案",
        summary: "事业单位专业技术、管理和工勤岗位的编制核定数和聘用数。",
        columns: "单位名称,岗位类别,核定岗位数,聘用人数",
        how: &["--class", "conditional", "--condition", "仅用于岗位核定", "--cycle", "quarterly"],
    },
    Other {
        head: "wj-220000-1",
        title: "公立医院床位和人员编制",
        summary: "公立医院的核定床位、人员编制和实有人员，每年更新。",
        columns: "医院名称,级别,核定床位,人员编制",
        how: &["--class", "conditional", "--condition", "仅用于卫生事业经费测算", "--cycle", "yearly"],
    },
    Other {
        head: "scjg-220000-1",
        title: "企业年度报告公示信息",
        summary: "已公示的企业年度报告，不含企业选择不公示的内容。",
        columns: "统一社会信用代码,企业名称,登记状态,年报年度",
        how: &["--class", "unconditional", "--cycle", "monthly"],
    },
    Other {
        head: "mz-220000-1",
        title: "城乡最低生活保障对象",
        summary: "在保家庭的户数、人数和保障金额，按月更新。",
        columns: "县区,户数,人数,月保障金额",
        how: &["--class", "conditional", "--condition", "仅用于救助资格核对", "--cycle", "monthly"],
    },
    Other {
        head: "zj-220000-1",
        title: "住房公积金个人账户明细",
        summary: "缴存人的账户余额和缴存明细。",
        columns: "个人账号,缴存基数,账户余额",
        how: &["--class", "withheld", "--statute", "《住房公积金管理条例》第五条", "--cycle", "monthly"],
    },
];

/// Lets the others publish, all at once.
pub(crate) fn publish(office: &Office) -> Result<()> {
    let published: Vec<Result<()>> = thread::scope(|scope| {
        let works: Vec<_> = OTHERS.iter().map(|other| scope.spawn(move || publish_one(office, other))).collect();
        let joined = works.into_iter().map(|work| work.join());
        joined.map(|done| done.unwrap_or_else(|_| Err(Trouble::new("a publication panicked")))).collect()
    });
    published.into_iter().collect()
}

fn publish_one(office: &Office, other: &Other) -> Result<()> {
    let jx = Jx::signed_in(&office.province, &format!("jx-{}", other.head), other.head)?;
    let path = jx.folder().join(format!("{}.csv", other.title));
    let row = other.columns.split(',').map(|_| "1").collect::<Vec<_>>().join(",");
    fs::write(&path, format!("{}\r\n{row}\r\n", other.columns))?;
    let path = path.to_string_lossy();
    let words = ["publish", &path, "--title", other.title, "--summary", other.summary];
    jx.run(&[words.as_slice(), other.how].concat())?.done().map(|_| ())
}
