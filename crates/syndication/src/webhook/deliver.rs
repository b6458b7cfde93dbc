//! The job that sends a delivery. Outside any transaction; what came of it is written afterwards.

use super::entity::{self, ACTIVE, delivery};
use super::sign::signature;
use crate::outgoing::Sender;
use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, Result, Uid};
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::HubStore;
use store::job::{Job, JobHandler, JobRow};

/// Seconds to wait after each failed try; after the last the delivery is given up and staff may send it again.
pub const WAITS: [i64; 7] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400];

/// Send one delivery. A job whose attempt is not the row's comes too late and does nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliverWebhook {
    /// Number of the delivery.
    pub delivery: i64,
    /// How many tries went before.
    pub attempt: i64,
    /// Not before.
    pub at: Option<DateTime<Utc>>,
}

impl Job for DeliverWebhook {
    const KIND: &'static str = "webhook.deliver";

    fn not_before(&self) -> Option<DateTime<Utc>> {
        self.at
    }
}

/// Runs [`DeliverWebhook`].
pub struct Deliverer {
    hub: HubStore,
    sender: Arc<dyn Sender>,
}

impl Deliverer {
    /// Sends by `sender`; signatures carry the time of the security clock.
    #[must_use]
    pub fn new(hub: HubStore, sender: Arc<dyn Sender>) -> Self {
        Self { hub, sender }
    }

    async fn send(&self, hook: &entity::Model, row: &delivery::Model) -> (Option<i64>, String) {
        let id = format!("msg_{}", Uid(row.uid));
        let at = self.hub.clocks().security.now().timestamp();
        let signed = match signature(&hook.secret, &id, at, &row.payload) {
            Ok(signed) => signed,
            Err(error) => return (None, error.sentence()),
        };
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("webhook-id", id),
            ("webhook-timestamp", at.to_string()),
            ("webhook-signature", signed),
        ];
        match self
            .sender
            .post(&hook.url, &headers, row.payload.clone().into())
            .await
        {
            Ok(sent) if sent.is_taken() => (Some(i64::from(sent.status)), String::new()),
            Ok(sent) => (
                Some(i64::from(sent.status)),
                format!("对方答复 {}。", sent.status),
            ),
            Err(error) => (None, error.sentence()),
        }
    }

    async fn write(&self, row: &delivery::Model, status: Option<i64>, error: String) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("webhook")).await?;
        tx.exempt("outgoing")?;
        let attempts = row.attempts + 1;
        let wait = usize::try_from(row.attempts).ok().and_then(|n| WAITS.get(n));
        let (state, next) = match (error.is_empty(), wait) {
            (true, _) => (delivery::DELIVERED, None),
            (false, Some(wait)) => (delivery::WAITING, Some(tx.now() + Duration::seconds(*wait))),
            (false, None) => (delivery::FAILED, None),
        };
        let change = delivery::ActiveModel {
            id: Set(row.id),
            state: Set(state.to_owned()),
            attempts: Set(attempts),
            status: Set(status),
            error: Set(error),
            next_at: Set(next),
            delivered_at: Set((state == delivery::DELIVERED).then(|| tx.now())),
            ..delivery::ActiveModel::default()
        };
        tx.update(change).await?;
        if next.is_some() {
            let again = DeliverWebhook {
                delivery: row.id,
                attempt: attempts,
                at: next,
            };
            tx.enqueue(Some(kernel::SiteId(row.site_id)), &again).await?;
        }
        tx.commit().await
    }
}

#[async_trait::async_trait]
impl JobHandler for Deliverer {
    fn kind(&self) -> &'static str {
        DeliverWebhook::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let wanted: DeliverWebhook = job.read()?;
        let read = self.hub.read();
        let row = read
            .find::<delivery::Entity>()
            .filter(delivery::Column::Id.eq(wanted.delivery))
            .one()
            .await?;
        let Some(row) = row.filter(|row| row.state == delivery::WAITING && row.attempts == wanted.attempt)
        else {
            return Ok(());
        };
        let hook = read
            .find::<entity::Entity>()
            .filter(entity::Column::Id.eq(row.webhook_id))
            .filter(entity::Column::State.eq(ACTIVE))
            .one()
            .await?;
        drop(read);
        let Some(hook) = hook else { return Ok(()) };
        let (status, error) = self.send(&hook, &row).await;
        self.write(&row, status, error).await
    }
}
