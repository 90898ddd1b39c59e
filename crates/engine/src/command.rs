//! What windows and `jx` ask: each question is answered from the state, each act is written down before it is attempted.

use std::path::PathBuf;
use std::sync::Arc;

use jixiang_contract::{
    DeliveryCard, DeliveryId, Desk, Draft, HistoryLine, Home, Inbox, MyData, PersonId, Picked, Place as Screen,
    RecipientId, RecipientRow, SendOrder, SettingChange, SettingsView, Stage, Token, TransferId, TransferRow,
    WhoCanOpen,
};
use jixiang_model::{Nonce, ObjectId, Proof, ScopeId};
use jixiang_statement::Text;
use jixiang_statement::payload::Step;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::files_kind::harmless;
use crate::port::{Table, Write};
use crate::record::{self, Chosen, FetchJob, JobId, JobKind, SendJob, Source, TakeBackJob, home_key};
use crate::state::{Pick, State, secret_key};
use crate::view::picker::DirectoryRow;
use crate::view::{draft, picker};

/// A delivery lives at most so many days (docs/platform-api.md).
const MOST_DAYS: u16 = 365;

/// How much a transfer has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Content bytes.
    pub content: u64,
    /// Padded object bytes, without headers.
    pub travelled: u64,
}

fn delivery_id(id: &DeliveryId) -> Result<ScopeId, Fault> {
    id.as_str().parse().map_err(|_| Fault::NotFound)
}

fn job_id(id: &TransferId) -> Result<JobId, Fault> {
    JobId::try_from(id.as_str().to_owned()).map_err(|_| Fault::NotFound)
}

impl Engine {
    /// Where this PC stands and what surrounds every page.
    pub async fn desk(&self) -> Desk {
        let signed_in = self.state(|state| state.facts.is_some()).await;
        // A platform that does not answer shows no desks to choose from; signing in says why.
        let staff = if signed_in { Vec::new() } else { self.demo_staff().await.unwrap_or_default() };
        let platform = self.inner.config.platform.clone();
        let demo = self.inner.config.root.is_none();
        self.state(move |state| state.desk(platform.as_deref(), &staff, demo)).await
    }

    /// How far this PC is, without asking the platform for anything.
    pub async fn stage(&self) -> Stage {
        let platform = self.inner.config.platform.clone();
        self.state(move |state| state.desk(platform.as_deref(), &[], false).stage).await
    }

    /// How far the platform's clock is ahead of this PC's, in milliseconds, as last seen.
    pub async fn clock_skew(&self) -> Option<i64> {
        self.state(|state| state.skew).await
    }

