//! A failure as a person reads it: what happened, is my data safe, what to do. No errno, no HTTP status, no path.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Stamp;

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Both languages at once.
    #[must_use]
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// Who has to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A person must act: red triangle, announced at once.
    Act,
    /// It mends itself: grey, announced politely.
    Mends,
}

/// The one button an error offers, if the window itself can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Do the same again.
    Retry,
    /// Choose another file.
    ChooseFile,
    /// Pick other recipients.
    ChangeRecipients,
    /// Choose another folder for received files.
    ChooseFolder,
    /// Show the received files in the file manager.
    Reveal,
    /// Go to Transfers.
    ShowTransfers,
    /// Go to Settings.
    ShowSettings,
    /// Sign in again.
    SignIn,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What went wrong, for scripts, for the diagnosis file and under 详情. Stable once released.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Code {
            /// Every code, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as scripts see it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    /// Another program owns this home.
    HomeInUse = "home_in_use",
    /// The home was written by a newer version.
    HomeTooNew = "home_too_new",
    /// No policy names a platform.
    PolicyMissing = "policy_missing",
    /// The policy file cannot be used.
    PolicyInvalid = "policy_invalid",
    /// The platform is not the one that this home trusts.
    RootMismatch = "root_mismatch",
    /// No secret service on this desktop.
    NoSecretService = "no_secret_service",
    /// The secret service did not answer or stays locked.
    KeyringLocked = "keyring_locked",
    /// Nobody is signed in.
    SignedOut = "signed_out",
    /// The platform refused the sign-in.
    SignInRefused = "sign_in_refused",
    /// This PC is not admitted to its department yet.
    NotAdmitted = "not_admitted",
    /// This PC was removed from its department.
    Removed = "removed",
    /// The platform cannot be reached.
    Offline = "offline",
    /// The platform asks for patience.
    Busy = "busy",
    /// The platform refused what was asked.
    Refused = "refused",
    /// The platform failed or answered nonsense.
    PlatformFault = "platform_fault",
    /// Somebody else changed the same matter first.
    Conflict = "conflict",
    /// Bytes, hashes or signatures do not agree, whoever noticed it.
    Integrity = "integrity",
    /// A recipient's keys do not agree with the register.
    KeyMismatch = "key_mismatch",
    /// A department's chain is frozen by a fork until the root recovers it.
    ChainFrozen = "chain_frozen",
    /// A recipient has no admitted PC yet.
    NoDevice = "no_device",
    /// Nobody is named so.
    UnknownRecipient = "unknown_recipient",
    /// Several are named so.
    AmbiguousRecipient = "ambiguous_recipient",
    /// The other side needs a newer version of this program.
    UpdateNeeded = "update_needed",
    /// A source file cannot be read.
    Unreadable = "unreadable",
    /// A source file changed while it was read.
    ChangedWhileReading = "changed_while_reading",
    /// The token is not known any more; the file must be chosen again.
    TokenGone = "token_gone",
    /// Too many or too large for one delivery.
    TooLarge = "too_large",
    /// The disk is full.
    DiskFull = "disk_full",
    /// The folder for received files cannot be written.
    FolderRefused = "folder_refused",
    /// This PC's clock is wrong.
    ClockWrong = "clock_wrong",
    /// The delivery has expired.
    Expired = "expired",
    /// The delivery was taken back.
    TakenBack = "taken_back",
    /// It is too late to take it back.
    TooLate = "too_late",
    /// There is nothing with this id.
    NotFound = "not_found",
    /// The file's type is not opened directly.
    TypeNotOpened = "type_not_opened",
    /// What was shown has changed; it is shown again before anything is signed.
    Changed = "changed",
    /// The act is not for this person, or not in this state.
    NotAllowed = "not_allowed",
    /// The data is withheld by a statute.
    Withheld = "withheld",
    /// A field of an order is missing or cannot be used.
    FieldInvalid = "field_invalid",
    /// No grant lets this department fetch it.
    NoGrant = "no_grant",
    /// The code names no PC that waits.
    UnknownCode = "unknown_code",
    /// The platform has no room.
    PlatformFull = "platform_full",
    /// The person stopped it.
    Cancelled = "cancelled",
    /// The command was used wrongly.
    Usage = "usage",
    /// A fault of this program.
    Internal = "internal",
}

/// A failure, ready to be shown. Never contains a path, an errno or an HTTP status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErrorView {
    /// For scripts and under 详情.
    pub code: Code,
    /// Who has to move.
    pub severity: Severity,
    /// What happened.
    pub what: Words,
    /// Is my data safe.
    pub safe: Words,
    /// What to do.
    pub todo: Words,
    /// What the window can do about it; `todo` says the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub remedy: Option<Remedy>,
    /// One line for technicians, ids and figures only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub detail: Option<String>,
    /// When it happened.
    pub at: Stamp,
}
