//! Acts: statements that a person or the course of things asks for, each signed against the newest state and appended
//! once. An act is a function of the verified ledger, "what is the next statement that is still missing", so it can be
//! taken up again after any interruption.

mod delivery;
mod grant;
mod heads;
mod member;
mod release;
mod request;
mod sealed;

pub(crate) use sealed::object_ref;

use jixiang_contract::Place as Screen;
use jixiang_model::{Kind, ScopeId, StatementId, Suite, UnixMillis};
use jixiang_statement::payload::{Header, Payload};
use jixiang_statement::{Signed, SigningKey};

use crate::engine::Engine;
use crate::fault::{Fault, of_remote};
use crate::port::{Appended, Problem, RemoteError, Table};
use crate::record::{self, Act, ActJob, Job, JobId, JobKind};
use crate::state::State;

use grant::Agreed;

/// Who loses the race for a place in a scope signs again; so often at most in one go, as a statement overrides no more.
const MOST_RACES: usize = 16;
/// A statement whose objects the platform lost is made again so often in one go.
const MOST_REPAIRS: usize = 3;

/// A statement that is to be signed: everything but its header, which is made at the last moment.
pub(crate) struct Draft {
    scope: ScopeId,
    follows: Follows,
    objects: Vec<Vec<u8>>,
    payload: Box<dyn FnOnce(Header) -> Payload + Send>,
}

/// What the statement follows in its scope.
pub(crate) enum Follows {
    /// The newest statement that the verified ledger has there.
    Ledger,
    /// This one, in a scope that the ledger does not replay.
    Stated(Option<StatementId>),
}

impl Draft {
    pub(crate) fn new(
        scope: ScopeId,
        objects: Vec<Vec<u8>>,
        payload: impl FnOnce(Header) -> Payload + Send + 'static,
    ) -> Self {
        Self { scope, follows: Follows::Ledger, objects, payload: Box::new(payload) }
    }
}

impl Engine {
    /// Carries an act out: signs and appends what is still missing, until nothing is. When somebody else's statement took
    /// the place, it is signed again with the refused one in `overrides`, as long as the act still means the same.
    pub(crate) async fn carry_out(&self, job: JobId) -> Result<(), Fault> {
        let (mut races, mut repairs) = (0, 0);
        loop {
            let signed = match self.state(move |state| state.in_flight(&job)).await? {
                Some(signed) => signed,
                None => {
                    let Some(draft) = self.draft(job).await? else {
                        return self.finish(job).await;
                    };
                    self.take_off(job, draft).await?
                }
            };
            match self.append(&signed).await {
                Ok(appended) => self.state(move |state| state.landed_statement(&job, &signed, appended)).await?,
                Err(Fault::Remote(RemoteError::Problem(Problem::Conflict(winners)))) if races < MOST_RACES => {
                    races += 1;
                    self.lost_race(job, &signed, winners).await?;
                }
                Err(Fault::Remote(RemoteError::Problem(Problem::Refused(code))))
                    if code == "unknown-prev" && races < MOST_RACES =>
                {
                    races += 1;
                    self.state(move |state| state.ground(&job, Vec::new())).await?;
                    self.catch_up_quietly().await?;
                }
                Err(Fault::Remote(RemoteError::Problem(Problem::Missing(_)))) if repairs < MOST_REPAIRS => {
                    repairs += 1;
                    self.state(move |state| state.ground(&job, Vec::new())).await?;
                    if self.state(move |state| state.forget_content(&job)).await? {
                        return Err(Fault::Remote(RemoteError::Fault("objects are missing".to_owned())));
                    }
                }
                Err(Fault::Remote(RemoteError::Problem(Problem::Conflict(_)))) => {
                    return Err(Fault::Remote(RemoteError::Busy(None)));
                }
                Err(fault) => {
                    if fault.is_refusal() {
                        // Whoever tries again signs anew, and the act can be taken away.
                        self.state(move |state| state.ground(&job, Vec::new())).await?;
                    }
                    return Err(fault);
                }
            }
        }
    }

