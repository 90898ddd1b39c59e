//! A delivery on this desk: its card, fetching, opening, taking back.

use std::path::PathBuf;

use jixiang_contract::{DeliveryCard, DeliveryId, HistoryLine, Place as Screen, TransferId};
use jixiang_model::{Proof, ScopeId, StatementId};
use jixiang_statement::payload::Step;

use super::delivery_id;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::files_kind::harmless;
use crate::port::Table;
use crate::record::{self, Act, ActJob, FetchJob, JobId, JobKind, JobState, Mark};
use crate::state::{State, secret_key};

impl Engine {
    /// One open card.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub async fn delivery(&self, id: &DeliveryId) -> Result<DeliveryCard, Fault> {
        let id = delivery_id(id)?;
        self.state(move |state| state.card(&id)).await
    }

    /// What was signed about a delivery.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub async fn history(&self, id: &DeliveryId) -> Result<Vec<HistoryLine>, Fault> {
        let id = delivery_id(id)?;
        self.state(move |state| match (state.history(&id), state.ordered(&id)) {
            (Err(Fault::NotFound), Some(_)) => Ok(Vec::new()),
            (history, _) => history,
        })
        .await
    }

    /// Writes the order to fetch down. `folder` instead of the folder for received files, if given.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn fetch(&self, id: &DeliveryId, folder: Option<PathBuf>) -> Result<TransferId, Fault> {
        let (id, drawn) = (delivery_id(id)?, self.draw());
        let engine = self.clone();
        let job = self
            .state(move |state| {
                let folder = folder.unwrap_or_else(|| engine.downloads(state));
                state.order_fetch(id, folder, drawn)
            })
            .await?;
        self.inner.work.notify_one();
        Ok(TransferId(job.to_string()))
    }

    /// Takes a delivery back, or asks for it when somebody has the key already.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn take_back(&self, id: &DeliveryId) -> Result<DeliveryCard, Fault> {
        let (delivery, drawn) = (delivery_id(id)?, self.draw());
        let ordered = self.state(move |state| {
            let job = state.order_take_back(delivery, drawn)?;
            Ok::<_, Fault>(state.take(&job).then_some(job))
        });
        match ordered.await? {
            Some(job) => self.attempt_taken(job).await?,
            // It is under way already; it need not wait for its own pause to end.
            None => self.inner.retry.notify_waiters(),
        }
        self.delivery(id).await
    }

    /// The path of an item that may be opened with the system's program for it. Without an item the only file, or the
    /// folder of them all.
    ///
    /// # Errors
    ///
    /// [`Fault::TypeNotOpened`] for anything but documents, tables and pictures.
    pub async fn open_item(&self, id: &DeliveryId, item: Option<u32>) -> Result<PathBuf, Fault> {
        let id = delivery_id(id)?;
        self.state(move |state| state.item_to_open(&id, item)).await
    }

    /// Something of a delivery was opened: it is on record as a receipt, once.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn note_opened(&self, id: &DeliveryId) -> Result<(), Fault> {
        self.note_scope_opened(delivery_id(id)?).await
    }

    pub(super) async fn note_scope_opened(&self, id: ScopeId) -> Result<(), Fault> {
        let drawn = self.draw();
        self.state(move |state| state.note_opened(&id, drawn)).await?;
        self.inner.work.notify_one();
        Ok(())
    }

    /// The path to show in the file manager.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`] when nothing of it is on this PC any more.
    pub async fn reveal(&self, id: &DeliveryId) -> Result<PathBuf, Fault> {
        let id = delivery_id(id)?;
        self.state(move |state| {
            let saved = state.marks.get(&id).and_then(|mark| mark.saved.first().cloned());
            saved.filter(|path| path.exists()).ok_or(Fault::NotFound)
        })
        .await
    }
}

impl State {
    fn order_fetch(&mut self, delivery: ScopeId, folder: PathBuf, drawn: [u8; 32]) -> Result<JobId, Fault> {
        let thread = self.thread(&delivery)?;
        if !self.receives(thread) && !self.sends(thread) {
            return Err(Fault::NotFound);
        }
        let total = self.covers.get(&delivery).map_or(0, |opened| opened.bytes);
        let fetch = FetchJob { scope: delivery, version: None, folder, placing: None, received_bytes: 0 };
        self.order_fetch_job(fetch, total, drawn)
    }

