//! Reading a home back: every statement is verified again, so the store is believed no more than the platform.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jixiang_contract::Connection;
use jixiang_model::{RealmId, ScopeId, Suite, UnixMillis};
use jixiang_seal::{EpochPrivateKey, WrapKey};
use jixiang_statement::VerifyingKey;
use jixiang_statement::chain::Realm;
use serde::de::DeserializeOwned;

use super::rows::kept_row;
use super::{Picks, Running, State};
use crate::fault::Fault;
use crate::port::{Clock, HandedOut, Store, StoreError, Table, Write};
use crate::record::{self, Device, Job, PinnedRoot, home_key};
use crate::trust::{DeviceKeys, Intake, Ledger, Secrets};

/// The keys of rows in [`Table::Secret`].
pub(crate) mod secret_key {
    use jixiang_model::ScopeId;

    pub(crate) fn epoch(number: u32) -> Vec<u8> {
        [b"epoch".as_slice(), &number.to_be_bytes()].concat()
    }

    pub(crate) fn cover(delivery: &ScopeId) -> Vec<u8> {
        [b"cover".as_slice(), delivery.as_bytes()].concat()
    }

    pub(crate) fn sent(delivery: &ScopeId) -> Vec<u8> {
        [b"sent".as_slice(), delivery.as_bytes()].concat()
    }

    pub(crate) fn proof(delivery: &ScopeId) -> Vec<u8> {
        [b"proof".as_slice(), delivery.as_bytes()].concat()
    }
}

/// Loads the state of a home.
///
/// # Errors
///
/// [`Fault`] when the store or the keys cannot be read.
pub(crate) fn load(store: Arc<dyn Store>, clock: Arc<dyn Clock>, wrap: Option<&WrapKey>) -> Result<State, Fault> {
    let reader = &*store;
    let facts: Option<record::Facts> = record::read(reader, Table::Meta, home_key::FACTS)?;
    let device: Option<Device> = record::read(reader, Table::Meta, home_key::DEVICE)?;
    let cursor = cursor(reader)?;
    let settings = record::read(reader, Table::Meta, home_key::SETTINGS)?.unwrap_or_default();
    let now = jixiang_contract::Stamp(clock.now().0);
    let mut state = State {
        secrets: None,
        ledger: None,
        settings,
        cursor,
        jobs: jobs(reader, clock.now())?,
        covers: by_scope(reader, Table::Secret, b"cover")?,
        marks: by_scope(reader, Table::Mark, b"")?,
        previews: HashMap::new(),
        ahead: HashMap::new(),
        handed_out: observations(reader)?,
        indexed: by_scope(reader, Table::Object, record::INDEXED)?,
        unread: by_scope::<()>(reader, Table::Object, record::UNREAD)?.into_keys().collect(),
        recents: record::scan(reader, Table::Recent, b"")?,
        picks: Picks::default(),
        connection: Connection::Offline { since: now },
        signed_out: false,
        synced: None,
        skew: None,
        stopped: None,
        spoiled: HashMap::new(),
        told: None,
        listeners: Vec::new(),
        facts,
        device,
        store,
        clock,
    };
    if let Some(facts) = &state.facts {
        state.ledger = Some(ledger(&*state.store, &facts.root)?);
        if let (Some(device), Some(wrap)) = (&state.device, wrap) {
            state.secrets = Some(secrets(&*state.store, facts, device, wrap)?);
        }
    }
    Ok(state)
}

/// Where the feed is read on. A newer program understands kinds that stopped a scope before: it reads the feed again from
/// its beginning, and so does one that cannot read where it was.
fn cursor(store: &dyn Store) -> Result<u64, StoreError> {
    let known: Option<(String, u64)> = match record::read(store, Table::Meta, home_key::CURSOR) {
        Err(StoreError::Damaged) => None,
        read => read?,
    };
    Ok(known.filter(|(version, _)| version == record::VERSION).map_or(0, |(_, next)| next))
}

/// Jobs that are not over, and those that ended today; older ones are forgotten.
fn jobs(store: &dyn Store, now: UnixMillis) -> Result<BTreeMap<record::JobId, Running>, StoreError> {
    let (kept, over): (Vec<Job>, Vec<Job>) = record::scan::<Job>(store, Table::Job, b"")?
        .into_iter()
        .partition(|job| job.ended().is_none_or(|at| at.date() == now.date()));
    let forget = |job: &Job| Write::Delete { table: Table::Job, key: job.id.as_bytes().to_vec() };
    tidy(store, &over.iter().map(forget).collect::<Vec<_>>());
    Ok(kept.into_iter().map(|job| (job.id, Running::new(job))).collect())
}

