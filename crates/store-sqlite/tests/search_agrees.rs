//! The index in the database, made of lists and blocks, says the same as looking through one dataset after the other.

use jixiang_engine::port::memory::MemoryStore;
use jixiang_engine::port::{Store as _, WrapKey, Write};
use jixiang_engine::search::{Document, Filter, Query, SearchPlan};
use jixiang_model::{DepartmentId, ScopeId, UnixMillis};
use jixiang_store_sqlite::SqliteStore;

const SIGNS: &[char] =
    &['编', '制', '人', '员', '财', '政', '重', '行', '长', '厅', '，', 'a', 'B', '2', '0', '县', '预', '算'];

/// Numbers that look drawn.
struct Lots(u64);

impl Lots {
    fn draw(&mut self, many: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % many as u64) as usize
    }

    fn text(&mut self, most: usize) -> String {
        (0..self.draw(most + 1)).map(|_| SIGNS[self.draw(SIGNS.len())]).collect()
    }

    fn write(&mut self, at: u64) -> Write {
        let id = ScopeId::from_bytes([self.draw(250) as u8; 32]);
        if self.draw(8) == 0 {
            return Write::Unindex { id };
        }
        let document = Document {
            name: self.text(8),
            aliases: Vec::new(),
            columns: (0..self.draw(4)).map(|_| self.text(4)).collect(),
            provider: self.text(4),
            summary: self.text(12),
            department: DepartmentId::from_bytes([self.draw(5) as u8; 32]),
            class: self.draw(3) as u8,
            cycle: self.draw(3) as u8,
            updated: UnixMillis(at),
        };
        Write::Index { id, document: Box::new(document) }
    }

    fn plan(&mut self) -> SearchPlan {
        let letters = ["b", "z", "bian", "zhi", "ry", "caizheng", "chong", "hang", "c", "x", "a", "20", " "];
        let mut typed = self.text(3);
        for _ in 0..self.draw(3) {
            typed.push_str(letters[self.draw(letters.len())]);
        }
        let departments =
            (self.draw(3) == 0).then(|| (0..2).map(|_| DepartmentId::from_bytes([self.draw(5) as u8; 32])));
        let filter = Filter {
            departments: departments.map(Iterator::collect),
            classes: (0..self.draw(2)).map(|_| self.draw(3) as u8).collect(),
            cycles: Vec::new(),
        };
        SearchPlan { query: Query::parse(&typed), filter, offset: self.draw(3) * 7, limit: 10 }
    }
}

#[test]
fn every_query_finds_the_same_in_the_database_as_in_memory() {
    let home = tempfile::tempdir().expect("a folder");
    let sqlite = SqliteStore::open(home.path(), &WrapKey::from_bytes([3; 32])).expect("a new store");
    let memory = MemoryStore::new();
    let mut lots = Lots(2026);
    for round in 0..12 {
        // Enough to fill blocks and to wear them out: the first block is emptied after the third round.
        let batch: Vec<Write> = (0..2500).map(|at| lots.write(round * 2500 + at)).collect();
        sqlite.commit(&batch).expect("it is kept");
        memory.commit(&batch).expect("it is kept");
        for _ in 0..60 {
            let plan = lots.plan();
            assert_eq!(sqlite.search(&plan), memory.search(&plan), "{plan:?}");
        }
    }
}
