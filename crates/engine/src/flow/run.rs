//! Doing jobs: in the order in which they were ordered, two transfers at a time, small acts at once; again and again
//! while what hinders them mends itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use jixiang_contract::{Code, Place as Screen};
use jixiang_model::ScopeId;
use jixiang_transfer::Backoff;
use tokio::sync::Notify;

use super::fetch::stage_name;
use super::rate;
use crate::engine::Engine;
use crate::fault::{Fault, is_of_this_pc};
use crate::files::Stage;
use crate::port::{Table, Write};
use crate::record::{self, JobId, JobKind, JobState};
use crate::state::{Running, State};

/// Transfers at once.
const TRANSFERS: usize = 2;
const TICK: Duration = Duration::from_millis(200);

/// The switch by which a person stops a job that runs.
#[derive(Debug, Default)]
pub(crate) struct Control {
    stopped: AtomicU8,
    told: Notify,
}

impl Control {
    /// Stops the job at the next opportunity.
    pub(crate) fn stop(&self) {
        self.stopped.store(1, Ordering::SeqCst);
        self.told.notify_waiters();
        self.told.notify_one();
    }

    /// Whether it was stopped.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst) != 0
    }

    async fn stopped(&self) {
        while !self.is_stopped() {
            self.told.notified().await;
        }
    }
}

impl Engine {
    /// Starts what a window needs in the background: following the platform, doing jobs, announcing progress, reading the
    /// search index, bringing newer versions of what is held. Must be called within a Tokio runtime.
    pub fn start(&self) {
        tokio::spawn(self.clone().follow());
        tokio::spawn(self.clone().work());
        tokio::spawn(self.clone().announce());
        tokio::spawn(self.clone().warm_search());
        tokio::spawn(self.clone().stay_current());
    }

    /// Announces progress for as long as the engine lives.
    pub(crate) async fn announce(self) {
        let mut ticks = tokio::time::interval(TICK);
        loop {
            ticks.tick().await;
            self.state(State::announce_progress).await;
            self.keep_pace().await;
        }
    }

    /// Tells the platform's port how fast objects may move now: office hours begin and end while transfers run.
    pub(crate) async fn keep_pace(&self) {
        let limit = self.state(|state| rate::now(&state.settings.rate, state.now())).await;
        self.remote().limit(limit);
    }

    /// Takes jobs up as they come.
    async fn work(self) {
        loop {
            while let Some(id) = self.state(State::next_job).await {
                tokio::spawn(self.clone().do_job(id));
            }
            // An act that can still be undone is taken up when its time has come.
            match self.state(|state| state.next_due()).await {
                None => self.inner.work.notified().await,
                Some(pause) => tokio::select! {
                    () = self.inner.work.notified() => {}
                    () = tokio::time::sleep(pause) => {}
                },
            }
        }
    }

