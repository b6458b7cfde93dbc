//! The page of daily looks (每日查看): which unit's people opened the desk on which working day (专人每天登陆).

use super::query::unit_names;
use crate::clock;
use crate::duty::{entity as duty, in_words, visit};
use crate::letter::today;
use crate::permissions::ReadLetters;
use crate::pool::{Desk, Pool};
use actix_web::web::Data;
use chrono::NaiveDate;
use gateway::{By, Reply, StaffPage};
use kernel::Result;
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::HashSet;
use store::HubRead;

/// Working days shown.
const DAYS: usize = 10;

/// A unit's days.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VisitRow {
    /// Unit.
    pub unit: String,
    /// Handler and deputy, or empty.
    pub who: String,
    /// Whether somebody looked in, day by day.
    pub days: Vec<bool>,
    /// Days on which nobody did; today counts once it is over.
    pub missed: usize,
}

/// `letters/visit_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VisitList {
    /// The days, oldest first, as `03-02`.
    pub days: Vec<String>,
    /// Units, who missed most on top.
    pub rows: Vec<VisitRow>,
    /// Units of which nobody has looked in today.
    pub absent: usize,
    /// Whether today is worked.
    pub worked: bool,
}

impl VisitList {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            days: vec!["03-02".into(), "03-03".into()],
            rows: vec![VisitRow {
                unit: "城管局".into(),
                who: "经办人 顾青禾".into(),
                days: vec![true, false],
                missed: 1,
            }],
            absent: 1,
            worked: true,
        }
    }

    async fn load(read: &HubRead, desk: &Desk) -> Result<Self> {
        let today = today(read);
        let days = worked_days(today)?;
        let worked = days.last() == Some(&today);
        let names = unit_names(read).await?;
        let mut units: Vec<i64> = names.keys().copied().collect();
        units.retain(|id| desk.whole || desk.unit == Some(*id));
        units.sort_unstable();
        let first = days.first().copied().unwrap_or(today);
        let seen = read
            .find::<visit::Entity>()
            .filter(visit::Column::Day.gte(clock::day(first)))
            .filter(visit::Column::UnitId.is_in(units.clone()))
            .all()
            .await?;
        let seen: HashSet<(i64, String)> = seen.into_iter().map(|row| (row.unit_id, row.day)).collect();
        let duties = read
            .find::<duty::Entity>()
            .filter(duty::Column::UnitId.is_in(units.clone()));
        let duties = duties.asc(duty::Column::Id).all().await?;
        let row = |id: &i64| {
            let own: Vec<duty::Model> = duties.iter().filter(|row| row.unit_id == *id).cloned().collect();
            let looked = |day: &NaiveDate| seen.contains(&(*id, clock::day(*day)));
            let over = days.iter().filter(|day| **day < today);
            VisitRow {
                unit: names.get(id).cloned().unwrap_or_default(),
                who: in_words(&own, &clock::day(today)),
                days: days.iter().map(looked).collect(),
                missed: over.filter(|day| !looked(day)).count(),
            }
        };
        let mut rows: Vec<VisitRow> = units.iter().map(row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.missed));
        let absent = rows
            .iter()
            .filter(|row| worked && row.days.last() == Some(&false));
        Ok(Self {
            absent: absent.count(),
            days: days.iter().map(|day| day.format("%m-%d").to_string()).collect(),
            rows,
            worked,
        })
    }
}

/// The newest working days up to today, oldest first.
fn worked_days(today: NaiveDate) -> Result<Vec<NaiveDate>> {
    let calendar = clock::calendar()?;
    // The longest holidays leave no four weeks without ten working days.
    let back = today.iter_days().rev().take(40);
    let mut days: Vec<NaiveDate> = back
        .filter(|day| calendar.kind(*day).is_worked())
        .take(DAYS)
        .collect();
    days.reverse();
    Ok(days)
}

/// `GET /console/letter-visits`
///
/// # Errors
/// Faults of the database.
pub async fn get_visits(by: By<ReadLetters>, pool: Data<Pool>) -> Reply {
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    let view = VisitList::load(&read, &desk).await?;
    by.page(StaffPage::new("letters/visit_list.html", view).title("每日查看"))
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_make_up_weekend_is_worked_and_a_holiday_is_not() {
        let days = worked_days("2026-02-28".parse().unwrap()).unwrap();
        assert_eq!(days.len(), DAYS);
        assert!(days.contains(&"2026-02-28".parse().unwrap()));
        assert!(!days.contains(&"2026-02-17".parse().unwrap()));
    }
}
