//! What is to be done every day: unused accounts, re-registrations. One idempotent job a day; whoever serves asks for it.

use crate::Identity;
use crate::{campaign, person};
use chrono::{DateTime, Utc};
use gateway::SiteKind;
use gateway::site::entity as site;
use kernel::{Actor, Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use store::job::{Job, JobHandler, JobRow};
use store::{HubRead, HubWrite};
use tracing::info;

/// The day's work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DailyChores {
    /// The Beijing day it is for.
    pub day: String,
}

impl DailyChores {
    /// The work of the day of `now`.
    #[must_use]
    pub fn of(now: DateTime<Utc>) -> Self {
        Self {
            day: beijing::date(now),
        }
    }
}

impl Job for DailyChores {
    const KIND: &'static str = "account.daily";

    fn only_once(&self) -> Option<String> {
        Some(self.day.clone())
    }
}

/// Asks for the day's work; doing it twice changes nothing.
///
/// # Errors
/// Faults.
pub async fn ask(identity: &Identity) -> Result<()> {
    let mut tx = identity.hub.write(Actor::job(DailyChores::KIND)).await?;
    tx.exempt("job")?;
    let job = DailyChores::of(tx.now());
    tx.enqueue(None, &job).await?;
    tx.commit().await
}

/// Runs [`DailyChores`].
pub struct Daily(pub Identity);

#[async_trait::async_trait]
impl JobHandler for Daily {
    fn kind(&self) -> &'static str {
        DailyChores::KIND
    }

    async fn run(&self, _: &JobRow) -> Result<()> {
        run(&self.0).await
    }
}

/// Does the day's work now, each part in a transaction of its own.
///
/// # Errors
/// Faults.
pub async fn run(identity: &Identity) -> Result<()> {
    let Some(portal) = portal(&identity.hub.read()).await? else {
        return Ok(());
    };
    // One part that fails keeps no other from its day; the job as a whole then tries again.
    let unused = close_unused(identity, portal).await;
    let archived = store::audit::archive(&identity.hub, identity.settings.audit_keep, identity.now()).await;
    let campaigns = campaigns(identity).await;
    let unused = unused?;
    archived?;
    let (ended, reminded) = campaigns?;
    if unused.warned + unused.closed + ended + reminded > 0 {
        info!(
            warned = unused.warned,
            closed = unused.closed,
            posts_ended = ended,
            reminded,
            "Did the day's work on accounts"
        );
    }
    Ok(())
}

async fn close_unused(identity: &Identity, portal: SiteId) -> Result<person::Unused> {
    let mut tx = begin(identity).await?;
    // Accounts are as secure as they are old in real time; a demo's clock says nothing about that.
    let unused = person::close_unused(&mut tx, &identity.settings, portal, identity.now()).await?;
    tx.commit().await?;
    Ok(unused)
}

async fn campaigns(identity: &Identity) -> Result<(usize, usize)> {
    let mut tx = begin(identity).await?;
    let ended = campaign::close_due(&mut tx).await?;
    let reminded = campaign::remind(&mut tx, &identity.settings).await?;
    campaign::open_yearly(&mut tx, &identity.settings).await?;
    tx.commit().await?;
    Ok((ended, reminded))
}

/// A day on which nothing is to be done leaves no rows.
async fn begin(identity: &Identity) -> Result<HubWrite> {
    let mut tx = identity.hub.write(Actor::job(DailyChores::KIND)).await?;
    tx.exempt("setup")?;
    Ok(tx)
}

async fn portal(db: &HubRead) -> Result<Option<SiteId>> {
    let row = db
        .find::<site::Entity>()
        .filter(site::Column::Kind.eq(SiteKind::Portal.key()))
        .one()
        .await?;
    Ok(row.map(|row| SiteId(row.id)))
}
