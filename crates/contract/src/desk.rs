//! What the window shows first: how far this PC is, and what stands around every page.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Display, ErrorView, Home, Party, Person, PersonId, Stamp};

/// How things stand when the channel of events opens: what the first picture is drawn from, without another question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Start {
    /// The desk.
    pub desk: Desk,
    /// The morning page; absent before the daily work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub home: Option<Home>,
}

/// Everything outside the pages themselves. Asked at start and whenever `Changed` names the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Desk {
    /// Demo or real; DEMO stands on every screen.
    pub ground: Ground,
    /// Theme, text size and language, needed before anything is painted.
    pub display: Display,
    /// How far this PC is.
    pub stage: Stage,
}

/// Which ground this home stands on. Derived from how the root was pinned, never set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The root was fetched from a demo platform on loopback.
    Demo,
    /// The root was pinned by the administrator.
    Real,
}

/// From the first start to the daily page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The program cannot work on this PC as it is: no policy, home in use, keyring locked …
    Stopped {
        /// Why and what to do.
        error: ErrorView,
    },
    /// Nobody is signed in.
    SignIn {
        /// The platform's address from the policy.
        platform: String,
        /// On the demo platform: whose desk can be taken. Empty otherwise.
        staff: Vec<StaffChoice>,
    },
    /// Signed in, but a key admin of the department must admit this PC.
    Admit {
        /// Who signed in.
        me: Person,
        /// The code to read out, in groups, e.g. `7F3A`, `91C2`, …; at least 80 bits.
        code: Vec<String>,
        /// Who can admit it.
        admins: Vec<Party>,
    },
    /// The daily work.
    Ready {
        /// Whose desk it is.
        me: Person,
        /// How it stands with the platform.
        connection: Connection,
        /// When the ledger was last read to its end; absent before the first time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        synced: Option<Stamp>,
        /// Figures beside the places.
        counts: Counts,
    },
}

/// A desk of the demo province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StaffChoice {
    /// The staff id, argument of `sign_in`.
    pub id: PersonId,
    /// The department's full name.
    pub department: String,
    /// The person's name.
    pub name: String,
    /// The person's post.
    pub post: String,
}

/// How it stands with the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Connection {
    /// The first answer is awaited.
    Connecting,
    /// New statements arrive as they are appended.
    Online {
        /// Since when.
        since: Stamp,
    },
    /// No answer; what is done now waits in the outbox.
    Offline {
        /// Since when.
        since: Stamp,
    },
}

/// Figures beside the places in the nav.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Counts {
    /// What waits in the inbox.
    pub inbox: InboxCount,
    /// Datasets in the catalogue; absent until a catalogue was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub catalogue: Option<u32>,
    /// What this PC holds and published.
    pub mine: u32,
    /// Transfers that are not finished.
    pub transfers: u32,
}

/// What waits in the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InboxCount {
    /// To decide and newly arrived.
    pub waiting: u32,
    /// Of these, what ends today or is late.
    pub due: u32,
}
