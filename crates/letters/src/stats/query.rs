//! Counting in the database, from indexes alone.

use super::counted::{Bad, Counted};
use super::figures::ByUnit;
use super::what::CONTENT_FROM;
use super::{Count, Figures, Filter, Names, Period, Spread, Tally, What};
use crate::board::entity as board;
use crate::letter::facts::UNIT_SQL;
use crate::pool::Desk;
use crate::year::entity as year;
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::{Result, SiteId, beijing};
use sea_orm::{FromQueryResult, Value};
use std::collections::BTreeMap;
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
    /// The condition, its values numbered from `$n`. The plus, as the choice between two units, keeps the database from walking
    /// an index of that column, which would read every row: a period's own index holds it.
    pub(super) fn sql(self, n: usize) -> (String, Vec<Value>) {
        match self {
            Self::Group => (String::new(), Vec::new()),
            Self::Unit(unit) => (format!(" and {UNIT_SQL} = ${n}"), vec![unit.into()]),
            Self::Site(site, None) => (format!(" and +site_id = ${n}"), vec![site.0.into()]),
            Self::Site(site, Some(unit)) => (
                format!(" and (+site_id = ${n} or {UNIT_SQL} = ${})", n + 1),
                vec![site.0.into(), unit.into()],
            ),
        }
    }
}

/// The portal's letters are the group's; another site's are its own.
#[must_use]
pub fn scope_of(desk: &Desk) -> Scope {
    if desk.whole {
        Scope::Group
    } else {
        Scope::Site(desk.site, desk.unit)
    }
}

#[derive(FromQueryResult)]
struct FactsRow {
    facts: i64,
    n: i64,
}

/// The counts of the letters that `filter` chooses, without anything that is read from elsewhere than their facts.
///
/// # Errors
/// Faults of the database.
pub async fn read_tally(read: &HubRead, scope: Scope, filter: &Filter) -> Result<Tally> {
    let clause = filter.clause(scope, &beijing::date(read.now()));
    let sql = format!(
        "select facts, count(*) as n from letter where {} group by facts",
        clause.sql
    );
    let rows: Vec<FactsRow> = read.report(&sql, clause.values).await?;
    let mut tally = Tally::default();
    for row in rows {
        tally.add(row.facts, whole(row.n));
    }
    Ok(tally)
}

/// The counts of a board's letters of whole months, from an index of its own: its page asks for them each time.
///
/// # Errors
/// Faults of the database.
pub async fn board_tally(read: &HubRead, board: i64, period: Period) -> Result<Tally> {
    let (first, last) = period.months();
    let sql = "select facts, count(*) as n from letter where board_id = $1 and received_month between $2 and $3 group by facts";
    let values: [Value; 3] = [board.into(), first.into(), last.into()];
    let rows: Vec<FactsRow> = read.report(sql, values.to_vec()).await?;
    let mut tally = Tally::default();
    for row in rows {
        tally.add(row.facts, whole(row.n));
    }
    Ok(tally)
}

#[derive(FromQueryResult)]
struct Row {
    month: i64,
    unit: Option<i64>,
    answerer: Option<i64>,
    class: String,
    facts: i64,
    site: i64,
    board: i64,
    n: i64,
    score: i64,
    rated: i64,
    content: i64,
}

#[derive(FromQueryResult)]
struct MonthRow {
    site: i64,
    month: i64,
    n: i64,
}

#[derive(FromQueryResult)]
struct TookRow {
    took: i64,
    n: i64,
}

#[derive(FromQueryResult)]
struct UnitRow {
    unit: Option<i64>,
    answerer: Option<i64>,
    n: i64,
}

