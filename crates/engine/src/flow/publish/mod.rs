//! Publishing: the content is sealed and carried like that of a delivery, then entry and record are signed in the review
//! of the dataset, and a head's own publication is let out at once.

mod earlier;
mod preview;

use std::sync::Arc;

use jixiang_contract::Place as Screen;
use jixiang_model::{Kind, Role, ScopeId, StatementId, UnixMillis};
use jixiang_seal::job::{Job as SealJob, JobSeed};
use jixiang_seal::to_key::SealPublicKey;
use jixiang_seal::{Extent, Place, Purpose};
use jixiang_statement::payload::{Column, Content, Entry, ListRef, Payload, Record, SealedKey};
use jixiang_statement::thread::Review;
use jixiang_statement::{Header, Text};
use jixiang_transfer::Sealed;

use super::run::Control;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::flow::act::{Draft, object_ref};
use crate::flow::content::pack_list_object;
use crate::flow::send::Sealing;
use crate::port::{Table, Write};
use crate::record::{self, EntryFields, JobId, JobKind, PublishJob};
use crate::state::State;
use crate::view::matter::entry_prepared;

impl Engine {
    /// Does a publish job, from wherever it was left.
    pub(crate) async fn do_publish(&self, id: JobId, control: Arc<Control>) -> Result<(), Fault> {
        let job = self.state(move |state| state.publish_job(&id)).await?;
        if job.content.is_none() && !job.sources.is_empty() {
            self.check_clock().await?;
            let seal = self.seal_version(&job).await?;
            let known = self.known_of(&job).await?;
            let sealed = self.seal_and_upload(id, &job.sources, Sealing { seal, known }, control).await?;
            self.upload_version(id, &job, sealed).await?;
        }
        self.carry_out(id).await?;
        self.trim_cache().await;
        Ok(())
    }

    /// The keys of the version: the same each time the job runs.
    async fn seal_version(&self, job: &PublishJob) -> Result<SealJob, Fault> {
        let dataset = job.dataset;
        let place = self.state(move |state| state.place_of(&dataset)).await?;
        let mut seed = [0; 32];
        hex::decode_to_slice(&job.seed, &mut seed).map_err(|_| Fault::Internal("job seed".to_owned()))?;
        let seed = JobSeed::from_bytes(seed);
        Ok(match job.base {
            None => SealJob::delivery(place, &seed),
            Some(_) => SealJob::dataset(place, &seed, self.lineage(dataset).await?),
        })
    }

    /// Body and pack list follow the packs; from here on the content is on the platform.
    async fn upload_version(&self, id: JobId, job: &PublishJob, sealed: Sealed) -> Result<(), Fault> {
        let version = self.seal_version(job).await?.version();
        let (pack_list, packs) = pack_list_object(&sealed.packs);
        let content = Content { version, body: object_ref(&sealed.body.bytes), packs };
        self.upload_small(id, vec![sealed.body.bytes, pack_list.clone()]).await?;
        self.state(move |state| state.content_uploaded(&id, content, pack_list)).await
    }

    /// The next statement of a publication: entry, record, release.
    pub(crate) async fn draft_publication(&self, id: JobId, job: PublishJob) -> Result<Option<Draft>, Fault> {
        let review = self.state({
            let dataset = job.dataset;
            move |state| {
                let facts = state.facts()?;
                Ok::<_, Fault>(ScopeId::review(&facts.root.realm, &facts.department, &dataset))
            }
        });
        let review = review.await?;
        let under = self.state({
            let job = job.clone();
            move |state| state.entry_to_stand(&job)
        });
        let Some(entry) = under.await? else {
            return self.draft_entry(job, review).await.map(Some);
        };
        if job.entry_id != Some(entry) {
            // Nothing that the catalogue says has changed: the version is let out under the entry that stands.
            self.state(move |state| state.entry_stands(&id, entry)).await?;
        }
        if job.content.is_some() && job.record_id.is_none() {
            return self.draft_record(job, review).await.map(Some);
        }
        let (dataset, record, standing) = (job.dataset, job.record_id, job.standing);
        let leave = self.state(move |state| {
            let head = state.own_roles().has(Role::Head);
            Ok::<_, Fault>(head || state.standing_release(&dataset, &entry)?.is_some())
        });
        if leave.await? { self.draft_release(dataset, entry, record, standing).await } else { Ok(None) }
    }

    async fn draft_entry(&self, job: PublishJob, review: ScopeId) -> Result<Draft, Fault> {
        let (columns, objects) = match columns_object(&job.entry.columns) {
            Some((list, bytes)) => (Some(list), vec![bytes]),
            None => (None, Vec::new()),
        };
        let released = {
            let dataset = job.dataset;
            self.state(move |state| Ok::<_, Fault>(state.ledger()?.dataset(&dataset).is_some())).await?
        };
        let payload = move |header| Payload::Entry(entry(header, &job, columns, released));
        Ok(Draft::new(review, objects, payload))
    }

