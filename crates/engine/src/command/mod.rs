//! What windows and `jx` ask: each question is answered from the state, each act is written down before it is attempted.

mod compose;
mod page;
mod receive;
mod script;
mod settings;
mod transfer;

use jixiang_contract::{DeliveryId, TransferId};
use jixiang_model::ScopeId;
pub use script::Moved;

use crate::fault::Fault;
use crate::record::JobId;

fn delivery_id(id: &DeliveryId) -> Result<ScopeId, Fault> {
    id.as_str().parse().map_err(|_| Fault::NotFound)
}

fn job_id(id: &TransferId) -> Result<JobId, Fault> {
    JobId::try_from(id.as_str().to_owned()).map_err(|_| Fault::NotFound)
}
