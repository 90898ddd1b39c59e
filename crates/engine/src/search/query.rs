//! What was typed, as a plan: the phrases that are held against texts, and the terms of the index that lead to them. It
//! refuses operators and quotes: every sign that is no letter parts two phrases, and all phrases must be found.

use super::document::Fields;
use super::latin;
use super::term::{Term, TermRange, WORD};
use super::text::{Class, class, fold};
use super::way::{MOST_CHARACTERS, Rule, Way};

/// The most phrases of a query that count.
const MOST_PHRASES: usize = 8;

/// A query that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) needs: Vec<Need>,
}

/// Characters that were typed without anything between them, folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Phrase {
    pub(crate) characters: Vec<char>,
    pub(crate) runs: Vec<Run>,
}

/// A part of a phrase of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) characters: Vec<char>,
    pub(crate) latin: bool,
}

/// What every hit must have, in one of these ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) ways: Vec<Way>,
}

impl Query {
    /// Understands what was typed; empty when there is nothing to search for.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let mut phrases = vec![Phrase::default()];
        let mut last = Class::Between;
        for character in typed.chars().map(fold).take(MOST_CHARACTERS) {
            let class = class(character);
            let full = phrases.len() == MOST_PHRASES;
            let phrase = phrases.last_mut().expect("there is always one");
            match class {
                Class::Between if phrase.characters.is_empty() => {}
                Class::Between if full => break,
                Class::Between => phrases.push(Phrase::default()),
                Class::Sign | Class::Latin => phrase.add(character, class, last),
            }
            last = class;
        }
        phrases.retain(|phrase| !phrase.characters.is_empty());
        let needs = phrases.iter().flat_map(|phrase| &phrase.runs).map(Run::need).collect();
        Self { phrases, needs }
    }

    /// Whether nothing is searched for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Whether every document with the terms is a hit: phrases of one run, each looked for by one term at a time.
    pub(crate) fn is_exact(&self) -> bool {
        let alone = |need: &Need| need.ways.iter().all(|way| way.atoms.len() == 1);
        self.phrases.iter().all(|phrase| phrase.runs.len() == 1 && phrase.characters.len() <= WORD)
            && self.needs.iter().all(alone)
    }

    /// What a document is worth in which the terms stand where `fields` says; `None` when it is no hit.
    pub(crate) fn level(&self, fields: impl Fn(TermRange) -> Fields) -> Option<u16> {
        let mut level = 0;
        for need in &self.needs {
            let ways = need.ways.iter();
            let best = ways.map(|way| way.level(&way.atoms.iter().map(|atom| fields(*atom)).collect::<Vec<_>>())).max();
            level += best.filter(|best| *best > 0).map(u16::from)?;
        }
        Some(level)
    }
}

impl Phrase {
    fn add(&mut self, character: char, class: Class, last: Class) {
        self.characters.push(character);
        match self.runs.last_mut() {
            Some(run) if last == class => run.characters.push(character),
            Some(_) | None => self.runs.push(Run { characters: vec![character], latin: class == Class::Latin }),
        }
    }
}

impl Run {
    fn need(&self) -> Need {
        let ways = match self.characters.as_slice() {
            _ if self.latin => latin::ways(&self.characters),
            [one] => vec![Way::one(TermRange::sign(*one), 0)],
            [one, next] => vec![Way::one(TermRange::one(Term::pair(*one, Some(*next))), 0)],
            signs => {
                let pairs = signs.windows(2).map(|pair| TermRange::one(Term::pair(pair[0], Some(pair[1]))));
                vec![Way { atoms: pairs.collect(), rule: Rule::Cover, off: 0 }]
            }
        };
        Need { ways }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_parted_by_whatever_is_no_letter() {
        let query = Query::parse("　财政（编制）, ＧＤＰ2023年 ");
        let phrases: Vec<String> = query.phrases.iter().map(|phrase| phrase.characters.iter().collect()).collect();
        assert_eq!(phrases, ["财政", "编制", "gdp2023年"]);
        assert_eq!(query.phrases[2].runs.len(), 2);
        assert_eq!(query.needs.len(), 4);
    }

    #[test]
    fn nothing_to_search_for_is_an_empty_query() {
        for nothing in ["", "  ", "（）、。", "\u{0}\u{7f}"] {
            assert!(Query::parse(nothing).is_empty(), "{nothing:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let query = Query::parse(&"编".repeat(5000));
        assert_eq!(query.phrases[0].characters.len(), MOST_CHARACTERS);
        assert_eq!(Query::parse(&"a ".repeat(500)).phrases.len(), MOST_PHRASES);
    }
}
