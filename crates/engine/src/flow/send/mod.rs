//! Sending: read, cut, seal and upload in one pass with bounded memory; then one signed statement makes it a delivery.
//!
//! A reader thread drives the sealer and hands full packs over a short queue to the uploads. A pack counts when the
//! platform has it and the store says so; a job that was killed makes the same packs again and sends only the rest.

mod read;
mod statement;
mod upload;

use std::collections::HashSet;
use std::sync::Arc;

use jixiang_contract::Place as Screen;
use jixiang_model::{ObjectId, Suite, UnixMillis};
use jixiang_seal::Place;
use jixiang_seal::job::{Job as SealJob, JobSeed};
use jixiang_transfer::{Known, Sealed};
use tokio::sync::mpsc;

use super::follow::SKEW;
use super::run::Control;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::port::{Problem, RemoteError, Table, Write};
use crate::record::{self, JobId, JobKind, Mark, SendJob, Source};
use crate::state::State;

use read::{Input, Reading};

/// Full packs that wait for an upload. With those in the air and in the sealer it bounds the memory of a send.
const QUEUE: usize = 2;

/// How the content of a job is sealed.
pub(crate) struct Sealing {
    /// The keys of the job: the same each time it runs.
    pub(crate) seal: SealJob,
    /// What the platform has already.
    pub(crate) known: Known,
}

impl Engine {
    /// Does a send job, from wherever it was left.
    pub(crate) async fn send(&self, id: JobId, control: Arc<Control>) -> Result<(), Fault> {
        let job = self.state(move |state| state.send_job(&id)).await?;
        if job.signed.is_none() {
            self.check_clock().await?;
            self.verify_chains(&job.to).await?;
            let to = job.to.clone();
            self.state(move |state| to.iter().try_for_each(|chosen| state.sealable(chosen).map(|_| ()))).await?;
            let sealing = Sealing { seal: self.seal_job(&job).await?, known: Known::default() };
            let sealed = self.seal_and_upload(id, &job.sources, sealing, control).await?;
            self.seal_keys_and_sign(id, &job, sealed).await?;
        }
        self.append_delivery(id).await
    }

    /// Nothing that a person decided is signed with a date that the other side would take for wrong.
    pub(crate) async fn check_clock(&self) -> Result<(), Fault> {
        let skew = self.state(|state| state.skew).await;
        if skew.is_some_and(|skew| skew.abs() > SKEW) { Err(Fault::ClockWrong) } else { Ok(()) }
    }

    /// Reads and seals the sources and uploads what the platform does not have yet.
    pub(crate) async fn seal_and_upload(
        &self,
        id: JobId,
        sources: &[Source],
        sealing: Sealing,
        control: Arc<Control>,
    ) -> Result<Sealed, Fault> {
        let store = self.inner.ports.store.clone();
        let acked: HashSet<ObjectId> = self.state(move |state| state.acked(&id)).await?;
        let sources = sources.to_vec();
        let inputs = tokio::task::spawn_blocking(move || read::inputs(&*store, &sources)).await;
        let inputs: Vec<Input> = inputs.map_err(|error| Fault::Internal(error.to_string()))??;
        let total = inputs.iter().map(Input::bytes).sum();
        self.state(move |state| state.job_total(&id, total)).await?;
        let (packs, uploads) = mpsc::channel(QUEUE);
        let reading = Reading { sealing, inputs, packs, control };
        let reader = tokio::task::spawn_blocking(move || reading.run());
        let uploaded = self.upload_packs(id, acked, uploads).await;
        let sealed = reader.await.map_err(|error| Fault::Internal(error.to_string()))?;
        // The uploads fail first when both do: a reader whose queue is closed only says that it was stopped.
        uploaded?;
        sealed
    }

    /// The keys of the job: the same each time it runs.
    async fn seal_job(&self, job: &SendJob) -> Result<SealJob, Fault> {
        let realm = self.state(|state| state.facts().map(|facts| facts.root.realm)).await?;
        let place = Place { realm, suite: Suite::One, scope: job.delivery };
        let mut seed = [0; 32];
        hex::decode_to_slice(&job.seed, &mut seed).map_err(|_| Fault::Internal("job seed".to_owned()))?;
        Ok(SealJob::delivery(place, &JobSeed::from_bytes(seed)))
    }

    /// Appends exactly the statement that was signed; sends again what the platform lost meanwhile.
    async fn append_delivery(&self, id: JobId) -> Result<(), Fault> {
        let signed = self.state(move |state| state.signed_delivery(&id)).await?;
        match self.append(&signed).await {
            Ok(appended) => self.state(move |state| state.sent(&id, appended.at)).await,
            Err(Fault::Remote(RemoteError::Problem(Problem::Missing(_)))) => {
                // What was acknowledged is gone: everything is asked for again, and the statement is made anew.
                let acked = Write::DeletePrefix { table: Table::Acked, prefix: id.as_bytes().to_vec() };
                self.state(move |state| state.unsign(&id, vec![acked])).await?;
                Err(Fault::Remote(RemoteError::Fault("objects are missing".to_owned())))
            }
            Err(fault) => {
                if fault.is_refusal() {
                    // It is on no ledger: the transfer can be ended, or its statement made anew.
                    self.state(move |state| state.unsign(&id, Vec::new())).await?;
                }
                Err(fault)
            }
        }
    }
}

impl State {
    fn send_job(&self, id: &JobId) -> Result<SendJob, Fault> {
        match &self.jobs.get(id).ok_or(Fault::Cancelled)?.job.kind {
            JobKind::Send(job) => Ok(job.clone()),
            JobKind::Fetch(_) | JobKind::Publish(_) | JobKind::Act(_) => Err(Fault::Internal("no send".to_owned())),
        }
    }

    fn signed_delivery(&self, id: &JobId) -> Result<jixiang_statement::Signed, Fault> {
        let broken = || Fault::Internal("signed delivery".to_owned());
        let signed = self.send_job(id)?.signed.ok_or_else(broken)?;
        let bytes = hex::decode(signed).map_err(|_| broken())?;
        jixiang_statement::Signed::parse(&bytes).map_err(|_| broken())
    }

    /// The delivery is on the ledger: the job is done, its secrets and acknowledgements are not needed any more.
    fn sent(&mut self, id: &JobId, at: UnixMillis) -> Result<(), Fault> {
        let job = self.send_job(id)?;
        let mut batch = vec![Write::DeletePrefix { table: Table::Acked, prefix: id.as_bytes().to_vec() }];
        batch.push(record::put(Table::Mark, job.delivery.as_bytes().as_slice(), &Mark::default()));
        for source in &job.sources {
            if let record::Source::Kept { row, .. } = source {
                batch.push(Write::Delete { table: Table::Object, key: row.clone().into_bytes() });
            }
        }
        let recents = self.recipients_after(&job.to, &mut batch);
        self.finish_job(id, at, batch)?;
        self.recents = recents;
        self.changed(&[Screen::Home, Screen::Inbox, Screen::Transfers, Screen::Desk]);
        Ok(())
    }

    fn unsign(&mut self, id: &JobId, batch: Vec<Write>) -> Result<(), Fault> {
        self.change_job(id, batch, |job| {
            if let JobKind::Send(job) = &mut job.kind {
                job.signed = None;
            }
        })?;
        Ok(())
    }
}
