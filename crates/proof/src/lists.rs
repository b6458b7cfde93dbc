//! Lists as an automaton: a hundred thousand words cost a text no more than ten.

use crate::leader::Leaders;
use crate::{Entry, List, Rule};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::HashMap;
use std::ops::Range;

/// The lists of one keeper, compiled.
#[derive(Debug)]
pub struct Lists {
    words: Vec<Words>,
    allowed: Option<AhoCorasick>,
    pub(crate) leaders: Option<Leaders>,
    label: HashMap<List, String>,
}

#[derive(Debug)]
struct Words {
    rule: Rule,
    list: List,
    automaton: AhoCorasick,
    entries: Vec<Entry>,
}

/// A word of a list in a text.
pub(crate) struct Hit<'a> {
    pub(crate) rule: Rule,
    pub(crate) range: Range<usize>,
    pub(crate) entry: &'a Entry,
    pub(crate) label: &'a str,
}

impl Lists {
    /// Compiles lists, each with the words by which findings name it and its version.
    ///
    /// # Errors
    /// A sentence, when the lists are larger than an automaton can be.
    pub fn compile(lists: Vec<(List, String, Vec<Entry>)>) -> Result<Self, String> {
        let mut made = Self {
            words: Vec::new(),
            allowed: None,
            leaders: None,
            label: HashMap::new(),
        };
        for (list, label, entries) in lists {
            if entries.is_empty() {
                continue;
            }
            made.label.insert(list, label);
            match list {
                List::Wrong => made.add(Rule::WrongWord, list, entries)?,
                List::Sensitive => made.add(Rule::Sensitive, list, entries)?,
                List::Forbidden => made.add(Rule::Forbidden, list, entries)?,
                List::Allow => made.allowed = Some(automaton(&entries, MatchKind::Standard)?),
                List::Leader => made.leaders = Some(Leaders::new(entries)?),
            }
        }
        Ok(made)
    }

    fn add(&mut self, rule: Rule, list: List, entries: Vec<Entry>) -> Result<(), String> {
        let automaton = automaton(&entries, MatchKind::LeftmostLongest)?;
        self.words.push(Words {
            rule,
            list,
            automaton,
            entries,
        });
        Ok(())
    }

    pub(crate) fn label(&self, list: List) -> &str {
        self.label.get(&list).map_or("", String::as_str)
    }

    /// Phrases in which listed words are right.
    pub(crate) fn allowed(&self, text: &str) -> Vec<Range<usize>> {
        let Some(allowed) = &self.allowed else {
            return Vec::new();
        };
        allowed
            .find_overlapping_iter(text)
            .map(|hit| hit.range())
            .collect()
    }

    /// Every word of the lists in `text`.
    pub(crate) fn hits<'a>(&'a self, text: &str, mut see: impl FnMut(Hit<'a>)) {
        for words in &self.words {
            for hit in words.automaton.find_iter(text) {
                let Some(entry) = words.entries.get(hit.pattern().as_usize()) else {
                    continue;
                };
                see(Hit {
                    rule: words.rule,
                    range: hit.range(),
                    entry,
                    label: self.label(words.list),
                });
            }
        }
    }
}

pub(crate) fn automaton(entries: &[Entry], kind: MatchKind) -> Result<AhoCorasick, String> {
    AhoCorasick::builder()
        .match_kind(kind)
        .ascii_case_insensitive(true)
        .build(entries.iter().map(|entry| entry.word.as_str()))
        .map_err(|error| format!("词表过大，无法编制索引：{error}"))
}

/// The lists that come with the program, which stand until a group keeps its own.
#[must_use]
pub fn shipped(list: List) -> Vec<Entry> {
    let text = match list {
        List::Wrong => include_str!("../lists/wrong.csv"),
        List::Forbidden => include_str!("../lists/forbidden.csv"),
        List::Allow => include_str!("../lists/allow.csv"),
        List::Sensitive | List::Leader => return Vec::new(),
    };
    crate::file::read(list, text.as_bytes()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lists_are_readable_and_correct_nothing_into_a_fault() {
        let wrong = crate::file::read(List::Wrong, include_bytes!("../lists/wrong.csv")).unwrap();
        let forbidden = crate::file::read(List::Forbidden, include_bytes!("../lists/forbidden.csv")).unwrap();
        crate::file::read(List::Allow, include_bytes!("../lists/allow.csv")).unwrap();
        assert!(
            wrong.len() >= 150 && forbidden.len() >= 20,
            "{} {}",
            wrong.len(),
            forbidden.len()
        );
        for entry in wrong.iter().chain(&forbidden) {
            let again = wrong
                .iter()
                .chain(&forbidden)
                .find(|other| entry.right.contains(&other.word));
            assert!(
                again.is_none(),
                "{} → {} holds {again:?}",
                entry.word,
                entry.right
            );
        }
    }
}
