//! The lists: the morning page, the inbox, what this PC holds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ByteCount, DeliveryId, Direction, HeldDatasetRow, MatterRow, Party, PublishedRow, Stamp, Standing, TransferRow,
};

/// The morning page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Home {
    /// What ends today or is late, most urgent first.
    pub due: Vec<InboxItem>,
    /// What arrived and was not opened yet, newest first.
    pub arrived: Vec<InboxRow>,
    /// Transfers that are not finished.
    pub transfers: Vec<TransferRow>,
}

/// The inbox with its sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Inbox {
    /// 待我办理: what ends today or is late first, then what waits by its day.
    pub decide: Vec<MatterRow>,
    /// 新到文件: arrived and not finished, newest first.
    pub arrived: Vec<InboxRow>,
    /// 我发起的: sent, asked for or published by this desk and still alive, newest first.
    pub sent: Vec<InboxItem>,
    /// 已办: opened, expired, taken back, decided by this department; newest first.
    pub done: Vec<InboxItem>,
}

/// A row of a section that holds both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum InboxItem {
    /// 快传.
    Delivery {
        /// Its row.
        row: InboxRow,
    },
    /// 发布 or 共享申请.
    Matter {
        /// Its row.
        row: MatterRow,
    },
}

/// One row of a list that is a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InboxRow {
    /// Its id, for the card.
    pub id: DeliveryId,
    /// Sent or received.
    pub direction: Direction,
    /// Its title.
    pub title: String,
    /// The sender of what arrives, the recipients of what was sent.
    pub parties: Vec<Party>,
    /// Bytes of content.
    pub bytes: ByteCount,
    /// When it arrived or was sent.
    pub at: Stamp,
    /// Where it stands.
    pub standing: Standing,
    /// How near its end is; absent where nothing has to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due: Option<Due>,
}

/// How near the end is, counted by the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "due", rename_all = "snake_case")]
pub enum Due {
    /// Its day has passed.
    Late {
        /// Working days.
        days: u32,
    },
    /// It ends today.
    Today,
    /// It ends later.
    Left {
        /// Working days for what must be decided, days for what expires.
        days: u32,
    },
}

/// What this department published and what this PC holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MyData {
    /// Datasets of the own department, newest release first.
    pub published: Vec<PublishedRow>,
    /// Datasets of others that may be fetched or are here.
    pub datasets: Vec<HeldDatasetRow>,
    /// Fetched deliveries, newest first.
    pub held: Vec<HeldRow>,
}

/// Something that was fetched and verified and is kept on this PC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeldRow {
    /// The delivery it came with.
    pub id: DeliveryId,
    /// Its title.
    pub title: String,
    /// Who sent it.
    pub from: Party,
    /// Bytes of content.
    pub bytes: ByteCount,
    /// When it was verified here.
    pub verified: Stamp,
    /// Until when it may be used.
    pub until: Stamp,
}
