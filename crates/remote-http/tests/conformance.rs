//! The HTTP client and the real platform, over real sockets, pass the same suite as the pair in memory.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jixiang_demo::{Authority, DemoStaff, Seed};
use jixiang_engine::port::conformance::remote::RemoteWorld;
use jixiang_model::{PersonId, UnixMillis};
use jixiang_platform::{Admitted, Demo, Enroller, EnrollerError, Founding, Mode, Options, Platform, serve};
use jixiang_remote_http::HttpRemote;
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::Enrolment;
use jixiang_wire::session::{Department, Staff};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// One demo province for all tests: its authority, its people, and a data folder that each test gets a copy of.
static PROVINCE: LazyLock<Province> = LazyLock::new(Province::found);

struct Province {
    authority: Arc<Authority>,
    staff: Vec<DemoStaff>,
    folder: TempDir,
}

impl Province {
    fn found() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let authority = Authority::open(&folder.path().join("keys")).expect("a demo authority");
        let Seed { objects, statements, staff } =
            authority.seed(jixiang_platform::system_clock()()).expect("a province");
        let province = Self { authority: Arc::new(authority), staff, folder };
        let options = province.options(&Arc::default());
        let platform = Platform::open(&province.data(), options).expect("a platform");
        platform.import(&objects, &statements).expect("the province counts");
        province
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn options(&self, passed: &Arc<AtomicU64>) -> Options {
        let founding = Founding { instance: self.authority.instance().to_owned(), root: self.authority.realm_root() };
        let demo = Demo {
            staff: self.staff.iter().cloned().map(staff).collect(),
            enroller: Some(Arc::new(Admits(Arc::clone(&self.authority)))),
        };
        let mut options = Options::new(founding, Mode::Demo(demo));
        let later = Arc::clone(passed);
        options.clock = Arc::new(move || now(&later));
        options
    }
}

/// A data folder of its own; the objects, thousands of files under the hashes of their bytes, are shared.
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("its type").is_file() {
            std::fs::copy(entry.path(), target).expect("a copy");
        } else if entry.file_name() == "objects" {
            std::os::unix::fs::symlink(entry.path(), target).expect("a link");
        }
    }
}

struct World {
    url: String,
    passed: Arc<AtomicU64>,
    _data: TempDir,
}

impl World {
    async fn new() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let passed = Arc::new(AtomicU64::new(0));
        copy(&PROVINCE.data(), data.path());
        let platform = Platform::open(data.path(), PROVINCE.options(&passed)).expect("a platform");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        tokio::spawn(serve(platform, listener, std::future::pending()));
        Self { url, passed, _data: data }
    }
}

/// The machine's clock, and what the suite let pass.
fn now(passed: &AtomicU64) -> UnixMillis {
    UnixMillis(jixiang_platform::system_clock()().0 + passed.load(Ordering::SeqCst))
}

struct Admits(Arc<Authority>);

impl Enroller for Admits {
    fn admit(
        &self,
        chain: &Chain,
        realm: &Realm,
        enrolment: &Enrolment,
        now: UnixMillis,
    ) -> Result<Admitted, EnrollerError> {
        let admitted = self.0.admit(chain, realm, enrolment, now);
        let jixiang_demo::Admitted { objects, statements } =
            admitted.map_err(|error| EnrollerError(error.to_string()))?;
        Ok(Admitted { objects, statements })
    }
}

fn staff(staff: DemoStaff) -> Staff {
    Staff {
        id: staff.id,
        name: staff.name,
        post: staff.post,
        department: Department { id: staff.department, uscc: staff.uscc, name: staff.department_name },
    }
}

impl RemoteWorld for World {
    type Client = HttpRemote;

    fn client(&self) -> HttpRemote {
        HttpRemote::new(&self.url).expect("an address on this machine")
    }

    fn people(&self) -> [PersonId; 3] {
        ["cz-li", "cc-zhao", "dsj-sun"].map(|id| id.parse().expect("an id"))
    }

    fn now(&self) -> UnixMillis {
        now(&self.passed)
    }

    fn pass(&self, time: Duration) {
        let passed = u64::try_from(time.as_millis()).expect("it fits");
        self.passed.fetch_add(passed, Ordering::SeqCst);
    }
}

jixiang_engine::remote_suite!(World::new().await);
