//! What a request is filled with before a person looks at it: what this department asked for before, else what the
//! duties of such an office suggest. It refuses to guess a purpose that nobody wrote down.

use std::sync::LazyLock;

use jixiang_contract::{DatasetId, RequestDraft, RequestFields, ShareMethod, StatementId};
use jixiang_model::{Date, ScopeId};
use jixiang_statement::payload::{Entry, Request};
use serde::Deserialize;

use super::matter::{Side, clock, fields};
use crate::fault::Fault;
use crate::state::State;

/// Suggestions of a list.
const MOST: usize = 8;
/// 使用范围 where nobody wrote another before.
const EXTENT: &str = "本部门经办人员";

/// The duties of one kind of office: the laws that it acts by and what it asks data for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Duties {
    /// Parts of the office's name; none for every office.
    words: Vec<String>,
    bases: Vec<String>,
    scenarios: Vec<String>,
}

/// The list that this program ships; a test reads it.
static DUTIES: LazyLock<Vec<Duties>> = LazyLock::new(|| {
    serde_json::from_slice(include_bytes!("../../data/duties.json")).expect("the shipped list is read by a test")
});

/// The duties of an office by its name; those of every office where none is known.
fn duties_of(office: &str) -> Option<&'static Duties> {
    let fits = |duties: &&Duties| duties.words.iter().any(|word| office.contains(word.as_str()));
    DUTIES.iter().find(fits).or_else(|| DUTIES.iter().find(|duties| duties.words.is_empty()))
}

/// The end of the next year.
fn end_of_next_year(today: Date) -> Date {
    let (year, ..) = today.parts();
    format!("{:04}-12-31", year.saturating_add(1)).parse().unwrap_or(today)
}

/// How an entry says that its data is shared.
fn method_of(entry: &Entry) -> ShareMethod {
    let says = |word: &str| entry.share_method.contains(word);
    if says("接口") {
        ShareMethod::Interface
    } else if says("交换") || says("批量") {
        ShareMethod::Batch
    } else {
        ShareMethod::File
    }
}

/// What was used before and what is suggested, each once, in this order.
fn each_once(used: impl Iterator<Item = String>, suggested: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for text in used.chain(suggested.iter().cloned()) {
        if !all.contains(&text) && all.len() < MOST {
            all.push(text);
        }
    }
    all
}

impl State {
    /// What a request for a dataset is filled with.
    pub(crate) fn request_draft(&self, id: &ScopeId) -> Result<RequestDraft, Fault> {
        let shown = self.ledger()?.dataset(id).ok_or(Fault::NotFound)?.latest().entry;
        let (entry, _) = self.entry_of(id).ok_or(Fault::NotFound)?;
        let before = self.asked_before(id);
        let office = self.own_chain().map_or("", |chain| chain.name());
        let duties = duties_of(office);
        let (bases, scenarios) = duties.map_or((&[][..], &[][..]), |duties| (&duties.bases[..], &duties.scenarios[..]));
        let bases = each_once(before.iter().map(|request| request.basis.to_string()), bases);
        let scenarios = each_once(before.iter().map(|request| request.scenario.to_string()), scenarios);
        let today = self.now().date();
        let until = before.first().map(|request| request.until).filter(|until| *until > today);
        let until = clock::day(until.unwrap_or_else(|| end_of_next_year(today)));
        let filled = match before.first() {
            Some(last) => RequestFields { until, ..fields(last) },
            None => RequestFields {
                basis: bases.first().cloned().unwrap_or_default(),
                scenario: scenarios.first().cloned().unwrap_or_default(),
                scope: EXTENT.to_owned(),
                method: method_of(entry),
                until,
            },
        };
        Ok(RequestDraft {
            dataset: DatasetId(id.to_string()),
            name: entry.name.to_string(),
            fields: filled,
            bases,
            scenarios,
            shown: StatementId(shown.to_string()),
        })
    }

    /// What this department asked for before: for the same dataset first, then by the same person, then the newest.
    fn asked_before(&self, id: &ScopeId) -> Vec<&Request> {
        let me = self.facts.as_ref().map(|facts| &facts.person);
        let own = self.requests_here().into_iter().filter(|request| request.side == Side::Requester);
        let mut asked: Vec<_> = own.filter_map(|request| request.asked_for()).collect();
        asked.sort_by_key(|asked| {
            let same = asked.request.dataset == *id;
            std::cmp::Reverse((same, Some(&asked.by.person) == me, asked.at))
        });
        asked.into_iter().map(|asked| asked.request).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_office_of_the_list_has_laws_and_scenarios_that_fit_their_fields() {
        for duties in DUTIES.iter() {
            assert!(!duties.bases.is_empty() && !duties.scenarios.is_empty(), "{:?}", duties.words);
            assert!(duties.bases.iter().all(|law| law.starts_with('《') && law.ends_with('》')), "{:?}", duties.bases);
            let short = |text: &String| (1..=500).contains(&text.chars().count());
            assert!(duties.bases.iter().chain(&duties.scenarios).all(short));
        }
    }

    #[test]
    fn an_office_is_known_by_its_name_and_every_other_has_the_decree() {
        let first = |office| duties_of(office).and_then(|duties| duties.bases.first()).map(String::as_str);
        assert_eq!(first("长春市财政局"), Some("《中华人民共和国预算法》"));
        assert_eq!(first("吉林省人力资源和社会保障厅"), Some("《中华人民共和国社会保险法》"));
        assert_eq!(first("吉林省政务服务和数字化建设管理局"), Some("《政务数据共享条例》"));
        assert_eq!(first("某县某办公室"), Some("《政务数据共享条例》"));
    }

    #[test]
    fn a_request_lasts_until_the_end_of_the_next_year_where_nobody_says_otherwise() {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        assert_eq!(end_of_next_year(date("2026-11-26")), date("2027-12-31"));
        assert_eq!(end_of_next_year(date("2027-01-01")), date("2028-12-31"));
    }

    #[test]
    fn what_was_used_comes_before_what_is_suggested_and_nothing_twice() {
        let used = ["乙", "甲", "乙"].map(str::to_owned);
        let suggested = ["甲", "丙"].map(str::to_owned);
        assert_eq!(each_once(used.into_iter(), &suggested), ["乙", "甲", "丙"]);
    }
}
