//! [`MemoryStore`]: the store of a home that ends with the process, with faults to order.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jixiang_model::ScopeId;

use crate::port::{Row, Store, StoreError, Table, Write};
use crate::search::{Candidate, Document, Fields, Hit, SearchPage, SearchPlan, Tally, Term, TermRange, page, terms};

/// A store in memory. Clones are openings of the same "disk": a clone that is made after another was dropped finds what
/// that one committed.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Disk>>);

#[derive(Default)]
struct Disk {
    rows: BTreeMap<(Table, Vec<u8>), Vec<u8>>,
    index: Index,
    refused: Option<(Table, Vec<u8>)>,
    fault: Option<StoreError>,
}

/// The catalogue, searched one dataset after the other.
#[derive(Default)]
struct Index {
    /// By number, in the order in which they were put in.
    datasets: BTreeMap<u64, (Hit, Vec<(Term, Fields)>)>,
    numbers: BTreeMap<ScopeId, u64>,
    next: u64,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From here on each commit that would write this key fails; `None` ends it.
    pub fn refuse(&self, key: Option<(Table, Vec<u8>)>) {
        self.disk().refused = key;
    }

    /// From here on every call fails with this; `None` ends it. Reads go on when the disk is only full.
    pub fn fail(&self, fault: Option<StoreError>) {
        self.disk().fault = fault;
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readable(&self) -> Result<MutexGuard<'_, Disk>, StoreError> {
        let disk = self.disk();
        match &disk.fault {
            None | Some(StoreError::Full) => Ok(disk),
            Some(fault) => Err(fault.clone()),
        }
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStore")
    }
}

impl Disk {
    fn rows(&self, table: Table, prefix: &[u8]) -> impl Iterator<Item = (&[u8], &Vec<u8>)> {
        let from = Bound::Included((table, prefix.to_vec()));
        let rows = self.rows.range((from, Bound::Unbounded));
        let prefix = prefix.to_vec();
        rows.take_while(move |((of, key), _)| *of == table && key.starts_with(&prefix))
            .map(|((_, key), value)| (key.as_slice(), value))
    }

    fn refuses(&self, write: &Write) -> bool {
        self.refused.as_ref().is_some_and(|(refused, at)| match write {
            Write::Put { table, key, .. } | Write::Delete { table, key } => table == refused && key == at,
            Write::DeletePrefix { table, prefix } => table == refused && at.starts_with(prefix),
            Write::Index { .. } | Write::Unindex { .. } => false,
        })
    }

    fn apply(&mut self, write: &Write) {
        match write {
            Write::Put { table, key, value } => {
                self.rows.insert((*table, key.clone()), value.clone());
            }
            Write::Delete { table, key } => {
                self.rows.remove(&(*table, key.clone()));
            }
            Write::DeletePrefix { table, prefix } => {
                let keys: Vec<_> = self.rows(*table, prefix).map(|(key, _)| key.to_vec()).collect();
                for key in keys {
                    self.rows.remove(&(*table, key));
                }
            }
            Write::Index { id, document } => self.index.put(*id, document),
            Write::Unindex { id } => self.index.remove(id),
        }
    }
}

impl Index {
    fn put(&mut self, id: ScopeId, document: &Document) {
        self.remove(&id);
        self.datasets.insert(self.next, (Hit { id, document: document.clone() }, terms(document)));
        self.numbers.insert(id, self.next);
        self.next += 1;
    }

    fn remove(&mut self, id: &ScopeId) {
        if let Some(number) = self.numbers.remove(id) {
            self.datasets.remove(&number);
        }
    }

    fn search(&self, plan: &SearchPlan) -> SearchPage {
        let mut tally = Tally { all: self.datasets.len(), ..Tally::default() };
        let mut best = plan.best();
        for (number, (Hit { document, .. }, terms)) in &self.datasets {
            let found = plan.query.level(|range| fields(terms, range));
            let Some(level) = found.filter(|_| plan.filter.wants(document.class, document.cycle)) else {
                continue;
            };
            *tally.departments.entry(document.department).or_default() += 1;
            if plan.filter.wants_department(&document.department) {
                tally.found += 1;
                best.offer(Candidate { level, updated: document.updated, number: *number });
            }
        }
        let fetch = |number| Ok::<_, std::convert::Infallible>(self.datasets.get(&number).map(|(hit, _)| hit.clone()));
        let Ok(page) = page(plan, tally, best, fetch);
        page
    }
}

/// Where any term of the range stands.
fn fields(terms: &[(Term, Fields)], range: TermRange) -> Fields {
    let from = terms.partition_point(|(term, _)| *term < range.from);
    let inside = terms[from..].iter().take_while(|(term, _)| *term <= range.to);
    inside.fold(Fields::NONE, |all, (_, fields)| all.or(*fields))
}

impl Store for MemoryStore {
    fn read(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.readable()?.rows.get(&(table, key.to_vec())).cloned())
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        let disk = self.readable()?;
        let rows = disk.rows(table, prefix);
        Ok(rows.map(|(key, value)| (key.to_vec(), value.clone())).collect())
    }

    fn commit(&self, batch: &[Write]) -> Result<(), StoreError> {
        let mut disk = self.disk();
        if let Some(fault) = &disk.fault {
            return Err(fault.clone());
        }
        if batch.iter().any(|write| disk.refuses(write)) {
            return Err(StoreError::Other("a write was refused".to_owned()));
        }
        batch.iter().for_each(|write| disk.apply(write));
        Ok(())
    }

    fn search(&self, plan: &SearchPlan) -> Result<SearchPage, StoreError> {
        Ok(self.readable()?.index.search(plan))
    }

    fn size(&self) -> Result<u64, StoreError> {
        let disk = self.readable()?;
        let bytes = disk.rows.iter().map(|((_, key), value)| key.len() + value.len());
        Ok(bytes.sum::<usize>() as u64)
    }
}
