//! The lines of `jx --json`: one object per line, told apart by `event`. Dates inside are UTC+8 text, for people and scripts.

use serde::{Deserialize, Serialize};

use crate::{ByteCount, Code, DatasetId, DeliveryId, ErrorView, Language, MatterId};

/// One line of stdout that is not a row of a list. List rows and history lines have no `event` of their own kind; see the
/// commands of `jx`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Line {
    /// Long work moves.
    Progress {
        /// Bytes done.
        done: ByteCount,
        /// Bytes in all.
        total: ByteCount,
    },
    /// `send` has ended.
    Sent {
        /// The delivery; the same as `id`.
        delivery: DeliveryId,
        /// Its id.
        id: DeliveryId,
        /// How far it is.
        state: String,
        /// Bytes of content.
        bytes: ByteCount,
        /// Padded object bytes that travelled, no headers.
        sent_bytes: ByteCount,
    },
    /// `fetch` has ended.
    Fetched {
        /// The delivery or dataset.
        id: String,
        /// How far it is.
        state: String,
        /// Where the files lie now.
        paths: Vec<String>,
        /// Bytes of content.
        bytes: ByteCount,
        /// Padded object bytes that travelled, no headers.
        received_bytes: ByteCount,
        /// Always true: what is not verified is not written.
        verified: bool,
    },
    /// `publish` has ended.
    Published {
        /// The dataset; the same as `id`.
        dataset: DatasetId,
        /// Its id.
        id: DatasetId,
        /// The number of the version; absent while it waits for its release.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
        /// Bytes of content.
        bytes: ByteCount,
        /// Padded object bytes that travelled, no headers.
        sent_bytes: ByteCount,
        /// `released` or `awaiting_release`.
        state: String,
    },
    /// `request` has ended.
    Requested {
        /// The request; the same as `id`.
        request: MatterId,
        /// Its id.
        id: MatterId,
        /// `awaiting_consent`, `submitted` or `agreed`.
        state: String,
    },
    /// `take-back` has ended.
    TakenBack {
        /// The delivery.
        id: DeliveryId,
        /// `done` or `asked`.
        state: String,
    },
    /// Another act has ended.
    Done {
        /// What it was about.
        id: String,
        /// How it stands now.
        state: String,
    },
    /// The act failed.
    Failed {
        /// For scripts.
        code: Code,
        /// What happened.
        what: String,
        /// Is my data safe.
        safe: String,
        /// What to do.
        todo: String,
    },
}

impl Line {
    /// The line of a failure, in one language.
    #[must_use]
    pub fn failed(error: &ErrorView, language: Language) -> Self {
        let pick = |words: &crate::Words| match language {
            Language::Zh => words.zh.clone(),
            Language::En => words.en.clone(),
        };
        Self::Failed { code: error.code, what: pick(&error.what), safe: pick(&error.safe), todo: pick(&error.todo) }
    }
}
