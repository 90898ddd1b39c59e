//! Devices: where one of a department has signed, for the key admin who removes it.

use jixiang_model::{ScopeId, StatementId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Query of `GET /v1/devices/{device}/scopes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SignedQuery {
    /// The scope after which the page begins; absent for the first.
    #[param(value_type = Option<String>, pattern = "^[0-9a-f]{64}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<ScopeId>,
    /// At most so many rows, 1 to 500; 200 when absent.
    #[param(minimum = 1, maximum = 500)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A scope in which the device signed. The platform's word: a signature by the device stands behind it, and whether the
/// statement still counts is for the key admin to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    /// The scope.
    #[schema(value_type = String)]
    pub scope: ScopeId,
    /// The device's newest statement there.
    #[schema(value_type = String)]
    pub newest: StatementId,
}

/// Answer of `GET /v1/devices/{device}/scopes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedList {
    /// In the order of their ids.
    pub scopes: Vec<SignedIn>,
    /// Whether there are more after the last.
    pub more: bool,
}
