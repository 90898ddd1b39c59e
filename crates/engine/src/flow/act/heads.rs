//! Dating the department's own datasets: `heads`, and what follows by itself when a version was released.

use jixiang_model::{DepartmentId, ObjectId, ScopeId, StatementId, UnixMillis};
use jixiang_statement::Signed;
use jixiang_statement::list::{self, HeadRow};
use jixiang_statement::payload::{Heads, Payload};

use super::{Draft, Follows};
use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::record::{Act, ActJob, Job, JobId, JobKind};
use crate::state::State;

impl Engine {
    /// A dated list of what the department has released; nothing when the newest one says the same.
    pub(super) async fn draft_heads(&self, id: JobId) -> Result<Option<Draft>, Fault> {
        let landed = self.state(move |state| Ok::<_, Fault>(!state.job(&id)?.flight.landed.is_empty())).await?;
        if landed {
            return Ok(None);
        }
        let (scope, own) = self
            .state(|state| {
                let facts = state.facts()?;
                Ok::<_, Fault>((ScopeId::heads(&facts.root.realm, &facts.department), facts.department))
            })
            .await?;
        let (last, newest) = self.heads_of(own).await?;
        let rows = self.state(move |state| state.own_heads()).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let (bytes, list) = list::encode(&rows);
        if let Some((signed, _)) = newest.filter(|(_, heads)| heads.list == list) {
            tracing::debug!(statement = %signed.id(), "the heads are as they were");
            return Ok(None);
        }
        // What no longer counts keeps its place and its number.
        let (prev, sequence) = last.map_or((None, 1), |(last, sequence)| (Some(last), sequence + 1));
        let payload = move |header| Payload::Heads(Heads { header, sequence, list });
        let mut draft = Draft::new(scope, vec![bytes], payload);
        draft.follows = Follows::Stated(prev);
        Ok(Some(draft))
    }

    /// When a department last dated its datasets, as far as the platform shows it: a client that one platform feeds sees
    /// only by this how old the newest is that it is shown. A release of `dataset` that was dated and is not here is asked
    /// for; that it is not to be had is on record.
    pub(crate) async fn dated(&self, provider: DepartmentId, dataset: ScopeId) -> Result<Option<UnixMillis>, Fault> {
        let Some((_, heads)) = self.newest_heads(&provider).await? else {
            return Ok(None);
        };
        let bytes = self.remote().get(heads.list.hash, heads.list.bytes).await.map_err(of_object)?;
        let rows = list::decode::<HeadRow>(&bytes, &heads.list).map_err(|_| Fault::Integrity("heads".to_owned()))?;
        let dated: Vec<StatementId> =
            rows.into_iter().filter(|row| row.dataset == dataset).map(|row| row.statement).collect();
        let hidden = move |state: &State| {
            let line = state.ledger().map(|ledger| ledger.statements(&dataset)).unwrap_or_default();
            dated.iter().any(|id| line.iter().all(|(signed, _)| signed.id() != *id))
        };
        let is_hidden = hidden.clone();
        if self.state(move |state| is_hidden(state)).await {
            self.read_and_take(dataset).await?;
            self.settle().await?;
            self.state(move |state| {
                if hidden(state) {
                    state.note_event(Some(dataset), "a release that its provider dated is not shown");
                }
            })
            .await;
        }
        Ok(Some(heads.header.time))
    }

    /// The newest verified `heads` of a department, as the platform shows it.
    pub(crate) async fn newest_heads(&self, department: &DepartmentId) -> Result<Option<(Signed, Heads)>, Fault> {
        Ok(self.heads_of(*department).await?.1)
    }

    /// The last statement of a department's `heads` with its number, and the newest one that counts: what a device said that was removed
    /// since keeps its place.
    async fn heads_of(
        &self,
        department: DepartmentId,
    ) -> Result<(Option<(StatementId, u64)>, Option<(Signed, Heads)>), Fault> {
        let scope =
            self.state(move |state| Ok::<_, Fault>(ScopeId::heads(&state.facts()?.root.realm, &department))).await?;
        let shown = self.read_scope(scope).await?;
        self.read_chain(department).await?;
        self.state(move |state| {
            let ledger = state.ledger()?;
            let (mut last, mut newest) = (None::<(StatementId, u64)>, None::<(Signed, Heads)>);
            for shown in shown {
                let Ok(signed) = Signed::parse(&shown.bytes) else { continue };
                let Payload::Heads(heads) = signed.payload() else { continue };
                let follows = signed.header().prev == last.map(|(last, _)| last) && signed.header().scope == scope;
                let Some(counts) = ledger.is_by(&department, &signed).filter(|_| follows) else { continue };
                last = Some((signed.id(), heads.sequence));
                let later = newest.as_ref().is_none_or(|(_, before)| heads.sequence > before.sequence);
                if counts && later {
                    let heads = heads.clone();
                    newest = Some((signed, heads));
                }
            }
            Ok((last, newest))
        })
        .await
    }
}

impl State {
    fn own_heads(&self) -> Result<Vec<HeadRow>, Fault> {
        let own = self.facts()?.department;
        let datasets = self.ledger()?.datasets().filter(|dataset| *dataset.provider() == own);
        Ok(datasets.map(|dataset| HeadRow { dataset: dataset.id(), statement: dataset.latest().statement }).collect())
    }

    /// The jobs that follow by themselves from one that is done: after a release the remaining grants are carried on and
    /// the datasets are dated.
    pub(super) fn following(&self, done: &Job, drawn: &[u8; 32]) -> Result<Vec<Job>, Fault> {
        let released = match &done.kind {
            JobKind::Publish(publish) => Some(publish.dataset),
            JobKind::Act(ActJob { scope, act: Act::Release { .. }, .. }) => Some(*scope),
            JobKind::Act(_) | JobKind::Send(_) | JobKind::Fetch(_) => None,
        };
        let Some(dataset) = released else {
            return Ok(Vec::new());
        };
        let Some(known) = self.ledger()?.dataset(&dataset) else {
            return Ok(Vec::new());
        };
        let generation = known.latest().generation;
        let behind = self.holders(&dataset).filter(|holder| holder.lives && holder.generation < generation);
        let mut acts: Vec<(ScopeId, Act)> = behind.map(|holder| (holder.request, Act::Reseal { generation })).collect();
        acts.push((ScopeId::heads(&self.facts()?.root.realm, &self.facts()?.department), Act::Heads));
        let due = self.now();
        let job = |(scope, act): (ScopeId, Act)| {
            // One draw is enough for all: the scopes differ.
            let own = ObjectId::of(&[drawn.as_slice(), scope.as_bytes()].concat());
            self.new_job(*own.as_bytes(), JobKind::Act(ActJob { scope, act, due, shown: None }))
        };
        Ok(acts.into_iter().map(job).collect())
    }

    /// The newest statement of what an act is about, as a card shows it.
    pub(super) fn newest_shown(&self, act: &ActJob) -> Option<jixiang_model::StatementId> {
        match act.act.decides_on().filter(|named| self.is_of_dataset(named)) {
            // A version is what it is, however many others were released meanwhile.
            Some(named) => Some(named),
            None => self.shown_of(&crate::view::matter::Matter::Request(act.scope)),
        }
    }

    fn is_of_dataset(&self, statement: &jixiang_model::StatementId) -> bool {
        self.entry(statement).is_ok() || self.record(statement).is_ok()
    }
}
