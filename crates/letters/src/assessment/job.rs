//! The week is assessed by itself, once it is over.

use super::{SealKey, Week, assess::newest, assess_week};
use crate::permissions::AssessUnits;
use crate::pool::{Pool, portal_id};
use kernel::{Actor, Result, beijing, policy};
use serde::{Deserialize, Serialize};
use store::HubStore;
use store::job::{Job, JobHandler, JobRow};

/// Assess a week.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AssessWeek {
    /// `2026-W10`.
    pub week: String,
}

impl Job for AssessWeek {
    const KIND: &'static str = "letter.assess";

    fn only_once(&self) -> Option<String> {
        Some(self.week.clone())
    }
}

/// Asks for the assessment of the week before this one, unless it is there.
///
/// # Errors
/// Faults of the database.
pub async fn ask(hub: &HubStore) -> Result<()> {
    let read = hub.read();
    let Some(portal) = portal_id(&read).await? else {
        return Ok(());
    };
    let week = Week::of(beijing::day(read.now())).before();
    if newest(&read, portal.0, week).await?.is_some() {
        return Ok(());
    }
    let mut tx = hub.write(Actor::job(AssessWeek::KIND)).await?;
    tx.exempt("job")?;
    let job = AssessWeek {
        week: week.to_string(),
    };
    tx.enqueue(None, &job).await?;
    tx.commit().await
}

/// Runs [`AssessWeek`].
pub struct Assessor {
    pool: Pool,
    key: SealKey,
}

impl Assessor {
    /// With the door to all letters and the box's secret.
    ///
    /// # Errors
    /// As [`SealKey::new`].
    pub fn new(hub: HubStore, secret: &[u8; 32]) -> Result<Self> {
        Ok(Self {
            pool: Pool::new(hub),
            key: SealKey::new(secret)?,
        })
    }
}

#[async_trait::async_trait]
impl JobHandler for Assessor {
    fn kind(&self) -> &'static str {
        AssessWeek::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let week: Week = job.read::<AssessWeek>()?.week.parse()?;
        let Some(portal) = portal_id(&self.pool.read()).await? else {
            return Ok(());
        };
        let by = policy::decide::<AssessUnits>(&Actor::job(AssessWeek::KIND), portal, &[])?;
        let at = self.pool.snapshot().await?;
        let mut tx = self.pool.write(by).await?;
        if assess_week(&mut tx, &at, &self.key, week, "").await?.1 {
            tx.commit().await?;
        }
        Ok(())
    }
}
