//! The grant in a request's thread: made by a head of the provider, carried on by any of its devices, ended by a head. It
//! refuses whatever goes beyond the request, the answer that was consented to, or the grant before it.

use jixiang_model::RequestState;

use super::{EndedOf, GrantOf, RequestThread, ResealOf, act};
use crate::payload::{Grant, Reseal, Revoke};
use crate::thread::Signer;
use crate::{Refusal, Signed};

impl RequestThread {
    pub(super) fn agree(&mut self, grant: &Grant, signed: &Signed, by: Signer) -> Result<(), Refusal> {
        self.of_provider(signed, &by)?;
        self.due(signed, &[RequestState::Submitted, RequestState::Answered])?;
        self.fits_request(grant)?;
        if self.state == RequestState::Answered {
            self.fits_answer(grant)?;
        }
        self.grant = Some(GrantOf { act: act(signed, by), grant: grant.clone() });
        self.state = RequestState::Agreed;
        Ok(())
    }

    fn fits_request(&self, grant: &Grant) -> Result<(), Refusal> {
        let current = self.current();
        let named = [
            (grant.request == current.act.statement, "request"),
            (grant.consent == current.consent.statement, "consent"),
            (grant.dataset == self.dataset, "dataset"),
            (grant.requester == self.requester, "requester"),
            (grant.not_after <= current.request.until.end(), "not_after"),
        ];
        all(&named)
    }

    /// The grant gives what the head consented to, no more and no less.
    fn fits_answer(&self, grant: &Grant) -> Result<(), Refusal> {
        let Some(answered) = self.answer() else { return Ok(()) };
        let answer = &answered.answer;
        let versions = match answer.version {
            Some(version) => grant.from == version && grant.to == Some(version),
            None => grant.to.is_none(),
        };
        let in_time = answer.until.is_none_or(|until| grant.not_after <= until.end());
        all(&[(grant.conditions == answer.conditions, "conditions"), (versions, "to"), (in_time, "not_after")])
    }

    pub(super) fn revoke(&mut self, revoke: &Revoke, signed: &Signed, by: Signer) -> Result<(), Refusal> {
        self.of_provider(signed, &by)?;
        let granted = self.granted(signed)?;
        if revoke.grant != granted.act.statement {
            return Err(Refusal::Names("grant"));
        }
        self.ended = Some(EndedOf { act: act(signed, by), reason: revoke.reason.clone() });
        self.state = RequestState::Revoked;
        Ok(())
    }

    /// Carries a grant "until revoked" into a later generation, for the requester's department and nobody else.
    pub(super) fn reseal(&mut self, reseal: &Reseal, signed: &Signed, by: Signer) -> Result<(), Refusal> {
        self.of_provider(signed, &by)?;
        let granted = self.granted(signed)?;
        if granted.grant.to.is_some() {
            return Err(Refusal::State(signed.kind()));
        }
        let (generation, from) = reseal.generation.zip(reseal.from).ok_or(Refusal::Names("generation"))?;
        let first = (granted.grant.generation, granted.grant.from);
        let newest = self.reseals.last().map_or(first, |last| (last.generation, last.from));
        let recipient = reseal.recipient.department == self.requester && reseal.recipient.person.is_none();
        all(&[
            (reseal.names == granted.act.statement, "names"),
            (recipient, "recipient"),
            (generation > newest.0, "generation"),
            (from >= newest.1, "from"),
        ])?;
        self.reseals.push(ResealOf { act: act(signed, by), reseal: reseal.clone(), generation, from });
        Ok(())
    }

    /// The grant while it holds.
    fn granted(&self, signed: &Signed) -> Result<&GrantOf, Refusal> {
        self.due(signed, &[RequestState::Agreed])?;
        self.grant.as_ref().ok_or(Refusal::State(signed.kind()))
    }
}

/// The first thing that does not fit, by the name of its field.
fn all(fits: &[(bool, &'static str)]) -> Result<(), Refusal> {
    fits.iter().find(|(fits, _)| !fits).map_or(Ok(()), |(_, field)| Err(Refusal::Names(field)))
}
