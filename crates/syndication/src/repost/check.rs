//! Whether a repost still answers at its address.

use super::entity;
use crate::outgoing::Sender;
use crate::permissions::KeepReposts;
use kernel::{Actor, Result};
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::job::{Job, JobHandler, JobRow};
use store::{HubStore, SiteWrite};

/// Ask the address of one repost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckRepost {
    /// Number of the line.
    pub repost: i64,
}

impl Job for CheckRepost {
    const KIND: &'static str = "repost.check";

    fn only_once(&self) -> Option<String> {
        Some(self.repost.to_string())
    }
}

/// Asks every address of the register anew; answers how many.
///
/// # Errors
/// Faults of the database.
pub async fn check_reposts(tx: &mut SiteWrite<KeepReposts>) -> Result<usize> {
    let rows = tx.find::<entity::Entity>().all().await?;
    for row in &rows {
        tx.enqueue(&CheckRepost { repost: row.id }).await?;
    }
    tx.audit("repost.check_asked", "repost", &rows.len());
    Ok(rows.len())
}

/// Runs [`CheckRepost`].
pub struct Checker {
    hub: HubStore,
    sender: Arc<dyn Sender>,
}

impl Checker {
    /// Asks by `sender`.
    #[must_use]
    pub fn new(hub: HubStore, sender: Arc<dyn Sender>) -> Self {
        Self { hub, sender }
    }
}

#[async_trait::async_trait]
impl JobHandler for Checker {
    fn kind(&self) -> &'static str {
        CheckRepost::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let wanted: CheckRepost = job.read()?;
        let read = self.hub.read();
        let row = read
            .find::<entity::Entity>()
            .filter(entity::Column::Id.eq(wanted.repost))
            .one()
            .await?;
        drop(read);
        let Some(row) = row else { return Ok(()) };
        let asked = self.sender.get(&row.url).await;
        let mut tx = self.hub.write(Actor::job("repost")).await?;
        tx.exempt("outgoing")?;
        let finding = asked
            .as_ref()
            .err()
            .map(kernel::Error::sentence)
            .unwrap_or_default();
        let found = entity::ActiveModel {
            id: Set(row.id),
            checked_at: Set(Some(tx.now())),
            status: Set(Some(i64::from(asked.is_ok()))),
            finding: Set(finding),
            ..entity::ActiveModel::default()
        };
        tx.update(found).await?;
        tx.commit().await
    }
}
