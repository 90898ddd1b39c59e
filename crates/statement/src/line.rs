//! The line of one scope: each statement names the one before it, whoever loses the race for a place is overridden.

use std::collections::{BTreeSet, HashMap};

use jixiang_model::{DeviceId, StatementId};

use crate::{Header, Refusal};

/// Where a statement stands in its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// It is the next one.
    Next,
    /// It is already in the line.
    Known,
    /// A later statement of the same device named it in `overrides`: it never counts, whoever shows it.
    Overridden,
}

/// The order of a scope's statements, by `prev` alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    entries: Vec<StatementId>,
    /// Where each stands: a scope may grow to many statements, and each of them asks.
    places: HashMap<StatementId, usize>,
    /// What was overridden, and the device that did. Nobody overrides another device's statement.
    overridden: BTreeSet<(StatementId, DeviceId)>,
}

impl Line {
    /// The newest statement.
    #[must_use]
    pub fn head(&self) -> Option<StatementId> {
        self.entries.last().copied()
    }

    /// The statements in order.
    #[must_use]
    pub fn entries(&self) -> &[StatementId] {
        &self.entries
    }

    /// Where a statement of the line stands, from 0.
    #[must_use]
    pub fn position(&self, id: &StatementId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// Where a statement would stand.
    ///
    /// # Errors
    ///
    /// [`Refusal::Prev`] when what it follows is not here, [`Refusal::Fork`] when something else already follows that,
    /// [`Refusal::Names`] when it overrides what stands in the line.
    pub fn place(&self, id: StatementId, header: &Header) -> Result<Placement, Refusal> {
        if self.position(&id).is_some() {
            return Ok(Placement::Known);
        }
        if self.overridden.contains(&(id, header.device)) {
            return Ok(Placement::Overridden);
        }
        if header.overrides.iter().any(|id| self.position(id).is_some()) {
            return Err(Refusal::Names("overrides"));
        }
        if header.prev == self.head() {
            return Ok(Placement::Next);
        }
        let next = match header.prev {
            None => 0,
            Some(prev) => self.position(&prev).ok_or(Refusal::Prev)? + 1,
        };
        self.entries.get(next).map_or(Err(Refusal::Prev), |other| Err(Refusal::Fork(*other)))
    }

    /// Puts the next statement at the end.
    ///
    /// # Panics
    ///
    /// When [`Line::place`] does not call it the next one.
    pub fn push(&mut self, id: StatementId, header: &Header) {
        assert_eq!(header.prev, self.head(), "only the next statement is put at the end");
        self.places.insert(id, self.entries.len());
        self.entries.push(id);
        let by = header.overrides.iter().map(|id| (*id, header.device));
        self.overridden.extend(by);
    }
}
