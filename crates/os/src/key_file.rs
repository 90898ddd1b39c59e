//! [`KeyFile`]: the wrapping key unwrapped in a file of the home, for tests and for servers without a desktop. Whoever
//! reads the home opens it, which is why somebody has to ask for it by name; the window never offers it.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jixiang_engine::port::{Keys, KeysError, WrapKey};
use zeroize::Zeroizing;

/// The name of the file: exactly the 32 bytes.
const FILE: &str = "wrap.key";
/// The file that becomes it.
const NEW: &str = "wrap.key.new";

/// The key file of one home.
#[derive(Debug, Clone)]
pub struct KeyFile {
    home: PathBuf,
}

impl KeyFile {
    /// The key file of the home in this folder; it need not exist yet.
    #[must_use]
    pub fn of(home: &Path) -> Self {
        Self { home: home.to_owned() }
    }

    /// Whether there is one: a home that was made with a key file goes on with it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.home.join(FILE).symlink_metadata().is_ok()
    }

    /// Opens the file itself, never what a link points to, and nothing that others may read.
    fn open(&self) -> Result<Option<File>, KeysError> {
        let flags = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).map_err(other)?;
        let opened = OpenOptions::new().read(true).custom_flags(flags).open(self.home.join(FILE));
        let file = match opened {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(other)?,
        };
        let metadata = file.metadata().map_err(other)?;
        if !metadata.is_file() {
            return Err(KeysError::Damaged);
        }
        if metadata.mode() & 0o077 != 0 {
            return Err(other("the key file may be read by others; its mode must be 0600"));
        }
        Ok(Some(file))
    }

    fn write(&self, key: &WrapKey) -> std::io::Result<()> {
        let new = self.home.join(NEW);
        match fs::remove_file(&new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        file.write_all(key.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, self.home.join(FILE))?;
        // The name is durable when the folder is.
        File::open(&self.home)?.sync_all()
    }
}

impl Keys for KeyFile {
    fn load(&self) -> Result<Option<WrapKey>, KeysError> {
        let Some(file) = self.open()? else {
            return Ok(None);
        };
        // One byte more than a key, to see whether there is more. Never grows, so no copy is left behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(64));
        file.take(33).read_to_end(&mut bytes).map_err(other)?;
        let key = <[u8; 32]>::try_from(&bytes[..]).map_err(|_| KeysError::Damaged)?;
        Ok(Some(WrapKey::from_bytes(key)))
    }

    fn save(&self, key: &WrapKey) -> Result<(), KeysError> {
        self.write(key).map_err(other)
    }

    fn is_file(&self) -> bool {
        true
    }
}

fn other(error: impl std::fmt::Display) -> KeysError {
    KeysError::Other(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use jixiang_engine::port::conformance::keys::KeysHome;
    use tempfile::TempDir;

    use super::*;

    struct Homes(TempDir, TempDir);

    impl Homes {
        fn new() -> Self {
            let folder = || tempfile::tempdir().expect("a folder");
            Self(folder(), folder())
        }
    }

    impl KeysHome for Homes {
        type Opened = KeyFile;

        fn open(&self) -> KeyFile {
            KeyFile::of(self.0.path())
        }

        fn other(&self) -> KeyFile {
            KeyFile::of(self.1.path())
        }
    }

    jixiang_engine::keys_suite!(Homes::new());

    #[test]
    fn the_file_holds_the_key_and_nothing_else_for_its_owner_alone() {
        let homes = Homes::new();
        let keys = homes.open();
        assert!(!keys.is_there());
        keys.save(&WrapKey::from_bytes([7; 32])).expect("it is saved");
        assert!(keys.is_there() && keys.is_file());
        let file = homes.0.path().join(FILE);
        assert_eq!(fs::read(&file).expect("its bytes"), [7; 32]);
        let mode = file.metadata().expect("it").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(homes.0.path()).expect("the home").count(), 1);
    }

    #[test]
    fn a_key_that_is_cut_long_open_to_others_or_a_link_is_not_used() {
        let homes = Homes::new();
        let (keys, file) = (homes.open(), homes.0.path().join(FILE));
        keys.save(&WrapKey::from_bytes([7; 32])).expect("it is saved");
        for length in [0, 31, 33, 64] {
            fs::write(&file, vec![7; length]).expect("another length");
            assert_eq!(keys.load(), Err(KeysError::Damaged), "{length} bytes");
        }
        keys.save(&WrapKey::from_bytes([7; 32])).expect("it is saved");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("opened");
        assert!(matches!(keys.load(), Err(KeysError::Other(_))));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("closed");
        fs::rename(&file, homes.1.path().join(FILE)).expect("moved");
        std::os::unix::fs::symlink(homes.1.path().join(FILE), &file).expect("a link");
        assert!(matches!(keys.load(), Err(KeysError::Other(_))));
    }

    #[test]
    fn what_an_interrupted_save_left_is_in_nobodys_way() {
        let homes = Homes::new();
        fs::write(homes.0.path().join(NEW), b"half of a k").expect("left over");
        let keys = homes.open();
        assert_eq!(keys.load(), Ok(None));
        keys.save(&WrapKey::from_bytes([9; 32])).expect("it is saved");
        assert_eq!(keys.load(), Ok(Some(WrapKey::from_bytes([9; 32]))));
    }
}
