//! Appending a statement: its envelope as the body, its id as the `Idempotency-Key`.

use jixiang_model::{StatementId, UnixMillis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::feed::Position;

/// The media type of statements and enrolments (DSSE envelope, JSON).
pub const ENVELOPE_TYPE: &str = "application/vnd.dsse.envelope.v1+json";
/// The request header that repeats the statement's id in hexadecimal digits.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Answer of `POST /v1/statements`: 201 for a new statement, 200 for one that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Appended {
    /// The statement.
    #[schema(value_type = String)]
    pub id: StatementId,
    /// Its place.
    #[schema(value_type = u64)]
    pub position: Position,
    /// When the platform took it, by the platform's clock.
    #[schema(value_type = u64)]
    pub received_at: UnixMillis,
    /// For a take-back: whether the version key had been handed out to a recipient before. The platform's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_out: Option<bool>,
}
