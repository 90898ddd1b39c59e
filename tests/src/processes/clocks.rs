//! Clocks that a test sets: a platform in this process, served over loopback as the program serves it, whose clock and
//! whose people's clocks can be turned by days.
//!
//! The demo authority admits people at once, as in the program `jixiang-platform --demo`.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jixiang_client::contract::{DeliveryId, Event, PersonId, RecipientId, SendOrder, Stage};
use jixiang_client::{Client, ClientFault, Clock, Engine, Options};
use jixiang_demo::{Authority, DemoStaff};
use jixiang_model::UnixMillis;
use jixiang_platform::{
    Admitted, Demo, Enroller, EnrollerError, Founding, Mode, Options as PlatformOptions, Platform, system_clock,
};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::Enrolment;
use jixiang_wire::session::{Department, Staff};
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{PATIENCE, Result, Trouble, seed};

/// A clock that runs as the machine's, so many milliseconds before or behind it.
#[derive(Debug, Clone, Default)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    /// A clock that is so far before the machine's; behind it when negative.
    #[must_use]
    pub fn ahead(by: i64) -> Self {
        Self(Arc::new(AtomicI64::new(by)))
    }

    /// Turns it.
    pub fn turn(&self, ahead: i64) {
        self.0.store(ahead, Ordering::SeqCst);
    }

    fn time(&self) -> UnixMillis {
        let now = system_clock()();
        UnixMillis(now.0.saturating_add_signed(self.0.load(Ordering::SeqCst)))
    }
}

impl Clock for Hands {
    fn now(&self) -> UnixMillis {
        self.time()
    }
}

/// A day, in milliseconds.
pub const DAY: i64 = 86_400_000;

