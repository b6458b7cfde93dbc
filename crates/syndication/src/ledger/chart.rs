//! The charts of the ledger and the tables beside them: points by month, and what became of what was sent up. All of it is
//! counted from the same awards as the totals.

use super::view::Figure;
use super::{Fate, Line, Scope};
use crate::score::Deed;
use crate::sender::Sender;
use chrono::{Datelike, Days, Months, NaiveDate};
use kernel::beijing;
use serde::Serialize;
use std::collections::BTreeMap;

/// The longest bar.
const BAR: i64 = 360;
/// Height of a row of a chart.
const STEP: usize = 28;
/// Months shown at most, the last ones of the period.
const MONTHS: usize = 12;

/// Points by month.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Months12 {
    /// Bars of all units together, oldest month first.
    pub bars: Vec<Bar>,
    /// Height of the chart.
    pub height: usize,
    /// Units with their months, most points first.
    pub rows: Vec<MonthRow>,
}

/// A bar of points.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bar {
    /// `2026-11`.
    pub name: String,
    /// Points.
    pub points: i64,
    /// Upper edge of its row.
    pub y: usize,
    /// Length.
    pub width: i64,
}

/// A unit and its months.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MonthRow {
    /// Unit.
    pub name: String,
    /// Points a month.
    pub months: Vec<Figure>,
    /// Points of these months.
    pub total: i64,
}

/// What became of what was sent up.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shares {
    /// Units, most submissions first.
    pub rows: Vec<ShareRow>,
    /// Height of the chart.
    pub height: usize,
}

/// A unit's submissions.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShareRow {
    /// Unit.
    pub name: String,
    /// All of them.
    pub sent: Figure,
    /// Those of each fate.
    pub fates: Vec<Figure>,
    /// Parts of the bar.
    pub parts: Vec<Part>,
    /// `67%` of what was decided, or a dash.
    pub rate: String,
    /// Upper edge of its row.
    pub y: usize,
}

/// A part of a bar.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Part {
    /// Class.
    pub bar: String,
    /// Left edge.
    pub x: i64,
    /// Length.
    pub width: i64,
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

/// First days of the months of a period.
fn months(scope: &Scope) -> Vec<NaiveDate> {
    let mut found = Vec::new();
    let mut month = scope.from.with_day(1);
    while let Some(first) = month.filter(|first| *first <= scope.to) {
        found.push(first);
        if found.len() > MONTHS {
            found.remove(0);
        }
        month = first.checked_add_months(Months::new(1));
    }
    found
}

/// Points by month of the period's awards; `base` is the ledger's address.
pub(super) fn by_month(base: &str, whole: &Scope, period: &[Line]) -> Months12 {
    let firsts = months(whole);
    let of_month = |line: &Line| {
        let day = beijing::day(line.award.at);
        firsts.iter().rposition(|first| *first <= day)
    };
    let mut sums = vec![0; firsts.len()];
    let mut units: BTreeMap<(Sender, &str), Vec<i64>> = BTreeMap::new();
    for line in period {
        let Some(month) = of_month(line) else { continue };
        let own = units
            .entry((line.sender, line.unit.as_str()))
            .or_insert_with(|| vec![0; firsts.len()]);
        for row in [&mut sums, own] {
            if let Some(sum) = row.get_mut(month) {
                *sum += line.award.points;
            }
        }
    }
    let most = sums.iter().copied().max().unwrap_or(1).max(1);
    let bars = firsts.iter().zip(&sums).enumerate();
    let bars = bars.map(|(n, (first, points))| Bar {
        name: first.format("%Y-%m").to_string(),
        points: *points,
        y: n * STEP,
        width: points * BAR / most,
    });
    let figure = |sender: Sender, first: NaiveDate, points: i64| {
        let next = first.checked_add_months(Months::new(1));
        let last = next.and_then(|next| next.checked_sub_days(Days::new(1)));
        let scope = Scope {
            from: first.max(whole.from),
            to: last.unwrap_or(first).min(whole.to),
            sender: Some(sender),
            ..whole.clone()
        };
        Figure {
            count: points,
            url: format!("{base}?{}#list", scope.query()),
        }
    };
    let row = |((sender, name), points): ((Sender, &str), Vec<i64>)| MonthRow {
        name: name.to_owned(),
        total: points.iter().sum(),
        months: firsts
            .iter()
            .zip(points)
            .map(|(first, points)| figure(sender, *first, points))
            .collect(),
    };
    let mut rows: Vec<MonthRow> = units.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.total));
    Months12 {
        height: firsts.len() * STEP + 8,
        bars: bars.collect(),
        rows,
    }
}

/// What became of what was sent up in the period: of each submission its award for being sent counts once.
pub(super) fn shares(base: &str, whole: &Scope, period: &[Line]) -> Shares {
    let mut units: BTreeMap<(Sender, &str), [usize; 3]> = BTreeMap::new();
    for line in period.iter().filter(|line| line.award.deed == Deed::Submitted) {
        let own = units.entry((line.sender, line.unit.as_str())).or_default();
        for (count, fate) in own.iter_mut().zip(Fate::ALL) {
            *count += usize::from(line.fate == Some(fate));
        }
    }
    let mut units: Vec<_> = units.into_iter().collect();
    units.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<usize>()));
    let most = units.iter().map(|(_, counts)| counts.iter().sum::<usize>()).max();
    let most = count(most.unwrap_or(1).max(1));
    let height = units.len() * STEP + 8;
    let row = |(n, ((sender, name), counts)): (usize, ((Sender, &str), [usize; 3]))| {
        let figure = |fate: Option<Fate>, of: usize| {
            let scope = Scope {
                sender: Some(sender),
                deed: Some(Deed::Submitted),
                fate,
                ..whole.clone()
            };
            Figure {
                count: count(of),
                url: format!("{base}?{}#list", scope.query()),
            }
        };
        let mut x = 200;
        let parts = Fate::ALL.into_iter().zip(counts).map(|(fate, of)| {
            let width = count(of) * BAR / most;
            x += width;
            Part {
                bar: fate.bar().into(),
                x: x - width,
                width,
            }
        });
        let [used, declined, _] = counts;
        ShareRow {
            name: name.to_owned(),
            parts: parts.filter(|part| part.width > 0).collect(),
            sent: figure(None, counts.iter().sum()),
            fates: Fate::ALL
                .into_iter()
                .zip(counts)
                .map(|(fate, of)| figure(Some(fate), of))
                .collect(),
            rate: match used + declined {
                0 => "—".into(),
                decided => format!("{}%", (used * 200 + decided) / (decided * 2)),
            },
            y: n * STEP,
        }
    };
    Shares {
        height,
        rows: units.into_iter().enumerate().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::months;
    use crate::ledger::Scope;

    #[test]
    fn a_period_has_its_months_and_at_most_the_last_twelve() {
        let scope = |from: &str, to: &str| Scope {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            ..Scope::year_to("2026-11-22".parse().unwrap())
        };
        let names = |scope: Scope| -> Vec<String> {
            let found = months(&scope).into_iter();
            found.map(|first| first.format("%Y-%m").to_string()).collect()
        };
        assert_eq!(names(scope("2026-10-31", "2026-11-01")), ["2026-10", "2026-11"]);
        assert!(names(scope("2026-11-02", "2026-11-01")).len() <= 1);
        let long = names(scope("2024-01-01", "2026-11-22"));
        assert_eq!((long.len(), long[0].as_str()), (12, "2025-12"));
    }
}