    /// Signs in.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn sign_in(&self, staff: Option<&PersonId>) -> Result<Desk, Fault> {
        let staff = staff.map(|id| id.as_str().parse()).transpose().map_err(|_| Fault::SignInRefused)?;
        self.sign_in_as(staff).await?;
        self.catch_up().await?;
        self.inner.look.notify_one();
        Ok(self.desk().await)
    }

    /// The morning page.
    pub async fn home(&self) -> Home {
        self.state(|state| state.home()).await
    }

    /// The inbox.
    pub async fn inbox(&self) -> Inbox {
        self.state(|state| state.inbox()).await
    }

    /// What this PC holds.
    pub async fn my_data(&self) -> MyData {
        self.state(|state| state.my_data()).await
    }

    /// All transfers.
    pub async fn transfers(&self) -> Vec<TransferRow> {
        self.state(|state| state.transfer_rows()).await
    }

    /// Takes files and folders that were dropped or chosen.
    pub async fn pick_paths(&self, paths: Vec<PathBuf>) -> Vec<Picked> {
        self.state(move |state| paths.into_iter().map(|path| state.picks.take(Pick::Path(path))).collect()).await
    }

    /// Takes a picture from the clipboard, as PNG.
    pub async fn pick_picture(&self, name: String, png: Vec<u8>) -> Picked {
        self.state(move |state| state.picks.take(Pick::Picture { name, bytes: Arc::from(png) })).await
    }

    /// Takes a picture from the clipboard under a name with the time of day.
    pub async fn pick_screenshot(&self, png: Vec<u8>) -> Picked {
        let now = self.inner.ports.clock.now();
        let (hours, minutes) = now.clock();
        self.pick_picture(format!("截图 {} {hours:02}{minutes:02}.png", now.date()), png).await
    }

    /// Forgets what was picked.
    pub async fn discard(&self, tokens: Vec<Token>) {
        self.state(move |state| tokens.iter().for_each(|token| state.picks.drop(token))).await;
    }

    /// Looks at what was picked.
    ///
    /// # Errors
    ///
    /// [`Fault::TokenGone`].
    pub async fn describe(&self, tokens: Vec<Token>) -> Result<Draft, Fault> {
        let picks = self.state(move |state| state.picked(&tokens)).await?;
        let looked = tokio::task::spawn_blocking(move || draft::draft(&picks)).await;
        looked.map_err(|error| Fault::Internal(error.to_string()))
    }

    /// Departments and people for the picker.
    pub async fn recipients(&self, query: String) -> Vec<RecipientRow> {
        self.state(move |state| state.pick_rows(&query)).await
    }

    /// Who will be able to open it.
    ///
    /// # Errors
    ///
    /// [`Fault`] when a chain does not verify.
    pub async fn who_can_open(&self, recipients: Vec<RecipientId>) -> Result<WhoCanOpen, Fault> {
        self.openers(recipients).await
    }

    /// Writes the order to send down. The rest is a transfer.
    ///
    /// # Errors
    ///
    /// [`Fault`]; nothing is sent then.
    pub async fn send_order(&self, order: SendOrder) -> Result<DeliveryId, Fault> {
        let (nonce, seed, drawn) = (self.draw(), self.draw(), self.draw());
        let delivery = self.state(move |state| state.order_send(order, nonce, seed, drawn)).await?;
        self.inner.work.notify_one();
        Ok(DeliveryId(delivery.to_string()))
    }

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
        self.state(move |state| state.history(&id)).await
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
        let job = self.state(move |state| state.order_take_back(delivery, drawn)).await?;
        match self.attempt_once(job).await {
            Ok(()) => {}
            Err(fault) if fault.mends() => {
                self.inner.work.notify_one();
                return Err(fault);
            }
            Err(fault) => return Err(fault),
        }
        self.delivery(id).await
    }

    /// The path of an item that may be opened with the system's program for it; the act is on record as a receipt.
    /// Without an item the only file, or the folder of them all.
    ///
    /// # Errors
    ///
    /// [`Fault::TypeNotOpened`] for anything but documents, tables and pictures.
    pub async fn open_item(&self, id: &DeliveryId, item: Option<u32>) -> Result<PathBuf, Fault> {
        let (id, drawn) = (delivery_id(id)?, self.draw());
        let path = self.state(move |state| state.open_item(&id, item, drawn)).await?;
        self.inner.work.notify_one();
        Ok(path)
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

    /// Pauses a transfer.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn pause(&self, id: &TransferId) -> Result<(), Fault> {
        let id = job_id(id)?;
        self.state(move |state| state.pause(&id)).await
    }

    /// Goes on with a paused, stalled or failed transfer, now.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn resume(&self, id: &TransferId) -> Result<(), Fault> {
        let id = job_id(id)?;
        self.state(move |state| state.resume(&id)).await?;
        self.inner.work.notify_one();
        self.inner.look.notify_one();
        Ok(())
    }

    /// Ends a transfer for good.
    ///
    /// # Errors
    ///
    /// [`Fault::TooLate`] when a signed statement may already be on the ledger.
    pub async fn cancel(&self, id: &TransferId) -> Result<(), Fault> {
        let id = job_id(id)?;
        self.state(move |state| state.cancel(&id)).await
    }

    /// The settings page.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn settings(&self) -> Result<SettingsView, Fault> {
        let round_trip = self.remote().round_trip();
        let engine = self.clone();
        self.state(move |state| {
            let downloads = engine.downloads(state);
            state.settings_view(&engine.inner.config, &downloads, round_trip)
        })
        .await
    }

    /// Changes one setting.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn change_setting(&self, change: SettingChange) -> Result<SettingsView, Fault> {
        self.state(move |state| state.change_setting(change)).await?;
        self.settings().await
    }

    /// The text of the diagnosis file: ids, counts and codes only.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store cannot be read.
    pub async fn diagnosis(&self) -> Result<String, Fault> {
        let engine = self.clone();
        self.state(move |state| state.diagnosis(&engine.inner.config)).await
    }

    /// Sets the folder for received files.
    ///
    /// # Errors
    ///
    /// [`Fault::Locked`] when the administrator set it.
    pub async fn choose_downloads(&self, folder: PathBuf) -> Result<SettingsView, Fault> {
        if self.inner.config.downloads_by_policy.is_some() {
            return Err(Fault::Locked);
        }
        self.state(move |state| {
            state.settings.downloads = Some(folder);
            state.write_settings()
        })
        .await?;
        self.settings().await
    }

    /// Runs one transfer to its end or first fault, for callers without a background; progress comes as events.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn run_transfer(&self, id: &TransferId) -> Result<(), Fault> {
        self.attempt_once(job_id(id)?).await
    }

    /// Announces progress while a caller without a background runs transfers. Must be called within a Tokio runtime.
    pub fn announce_progress(&self) {
        tokio::spawn(self.clone().announce());
    }

    /// How much a transfer has moved: content bytes, and padded object bytes that travelled.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub async fn moved(&self, id: &TransferId) -> Result<Moved, Fault> {
        let id = job_id(id)?;
        self.state(move |state| {
            let job = &state.jobs.get(&id).ok_or(Fault::NotFound)?.job;
            let travelled = match &job.kind {
                JobKind::Send(send) => send.sent_bytes,
                JobKind::Fetch(fetch) => fetch.received_bytes,
                JobKind::TakeBack(_) | JobKind::Receipt(_) => 0,
            };
            Ok(Moved { content: job.total, travelled })
        })
        .await
    }

    /// Where a delivery was saved on this PC.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub async fn saved(&self, id: &DeliveryId) -> Result<Vec<PathBuf>, Fault> {
        let id = delivery_id(id)?;
        self.state(move |state| state.marks.get(&id).map(|mark| mark.saved.clone()).ok_or(Fault::NotFound)).await
    }

    /// Departments of the directory that fit the words, best first.
    pub async fn departments(&self, words: String, most: usize) -> Vec<DirectoryRow> {
        self.state(move |state| state.directory_rows(&words, most, false)).await
    }

    /// People of the directory that fit the words, best first.
    pub async fn people(&self, words: String, most: usize) -> Vec<DirectoryRow> {
        self.state(move |state| state.directory_rows(&words, most, true)).await
    }

    /// The one recipient that is meant: a staff id, a unified social credit code, or a name with exactly one match.
    ///
    /// # Errors
    ///
    /// [`Fault::UnknownRecipient`], [`Fault::AmbiguousRecipient`].
    pub async fn resolve(&self, who: String) -> Result<RecipientId, Fault> {
        self.state(move |state| state.resolve(&who)).await
    }

    /// The transfer of a delivery that is not finished.
    pub async fn transfer_of(&self, id: &DeliveryId) -> Option<TransferId> {
        let id = delivery_id(id).ok()?;
        self.state(move |state| state.transfer_of(&id).map(|running| TransferId(running.job.id.to_string()))).await
    }
}

