//! The last steps of a fetch: every file is compared with its signed hash, then gets its final name, then counts.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use jixiang_contract::Place as Screen;
use jixiang_model::{Proof, ScopeId, StatementId};
use jixiang_statement::payload::Step;
use jixiang_transfer::{Fetch, FileCheck, OutputKind};

use super::stage_name;
use super::write::Writer;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::files::{Stage, free_name};
use crate::port::{Table, Write};
use crate::record::{self, FetchJob, FetchVersion, JobId, JobKind, Placing};
use crate::state::State;

impl Engine {
    /// Checks every file as a whole, makes everything durable and writes the final names down.
    pub(super) async fn plan_places(
        &self,
        id: JobId,
        job: &FetchJob,
        fetch: Fetch,
        writer: Arc<Writer>,
        proof: Proof,
    ) -> Result<(), Fault> {
        let folder = job.folder.clone();
        let stage = folder.join(stage_name(job));
        let names = tokio::task::spawn_blocking(move || {
            check_files(&stage, &fetch)?;
            writer.sync().map_err(|error| Fault::writing(&error))?;
            Ok::<_, Fault>(final_names(&folder, &fetch))
        });
        let names = names.await.map_err(|error| Fault::Internal(error.to_string()))?;
        if let Err(Fault::Integrity(_)) = &names {
            // What lies there was changed after it was verified: the next attempt fetches everything again.
            self.state(move |state| state.start_over(&id)).await?;
        }
        let names = names?;
        self.state(move |state| {
            state.change_job(&id, Vec::new(), |job| {
                if let JobKind::Fetch(job) = &mut job.kind {
                    job.placing = Some(Placing { names, proof });
                }
            })?;
            Ok(())
        })
        .await
    }

    /// Gives the final names, and in one step makes the delivery count as received and its receipt a job.
    pub(super) async fn place_all(&self, id: JobId) -> Result<(), Fault> {
        let job = self.state(move |state| state.fetching(&id)).await?;
        let placed = tokio::task::spawn_blocking(move || place(&job)).await;
        let placed = placed.map_err(|error| Fault::Internal(error.to_string()))??;
        let receipt = self.draw();
        self.state(move |state| state.received(&id, placed, receipt)).await?;
        self.inner.work.notify_one();
        Ok(())
    }
}

/// Compares each file with the hash that was signed, and gives it the sender's time.
fn check_files(stage: &Path, fetch: &Fetch) -> Result<(), Fault> {
    let failed = |error: io::Error| Fault::writing(&error);
    let mut block = vec![0; 1 << 20];
    for (place, output) in (0..).zip(fetch.outputs()) {
        let OutputKind::File { hash, .. } = output.kind else {
            continue;
        };
        let path = fetch.path(place).iter().fold(stage.to_owned(), |path, part| path.join(part));
        let mut file = File::options().read(true).write(true).open(path).map_err(failed)?;
        let mut check = FileCheck::new(hash);
        loop {
            let count = file.read(&mut block).map_err(failed)?;
            if count == 0 {
                break;
            }
            check.update(&block[..count]);
        }
        if !check.finish() {
            return Err(Fault::Integrity("file".to_owned()));
        }
        if output.modified > 0 {
            // A file system without such times keeps its own.
            let _ = file.set_modified(UNIX_EPOCH + Duration::from_millis(output.modified));
        }
    }
    Ok(())
}

/// Final names for what stands at the top, none of them taken.
fn final_names(folder: &Path, fetch: &Fetch) -> Vec<(String, String)> {
    let mut taken = Vec::new();
    let top = fetch.outputs().iter().filter(|output| output.parent.is_none());
    top.map(|output| {
        let name = free_name(folder, &output.name, &taken);
        taken.push(name.clone());
        (output.name.clone(), name)
    })
    .collect()
}

/// Renames what still stands in the hidden folder. What is not there any more has been renamed before.
fn place(job: &FetchJob) -> Result<Placing, Fault> {
    let failed = |error: io::Error| Fault::writing(&error);
    let mut placing = job.placing.clone().ok_or_else(|| Fault::Internal("nothing to place".to_owned()))?;
    let name = stage_name(job);
    let stage = Stage::open(&job.folder, &name).map_err(failed)?;
    let mut taken: Vec<String> = placing.names.iter().map(|(_, last)| last.clone()).collect();
    for (staged, last) in &mut placing.names {
        if !stage.holds(staged) {
            continue;
        }
        while let Err(error) = stage.place(staged, last) {
            if error.kind() != io::ErrorKind::AlreadyExists {
                return Err(failed(error));
            }
            // Somebody took the name meanwhile.
            *last = free_name(&job.folder, staged, &taken);
            taken.push(last.clone());
        }
    }
    stage.finish().map_err(failed)?;
    Ok(placing)
}

impl State {
    fn start_over(&self, id: &JobId) -> Result<(), Fault> {
        let job = self.fetching(id)?;
        Stage::discard(&job.folder, &stage_name(&job)).map_err(|error| Fault::writing(&error))?;
        Ok(self.store.commit(&[Write::DeletePrefix { table: Table::Acked, prefix: id.as_bytes().to_vec() }])?)
    }

    fn received(&mut self, id: &JobId, placed: Placing, drawn: [u8; 32]) -> Result<(), Fault> {
        let job = self.fetching(id)?;
        let now = self.now();
        let mut mark = self.marks.get(&job.scope).cloned().unwrap_or_default();
        mark.verified = Some(now);
        mark.saved = placed.names.iter().map(|(_, name)| job.folder.join(name)).collect();
        mark.bytes = self.jobs.get(id).map_or(0, |running| running.job.total);
        mark.version = job.version.map(|version| version.number);
        if job.version.is_some() {
            // Another version is another thing to open.
            mark.opened = None;
        }
        let mut batch = vec![
            Write::DeletePrefix { table: Table::Acked, prefix: id.as_bytes().to_vec() },
            record::put(Table::Mark, job.scope.as_bytes().as_slice(), &mark),
            Write::Put {
                table: Table::Secret,
                key: crate::state::secret_key::proof(&job.scope),
                value: placed.proof.as_bytes().to_vec(),
            },
        ];
        let confirms = self.confirms(&job)?;
        let receipt =
            confirms.map(|(scope, statement)| self.receipt_job(drawn, scope, statement, Step::Verified, placed.proof));
        batch.extend(receipt.iter().map(|job| record::put(Table::Job, job.id.as_bytes().as_slice(), job)));
        self.finish_job(id, now, batch)?;
        self.marks.insert(job.scope, mark);
        self.adopt(receipt);
        self.changed(&[Screen::Home, Screen::Inbox, Screen::Transfers, Screen::Mine, Screen::Catalogue, Screen::Desk]);
        Ok(())
    }

    /// Where a receipt of this stands, and the statement that it is for; none for what the own department gave.
    fn confirms(&self, job: &FetchJob) -> Result<Option<(ScopeId, StatementId)>, Fault> {
        Ok(match job.version {
            None => {
                let thread = self.thread(&job.scope).ok().filter(|thread| self.receives(*thread));
                thread.map(|thread| (job.scope, thread.delivery.opening()))
            }
            Some(FetchVersion { request: Some(request), number }) => {
                Some((request, self.released_record(&job.scope, number)?.statement))
            }
            Some(FetchVersion { request: None, .. }) => None,
        })
    }
}
