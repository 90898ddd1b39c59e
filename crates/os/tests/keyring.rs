//! The desktop's own place for secrets passes the suite of the port. Runs where there is one, says so where there is none.

use std::process::{Command, Stdio};
use std::time::Duration;

use jixiang_engine::port::conformance::keys::KeysHome;
use jixiang_engine::port::{Keys as _, KeysError, WrapKey};
use jixiang_os::{DesktopKeys, HomeId};
use tempfile::TempDir;

/// Set by `cargo xtask test`, which brings a keyring: nothing may be skipped there.
const SESSION: &str = "JIXIANG_SESSION";

struct Homes(TempDir, TempDir);

impl Homes {
    /// Two new homes on this desktop; `None` where it has no keyring.
    fn on_this_desktop() -> Option<Self> {
        let folder = || tempfile::tempdir().expect("a folder");
        let homes = Self(folder(), folder());
        let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
        let there = bus && homes.open().load() != Err(KeysError::Absent);
        if !there {
            assert!(std::env::var_os(SESSION).is_none(), "this session has to have a keyring");
            note("skipped: there is no secret service on this desktop");
        }
        there.then_some(homes)
    }
}

impl KeysHome for Homes {
    type Opened = DesktopKeys;

    fn open(&self) -> DesktopKeys {
        DesktopKeys::of(HomeId::of(self.0.path()).expect("an id"))
    }

    fn other(&self) -> DesktopKeys {
        DesktopKeys::of(HomeId::of(self.1.path()).expect("an id"))
    }
}

impl Drop for Homes {
    /// Leaves nothing behind in a person's own keyring.
    fn drop(&mut self) {
        for keys in [self.open(), self.other()] {
            let forgotten = keys.forget();
            assert!(matches!(forgotten, Ok(()) | Err(KeysError::Absent)), "{forgotten:?}");
        }
    }
}

fn note(text: &str) {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{text}").expect("somebody may read it");
}

jixiang_engine::keys_suite!(match Homes::on_this_desktop() {
    Some(homes) => homes,
    None => return,
});

#[test]
fn a_secret_that_is_no_key_is_damage_and_is_left_alone() {
    let Some(homes) = Homes::on_this_desktop() else {
        return;
    };
    let user = HomeId::of(homes.0.path()).expect("an id").to_string();
    let entry = keyring::Entry::new("jixiang", &user).expect("an entry");
    entry.set_secret(b"another program's").expect("it is set");
    assert_eq!(homes.open().load(), Err(KeysError::Damaged));
    assert_eq!(entry.get_secret().expect("it"), b"another program's");
}

/// Tells this test binary which part it plays in a session of its own.
const PART: &str = "JIXIANG_KEYRING_PART";

#[test]
fn without_a_bus_there_is_no_keyring() {
    if std::env::var_os(PART).is_some() {
        let keys = DesktopKeys::of(HomeId::of(&std::env::temp_dir()).expect("an id"));
        assert_eq!(keys.load(), Err(KeysError::Absent));
        assert_eq!(keys.save(&WrapKey::from_bytes([1; 32])), Err(KeysError::Absent));
        return;
    }
    let nowhere = tempfile::tempdir().expect("a folder");
    let status = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "without_a_bus_there_is_no_keyring"])
        .env(PART, "no bus")
        .env("XDG_RUNTIME_DIR", nowhere.path())
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/none", nowhere.path().display()))
        .status()
        .expect("it runs");
    assert!(status.success());
}

/// Locks every collection of the private session, as a screen lock does.
const LOCK: &str = "for collection in login session; do dbus-send --session --print-reply \
    --dest=org.freedesktop.secrets /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock \
    array:objpath:/org/freedesktop/secrets/collection/$collection >/dev/null; done";

#[test]
fn a_locked_keyring_is_locked_and_not_empty() {
    if let Some(part) = std::env::var_os(PART) {
        let home = std::env::var_os("HOME").expect("the home of the private session");
        let keys = DesktopKeys::of(HomeId::of(home.as_ref()).expect("an id"));
        if part == "save" {
            keys.save(&WrapKey::from_bytes([1; 32])).expect("it is open");
        } else {
            // Nobody is there to unlock it.
            let keys = keys.with_patience(Duration::from_secs(3));
            assert_eq!(keys.load(), Err(KeysError::Locked));
        }
        return;
    }
    if !["dbus-run-session", "dbus-send", "gnome-keyring-daemon"].iter().all(|program| is_there(program)) {
        assert!(std::env::var_os(SESSION).is_none(), "this session has to have a keyring");
        note("skipped: no private session can be made here");
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let part = format!(
        "\"{}\" --exact a_locked_keyring_is_locked_and_not_empty --nocapture",
        std::env::current_exe().expect("this program").display()
    );
    let script = format!(
        "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit 97
        {PART}=save {part} || exit 98
        {LOCK}
        {PART}=load {part} || exit 99"
    );
    let status = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &script])
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .status()
        .expect("the session runs");
    assert_eq!(status.code(), Some(0));
}

fn is_there(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}
