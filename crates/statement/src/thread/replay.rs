//! What every scope of parties has in common: which statement stands here, whose it is, and where. A statement that is
//! refused leaves no trace.

use jixiang_model::{Home, ScopeId};

use super::signer::{Named, Signer};
use crate::{Line, Placement, Refusal, Signed};

/// A scope and the order of what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The scope.
    pub(super) id: ScopeId,
    /// Its order.
    pub(super) line: Line,
}

impl Place {
    /// A scope in which nothing stands yet.
    pub(super) fn empty(id: ScopeId) -> Self {
        Self { id, line: Line::default() }
    }

    /// The scope that this statement, by its signer, opens.
    pub(super) fn open(signed: &Signed, signer: &Signer) -> Result<Self, Refusal> {
        signer.made(signed)?;
        let mut place = Self::empty(signed.header().scope);
        place.line.place(signed.id(), signed.header())?;
        place.line.push(signed.id(), signed.header());
        Ok(place)
    }
}

/// A scope that is replayed statement by statement.
pub(super) trait Replay {
    /// The kind of place.
    const HOME: Home;

    /// The scope and its order.
    fn place(&mut self) -> &mut Place;

    /// Gives effect to the statement that is next here, or refuses it and changes nothing.
    fn take(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<(), Refusal>;

    /// Takes a statement by its signer.
    fn replay(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Placement, Refusal> {
        signed.stands_in(Self::HOME, self.place().id)?;
        signer.made(signed)?;
        let placement = self.place().line.place(signed.id(), signed.header())?;
        if placement == Placement::Next {
            self.take(signed, signer, named)?;
            self.place().line.push(signed.id(), signed.header());
        }
        Ok(placement)
    }

    /// Puts a statement at its place without effect.
    fn replay_without_effect(&mut self, signed: &Signed) -> Result<Placement, Refusal> {
        let place = self.place();
        signed.stands_in(Self::HOME, place.id)?;
        let placement = place.line.place(signed.id(), signed.header())?;
        if placement == Placement::Next {
            place.line.push(signed.id(), signed.header());
        }
        Ok(placement)
    }
}
