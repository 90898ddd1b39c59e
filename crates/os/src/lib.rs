//! What the desktop gives a program, behind the engine's ports: the place for secrets, notifications, folders, the lock
//! of a home, randomness, the clipboard and the opener. It refuses to decide anything: it reads, writes and shows what it
//! is asked to, and says in a word why it could not.

pub mod clipboard;
mod core_dumps;
mod home;
mod key_file;
mod keyring;
mod lock;
mod notifications;
pub mod opener;
mod randomness;

pub use core_dumps::core_dumps_off;
pub use home::{HomeId, default_home, make_home, save_folder};
pub use key_file::KeyFile;
pub use keyring::DesktopKeys;
pub use lock::{HomeLock, LockError};
pub use notifications::DesktopNotifier;
pub use randomness::OsRandom;