    /// Goes on with the same fetch if it is there, or orders it.
    pub(super) fn order_fetch_job(&mut self, fetch: FetchJob, total: u64, drawn: [u8; 32]) -> Result<JobId, Fault> {
        let same = self.jobs.values().find(|running| {
            let JobKind::Fetch(known) = &running.job.kind else { return false };
            let live = !matches!(running.job.state, JobState::Done(_));
            live && known.scope == fetch.scope && known.version == fetch.version
        });
        if let Some(running) = same {
            let id = running.job.id;
            self.resume(&id)?;
            return Ok(id);
        }
        let mut job = self.new_job(drawn, JobKind::Fetch(fetch));
        job.total = total;
        let id = job.id;
        self.order(job, Vec::new())?;
        Ok(id)
    }

    fn order_take_back(&mut self, delivery: ScopeId, drawn: [u8; 32]) -> Result<JobId, Fault> {
        let thread = self.thread(&delivery)?;
        let head = self.own_roles().has(jixiang_model::Role::Head)
            && self.facts.as_ref().is_some_and(|facts| facts.department == thread.delivery.sender().department);
        if !self.sends(thread) && !head {
            return Err(Fault::TooLate);
        }
        let waiting = self.jobs.values().find(|running| {
            let act = matches!(&running.job.kind, JobKind::Act(act) if act.act == Act::TakeBack);
            act && *running.job.scope() == delivery
        });
        if let Some(running) = waiting {
            let id = running.job.id;
            self.resume(&id)?;
            return Ok(id);
        }
        let act = ActJob { scope: delivery, act: Act::TakeBack, due: self.now(), shown: None };
        let job = self.new_job(drawn, JobKind::Act(act));
        let id = job.id;
        self.order(job, Vec::new())?;
        Ok(id)
    }

    pub(super) fn item_to_open(&self, id: &ScopeId, item: Option<u32>) -> Result<PathBuf, Fault> {
        let mark = self.marks.get(id).ok_or(Fault::NotFound)?;
        let path = match (item, mark.saved.as_slice()) {
            (Some(item), saved) => usize::try_from(item).ok().and_then(|item| saved.get(item)).cloned(),
            (None, [only]) => Some(only.clone()),
            (None, [first, ..]) => first.parent().map(std::path::Path::to_owned),
            (None, []) => None,
        };
        let path = path.filter(|path| path.exists()).ok_or(Fault::NotFound)?;
        let named = path.file_name().is_some_and(|name| harmless(&name.to_string_lossy()));
        let plain = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir() || metadata.is_file());
        if !plain || (path.is_file() && !named) {
            return Err(Fault::TypeNotOpened);
        }
        Ok(path)
    }

    fn note_opened(&mut self, id: &ScopeId, drawn: [u8; 32]) -> Result<(), Fault> {
        let mut mark = self.marks.get(id).cloned().ok_or(Fault::NotFound)?;
        if mark.opened.is_none() {
            mark.opened = Some(self.now());
            let mut batch = vec![record::put(Table::Mark, id.as_bytes().as_slice(), &mark)];
            let proof = self.store.read(Table::Secret, &secret_key::proof(id))?;
            let proof = proof.and_then(|proof| <[u8; 32]>::try_from(proof).ok()).map(Proof::from_bytes);
            let confirms = self.opened_of(id, &mark)?;
            let receipt = proof.zip(confirms);
            let receipt = receipt
                .map(|(proof, (scope, statement))| self.receipt_job(drawn, scope, statement, Step::Opened, proof));
            batch.extend(receipt.iter().map(|job| record::put(Table::Job, job.id.as_bytes().as_slice(), job)));
            self.store.commit(&batch)?;
            self.marks.insert(*id, mark);
            self.adopt(receipt);
            self.changed(&[Screen::Inbox, Screen::Home, Screen::Desk]);
        }
        Ok(())
    }

    /// Where a receipt that something was opened stands, and for what.
    fn opened_of(&self, id: &ScopeId, mark: &Mark) -> Result<Option<(ScopeId, StatementId)>, Fault> {
        let Some(number) = mark.version else {
            let thread = self.thread(id).ok().filter(|thread| self.receives(*thread));
            return Ok(thread.map(|thread| (*id, thread.delivery.opening())));
        };
        Ok(match self.way_to(id, Some(number)) {
            Some((request, _)) => Some((request, self.released_record(id, number)?.statement)),
            None => None,
        })
    }
}
