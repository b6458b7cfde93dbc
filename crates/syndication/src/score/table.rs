//! Tables of points by day. Pure but for loading.

use super::entity;
use chrono::NaiveDate;
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use store::HubRead;

/// What each deed earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// An article sent up.
    pub submitted: i64,
    /// Adopted by the portal, on top.
    pub adopted: i64,
    /// Adopted by a higher level, on top.
    pub higher: i64,
    /// A policy explanation that the portal had commissioned, on top.
    pub commissioned: i64,
}

impl Default for Rates {
    /// The table that counts until the portal sets another.
    fn default() -> Self {
        Self {
            submitted: 2,
            adopted: 2,
            higher: 5,
            commissioned: 10,
        }
    }
}

/// Every table with its first day, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Table(Vec<(NaiveDate, Rates)>);

impl Table {
    /// Tables in any order.
    #[must_use]
    pub fn new(mut rows: Vec<(NaiveDate, Rates)>) -> Self {
        rows.sort_by_key(|(from, _)| *from);
        Self(rows)
    }

    /// The portal's tables.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn load(hub: &HubRead, portal: SiteId) -> Result<Self> {
        let rows = hub
            .find::<entity::Entity>()
            .filter(entity::Column::SiteId.eq(portal.0))
            .all()
            .await?;
        let rows = rows.into_iter().filter_map(|row| {
            let rates = Rates {
                submitted: row.submitted,
                adopted: row.adopted,
                higher: row.higher,
                commissioned: row.commissioned,
            };
            Some((row.valid_from.parse().ok()?, rates))
        });
        Ok(Self::new(rows.collect()))
    }

    /// The rates of a day: what was earned under an old table stays as it was.
    #[must_use]
    pub fn at(&self, day: NaiveDate) -> Rates {
        let standing = self.0.iter().rev().find(|(from, _)| *from <= day);
        standing.map(|(_, rates)| *rates).unwrap_or_default()
    }

    /// First day and rates of each table, newest first.
    #[must_use]
    pub fn versions(&self) -> Vec<(NaiveDate, Rates)> {
        self.0.iter().rev().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_table_counts_from_its_day_on() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let double = Rates {
            submitted: 4,
            ..Rates::default()
        };
        let table = Table::new(vec![(day("2026-07-01"), double)]);
        assert_eq!(table.at(day("2026-06-30")), Rates::default());
        assert_eq!(table.at(day("2026-07-01")).submitted, 4);
    }
}
