//! Settings: keys of this PC and their state, network, cache, display. What the administrator set is shown, not hidden.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ByteCount, Connection, Millis, Party, Stamp};

/// Everything on the settings page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingsView {
    /// This PC.
    pub device: DeviceView,
    /// The department's keys.
    pub department: DepartmentKeysView,
    /// The root of trust.
    pub root: RootView,
    /// The platform.
    pub platform: PlatformView,
    /// How fast transfers may be.
    pub rate: Rate,
    /// What is kept on this PC.
    pub cache: CacheView,
    /// The folder for received files, as a person knows it.
    pub downloads: String,
    /// Who set that folder.
    pub downloads_lock: Lock,
    /// Theme, text size, language, notices.
    pub display: Display,
    /// The version of this program.
    pub version: String,
}

/// Who set a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Lock {
    /// The administrator's policy: shown with a lock.
    Administrator,
    /// The person may change it.
    Free,
}

/// This PC in its department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceView {
    /// Its name, e.g. that of the computer.
    pub name: String,
    /// The fingerprint of its signing key in groups of four.
    pub fingerprint: String,
    /// When it was admitted.
    pub admitted: Stamp,
    /// Where the key that wraps its keys lies.
    pub store: KeyStore,
}

/// Where the wrapping key lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyStore {
    /// The desktop's secret service or the system's credential store.
    System,
    /// A file in the home, for tests and servers only.
    File,
}

/// The department's keys as this PC has verified them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DepartmentKeysView {
    /// The number of the current epoch, from 1.
    pub epoch: u32,
    /// Since when it is used.
    pub since: Stamp,
    /// Admitted PCs.
    pub devices: u32,
    /// Who admits PCs.
    pub admins: Vec<Party>,
}

/// The root of trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RootView {
    /// The fingerprint of the root key in groups of four.
    pub fingerprint: String,
    /// Who pinned it.
    pub lock: Lock,
}

/// The platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlatformView {
    /// Its address.
    pub address: String,
    /// Who set it.
    pub lock: Lock,
    /// How it stands.
    pub connection: Connection,
    /// The last round trip; absent while it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub round_trip: Option<Millis>,
}

/// How fast transfers may be, all together and in both directions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rate {
    /// Bytes per second; absent without a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub limit: Option<ByteCount>,
    /// When the limit counts.
    pub hours: RateHours,
}

/// When a limit of the speed counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RateHours {
    /// On working days from 8:00 to 17:30.
    #[default]
    Office,
    /// Always.
    Always,
}

/// What is kept on this PC for later versions: sealed as on the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CacheView {
    /// Bytes in use.
    pub used: ByteCount,
    /// How many it may be; what was used least recently goes first.
    pub limit: ByteCount,
}

/// How the window looks and when it speaks up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Display {
    /// Text size.
    pub text_size: TextSize,
    /// Light or dark.
    pub theme: Theme,
    /// Language.
    pub language: Language,
    /// When it speaks up.
    pub notices: NoticeLevel,
}

/// Text size, as a share of the standard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum TextSize {
    /// Standard.
    #[default]
    #[serde(rename = "100")]
    Standard,
    /// 125 %.
    #[serde(rename = "125")]
    Large,
    /// 150 %.
    #[serde(rename = "150")]
    Larger,
    /// 200 %.
    #[serde(rename = "200")]
    Double,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The language of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// When the window speaks up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeLevel {
    /// What must be done and what arrived.
    #[default]
    ActAndArrived,
    /// Only what must be done.
    Act,
}

/// One change on the settings page. A locked value answers with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "setting", rename_all = "snake_case")]
pub enum SettingChange {
    /// Text size.
    TextSize {
        /// The new value.
        value: TextSize,
    },
    /// Light or dark.
    Theme {
        /// The new value.
        value: Theme,
    },
    /// Language.
    Language {
        /// The new value.
        value: Language,
    },
    /// When the window speaks up.
    Notices {
        /// The new value.
        value: NoticeLevel,
    },
    /// How fast transfers may be.
    Rate {
        /// The new value.
        value: Rate,
    },
    /// How much is kept on this PC for later versions.
    CacheLimit {
        /// The new value.
        value: ByteCount,
    },
}
