//! The catalogue of a province, read by a PC for the first time and after a day: real programs over loopback, and every
//! statement really signed. Only what is sealed is made up, because nobody opens it here.

use std::collections::HashMap;
use std::path::Path;

use jixiang_demo::{Authority, Seed};
use jixiang_model::{
    DepartmentId, KeyHash, Nonce, ObjectId, RealmId, Role, ScopeId, StatementId, Suite, UnixMillis, VersionId,
};
use jixiang_platform::{Founding, Mode, Options, Platform, system_clock};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::list::{self, PackRow};
use jixiang_statement::payload::{
    Content, Enrolment, EnrolmentPayload, Entry, ListRef, ObjectRef, Payload, Record, Release, SealedKey, ShareClass,
};
use jixiang_statement::{Base64, Header, Signed, SigningKey, Text};
use jixiang_tests::desks::Province;
use jixiang_tests::window::{Result, Trouble};

use crate::report::{Report, mib};
use crate::run::{Run, jx};

/// What the province of the study has published.
const DATASETS: u32 = 89_013;
/// What is released on a busy day: a hundredth.
const DAY: u32 = 890;
/// Datasets that are brought to the platform at once.
const TOGETHER: usize = 500;

const WHAT: &str =
    "人员编制 法人单位 不动产登记 社会保险参保 婚姻登记 常住人口 企业纳税 行政许可 预算执行 政府采购 空气质量";
const KIND: &str = "信息 名录 台账 统计表 明细 监测数据";
const COLUMN: &str =
    "姓名 统一社会信用代码 单位名称 编制数 联系电话 地址 行政区划代码 登记日期 有效期 状态 金额 面积 批准文号";

/// Measures the first time, a start with nothing new, and a day.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mut province = Province::start()?;
    let url = province.url();
    province.cut_off()?;
    let folder = province.folder().to_owned();
    let mut registry = Registry::open(&folder)?;
    registry.publish(DATASETS)?;
    province.come_back()?;
    let home = folder.join("home");
    let sign_in = ["sign-in", &url, "--demo-staff", "cz-li", "--key-file"];
    let first = jx(&province, &home, &sign_in)?;
    let columns = jx(&province, &home, &["inbox"])?;
    let again = jx(&province, &home, &["inbox"])?;
    province.cut_off()?;
    registry.publish(DAY)?;
    province.come_back()?;
    let day = jx(&province, &home, &["inbox"])?;
    let departments = registry.heads.len();
    report.section(
        "The catalogue of a province",
        &format!(
            "{DATASETS} released datasets of {departments} departments, 8 to 15 columns each; `jx` and the platform as \
             processes of their own on this disk. Every line is a program that is started anew and verifies what it \
             has; one run."
        ),
    );
    let rows = [
        row("sign in: every entry read, verified and found", &first),
        row("then the columns", &columns),
        row("a start with nothing new", &again),
        row(&format!("a start with {DAY} new datasets"), &day),
    ];
    report.table(&["what", "seconds", "client CPU s", "platform CPU s", "client peak MiB"], &rows);
    Ok(())
}

fn row(what: &str, run: &Run) -> Vec<String> {
    let seconds = |seconds: f64| format!("{seconds:.2}");
    vec![what.to_owned(), seconds(run.wall), seconds(run.cpu), seconds(run.platform), mib(run.peak)]
}

/// A head of a department, with what all its datasets share.
struct Head {
    key: SigningKey,
    realm: RealmId,
    time: UnixMillis,
    department: DepartmentId,
    name: String,
    head: StatementId,
    sealed: SealedKey,
    body: ObjectRef,
    packs: ListRef,
}

/// The platform's data folder, in the hands of this program.
struct Registry {
    platform_data: std::path::PathBuf,
    founding: Founding,
    heads: Vec<Head>,
    made: u32,
}

fn said(error: impl std::fmt::Display) -> Trouble {
    Trouble::new(error.to_string())
}

impl Registry {
    /// Admits a head in every department that has one.
    fn open(folder: &Path) -> Result<Self> {
        let authority = Authority::open(&folder.join("platform-authority")).map_err(said)?;
        let founding = Founding { instance: authority.instance().to_owned(), root: authority.realm_root() };
        let seed = authority.seed(system_clock()()).map_err(said)?;
        let mut registry = Self { platform_data: folder.join("platform"), founding, heads: Vec::new(), made: 0 };
        let (heads, objects, statements) = admit(&authority, &seed)?;
        registry.platform()?.import(&objects, &statements).map_err(said)?;
        registry.heads = heads;
        Ok(registry)
    }

    fn platform(&self) -> Result<Platform> {
        Platform::open(&self.platform_data, Options::new(self.founding.clone(), Mode::Office)).map_err(said)
    }

    /// Releases so many datasets more, of all departments in turn.
    fn publish(&mut self, many: u32) -> Result<()> {
        let platform = self.platform()?;
        let numbers: Vec<u32> = (self.made..self.made + many).collect();
        for together in numbers.chunks(TOGETHER) {
            let (mut objects, mut statements) = (Vec::new(), Vec::new());
            for number in together {
                let head = &self.heads[*number as usize % self.heads.len()];
                let (columns, signed) = head.dataset(*number)?;
                objects.push(columns);
                statements.extend(signed);
            }
            platform.import(&objects, &statements).map_err(said)?;
        }
        self.made += many;
        Ok(())
    }
}

type Admitted = (Vec<Head>, Vec<Vec<u8>>, Vec<Signed>);

