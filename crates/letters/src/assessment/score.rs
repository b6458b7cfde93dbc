//! From what was witnessed to a score and a rank: pure, and printed on every circular.

use crate::stats::percent;
use serde::{Deserialize, Serialize};

/// How the score is made, as circulars print it.
pub const RULE: &str = "得分满分 100 分：本周答复中按时或延期内答复的比例占 60 分，期末在办来信中未超期的比例占 25 分，本周评价中基本满意以上的比例占 15 分；\
                        没有发生的项目不计，按其余项目折算。得分相同的名次相同，先列办件多的单位。";

/// What a unit did in a week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The unit; none for letters that no unit has.
    pub unit: Option<i64>,
    /// Its short name at that time.
    pub name: String,
    /// Valid letters received in the week.
    pub received: u64,
    /// First answers given in the week.
    pub answered: u64,
    /// Of these inside the first limit.
    pub on_time: u64,
    /// Of these inside an extension.
    pub extended: u64,
    /// Open at the end of the week.
    pub open: u64,
    /// Of these beyond their limit.
    pub overdue: u64,
    /// Rated by their writers in the week.
    pub rated: u64,
    /// Of these 基本满意 or better.
    pub content: u64,
    /// Urged, supervised, instructed in the week.
    pub pressed: u64,
    /// Working days on which somebody of the unit looked in.
    pub visited: u64,
}

impl Work {
    /// Late answers.
    #[must_use]
    pub fn late(&self) -> u64 {
        self.answered.saturating_sub(self.on_time + self.extended)
    }

    /// What the minimum is counted by: answered in the week or open at its end.
    #[must_use]
    pub fn cases(&self) -> u64 {
        self.answered + self.open
    }

    /// Hundredths of a point, half up; none without anything to judge by.
    #[must_use]
    pub fn score(&self) -> Option<u64> {
        let parts = [
            (60, self.on_time + self.extended, self.answered),
            (25, self.open.saturating_sub(self.overdue), self.open),
            (15, self.content, self.rated),
        ];
        let happened = parts.into_iter().filter(|(_, _, whole)| *whole > 0);
        let (mut points, mut weight) = (0u64, 0u64);
        for (worth, part, whole) in happened {
            // Hundredths of a percent of a part times its worth.
            points += worth * percent(part, whole)?;
            weight += worth;
        }
        (points * 2 + weight).checked_div(weight * 2)
    }
}

/// A unit in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// 1 is the best; none for units with fewer cases than the minimum.
    pub rank: Option<u64>,
    /// Hundredths of a point.
    pub score: Option<u64>,
    /// What it did.
    #[serde(flatten)]
    pub work: Work,
}

/// Ranks units with at least `minimum` cases; the others follow without a rank.
#[must_use]
pub fn rank(works: Vec<Work>, minimum: u64) -> Vec<Ranked> {
    let counts = |work: &Work| work.unit.is_some() && work.cases() >= minimum.max(1);
    let key = |work: &Work| {
        use std::cmp::Reverse;
        (
            Reverse(counts(work)),
            Reverse(work.score()),
            Reverse(work.cases()),
            work.unit.is_none(),
            work.unit,
        )
    };
    let mut works = works;
    works.sort_by_key(key);
    let mut ranked: Vec<Ranked> = Vec::with_capacity(works.len());
    for (at, work) in (1..).zip(works) {
        let score = work.score().filter(|_| counts(&work));
        let same = ranked
            .last()
            .filter(|before| score.is_some() && before.score == score);
        let rank = score.map(|_| same.and_then(|before| before.rank).unwrap_or(at));
        ranked.push(Ranked { rank, score, work });
    }
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(unit: i64, answered: u64, on_time: u64, open: u64, overdue: u64) -> Work {
        Work {
            unit: Some(unit),
            answered,
            on_time,
            open,
            overdue,
            ..Work::default()
        }
    }

    #[test]
    fn a_score_counts_what_happened_alone() {
        assert_eq!(work(1, 4, 4, 0, 0).score(), Some(10_000));
        assert_eq!(work(1, 0, 0, 4, 1).score(), Some(7_500));
        // 60 × 0.5 + 25 × 1 of 85 points.
        assert_eq!(work(1, 2, 1, 3, 0).score(), Some(6_471));
        assert_eq!(work(1, 0, 0, 0, 0).score(), None);
    }

    #[test]
    fn small_numbers_are_listed_and_not_ranked() {
        let ranked = rank(
            vec![
                work(1, 1, 1, 1, 0),
                work(2, 4, 2, 0, 0),
                work(3, 9, 9, 0, 0),
                work(4, 3, 3, 0, 0),
            ],
            3,
        );
        let places: Vec<_> = ranked.iter().map(|row| (row.work.unit, row.rank)).collect();
        assert_eq!(
            places,
            [
                (Some(3), Some(1)),
                (Some(4), Some(1)),
                (Some(2), Some(3)),
                (Some(1), None)
            ]
        );
    }
}
