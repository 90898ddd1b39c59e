//! What every scope of parties has in common: which statement stands here, whose it is, and where. A statement that is
//! refused leaves no trace.

use jixiang_model::{Home, ScopeId};

use super::signer::{Named, Signer};
use crate::{Line, Placement, Refusal, Signed};

/// A scope that is replayed statement by statement.
pub(super) trait Replay {
    /// The kind of place.
    const HOME: Home;

    /// The scope.
    fn id(&self) -> ScopeId;

    /// Its order.
    fn line(&self) -> &Line;

    /// Its order, to put the next statement at the end.
    fn line_mut(&mut self) -> &mut Line;

    /// Gives effect to the statement that is next here, or refuses it and changes nothing.
    fn take(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<(), Refusal>;

    /// Takes a statement by its signer.
    fn replay(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Placement, Refusal> {
        signed.stands_in(Self::HOME, self.id())?;
        signer.made(signed)?;
        let placement = self.line().place(signed.id(), signed.header())?;
        if placement == Placement::Next {
            self.take(signed, signer, named)?;
            self.line_mut().push(signed.id(), signed.header());
        }
        Ok(placement)
    }

    /// Puts a statement at its place without effect.
    fn replay_without_effect(&mut self, signed: &Signed) -> Result<Placement, Refusal> {
        signed.stands_in(Self::HOME, self.id())?;
        let placement = self.line().place(signed.id(), signed.header())?;
        if placement == Placement::Next {
            self.line_mut().push(signed.id(), signed.header());
        }
        Ok(placement)
    }
}

/// The line of a scope that this statement, by its signer, opens.
pub(super) fn first(signed: &Signed, signer: &Signer) -> Result<Line, Refusal> {
    signer.made(signed)?;
    let mut line = Line::default();
    line.place(signed.id(), signed.header())?;
    line.push(signed.id(), signed.header());
    Ok(line)
}
