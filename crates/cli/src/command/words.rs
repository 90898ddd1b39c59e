//! Words and dates of `jx`: stable for scripts.

use jixiang_contract::{Chain, MatterKind, MatterStage, Party, Reach, Stamp, Standing, Step, TransferState};

/// A moment in UTC+8, RFC 3339.
pub(crate) fn moment(at: Stamp) -> String {
    jixiang_client::moment(at)
}

/// The furthest step that all recipients reached.
pub(crate) fn step(chain: &Chain) -> &'static str {
    let reached = chain.reached.iter().filter(|reached| reached.by >= chain.of.max(1));
    match reached.map(|reached| reached.step).max() {
        None => "waiting",
        Some(Step::Seal) => "sealed",
        Some(Step::Store) => "stored",
        Some(Step::Fetch) => "fetched",
        Some(Step::Verify) => "verified",
        Some(Step::Open) => "opened",
    }
}

/// Where a delivery stands.
pub(crate) fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Moving { .. } => "moving",
        Standing::Reached { chain } => step(chain),
        Standing::Failed { .. } => "failed",
        Standing::Expired { .. } => "expired",
        Standing::TakenBack { .. } => "taken_back",
        Standing::TakeBackAsked { .. } => "take_back_asked",
    }
}

/// Where a transfer stands.
pub(crate) const fn transfer(state: &TransferState) -> &'static str {
    match state {
        TransferState::Wait => "waiting",
        TransferState::Move { .. } => "moving",
        TransferState::Pause => "paused",
        TransferState::Stall { .. } => "stalled",
        TransferState::Fail { .. } => "failed",
        TransferState::Done { .. } => "done",
    }
}

/// What a matter is.
pub(crate) const fn matter_kind(kind: MatterKind) -> &'static str {
    match kind {
        MatterKind::Publication => "publication",
        MatterKind::Request => "request",
    }
}

/// Where a matter stands.
pub(crate) const fn stage(stage: MatterStage) -> &'static str {
    match stage {
        MatterStage::AwaitsRelease => "awaiting_release",
        MatterStage::Released => "released",
        MatterStage::AwaitsConsent => "awaiting_consent",
        MatterStage::Declined => "declined",
        MatterStage::Submitted => "submitted",
        MatterStage::AwaitsAnswer => "awaiting_answer",
        MatterStage::Returned => "returned",
        MatterStage::Agreed => "agreed",
        MatterStage::Refused => "refused",
        MatterStage::Withdrawn => "withdrawn",
        MatterStage::Revoked => "revoked",
        MatterStage::Expired => "expired",
    }
}

/// Whether something can be sealed to a recipient now.
pub(crate) const fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::Ready { .. } => "ready",
        Reach::Unchecked => "unchecked",
        Reach::NoDevice => "no_device",
    }
}

/// Department, post and name.
pub(crate) fn party(party: &Party) -> String {
    match party {
        Party::Department { department, .. } => department.clone(),
        Party::Person { department, name, post, .. } => format!("{department} {post} {name}"),
    }
}