    /// Does one job until it is done, stopped, or needs a person.
    async fn do_job(self, id: JobId) {
        let mut backoff = Backoff::default();
        loop {
            match self.attempt(id).await {
                Ok(()) => break,
                Err(fault) if fault.mends() => {
                    let pause = backoff.handle_failure(fault.retry_after(), &mut *self.random());
                    self.state(move |state| state.stall(&id, &fault)).await;
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = self.inner.retry.notified() => {}
                    }
                    if self.state(move |state| !state.goes_on(&id)).await {
                        break;
                    }
                }
                Err(fault) => {
                    // The code alone: the fault's own text may hold a name.
                    tracing::warn!(%id, code = fault.view_now().code.as_str(), "a job needs a person");
                    break;
                }
            }
        }
        self.state(move |state| state.rest(&id)).await;
        self.inner.work.notify_one();
    }

    /// Does a job that was taken once, to its end or to the first fault. A fault that needs a person is written down.
    ///
    /// # Errors
    ///
    /// [`Fault`]; [`Fault::Cancelled`] when the person stopped or paused it.
    async fn attempt(&self, id: JobId) -> Result<(), Fault> {
        let (kind, control) = self.state(move |state| state.begin(&id)).await?;
        self.keep_pace().await;
        let work = async {
            match kind {
                JobKind::Send(_) => self.send(id, control.clone()).await,
                JobKind::Fetch(_) => self.fetch_job(id).await,
                JobKind::Publish(_) => self.do_publish(id, control.clone()).await,
                JobKind::Act(_) => self.carry_out(id).await,
            }
        };
        let result = tokio::select! {
            result = work => result,
            () = control.stopped() => Err(Fault::Cancelled),
        };
        let result = match result {
            Err(Fault::NotAllowed | Fault::Changed) if self.state(move |state| state.has_landed(&id)).await => {
                Err(Fault::Halfway)
            }
            result => result,
        };
        if let Err(fault) = &result
            && !fault.mends()
            && !matches!(fault, Fault::Cancelled)
        {
            let fault = fault.clone();
            self.state(move |state| {
                if fault == Fault::SignedOut {
                    state.session_over(true);
                }
                state.fail(&id, &fault);
            })
            .await;
        }
        result
    }

    /// Does a job once for a caller that does not try again by itself.
    ///
    /// # Errors
    ///
    /// [`Fault`]; [`Fault::Cancelled`] when somebody else does it already, or it does not wait to be done.
    pub(crate) async fn attempt_once(&self, id: JobId) -> Result<(), Fault> {
        if !self.state(move |state| state.take(&id)).await {
            return Err(Fault::Cancelled);
        }
        self.attempt_taken(id).await
    }

    /// Does a job once that the caller took when it ordered it, so that nobody else could.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub(crate) async fn attempt_taken(&self, id: JobId) -> Result<(), Fault> {
        let result = self.attempt(id).await;
        self.state(move |state| state.rest(&id)).await;
        // It may have been resumed meanwhile.
        self.inner.work.notify_one();
        result
    }

    /// Does the small acts that wait, and nothing else: receipts, take-backs. One that fails holds up no other.
    ///
    /// # Errors
    ///
    /// The first [`Fault`]; the other acts were done.
    pub async fn drain(&self) -> Result<(), Fault> {
        let acts = self.state(|state| state.waiting_jobs(false)).await;
        self.attempt_all(acts).await.map(|_| ())
    }

    /// Completes everything that was interrupted: acts, then transfers, and what failed only for the state of this PC. Then
    /// brings newer versions of what is held.
    /// Answers how many transfers there were.
    ///
    /// # Errors
    ///
    /// The first [`Fault`]; what could be completed was.
    pub async fn complete(&self) -> Result<u32, Fault> {
        self.state(|state| state.resume_after_repair(is_of_this_pc)).await?;
        let before = self.drain().await;
        let transfers = self.state(|state| state.waiting_jobs(true)).await;
        let done = self.attempt_all(transfers).await;
        before.and(self.drain().await).and(self.fetch_ahead().await).and(done)
    }

    /// Attempts each job once that nobody else does. Answers how many there were, or the first fault when all have been
    /// attempted.
    async fn attempt_all(&self, jobs: Vec<JobId>) -> Result<u32, Fault> {
        let mut all = Ok(0);
        for id in jobs {
            if self.state(move |state| state.take(&id)).await {
                let done = self.attempt_taken(id).await;
                all = all.and_then(|count: u32| done.map(|()| count + 1));
            }
        }
        all
    }
}

impl State {
    /// The next job to take up, marked as taken.
    fn next_job(&mut self) -> Option<JobId> {
        let transfers = self.jobs.values().filter(|running| running.active && running.job.is_transfer()).count();
        let publishing: Vec<ScopeId> =
            self.jobs.values().filter(|running| running.active).filter_map(publishes).collect();
        let now = self.now();
        let free = |running: &&mut Running| {
            matches!(running.job.state, JobState::Run)
                && !running.active
                && running.job.due() <= now
                && (transfers < TRANSFERS || !running.job.is_transfer())
                // Entry and record of one publication stand together.
                && publishes(running).is_none_or(|dataset| !publishing.contains(&dataset))
        };
        let running = self.jobs.values_mut().find(free)?;
        running.active = true;
        Some(running.job.id)
    }

    /// How long it is until the next act may be signed, when one waits for that.
    fn next_due(&self) -> Option<Duration> {
        let now = self.now();
        let waits = self
            .jobs
            .values()
            .filter(|running| matches!(running.job.state, JobState::Run) && !running.active && running.job.due() > now);
        waits.map(|running| Duration::from_millis(running.job.due().since(now))).min()
    }

    /// Jobs that wait: transfers, or everything else.
    fn waiting_jobs(&self, transfers: bool) -> Vec<JobId> {
        let now = self.now();
        let waiting = self.jobs.values().filter(|running| {
            let due = running.job.is_transfer() == transfers && running.job.due() <= now;
            due && matches!(running.job.state, JobState::Run) && !running.active
        });
        waiting.map(|running| running.job.id).collect()
    }

    /// Lets jobs go on that failed only for something that a person has seen to.
    pub(crate) fn resume_after_repair(&mut self, is_repaired: fn(Code) -> bool) -> Result<(), Fault> {
        let repaired = |running: &&Running| match &running.job.state {
            JobState::Fail(error) => is_repaired(error.code),
            JobState::Run | JobState::Pause | JobState::Done(_) => false,
        };
        let repaired: Vec<JobId> = self.jobs.values().filter(repaired).map(|running| running.job.id).collect();
        repaired.iter().try_for_each(|id| self.resume(id))
    }

    /// Takes a job for the caller alone; not one that somebody else does, or that does not wait to be done.
    pub(crate) fn take(&mut self, id: &JobId) -> bool {
        let waits = |running: &&mut Running| matches!(running.job.state, JobState::Run) && !running.active;
        let taken = self.jobs.get_mut(id).filter(waits);
        taken.map(|running| running.active = true).is_some()
    }