    /// The next statement that an act is still missing; none when it is done, or means nothing any more.
    async fn draft(&self, id: JobId) -> Result<Option<Draft>, Fault> {
        let job = self.state(move |state| state.job(&id)).await?;
        let act = match job.kind {
            JobKind::Publish(publish) => return self.draft_publication(id, *publish).await,
            JobKind::Send(_) | JobKind::Fetch(_) => return Err(Fault::Internal("a transfer is no act".to_owned())),
            JobKind::Act(act) => act,
        };
        if job.flight.landed.is_empty() {
            self.state({
                let act = act.clone();
                move |state| state.is_still_shown(&act)
            })
            .await?;
        }
        let scope = act.scope;
        match act.act {
            Act::TakeBack => self.state(move |state| state.draft_take_back(&scope)).await,
            Act::Receipt { record, step, proof } => {
                self.state(move |state| state.draft_receipt(&scope, record, step, proof)).await
            }
            Act::Release { entry, record, standing } => self.draft_release(scope, entry, record, standing).await,
            Act::Decline { names, reason } => {
                self.state(move |state| state.draft_decline(&scope, names, &reason)).await
            }
            Act::Request { nonce, dataset, entry, order } => {
                self.state(move |state| state.draft_request(&scope, nonce, dataset, entry, order)).await
            }
            Act::Consent { names } => self.draft_consent(scope, names).await,
            Act::Agree { request, until, conditions, this_version, number } => {
                let only = this_version.then_some(number);
                self.draft_agreement(scope, request, Agreed { until, conditions, from: number, only }).await
            }
            Act::Grant => self.draft_grant_after_answer(scope).await,
            Act::Return { request, missing } => {
                self.state(move |state| state.draft_return(&scope, request, &missing)).await
            }
            Act::Refuse { request, reason } => {
                self.state(move |state| state.draft_refusal(&scope, request, &reason)).await
            }
            Act::Withdraw { request, reason } => {
                self.state(move |state| state.draft_withdrawal(&scope, request, &reason)).await
            }
            Act::Revoke { grant, reason } => {
                self.state(move |state| state.draft_revocation(&scope, grant, &reason)).await
            }
            Act::Reseal { generation } => self.draft_reseal(scope, generation).await,
            Act::Heads => self.draft_heads(id).await,
            Act::Admit { enrolment, roles } => self.draft_admission(&enrolment, roles).await,
            Act::Remove { device } => self.draft_removal(device).await,
        }
    }

    /// Uploads what a statement names, signs it, and writes it down: from here on exactly this statement is appended.
    async fn take_off(&self, job: JobId, draft: Draft) -> Result<Signed, Fault> {
        let Draft { scope, follows, objects, payload } = draft;
        let of_a_person = self.state(move |state| match &state.job(&job)?.kind {
            JobKind::Act(act) => Ok::<_, Fault>(act.act.is_of_a_person()),
            JobKind::Publish(_) | JobKind::Send(_) | JobKind::Fetch(_) => Ok(true),
        });
        if of_a_person.await? {
            self.check_clock().await?;
        }
        self.upload_small(job, objects).await?;
        self.state(move |state| {
            let prev = match follows {
                Follows::Ledger => state.head_of(&scope)?,
                Follows::Stated(prev) => prev,
            };
            let current = state.job(&job)?;
            if let (JobKind::Act(act), []) = (&current.kind, current.flight.landed.as_slice()) {
                // Uploading took its time: what is signed now is still what was shown.
                state.is_still_shown(act)?;
            }
            let lost = current.flight.lost;
            let payload = payload(state.header(scope, prev, lost)?);
            let signed = Signed::sign(&payload, &state.signing_key()?);
            let signed = signed.map_err(|error| Fault::Internal(error.to_string()))?;
            state.fly(&job, &signed)?;
            Ok(signed)
        })
        .await
    }

    /// Somebody else's statement took the place.
    async fn lost_race(&self, job: JobId, signed: &Signed, winners: Vec<bytes::Bytes>) -> Result<(), Fault> {
        let (scope, lost) = (signed.header().scope, signed.id());
        let winners = winners.into_iter().map(|bytes| (bytes.to_vec(), UnixMillis(0))).collect();
        self.state(move |state| {
            state.ground(&job, vec![lost])?;
            state.take_statements(winners, Vec::new()).map(|_| ())
        })
        .await?;
        self.settle().await?;
        // The winner may follow others that are not here yet, and name statements of another scope.
        self.read_and_take(scope).await?;
        self.settle().await?;
        let signed = signed.clone();
        self.state(move |state| {
            if !state.stands(&scope, &lost) {
                return Ok(());
            }
            // It stands where the platform said that it does not: nothing was lost, and nobody else may override it.
            state.landed_statement(&job, &signed, Appended { position: 0, at: UnixMillis(0), handed_out: true })
        })
        .await
    }

