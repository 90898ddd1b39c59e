//! One delivery: where it stands, for whom, what is in it, and what was signed about it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ByteCount, DeliveryId, ErrorView, Party, Stamp, StatementId, TransferId};

/// From this desk's point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// This desk sends.
    Send,
    /// This desk receives.
    Receive,
}

/// The honest words of a delivery, in order: 已封装, 已上传, 已取走, 已核验, 已打开.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Sealed on the sender's PC.
    Seal,
    /// Stored by the platform, which accepted the statement.
    Store,
    /// The version key was handed out to the receiver.
    Fetch,
    /// The receiver verified every byte; proven by a signed receipt.
    Verify,
    /// The receiver opened it; proven by a signed receipt.
    Open,
}

/// A step that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reached {
    /// Which.
    pub step: Step,
    /// By how many of the recipients.
    pub by: u32,
    /// When the last of them did.
    pub at: Stamp,
}

/// How far a delivery is, for one recipient or for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chain {
    /// How many recipients there are.
    pub of: u32,
    /// The steps reached so far, in order. Steps that do not concern this desk are left out.
    pub reached: Vec<Reached>,
}

/// Where a delivery stands on this desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// Bytes are on their way; the transfer says how far.
    Moving {
        /// Its row in Transfers.
        transfer: TransferId,
        /// What was reached before.
        chain: Chain,
    },
    /// At rest between two steps, or finished.
    Reached {
        /// How far.
        chain: Chain,
    },
    /// It stopped and needs a word.
    Failed {
        /// Why and what to do.
        error: ErrorView,
        /// What was reached before.
        chain: Chain,
    },
    /// Its last day has passed.
    Expired {
        /// What was reached before.
        chain: Chain,
    },
    /// Taken back before the key was handed out, says the platform.
    TakenBack {
        /// When.
        at: Stamp,
    },
    /// The sender asked to take it back after it had been fetched.
    TakeBackAsked {
        /// When.
        at: Stamp,
        /// What was reached before.
        chain: Chain,
    },
}

/// Whether the sender can still take it back, and what that would mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TakeBackState {
    /// Nobody has the key yet: it can be taken back.
    Offer,
    /// Somebody has the key: it can only be asked for.
    Ask,
    /// Taken back, says the platform.
    Done {
        /// When.
        at: Stamp,
    },
    /// Asked for after it had been fetched.
    Asked {
        /// When.
        at: Stamp,
    },
    /// Not for this desk, or no longer.
    Closed,
}

/// Everything on the open card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeliveryCard {
    /// Its id.
    pub id: DeliveryId,
    /// Sent or received.
    pub direction: Direction,
    /// The sender's title.
    pub title: String,
    /// The sender's note; empty where there is none.
    pub note: String,
    /// Who sent it; every word comes from a verified statement.
    pub sender: Party,
    /// Each recipient with its own steps. A receiver sees the others, but no steps of theirs that are not its to see.
    pub recipients: Vec<RecipientStatus>,
    /// What is in it; opened by index.
    pub items: Vec<DeliveryItem>,
    /// Bytes of all content.
    pub bytes: ByteCount,
    /// Files in all.
    pub files: u32,
    /// When it was sent.
    pub sent: Stamp,
    /// When it ends: the last millisecond of its last day.
    pub expires: Stamp,
    /// Where it stands.
    pub standing: Standing,
    /// Whether it can be taken back.
    pub take_back: TakeBackState,
    /// The folder it was written to, as a person knows it, e.g. 下载/吉享; absent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub saved_in: Option<String>,
}

/// One recipient of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecipientStatus {
    /// Who.
    pub party: Party,
    /// How far, for this recipient alone (`of` is 1).
    pub chain: Chain,
}

/// One file or folder at the top of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeliveryItem {
    /// Its name, made safe.
    pub name: String,
    /// Its content.
    pub bytes: ByteCount,
    /// File or folder.
    pub kind: ItemKind,
    /// What can be done with it here.
    pub state: ItemState,
}

/// File or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ItemKind {
    /// One file.
    File,
    /// A folder.
    Folder {
        /// Files inside, at any depth.
        files: u32,
    },
}

/// What can be done with an item on this PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Its bytes are not here.
    Away,
    /// Here, verified, of a harmless type: it can be opened.
    Openable,
    /// Here and verified, but programs, scripts and macro files are only shown in their folder.
    ShowOnly,
}

/// What a statement did, in the words of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// The delivery itself.
    Delivery,
    /// The receiver verified every byte.
    Receipt,
    /// The receiver opened it.
    Opened,
    /// The sender took it back or asked for it.
    TakeBack,
    /// A key was carried on: to another device of a person, or to a new generation.
    Reseal,
    /// 编目: a dataset was described.
    Entry,
    /// 封装: the content of a version was sealed.
    Record,
    /// 放行.
    Release,
    /// 退回, by the own head.
    Decline,
    /// 停用: a version was ended.
    Retire,
    /// 申请.
    Request,
    /// 同意, by the own head: of the requester to a request, of the provider to an answer.
    Consent,
    /// 拟同意: staff of the provider prepared an approval.
    Approve,
    /// 补正.
    Return,
    /// 不同意.
    Refuse,
    /// 延期.
    Extend,
    /// 授权.
    Grant,
    /// 终止授权.
    Revoke,
    /// 撤回.
    Withdraw,
}

/// One signed act, for the history and for `jx history`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryLine {
    /// What was done.
    pub act: Act,
    /// The person whose device signed it.
    pub who: String,
    /// The department of that device.
    pub department: String,
    /// When, says the signer.
    pub at: Stamp,
    /// The signed statement.
    pub statement: StatementId,
    /// What it said in words: a reason, what is missing, a condition; absent where there is nothing to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub words: Option<String>,
    /// The version that it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub version: Option<u32>,
    /// Another valid statement stands for the same place, or it was overridden: shown, without effect.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub without_effect: bool,
}
