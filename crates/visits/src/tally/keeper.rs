//! Brings counts into the database every two seconds, so that a kill costs no more than these.

use super::Salt;
use super::batch::{Batch, Tally};
use super::counter::random;
use super::{Counter, Sketch};
use crate::{count, day, salt, setting};
use chrono::NaiveDate;
use gateway::App;
use kernel::{Actor, Error, Result, SiteId};
use sea_orm::{ColumnTrait, Set};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{HubStore, HubWrite, OnUnique};
use tokio::sync::watch;
use tracing::warn;

const EVERY: Duration = Duration::from_secs(2);
/// Things of one statement.
const SOME: usize = 400;

/// See the module.
#[derive(Clone)]
pub struct Keeper {
    hub: HubStore,
    counter: Arc<Counter>,
}

impl Keeper {
    /// Keeps what `counter` counts.
    #[must_use]
    pub const fn new(hub: HubStore, counter: Arc<Counter>) -> Self {
        Self { hub, counter }
    }

    /// What counts for it.
    #[must_use]
    pub const fn counter(&self) -> &Arc<Counter> {
        &self.counter
    }

    /// Runs until `stop`; then everything counted is written. A new day is said at the foot of the pages that say it.
    pub async fn run(self, app: Arc<App>, mut stop: watch::Receiver<bool>) {
        let mut today = self.counter.today();
        loop {
            if let Err(error) = self.turn(app.directory.portal().map(|portal| portal.id)).await {
                warn!(%error, "Views could not be written; they are kept and tried again");
            }
            if *stop.borrow() {
                return;
            }
            if self.counter.today() != today {
                today = self.counter.today();
                match self.tellers().await {
                    Ok(sites) => sites.into_iter().for_each(|site| app.refresh(site)),
                    Err(error) => warn!(%error, "What sites say of their visits is that of yesterday"),
                }
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// One turn: the salts of today and tomorrow, then what was counted. `portal` keeps the sum of all sites.
    ///
    /// # Errors
    /// Faults of the database; nothing counted is lost by one.
    pub async fn turn(&self, portal: Option<SiteId>) -> Result<()> {
        let today = self.counter.today();
        let tomorrow = today.succ_opt().unwrap_or(today);
        if !self.counter.has_salt(today) || !self.counter.has_salt(tomorrow) {
            let mut salts = HashMap::new();
            for day in [today, tomorrow] {
                salts.insert(day, self.salt(day).await?);
            }
            self.forget(today).await?;
            self.counter.set_salts(salts);
        }
        let batch = self.counter.take();
        if batch.is_empty() {
            return Ok(());
        }
        match self.write(portal, &batch).await {
            Ok(()) => Ok(()),
            Err(error) => {
                self.counter.give_back(batch)?;
                Err(error)
            }
        }
    }

    async fn write(&self, portal: Option<SiteId>, batch: &Batch) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("visits")).await?;
        tx.exempt("visit")?;
        tx.in_turn("visits").await?;
        let mut sums: HashMap<NaiveDate, (i64, Sketch)> = HashMap::new();
        for ((site, day), tally) in batch {
            add_day(&mut tx, (*site, day::SITE), *day, (tally.views, &tally.visitors)).await?;
            add_things(&mut tx, *site, *day, tally).await?;
            let (views, visitors) = match sums.entry(*day) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(place) => place.insert((0, Sketch::new()?)),
            };
            *views += tally.views;
            visitors.merge(&tally.visitors)?;
        }
        if let Some(portal) = portal {
            for (day, (views, visitors)) in &sums {
                add_day(&mut tx, (portal, day::GROUP), *day, (*views, visitors)).await?;
            }
        }
        tx.commit().await
    }

