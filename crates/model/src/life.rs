//! The life of a request 共享申请 between two departments, from the requester's consent on (DOMAIN.md 1). What is
//! prepared before a consent stands in a review and is no state of the request.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a request has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// 已提交: the requester's head consented; the provider has to answer, and the clock runs.
    Submitted,
    /// 补正: the provider named everything that is missing; the requester resubmits or withdraws.
    Returned,
    /// 已答复: the provider's head consented to an approval that staff prepared; the grant follows from the same device.
    /// Where it cannot any more, the head refuses or the requester withdraws.
    Answered,
    /// 同意: granted, or unconditional data that needs no grant; fetching and receipts.
    Agreed,
    /// 不同意: refused with a reason, for good.
    Refused,
    /// 撤回: taken back by the requester before it was agreed, for good.
    Withdrawn,
    /// 终止: the provider ended the grant; later versions are closed, for good.
    Revoked,
}

impl RequestState {
    /// Every state, in the order of a life.
    pub const ALL: [Self; 7] =
        [Self::Submitted, Self::Returned, Self::Answered, Self::Agreed, Self::Refused, Self::Withdrawn, Self::Revoked];

    /// Its word in lists and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Answered => "answered",
            Self::Agreed => "agreed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
        }
    }

    /// Whether nothing but receipts can follow.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Submitted | Self::Returned | Self::Answered | Self::Agreed => false,
            Self::Refused | Self::Withdrawn | Self::Revoked => true,
        }
    }

    /// Whether the provider has to act.
    #[must_use]
    pub const fn waits_for_provider(self) -> bool {
        match self {
            Self::Submitted | Self::Answered => true,
            Self::Returned | Self::Agreed | Self::Refused | Self::Withdrawn | Self::Revoked => false,
        }
    }
}

impl fmt::Display for RequestState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
