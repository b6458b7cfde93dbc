//! Leaders: a title that is not the person's, and an enumeration out of order.

use crate::lists::automaton;
use crate::{Cure, Entry, Rule};
use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;

#[derive(Debug)]
pub(crate) struct Leaders {
    people: Vec<Entry>,
    names: AhoCorasick,
    /// Every title of the list, the longest first.
    titles: Vec<String>,
}

/// What is wrong with how leaders are named.
pub(crate) struct Misnamed {
    pub(crate) rule: Rule,
    pub(crate) range: Range<usize>,
    pub(crate) why: String,
    pub(crate) cure: Option<Cure>,
}

/// A person named in a text, with the titles before the name.
struct Named<'a> {
    whole: Range<usize>,
    entry: &'a Entry,
}

/// What may stand between two persons of one enumeration.
const BETWEEN: [&str; 8] = ["、", "，", "和", "与", "及", "以及", " ", "\u{3000}"];
/// Signs before a title that make it another one.
const DEPUTY: [char; 2] = ['副', '代'];
/// Signs before a title that make it a past one.
const FORMER: [char; 2] = ['原', '前'];

impl Leaders {
    pub(crate) fn new(people: Vec<Entry>) -> Result<Self, String> {
        let names = automaton(&people, MatchKind::LeftmostLongest)?;
        let mut titles: Vec<String> = people
            .iter()
            .flat_map(|person| titles(&person.right))
            .map(str::to_owned)
            .collect();
        titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
        titles.dedup();
        Ok(Self {
            people,
            names,
            titles,
        })
    }

    pub(crate) fn check(&self, text: &str) -> Vec<Misnamed> {
        let mut found = Vec::new();
        let mut named: Vec<Named<'_>> = Vec::new();
        for hit in self.names.find_iter(text) {
            let Some(entry) = self.people.get(hit.pattern().as_usize()) else {
                continue;
            };
            let start = self.before(text, &hit.range(), entry, &mut found);
            self.behind(text, &hit.range(), entry, &mut found);
            named.push(Named {
                whole: start..hit.end(),
                entry,
            });
        }
        let mut row: Vec<&Named<'_>> = Vec::new();
        for person in &named {
            let joined = row
                .last()
                .is_some_and(|last| is_between(text, last.whole.end..person.whole.start));
            if !joined {
                found.extend(disorder(text, &row));
                row.clear();
            }
            row.push(person);
        }
        found.extend(disorder(text, &row));
        found
    }

    /// Looks at the titles that lead up to a name; answers where they begin.
    fn before(&self, text: &str, name: &Range<usize>, entry: &Entry, found: &mut Vec<Misnamed>) -> usize {
        let mut start = name.start;
        loop {
            let head = text.get(..start).unwrap_or_default();
            let head = if start == name.start {
                head
            } else {
                head.strip_suffix('、').unwrap_or_default()
            };
            let Some(title) = self.titles.iter().find(|title| head.ends_with(title.as_str())) else {
                return start;
            };
            let end = head.len();
            let mut from = end - title.len();
            let sign = head.get(..from).and_then(|rest| rest.chars().next_back());
            if sign.is_some_and(|sign| FORMER.contains(&sign)) {
                return start;
            }
            let deputy = sign.filter(|sign| DEPUTY.contains(sign));
            from -= deputy.map_or(0, char::len_utf8);
            let said = head.get(from..end).unwrap_or_default();
            if !titles(&entry.right).any(|own| holds(own, said)) {
                found.push(wrong_title(entry, from..end, said));
            }
            start = from;
        }
    }

    /// Looks at a title right behind a name: 何静宜市长.
    fn behind(&self, text: &str, name: &Range<usize>, entry: &Entry, found: &mut Vec<Misnamed>) {
        let tail = text.get(name.end..).unwrap_or_default();
        let Some(title) = self.titles.iter().find(|title| tail.starts_with(title.as_str())) else {
            return;
        };
        // 陆明远市长何静宜: the title belongs to whom it stands before.
        let rest = tail.get(title.len()..).unwrap_or_default();
        let next = self
            .people
            .iter()
            .any(|other| rest.starts_with(other.word.as_str()));
        if !next && !titles(&entry.right).any(|own| holds(own, title)) {
            found.push(wrong_title(entry, name.end..name.end + title.len(), title));
        }
    }
}

fn titles(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ',', '，', ';', '；'])
        .map(str::trim)
        .filter(|title| !title.is_empty())
}

