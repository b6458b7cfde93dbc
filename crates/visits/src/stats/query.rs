//! Reads the figures of a period.

use super::{Figures, Line, Period};
use crate::count::entity as count;
use crate::day::{GROUP, SITE, entity as day};
use crate::tally::Kind;
use chrono::NaiveDate;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, FromQueryResult};
use std::collections::HashMap;
use store::{HubRead, Query, SiteOwned, SiteRead};

/// Lines of a list; what comes after is of no interest to a reader of figures.
const MOST: u64 = 50;

/// Whose figures: one site's, or on the portal all of them.
pub enum Scope<'a> {
    /// One site.
    Site(&'a SiteRead),
    /// The group, whose sums stand with the portal.
    Group(&'a HubRead, SiteId),
}

#[derive(FromQueryResult)]
struct DayRow {
    day: String,
    views: i64,
    visitors: i64,
}

#[derive(FromQueryResult)]
struct ThingRow {
    subject: String,
    label: Option<String>,
    views: i64,
}

#[derive(FromQueryResult)]
struct SiteRow {
    site_id: i64,
    views: i64,
    visitors: i64,
}

impl Scope<'_> {
    fn find<E: SiteOwned + EntityTrait>(&self) -> Query<'_, E> {
        match self {
            Self::Site(read) => read.find::<E>(),
            Self::Group(read, _) => read.find::<E>(),
        }
    }

    fn days(&self) -> Query<'_, day::Entity> {
        use day::Column;
        match self {
            Self::Site(_) => self.find::<day::Entity>().filter(Column::Scope.eq(SITE)),
            Self::Group(_, portal) => self
                .find::<day::Entity>()
                .filter(Column::Scope.eq(GROUP))
                .filter(Column::SiteId.eq(portal.0)),
        }
    }
}

/// The figures. Sites are named by their numbers; whoever shows them knows their names.
///
/// # Errors
/// Faults.
pub async fn figures_of(scope: &Scope<'_>, period: &Period, today: NaiveDate) -> Result<Figures> {
    use day::Column;
    let rows = scope
        .days()
        .filter(Column::Day.between(period.from.to_string(), period.to.to_string()))
        .only([Column::Day, Column::Views, Column::Visitors])
        .into::<DayRow>()
        .all()
        .await?;
    let counted: HashMap<String, (i64, i64)> = rows
        .into_iter()
        .map(|row| (row.day, (row.views, row.visitors)))
        .collect();
    let mut figures = Figures::days(period, today, &counted);
    figures.sources = things(scope, period, Kind::Source).await?;
    figures.devices = things(scope, period, Kind::Device).await?;
    match scope {
        Scope::Group(read, _) => figures.sites = sites(read, period).await?,
        // Addresses of two sites are not one list.
        Scope::Site(_) => {
            figures.channels = things(scope, period, Kind::Channel).await?;
            figures.pages = things(scope, period, Kind::Page).await?;
        }
    }
    Ok(figures)
}

async fn things(scope: &Scope<'_>, period: &Period, kind: Kind) -> Result<Vec<Line>> {
    use count::Column;
    let sum = || Column::Views.sum().cast_as("bigint");
    let rows = scope
        .find::<count::Entity>()
        .filter(Column::Kind.eq(kind.key()))
        .filter(Column::Day.between(period.from.to_string(), period.to.to_string()))
        .only([Column::Subject])
        // One of its names; which one matters little, and it is never wrong.
        .with(Column::Label.max(), "label")
        .with(sum(), "views")
        .group(Column::Subject)
        .desc_by(sum())
        .asc(Column::Subject)
        .limit(MOST)
        .into::<ThingRow>()
        .all()
        .await?;
    let line = |row: ThingRow| {
        let label = row.label.filter(|label| !label.is_empty());
        let is_place = matches!(kind, Kind::Page | Kind::Channel);
        Line {
            title: label.unwrap_or_else(|| row.subject.clone()),
            path: if is_place { row.subject } else { String::new() },
            views: row.views,
            visitors: None,
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

async fn sites(read: &HubRead, period: &Period) -> Result<Vec<Line>> {
    use day::Column;
    let sum = |column: Column| column.sum().cast_as("bigint");
    let rows = read
        .find::<day::Entity>()
        .filter(Column::Scope.eq(SITE))
        .filter(Column::Day.between(period.from.to_string(), period.to.to_string()))
        .only([Column::SiteId])
        .with(sum(Column::Views), "views")
        .with(sum(Column::Visitors), "visitors")
        .group(Column::SiteId)
        .desc_by(sum(Column::Views))
        .into::<SiteRow>()
        .all()
        .await?;
    let line = |row: SiteRow| Line {
        title: row.site_id.to_string(),
        path: String::new(),
        views: row.views,
        visitors: Some(row.visitors),
    };
    Ok(rows.into_iter().map(line).collect())
}