/// Writes what is found again at the next start when it could not be written: a full disk keeps nobody from reading.
fn tidy(store: &dyn Store, batch: &[Write]) {
    if let Err(error) = store.commit(batch) {
        tracing::warn!(%error, "a home could not be tidied up");
    }
}

fn by_scope<T: DeserializeOwned>(
    store: &dyn Store,
    table: Table,
    prefix: &[u8],
) -> Result<HashMap<ScopeId, T>, StoreError> {
    let rows = store.scan(table, prefix)?;
    rows.iter()
        .map(|(key, value)| {
            let scope = key.get(prefix.len()..).and_then(|key| <[u8; 32]>::try_from(key).ok());
            let scope = scope.ok_or(StoreError::Damaged)?;
            let value = serde_json::from_slice(value).map_err(|_| StoreError::Damaged)?;
            Ok((ScopeId::from_bytes(scope), value))
        })
        .collect()
}

fn observations(store: &dyn Store) -> Result<HashMap<ScopeId, Vec<HandedOut>>, StoreError> {
    let mut all: HashMap<ScopeId, Vec<HandedOut>> = HashMap::new();
    for seen in record::scan::<record::Observation>(store, Table::Observation, b"")? {
        let seen = HandedOut::from(seen);
        all.entry(seen.delivery).or_default().push(seen);
    }
    Ok(all)
}

/// The realm as it is pinned, before anything was verified under it.
pub(crate) fn pinned(root: &PinnedRoot) -> Result<Realm, Fault> {
    let mut key = [0; 32];
    hex::decode_to_slice(&root.root, &mut key).map_err(|_| Fault::RootMismatch)?;
    if RealmId::derive(&key, &root.instance) != root.realm {
        return Err(Fault::RootMismatch);
    }
    let key = VerifyingKey::from_bytes(&key).map_err(|_| Fault::RootMismatch)?;
    Ok(Realm::pinned(root.realm, key))
}

/// Replays every stored statement from the pinned root.
pub(crate) fn ledger(store: &dyn Store, root: &PinnedRoot) -> Result<Ledger, Fault> {
    let mut ledger = Ledger::new(pinned(root)?);
    for list in store.scan(Table::Object, b"list")? {
        ledger.remember_list(&list.1);
    }
    ledger.offer(store.scan(Table::Object, record::NAMED)?.into_iter().map(|(_, bytes)| bytes));
    let rows = store.scan(Table::Statement, b"")?;
    let statements = rows.into_iter().filter_map(|(_, value)| {
        let (at, bytes) = value.split_first_chunk::<8>()?;
        Some((bytes.to_vec(), UnixMillis(u64::from_be_bytes(*at))))
    });
    let judged = ledger.take(statements);
    for intake in &judged {
        if let Intake::Refused { scope, statement, why } = intake {
            tracing::warn!(?scope, ?statement, why, "a stored statement does not count any more");
        }
    }
    let kept: Vec<_> = judged.iter().filter_map(kept_row).collect();
    tidy(store, &kept);
    if let Some(list) = ledger.wanted_directory()
        && let Some(bytes) = store.read(Table::Object, list.hash.as_bytes())?
    {
        // A directory that is not the signed one is fetched again.
        let _ = ledger.take_directory(&bytes);
    }
    Ok(ledger)
}

/// Unwraps the keys of this PC.
pub(crate) fn secrets(
    store: &dyn Store,
    facts: &record::Facts,
    device: &Device,
    wrap: &WrapKey,
) -> Result<Secrets, Fault> {
    let wrapped = hex::decode(&device.wrapped).map_err(|_| StoreError::Damaged)?;
    let keys = jixiang_seal::wrap::unwrap_device(wrap, &facts.root.realm, Suite::One, &device.id, &wrapped);
    let keys = keys.map_err(|_| StoreError::Key)?;
    let mut secrets = Secrets {
        realm: facts.root.realm,
        department: facts.department,
        device: DeviceKeys {
            id: device.id,
            sign: jixiang_statement::SigningKey::from_seed(keys.signing.as_bytes()),
            open: keys.sealing,
        },
        epochs: BTreeMap::new(),
    };
    for (key, value) in store.scan(Table::Secret, b"epoch")? {
        let number = key.get(5..).and_then(|key| <[u8; 4]>::try_from(key).ok()).map(u32::from_be_bytes);
        let bytes = <[u8; 32]>::try_from(value).ok();
        let (number, bytes) = number.zip(bytes).ok_or(StoreError::Damaged)?;
        secrets.epochs.insert(number, EpochPrivateKey::from_bytes(bytes));
    }
    Ok(secrets)
}
