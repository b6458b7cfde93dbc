//! What a change makes of a list: pure.

use super::{Kind, entries_of, levels_of, levels_text};
use kernel::{Error, FieldError, Result};
use proof::{Entry, Level, List, MOST_ENTRIES, Rule};
use std::collections::HashMap;

/// A change of a document.
#[derive(Clone, Debug)]
pub enum Change {
    /// These entries come in; a word that is there already takes the new form.
    Put(Vec<Entry>),
    /// These words go.
    Drop(Vec<String>),
    /// The list is these entries.
    Replace(Vec<Entry>),
    /// The levels are these.
    Levels(Vec<(Rule, Level)>),
    /// It is again what an earlier version was.
    Restore(String),
}

/// The next version of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The whole document.
    pub text: String,
    /// Entries in it.
    pub size: i64,
    /// Entries that are new or other.
    pub added: i64,
    /// Entries that are gone or other.
    pub removed: i64,
}

impl Next {
    /// What `change` makes of the document `old`.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `list` for what does not fit the kind, or changes nothing.
    pub fn of(kind: Kind, old: &str, change: Change) -> Result<Self> {
        let wrong = |text: &str| Error::field("word", text);
        let Kind::Words(list) = kind else {
            return match change {
                Change::Levels(levels) => Self::levels(old, &levels),
                Change::Restore(text) => Self::levels(old, &levels_of(&text)),
                _ => Err(Error::NotFound),
            };
        };
        let before = entries_of(list, old)?;
        let after = match change {
            Change::Put(entries) => put(&before, entries),
            Change::Drop(words) => before
                .iter()
                .filter(|entry| !words.contains(&entry.word))
                .cloned()
                .collect(),
            Change::Replace(entries) => entries,
            Change::Restore(text) => entries_of(list, &text)?,
            Change::Levels(_) => return Err(Error::NotFound),
        };
        if after.len() > MOST_ENTRIES {
            return Err(wrong("一个词表最多 200,000 条。"));
        }
        Self::words(list, &before, &after)
    }

    fn words(list: List, before: &[Entry], after: &[Entry]) -> Result<Self> {
        let old: HashMap<&str, &Entry> = before.iter().map(|entry| (entry.word.as_str(), entry)).collect();
        let new: HashMap<&str, &Entry> = after.iter().map(|entry| (entry.word.as_str(), entry)).collect();
        let differs = |of: &HashMap<&str, &Entry>, to: &HashMap<&str, &Entry>| {
            let other = of.iter().filter(|(word, entry)| to.get(*word) != Some(entry));
            i64::try_from(other.count()).unwrap_or(i64::MAX)
        };
        let (added, removed) = (differs(&new, &old), differs(&old, &new));
        if added == 0 && removed == 0 {
            return Err(Error::field("word", "与现有的词表相同，没有需要保存的改动。"));
        }
        Ok(Self {
            text: proof::file::write(list, after),
            size: i64::try_from(after.len()).unwrap_or(i64::MAX),
            added,
            removed,
        })
    }

    fn levels(old: &str, levels: &[(Rule, Level)]) -> Result<Self> {
        let wrong: Vec<FieldError> = levels
            .iter()
            .filter(|(rule, level)| {
                let (least, most) = rule.bounds();
                !(least..=most).contains(level)
            })
            .map(|(rule, _)| FieldError::new(rule.key(), format!("“{}”的级别是固定的。", rule.title())))
            .collect();
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let before = levels_of(old);
        let changed = |of: &[(Rule, Level)], to: &[(Rule, Level)]| {
            i64::try_from(of.iter().filter(|pair| !to.contains(pair)).count()).unwrap_or(i64::MAX)
        };
        let (added, removed) = (changed(levels, &before), changed(&before, levels));
        if added == 0 && removed == 0 {
            return Err(Error::field("why", "级别没有变化，没有需要保存的改动。"));
        }
        Ok(Self {
            text: levels_text(levels),
            size: i64::try_from(levels.len()).unwrap_or(i64::MAX),
            added,
            removed,
        })
    }
}

fn put(before: &[Entry], entries: Vec<Entry>) -> Vec<Entry> {
    let mut after = before.to_vec();
    let mut places: HashMap<String, usize> = before
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.word.clone(), at))
        .collect();
    for entry in entries {
        match places.get(&entry.word).and_then(|at| after.get_mut(*at)) {
            Some(place) => *place = entry,
            None => {
                places.insert(entry.word.clone(), after.len());
                after.push(entry);
            }
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(word: &str, right: &str) -> Entry {
        Entry::parse(List::Wrong, word, right, "", "").unwrap()
    }

    #[test]
    fn each_change_makes_a_whole_list_and_counts_what_it_did() {
        let kind = Kind::Words(List::Wrong);
        let one = Next::of(
            kind,
            "",
            Change::Put(vec![entry("帐号", "账号"), entry("部份", "部分")]),
        )
        .unwrap();
        assert_eq!((one.size, one.added, one.removed), (2, 2, 0));
        let two = Next::of(kind, &one.text, Change::Put(vec![entry("部份", "部分，")])).unwrap();
        assert_eq!((two.size, two.added, two.removed), (2, 1, 1));
        let three = Next::of(kind, &two.text, Change::Drop(vec!["帐号".into()])).unwrap();
        assert_eq!((three.size, three.added, three.removed), (1, 0, 1));
        let back = Next::of(kind, &three.text, Change::Restore(one.text.clone())).unwrap();
        assert_eq!(back.text, one.text);
        assert!(Next::of(kind, &back.text, Change::Drop(vec!["没有".into()])).is_err());
    }

    #[test]
    fn a_level_out_of_its_bounds_is_refused_by_name() {
        let wrong = Next::of(Kind::Levels, "", Change::Levels(vec![(Rule::Alt, Level::Note)])).unwrap_err();
        let Error::Invalid(wrong) = wrong else {
            panic!("{wrong}")
        };
        assert_eq!(wrong[0].field, "alt");
        let next = Next::of(
            Kind::Levels,
            "",
            Change::Levels(vec![(Rule::Mobile, Level::Block)]),
        )
        .unwrap();
        assert_eq!(levels_of(&next.text), [(Rule::Mobile, Level::Block)]);
    }
}
