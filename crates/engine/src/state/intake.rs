//! What arrives from the platform: verified, written down, and only then believed.

use jixiang_contract::Place;
use jixiang_model::{ScopeId, StatementId, UnixMillis};

use super::State;
use super::load;
use super::rows::{kept, statement};
use crate::fault::Fault;
use crate::port::{FeedRow, HandedOut, Table, Write};
use crate::record::{self, IntegrityEvent, Observation, home_key};
use crate::trust::Intake;

/// What became of statements that were taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// How many were new and count.
    pub(crate) counted: usize,
    /// How many never count.
    pub(crate) refused: usize,
}

impl State {
    /// Takes a page of the feed. The cursor moves only when nothing of the page waits for something else, so that a
    /// restart reads it again.
    pub(crate) fn take_feed(&mut self, rows: Vec<FeedRow>, next: u64) -> Result<(), Fault> {
        let mut statements = Vec::new();
        let mut offered = Vec::new();
        let mut batch = Vec::new();
        let mut fresh: Vec<HandedOut> = Vec::new();
        for row in rows {
            match row {
                FeedRow::Statement { at, bytes, named } => {
                    statements.push((bytes.to_vec(), at));
                    offered.extend(named.into_iter().map(|bytes| bytes.to_vec()));
                }
                FeedRow::HandedOut(seen) => {
                    let mut known = self.handed_out.get(&seen.delivery).into_iter().flatten().chain(&fresh);
                    let same = |known: &HandedOut| {
                        (&known.delivery, &known.department, &known.person)
                            == (&seen.delivery, &seen.department, &seen.person)
                    };
                    if known.any(same) {
                        continue;
                    }
                    let observation = Observation::from(&seen);
                    batch.push(record::put(Table::Observation, record::encode(&observation), &observation));
                    fresh.push(seen);
                }
            }
        }
        let observed = !fresh.is_empty();
        let ledger = self.ledger.as_mut().ok_or(Fault::SignedOut)?;
        ledger.offer(offered);
        let judged = ledger.take(statements);
        let moves = ledger.wants().is_empty() && self.cursor != next;
        if moves {
            batch.push(record::put(Table::Meta, home_key::CURSOR, &(record::VERSION, next)));
        }
        let taken = self.written(&judged, batch)?;
        for seen in fresh {
            self.handed_out.entry(seen.delivery).or_default().push(seen);
        }
        if moves {
            self.cursor = next;
        }
        if observed && taken.counted == 0 {
            self.stale();
        }
        Ok(())
    }

    /// Tells every window that what it shows of statements is stale.
    fn stale(&mut self) {
        self.changed(&[Place::Desk, Place::Home, Place::Inbox, Place::Transfers, Place::Mine, Place::Settings]);
    }

    /// Takes statements in any order, writes down those that count and says so: what waited for something else counts only
    /// when that is here, whichever way it came.
    pub(crate) fn take_statements(
        &mut self,
        statements: Vec<(Vec<u8>, UnixMillis)>,
        batch: Vec<Write>,
    ) -> Result<Taken, Fault> {
        let judged = self.ledger.as_mut().ok_or(Fault::SignedOut)?.take(statements);
        self.written(&judged, batch)
    }

    /// Writes down what was judged, together with `batch`, and says so.
    fn written(&mut self, judged: &[Intake], mut batch: Vec<Write>) -> Result<Taken, Fault> {
        self.write_down(judged, &mut batch)?;
        let of = |what: fn(&Intake) -> bool| judged.iter().filter(|intake| what(intake)).count();
        let taken = Taken {
            counted: of(|intake| matches!(intake, Intake::Counts { .. })),
            refused: of(|intake| matches!(intake, Intake::Refused { .. })),
        };
        if taken.counted > 0 {
            self.stale();
        }
        Ok(taken)
    }

    /// Gives up on what still waits; it is on record.
    pub(crate) fn refuse_waiting(&mut self) -> Result<(), Fault> {
        let judged = self.ledger.as_mut().ok_or(Fault::SignedOut)?.refuse_waiting();
        self.write_down(&judged, &mut Vec::new())
    }

    fn write_down(&mut self, judged: &[Intake], batch: &mut Vec<Write>) -> Result<(), Fault> {
        let now = self.now();
        for intake in judged {
            batch.push(match intake {
                Intake::Counts { scope, place, bytes, at, .. } => {
                    statement(record::statement_key(scope, *place), *at, bytes)
                }
                Intake::Kept { scope, id, bytes, at } => kept(scope, id, bytes, *at),
                Intake::Named { id, bytes } => {
                    let (key, value) = (record::named_key(id), bytes.to_vec());
                    Write::Put { table: Table::Object, key, value }
                }
                Intake::Refused { scope, statement, why } => refused(now, *scope, *statement, why),
            });
        }
        if batch.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.store.commit(batch) {
            // What was verified but could not be written down is forgotten again: memory never knows more than the store.
            let root = self.facts()?.root.clone();
            match load::ledger(&*self.store, &root) {
                Ok(ledger) => self.ledger = Some(ledger),
                Err(fault) => {
                    // It cannot even be read back: what is in memory is not shown any more.
                    self.stopped = Some(fault);
                    self.changed(&[Place::Desk]);
                }
            }
            return Err(error.into());
        }
        Ok(())
    }

    /// Puts an integrity event on record.
    pub(crate) fn note_event(&mut self, scope: Option<ScopeId>, check: &str) {
        let event = IntegrityEvent { at: self.now(), scope, statement: None, check: check.to_owned() };
        tracing::warn!(scope = ?scope, check, "integrity");
        if let Err(error) = self.store.commit(&[record::put(Table::Event, event_key(&event), &event)]) {
            tracing::error!(%error, "an integrity event could not be written down");
        }
    }
}

fn refused(at: UnixMillis, scope: Option<ScopeId>, statement: Option<StatementId>, why: &str) -> Write {
    tracing::warn!(?scope, ?statement, why, "a statement does not count");
    let event = IntegrityEvent { at, scope, statement, check: why.to_owned() };
    record::put(Table::Event, event_key(&event), &event)
}

fn event_key(event: &IntegrityEvent) -> Vec<u8> {
    let hash = jixiang_model::ObjectId::of(&record::encode(event));
    [event.at.0.to_be_bytes().as_slice(), &hash.as_bytes()[..8]].concat()
}
