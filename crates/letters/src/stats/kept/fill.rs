//! Counting months for keeping.

use super::super::query::{LATEST_REASONS, whole};
use super::super::what::CONTENT_FROM;
use super::super::{Count, What};
use super::{Group, Month, State};
use crate::letter::facts::{ANSWERED, limit_sql};
use kernel::Result;
use sea_orm::{FromQueryResult, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::HubRead;

/// What letters of a group have in common.
const COMMON: &str = "received_month as month, unit_id as unit, answer_unit_id as answerer, class, facts, \
                      site_id as site, board_id as board";
const GROUP: &str = "group by received_month, unit_id, answer_unit_id, class, facts, site_id, board_id";

/// Before every month.
pub(super) const FIRST: i64 = 1;

type Key = (i64, Option<i64>, String, i64, i64, i64);

macro_rules! row {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(FromQueryResult)]
        struct $name {
            month: i64,
            unit: Option<i64>,
            answerer: Option<i64>,
            class: String,
            facts: i64,
            site: i64,
            board: i64,
            n: i64,
            $($field: $type),*
        }

        impl $name {
            fn key(&self) -> Key {
                let unit = self.answerer.or(self.unit);
                (self.month, unit, self.class.clone(), self.facts, self.site, self.board)
            }
        }
    };
}

row!(CountRow { took: Option<i64>, score: i64, rated: i64, content: i64 });
row!(WaitRow { day: String });
row!(PlainRow {});
row!(BadRow { said: String });

#[derive(FromQueryResult)]
struct Ends {
    first: Option<i64>,
    last: Option<i64>,
}

/// Groups by what they have in common.
#[derive(Default)]
struct Groups(HashMap<Key, Group>);

impl Groups {
    fn at(&mut self, key: Key) -> &mut Group {
        self.0
            .entry(key)
            .or_insert_with_key(|(month, unit, class, facts, site, board)| {
                Group::of(Count {
                    month: *month,
                    unit: *unit,
                    class: class.clone(),
                    facts: *facts,
                    site: *site,
                    board: *board,
                    n: 0,
                    score: 0,
                    rated: 0,
                    content: 0,
                })
            })
    }

    fn months(self) -> BTreeMap<i64, Vec<Group>> {
        let mut months: BTreeMap<i64, Vec<Group>> = BTreeMap::new();
        for ((month, ..), mut group) in self.0 {
            group.took.shrink_to_fit();
            group.waits.shrink_to_fit();
            months.entry(month).or_default().push(group);
        }
        months
    }
}

impl State {
    /// Counts what is stale; all months, when nothing is kept.
    pub(super) async fn refill(&mut self, read: &HubRead, most: usize) -> Result<()> {
        if self.floor == 0 {
            return self.fill(read, most).await;
        }
        let (floor, stale) = (self.floor, self.stale.clone());
        for month in stale {
            if month >= floor {
                let months = count(read, month, month).await?;
                self.months.remove(&month);
                self.keep(months);
            }
            self.stale.remove(&month);
        }
        Ok(())
    }

    /// Year by year from the newest, so that no answer of the database holds everything, until it is too much.
    async fn fill(&mut self, read: &HubRead, most: usize) -> Result<()> {
        let sql = "select (select min(received_month) from letter) as first, \
                   (select max(received_month) from letter) as last";
        let ends: Vec<Ends> = read.report(sql, Vec::new()).await?;
        let ends = ends.first().and_then(|ends| ends.first.zip(ends.last));
        let Some((first, last)) = ends else {
            return Ok(());
        };
        let mut floor = FIRST;
        for year in (first / 100..=last / 100).rev() {
            let months = count(read, year * 100 + 1, year * 100 + 12).await?;
            self.keep(months);
            if self.weight() > most {
                floor = year * 100 + 1;
                break;
            }
        }
        self.stale.clear();
        self.floor = floor;
        Ok(())
    }

    fn keep(&mut self, months: BTreeMap<i64, Vec<Group>>) {
        for (month, groups) in months {
            let weight = groups.iter().map(Group::weight).sum();
            self.months.insert(month, Arc::new(Month { groups, weight }));
        }
    }
}

async fn count(read: &HubRead, first: i64, last: i64) -> Result<BTreeMap<i64, Vec<Group>>> {
    let ends = || -> Vec<Value> { vec![first.into(), last.into()] };
    let within = "from letter where received_month between $1 and $2";
    let mut groups = Groups::default();
    let sql = format!(
        "select {COMMON}, answer_took as took, count(*) as n, \
         cast(coalesce(sum(score), 0) as bigint) as score, count(score) as rated, \
         cast(coalesce(sum(case when score >= {CONTENT_FROM} then 1 else 0 end), 0) as bigint) as content \
         {within} {GROUP}, answer_took"
    );
    for row in read.report::<CountRow>(&sql, ends()).await? {
        let group = groups.at(row.key());
        group.count.n += whole(row.n);
        group.count.score += whole(row.score);
        group.count.rated += whole(row.rated);
        group.count.content += whole(row.content);
        if let Some(took) = row.took.filter(|_| row.facts & ANSWERED != 0) {
            group.took.push((took, whole(row.n)));
        }
    }
    let (limit, open) = (limit_sql(), What::Open.sql(0));
    let sql = format!("select {COMMON}, {limit} as day, count(*) as n {within}{open} {GROUP}, {limit}");
    for row in read.report::<WaitRow>(&sql, ends()).await? {
        let limit = (row.day.clone().into_boxed_str(), whole(row.n));
        groups.at(row.key()).waits.push(limit);
    }
    let what = What::Unrectified.sql(0);
    let sql = format!("select {COMMON}, count(*) as n {within}{what} {GROUP}");
    for row in read.report::<PlainRow>(&sql, ends()).await? {
        groups.at(row.key()).unrectified += whole(row.n);
    }
    let what = What::Bad.sql(0);
    let sql = format!(
        "select month, unit, answerer, class, facts, site, board, said, count(*) as n \
         from (select {COMMON}, {LATEST_REASONS} as said {within}{what}) as bad \
         group by month, unit, answerer, class, facts, site, board, said"
    );
    for row in read.report::<BadRow>(&sql, ends()).await? {
        let n = whole(row.n);
        groups.at(row.key()).bad.count(&row.said, n);
    }
    Ok(groups.months())
}
