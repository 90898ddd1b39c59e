//! Transfers: one line each, absolute figures, honest states.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ByteCount, Chain, DatasetId, DeliveryId, Direction, ErrorView, Millis, Party, Stamp, TakeBackState, TransferId,
};

/// What a transfer belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "subject", rename_all = "snake_case")]
pub enum Subject {
    /// 快传.
    Delivery {
        /// Which.
        id: DeliveryId,
    },
    /// A version of a dataset that is published or fetched.
    Dataset {
        /// Which.
        id: DatasetId,
    },
}

/// One line of Transfers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TransferRow {
    /// Its id, for pause, resume, cancel and retry.
    pub id: TransferId,
    /// What it belongs to.
    pub subject: Subject,
    /// Sent or received.
    pub direction: Direction,
    /// Its title.
    pub title: String,
    /// To whom, or from whom.
    pub parties: Vec<Party>,
    /// Bytes done, of `total`. Never falls, except after a retry.
    pub done: ByteCount,
    /// Bytes in all, as content.
    pub total: ByteCount,
    /// What it does now.
    pub state: TransferState,
}

/// What a transfer does now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TransferState {
    /// In the queue behind others.
    Wait,
    /// Read, sealed and carried, or carried, verified and written.
    Move {
        /// Bytes per second over the last seconds.
        speed: ByteCount,
        /// Time left; absent until it can be said honestly.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        left: Option<Millis>,
    },
    /// The person paused it.
    Pause,
    /// Nothing has moved for a while; it is tried again by itself.
    Stall {
        /// When the last byte moved.
        since: Stamp,
        /// Why, as far as it is known; it mends itself.
        error: ErrorView,
    },
    /// A person must act.
    Fail {
        /// Why and what to do.
        error: ErrorView,
    },
    /// Finished; the steps go on without it.
    Done {
        /// When.
        at: Stamp,
        /// How far the delivery is.
        chain: Chain,
        /// Whether the sender can take it back.
        take_back: TakeBackState,
    },
}
