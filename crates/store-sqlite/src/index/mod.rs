//! The index of the catalogue in the database. It refuses to know what a term means and which hit is better: that is the
//! engine's; here lists are kept and read, and datasets are filtered and counted.
//!
//! Datasets have ascending numbers, and [`BLOCK`] numbers make a block. A block that is full has its lists in the
//! database, written once, in the order of their keys; the last one, which is not, lives in memory and is made from the
//! texts when the index is opened. So one dataset more costs one row, and no list is ever rewritten. A dataset that
//! changes gets a new number; a block of which half is gone gives the rest new numbers and vanishes.

mod rows;
mod search;

use std::ops::RangeInclusive;

use jixiang_engine::search::{BLOCK, Document, INDEX, OpenBlock, Term, TermRange, terms};
use jixiang_model::{DepartmentId, ScopeId};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use self::rows::{Row, Rows};

/// What every key needs of the index, in memory: some bytes per dataset, and the block that is not full.
pub(crate) struct Index {
    rows: Rows,
    open: OpenBlock,
    next: u64,
}

/// The block of a number, and its place there.
fn place(number: u64) -> (u64, usize) {
    (number / BLOCK as u64, (number % BLOCK as u64) as usize)
}

/// The numbers of a block. SQLite's integers have a sign; ours stay far below it.
fn numbers(block: u64) -> RangeInclusive<i64> {
    let first = block.saturating_mul(BLOCK as u64).cast_signed();
    first..=first + BLOCK as i64 - 1
}

/// The keys of a range of terms in a block: room for 4096 blocks, which is one new number a minute for sixty years.
fn keys(block: u64, range: TermRange) -> RangeInclusive<i64> {
    let key = |term: Term| (block << Term::BITS | term.number()).cast_signed();
    key(range.from)..=key(range.to)
}

impl Index {
    /// Reads what lies there.
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let next: i64 = connection.query_row("SELECT next FROM index_state", [], |row| row.get(0))?;
        let mut index = Self { rows: Rows::default(), open: OpenBlock::default(), next: next.cast_unsigned() };
        let mut datasets =
            connection.prepare("SELECT number, department, class, cycle, updated FROM dataset ORDER BY number")?;
        let mut found = datasets.query([])?;
        while let Some(row) = found.next()? {
            let department = DepartmentId::from_bytes(row.get(1)?);
            let updated: i64 = row.get(4)?;
            let number: i64 = row.get(0)?;
            let row =
                Row { class: row.get(2)?, cycle: row.get(3)?, updated: updated.cast_unsigned(), ..Row::default() };
            index.rows.put(number.cast_unsigned(), &department, row);
        }
        index.open = open_block(connection, place(index.next).0)?;
        Ok(index)
    }

    /// Puts a dataset in, in place of what is there.
    pub(crate) fn put(
        &mut self,
        transaction: &Transaction<'_>,
        id: &ScopeId,
        document: &Document,
    ) -> rusqlite::Result<()> {
        self.remove(transaction, id)?;
        let number = self.next;
        self.next += 1;
        let Document { department, class, cycle, updated, .. } = document;
        transaction
            .prepare_cached(
                "INSERT INTO dataset (number, id, department, class, cycle, updated) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                number.cast_signed(),
                id.as_bytes(),
                department.as_bytes(),
                class,
                cycle,
                updated.0.cast_signed()
            ])?;
        transaction
            .prepare_cached("INSERT INTO dataset_text (number, id, document) VALUES (?1, ?2, ?3)")?
            .execute(params![number.cast_signed(), id.as_bytes(), document.to_bytes()])?;
        let row = Row { class: *class, cycle: *cycle, updated: updated.0, ..Row::default() };
        self.rows.put(number, department, row);
        let (block, place) = place(number);
        self.open.add(place, &terms(document));
        if place + 1 == BLOCK {
            write(transaction, block, std::mem::take(&mut self.open))?;
        }
        Ok(())
    }

    /// Takes a dataset out, if it is there.
    pub(crate) fn remove(&mut self, transaction: &Transaction<'_>, id: &ScopeId) -> rusqlite::Result<()> {
        let number: Option<i64> = transaction
            .prepare_cached("DELETE FROM dataset WHERE id = ?1 RETURNING number")?
            .query_row(params![id.as_bytes()], |row| row.get(0))
            .optional()?;
        if let Some(number) = number {
            transaction.prepare_cached("DELETE FROM dataset_text WHERE number = ?1")?.execute(params![number])?;
            self.rows.remove(number.cast_unsigned());
        }
        Ok(())
    }

    /// Ends a batch: writes down the next number, and empties one block of which more than half is gone.
    pub(crate) fn finish(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        if let Some(block) = self.rows.worn(place(self.next).0) {
            for (id, document) in datasets(transaction, block)? {
                match document {
                    Some(document) => self.put(transaction, &id, &document)?,
                    None => self.remove(transaction, &id)?,
                }
            }
            let keys = keys(block, TermRange::ALL);
            transaction.execute("DELETE FROM list WHERE place BETWEEN ?1 AND ?2", params![keys.start(), keys.end()])?;
            self.rows.forget(block);
        }
        transaction.prepare_cached("UPDATE index_state SET next = ?1")?.execute(params![self.next.cast_signed()])?;
        Ok(())
    }
}

/// The datasets of a block; one whose text is none of ours has no document.
fn datasets(connection: &Connection, block: u64) -> rusqlite::Result<Vec<(ScopeId, Option<Document>)>> {
    let numbers = numbers(block);
    connection
        .prepare("SELECT id, document FROM dataset_text WHERE number BETWEEN ?1 AND ?2 ORDER BY number")?
        .query_map(params![numbers.start(), numbers.end()], |row| {
            let document = Document::from_bytes(row.get_ref(1)?.as_blob()?);
            Ok((ScopeId::from_bytes(row.get(0)?), document))
        })?
        .collect()
}

/// The terms of a block, from the texts.
fn open_block(connection: &Connection, block: u64) -> rusqlite::Result<OpenBlock> {
    let numbers = numbers(block);
    let mut open = OpenBlock::default();
    let mut texts = connection
        .prepare("SELECT number, document FROM dataset_text WHERE number BETWEEN ?1 AND ?2 ORDER BY number")?;
    let mut found = texts.query(params![numbers.start(), numbers.end()])?;
    while let Some(row) = found.next()? {
        if let Some(document) = Document::from_bytes(row.get_ref(1)?.as_blob()?) {
            let number: i64 = row.get(0)?;
            open.add(place(number.cast_unsigned()).1, &terms(&document));
        }
    }
    Ok(open)
}

/// Writes the lists of a block that is full.
fn write(transaction: &Transaction<'_>, block: u64, open: OpenBlock) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached("INSERT INTO list (place, documents) VALUES (?1, ?2)")?;
    for (term, documents) in open.into_lists() {
        insert.execute(params![keys(block, TermRange::one(term)).start(), documents])?;
    }
    Ok(())
}

/// Makes the lists anew where they are of another version of the terms.
pub(crate) fn renew(connection: &mut Connection) -> rusqlite::Result<()> {
    let state = connection.query_row("SELECT version, next FROM index_state", [], |row| Ok((row.get(0)?, row.get(1)?)));
    let (version, next): (u32, i64) = state?;
    if version == INDEX {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    transaction.execute("DELETE FROM list", [])?;
    for block in 0..place(next.cast_unsigned()).0 {
        write(&transaction, block, open_block(&transaction, block)?)?;
    }
    transaction.execute("UPDATE index_state SET version = ?1", params![INDEX])?;
    transaction.commit()
}
