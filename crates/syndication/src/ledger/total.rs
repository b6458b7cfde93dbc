//! Sums over awards. Pure.

use super::Line;
use crate::score::Deed;
use crate::sender::Sender;
use std::collections::BTreeMap;

/// What a unit or person earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many of each deed, in the order of [`Deed::ALL`].
    pub deeds: [u64; 4],
    /// Points.
    pub points: i64,
}

impl Sum {
    fn add(&mut self, line: &Line) {
        for (count, deed) in self.deeds.iter_mut().zip(Deed::ALL) {
            *count += u64::from(deed == line.award.deed);
        }
        self.points += line.award.points;
    }
}

/// Everything.
#[must_use]
pub fn sum<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Sum {
    let mut all = Sum::default();
    for line in lines {
        all.add(line);
    }
    all
}

fn group<'a, K: Ord>(lines: &'a [Line], key: impl Fn(&'a Line) -> K) -> Vec<(K, Sum)> {
    let mut groups: BTreeMap<K, Sum> = BTreeMap::new();
    for line in lines {
        groups.entry(key(line)).or_default().add(line);
    }
    let mut groups: Vec<(K, Sum)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.points));
    groups
}

/// A unit's site or box and its name, most points first.
#[must_use]
pub fn by_unit(lines: &[Line]) -> Vec<((Sender, &str), Sum)> {
    group(lines, |line| (line.sender, line.unit.as_str()))
}

/// A unit's site or box, its name and a person's name, most points first.
#[must_use]
pub fn by_person(lines: &[Line]) -> Vec<((Sender, &str, &str), Sum)> {
    group(lines, |line| {
        (line.sender, line.unit.as_str(), line.person.as_str())
    })
}