impl State {
    fn picked(&self, tokens: &[Token]) -> Result<Vec<(Token, Pick)>, Fault> {
        let pick = |token: &Token| Some((token.clone(), self.picks.find(token)?.clone()));
        tokens.iter().map(|token| pick(token).ok_or(Fault::TokenGone)).collect()
    }

    fn order_send(
        &mut self,
        order: SendOrder,
        nonce: [u8; 32],
        seed: [u8; 32],
        drawn: [u8; 32],
    ) -> Result<ScopeId, Fault> {
        if order.tokens.is_empty() || order.recipients.is_empty() || !(1..=MOST_DAYS).contains(&order.expires_days) {
            return Err(Fault::Usage("发送需要文件、收件人和 1 到 365 天的有效期".to_owned()));
        }
        let to: Vec<Chosen> = order.recipients.iter().map(picker::parse).collect::<Result<_, _>>()?;
        let facts = self.facts()?;
        if self.removed() {
            return Err(Fault::Removed);
        }
        let nonce = Nonce::from_bytes(nonce);
        let delivery = ScopeId::delivery(&facts.root.realm, &facts.department, &nonce);
        let picks = self.picked(&order.tokens)?;
        let mut batch = Vec::new();
        let sources = picks.into_iter().map(|(_, pick)| keep(pick, &mut batch)).collect();
        let job = SendJob {
            delivery,
            nonce,
            sources,
            title: Text::<128>::lenient(&order.title).to_string(),
            note: Text::<2000>::lenient(&order.note).to_string(),
            to,
            not_after: self.now().date().plus_days(u64::from(order.expires_days)).end(),
            seed: hex::encode(seed),
            signed: None,
            sent_bytes: 0,
        };
        let job = self.new_job(drawn, JobKind::Send(job));
        self.order(job, batch)?;
        order.tokens.iter().for_each(|token| self.picks.drop(token));
        Ok(delivery)
    }

