//! Ending a webhook. What still waits is not sent any more.

use super::entity::{self, ENDED, delivery};
use crate::permissions::ManageWebhooks;
use kernel::{Result, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Ends a webhook of this site.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn end_webhook(tx: &mut SiteWrite<ManageWebhooks>, id: i64) -> Result<()> {
    let row = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .found()
        .await?;
    let ended = entity::ActiveModel {
        id: Set(row.id),
        state: Set(ENDED.to_owned()),
        ..entity::ActiveModel::default()
    };
    tx.update(ended).await?;
    let given_up = delivery::ActiveModel {
        state: Set(delivery::FAILED.to_owned()),
        error: Set("回调已停用。".to_owned()),
        next_at: Set(None),
        ..delivery::ActiveModel::default()
    };
    let waiting = delivery::Column::WebhookId
        .eq(id)
        .and(delivery::Column::State.eq(delivery::WAITING));
    tx.update_where(given_up, waiting).await?;
    tx.audit("webhook.ended", &Uid(row.uid).to_string(), &row.url);
    Ok(())
}
