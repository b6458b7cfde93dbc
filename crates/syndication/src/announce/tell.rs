//! The job that tells a listener what waits for it, in batches. What it said stands on its row.

use super::Kind;
use super::entity::{self, waiting};
use crate::outgoing::Sender;
use chrono::{DateTime, Utc};
use kernel::{Actor, Error, Result};
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::HubStore;
use store::job::{Job, JobHandler, JobRow};

/// Tell one listener what waits. Each change brings a job: the first tells everything, the others find nothing left; so one
/// that was parked stops none that come after.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Announce {
    /// Number of the listener.
    pub target: i64,
    /// Not before.
    pub at: Option<DateTime<Utc>>,
}

impl Job for Announce {
    const KIND: &'static str = "announce.tell";

    fn not_before(&self) -> Option<DateTime<Utc>> {
        self.at
    }
}

/// Runs [`Announce`].
pub struct Announcer {
    hub: HubStore,
    sender: Arc<dyn Sender>,
}

impl Announcer {
    /// Tells by `sender`.
    #[must_use]
    pub fn new(hub: HubStore, sender: Arc<dyn Sender>) -> Self {
        Self { hub, sender }
    }

    /// Tells one batch; answers whether there was one.
    async fn tell(&self, target: &entity::Model, kind: Kind) -> Result<bool> {
        let read = self.hub.read();
        let rows = read
            .find::<waiting::Entity>()
            .filter(waiting::Column::TargetId.eq(target.id))
            .asc(waiting::Column::Id)
            .limit(kind.batch())
            .all()
            .await?;
        drop(read);
        if rows.is_empty() {
            return Ok(false);
        }
        let urls: Vec<String> = rows.iter().map(|row| row.url.clone()).collect();
        let (media, body) = kind.body(target, &urls)?;
        let headers = [("content-type", media.to_owned())];
        let sent = self.sender.post(&target.endpoint, &headers, body).await;
        let (status, finding, taken) = match sent {
            Ok(sent) => (Some(i64::from(sent.status)), sent.words.clone(), sent.is_taken()),
            Err(error) => (None, error.sentence(), false),
        };
        let mut tx = self.hub.write(Actor::job("announce")).await?;
        tx.exempt("outgoing")?;
        let told = if taken {
            i64::try_from(rows.len()).unwrap_or(0)
        } else {
            0
        };
        let row = entity::ActiveModel {
            id: Set(target.id),
            told_at: Set(Some(tx.now())),
            status: Set(status),
            finding: Set(finding.clone()),
            told: Set(target.told + told),
            ..entity::ActiveModel::default()
        };
        tx.update(row).await?;
        if taken {
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            tx.delete_where::<waiting::Entity>(waiting::Column::Id.is_in(ids))
                .await?;
        }
        tx.commit().await?;
        if taken {
            Ok(true)
        } else {
            // The queue waits and tries again; after its last try the job is parked where staff of the box see it.
            Err(Error::fault(format!("{} was not told: {finding}", target.kind)))
        }
    }
}

#[async_trait::async_trait]
impl JobHandler for Announcer {
    fn kind(&self) -> &'static str {
        Announce::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let wanted: Announce = job.read()?;
        loop {
            let read = self.hub.read();
            let target = read
                .find::<entity::Entity>()
                .filter(entity::Column::Id.eq(wanted.target))
                .one()
                .await?;
            drop(read);
            let Some(target) = target else { return Ok(()) };
            let Some(kind) = Kind::parse(&target.kind) else {
                return Ok(());
            };
            if !self.tell(&target, kind).await? {
                return Ok(());
            }
        }
    }
}
