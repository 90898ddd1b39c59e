//! Small acts: one statement each, written down as a job, signed against the newest state, appended once.

use jixiang_contract::Place as Screen;
use jixiang_model::{ScopeId, StatementId, Suite, UnixMillis};
use jixiang_statement::payload::{Header, Payload, Receipt, TakeBack};
use jixiang_statement::{Signed, SigningKey};

use crate::engine::Engine;
use crate::fault::{Fault, of_remote};
use crate::port::{Appended, Problem, RemoteError, Table};
use crate::record::{self, JobId, JobKind, ReceiptJob};
use crate::state::State;

/// Who loses the race for a place in a thread signs again; so often at most in one go, as a statement overrides no more.
const MOST_RACES: usize = 16;

impl Engine {
    /// Appends the statement of a small job. When somebody else's statement took the place, it is signed again with the
    /// refused one in `overrides`, as long as the act still means the same.
    pub(crate) async fn act(&self, job: JobId) -> Result<(), Fault> {
        let mut lost: Vec<StatementId> = Vec::new();
        for _ in 0..MOST_RACES {
            let overrides = lost.clone();
            let signed = self.state(move |state| state.sign_act(&job, overrides)).await?;
            let Some(signed) = signed else {
                return self.state(move |state| state.end_job(&job)).await;
            };
            match self.append(&signed).await {
                Ok(appended) => {
                    return self.state(move |state| state.act_done(&job, appended)).await;
                }
                Err(Fault::Remote(RemoteError::Problem(Problem::Conflict(winners)))) => {
                    lost.push(signed.id());
                    let winners = winners.into_iter().map(|bytes| (bytes.to_vec(), UnixMillis(0))).collect();
                    self.state(move |state| state.take_statements(winners, Vec::new())).await?;
                    self.settle().await?;
                }
                Err(Fault::Remote(RemoteError::Problem(Problem::Refused(code)))) if code == "unknown-prev" => {
                    self.catch_up_quietly().await?;
                }
                Err(fault) => return Err(fault),
            }
        }
        Err(Fault::Remote(RemoteError::Busy(None)))
    }

    /// Reads the newest state of the feed without waiting for covers.
    async fn catch_up_quietly(&self) -> Result<(), Fault> {
        let cursor = self.state(|state| state.cursor).await;
        let page = self.remote().feed(cursor, std::time::Duration::ZERO).await.map_err(of_remote)?;
        self.state(move |state| state.take_feed(page.rows, page.next)).await?;
        self.settle().await
    }

    /// Appends a signed statement and takes it into the ledger.
    pub(crate) async fn append(&self, signed: &Signed) -> Result<Appended, Fault> {
        let bytes = bytes::Bytes::copy_from_slice(signed.bytes());
        let appended = self.remote().append(signed.id(), bytes).await.map_err(of_remote)?;
        let statement = (signed.bytes().to_vec(), appended.at);
        self.state(move |state| state.take_statements(vec![statement], Vec::new())).await?;
        Ok(appended)
    }
}

impl State {
    /// The header of a statement that this PC signs now.
    pub(crate) fn header(
        &self,
        scope: ScopeId,
        prev: Option<StatementId>,
        overrides: Vec<StatementId>,
    ) -> Result<Header, Fault> {
        let facts = self.facts()?;
        if self.removed() {
            return Err(Fault::Removed);
        }
        let chain = self.own_chain().filter(|_| self.admitted()).ok_or(Fault::NotAdmitted)?;
        Ok(Header {
            realm: facts.root.realm,
            suite: Suite::One,
            device: self.secrets()?.device.id,
            department: Some(facts.department),
            head: Some(chain.head()),
            scope,
            prev,
            overrides,
            time: self.now(),
            checkpoint: String::new(),
        })
    }

    /// The key of this PC.
    pub(crate) fn signing_key(&self) -> Result<SigningKey, Fault> {
        Ok(self.secrets()?.device.sign.clone())
    }

    /// Signs what a small job is about; nothing when it has been done already or means nothing any more.
    fn sign_act(&self, job: &JobId, overrides: Vec<StatementId>) -> Result<Option<Signed>, Fault> {
        let running = self.jobs.get(job).ok_or(Fault::Cancelled)?;
        let delivery = *running.job.delivery();
        let thread = self.thread(&delivery)?;
        let header = self.header(delivery, thread.delivery.line().head(), overrides)?;
        let payload = match &running.job.kind {
            JobKind::TakeBack(_) if thread.delivery.taken_back().is_some() => return Ok(None),
            JobKind::TakeBack(_) => Payload::TakeBack(TakeBack { header, delivery: thread.delivery.opening() }),
            JobKind::Receipt(receipt) if self.receipted(&delivery, receipt) => return Ok(None),
            JobKind::Receipt(receipt) => Payload::Receipt(Receipt {
                header,
                record: thread.delivery.opening(),
                step: receipt.step,
                proof: receipt.proof,
            }),
            JobKind::Send(_) | JobKind::Fetch(_) => {
                return Err(Fault::Internal("a transfer is no act".to_owned()));
            }
        };
        let signed = Signed::sign(&payload, &self.signing_key()?);
        signed.map(Some).map_err(|error| Fault::Internal(error.to_string()))
    }

    fn receipted(&self, delivery: &ScopeId, receipt: &ReceiptJob) -> bool {
        let own = self.device.as_ref().map(|device| device.id);
        self.thread(delivery).is_ok_and(|thread| {
            let receipts = thread.delivery.receipts();
            receipts.iter().any(|known| Some(known.by.device) == own && known.step == receipt.step)
        })
    }

    fn act_done(&mut self, job: &JobId, appended: Appended) -> Result<(), Fault> {
        let running = self.jobs.get(job).ok_or(Fault::Cancelled)?;
        if let JobKind::TakeBack(take_back) = &running.job.kind {
            let delivery = take_back.delivery;
            let mut mark = self.marks.get(&delivery).cloned().unwrap_or_default();
            mark.handed_out_before_take_back = Some(appended.handed_out);
            self.store.commit(&[record::put(Table::Mark, delivery.as_bytes().as_slice(), &mark)])?;
            self.marks.insert(delivery, mark);
        }
        self.end_job(job)?;
        self.changed(&[Screen::Inbox, Screen::Home, Screen::Transfers]);
        Ok(())
    }
}