    fn begin(&mut self, id: &JobId) -> Result<(JobKind, Arc<Control>), Fault> {
        let running = self.jobs.get_mut(id).ok_or(Fault::Cancelled)?;
        if !matches!(running.job.state, JobState::Run) {
            return Err(Fault::Cancelled);
        }
        running.stalled = None;
        if running.control.is_stopped() {
            running.control = Arc::default();
        }
        Ok((running.job.kind.clone(), running.control.clone()))
    }

    /// Whether a statement of the job is on the ledger.
    fn has_landed(&self, id: &JobId) -> bool {
        self.jobs.get(id).is_some_and(|running| !running.job.flight.landed.is_empty())
    }

    fn goes_on(&self, id: &JobId) -> bool {
        self.jobs.get(id).is_some_and(|running| matches!(running.job.state, JobState::Run))
    }

    fn stall(&mut self, id: &JobId, fault: &Fault) {
        let now = self.now();
        if let Some(running) = self.jobs.get_mut(id) {
            let since = running.stalled.as_ref().map_or(now, |(since, _)| *since);
            running.stalled = Some((since, fault.view(now)));
        }
        self.changed(&[Screen::Transfers, Screen::Home]);
    }

    fn rest(&mut self, id: &JobId) {
        if let Some(running) = self.jobs.get_mut(id) {
            running.active = false;
        }
        self.changed(&[Screen::Transfers, Screen::Home, Screen::Inbox, Screen::Desk]);
    }

    /// A person must act: the job says so until it is retried or cancelled.
    pub(crate) fn fail(&mut self, id: &JobId, fault: &Fault) {
        let now = self.now();
        if let Fault::Integrity(check) = fault {
            let scope = self.jobs.get(id).map(|running| *running.job.scope());
            self.note_event(scope, check);
        }
        let failed = JobState::Fail(fault.view(now));
        if let Err(error) = self.stand(id, failed.clone()) {
            tracing::error!(%error, "a failed job could not be written down");
            // It waits for a person all the same, or it would be taken up again at once and for ever. Whoever opens the home
            // next tries it again.
            if let Some(running) = self.jobs.get_mut(id) {
                running.job.state = failed;
            }
            self.changed(&[Screen::Transfers, Screen::Home, Screen::Inbox]);
        }
    }

    /// Pauses a transfer.
    pub(crate) fn pause(&mut self, id: &JobId) -> Result<(), Fault> {
        self.stand(id, JobState::Pause)?;
        self.stop(id);
        Ok(())
    }

    /// Goes on with a paused or failed transfer.
    pub(crate) fn resume(&mut self, id: &JobId) -> Result<(), Fault> {
        let running = self.jobs.get(id).ok_or(Fault::NotFound)?;
        match running.job.state {
            JobState::Done(_) => Ok(()),
            JobState::Run | JobState::Pause | JobState::Fail(_) => self.stand(id, JobState::Run),
        }
    }

    /// Ends a transfer for good and forgets everything that it had made.
    pub(crate) fn cancel(&mut self, id: &JobId) -> Result<(), Fault> {
        let running = self.jobs.get(id).ok_or(Fault::NotFound)?;
        let mut batch = vec![
            Write::Delete { table: Table::Job, key: id.as_bytes().to_vec() },
            Write::DeletePrefix { table: Table::Acked, prefix: id.as_bytes().to_vec() },
        ];
        match &running.job.kind {
            JobKind::Send(job) if job.signed.is_some() && !matches!(running.job.state, JobState::Done(_)) => {
                // The statement may already be on the ledger: it can be taken back, not cancelled.
                return Err(Fault::Signed);
            }
            JobKind::Publish(_) if !running.may_be_forgotten() && !matches!(running.job.state, JobState::Done(_)) => {
                // What is signed of it may already be on the ledger: it waits for the head, who can turn it down.
                return Err(Fault::Signed);
            }
            JobKind::Send(job) => batch.extend(job.sources.iter().filter_map(kept_row)),
            JobKind::Publish(job) => batch.extend(job.sources.iter().filter_map(kept_row)),
            JobKind::Fetch(job) => {
                if let Err(error) = Stage::discard(&job.folder, &stage_name(job)) {
                    tracing::info!(kind = ?error.kind(), "a hidden folder could not be removed");
                }
            }
            JobKind::Act(_) => return Err(Fault::Signed),
        }
        self.store.commit(&batch)?;
        self.stop(id);
        self.jobs.remove(id);
        self.changed(&[Screen::Transfers, Screen::Home, Screen::Desk, Screen::Inbox]);
        Ok(())
    }

    fn stop(&mut self, id: &JobId) {
        if let Some(running) = self.jobs.get(id) {
            running.control.stop();
        }
    }
}

/// The dataset of which a job publishes a version.
fn publishes(running: &Running) -> Option<ScopeId> {
    match &running.job.kind {
        JobKind::Publish(job) => Some(job.dataset),
        JobKind::Send(_) | JobKind::Fetch(_) | JobKind::Act(_) => None,
    }
}

fn kept_row(source: &record::Source) -> Option<Write> {
    match source {
        record::Source::Kept { row, .. } => Some(Write::Delete { table: Table::Object, key: row.clone().into_bytes() }),
        record::Source::Path(_) => None,
    }
}
