//! Running jobs. It runs where the reader lease is held.

use super::entity;
use super::queue::JobRow;
use crate::HubStore;
use chrono::Duration;
use kernel::{Actor, Result};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::sync::Arc;
use tokio::sync::watch;
use tracing::{error, warn};

/// After so many failures a job is parked.
const TRIES: i64 = 8;

/// Runs the jobs of one kind.
#[async_trait::async_trait]
pub trait JobHandler: Send + Sync {
    /// [`super::Job::KIND`].
    fn kind(&self) -> &'static str;

    /// Does it. May run twice and much later, so it re-reads the truth.
    async fn run(&self, job: &JobRow) -> Result<()>;
}

/// All handlers of this box.
#[derive(Clone)]
pub struct JobRunner {
    hub: HubStore,
    handlers: Vec<Arc<dyn JobHandler>>,
}

impl JobRunner {
    /// A runner with these handlers.
    #[must_use]
    pub fn new(hub: HubStore, handlers: Vec<Arc<dyn JobHandler>>) -> Self {
        Self { hub, handlers }
    }

    /// Runs until `stop` turns true.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut wake = self.hub.inner.wake.subscribe();
        while !*stop.borrow() {
            wake.borrow_and_update();
            match self.step().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => warn!(%error, "The job queue could not be read"),
            }
            tokio::select! {
                () = tokio::time::sleep(self.pause().await) => {}
                _ = wake.changed() => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Until the next job is due, and never longer than a second: others enqueue too.
    async fn pause(&self) -> std::time::Duration {
        let longest = std::time::Duration::from_secs(1);
        let read = self.hub.read();
        let now = read.now();
        let next = read
            .find::<entity::Entity>()
            .filter(entity::Column::State.eq("ready"))
            .filter(entity::Column::RunAt.gt(now))
            .asc(entity::Column::RunAt)
            .limit(1)
            .one()
            .await;
        let wait = next
            .ok()
            .flatten()
            .and_then(|row| (row.run_at - now).to_std().ok());
        wait.map_or(longest, |wait| wait.min(longest))
    }

    /// Runs every job that is due now.
    ///
    /// # Errors
    /// Faults of the database; a job's own failure is written on its row.
    pub async fn settle(&self) -> Result<()> {
        while self.step().await? {}
        Ok(())
    }

    /// Kinds that wait, for tests that must leave no work behind.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn waiting(&self) -> Result<Vec<String>> {
        let rows = self
            .hub
            .read()
            .find::<entity::Entity>()
            .filter(entity::Column::State.eq("ready"))
            .all()
            .await?;
        Ok(rows.into_iter().map(|row| row.kind).collect())
    }

    async fn step(&self) -> Result<bool> {
        let read = self.hub.read();
        let now = self.hub.inner.clocks.security.now();
        let due = read
            .find::<entity::Entity>()
            .filter(entity::Column::State.eq("ready"))
            .filter(entity::Column::RunAt.lte(read.now()))
            .filter(
                entity::Column::LeasedUntil
                    .is_null()
                    .or(entity::Column::LeasedUntil.lt(now)),
            )
            .asc(entity::Column::RunAt)
            .limit(1)
            .one()
            .await?;
        let Some(row) = due else { return Ok(false) };
        let lease = entity::ActiveModel {
            leased_until: Set(Some(now + Duration::minutes(5))),
            ..Default::default()
        };
        let mut tx = self.hub.write(Actor::job("jobs")).await?;
        tx.exempt("job")?;
        let free = entity::Column::LeasedUntil
            .is_null()
            .or(entity::Column::LeasedUntil.lt(now));
        if tx
            .update_where(lease, entity::Column::Id.eq(row.id).and(free))
            .await?
            == 0
        {
            return Ok(true);
        }
        tx.commit().await?;
        let done = match self.handlers.iter().find(|handler| handler.kind() == row.kind) {
            Some(handler) => handler.run(&JobRow::new(&row)).await,
            None => Err(kernel::Error::fault(format!(
                "nobody runs jobs of kind {}",
                row.kind
            ))),
        };
        self.finish(&row, done).await?;
        Ok(true)
    }

    async fn finish(&self, row: &entity::Model, done: Result<()>) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("jobs")).await?;
        tx.exempt("job")?;
        match done {
            Ok(()) => {
                tx.delete_where::<entity::Entity>(entity::Column::Id.eq(row.id))
                    .await?;
            }
            Err(cause) => {
                let attempts = row.attempts + 1;
                let parked = attempts >= TRIES;
                if parked {
                    error!(job = row.id, kind = row.kind, error = %cause, "Parked a job");
                }
                let wait = Duration::seconds(2_i64.saturating_pow(u32::try_from(attempts).unwrap_or(8)));
                tx.update(entity::ActiveModel {
                    id: Set(row.id),
                    attempts: Set(attempts),
                    state: Set(if parked { "parked" } else { "ready" }.to_owned()),
                    run_at: Set(tx.now() + wait),
                    leased_until: Set(None),
                    error: Set(Some(cause.to_string())),
                    ..Default::default()
                })
                .await?;
            }
        }
        tx.commit().await
    }
}
