//! What a desk can do with a matter, who has to move, and in which pile it lies: by role and stage alone (DOMAIN.md "Act
//! and consent").

use jixiang_contract::{MatterStage, MatterVerb, WaitsFor};

use super::request::Side;

/// What this desk is, for one matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seat {
    /// It may prepare and receive: staff or head.
    pub(crate) works: bool,
    /// It may let out.
    pub(crate) head: bool,
    /// Its person started the matter.
    pub(crate) started: bool,
    /// Its person prepared the answer that waits.
    pub(crate) answered: bool,
}

/// What of a request decides about verbs beside its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The stage.
    pub(crate) stage: MatterStage,
    /// The thread is open and nothing is granted, or returned: the requester may take the request back.
    pub(crate) open: bool,
    /// There is a grant.
    pub(crate) granted: bool,
    /// The head's consent to an approval stands and its grant is missing.
    pub(crate) lacks_grant: bool,
}

/// The piles of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pile {
    /// 待我办理.
    Decide,
    /// 我发起的.
    Sent,
    /// 已办.
    Done,
}

/// What can be done with a publication.
pub(crate) fn of_publication(stage: MatterStage, seat: Seat) -> Vec<MatterVerb> {
    if stage == MatterStage::AwaitsRelease && seat.head {
        vec![MatterVerb::Consent, MatterVerb::Decline]
    } else {
        Vec::new()
    }
}

/// What can be done with a request, the likeliest first.
pub(crate) fn of_request(side: Side, facts: Facts, seat: Seat) -> Vec<MatterVerb> {
    if !seat.works {
        return Vec::new();
    }
    match side {
        Side::Requester => of_requester(facts, seat),
        Side::Provider => of_provider(facts, seat),
    }
}

fn of_requester(facts: Facts, seat: Seat) -> Vec<MatterVerb> {
    let mut verbs = match facts.stage {
        MatterStage::AwaitsConsent if seat.head => vec![MatterVerb::Consent, MatterVerb::Decline],
        MatterStage::Declined | MatterStage::Returned => vec![MatterVerb::Resubmit],
        MatterStage::Agreed => vec![MatterVerb::Fetch],
        MatterStage::AwaitsConsent
        | MatterStage::Submitted
        | MatterStage::AwaitsAnswer
        | MatterStage::Refused
        | MatterStage::Withdrawn
        | MatterStage::Revoked
        | MatterStage::Expired
        | MatterStage::AwaitsRelease
        | MatterStage::Released => Vec::new(),
    };
    if facts.open {
        verbs.push(MatterVerb::Withdraw);
    }
    verbs
}

fn of_provider(facts: Facts, seat: Seat) -> Vec<MatterVerb> {
    match facts.stage {
        MatterStage::Submitted => vec![MatterVerb::Agree, MatterVerb::Return, MatterVerb::Refuse],
        // The head has consented already; what is missing is the grant, which the same act makes. When it cannot follow any
        // more, because the version ended or its time passed, the head refuses.
        MatterStage::AwaitsAnswer if seat.head && facts.lacks_grant => vec![MatterVerb::Consent, MatterVerb::Refuse],
        MatterStage::AwaitsAnswer if seat.head => vec![MatterVerb::Consent, MatterVerb::Decline],
        MatterStage::Agreed if seat.head && facts.granted => vec![MatterVerb::Revoke],
        MatterStage::AwaitsAnswer
        | MatterStage::Agreed
        | MatterStage::AwaitsConsent
        | MatterStage::Declined
        | MatterStage::Returned
        | MatterStage::Refused
        | MatterStage::Withdrawn
        | MatterStage::Revoked
        | MatterStage::Expired
        | MatterStage::AwaitsRelease
        | MatterStage::Released => Vec::new(),
    }
}

/// Who has to move with a publication.
pub(crate) fn publication_waits_for(stage: MatterStage, seat: Seat) -> WaitsFor {
    match (stage == MatterStage::AwaitsRelease, seat.head) {
        (true, true) => WaitsFor::Me,
        (true, false) => WaitsFor::OwnHead,
        (false, _) => WaitsFor::Nobody,
    }
}

/// Who has to move with a request.
pub(crate) fn request_waits_for(side: Side, stage: MatterStage, seat: Seat) -> WaitsFor {
    let head = if seat.head { WaitsFor::Me } else { WaitsFor::OwnHead };
    match (stage, side) {
        (MatterStage::AwaitsConsent, _) => head,
        (MatterStage::Declined | MatterStage::Returned, Side::Requester) if seat.started => WaitsFor::Me,
        (MatterStage::Declined | MatterStage::Returned, Side::Requester) => WaitsFor::OwnStaff,
        (MatterStage::Submitted, Side::Provider) if seat.works => WaitsFor::Me,
        (MatterStage::Submitted, Side::Provider) => WaitsFor::OwnStaff,
        (MatterStage::AwaitsAnswer, Side::Provider) => head,
        (MatterStage::Submitted | MatterStage::AwaitsAnswer, Side::Requester)
        | (MatterStage::Declined | MatterStage::Returned, Side::Provider) => WaitsFor::OtherSide,
        (
            MatterStage::Agreed
            | MatterStage::Refused
            | MatterStage::Withdrawn
            | MatterStage::Revoked
            | MatterStage::Expired
            | MatterStage::AwaitsRelease
            | MatterStage::Released,
            _,
        ) => WaitsFor::Nobody,
    }
}

/// The pile of a publication; none when it is not this desk's.
pub(crate) fn pile_of_publication(stage: MatterStage, seat: Seat) -> Option<Pile> {
    let concerns = seat.head || seat.started;
    match stage == MatterStage::AwaitsRelease {
        true if seat.head => Some(Pile::Decide),
        true => concerns.then_some(Pile::Sent),
        false => concerns.then_some(Pile::Done),
    }
}

/// The pile of a request; none when it is not this desk's. What needed nobody's decision is in no pile of its provider.
pub(crate) fn pile_of_request(side: Side, facts: Facts, seat: Seat) -> Option<Pile> {
    if !seat.works {
        return None;
    }
    let concerns = seat.head || seat.started;
    match (facts.stage, side) {
        (MatterStage::AwaitsConsent, Side::Requester) if seat.head => Some(Pile::Decide),
        (MatterStage::Declined | MatterStage::Returned, Side::Requester) if seat.started => Some(Pile::Decide),
        (
            MatterStage::AwaitsConsent
            | MatterStage::Declined
            | MatterStage::Returned
            | MatterStage::Submitted
            | MatterStage::AwaitsAnswer
            | MatterStage::Agreed,
            Side::Requester,
        ) => concerns.then_some(Pile::Sent),
        (
            MatterStage::Refused | MatterStage::Withdrawn | MatterStage::Revoked | MatterStage::Expired,
            Side::Requester,
        ) => concerns.then_some(Pile::Done),
        (MatterStage::Submitted, Side::Provider) => Some(Pile::Decide),
        (MatterStage::AwaitsAnswer, Side::Provider) if seat.head => Some(Pile::Decide),
        (MatterStage::AwaitsAnswer, Side::Provider) => seat.answered.then_some(Pile::Sent),
        (MatterStage::Agreed | MatterStage::Expired, Side::Provider) => facts.granted.then_some(Pile::Done),
        (
            MatterStage::Returned | MatterStage::Refused | MatterStage::Withdrawn | MatterStage::Revoked,
            Side::Provider,
        ) => Some(Pile::Done),
        (MatterStage::AwaitsConsent | MatterStage::Declined, Side::Provider)
        | (MatterStage::AwaitsRelease | MatterStage::Released, _) => None,
    }
}
