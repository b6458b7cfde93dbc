//! The figures: pure.

use super::Period;
use chrono::NaiveDate;
use std::collections::HashMap;

/// A thing with its views, and visitors where they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What it is called.
    pub title: String,
    /// Its address in the site; empty for what has none.
    pub path: String,
    /// Views.
    pub views: i64,
    /// Visitors, day by day; somebody of two days counts twice, as nobody is known again.
    pub visitors: Option<i64>,
}

/// Figures of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Views.
    pub views: i64,
    /// Visitors of each day, added.
    pub visitors: i64,
    /// Days of the period that have begun.
    pub days: i64,
    /// Each day, also those without a view.
    pub by_day: Vec<Line>,
    /// Channels, the most read first.
    pub channels: Vec<Line>,
    /// Pages, the most read first.
    pub pages: Vec<Line>,
    /// Where visitors came from.
    pub sources: Vec<Line>,
    /// What they read on.
    pub devices: Vec<Line>,
    /// Sites; of the group alone.
    pub sites: Vec<Line>,
}

impl Figures {
    /// Every day of the period up to today.
    #[must_use]
    pub fn days(period: &Period, today: NaiveDate, counted: &HashMap<String, (i64, i64)>) -> Self {
        let until = period.to.min(today);
        let each = period.from.iter_days().take_while(|day| *day <= until);
        let by_day: Vec<Line> = each
            .map(|day| {
                let title = day.to_string();
                let (views, visitors) = counted.get(&title).copied().unwrap_or_default();
                Line {
                    title,
                    views,
                    visitors: Some(visitors),
                    ..Line::default()
                }
            })
            .collect();
        Self {
            views: by_day.iter().map(|line| line.views).sum(),
            visitors: by_day.iter().filter_map(|line| line.visitors).sum(),
            days: i64::try_from(by_day.len()).unwrap_or(i64::MAX),
            by_day,
            ..Self::default()
        }
    }

    /// A mean a day, in tenths; nothing of no day.
    #[must_use]
    pub fn mean(&self, sum: i64) -> Option<f64> {
        // Counts of views are far below 2^53.
        (self.days > 0).then(|| sum as f64 / self.days as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_without_a_view_count_and_days_to_come_do_not() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        let period = Period {
            from: day(1),
            to: day(31),
        };
        let counted = HashMap::from([
            ("2026-03-02".to_owned(), (10, 4)),
            ("2026-03-04".to_owned(), (20, 6)),
        ]);
        let figures = Figures::days(&period, day(5), &counted);
        assert_eq!((figures.views, figures.visitors, figures.days), (30, 10, 5));
        assert_eq!(figures.mean(figures.views), Some(6.0));
        assert_eq!(figures.by_day[0].views, 0);
    }
}