    async fn draft_record(&self, job: PublishJob, review: ScopeId) -> Result<Draft, Fault> {
        let seal = self.seal_version(&job).await?;
        let content = job.content.clone().ok_or_else(|| Fault::Internal("content".to_owned()))?;
        let (dataset, base) = (job.dataset, job.base);
        let (public, version, lineage) = self
            .state(move |state| {
                let place: Place = state.place_of(&dataset)?;
                let public = state.own_chain().ok_or(Fault::NotAdmitted)?.epoch().public.clone();
                let extent = Extent::Version(content.version);
                let version = state.seal_by_me(Purpose::VersionToProvider, place, extent, None)?;
                let lineage = state.seal_by_me(Purpose::Lineage, place, Extent::Scope, None)?;
                Ok::<_, Fault>((public, (version, content), lineage))
            })
            .await?;
        let (version, content) = version;
        let own = SealPublicKey::from_bytes(&public).map_err(|_| Fault::KeyMismatch(String::new()))?;
        let sealed_key = |bytes: &[u8]| SealedKey { key: own.hash(), object: object_ref(bytes) };
        let sealed = self.seal_to(seal.version_key(), &version, &public)?;
        let key = sealed_key(&sealed);
        let mut objects = vec![sealed];
        let lineage = match base {
            Some(_) => None,
            None => {
                let sealed = self.seal_to(seal.lineage(), &lineage, &public)?;
                let key = sealed_key(&sealed);
                objects.push(sealed);
                Some(key)
            }
        };
        let payload = move |header| Payload::Record(Record { header, dataset, base, content, key, lineage });
        Ok(Draft::new(review, objects, payload))
    }
}

/// The columns as an object; none where there are none.
fn columns_object(columns: &[Column]) -> Option<(ListRef, Vec<u8>)> {
    if columns.is_empty() {
        return None;
    }
    let bytes = serde_json::to_vec(columns).ok()?;
    let object = object_ref(&bytes);
    Some((ListRef { hash: object.hash, count: u32::try_from(columns.len()).ok()?, bytes: object.bytes }, bytes))
}

fn entry(header: Header, job: &PublishJob, columns: Option<ListRef>, released: bool) -> Entry {
    let fields = &job.entry;
    Entry {
        header,
        dataset: job.dataset,
        nonce: (!released).then_some(job.nonce),
        code: Some(Text::lenient(&fields.code)).filter(|code: &Text<64>| !code.is_blank()),
        name: Text::lenient(&fields.name),
        subject: Text::lenient(&fields.subject),
        unit: Text::lenient(&fields.unit),
        summary: Text::lenient(&fields.summary),
        format_class: Text::lenient(&fields.format_class),
        format: Text::lenient(&fields.format),
        share_class: fields.share_class,
        share_condition: Text::lenient(&fields.share_condition),
        share_method: Text::lenient(&fields.share_method),
        open_class: fields.open_class,
        open_condition: Text::lenient(&fields.open_condition),
        update_cycle: fields.update_cycle,
        published: fields.published,
        related: fields.related.iter().map(|code| Text::lenient(code)).collect(),
        grade: Text::lenient(&fields.grade),
        category: Text::lenient(&fields.category),
        theme: Text::lenient(&fields.theme),
        scenario: Text::lenient(&fields.scenario),
        matter: Text::lenient(&fields.matter),
        spatial: Text::lenient(&fields.spatial),
        period: Text::lenient(&fields.period),
        system: Text::lenient(&fields.system),
        secrecy_review: Text::lenient(&fields.secrecy_review),
        pia: Text::lenient(&fields.pia),
        columns,
    }
}

impl State {
    pub(crate) fn publish_job(&self, id: &JobId) -> Result<PublishJob, Fault> {
        match self.job(id)?.kind {
            JobKind::Publish(job) => Ok(*job),
            JobKind::Send(_) | JobKind::Fetch(_) | JobKind::Act(_) => Err(Fault::Internal("no publication".to_owned())),
        }
    }

    fn with_publishing(
        &mut self,
        id: &JobId,
        batch: Vec<Write>,
        change: impl FnOnce(&mut PublishJob),
    ) -> Result<(), Fault> {
        self.change_job(id, batch, |job| {
            if let JobKind::Publish(job) = &mut job.kind {
                change(job);
            }
        })?;
        Ok(())
    }

    fn content_uploaded(&mut self, id: &JobId, content: Content, pack_list: Vec<u8>) -> Result<(), Fault> {
        let key = content.packs.hash.as_bytes().to_vec();
        let listed = Write::Put { table: Table::Object, key, value: pack_list };
        self.with_publishing(id, vec![listed], |job| job.content = Some(content))
    }

