//! The strict payload of every kind (docs/format.md 3 and 4): what it states, and the rules a statement can be held to
//! on its own. What depends on other statements is in [`crate::chain`] and [`crate::thread`].

mod dataset;
mod delivery;
mod department;
mod header;
mod home;
mod parts;
mod realm;
mod request;

pub use dataset::{Column, Decline, Entry, Heads, Record, Release, Retire, ShareClass, Standing, UpdateCycle};
pub use delivery::{Delivery, Receipt, Step, TakeBack};
pub use department::{Add, Admission, Enrolment, EnrolmentPayload, Epoch, Genesis, Recover, Remove, RolesChange};
pub use header::Header;
pub(crate) use header::Probe;
pub(crate) use home::{InDataset, InDelivery, InDepartment, InRealm, InRequest, InReview, Opening};
pub use jixiang_model::Proof;
pub use parts::{Content, ListRef, ObjectRef, Recipient, SealedKey};
pub use realm::{DirectoryNotice, Policy, RootRotate};
pub use request::{Answer, Consent, Decision, Grant, Method, Request, Reseal, Revoke, Withdraw};

use jixiang_model::Kind;

use crate::StrictError;
use crate::strict;

macro_rules! payloads {
    ($($kind:ident($payload:ident)),* $(,)?) => {
        /// What a statement states. Each variant is the payload of the [`Kind`] of the same name.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(clippy::large_enum_variant, reason = "statements are read one at a time and mostly boxed by their owners")]
        pub enum Payload {
            $(
                #[doc = concat!("A payload of the kind `", stringify!($kind), "`.")]
                $kind($payload),
            )*
        }

        impl Payload {
            /// Reads the payload of a kind whose bytes have passed the strict scan.
            pub(crate) fn parse(kind: Kind, bytes: &[u8]) -> Result<Self, StrictError> {
                match kind {
                    $(Kind::$kind => strict::parse(bytes).map(Self::$kind),)*
                }
            }

            /// The bytes that are signed when this program makes the statement.
            ///
            /// # Panics
            ///
            /// Never: a payload is made of strings, integers and lists.
            #[must_use]
            pub fn to_bytes(&self) -> Vec<u8> {
                match self {
                    $(Self::$kind(payload) => serde_json::to_vec(payload),)*
                }
                .expect("payloads are structs of strings, integers and lists")
            }

            /// The kind.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind,)*
                }
            }

            /// The common header.
            #[must_use]
            pub const fn header(&self) -> &Header {
                match self {
                    $(Self::$kind(payload) => &payload.header,)*
                }
            }

            /// Holds the payload to the rules that need no other statement.
            ///
            /// # Errors
            ///
            /// The broken rule, as a sentence.
            pub fn check(&self) -> Result<(), &'static str> {
                self.header().check(self.kind())?;
                match self {
                    $(Self::$kind(payload) => payload.check(),)*
                }
            }
        }
    };
}

payloads! {
    Genesis(Genesis), Add(Add), Remove(Remove), Roles(RolesChange), Recover(Recover), RootRotate(RootRotate), Policy(Policy),
    Directory(DirectoryNotice), Entry(Entry), Record(Record), Release(Release), Decline(Decline), Retire(Retire),
    Request(Request), Consent(Consent), Answer(Answer), Grant(Grant), Revoke(Revoke), Reseal(Reseal), Withdraw(Withdraw),
    Delivery(Delivery), TakeBack(TakeBack), Receipt(Receipt), Heads(Heads),
}

/// A rule as a check: `Err(rule)` unless `holds`.
pub(crate) const fn rule(holds: bool, rule: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(rule) }
}
