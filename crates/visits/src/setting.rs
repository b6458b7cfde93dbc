//! What a site set about its visits: a base value from before, and whether its pages say the sum.

mod change;
pub mod entity;
mod form;

pub use change::change_setting;
pub use form::{Setting, SettingForm};

use crate::day;
use chrono::{Datelike, NaiveDate};
use kernel::Result;
use sea_orm::{ColumnTrait, ExprTrait, FromQueryResult};
use store::SiteRead;

/// The site's setting; none before the first change.
///
/// # Errors
/// Faults.
pub async fn find_setting(read: &SiteRead) -> Result<Option<entity::Model>> {
    read.find::<entity::Entity>().one().await
}

#[derive(FromQueryResult)]
struct Sum {
    views: Option<i64>,
    first: Option<String>,
}

/// Views of a site before a day: with the base value, and since when; nothing before the first.
///
/// # Errors
/// Faults.
pub async fn sum_before(read: &SiteRead, today: NaiveDate) -> Result<(i64, Option<NaiveDate>)> {
    use day::entity::{Column, Entity};
    let rows = read
        .find::<Entity>()
        .filter(Column::Scope.eq(day::SITE))
        .filter(Column::Day.lt(today.to_string()))
        // Nothing but sums: see `only`.
        .only([])
        .with(Column::Views.sum().cast_as("bigint"), "views")
        .with(Column::Day.min(), "first")
        .into::<Sum>();
    let sum = rows.one().await?;
    let setting = find_setting(read).await?;
    let counted = sum.as_ref().and_then(|sum| sum.views).unwrap_or_default();
    let first = sum.and_then(|sum| sum.first);
    let since = setting.as_ref().and_then(|row| row.since.clone()).or(first);
    Ok((
        counted + setting.map_or(0, |row| row.base),
        since.and_then(|day| day.parse().ok()),
    ))
}

/// What the site says of its visits at the foot of its pages; empty where it says nothing, or there is nothing to say yet.
/// Up to yesterday: pages are kept for long, and a figure that is wrong by an hour is wrong.
///
/// # Errors
/// Faults.
pub async fn words(read: &SiteRead, today: NaiveDate) -> Result<String> {
    if !find_setting(read).await?.is_some_and(|row| row.shown) {
        return Ok(String::new());
    }
    let (views, since) = sum_before(read, today).await?;
    Ok(told(views, since))
}

/// The line for a sum; empty while there is nothing to say.
#[must_use]
pub fn told(views: i64, since: Option<NaiveDate>) -> String {
    match since {
        Some(since) if views > 0 => format!(
            "自 {} 年 {} 月 {} 日至昨日，本站累计访问 {} 次",
            since.year(),
            since.month(),
            since.day(),
            thousands(views)
        ),
        _ => String::new(),
    }
}

fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn large_numbers_are_divided() {
        assert_eq!(thousands(4_012_345), "4,012,345");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_000), "1,000");
    }
}