/// Whether a title is called so, in whole or in short: 市委书记 is also 书记, 副市长 is not 市长.
fn holds(own: &str, said: &str) -> bool {
    let rest = own.strip_suffix(said);
    rest.is_some_and(|rest| !rest.ends_with(DEPUTY))
}

fn wrong_title(entry: &Entry, range: Range<usize>, said: &str) -> Misnamed {
    let right = &entry.right;
    Misnamed {
        rule: Rule::LeaderTitle,
        range,
        why: format!("{}的职务是“{right}”，不是“{said}”。", entry.word),
        cure: Some(Cure::Replace(right.clone())),
    }
}

fn is_between(text: &str, range: Range<usize>) -> bool {
    let Some(mut rest) = text.get(range).filter(|gap| !gap.is_empty()) else {
        return false;
    };
    while !rest.is_empty() {
        let Some(sign) = BETWEEN.iter().find(|sign| rest.starts_with(**sign)) else {
            return false;
        };
        rest = rest.get(sign.len()..).unwrap_or_default();
    }
    true
}

/// An enumeration in which somebody stands before whom he should stand behind.
fn disorder(text: &str, row: &[&Named<'_>]) -> Option<Misnamed> {
    let wrong = row.windows(2).find_map(|pair| match pair {
        [first, second] if first.entry.rank > second.entry.rank => Some((first, second)),
        _ => None,
    })?;
    let range = row.first()?.whole.start..row.last()?.whole.end;
    let mut sorted: Vec<&Named<'_>> = row.to_vec();
    sorted.sort_by_key(|person| person.entry.rank);
    let mut right = String::new();
    for (at, person) in sorted.iter().enumerate() {
        right.push_str(text.get(person.whole.clone())?);
        if let (Some(here), Some(next)) = (row.get(at), row.get(at + 1)) {
            right.push_str(text.get(here.whole.end..next.whole.start)?);
        }
    }
    Some(Misnamed {
        rule: Rule::LeaderOrder,
        range,
        why: format!("{}应排在{}之前。", wrong.1.entry.word, wrong.0.entry.word),
        cure: Some(Cure::Replace(right)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::List;

    fn leaders() -> Leaders {
        let person = |name, title, rank| Entry::parse(List::Leader, name, title, rank, "").unwrap();
        Leaders::new(vec![
            person("陆明远", "市委书记", "1"),
            person("何静宜", "市委副书记、市长", "2"),
            person("沈知行", "副市长", "3"),
        ])
        .unwrap()
    }

    fn found(text: &str) -> Vec<(Rule, String, String)> {
        let found = leaders().check(text);
        let row = |wrong: Misnamed| {
            let cure = match wrong.cure {
                Some(Cure::Replace(to)) => to,
                _ => String::new(),
            };
            (wrong.rule, text[wrong.range].to_owned(), cure)
        };
        found.into_iter().map(row).collect()
    }

    #[test]
    fn a_title_of_somebody_else_is_wrong_and_the_own_one_is_right() {
        use Rule::LeaderTitle;
        for (text, said, right) in [
            ("市长陆明远出席", "市长", "市委书记"),
            ("副市长何静宜讲话", "副市长", "市委副书记、市长"),
            ("市委书记、市长何静宜", "市委书记", "市委副书记、市长"),
            ("沈知行市长到场", "市长", "副市长"),
            ("代市长何静宜", "代市长", "市委副书记、市长"),
        ] {
            let found = found(text);
            assert!(
                found.contains(&(LeaderTitle, said.into(), right.into())),
                "{text}: {found:?}"
            );
        }
        for text in [
            "市委书记陆明远出席",
            "市委副书记、市长何静宜讲话",
            "市长何静宜、副市长沈知行",
            "何静宜市长表示",
            "原市长陆明远",
            "陆明远强调，市长要",
            "陆明远",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn an_enumeration_out_of_order_is_put_in_order() {
        let text = "会上，市长何静宜、市委书记陆明远和副市长沈知行先后发言";
        let right = "市委书记陆明远、市长何静宜和副市长沈知行";
        assert_eq!(
            found(text),
            [(
                Rule::LeaderOrder,
                "市长何静宜、市委书记陆明远和副市长沈知行".into(),
                right.into()
            )]
        );
        assert_eq!(found("陆明远、何静宜、沈知行参加。沈知行主持，陆明远讲话。"), []);
        assert_eq!(found("沈知行说。陆明远说。"), []);
    }
}
