//! Acts in the thread of a delivery, and receipts wherever something was received.

use jixiang_model::{Proof, ScopeId, StatementId};
use jixiang_statement::payload::{Payload, Receipt, Step, TakeBack};

use super::Draft;
use crate::fault::Fault;
use crate::state::State;

impl State {
    pub(super) fn draft_take_back(&self, scope: &ScopeId) -> Result<Option<Draft>, Fault> {
        let thread = self.thread(scope)?;
        if thread.delivery.taken_back().is_some() {
            return Ok(None);
        }
        let delivery = thread.delivery.opening();
        Ok(Some(Draft::new(*scope, Vec::new(), move |header| Payload::TakeBack(TakeBack { header, delivery }))))
    }

    pub(super) fn draft_receipt(
        &self,
        scope: &ScopeId,
        record: StatementId,
        step: Step,
        proof: Proof,
    ) -> Result<Option<Draft>, Fault> {
        let own = self.device.as_ref().map(|device| device.id);
        let receipts = match self.ledger()?.request(scope) {
            Some(request) => request.receipts(),
            None => self.thread(scope)?.delivery.receipts(),
        };
        let is_there =
            receipts.iter().any(|known| Some(known.by.device) == own && known.step == step && known.record == record);
        if is_there {
            return Ok(None);
        }
        let payload = move |header| Payload::Receipt(Receipt { header, record, step, proof });
        Ok(Some(Draft::new(*scope, Vec::new(), payload)))
    }
}
