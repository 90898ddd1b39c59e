//! One key: block after block, the hits by their terms, filtered, counted, the best of them kept.

use std::cell::RefCell;

use jixiang_engine::search::{
    Candidate, Document, Evaluation, Hit, Lists, SearchPage, SearchPlan, Tally, TermRange, page,
};
use jixiang_model::{ScopeId, UnixMillis};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};

use super::rows::Row;
use super::{Index, keys, place};

impl Index {
    /// Searches, with a connection that sees what this index was loaded from.
    pub(crate) fn search(&self, connection: &Connection, plan: &SearchPlan) -> rusqlite::Result<SearchPage> {
        let mut found = Found::new(self, plan);
        let mut evaluation = Evaluation::default();
        let read = connection.prepare_cached("SELECT documents FROM list WHERE place BETWEEN ?1 AND ?2")?;
        let read = RefCell::new(read);
        for (block, rows) in self.rows.blocks() {
            let levels = if plan.query.is_empty() {
                found.take(block, rows, |_| Some(0));
                continue;
            } else if block == place(self.next).0 {
                let Ok(levels) = evaluation.block(&plan.query, &self.open);
                levels
            } else {
                evaluation.block(&plan.query, &FullBlock { block, read: &read })?
            };
            if let Some(levels) = levels {
                found.take(block, rows, |place| levels.get(place).copied().filter(|level| *level > 0));
            }
        }
        let mut fetch = connection.prepare_cached("SELECT id, document FROM dataset_text WHERE number = ?1")?;
        let Found { tally, best, .. } = found.count();
        page(plan, tally, best, |number| {
            let found = fetch.query_row(params![number.cast_signed()], |row| {
                let document = Document::from_bytes(row.get_ref(1)?.as_blob()?);
                Ok((ScopeId::from_bytes(row.get(0)?), document))
            });
            Ok(found.optional()?.and_then(|(id, document)| Some(Hit { id, document: document? })))
        })
    }
}

/// The lists of a block that is full.
struct FullBlock<'a, 'c> {
    block: u64,
    read: &'a RefCell<CachedStatement<'c>>,
}

impl Lists for FullBlock<'_, '_> {
    type Error = rusqlite::Error;

    fn lists(&self, range: TermRange, take: &mut dyn FnMut(&[u8])) -> rusqlite::Result<()> {
        let keys = keys(self.block, range);
        let mut read = self.read.borrow_mut();
        let mut found = read.query(params![keys.start(), keys.end()])?;
        while let Some(row) = found.next()? {
            take(row.get_ref(0)?.as_blob()?);
        }
        Ok(())
    }
}

/// The hits so far.
struct Found<'a> {
    plan: &'a SearchPlan,
    index: &'a Index,
    tally: Tally,
    best: jixiang_engine::search::Best,
    /// By the numbers of departments: whether it is a wanted one, and its hits.
    wanted: Vec<bool>,
    many: Vec<usize>,
}

impl<'a> Found<'a> {
    fn new(index: &'a Index, plan: &'a SearchPlan) -> Self {
        let departments = index.rows.departments();
        let wanted = departments.iter().map(|department| plan.filter.wants_department(department)).collect();
        let tally = Tally { all: index.rows.many(), ..Tally::default() };
        Self { plan, index, tally, best: plan.best(), wanted, many: vec![0; departments.len()] }
    }

    fn take(&mut self, block: u64, rows: &[Row], level: impl Fn(usize) -> Option<u16>) {
        for (place, row) in rows.iter().enumerate() {
            let Some(level) = level(place).filter(|_| row.is_there) else {
                continue;
            };
            if !self.plan.filter.wants(row.class, row.cycle) {
                continue;
            }
            let department = row.department as usize;
            self.many[department] += 1;
            if self.wanted[department] {
                self.tally.found += 1;
                let number = block * jixiang_engine::search::BLOCK as u64 + place as u64;
                self.best.offer(Candidate { level, updated: UnixMillis(row.updated), number });
            }
        }
    }

    /// Gives the departments their ids.
    fn count(mut self) -> Self {
        let departments = self.index.rows.departments().iter().copied().zip(self.many.iter().copied());
        self.tally.departments = departments.filter(|(_, many)| *many > 0).collect();
        self
    }
}
