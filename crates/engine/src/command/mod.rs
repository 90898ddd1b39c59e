//! What windows and `jx` ask: each question is answered from the state, each act is written down before it is attempted.

mod act;
mod catalogue;
mod compose;
mod doctor;
mod held;
mod matter_page;
mod member;
mod page;
mod publish;
mod receive;
mod script;
mod settings;
mod transfer;

pub use act::When;
pub use doctor::{Examined, Lost};
use jixiang_contract::{DatasetId, DeliveryId, TransferId};
use jixiang_model::ScopeId;
pub use script::Moved;

use crate::fault::Fault;
use crate::record::JobId;

fn delivery_id(id: &DeliveryId) -> Result<ScopeId, Fault> {
    id.as_str().parse().map_err(|_| Fault::NotFound)
}

fn dataset_id(id: &DatasetId) -> Result<ScopeId, Fault> {
    id.as_str().parse().map_err(|_| Fault::NotFound)
}

fn job_id(id: &TransferId) -> Result<JobId, Fault> {
    JobId::try_from(id.as_str().to_owned()).map_err(|_| Fault::NotFound)
}
