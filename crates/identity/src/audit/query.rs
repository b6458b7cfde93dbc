//! Looking for rows.

use chrono::{DateTime, Duration, Utc};
use kernel::{Result, SiteId, beijing};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{ColumnTrait, Condition};
use store::audit::entity::{Column, Entity, Model};
use store::{HubRead, Query};

/// Whose rows somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of one site.
    Site(SiteId),
    /// All.
    Group,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Whose rows.
    pub scope: Scope,
    /// Words in the name of who acted, or an address.
    pub who: String,
    /// An action, or the noun before its dot.
    pub what: String,
    /// `ok`, `refused`, `failed`, or empty.
    pub result: String,
    /// Words in subject or detail.
    pub words: String,
    /// From this moment.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
}

impl Filter {
    fn query<'a>(&self, db: &'a HubRead) -> Query<'a, Entity> {
        let mut query = db.find::<Entity>().filter(self.condition());
        if let Scope::Site(site) = self.scope {
            query = query.filter(Column::SiteId.eq(site.0));
        }
        query
    }

    fn condition(&self) -> Condition {
        let like = |column: Column, words: &str| {
            let pattern = format!(
                "%{}%",
                words
                    .replace('\\', "\\\\")
                    .replace('%', "\\%")
                    .replace('_', "\\_")
            );
            Expr::col(column).like(LikeExpr::new(pattern).escape('\\'))
        };
        let mut all = Condition::all();
        if !self.who.is_empty() {
            let who = Condition::any()
                .add(like(Column::ActorLabel, &self.who))
                .add(Column::Address.eq(self.who.as_str()));
            all = all.add(who);
        }
        if let Some(noun) = self.what.strip_suffix('.') {
            // One noun: a range of the index.
            all = all
                .add(Column::Action.gte(format!("{noun}.")))
                .add(Column::Action.lt(format!("{noun}/")));
        } else if !self.what.is_empty() {
            all = all.add(Column::Action.eq(self.what.as_str()));
        }
        if !self.result.is_empty() {
            all = all.add(Column::Result.eq(self.result.as_str()));
        }
        if !self.words.is_empty() {
            let words = Condition::any()
                .add(like(Column::Subject, &self.words))
                .add(like(Column::Detail, &self.words))
                .add(Column::Request.eq(self.words.as_str()));
            all = all.add(words);
        }
        if let Some(from) = self.from {
            all = all.add(Column::At.gte(from));
        }
        if let Some(until) = self.until {
            all = all.add(Column::At.lt(until));
        }
        all
    }

    /// A page of rows, newest first, and how many there are.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn page(&self, db: &HubRead, page: u64, size: u64) -> Result<(Vec<Model>, u64)> {
        self.query(db).desc(Column::Id).page(page, size).await
    }

    /// Rows before a number, newest first: an export goes through all of them without holding any of them.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn before(&self, db: &HubRead, id: i64, size: u64) -> Result<Vec<Model>> {
        let query = self.query(db).filter(Column::Id.lt(id));
        query.desc(Column::Id).limit(size).all().await
    }

    /// How many rows, and how many of them refused or failed, on each of `days` Beijing days up to the filter's last one.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn per_day(
        &self,
        db: &HubRead,
        days: i64,
        now: DateTime<Utc>,
    ) -> Result<Vec<(String, u64, u64)>> {
        let end = self
            .until
            .filter(|until| *until <= now)
            .map_or(now, |until| until - Duration::seconds(1));
        let mut counts = Vec::new();
        for back in (0..days).rev() {
            let day = beijing::date(end - Duration::days(back));
            let Some(from) = beijing::parse(&day) else {
                continue;
            };
            if self.from.is_some_and(|first| from + Duration::days(1) <= first) {
                continue;
            }
            let on_day = |result: Option<&str>| {
                let query = self
                    .query(db)
                    .filter(Column::At.gte(from))
                    .filter(Column::At.lt(from + Duration::days(1)));
                query.filter_some(result, |result| Column::Result.ne(result))
            };
            let (all, bad) = (on_day(None).count().await?, on_day(Some("ok")).count().await?);
            counts.push((day, all, bad));
        }
        Ok(counts)
    }
}
