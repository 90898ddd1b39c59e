//! Jobs in memory: the stored job, how it moves, and the switch by which a person stops it.

use std::sync::Arc;
use std::time::Instant;

use jixiang_contract::{ByteCount, ErrorView, Event, Millis, Place, ProgressLine, Stamp, TransferId, TransferState};
use jixiang_model::{Proof, ScopeId, StatementId, UnixMillis};
use jixiang_statement::payload::Step;
use jixiang_transfer::{Pace, Progress};

use super::State;
use crate::fault::Fault;
use crate::flow::Control;
use crate::port::{Table, Write};
use crate::record::{self, Act, ActJob, Chosen, Flight, Job, JobId, JobKind, JobState};

/// Progress is announced at most so often, in milliseconds.
const ANNOUNCE: u128 = 100;
/// Recipients that are remembered.
const RECENTS: usize = 12;

/// A job and how it moves.
pub(crate) struct Running {
    pub(crate) job: Job,
    pub(crate) progress: Progress,
    pub(crate) control: Arc<Control>,
    /// Whether a flow works on it now.
    pub(crate) active: bool,
    /// Why it waits and is tried again by itself.
    pub(crate) stalled: Option<(UnixMillis, ErrorView)>,
    announced: Option<Instant>,
}

impl Running {
    pub(crate) fn new(job: Job) -> Self {
        let progress = Progress::new(Instant::now(), job.done, job.total);
        Self { job, progress, control: Arc::default(), active: false, stalled: None, announced: None }
    }

    /// Whether a person must act.
    pub(crate) const fn is_failed(&self) -> bool {
        matches!(self.job.state, JobState::Fail(_))
    }

    /// Whether nothing is lost with it: no statement of it may be on its way, and unless it failed none is on the ledger.
    pub(crate) fn may_be_forgotten(&self) -> bool {
        let flight = &self.job.flight;
        flight.signed.is_none() && (self.is_failed() || flight.landed.is_empty())
    }

    /// Content bytes are behind it.
    pub(crate) fn moved(&mut self, now: Instant, done: u64) {
        if done >= self.job.done {
            self.job.done = done;
            self.progress.handle_done(now, done);
            self.stalled = None;
        }
    }

    /// What it does now.
    pub(crate) fn transfer_state(&self, now: UnixMillis) -> Option<TransferState> {
        match &self.job.state {
            JobState::Pause => Some(TransferState::Pause),
            JobState::Fail(error) => Some(TransferState::Fail { error: error.clone() }),
            JobState::Done(_) => None,
            JobState::Run => Some(match &self.stalled {
                Some((since, error)) => TransferState::Stall { since: Stamp(since.0), error: error.clone() },
                None if !self.active => TransferState::Wait,
                None => self.moving(now),
            }),
        }
    }

    fn moving(&self, now: UnixMillis) -> TransferState {
        match self.progress.view(Instant::now()).pace {
            Pace::Starting | Pace::Complete => TransferState::Move { speed: ByteCount(0), left: None },
            Pace::Moving { speed, left } => {
                TransferState::Move { speed: ByteCount(speed), left: u64::try_from(left.as_millis()).ok().map(Millis) }
            }
            Pace::Stalled { quiet } => {
                let quiet = u64::try_from(quiet.as_millis()).unwrap_or(u64::MAX);
                let error = Fault::Remote(crate::port::RemoteError::Offline("no progress".to_owned())).view(now);
                TransferState::Stall { since: Stamp(now.0.saturating_sub(quiet)), error }
            }
        }
    }
}

impl State {
    /// Takes a new job: in the store first, then in memory.
    pub(crate) fn order(&mut self, job: Job, mut batch: Vec<Write>) -> Result<(), Fault> {
        batch.push(record::put(Table::Job, job.id.as_bytes().as_slice(), &job));
        self.store.commit(&batch)?;
        self.adopt(Some(job));
        self.changed(&[Place::Transfers, Place::Home, Place::Desk, Place::Inbox]);
        Ok(())
    }

    /// Takes a new job in the place of others that failed.
    pub(crate) fn order_instead(&mut self, failed: &[JobId], job: Job) -> Result<(), Fault> {
        let forget = |id: &JobId| Write::Delete { table: Table::Job, key: id.as_bytes().to_vec() };
        self.order(job, failed.iter().map(forget).collect())?;
        self.jobs.retain(|id, _| !failed.contains(id));
        Ok(())
    }

    /// Takes a job that is in the store already.
    pub(crate) fn adopt(&mut self, job: Option<Job>) {
        if let Some(job) = job {
            self.jobs.insert(job.id, Running::new(job));
        }
    }

