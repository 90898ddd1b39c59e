//! Statements by their ids, read as what they are: the entry of a request, the request of a consent. It refuses to guess
//! at what was not verified.

use jixiang_model::StatementId;
use jixiang_statement::payload::{Answer, Entry, Payload, Request};
use jixiang_statement::thread::{Named, Signer};

use crate::trust::Ledger;

impl Named for Ledger {
    fn named(&self, id: &StatementId) -> Option<(&jixiang_statement::Signed, &Signer)> {
        Self::named(self, id)
    }
}

macro_rules! finders {
    ($($(#[$doc:meta])* $name:ident $kind:ident;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name<'a>(named: &'a dyn Named, id: &StatementId) -> Option<(&'a $kind, &'a Signer)> {
            let (signed, signer) = named.named(id)?;
            if let Payload::$kind(payload) = signed.payload() { Some((payload, signer)) } else { None }
        }
    )*};
}

finders! {
    /// What the catalogue says of a dataset.
    entry Entry;
    /// What is asked for.
    request Request;
    /// What was answered.
    answer Answer;
}
