//! Sealed objects: bytes under the name of their BLAKE3 hash.

use jixiang_model::ObjectId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The media type of an object's bytes.
pub const OBJECT_TYPE: &str = "application/octet-stream";

/// Body of `POST /v1/objects/missing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// At most 1,000 ids.
    #[schema(value_type = Vec<String>)]
    pub ids: Vec<ObjectId>,
}

/// Answer of `POST /v1/objects/missing`: what the asker has to send before a statement can name it. An object that
/// somebody else sent and the asker may not read is missing, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Missing {
    /// In the order of the question.
    #[schema(value_type = Vec<String>)]
    pub missing: Vec<ObjectId>,
}
