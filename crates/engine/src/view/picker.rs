//! The picker: departments and people of the registrar's directory, best first.

use jixiang_contract::{Reach, RecipientId, RecipientRow};
use jixiang_model::{DepartmentId, PersonId};

use crate::fault::Fault;
use crate::record::Chosen;
use crate::search::{Field, Judge, Query};
use crate::state::State;

const MOST_ROWS: usize = 20;

/// A department or person of the directory, for scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryRow {
    /// The staff id of a person, the unified social credit code of a department.
    pub id: String,
    /// As it is shown.
    pub party: jixiang_contract::Party,
    /// Whether something can be sealed to it now.
    pub reach: Reach,
}

/// The id of a recipient for the window.
pub(crate) fn id(chosen: &Chosen) -> RecipientId {
    let person = chosen.person.as_ref().map_or("", PersonId::as_str);
    RecipientId(format!("{}/{person}", chosen.department))
}

/// Takes a recipient's id apart.
pub(crate) fn parse(id: &RecipientId) -> Result<Chosen, Fault> {
    let unknown = || Fault::UnknownRecipient(id.to_string());
    let (department, person) = id.as_str().split_once('/').ok_or_else(unknown)?;
    let department: DepartmentId = department.parse().map_err(|_| unknown())?;
    let person = if person.is_empty() { None } else { Some(person.parse().map_err(|_| unknown())?) };
    Ok(Chosen { department, person })
}

/// A word of what was typed.
struct Word {
    text: String,
    /// As letters that may be pinyin or initials; signs stand for themselves. Not with anything else in it, which is an id.
    sound: Option<Query>,
}

impl Word {
    fn all(typed: &str) -> Vec<Self> {
        let word = |text: String| {
            let latin = text.contains(|one: char| one.is_ascii_lowercase());
            let sound = (latin && text.chars().all(char::is_alphanumeric)).then(|| Query::parse(&text));
            Self { text, sound }
        };
        typed.split_whitespace().map(str::to_lowercase).map(word).collect()
    }

    /// Whether it is in a text by its sound; it may be at the beginning of the text.
    fn sounds(&self, judge: &mut Judge, field: Field, text: &str) -> Option<u16> {
        self.sound.as_ref().and_then(|query| judge.texts(query, [(field, text)]))
    }
}

/// How badly a text fits the words: `None` when one of them is nowhere in it, neither written nor as it sounds.
fn fit(words: &[Word], judge: &mut Judge, name: &str, rest: &str) -> Option<usize> {
    let mut penalty = name.chars().count();
    for word in words {
        if name.contains(word.text.as_str()) {
            penalty += if name.starts_with(word.text.as_str()) { 0 } else { 10 };
        } else if let Some(worth) = word.sounds(judge, Field::Name, name) {
            // The more it is worth, the nearer to what is written.
            penalty += 60_usize.saturating_sub(usize::from(worth));
        } else if rest.contains(word.text.as_str()) || word.sounds(judge, Field::Provider, rest).is_some() {
            penalty += 40;
        } else {
            return None;
        }
    }
    Some(penalty)
}

impl State {
    /// Departments and people that fit the query; recent recipients when it is empty.
    pub(crate) fn pick_rows(&self, query: &str) -> Vec<RecipientRow> {
        let words = Word::all(query);
        let chosen = if words.is_empty() { self.recents.clone() } else { self.search_people(&words, MOST_ROWS) };
        chosen.iter().take(MOST_ROWS).map(|chosen| self.pick_row(chosen)).collect()
    }

    /// Rows for scripts: departments, or people.
    pub(crate) fn directory_rows(&self, words: &str, most: usize, people: bool) -> Vec<DirectoryRow> {
        let found = self.search_people(&Word::all(words), usize::MAX);
        let wanted = found.iter().filter(|chosen| chosen.person.is_some() == people).take(most);
        wanted
            .map(|chosen| {
                let uscc = self.listed(&chosen.department).map_or_else(String::new, |row| row.uscc.to_string());
                let id = chosen.person.as_ref().map_or(uscc, ToString::to_string);
                let RecipientRow { party, reach, .. } = self.pick_row(chosen);
                DirectoryRow { id, party, reach }
            })
            .collect()
    }

