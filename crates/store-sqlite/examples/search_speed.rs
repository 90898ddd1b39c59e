//! Measures the search: a made-up catalogue of so many datasets is indexed, then typed into key by key.
//!
//! `cargo run -p jixiang-store-sqlite --release --example search_speed -- 89013`

use std::io::Write as _;
use std::time::{Duration, Instant};

use jixiang_engine::port::{Store as _, WrapKey, Write};
use jixiang_engine::search::{Document, Query, SearchPlan};
use jixiang_model::{DepartmentId, ScopeId, UnixMillis};
use jixiang_store_sqlite::SqliteStore;

const WHO: &[&str] = &[
    "财政",
    "人社",
    "民政",
    "公安",
    "教育",
    "卫生健康",
    "自然资源",
    "住房城乡建设",
    "交通运输",
    "农业农村",
    "水利",
    "商务",
    "文化和旅游",
    "市场监管",
    "应急管理",
    "统计",
    "医疗保障",
    "生态环境",
    "审计",
    "税务",
    "林业草原",
    "体育",
    "粮食和物资储备",
    "机构编制",
];
const WHERE: &[&str] = &[
    "吉林省",
    "长春市",
    "吉林市",
    "四平市",
    "辽源市",
    "通化市",
    "白山市",
    "松原市",
    "白城市",
    "延边州",
    "梅河口市",
    "公主岭市",
];
const WHAT: &[&str] = &[
    "人员编制",
    "财政供养人员",
    "法人单位",
    "不动产登记",
    "社会保险参保",
    "低保对象",
    "婚姻登记",
    "户籍人口",
    "常住人口",
    "企业纳税",
    "行政许可",
    "行政处罚",
    "预算执行",
    "政府采购",
    "公共资源交易",
    "机动车登记",
    "驾驶证",
    "学籍",
    "毕业生就业",
    "执业医师",
    "药品经营许可",
    "土地利用",
    "耕地保护",
    "水库",
    "河流断面水质",
    "空气质量",
    "污染源",
    "林地",
    "草原",
    "旅游景区",
    "文物",
    "银行账户",
    "重点项目",
    "地名",
    "残疾人",
    "退役军人",
    "养老机构",
    "殡葬服务",
    "慈善组织",
    "安全生产",
    "危险化学品",
    "消防设施",
    "气象灾害",
    "地震台站",
    "粮食储备",
    "农机补贴",
    "畜禽养殖",
    "种子生产",
    "农村宅基地",
    "移民安置",
    "公路桥梁",
    "客运线路",
    "港口",
    "铁路沿线",
    "高新技术企业",
    "科技计划",
    "专利",
    "外贸进出口",
    "招商引资",
    "会计师事务所",
];
const KIND: &[&str] = &["信息", "名录", "台账", "统计表", "明细", "月报", "年报", "目录", "登记簿", "监测数据"];
const COLUMN: &[&str] = &[
    "姓名",
    "身份证号码",
    "统一社会信用代码",
    "单位名称",
    "编制数",
    "实有人数",
    "联系电话",
    "地址",
    "行政区划代码",
    "登记日期",
    "有效期",
    "状态",
    "金额",
    "数量",
    "面积",
    "类别",
    "等级",
    "批准文号",
    "经度",
    "纬度",
    "备注",
    "负责人",
    "经办人",
    "更新时间",
    "年度",
    "月份",
    "科目名称",
    "科目代码",
    "项目名称",
    "项目编号",
    "起始日期",
    "终止日期",
    "性别",
    "民族",
    "出生日期",
    "学历",
    "职称",
    "工资",
    "银行账号",
    "开户行",
    "车牌号",
    "车型",
    "排放量",
    "浓度",
    "GDP",
    "person_id",
    "org_code",
    "发证机关",
    "许可内容",
    "处罚决定",
    "参保类型",
    "缴费基数",
];

/// Letters that decide everything by their number.
struct Lots(u64);

impl Lots {
    fn draw(&mut self, many: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % many as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.draw(of.len())]
    }
}