fn admit(authority: &Authority, seed: &Seed) -> Result<Admitted> {
    let mut realm = Realm::pinned(authority.realm(), authority.realm_root());
    realm.append(&seed.statements[0], |_| None).map_err(said)?;
    let geneses: HashMap<ScopeId, &Signed> =
        seed.statements.iter().map(|signed| (signed.header().scope, signed)).collect();
    let (mut heads, mut objects, mut statements) = (Vec::<Head>::new(), Vec::new(), Vec::new());
    for person in seed.staff.iter().filter(|person| person.roles.has(Role::Head)) {
        if heads.iter().any(|head| head.department == person.department) {
            continue;
        }
        let Some(genesis) = geneses.get(&ScopeId::department(&person.department)) else { continue };
        let Ok(chain) = Chain::open(genesis, &realm) else { continue };
        let key = SigningKey::from_seed(ObjectId::of(person.id.as_str().as_bytes()).as_bytes());
        let payload = EnrolmentPayload {
            realm: authority.realm(),
            suite: Suite::One,
            department: person.department,
            person: person.id.clone(),
            sign: Base64(key.public().to_bytes().to_vec()),
            seal: Base64(chain.epoch().public.clone()),
        };
        let now = system_clock()();
        let admitted = authority.admit(&chain, &realm, &Enrolment::sign(&payload, &key), now).map_err(said)?;
        let head = admitted.statements.last().ok_or_else(|| Trouble::new("nobody was admitted"))?.id();
        let mut keep = |what: &str| {
            let bytes = format!("{what} of {}", person.department).into_bytes();
            let object = reference(&bytes);
            objects.push(bytes);
            object
        };
        let (sealed, body, pack) = (keep("key"), keep("body"), keep("pack"));
        let (bytes, packs) = list::encode(&[PackRow { object: pack.hash, bytes: pack.bytes }]);
        objects.push(bytes);
        objects.extend(admitted.objects);
        statements.extend(admitted.statements);
        let sealed = SealedKey { key: KeyHash::of(&chain.epoch().public), object: sealed };
        let (department, name) = (person.department, person.department_name.clone());
        let realm = authority.realm();
        heads.push(Head { key, realm, time: now, department, name, head, sealed, body, packs });
    }
    Ok((heads, objects, statements))
}

fn reference(bytes: &[u8]) -> ObjectRef {
    ObjectRef { hash: ObjectId::of(bytes), bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX) }
}

impl Head {
    /// Entry, record and release of a dataset, and its columns.
    fn dataset(&self, number: u32) -> Result<(Vec<u8>, [Signed; 3])> {
        let drawn = *ObjectId::of(&number.to_be_bytes()).as_bytes();
        let nonce = Nonce::from_bytes(drawn);
        let dataset = ScopeId::dataset(&self.realm, &self.department, &nonce);
        let review = ScopeId::review(&self.realm, &self.department, &dataset);
        let (columns, list) = columns(drawn);
        let (what, kind) = (one(WHAT, drawn[0]), one(KIND, drawn[1]));
        let name = Text::lenient(&format!("{}{what}{kind}（{number}）", self.name));
        let shared = (ShareClass::Conditional, Text::lenient("按申请用途使用，不得转给第三方"));
        let entry = Entry {
            nonce: Some(nonce),
            code: Text::new(format!("JL{:05}/{number:06}", number % 65_536)).ok(),
            summary: Text::lenient(&format!("{}依据职责归集的{what}数据，用于核对，按月更新。", self.name)),
            columns: Some(list),
            ..Entry::new(self.header(review, None), dataset, name, shared)
        };
        let entry = self.sign(Payload::Entry(entry))?;
        let record = self.sign(Payload::Record(Record {
            header: self.header(review, Some(entry.id())),
            dataset,
            base: None,
            content: Content { version: VersionId::from_bytes(drawn), body: self.body, packs: self.packs },
            key: self.sealed,
            lineage: Some(self.sealed),
        }))?;
        let release = self.sign(Payload::Release(Release {
            header: self.header(dataset, None),
            review,
            entry: entry.id(),
            record: Some(record.id()),
            number: 1,
            generation: 1,
            key: Some(Base64(vec![7; 104])),
            start: Some(self.sealed),
            open: None,
            standing: None,
            cites: None,
        }))?;
        Ok((columns, [entry, record, release]))
    }

    fn header(&self, scope: ScopeId, prev: Option<StatementId>) -> Header {
        Header {
            realm: self.realm,
            suite: Suite::One,
            device: self.key.public().device(),
            department: Some(self.department),
            head: Some(self.head),
            scope,
            prev,
            overrides: Vec::new(),
            time: self.time,
            checkpoint: String::new(),
        }
    }

    fn sign(&self, payload: Payload) -> Result<Signed> {
        Signed::sign(&payload, &self.key).map_err(said)
    }
}

fn one(words: &'static str, drawn: u8) -> &'static str {
    words.split(' ').cycle().nth(usize::from(drawn)).unwrap_or_default()
}

/// 8 to 15 columns.
fn columns(drawn: [u8; 32]) -> (Vec<u8>, ListRef) {
    let named = drawn[2..10 + usize::from(drawn[31] % 8)].iter().map(|byte| {
        let name = format!("{}{}", one(WHAT, byte / 16), one(COLUMN, *byte));
        serde_json::json!({ "name": name, "type": "C", "description": "" })
    });
    let columns: Vec<serde_json::Value> = named.collect();
    let bytes = serde_json::Value::from(columns.clone()).to_string().into_bytes();
    let ObjectRef { hash, bytes: length } = reference(&bytes);
    (bytes, ListRef { hash, count: u32::try_from(columns.len()).unwrap_or(u32::MAX), bytes: length })
}