/// A platform with the demo province in this process.
#[derive(Debug)]
pub struct Clocked {
    url: String,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Clocked {
    /// Serves a fresh province in `folder` by this clock.
    ///
    /// # Errors
    /// When the platform cannot be opened.
    pub async fn serve(folder: &Path, hands: &Hands) -> Result<Self> {
        let platform = province(folder, hands)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(jixiang_platform::serve(platform, listener, async move {
            // A dropped sender stops it, too.
            let _ = stopped.await;
        }));
        Ok(Self { url, stop: Some(stop), serving })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it in order.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn end(mut self) -> Result<()> {
        self.stop.take();
        let ended = tokio::time::timeout(PATIENCE, self.serving).await;
        let ended = ended.map_err(|_| Trouble::new("the platform does not end"))?;
        Ok(ended.map_err(|error| Trouble::new(error.to_string()))??)
    }
}

/// Opens a fresh province in `folder` by this clock.
///
/// # Errors
/// When the platform cannot be opened.
pub fn province(folder: &Path, hands: &Hands) -> Result<Platform> {
    seed::lay_out(folder)?;
    open(folder, hands.clone()).map_err(|error| Trouble::new(error.to_string()))
}

fn open(folder: &Path, hands: Hands) -> std::result::Result<Platform, Box<dyn std::error::Error>> {
    let authority = Arc::new(Authority::open(&folder.join("platform-authority"))?);
    let founding = Founding { instance: authority.instance().to_owned(), root: authority.realm_root() };
    let staff = authority.staff().into_iter().map(staff).collect();
    let demo = Demo { staff, enroller: Some(Arc::new(Admits(authority))) };
    let mut options = PlatformOptions::new(founding, Mode::Demo(demo));
    options.clock = Arc::new(move || hands.time());
    Ok(Platform::open(&folder.join("platform"), options)?)
}

struct Admits(Arc<Authority>);

impl Enroller for Admits {
    fn admit(
        &self,
        chain: &Chain,
        realm: &Realm,
        enrolment: &Enrolment,
        now: UnixMillis,
    ) -> std::result::Result<Admitted, EnrollerError> {
        let made = self.0.admit(chain, realm, enrolment, now).map_err(|error| EnrollerError(error.to_string()))?;
        Ok(Admitted { objects: made.objects, statements: made.statements })
    }
}

fn staff(staff: DemoStaff) -> Staff {
    let DemoStaff { id, name, post, department, uscc, department_name, .. } = staff;
    Staff { id, name, post, department: Department { id: department, uscc, name: department_name } }
}

/// A person with a PC of their own in this process.
pub struct Desk {
    client: Client,
}

impl Desk {
    /// A new home, signed in as a member of the demo staff, by this clock.
    ///
    /// # Errors
    /// [`ClientFault`] as the person would read it.
    pub async fn sit_down(
        folder: &Path,
        url: &str,
        staff: &str,
        hands: &Hands,
    ) -> std::result::Result<Self, ClientFault> {
        let options = Options {
            home: Some(folder.to_owned()),
            platform: Some(url.to_owned()),
            key_file: true,
            program: "jixiang-tests",
            ..Options::default()
        };
        let client = Client::open_by(&options, Arc::new(hands.clone()))?;
        let desk = client.engine().sign_in(Some(&PersonId(staff.to_owned()))).await?;
        match desk.stage {
            Stage::Ready { .. } => Ok(Self { client }),
            Stage::SignIn { .. } | Stage::Admit { .. } | Stage::Stopped { .. } => Err(ClientFault::NotAdmitted),
        }
    }

    /// The engine.
    #[must_use]
    pub const fn engine(&self) -> &Engine {
        self.client.engine()
    }

    /// Writes an order down: one file, to one recipient.
    ///
    /// # Errors
    /// [`ClientFault`].
    pub async fn order(&self, path: &Path, to: &str, days: u16) -> std::result::Result<DeliveryId, ClientFault> {
        let engine = self.engine();
        let recipient: RecipientId = engine.resolve(to.to_owned()).await?;
        let picked = engine.pick_paths(vec![path.to_owned()]).await;
        let order = SendOrder {
            tokens: picked.into_iter().map(|picked| picked.token).collect(),
            title: "到期测试".to_owned(),
            recipients: vec![recipient],
            note: String::new(),
            expires_days: days,
        };
        engine.send_order(order).await
    }

    /// Sends one file to one recipient.
    ///
    /// # Errors
    /// [`ClientFault`].
    pub async fn send(&self, path: &Path, to: &str, days: u16) -> std::result::Result<DeliveryId, ClientFault> {
        let id = self.order(path, to, days).await?;
        let transfer = self.engine().transfer_of(&id).await.ok_or(ClientFault::NotFound)?;
        self.engine().run_transfer(&transfer).await?;
        Ok(id)
    }

    /// Fetches a delivery into a folder.
    ///
    /// # Errors
    /// [`ClientFault`].
    pub async fn fetch(&self, id: &DeliveryId, folder: &Path) -> std::result::Result<(), ClientFault> {
        self.engine().catch_up().await?;
        let transfer = self.engine().fetch(id, Some(folder.to_owned())).await?;
        self.engine().run_transfer(&transfer).await
    }
}

/// How long each of `rounds` deliveries takes from the platform's acceptance, by the platform's clock, to the row with its
/// title in the inbox of the receiver's engine, which runs as it does behind a window. To the millisecond, ascending.
///
/// # Errors
/// When a delivery does not arrive.
pub async fn acceptance_to_row(folder: &Path, rounds: u32) -> Result<Vec<Duration>> {
    let said = |fault: ClientFault| Trouble::new(fault.to_string());
    let hands = Hands::default();
    let platform = Clocked::serve(folder, &hands).await?;
    let li = Desk::sit_down(&folder.join("li"), platform.url(), "cz-li", &hands).await.map_err(said)?;
    let zhao = Desk::sit_down(&folder.join("zhao"), platform.url(), "cc-zhao", &hands).await.map_err(said)?;
    zhao.engine().start();
    let mut events = zhao.engine().listen().await;
    let file = folder.join("表.csv");
    std::fs::write(&file, "单位,金额\r\n")?;
    let mut took = Vec::new();
    for _ in 0..rounds {
        let (sent, arrived) = tokio::join!(li.send(&file, "cc-zhao", 14), row(zhao.engine(), &mut events, took.len()));
        sent.map_err(said)?;
        took.push(arrived?);
    }
    drop((li, zhao));
    platform.end().await?;
    took.sort_unstable();
    Ok(took)
}

/// Waits until the inbox has one more row with its title than before. Answers how long ago the platform took it.
async fn row(engine: &Engine, events: &mut UnboundedReceiver<Event>, before: usize) -> Result<Duration> {
    let arrives = async {
        loop {
            let inbox = engine.inbox().await;
            let rows = || inbox.arrived.iter().filter(|row| !row.title.is_empty());
            if let Some(newest) = rows().map(|row| row.at.0).max().filter(|_| rows().count() > before) {
                return Ok(Duration::from_millis(system_clock()().0.saturating_sub(newest)));
            }
            if events.recv().await.is_none() {
                return Err(Trouble::new("the engine has ended"));
            }
        }
    };
    tokio::time::timeout(PATIENCE, arrives).await.map_err(|_| Trouble::new("a delivery does not arrive"))?
}
