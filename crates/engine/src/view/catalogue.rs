//! Searching the catalogue on this PC: a page of hits with their marks, and the organisation tree with their numbers. It
//! refuses to show what no release let out.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use jixiang_contract::{
    CataloguePage, CatalogueQuery, CatalogueRow, DatasetId, Language, ShareClass, Span, Stamp, TreeRow, UpdateCycle,
};
use jixiang_model::DepartmentId;

use super::matter::RequestOf;
use super::plain;
use crate::fault::Fault;
use crate::search::{Document, Field, Filter, Hit, Query, SearchPlan};
use crate::state::State;

/// Rows of a page.
const PAGE: usize = 50;
/// Branches of the tree that are handed over whole; of a larger one only the top and what lies around the chosen place.
const MOST_BRANCHES: usize = 1000;
/// Columns that a row names.
const MOST_COLUMNS: usize = 6;

impl State {
    /// A page of hits.
    pub(crate) fn search_catalogue(&self, query: &CatalogueQuery) -> Result<CataloguePage, Fault> {
        let plan = SearchPlan {
            query: Query::parse(&query.words),
            filter: Filter {
                departments: self.departments_below(&query.path),
                classes: query.classes.iter().map(|class| plain::number_of(&plain::CLASSES, class)).collect(),
                cycles: query.cycles.iter().map(|cycle| plain::number_of(&plain::CYCLES, cycle)).collect(),
            },
            offset: usize::try_from(query.offset).unwrap_or(usize::MAX),
            limit: PAGE,
        };
        let page = self.store.search(&plan)?;
        let requests = self.requests_here();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let found: HashMap<DepartmentId, u32> =
            page.departments.iter().map(|(department, found)| (*department, count(*found))).collect();
        Ok(CataloguePage {
            all: count(page.all),
            found: count(page.found),
            rows: page.hits.iter().map(|hit| self.catalogue_row(&requests, &plan.query, hit)).collect(),
            tree: self.tree(&found, &query.path),
        })
    }

    /// The departments at a place of the organisation tree and below it; `None` for all.
    fn departments_below(&self, path: &[String]) -> Option<BTreeSet<DepartmentId>> {
        if path.is_empty() {
            return None;
        }
        let directory = self.ledger.as_ref().and_then(|ledger| ledger.directory());
        let departments = directory.into_iter().flat_map(|directory| &directory.departments);
        let below = departments.filter(|row| parts(&row.path).take(path.len()).eq(path.iter().map(String::as_str)));
        Some(below.map(|row| row.id).collect())
    }

    /// The tree with the hits below each place, in the order of the directory, parents before children.
    fn tree(&self, found: &HashMap<DepartmentId, u32>, chosen: &[String]) -> Vec<TreeRow> {
        let directory = self.ledger.as_ref().and_then(|ledger| ledger.directory());
        let mut rows: Vec<TreeRow> = Vec::new();
        let mut places: HashMap<Vec<&str>, usize> = HashMap::new();
        for row in directory.into_iter().flat_map(|directory| &directory.departments) {
            let Some(hits) = found.get(&row.id).filter(|hits| **hits > 0) else { continue };
            let path: Vec<&str> = parts(&row.path).collect();
            for length in 1..=path.len() {
                let place = *places.entry(path[..length].to_vec()).or_insert_with(|| {
                    let path = path[..length].iter().map(|part| (*part).to_owned()).collect();
                    rows.push(TreeRow { path, found: 0 });
                    rows.len() - 1
                });
                rows[place].found += hits;
            }
        }
        if rows.len() > MOST_BRANCHES {
            rows.retain(|row| around(row, chosen));
        }
        rows
    }

    fn catalogue_row(&self, all: &[RequestOf<'_>], query: &Query, hit: &Hit) -> CatalogueRow {
        let Hit { id, document } = hit;
        let unit = self.entry_of(id).map(|(entry, _)| entry.unit.to_string());
        CatalogueRow {
            id: DatasetId(id.to_string()),
            name: spans(&document.name, &query.marks(Field::Name, &document.name)),
            text: self.text_of(query, document),
            provider: self.department_party(&document.department),
            unit: unit.unwrap_or_default(),
            class: plain::CLASSES.get(usize::from(document.class)).copied().unwrap_or(ShareClass::Conditional),
            cycle: plain::CYCLES.get(usize::from(document.cycle)).copied().unwrap_or(UpdateCycle::Other),
            updated: Stamp(document.updated.0),
            held: self.held(all, id),
        }
    }

    /// The summary; where only columns were hit, these.
    fn text_of(&self, query: &Query, document: &Document) -> Vec<Span> {
        let marks = query.marks(Field::Summary, &document.summary);
        let named = !query.marks(Field::Name, &document.name).is_empty();
        let hit = |column: &&String| !query.marks(Field::Column, column).is_empty();
        let columns: Vec<&String> = document.columns.iter().filter(hit).take(MOST_COLUMNS).collect();
        if named || !marks.is_empty() || columns.is_empty() {
            return spans(&document.summary, &marks);
        }
        let (head, between) = match self.settings.display.language {
            Language::Zh => ("信息项：", "、"),
            Language::En => ("Columns: ", ", "),
        };
        let mut text = vec![Span { text: head.to_owned(), mark: false }];
        for (at, column) in columns.into_iter().enumerate() {
            if at > 0 {
                text.push(Span { text: between.to_owned(), mark: false });
            }
            text.extend(spans(column, &query.marks(Field::Column, column)));
        }
        text
    }
}

/// Whether a branch is at the top, or a child of the chosen place or of one above it.
fn around(row: &TreeRow, chosen: &[String]) -> bool {
    row.path.len() <= 2 || row.path.split_last().is_some_and(|(_, parent)| chosen.starts_with(parent))
}

/// The parts of a path in the directory.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split(" / ")
}

/// A text in pieces, marked and not.
fn spans(text: &str, marks: &[Range<usize>]) -> Vec<Span> {
    let mut pieces = Vec::with_capacity(marks.len() * 2 + 1);
    let mut put = |piece: Option<&str>, mark| {
        let piece = piece.filter(|piece| !piece.is_empty());
        pieces.extend(piece.map(|piece| Span { text: piece.to_owned(), mark }));
    };
    let mut from = 0;
    for range in marks {
        put(text.get(from..range.start), false);
        put(text.get(range.clone()), true);
        from = range.end;
    }
    put(text.get(from..), false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_marked_and_unmarked_pieces_and_nothing_is_lost() {
        let text = "单位编制情况";
        let found = 6..12;
        let pieces = spans(text, std::slice::from_ref(&found));
        let marked: Vec<(&str, bool)> = pieces.iter().map(|piece| (piece.text.as_str(), piece.mark)).collect();
        assert_eq!(marked, [("单位", false), ("编制", true), ("情况", false)]);
        assert_eq!(spans(text, &[]), [Span { text: text.to_owned(), mark: false }]);
        assert_eq!(spans("", &[]), []);
    }
}
