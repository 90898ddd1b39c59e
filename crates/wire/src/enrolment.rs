//! Enrolments: a new device asks its department's key admins for admission.

use jixiang_model::{EnrolmentId, UnixMillis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far an enrolment got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It waits for a key admin of the department.
    Waiting,
    /// The device is, or was, on the department's chain.
    Admitted,
}

/// Answer of `POST /v1/enrolments`, whose body is the enrolment's envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Enrolled {
    /// The enrolment.
    #[schema(value_type = String)]
    pub id: EnrolmentId,
    /// How far it got.
    pub state: State,
}

/// One enrolment that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Waiting {
    /// The enrolment.
    #[schema(value_type = String)]
    pub id: EnrolmentId,
    /// When the platform received it.
    #[schema(value_type = u64)]
    pub at: UnixMillis,
    /// The exact bytes of its envelope.
    pub enrolment: String,
}

/// Answer of `GET /v1/enrolments`: what waits for the key admins of the asker's department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingList {
    /// Oldest first.
    pub enrolments: Vec<Waiting>,
}
