//! From candidates to a page: the best are held to their text, ordered anew and shown; the rest keeps the order of its
//! terms. It refuses to read more texts than a key may cost.

use std::collections::{BTreeMap, BTreeSet};

use jixiang_model::{DepartmentId, ScopeId};

use super::document::Document;
use super::find::Judge;
use super::query::Query;
use super::rank::{Best, Candidate};

/// How many of the best candidates are held to their text: where the terms may lead astray, and where they do not and
/// only the order can become better.
const HELD_TO_TEXT: usize = 160;
const HELD_TO_ORDER: usize = 60;

/// What is searched for, and which part of the hits is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchPlan {
    /// What was typed; empty: everything, newest first.
    pub query: Query,
    /// Which datasets count.
    pub filter: Filter,
    /// Hits to leave out at the beginning.
    pub offset: usize,
    /// The most hits to hand over.
    pub limit: usize,
}

impl SearchPlan {
    /// Room for the candidates of this plan.
    #[must_use]
    pub fn best(&self) -> Best {
        Best::new(self.held().saturating_add(self.offset).saturating_add(self.limit))
    }

    fn held(&self) -> usize {
        if self.query.is_empty() {
            0
        } else if self.query.is_exact() {
            HELD_TO_ORDER
        } else {
            HELD_TO_TEXT
        }
    }
}

/// Which datasets count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only of these departments; `None` for all.
    pub departments: Option<BTreeSet<DepartmentId>>,
    /// Only of these classes; empty for all.
    pub classes: Vec<u8>,
    /// Only of these cycles; empty for all.
    pub cycles: Vec<u8>,
}

impl Filter {
    /// Whether class and cycle are wanted ones.
    #[must_use]
    pub fn wants(&self, class: u8, cycle: u8) -> bool {
        let has = |all: &[u8], one: u8| all.is_empty() || all.contains(&one);
        has(&self.classes, class) && has(&self.cycles, cycle)
    }

    /// Whether the department is a wanted one.
    #[must_use]
    pub fn wants_department(&self, department: &DepartmentId) -> bool {
        self.departments.as_ref().is_none_or(|wanted| wanted.contains(department))
    }
}

/// A page of hits, best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchPage {
    /// Datasets in the whole index.
    pub all: usize,
    /// Hits with all filters. Where the terms may lead astray, up to some hundred were each held to their text; of more
    /// the index alone knows, which may count a few in which the parts stand apart.
    pub found: usize,
    /// The hits from the plan's offset on.
    pub hits: Vec<Hit>,
    /// Hits of every department that has any, without the filter of departments, by id.
    pub departments: BTreeMap<DepartmentId, usize>,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The dataset.
    pub id: ScopeId,
    /// As it was indexed.
    pub document: Document,
}

/// What a store counted before texts were looked at.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Datasets in the whole index.
    pub all: usize,
    /// Candidates with all filters.
    pub found: usize,
    /// Candidates of every department, without the filter of departments.
    pub departments: BTreeMap<DepartmentId, usize>,
}

/// Makes the page of a plan. `best` has the candidates that [`SearchPlan::best`] kept; `fetch` reads one by its number,
/// `None` when it is not there any more.
///
/// # Errors
///
/// Those of `fetch`.
pub fn page<E>(
    plan: &SearchPlan,
    tally: Tally,
    best: Best,
    mut fetch: impl FnMut(u64) -> Result<Option<Hit>, E>,
) -> Result<SearchPage, E> {
    let Tally { all, mut found, mut departments } = tally;
    let mut best = best.into_best_first();
    let rest = best.split_off(best.len().min(plan.held()));
    let mut judge = Judge::default();
    let mut held: Vec<(Candidate, Hit)> = Vec::with_capacity(best.len());
    for candidate in best {
        let Some(hit) = fetch(candidate.number)? else {
            found = found.saturating_sub(1);
            continue;
        };
        if let Some(level) = judge.document(&plan.query, &hit.document) {
            held.push((Candidate { level, ..candidate }, hit));
        } else {
            found = found.saturating_sub(1);
            take_one(&mut departments, &hit.document.department);
        }
    }
    held.sort_by(|(one, _), (other, _)| other.cmp(one));
    let left_out = plan.offset.saturating_sub(held.len());
    let mut hits: Vec<Hit> = held.into_iter().map(|(_, hit)| hit).skip(plan.offset).take(plan.limit).collect();
    for candidate in rest.into_iter().skip(left_out) {
        if hits.len() == plan.limit {
            break;
        }
        hits.extend(fetch(candidate.number)?);
    }
    Ok(SearchPage { all, found, hits, departments })
}

fn take_one(departments: &mut BTreeMap<DepartmentId, usize>, department: &DepartmentId) {
    if let Some(many) = departments.get_mut(department) {
        *many -= 1;
        if *many == 0 {
            departments.remove(department);
        }
    }
}
