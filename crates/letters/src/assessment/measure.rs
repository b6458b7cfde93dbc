//! Counting a week, from indexes, for all units at once.

use super::{Week, Work};
use crate::clock;
use crate::letter::facts::{EXTENDED, INVALID, ON_TIME, UNIT_SQL, limit_sql};
use gateway::unit::entity as unit;
use kernel::{Error, Result, beijing};
use sea_orm::{FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use store::HubRead;

/// What a week brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Every unit in the order of the tree, and last the letters that no unit has, if there are any.
    pub works: Vec<Work>,
    /// Working days of the week.
    pub working_days: u64,
}

#[derive(FromQueryResult)]
struct Row {
    unit: Option<i64>,
    n: i64,
    part: i64,
    rest: i64,
}

#[derive(FromQueryResult)]
struct Visit {
    unit: i64,
    day: String,
}

fn whole(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// Measures a week.
///
/// # Errors
/// Faults of the database.
pub async fn measure(read: &HubRead, week: Week) -> Result<Measured> {
    let period = week.period();
    let (from, to) = period.days();
    let (first, last) = period.months();
    let valid = format!("(facts & {INVALID}) = 0");
    let days = || -> Vec<Value> { vec![from.clone().into(), to.clone().into()] };
    let moment = |day: &str| beijing::parse(day).ok_or_else(|| Error::fault(format!("{day} is no day")));
    let after = clock::day(period.to.succ_opt().unwrap_or(period.to));
    let moments: Vec<Value> = vec![moment(&from)?.into(), moment(&after)?.into()];
    // By a term, so that no index of units is walked for the sake of its order: the week's own index is shorter.
    let received = format!(
        "select {UNIT_SQL} as unit, count(*) as n, cast(0 as bigint) as part, cast(0 as bigint) as rest from letter \
         where received_month between $3 and $4 and received_on between $1 and $2 and {valid} group by {UNIT_SQL}"
    );
    let answered = format!(
        "select {UNIT_SQL} as unit, count(*) as n, \
         cast(sum(case when (facts & {ON_TIME}) <> 0 then 1 else 0 end) as bigint) as part, \
         cast(sum(case when (facts & {EXTENDED}) <> 0 then 1 else 0 end) as bigint) as rest from letter \
         where answered_on between $1 and $2 and {valid} group by {UNIT_SQL}"
    );
    // Two walks: what is open now, and what was answered only after the week. The limit of the first round is frozen with the
    // first answer, so what came later changes neither.
    let waiting = |more: &str| {
        format!(
            "select {UNIT_SQL} as unit, count(*) as n, \
             cast(sum(case when {} <= $1 then 1 else 0 end) as bigint) as part, cast(0 as bigint) as rest \
             from letter where {more} and received_on <= $1 and {valid} group by {UNIT_SQL}",
            limit_sql()
        )
    };
    let (open, later) = (waiting("answered_on is null"), waiting("answered_on > $1"));
    let rated = "select unit_id + 0 as unit, count(*) as n, \
                 cast(sum(case when score >= 3 then 1 else 0 end) as bigint) as part, cast(0 as bigint) as rest \
                 from letter_rating where rated_at >= $1 and rated_at < $2 and implied = false group by unit_id + 0";
    let pressed = "select unit_id + 0 as unit, count(*) as n, cast(0 as bigint) as part, cast(0 as bigint) as rest \
                   from letter_press where made_at >= $1 and made_at < $2 and kind <> 'remind' group by unit_id + 0";
    let visits =
        "select unit_id as unit, day from letter_visit where day between $1 and $2 group by unit_id, day";
    let with_months = days().into_iter().chain([first.into(), last.into()]).collect();
    let end = || -> Vec<Value> { vec![to.clone().into()] };
    let (received, answered, open, later, rated, pressed, visits, units) = tokio::try_join!(
        read.report::<Row>(&received, with_months),
        read.report::<Row>(&answered, days()),
        read.report::<Row>(&open, end()),
        read.report::<Row>(&later, end()),
        read.report::<Row>(rated, moments.clone()),
        read.report::<Row>(pressed, moments),
        read.report::<Visit>(visits, days()),
        read.find::<unit::Entity>().asc(unit::Column::Id).all(),
    )?;
    let mut works = Works::of(units);
    works.add(received, |work, row| work.received += whole(row.n));
    works.add(answered, |work, row| {
        work.answered += whole(row.n);
        work.on_time += whole(row.part);
        work.extended += whole(row.rest);
    });
    for rows in [open, later] {
        works.add(rows, |work, row| {
            work.open += whole(row.n);
            work.overdue += whole(row.part);
        });
    }
    works.add(rated, |work, row| {
        work.rated += whole(row.n);
        work.content += whole(row.part);
    });
    works.add(pressed, |work, row| work.pressed += whole(row.n));
    let calendar = clock::calendar()?;
    let worked: BTreeSet<String> = period
        .from
        .iter_days()
        .take_while(|day| *day <= period.to)
        .filter(|day| calendar.kind(*day).is_worked())
        .map(clock::day)
        .collect();
    for visit in visits.iter().filter(|visit| worked.contains(&visit.day)) {
        works.at(Some(visit.unit)).visited += 1;
    }
    Ok(Measured {
        works: works.done(),
        working_days: u64::try_from(worked.len()).unwrap_or(0),
    })
}

/// Works by unit.
struct Works(BTreeMap<Option<i64>, Work>);

impl Works {
    fn of(units: Vec<unit::Model>) -> Self {
        let work = |unit: unit::Model| Work {
            unit: Some(unit.id),
            name: unit.short_name,
            ..Work::default()
        };
        Self(
            units
                .into_iter()
                .map(work)
                .map(|work| (work.unit, work))
                .collect(),
        )
    }

    fn at(&mut self, unit: Option<i64>) -> &mut Work {
        self.0.entry(unit).or_insert_with(|| Work {
            unit,
            name: "未转办".into(),
            ..Work::default()
        })
    }

    fn add(&mut self, rows: Vec<Row>, put: impl Fn(&mut Work, &Row)) {
        for row in rows {
            put(self.at(row.unit), &row);
        }
    }

    fn done(mut self) -> Vec<Work> {
        let nobody = self.0.remove(&None);
        self.0.into_values().chain(nobody).collect()
    }
}
