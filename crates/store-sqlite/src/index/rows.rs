//! The datasets of the index as every key needs them: who provides them, of which class and cycle, how new. It refuses to
//! hold texts and ids.

use std::collections::{BTreeMap, HashMap};

use jixiang_engine::search::BLOCK;
use jixiang_model::DepartmentId;

use super::place;

/// One dataset.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row {
    /// When its newest version was released.
    pub(super) updated: u64,
    /// The number of its department in [`Rows::departments`].
    pub(super) department: u32,
    pub(super) class: u8,
    pub(super) cycle: u8,
    /// Whether there is one at this place.
    pub(super) is_there: bool,
}

/// All datasets, by block and place.
#[derive(Debug, Default)]
pub(super) struct Rows {
    blocks: BTreeMap<u64, Block>,
    departments: Vec<DepartmentId>,
    by_id: HashMap<DepartmentId, u32>,
}

#[derive(Debug, Default)]
struct Block {
    rows: Vec<Row>,
    there: usize,
}

impl Rows {
    /// The blocks with their rows by place.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (u64, &[Row])> {
        self.blocks.iter().map(|(number, block)| (*number, block.rows.as_slice()))
    }

    /// Every department that ever had a dataset here.
    pub(super) fn departments(&self) -> &[DepartmentId] {
        &self.departments
    }

    /// How many datasets there are.
    pub(super) fn many(&self) -> usize {
        self.blocks.values().map(|block| block.there).sum()
    }

    pub(super) fn put(&mut self, number: u64, department: &DepartmentId, row: Row) {
        let department = *self.by_id.entry(*department).or_insert_with(|| {
            self.departments.push(*department);
            // Fewer departments than datasets, and fewer of those than this.
            (self.departments.len() - 1) as u32
        });
        let (block, place) = place(number);
        let Block { rows, there } = self.blocks.entry(block).or_default();
        if rows.len() <= place {
            rows.resize(place + 1, Row::default());
        }
        rows[place] = Row { department, is_there: true, ..row };
        *there += 1;
    }

    pub(super) fn remove(&mut self, number: u64) {
        let (block, place) = place(number);
        let Some(block) = self.blocks.get_mut(&block) else {
            return;
        };
        if let Some(row) = block.rows.get_mut(place).filter(|row| row.is_there) {
            row.is_there = false;
            block.there -= 1;
        }
    }

    /// The most worn block of those that are full, when less than half of it is left.
    pub(super) fn worn(&self, open: u64) -> Option<u64> {
        let full = self.blocks.iter().filter(|(number, block)| **number < open && block.there * 2 < BLOCK);
        full.min_by_key(|(_, block)| block.there).map(|(number, _)| *number)
    }

    /// Forgets a block of which nothing is left.
    pub(super) fn forget(&mut self, block: u64) {
        self.blocks.remove(&block);
    }
}
