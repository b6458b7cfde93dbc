//! Sending a delivery again, under the same message id.

use super::deliver::DeliverWebhook;
use super::entity::{self, ACTIVE, delivery};
use crate::permissions::ManageWebhooks;
use crate::refusals::DELIVERED;
use kernel::{Error, Result, Uid};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Sends a delivery again that went through or was given up.
///
/// # Errors
/// `webhook.delivered` while it waits already; [`Error::NotFound`] for one of another site or of an ended webhook.
pub async fn resend_delivery(tx: &mut SiteWrite<ManageWebhooks>, webhook: i64, id: i64) -> Result<()> {
    let row = tx
        .find::<delivery::Entity>()
        .filter(delivery::Column::Id.eq(id))
        .filter(delivery::Column::WebhookId.eq(webhook))
        .found()
        .await?;
    let hook = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(webhook))
        .found()
        .await?;
    if hook.state != ACTIVE {
        return Err(Error::NotFound);
    }
    if row.state == delivery::WAITING {
        return Err(DELIVERED.into());
    }
    let again = delivery::ActiveModel {
        id: Set(row.id),
        state: Set(delivery::WAITING.to_owned()),
        attempts: Set(0),
        next_at: Set(Some(tx.now())),
        ..delivery::ActiveModel::default()
    };
    tx.update(again).await?;
    let job = DeliverWebhook {
        delivery: row.id,
        attempt: 0,
        at: None,
    };
    tx.enqueue(&job).await?;
    tx.audit("webhook.resent", &Uid(row.uid).to_string(), &hook.url);
    Ok(())
}
