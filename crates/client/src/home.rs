//! The home: its folder, its one owner, its wrapping key.

use std::path::{Path, PathBuf};

use jixiang_engine::Fault;
use jixiang_engine::port::{Keys, KeysError, WrapKey};
use jixiang_os::{DesktopKeys, HomeId, HomeLock, KeyFile, LockError, OsRandom};

const VARIABLE: &str = "JIXIANG_HOME";

/// The folder of the home: the named one, the one of the environment, the user's.
pub(crate) fn make(named: Option<PathBuf>) -> Result<PathBuf, Fault> {
    let variable = std::env::var_os(VARIABLE).map(PathBuf::from);
    let home = named.or(variable).or_else(jixiang_os::default_home);
    let home = home.ok_or_else(|| Fault::Internal("this user has no home".to_owned()))?;
    let made = jixiang_os::make_home(&home).and_then(|()| home.canonicalize());
    made.map_err(|error| {
        let full = error.kind() == std::io::ErrorKind::StorageFull;
        if full { Fault::DiskFull } else { Fault::Internal(error.kind().to_string()) }
    })
}

/// Makes this process the owner of the home.
pub(crate) fn take(home: &Path, program: &str) -> Result<HomeLock, Fault> {
    HomeLock::take(home, program).map_err(|error| match error {
        LockError::InUse { program, pid } => Fault::HomeInUse { program, pid },
        LockError::Full => Fault::DiskFull,
        LockError::Other(why) => Fault::Internal(why),
    })
}

/// The wrapping key of the home, made at its first opening. Answers too whether it lies in a file of the home.
pub(crate) fn wrap_key(home: &Path, key_file: bool) -> Result<(WrapKey, bool), Fault> {
    let file = KeyFile::of(home);
    let keys: Box<dyn Keys> = if file.is_there() || key_file {
        Box::new(file)
    } else {
        let id = HomeId::of(home).map_err(|error| Fault::Internal(error.kind().to_string()))?;
        Box::new(DesktopKeys::of(id))
    };
    if let Some(key) = keys.load()? {
        return Ok((key, keys.is_file()));
    }
    if !is_new(home) {
        // A new key would not open what is there; making one would only hide that the old one is lost.
        return Err(KeysError::Damaged.into());
    }
    let key = WrapKey::draw(&mut OsRandom);
    keys.save(&key)?;
    Ok((key, keys.is_file()))
}

/// Whether nothing was ever written down here.
pub(crate) fn is_new(home: &Path) -> bool {
    !home.join("store.db").exists()
}

/// The name of this PC.
pub(crate) fn machine() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").map(|name| name.trim().to_owned()).unwrap_or_default()
}
