//! Counting in the database, from one index.

use super::{Count, Figures, Period};
use crate::year::entity as year;
use gateway::unit::entity as unit;
use kernel::{Result, SiteId};
use sea_orm::{FromQueryResult, Value};
use std::collections::{BTreeMap, HashMap};
use store::HubRead;

/// Whose letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole group's.
    Group,
    /// Those written on a site or answered by its unit.
    Site(SiteId, Option<i64>),
    /// Those a unit answers.
    Unit(i64),
}

impl Scope {
    /// The condition, its values numbered from `$n`.
    fn sql(self, n: usize) -> (String, Vec<Value>) {
        match self {
            Self::Group => (String::new(), Vec::new()),
            Self::Unit(unit) => (format!(" and unit_id = ${n}"), vec![unit.into()]),
            Self::Site(site, None) => (format!(" and site_id = ${n}"), vec![site.0.into()]),
            Self::Site(site, Some(unit)) => (
                format!(" and (site_id = ${n} or unit_id = ${})", n + 1),
                vec![site.0.into(), unit.into()],
            ),
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    month: i64,
    unit: Option<i64>,
    class: String,
    facts: i64,
    n: i64,
    score: i64,
    rated: i64,
}

#[derive(FromQueryResult)]
struct YearRow {
    year: i64,
    n: i64,
}

fn whole(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// The figures of a period.
///
/// # Errors
/// Faults of the database.
pub async fn read_figures(read: &HubRead, scope: Scope, period: Period) -> Result<Figures> {
    let counts = counts(read, scope, period).await?;
    let units = read.find::<unit::Entity>().all().await?;
    let names: HashMap<i64, String> = units.into_iter().map(|row| (row.id, row.short_name)).collect();
    let years = years(read, scope).await?;
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    Ok(Figures::of(period.days(), &counts, years, name))
}

async fn counts(read: &HubRead, scope: Scope, period: Period) -> Result<Vec<Count>> {
    let (first, last) = period.months();
    let mut values: Vec<Value> = vec![first.into(), last.into()];
    let mut sql = String::from(
        "select received_month as month, unit_id as unit, class, facts, count(*) as n, \
         cast(coalesce(sum(score), 0) as bigint) as score, count(score) as rated \
         from letter where received_month between $1 and $2",
    );
    if !period.is_whole() {
        let (from, to) = period.days();
        sql.push_str(" and received_on between $3 and $4");
        values.extend([from.into(), to.into()]);
    }
    let (more, rest) = scope.sql(values.len() + 1);
    sql.push_str(&more);
    values.extend(rest);
    sql.push_str(" group by received_month, unit_id, class, facts");
    let rows: Vec<Row> = read.report(&sql, values).await?;
    Ok(rows
        .into_iter()
        .map(|row| Count {
            month: row.month,
            unit: row.unit,
            class: row.class,
            facts: row.facts,
            n: whole(row.n),
            score: whole(row.score),
            rated: whole(row.rated),
        })
        .collect())
}

/// Every year with letters; a year without, of which the total is known, by its total.
async fn years(read: &HubRead, scope: Scope) -> Result<BTreeMap<String, u64>> {
    let (more, values) = scope.sql(1);
    let sql = format!(
        "select received_month / 100 as year, count(*) as n from letter where received_month > 0{more} \
         group by received_month / 100"
    );
    let rows: Vec<YearRow> = read.report(&sql, values).await?;
    let mut years: BTreeMap<String, u64> = rows
        .into_iter()
        .map(|row| (row.year.to_string(), whole(row.n)))
        .collect();
    let mut totals: BTreeMap<String, u64> = BTreeMap::new();
    for row in read.find::<year::Entity>().all().await? {
        let counts = match scope {
            Scope::Group => true,
            Scope::Site(site, _) => row.site_id == site.0,
            Scope::Unit(_) => false,
        };
        if counts {
            *totals.entry(row.year.to_string()).or_default() += whole(row.received);
        }
    }
    for (year, total) in totals {
        years.entry(year).or_insert(total);
    }
    Ok(years)
}
