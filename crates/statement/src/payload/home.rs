//! The payloads of each place as an enum of their own: a replay names every kind that may stand in its place, and the
//! table of [`jixiang_model::Kind::rule`] is what the enums are held to. Whatever stands elsewhere is refused here.

use super::{
    Add, Answer, Consent, Decline, Delivery, DirectoryNotice, Entry, Genesis, Grant, Payload, Policy, Receipt, Record,
    Recover, Release, Remove, Request, Reseal, Retire, Revoke, RolesChange, RootRotate, TakeBack, Withdraw,
};
use crate::{Refusal, Signed};

macro_rules! groups {
    ($($(#[$doc:meta])* $name:ident { $($kind:ident($payload:ident)),* $(,)? })*) => {$(
        $(#[$doc])*
        #[allow(dead_code, reason = "a replay need not look into every payload that it tells apart")]
        pub(crate) enum $name<'a> {
            $($kind(&'a $payload),)*
        }

        impl<'a> $name<'a> {
            #[cfg(test)]
            const KINDS: &'static [jixiang_model::Kind] = &[$(jixiang_model::Kind::$kind),*];

            /// The payload of a statement, or [`Refusal::Home`] when its kind is none of these.
            pub(crate) fn of(signed: &'a Signed) -> Result<Self, Refusal> {
                $(if let Payload::$kind(payload) = signed.payload() {
                    return Ok(Self::$kind(payload));
                })*
                Err(Refusal::Home(signed.kind()))
            }
        }
    )*};
}

groups! {
    /// What stands in the scope of the realm.
    InRealm { RootRotate(RootRotate), Policy(Policy), Directory(DirectoryNotice) }
    /// What stands in a department's chain.
    InDepartment { Genesis(Genesis), Add(Add), Remove(Remove), Roles(RolesChange), Recover(Recover) }
    /// What stands in a dataset.
    InDataset { Release(Release), Retire(Retire) }
    /// What stands in a review.
    InReview { Entry(Entry), Record(Record), Decline(Decline), Request(Request), Answer(Answer) }
    /// What stands in the thread of a request.
    InRequest {
        Consent(Consent), Answer(Answer), Grant(Grant), Revoke(Revoke), Reseal(Reseal), Withdraw(Withdraw),
        Receipt(Receipt),
    }
    /// What stands in the thread of a delivery.
    InDelivery { Reseal(Reseal), Delivery(Delivery), TakeBack(TakeBack), Receipt(Receipt) }
    /// What opens a dataset, a review or a thread.
    Opening {
        Entry(Entry), Release(Release), Request(Request), Consent(Consent), Answer(Answer), Delivery(Delivery),
    }
}

#[cfg(test)]
mod tests {
    use jixiang_model::{Home, Kind};

    use super::*;

    #[test]
    fn every_place_knows_exactly_the_kinds_of_the_table() {
        for (home, kinds) in [
            (Home::Realm, InRealm::KINDS),
            (Home::Department, InDepartment::KINDS),
            (Home::Dataset, InDataset::KINDS),
            (Home::Review, InReview::KINDS),
            (Home::Request, InRequest::KINDS),
            (Home::Delivery, InDelivery::KINDS),
        ] {
            let table: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.rule().homes.contains(&home)).collect();
            assert_eq!(kinds, table, "{home:?}");
        }
        assert_eq!(Opening::KINDS.len(), 6);
    }
}