pub(super) fn whole(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// The figures of the letters that `filter` chooses, counted in the database; what it counts is left aside.
///
/// # Errors
/// Faults of the database.
pub async fn read_figures(read: &HubRead, scope: Scope, filter: &Filter) -> Result<Figures> {
    let filter = filter.what(What::Received);
    let today = beijing::date(read.now());
    let open = [What::Overdue, What::Unrectified].map(|what| filter.what(what));
    // Each is a walk through an index of its own; none waits for another.
    let (counts, spread, overdue, unrectified, bad, years, names) = tokio::try_join!(
        counts(read, scope, &filter, &today),
        spread(read, scope, &filter, &today),
        by_unit(read, scope, &open[0], &today),
        by_unit(read, scope, &open[1], &today),
        bad(read, scope, &filter, &today),
        years(read, scope, &filter, filter.always(scope)),
        names(read),
    )?;
    let counted = Counted {
        counts,
        spread,
        overdue,
        unrectified,
        bad,
        years,
    };
    Ok(Figures::of(&filter, counted, &names))
}

pub(super) async fn names(read: &HubRead) -> Result<Names> {
    let units = read.find::<unit::Entity>().all().await?;
    let sites = read.find::<site::Entity>().all().await?;
    let boards = read.find::<board::Entity>().all().await?;
    Ok(Names {
        boards: boards
            .into_iter()
            .map(|row| (row.id, (row.site_id, row.name)))
            .collect(),
        units: units.into_iter().map(|row| (row.id, row.short_name)).collect(),
        sites: sites.into_iter().map(|row| (row.id, row.short_name)).collect(),
    })
}

async fn counts(read: &HubRead, scope: Scope, filter: &Filter, today: &str) -> Result<Vec<Count>> {
    let clause = filter.clause(scope, today);
    let sql = format!(
        "select received_month as month, unit_id as unit, answer_unit_id as answerer, class, facts, site_id as site, board_id as board, \
         count(*) as n, \
         cast(coalesce(sum(score), 0) as bigint) as score, count(score) as rated, \
         cast(coalesce(sum(case when score >= {CONTENT_FROM} then 1 else 0 end), 0) as bigint) as content \
         from letter where {} group by received_month, unit_id, answer_unit_id, class, facts, site_id, board_id",
        clause.sql
    );
    let rows: Vec<Row> = read.report(&sql, clause.values).await?;
    let count = |row: Row| Count {
        month: row.month,
        unit: row.answerer.or(row.unit),
        class: row.class,
        facts: row.facts,
        site: row.site,
        board: row.board,
        n: whole(row.n),
        score: whole(row.score),
        rated: whole(row.rated),
        content: whole(row.content),
    };
    Ok(rows.into_iter().map(count).collect())
}

/// How many were answered after how many working days.
async fn spread(read: &HubRead, scope: Scope, filter: &Filter, today: &str) -> Result<Spread> {
    let clause = filter.what(What::Answered).clause(scope, today);
    let sql = format!(
        "select answer_took as took, count(*) as n from letter where {} and answer_took is not null \
         group by answer_took",
        clause.sql
    );
    let rows: Vec<TookRow> = read.report(&sql, clause.values).await?;
    Ok(Spread::of(rows.into_iter().map(|row| (row.took, whole(row.n)))))
}

async fn by_unit(read: &HubRead, scope: Scope, filter: &Filter, today: &str) -> Result<ByUnit> {
    let clause = filter.clause(scope, today);
    let sql = format!(
        "select unit_id as unit, answer_unit_id as answerer, count(*) as n from letter where {} \
         group by unit_id, answer_unit_id",
        clause.sql
    );
    let rows: Vec<UnitRow> = read.report(&sql, clause.values).await?;
    let mut units = ByUnit::new();
    for row in rows {
        *units.entry(row.answerer.or(row.unit)).or_default() += whole(row.n);
    }
    Ok(units)
}

/// The reasons of the latest rating of a letter, in the database's words.
pub(super) const LATEST_REASONS: &str = "coalesce((select latest.reasons from letter_rating as latest \
     where latest.site_id = letter.site_id and latest.letter_id = letter.id order by latest.round desc limit 1), '')";

#[derive(FromQueryResult)]
struct BadRow {
    said: String,
    n: i64,
}

/// Why writers are not content: the reasons of the latest rating of each letter, read once for all of them.
async fn bad(read: &HubRead, scope: Scope, filter: &Filter, today: &str) -> Result<Bad> {
    let clause = filter.what(What::Bad).clause(scope, today);
    let sql = format!(
        "select said, count(*) as n from (select {LATEST_REASONS} as said from letter where {}) as bad group by said",
        clause.sql
    );
    let rows: Vec<BadRow> = read.report(&sql, clause.values).await?;
    let mut bad = Bad::default();
    for row in rows {
        bad.count(&row.said, whole(row.n));
    }
    Ok(bad)
}

/// Every year with letters. Of a site and a year without letters the total counts that somebody set, which no class and no
/// unit has a share of.
async fn years(
    read: &HubRead,
    scope: Scope,
    filter: &Filter,
    clause: super::filter::Clause,
) -> Result<BTreeMap<String, u64>> {
    let of_site = received_by_site(read, clause).await?;
    with_former(read, scope, filter, of_site).await
}

/// Letters received by site and year.
pub(super) type BySiteYear = BTreeMap<(i64, i64), u64>;

/// Counts what `clause` chooses.
pub(super) async fn received_by_site(read: &HubRead, clause: super::filter::Clause) -> Result<BySiteYear> {
    let sql = format!(
        "select site_id as site, received_month as month, count(*) as n from letter \
         where {} group by site_id, received_month",
        clause.sql
    );
    let rows: Vec<MonthRow> = read.report(&sql, clause.values).await?;
    let mut of_site = BySiteYear::new();
    for row in rows {
        *of_site.entry((row.site, row.month / 100)).or_default() += whole(row.n);
    }
    Ok(of_site)
}

/// By year, with the totals that somebody set for years without letters.
pub(super) async fn with_former(
    read: &HubRead,
    scope: Scope,
    filter: &Filter,
    mut of_site: BySiteYear,
) -> Result<BTreeMap<String, u64>> {
    for row in read.find::<year::Entity>().all().await? {
        let counts = match scope {
            Scope::Group => true,
            Scope::Site(site, _) => row.site_id == site.0,
            Scope::Unit(_) => false,
        };
        let all = filter.class.is_empty() && filter.unit.is_none() && filter.board.is_none();
        if counts && all && filter.site.is_none_or(|site| site == row.site_id) {
            of_site
                .entry((row.site_id, row.year))
                .or_insert(whole(row.received));
        }
    }
    let mut years: BTreeMap<String, u64> = BTreeMap::new();
    for ((_, year), n) in of_site {
        *years.entry(year.to_string()).or_default() += n;
    }
    Ok(years)
}
