//! The diagnosis file: what a technician needs to see, in strict JSON. Ids, counts, codes and versions; never a name, a
//! title, a note, a path, a purpose, a token or a key.

use serde::Serialize;

use crate::engine::Config;
use crate::fault::Fault;
use crate::port::Table;
use crate::record::{self, IntegrityEvent, JobKind, JobState};
use crate::state::State;

#[derive(Serialize)]
struct Diagnosis<'a> {
    version: &'a str,
    made: String,
    realm: Option<String>,
    device: Option<String>,
    department: Option<String>,
    admitted: bool,
    roles: Vec<jixiang_model::Role>,
    epochs_opened: usize,
    cursor: u64,
    clock_ahead_of_platform_ms: Option<i64>,
    key_file: bool,
    store_bytes: u64,
    deliveries: usize,
    jobs: Vec<JobLine>,
    integrity_events: Vec<IntegrityEvent>,
}

#[derive(Serialize)]
struct JobLine {
    id: String,
    scope: String,
    kind: &'static str,
    state: &'static str,
    code: Option<&'static str>,
    done: u64,
    total: u64,
}

impl State {
    /// The text of the diagnosis file.
    pub(crate) fn diagnosis(&self, config: &Config) -> Result<String, Fault> {
        let facts = self.facts.as_ref();
        let diagnosis = Diagnosis {
            version: &config.version,
            made: self.now().to_string(),
            realm: facts.map(|facts| facts.root.realm.to_string()),
            device: self.device.as_ref().map(|device| device.id.to_string()),
            department: facts.map(|facts| facts.department.to_string()),
            admitted: self.admitted(),
            roles: self.own_roles().iter().collect(),
            epochs_opened: self.secrets.as_ref().map_or(0, |secrets| secrets.epochs.len()),
            cursor: self.cursor,
            clock_ahead_of_platform_ms: self.skew.map(|skew| -skew),
            key_file: config.key_file,
            store_bytes: self.store.size()?,
            deliveries: self.ledger.as_ref().map_or(0, |ledger| ledger.threads().count()),
            jobs: self.jobs.values().map(|running| line(&running.job)).collect(),
            integrity_events: record::scan(&*self.store, Table::Event, b"")?,
        };
        serde_json::to_string_pretty(&diagnosis).map_err(|error| Fault::Internal(error.to_string()))
    }
}

fn line(job: &record::Job) -> JobLine {
    let kind = match &job.kind {
        JobKind::Send(_) => "send",
        JobKind::Fetch(_) => "fetch",
        JobKind::Publish(_) => "publish",
        JobKind::Act(_) => "act",
    };
    let (state, code) = match &job.state {
        JobState::Run => ("run", None),
        JobState::Pause => ("pause", None),
        JobState::Fail(error) => ("fail", Some(error.code.as_str())),
        JobState::Done(_) => ("done", None),
    };
    JobLine {
        id: job.id.to_string(),
        scope: job.scope().to_string(),
        kind,
        state,
        code,
        done: job.done,
        total: job.total,
    }
}