    /// The one recipient that is meant.
    pub(crate) fn resolve(&self, who: &str) -> Result<RecipientId, Fault> {
        let directory = self.ledger()?.directory().ok_or_else(|| Fault::UnknownRecipient(who.to_owned()))?;
        let people = directory.people.iter().filter(|row| row.id.as_str() == who || *row.name == *who);
        let people = people.map(|row| Chosen { department: row.department, person: Some(row.id.clone()) });
        let departments = directory.departments.iter().filter(|row| row.uscc.as_str() == who || *row.name == *who);
        let departments = departments.map(|row| Chosen { department: row.id, person: None });
        let mut meant = people.chain(departments);
        match (meant.next(), meant.next()) {
            (Some(chosen), None) => Ok(id(&chosen)),
            (Some(_), Some(_)) => Err(Fault::AmbiguousRecipient(who.to_owned())),
            (None, _) => Err(Fault::UnknownRecipient(who.to_owned())),
        }
    }

    /// One row.
    pub(crate) fn pick_row(&self, chosen: &Chosen) -> RecipientRow {
        let reach = match self.chain(&chosen.department) {
            None => Reach::Unchecked,
            Some(_) => match self.sealable(chosen) {
                Ok(sealable) => Reach::Ready { devices: sealable.devices },
                Err(Fault::NoDevice(_)) => Reach::NoDevice,
                Err(_) => Reach::Unchecked,
            },
        };
        RecipientRow { id: id(chosen), party: self.party(chosen), reach }
    }

    /// Searches the directory, best first: departments by name, code and place, people by name, post and department; as
    /// they are written, in pinyin and by initials.
    fn search_people(&self, words: &[Word], most: usize) -> Vec<Chosen> {
        let Some(directory) = self.ledger.as_ref().and_then(|ledger| ledger.directory()) else {
            return Vec::new();
        };
        let mut judge = Judge::default();
        let mut all: Vec<(usize, Chosen)> = Vec::new();
        all.extend(directory.departments.iter().filter_map(|row| {
            let rest = format!("{} {} {}", row.path, row.uscc, row.division).to_lowercase();
            let penalty = fit(words, &mut judge, &row.name.to_lowercase(), &rest)?;
            Some((penalty, Chosen { department: row.id, person: None }))
        }));
        all.extend(directory.people.iter().filter_map(|row| {
            let listed = self.listed(&row.department)?;
            let rest = format!("{} {} {} {}", row.post, row.id, listed.name, listed.path).to_lowercase();
            let penalty = fit(words, &mut judge, &row.name, &rest)? + 5;
            Some((penalty, Chosen { department: row.department, person: Some(row.id.clone()) }))
        }));
        let own = self
            .facts
            .as_ref()
            .map(|facts| Chosen { department: facts.department, person: Some(facts.person.clone()) });
        all.retain(|(_, chosen)| Some(chosen) != own.as_ref());
        all.sort();
        all.into_iter().map(|(_, chosen)| chosen).take(most).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_picked_as_they_are_written_by_pinyin_and_by_initials() {
        let mut judge = Judge::default();
        let mut fit = |typed: &str, name: &str, rest: &str| fit(&Word::all(typed), &mut judge, name, rest);
        for typed in ["财政", "caizheng", "czt", "省cz", "吉林 czt", "jlscz", "11220000", "csz"] {
            let found = fit(typed, "吉林省财政厅", "吉林省 / 长生镇 11220000013544292h");
            assert!(found.is_some(), "{typed}");
        }
        for typed in ["民政", "minzheng", "mzt", "czt 王", "zzz"] {
            assert_eq!(fit(typed, "吉林省财政厅", "吉林省 11220000013544292h"), None, "{typed}");
        }
        let worth = |typed: &str| fit(typed, "王财", "处长 财政厅").expect("it fits");
        let order = ["王", "wang", "cai", "处长"].map(worth);
        assert!(order.is_sorted(), "{order:?}");
        assert!(order[0] < order[3]);
    }
}
