//! The sheet: what was dropped, who gets it, who will be able to open it. Nothing here has left this PC.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ByteCount, Party, RecipientId, Token};

/// What the system's chooser offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChooseKind {
    /// One or several files.
    Files,
    /// One folder.
    Folder,
}

/// A file or folder that a person dropped, pasted or chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Picked {
    /// Stands for it in `describe` and `send`.
    pub token: Token,
    /// Its own name without any folder.
    pub name: String,
    /// Its size where it is known without reading a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bytes: Option<ByteCount>,
}

/// What is about to be sent, as it was found on this PC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Draft {
    /// The suggested title, from the names.
    pub title: String,
    /// What was dropped, in that order.
    pub items: Vec<DraftItem>,
    /// Bytes of all readable content.
    pub bytes: ByteCount,
    /// Files in all, those inside folders included.
    pub files: u32,
}

/// One dropped file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftItem {
    /// Its token.
    pub token: Token,
    /// Its own name.
    pub name: String,
    /// File or folder.
    pub kind: DraftKind,
    /// Bytes of its readable content.
    pub bytes: ByteCount,
    /// What a person should know about it before sending.
    pub odd: Vec<Odd>,
}

/// File or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DraftKind {
    /// One file.
    File,
    /// A folder with everything in it.
    Folder {
        /// Files inside, at any depth.
        files: u32,
    },
}

/// What is odd about a file or folder. Only `Unreadable` and `TooMany` stop the sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "odd", rename_all = "snake_case")]
pub enum Odd {
    /// The file has no bytes, or the folder no files.
    Empty,
    /// It, or a file in it, cannot be read.
    Unreadable {
        /// The name inside the folder, or its own.
        name: String,
    },
    /// Links are not followed and stay behind.
    Links {
        /// How many.
        count: u32,
    },
    /// Some names are made safe for other systems on arrival.
    Names {
        /// How many.
        count: u32,
    },
    /// More than one delivery can hold.
    TooMany,
}

/// One row of the picker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecipientRow {
    /// Argument of `who_can_open` and `send`.
    pub id: RecipientId,
    /// Shown in full, so that two people of one name differ.
    pub party: Party,
    /// Whether something can be sealed to it now.
    pub reach: Reach,
}

/// Whether something can be sealed to a recipient now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "reach", rename_all = "snake_case")]
pub enum Reach {
    /// The chain was verified and has admitted PCs.
    Ready {
        /// How many.
        devices: u32,
    },
    /// The chain is read and verified when the recipient is picked.
    Unchecked,
    /// No PC is admitted yet: nothing can be sealed.
    NoDevice,
}

/// The facts of the sentence who can open it. Verified to the pinned root when this is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WhoCanOpen {
    /// Each recipient with its admitted PCs, in the order asked.
    pub openers: Vec<Opener>,
    /// The sender's own PCs that can open it too.
    pub own_devices: u32,
}

/// One recipient and how many PCs of it can open the delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Opener {
    /// Which of the recipients asked about.
    pub id: RecipientId,
    /// The recipient.
    pub party: Party,
    /// Admitted PCs; 0 means that it cannot be sent to yet.
    pub devices: u32,
}

/// What Send means. The engine reads the files of the tokens, seals and queues them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SendOrder {
    /// What to send, at least one.
    pub tokens: Vec<Token>,
    /// The title, at most 128 characters.
    pub title: String,
    /// To whom, at least one.
    pub recipients: Vec<RecipientId>,
    /// A note to the recipients; may be empty. Sealed like the content.
    pub note: String,
    /// Days until it expires, 1 to 365, counted from today in UTC+8; the last day counts to its end.
    pub expires_days: u16,
}
