//! A notification on a session bus of its own: shown, clicked, closed, and with nobody there to show it.

use std::collections::HashMap;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use jixiang_contract::{Language, Notice, Place, Stamp, Words};
use jixiang_engine::port::Notifier as _;
use jixiang_os::DesktopNotifier;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::OwnedValue;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// Tells this test binary that it runs on a bus of its own.
const BUS: &str = "JIXIANG_OWN_BUS";
/// More than anything here takes.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn a_notification_is_clicked_closed_or_not_shown_at_all() {
    if std::env::var_os(BUS).is_some() {
        nobody_shows_it();
        let desktop = Desktop::start();
        desktop.clicks_once();
        desktop.closes();
        return;
    }
    let status = Command::new("dbus-run-session")
        .arg("--")
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", "a_notification_is_clicked_closed_or_not_shown_at_all"])
        .env(BUS, "own")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .status();
    match status {
        Ok(status) => assert!(status.success()),
        Err(error) => {
            assert!(std::env::var_os("JIXIANG_SESSION").is_none(), "{error}");
            use std::io::Write as _;
            let text = "skipped: there is no dbus-run-session here";
            writeln!(std::io::stdout(), "{text}").expect("somebody may read it");
        }
    }
}

/// Shows a notice; a message comes when it is clicked, and the end when it never will be.
fn show() -> Receiver<()> {
    let (click, clicked) = channel();
    let notice = Notice {
        title: Words::new("新到文件", "New files"),
        text: Words::new("<表>", "<table>"),
        place: Place::Inbox,
        delivery: None,
        matter: None,
        at: Stamp(0),
    };
    DesktopNotifier.show(&notice, Language::Zh, Box::new(move || click.send(()).expect("somebody listens")));
    clicked
}

fn nobody_shows_it() {
    assert_eq!(show().recv_timeout(SOON), Err(RecvTimeoutError::Disconnected));
}

/// What a notification said: summary, body, actions.
type Said = (String, String, Vec<String>);

/// The desktop's side of the bus.
struct Server {
    said: Sender<Said>,
    shown: u32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "the interface is the specification's")]
    fn notify(
        &mut self,
        _application: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        self.shown += 1;
        self.said.send((summary, body, actions)).expect("the test listens");
        self.shown
    }
}

struct Desktop {
    connection: Connection,
    said: Receiver<Said>,
}

impl Desktop {
    fn start() -> Self {
        let (said, heard) = channel();
        let connection = Builder::session()
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.serve_at(PATH, Server { said, shown: 0 }))
            .and_then(Builder::build)
            .expect("a bus of its own");
        Self { connection, said: heard }
    }

    fn tell<B: zbus::export::serde::Serialize + zbus::zvariant::DynamicType>(&self, signal: &str, body: &B) {
        let told = self.connection.emit_signal(None::<&str>, PATH, NAME, signal, body);
        told.expect("the bus takes it");
    }

    /// Tells until it was heard: the program listens only some time after its notification was shown.
    fn tell_until<B: zbus::export::serde::Serialize + zbus::zvariant::DynamicType>(
        &self,
        signal: &str,
        body: &B,
        clicked: &Receiver<()>,
    ) -> Result<(), RecvTimeoutError> {
        for _ in 0..100 {
            self.tell(signal, body);
            match clicked.recv_timeout(Duration::from_millis(100)) {
                Err(RecvTimeoutError::Timeout) => {}
                outcome => return outcome,
            }
        }
        Err(RecvTimeoutError::Timeout)
    }

    fn clicks_once(&self) {
        let clicked = show();
        let (summary, body, actions) = self.said.recv_timeout(SOON).expect("it is shown");
        assert_eq!((summary.as_str(), body.as_str()), ("新到文件", "&lt;表&gt;"));
        assert_eq!(actions, ["default", "去办理"]);
        let click = (1_u32, "default");
        assert_eq!(self.tell_until("ActionInvoked", &click, &clicked), Ok(()));
        self.tell("ActionInvoked", &click);
        assert_eq!(clicked.recv_timeout(SOON), Err(RecvTimeoutError::Disconnected));
    }

    fn closes(&self) {
        let clicked = show();
        self.said.recv_timeout(SOON).expect("it is shown");
        let (dismissed, other) = ((2_u32, 2_u32), (77_u32, "default"));
        self.tell("ActionInvoked", &other);
        let ended = self.tell_until("NotificationClosed", &dismissed, &clicked);
        assert_eq!(ended, Err(RecvTimeoutError::Disconnected));
    }
}
