//! The nouns and rules of data sharing: ids, departments, roles, who may sign what, times.
//!
//! This crate does no I/O, reads no clock, draws no randomness and holds no secret: every function is a pure rule that
//! client and platform share, so that both refuse the same act for the same reason.

mod id;
mod kind;
mod life;
mod list;
mod object;
mod role;
mod rules;
mod suite;
mod time;
mod uscc;
mod working_days;

pub use id::{
    DepartmentId, DeviceId, EnrolmentId, IdError, KeyHash, Nonce, ObjectId, PersonId, Proof, RealmId, ScopeId,
    StatementId, VersionId,
};
pub use kind::{Home, Kind, Rule, UnknownKind};
pub use life::RequestState;
pub use list::length_prefixed;
pub use object::Object;
pub use role::{Role, Roles};
pub use rules::{Clock, LateReceipt, Limit, Pause, Rules, RulesError, TimeOfDay, WhileReturned};
pub use suite::{Suite, SuiteError};
pub use time::{Date, DateError, UnixMillis};
pub use uscc::{Uscc, UsccError};
pub use working_days::{Calendar, after_working_days, working_days_between};
