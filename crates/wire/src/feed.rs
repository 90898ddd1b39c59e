//! The reader's feed: what a person may see of the ledger, in the order in which the platform took it.
//!
//! A position is a cursor and no evidence; `handed_out` is the platform's own word, signed by nobody.

use jixiang_model::{DepartmentId, PersonId, ScopeId, UnixMillis};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A place in the platform's order of arrival, from 1. 0 is the place before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Position(pub u64);

/// Query of `GET /v1/statements`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// Rows after this position; 0 when absent.
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    pub since: Position,
    /// At most so many rows, 1 to 500; 200 when absent.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
    /// Waits up to so many seconds, at most 25, when there is no row yet.
    #[param(maximum = 25)]
    pub wait: Option<u32>,
}

/// Query of `GET /v1/scopes/{scope}/statements`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ScopeQuery {
    /// Rows after this position; 0 when absent.
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    pub after: Position,
    /// At most so many rows, 1 to 500; 200 when absent.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
}

/// Answer of `GET /v1/statements` and `GET /v1/scopes/{scope}/statements`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page {
    /// The rows, by ascending position.
    pub rows: Vec<Row>,
    /// Where to read on.
    #[schema(value_type = u64)]
    pub next: Position,
    /// Whether there is more to read at once.
    pub more: bool,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Row {
    /// Its place.
    #[schema(value_type = u64)]
    pub position: Position,
    /// When the platform took it, by the platform's clock.
    #[schema(value_type = u64)]
    pub at: UnixMillis,
    /// What it is.
    pub what: What,
    /// The envelopes of statements of other scopes that this one names, in its order: the reader may read them through
    /// it, singly, although those scopes are not theirs. Of a release its entry and its record, of a consent the request
    /// with the entry that it names, or the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<String>,
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A statement: the exact bytes of its envelope, which is JSON itself.
    Statement(String),
    /// An observation of the platform.
    HandedOut(HandedOut),
}

/// The version key of a delivery was handed out: from here on a take-back is only a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandedOut {
    /// The delivery.
    #[schema(value_type = String)]
    pub delivery: ScopeId,
    /// To whom: the department,
    #[schema(value_type = String)]
    pub department: DepartmentId,
    /// and the person of it who fetched.
    #[schema(value_type = String)]
    pub person: PersonId,
}

/// The data of each event of `GET /v1/stream`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct More {
    /// The newest position that the reader may see.
    #[schema(value_type = u64)]
    pub cursor: Position,
}
