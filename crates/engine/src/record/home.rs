//! Facts about this home: whom it trusts, whose it is, the keys of this PC, what the person set.

use jixiang_contract::{ByteCount, Display, Rate};
use jixiang_model::{DepartmentId, DeviceId, PersonId, RealmId, UnixMillis};
use serde::{Deserialize, Serialize};

use crate::port::Account;

/// The names of the rows of [`Table::Meta`](crate::port::Table::Meta).
pub(crate) mod key {
    pub(crate) const FACTS: &[u8] = b"facts";
    pub(crate) const DEVICE: &[u8] = b"device";
    pub(crate) const CURSOR: &[u8] = b"cursor";
    pub(crate) const SETTINGS: &[u8] = b"settings";
}

/// Who pinned the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The administrator's policy.
    Real,
    /// The demo platform, over loopback, at the first sign-in.
    Demo,
}

/// The pinned root: never replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedRoot {
    /// The realm.
    pub realm: RealmId,
    /// Its instance id.
    pub instance: String,
    /// The root's Ed25519 public key, hexadecimal.
    pub root: String,
    /// Who pinned it.
    pub ground: Ground,
}

/// Who works here, on which platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The platform's address.
    pub platform: String,
    /// The root.
    pub root: PinnedRoot,
    /// The person.
    pub person: PersonId,
    /// The department.
    pub department: DepartmentId,
    /// The department's name, as the platform said at sign-in.
    pub department_name: String,
    /// The person's name, as the platform said at sign-in.
    pub name: String,
    /// The person's post, as the platform said at sign-in.
    pub post: String,
    /// The session's token; the store is encrypted.
    pub token: String,
}

impl Facts {
    /// Who is signed in.
    pub(crate) fn account(&self) -> Account {
        Account {
            person: self.person.clone(),
            department: self.department,
            department_name: self.department_name.clone(),
            name: self.name.clone(),
            post: self.post.clone(),
        }
    }
}

/// The keys of this PC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Both private keys, wrapped under the key in the keyring, hexadecimal.
    pub wrapped: String,
    /// The exact bytes of the enrolment, hexadecimal.
    pub enrolment: String,
    /// When the keys were made.
    pub made: UnixMillis,
}

/// What the person set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Theme, text size, language, notices.
    pub display: Display,
    /// The folder for received files, when it was changed.
    #[serde(default)]
    pub downloads: Option<std::path::PathBuf>,
    /// How fast transfers may be.
    #[serde(default)]
    pub rate: Rate,
    /// How much sealed data is kept for later versions.
    #[serde(default = "cache_limit")]
    pub cache_limit: ByteCount,
}

/// 10 GiB: a tenth of what the smallest disks of offices have free.
const fn cache_limit() -> ByteCount {
    ByteCount(10 << 30)
}

impl Default for Settings {
    fn default() -> Self {
        let display = Display {
            text_size: jixiang_contract::TextSize::default(),
            theme: jixiang_contract::Theme::default(),
            language: jixiang_contract::Language::default(),
            notices: jixiang_contract::NoticeLevel::default(),
        };
        Self { display, downloads: None, rate: Rate::default(), cache_limit: cache_limit() }
    }
}