    /// Nothing is missing: the act is done, and what follows from it is ordered in the same step.
    async fn finish(&self, job: JobId) -> Result<(), Fault> {
        let drawn = self.draw();
        self.state(move |state| state.act_done(&job, &drawn)).await?;
        self.inner.work.notify_one();
        Ok(())
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
    /// A job as it stands.
    pub(crate) fn job(&self, id: &JobId) -> Result<Job, Fault> {
        Ok(self.jobs.get(id).ok_or(Fault::Cancelled)?.job.clone())
    }

    /// The newest statement of a scope: of the own department's chain, or of one outside the chains.
    fn head_of(&self, scope: &ScopeId) -> Result<Option<StatementId>, Fault> {
        let own = self.own_chain().filter(|chain| ScopeId::department(chain.id()) == *scope);
        match own {
            Some(chain) => Ok(Some(chain.head())),
            None => Ok(self.ledger()?.head_of(scope)),
        }
    }

    /// Whether a statement stands in a scope: of the own department's chain, or of one outside the chains.
    fn stands(&self, scope: &ScopeId, statement: &StatementId) -> bool {
        let own = self.own_chain().filter(|chain| ScopeId::department(chain.id()) == *scope);
        match (own, &self.ledger) {
            (Some(chain), _) => chain.line().position(statement).is_some(),
            (None, Some(ledger)) => ledger.statements(scope).iter().any(|(known, _)| known.id() == *statement),
            (None, None) => false,
        }
    }

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

    /// The statement of a job that was signed and may already be on the ledger.
    fn in_flight(&self, job: &JobId) -> Result<Option<Signed>, Fault> {
        let broken = || Fault::Internal("signed statement".to_owned());
        let Some(signed) = self.job(job)?.flight.signed else {
            return Ok(None);
        };
        let bytes = hex::decode(signed).map_err(|_| broken())?;
        Signed::parse(&bytes).map(Some).map_err(|_| broken())
    }

    fn fly(&mut self, job: &JobId, signed: &Signed) -> Result<(), Fault> {
        self.change_job(job, Vec::new(), |job| job.flight.signed = Some(hex::encode(signed.bytes())))?;
        Ok(())
    }

    /// The statement is not on the ledger and never will be; `lost` are those that lost a race for their place.
    fn ground(&mut self, job: &JobId, lost: Vec<StatementId>) -> Result<(), Fault> {
        self.change_job(job, Vec::new(), |job| {
            job.flight.signed = None;
            let known = &mut job.flight.lost;
            known.extend(lost);
            // A statement overrides no more; a platform that refuses more than that is lying about who won.
            let surplus = known.len().saturating_sub(MOST_RACES);
            known.drain(..surplus);
        })?;
        Ok(())
    }

    /// The statement is on the ledger.
    fn landed_statement(&mut self, job: &JobId, signed: &Signed, appended: Appended) -> Result<(), Fault> {
        let mark = match self.job(job)?.kind {
            JobKind::Act(ActJob { scope, act: Act::TakeBack, .. }) => {
                let mut mark = self.marks.get(&scope).cloned().unwrap_or_default();
                mark.handed_out_before_take_back = Some(appended.handed_out);
                Some((scope, mark))
            }
            JobKind::Act(_) | JobKind::Publish(_) | JobKind::Send(_) | JobKind::Fetch(_) => None,
        };
        let row = mark.iter().map(|(scope, mark)| record::put(Table::Mark, scope.as_bytes().as_slice(), mark));
        self.change_job(job, row.collect(), |job| {
            job.flight.signed = None;
            job.flight.lost.clear();
            job.flight.landed.push(signed.id());
            match &mut job.kind {
                JobKind::Publish(publish) if signed.kind() == Kind::Entry => publish.entry_id = Some(signed.id()),
                JobKind::Publish(publish) if signed.kind() == Kind::Record => publish.record_id = Some(signed.id()),
                JobKind::Act(_) | JobKind::Publish(_) | JobKind::Send(_) | JobKind::Fetch(_) => {}
            }
        })?;
        self.marks.extend(mark);
        self.changed(&[Screen::Inbox, Screen::Home, Screen::Transfers, Screen::Catalogue, Screen::Mine]);
        Ok(())
    }

    /// An act of a person is signed only while everything that was shown to them is unchanged.
    fn is_still_shown(&self, act: &ActJob) -> Result<(), Fault> {
        match act.shown {
            Some(shown) if act.act.is_of_a_person() && self.newest_shown(act) != Some(shown) => Err(Fault::Changed),
            Some(_) | None => Ok(()),
        }
    }

    fn act_done(&mut self, job: &JobId, drawn: &[u8; 32]) -> Result<(), Fault> {
        let done = self.job(job)?;
        let following = self.following(&done, drawn)?;
        let now = self.now();
        let batch: Vec<_> =
            following.iter().map(|job| record::put(Table::Job, job.id.as_bytes().as_slice(), job)).collect();
        if done.is_transfer() {
            self.publication_done(job, now, batch)?;
        } else {
            self.end_job(job, batch)?;
        }
        following.into_iter().for_each(|job| self.adopt(Some(job)));
        self.changed(&[
            Screen::Inbox,
            Screen::Home,
            Screen::Transfers,
            Screen::Catalogue,
            Screen::Mine,
            Screen::Desk,
            Screen::Settings,
        ]);
        Ok(())
    }
}
