//! What the engine tells the window. One channel, absolute values; a lost event is mended by asking again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ByteCount, DeliveryId, MatterId, Picked, Stamp, TransferId, TransferState, Words};

/// A part of the screen whose view model can be asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// `desk`: stage, connection, counts.
    Desk,
    /// `home`.
    Home,
    /// `search` and `dataset`.
    Catalogue,
    /// `inbox`, open `delivery` and `matter` cards.
    Inbox,
    /// `my_data`.
    Mine,
    /// `transfers`, when rows come, go or change state. Figures come as [`Event::Progress`].
    Transfers,
    /// `settings`.
    Settings,
}

/// What the engine tells the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// View models are stale; ask again.
    Changed {
        /// Which.
        places: Vec<Place>,
    },
    /// Figures of running transfers, at most ten times a second.
    Progress {
        /// Only those that moved.
        transfers: Vec<ProgressLine>,
    },
    /// Something is dragged over the window or was dropped on it.
    Drag {
        /// What.
        drag: Drag,
    },
    /// Somebody must act, or something arrived. One summary for everything.
    Notice {
        /// What to say.
        notice: Notice,
    },
    /// A notification was clicked: show this.
    Show {
        /// The page.
        place: Place,
        /// The delivery to open there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        delivery: Option<DeliveryId>,
        /// The matter to open there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        matter: Option<MatterId>,
    },
}

/// The figures of one transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgressLine {
    /// Which.
    pub id: TransferId,
    /// Bytes done.
    pub done: ByteCount,
    /// Bytes in all.
    pub total: ByteCount,
    /// What it does now.
    pub state: TransferState,
}

/// A drag over the whole window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "drag", rename_all = "snake_case")]
pub enum Drag {
    /// Hovers. Nothing is sent, nothing is read.
    Over {
        /// Name of the first file or folder.
        name: String,
        /// Its size where it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        bytes: Option<ByteCount>,
        /// How many in all.
        count: u32,
    },
    /// Left the window.
    Left,
    /// Let go: the sheet opens with it.
    Dropped {
        /// What was dropped.
        picked: Vec<Picked>,
    },
}

/// One summary for everything, at most three lines, the most urgent item named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Notice {
    /// The bold line.
    pub title: Words,
    /// The most urgent item.
    pub text: Words,
    /// Where 去办理 leads.
    pub place: Place,
    /// The delivery to open there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub delivery: Option<DeliveryId>,
    /// The matter to open there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub matter: Option<MatterId>,
    /// When.
    pub at: Stamp,
}