    /// A receipt in the thread of a delivery or request, as a job to be written down together with what it confirms.
    pub(crate) fn receipt_job(
        &self,
        drawn: [u8; 32],
        scope: ScopeId,
        record: StatementId,
        step: Step,
        proof: Proof,
    ) -> Job {
        let act = Act::Receipt { record, step, proof };
        self.new_job(drawn, JobKind::Act(ActJob { scope, act, due: self.now(), shown: None }))
    }

    /// A new job with an id drawn at random.
    pub(crate) fn new_job(&self, drawn: [u8; 32], kind: JobKind) -> Job {
        let mut id = [0; 16];
        // Ids sort by time, so that jobs are done in the order in which they were ordered.
        id[..8].copy_from_slice(&self.now().0.to_be_bytes());
        id[8..].copy_from_slice(&drawn[..8]);
        let (id, ordered) = (JobId::from_bytes(id), self.now());
        Job { id, ordered, kind, state: JobState::Run, done: 0, total: 0, flight: Flight::default() }
    }

    /// The content bytes of a job became known.
    pub(crate) fn job_total(&mut self, id: &JobId, total: u64) -> Result<(), Fault> {
        let running = self.change_job(id, Vec::new(), |job| (job.total, job.done) = (total, 0))?;
        running.progress.handle_total(total);
        running.progress.handle_done(Instant::now(), 0);
        Ok(())
    }

    /// Changes a job, in the store first; what else is written happens in the same step.
    pub(crate) fn change_job(
        &mut self,
        id: &JobId,
        mut batch: Vec<Write>,
        change: impl FnOnce(&mut Job),
    ) -> Result<&mut Running, Fault> {
        let running = self.jobs.get_mut(id).ok_or(Fault::Cancelled)?;
        let mut job = running.job.clone();
        change(&mut job);
        batch.push(record::put(Table::Job, id.as_bytes().as_slice(), &job));
        self.store.commit(&batch)?;
        running.job = job;
        Ok(running)
    }

    /// Changes where a job stands, in the store first.
    pub(crate) fn stand(&mut self, id: &JobId, state: JobState) -> Result<(), Fault> {
        self.change_job(id, Vec::new(), |job| job.state = state)?;
        self.changed(&[Place::Transfers, Place::Home, Place::Desk, Place::Inbox]);
        Ok(())
    }

    /// A transfer is done; what else is written happens in the same step.
    pub(crate) fn finish_job(&mut self, id: &JobId, at: UnixMillis, batch: Vec<Write>) -> Result<(), Fault> {
        self.change_job(id, batch, |job| (job.state, job.done) = (JobState::Done(at), job.total))?;
        Ok(())
    }

    /// A small job is done and forgotten; what else is written happens in the same step.
    pub(crate) fn end_job(&mut self, id: &JobId, mut batch: Vec<Write>) -> Result<(), Fault> {
        batch.push(Write::Delete { table: Table::Job, key: id.as_bytes().to_vec() });
        self.store.commit(&batch)?;
        self.jobs.remove(id);
        Ok(())
    }

    /// Announces the figures of running transfers, at most ten times a second each.
    pub(crate) fn announce_progress(&mut self) {
        let now = self.now();
        let instant = Instant::now();
        let due = |running: &Running| {
            running.active && running.announced.is_none_or(|at| instant.duration_since(at).as_millis() >= ANNOUNCE)
        };
        let mut transfers = Vec::new();
        for running in self.jobs.values_mut().filter(|running| running.job.is_transfer()) {
            if due(running)
                && let Some(state) = running.transfer_state(now)
            {
                running.announced = Some(instant);
                transfers.push(ProgressLine {
                    id: TransferId(running.job.id.to_string()),
                    done: ByteCount(running.job.done),
                    total: ByteCount(running.job.total),
                    state,
                });
            }
        }
        if !transfers.is_empty() {
            self.announce(&Event::Progress { transfers });
        }
    }

    /// Puts these recipients before all others in the picker: the new list, which counts once the batch is written.
    pub(crate) fn recipients_after(&self, to: &[Chosen], batch: &mut Vec<Write>) -> Vec<Chosen> {
        let old = self.recents.iter().filter(|chosen| !to.contains(chosen)).cloned();
        let recents: Vec<Chosen> = to.iter().cloned().chain(old).take(RECENTS).collect();
        batch.push(Write::DeletePrefix { table: Table::Recent, prefix: Vec::new() });
        for (at, chosen) in (0_u8..).zip(&recents) {
            batch.push(record::put(Table::Recent, vec![at], chosen));
        }
        recents
    }

    /// The transfer that works, or failed, for a delivery or dataset.
    pub(crate) fn transfer_of(&self, scope: &ScopeId) -> Option<&Running> {
        let mut of = self.jobs.values().filter(|running| running.job.is_transfer());
        of.rfind(|running| running.job.scope() == scope && !matches!(running.job.state, JobState::Done(_)))
    }
}