    /// The platform lost content before its record was signed: the job seals again what is not there, and says whether
    /// there is anything to seal.
    pub(crate) fn forget_content(&mut self, id: &JobId) -> Result<bool, Fault> {
        let waits = match &self.job(id)?.kind {
            JobKind::Publish(job) => job.content.is_some() && job.record_id.is_none(),
            JobKind::Send(_) | JobKind::Fetch(_) | JobKind::Act(_) => false,
        };
        if waits {
            let acked = Write::DeletePrefix { table: Table::Acked, prefix: id.as_bytes().to_vec() };
            self.with_publishing(id, vec![acked], |job| job.content = None)?;
        }
        Ok(waits)
    }

    fn entry_stands(&mut self, id: &JobId, entry: StatementId) -> Result<(), Fault> {
        self.with_publishing(id, Vec::new(), |job| job.entry_id = Some(entry))
    }

    /// The entry under which a publication is let out, unless one has to be signed first: its own, or that of the newest
    /// release when the catalogue would say the same again. A record does not name its entry: it is read under the last one
    /// that its PC prepared before it, and another must not be let out for it.
    fn entry_to_stand(&self, job: &PublishJob) -> Result<Option<StatementId>, Fault> {
        let known = match job.entry_id {
            Some(own) => Some(own),
            None => self.same_entry(&job.dataset, &job.entry)?,
        };
        let waits = job.content.is_some() && job.record_id.is_none();
        let device = self.secrets()?.device.id;
        let prepared = self.own_review(&job.dataset).map(Review::prepared).unwrap_or_default();
        let last = entry_prepared(prepared, &device, self.ledger()?);
        Ok(known.filter(|known| !waits || last == Some(*known)))
    }

    /// The entry of the newest release, when the catalogue would say the same again but for the date.
    fn same_entry(&self, dataset: &ScopeId, fields: &EntryFields) -> Result<Option<StatementId>, Fault> {
        let Some(known) = self.ledger()?.dataset(dataset) else {
            return Ok(None);
        };
        let newest = known.latest().entry;
        let columns = columns_object(&fields.columns).map(|(list, _)| list);
        if self.entry(&newest)?.columns != columns {
            return Ok(None);
        }
        let said = EntryFields { columns: fields.columns.clone(), ..self.entry_fields(&newest)? };
        Ok((EntryFields { published: fields.published, ..said } == *fields).then_some(newest))
    }

    /// What an entry says, with its columns as far as they are here.
    pub(crate) fn entry_fields(&self, id: &StatementId) -> Result<EntryFields, Fault> {
        let entry = self.entry(id)?;
        let columns = match &entry.columns {
            Some(list) => self.columns(list)?.unwrap_or_default(),
            None => Vec::new(),
        };
        Ok(EntryFields {
            code: entry.code.as_ref().map(ToString::to_string).unwrap_or_default(),
            name: entry.name.to_string(),
            subject: entry.subject.to_string(),
            unit: entry.unit.to_string(),
            summary: entry.summary.to_string(),
            format_class: entry.format_class.to_string(),
            format: entry.format.to_string(),
            share_class: entry.share_class,
            share_condition: entry.share_condition.to_string(),
            share_method: entry.share_method.to_string(),
            open_class: entry.open_class,
            open_condition: entry.open_condition.to_string(),
            update_cycle: entry.update_cycle,
            published: entry.published,
            related: entry.related.iter().map(ToString::to_string).collect(),
            grade: entry.grade.to_string(),
            category: entry.category.to_string(),
            theme: entry.theme.to_string(),
            scenario: entry.scenario.to_string(),
            matter: entry.matter.to_string(),
            spatial: entry.spatial.to_string(),
            period: entry.period.to_string(),
            system: entry.system.to_string(),
            secrecy_review: entry.secrecy_review.to_string(),
            pia: entry.pia.to_string(),
            columns,
        })
    }

    /// The columns that a list names; none while its object is not here.
    pub(crate) fn columns(&self, list: &ListRef) -> Result<Option<Vec<Column>>, Fault> {
        let Some(bytes) = self.store.read(Table::Object, list.hash.as_bytes())? else {
            return Ok(None);
        };
        Ok(jixiang_statement::parse_json(&bytes).ok())
    }

    /// The publication is signed as far as this desk can: its secrets are not needed any more.
    pub(crate) fn publication_done(&mut self, id: &JobId, at: UnixMillis, mut batch: Vec<Write>) -> Result<(), Fault> {
        let job = self.publish_job(id)?;
        batch.push(Write::DeletePrefix { table: Table::Acked, prefix: id.as_bytes().to_vec() });
        if let Some((list, bytes)) = columns_object(&job.entry.columns) {
            batch.push(Write::Put { table: Table::Object, key: list.hash.as_bytes().to_vec(), value: bytes });
        }
        for source in &job.sources {
            if let record::Source::Kept { row, .. } = source {
                batch.push(Write::Delete { table: Table::Object, key: row.clone().into_bytes() });
            }
        }
        self.finish_job(id, at, batch)?;
        tracing::info!(dataset = %job.dataset, kind = %Kind::Record, "published");
        self.changed(&[Screen::Mine, Screen::Catalogue]);
        Ok(())
    }
}