fn made_up(number: u32) -> (ScopeId, Document) {
    let mut lots = Lots(u64::from(number) * 7919 + 13);
    let (place, who, what) = (lots.one(WHERE), lots.one(WHO), lots.one(WHAT));
    let mut id = [0; 32];
    id[..4].copy_from_slice(&number.to_be_bytes());
    let mut department = [0; 32];
    department[..2].copy_from_slice(&((lots.draw(5512)) as u16).to_be_bytes());
    let columns =
        (0..8 + lots.draw(12)).map(|_| format!("{}{}", lots.one(WHAT), lots.one(COLUMN)).chars().skip(2).collect());
    let document = Document {
        columns: columns.collect(),
        name: format!("{place}{what}{}{}", lots.one(WHAT), lots.one(KIND)),
        aliases: vec![format!("JL{:05}/{number:06}", lots.draw(100_000))],
        provider: format!("{place}{who}局"),
        summary: format!(
            "{place}{who}部门依据职责归集的{what}数据，含{}、{}与{}，用于{}和{}的核对，{}更新。",
            lots.one(COLUMN),
            lots.one(COLUMN),
            lots.one(COLUMN),
            lots.one(WHAT),
            lots.one(WHAT),
            2000 + lots.draw(26)
        ),
        department: DepartmentId::from_bytes(department),
        class: lots.draw(3) as u8,
        cycle: lots.draw(8) as u8,
        updated: UnixMillis(1_700_000_000_000 + lots.draw(90_000_000_000) as u64),
    };
    (ScopeId::from_bytes(id), document)
}

/// What people type, each key of it searched for.
const TYPED: &[&str] = &[
    "人员编制",
    "编制",
    "财政供养人员",
    "bianzhi",
    "bz",
    "rybz",
    "renyuanbianzhi",
    "jlsrybz",
    "不动产登记",
    "bdcdj",
    "婚姻登记",
    "hunyin",
    "yinhang",
    "yh",
    "重点项目",
    "zhongdian",
    "zdxm",
    "changchun",
    "cc",
    "长春市 编制",
    "财政 编制",
    "长春 财政 预算",
    "gdp",
    "2019",
    "person",
    "身份证",
    "shenfenzheng",
    "sfz",
    "统一社会信用代码",
    "tyshxydm",
    "空气质量",
    "kqzl",
    "数",
    "的",
    "人",
    "省",
    "jl01",
    "没有的东西",
    "meiyoude",
    "zhong",
    "shi",
    "机构编制 月报",
    "会计师",
    "kuaiji",
    "驾驶证 有效期",
    "jsz yxq",
    "高新技术企业名录",
    "gaoxinjishuqiye",
];

fn keys() -> Vec<String> {
    let prefixes = |typed: &str| {
        let all: Vec<char> = typed.chars().collect();
        (1..=all.len()).map(|many| all[..many].iter().collect::<String>()).collect::<Vec<_>>()
    };
    TYPED.iter().flat_map(|typed| prefixes(typed)).collect()
}

/// How long this thread has had a core (proc_pid_schedstat): what a key costs even where others keep the cores busy.
fn on_a_core() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

fn quantile(times: &[(Duration, String)], part: f64) -> Duration {
    times[((times.len() - 1) as f64 * part) as usize].0
}

fn main() -> std::io::Result<()> {
    let many: u32 = std::env::args().nth(1).and_then(|many| many.parse().ok()).unwrap_or(89_013);
    let mut out = std::io::stdout();
    let home = tempfile::tempdir()?;
    let open = || SqliteStore::open(home.path(), &WrapKey::from_bytes([7; 32])).expect("the store opens");
    let store = open();
    let start = Instant::now();
    for from in (0..many).step_by(1000) {
        let datasets = (from..many.min(from + 1000)).map(made_up);
        let batch: Vec<Write> = datasets.map(|(id, one)| Write::Index { id, document: Box::new(one) }).collect();
        store.commit(&batch).expect("it is kept");
    }
    writeln!(
        out,
        "indexed {many} in {:?}, {:?} on a core, {} MB",
        start.elapsed(),
        on_a_core(),
        store.size().expect("a size") / 1_000_000
    )?;
    drop(store);
    let store = open();
    let start = Instant::now();
    let plan = |typed: &str| SearchPlan { query: Query::parse(typed), limit: 50, ..SearchPlan::default() };
    store.search(&plan("")).expect("a page");
    writeln!(out, "first search after opening {:?}", start.elapsed())?;
    let (mut waited, mut cost) = (Vec::new(), Vec::new());
    for round in 0..3 {
        for typed in keys() {
            let (start, before) = (Instant::now(), on_a_core());
            let page = store.search(&plan(&typed)).expect("a page");
            let what = format!("{typed} ({} hits, round {round})", page.found);
            waited.push((start.elapsed(), what.clone()));
            cost.push((on_a_core() - before, what));
        }
    }
    for (name, mut times) in [("waited", waited), ("on a core", cost)] {
        times.sort();
        let at = |part| quantile(&times, part);
        writeln!(out, "{name}, {} keys: p50 {:?}, p90 {:?}, p99 {:?}", times.len(), at(0.5), at(0.9), at(0.99))?;
        for (time, typed) in times.iter().rev().take(8) {
            writeln!(out, "  {time:?} {typed}")?;
        }
    }
    Ok(())
}