    /// The salt of a day, made by whoever comes first.
    async fn salt(&self, day: NaiveDate) -> Result<Salt> {
        let known = || async {
            let rows = self.hub.read();
            let row = rows
                .find::<salt::entity::Entity>()
                .filter(salt::entity::Column::Day.eq(day.to_string()))
                .one()
                .await?;
            Ok::<_, Error>(row.and_then(|row| salt::read(&row.salt)))
        };
        if let Some(salt) = known().await? {
            return Ok(salt);
        }
        let mut tx = self.hub.write(Actor::job("visits")).await?;
        tx.exempt("visit")?;
        let row = salt::entity::ActiveModel {
            day: Set(day.to_string()),
            salt: Set(salt::write(&random()?)),
            ..Default::default()
        };
        let made = tx.insert(row).await;
        match made.on_unique(salt::entity::VISIT_SALT, || Error::Busy(Duration::ZERO)) {
            Ok(_) => tx.commit().await?,
            // Another process was faster; its salt is the day's.
            Err(Error::Busy(_)) => drop(tx),
            Err(error) => return Err(error),
        }
        known()
            .await?
            .ok_or_else(|| Error::fault("the salt of a day is gone"))
    }

    /// Salts of days that are over go: then nobody can try whether an address was there.
    async fn forget(&self, today: NaiveDate) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("visits")).await?;
        tx.exempt("visit")?;
        tx.delete_where::<salt::entity::Entity>(salt::entity::Column::Day.lt(today.to_string()))
            .await?;
        tx.commit().await
    }

    /// Sites that say at the foot of their pages how often they were visited.
    async fn tellers(&self) -> Result<Vec<SiteId>> {
        let read = self.hub.read();
        let rows = read
            .find::<setting::entity::Entity>()
            .filter(setting::entity::Column::Shown.eq(true))
            .all()
            .await?;
        Ok(rows.into_iter().map(|row| SiteId(row.site_id)).collect())
    }
}

async fn add_day(
    tx: &mut HubWrite,
    (site, scope): (SiteId, &str),
    on: NaiveDate,
    (views, visitors): (i64, &Sketch),
) -> Result<()> {
    use day::entity::{ActiveModel, Column, Entity};
    let known = tx
        .find::<Entity>()
        .filter(Column::SiteId.eq(site.0))
        .filter(Column::Scope.eq(scope))
        .filter(Column::Day.eq(on.to_string()))
        .one()
        .await?;
    let mut all = visitors.clone();
    if let Some(known) = &known {
        all.merge(&Sketch::read(&known.sketch)?)?;
    }
    let mut row = ActiveModel {
        views: Set(views + known.as_ref().map_or(0, |row| row.views)),
        visitors: Set(all.count()),
        sketch: Set(all.write()?),
        ..Default::default()
    };
    if let Some(known) = known {
        tx.update_where(row, Column::Id.eq(known.id)).await?;
        return Ok(());
    }
    row.site_id = Set(site.0);
    row.scope = Set(scope.to_owned());
    row.day = Set(on.to_string());
    tx.insert(row).await?;
    Ok(())
}

async fn add_things(tx: &mut HubWrite, site: SiteId, on: NaiveDate, tally: &Tally) -> Result<()> {
    use count::entity::{ActiveModel, Column, Entity};
    let things: Vec<_> = tally.things.iter().collect();
    for some in things.chunks(SOME) {
        let subjects = some.iter().map(|((_, subject), _)| subject.to_string());
        let known = tx
            .find::<Entity>()
            .filter(Column::SiteId.eq(site.0))
            .filter(Column::Day.eq(on.to_string()))
            .filter(Column::Subject.is_in(subjects))
            .all()
            .await?;
        let known: HashMap<(&str, &str), &count::entity::Model> = known
            .iter()
            .map(|row| ((row.kind.as_str(), row.subject.as_str()), row))
            .collect();
        let mut fresh = Vec::new();
        for ((kind, subject), (label, views)) in some {
            let before = known.get(&(kind.key(), subject));
            let mut row = ActiveModel {
                label: Set(label.to_string()),
                views: Set(views + before.map_or(0, |row| row.views)),
                ..Default::default()
            };
            if let Some(before) = before {
                tx.update_where(row, Column::Id.eq(before.id)).await?;
                continue;
            }
            row.site_id = Set(site.0);
            row.day = Set(on.to_string());
            row.kind = Set(kind.key().to_owned());
            row.subject = Set(subject.to_string());
            fresh.push(row);
        }
        tx.insert_many(fresh).await?;
    }
    Ok(())
}