    fn order_fetch(&mut self, delivery: ScopeId, folder: PathBuf, drawn: [u8; 32]) -> Result<JobId, Fault> {
        let thread = self.thread(&delivery)?;
        if !self.receives(thread) && !self.sends(thread) {
            return Err(Fault::NotFound);
        }
        if let Some(running) = self.transfer_of(&delivery)
            && matches!(running.job.kind, JobKind::Fetch(_))
        {
            let id = running.job.id;
            self.resume(&id)?;
            return Ok(id);
        }
        let total = self.covers.get(&delivery).map_or(0, |opened| opened.bytes);
        let fetch = FetchJob { delivery, folder, placing: None, received_bytes: 0 };
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
        let waiting = self
            .jobs
            .values()
            .find(|running| matches!(running.job.kind, JobKind::TakeBack(_)) && *running.job.delivery() == delivery);
        if let Some(running) = waiting {
            let id = running.job.id;
            self.resume(&id)?;
            return Ok(id);
        }
        let job = self.new_job(drawn, JobKind::TakeBack(TakeBackJob { delivery }));
        let id = job.id;
        self.order(job, Vec::new())?;
        Ok(id)
    }

    fn open_item(&mut self, id: &ScopeId, item: Option<u32>, drawn: [u8; 32]) -> Result<PathBuf, Fault> {
        let mut mark = self.marks.get(id).cloned().ok_or(Fault::NotFound)?;
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
        if mark.opened.is_none() {
            mark.opened = Some(self.now());
            let mut batch = vec![record::put(Table::Mark, id.as_bytes().as_slice(), &mark)];
            let proof = self.store.read(Table::Secret, &secret_key::proof(id))?;
            let proof = proof.and_then(|proof| <[u8; 32]>::try_from(proof).ok()).map(Proof::from_bytes);
            let receives = self.thread(id).is_ok_and(|thread| self.receives(thread));
            let receipt = proof.filter(|_| receives).map(|proof| self.receipt_job(drawn, *id, Step::Opened, proof));
            batch.extend(receipt.iter().map(|job| record::put(Table::Job, job.id.as_bytes().as_slice(), job)));
            self.store.commit(&batch)?;
            self.marks.insert(*id, mark);
            self.adopt(receipt);
            self.changed(&[Screen::Inbox, Screen::Home, Screen::Desk]);
        }
        Ok(path)
    }

    fn change_setting(&mut self, change: SettingChange) -> Result<(), Fault> {
        match change {
            SettingChange::TextSize { value } => self.settings.display.text_size = value,
            SettingChange::Theme { value } => self.settings.display.theme = value,
            SettingChange::Language { value } => self.settings.display.language = value,
            SettingChange::Notices { value } => self.settings.display.notices = value,
            SettingChange::CacheLimit { value } => self.settings.cache_limit = value.0,
        }
        self.write_settings()
    }

    fn write_settings(&mut self) -> Result<(), Fault> {
        self.store.commit(&[record::put(Table::Meta, home_key::SETTINGS, &self.settings)])?;
        self.changed(&[Screen::Desk, Screen::Settings]);
        Ok(())
    }
}

/// What was picked as a source of a job; a picture goes into the encrypted store with the order.
fn keep(pick: Pick, batch: &mut Vec<Write>) -> Source {
    match pick {
        Pick::Path(path) => Source::Path(path),
        Pick::Picture { name, bytes } => {
            let row = format!("picture {}", ObjectId::of(&bytes));
            let length = bytes.len() as u64;
            batch.push(Write::Put { table: Table::Object, key: row.clone().into_bytes(), value: bytes.to_vec() });
            Source::Kept { name, row, bytes: length }
        }
    }
}
