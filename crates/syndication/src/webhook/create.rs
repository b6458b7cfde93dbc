//! Setting up a webhook. It is told of what happens from now on.

use super::entity::{self, ACTIVE, WEBHOOK_URL};
use super::form::NewWebhook;
use super::sign::new_secret;
use crate::permissions::ManageWebhooks;
use crate::refusals::WEBHOOK_EXISTS;
use kernel::{Result, Uid};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, SiteWrite};

/// Sets up a webhook; one that was ended works again, with another secret. `base` is where the site is reached.
///
/// # Errors
/// `webhook.exists`.
pub async fn create_webhook(
    tx: &mut SiteWrite<ManageWebhooks>,
    new: NewWebhook,
    base: &str,
) -> Result<entity::Model> {
    let ended = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Url.eq(new.url.as_str()))
        .filter(entity::Column::State.ne(ACTIVE))
        .one()
        .await?;
    let row = entity::ActiveModel {
        name: Set(new.name),
        url: Set(new.url),
        base: Set(base.to_owned()),
        events: Set(new.events.join(" ")),
        secret: Set(new_secret()?),
        state: Set(ACTIVE.to_owned()),
        created_by_name: Set(tx.actor().label()),
        created_at: Set(tx.now()),
        ..entity::ActiveModel::default()
    };
    let row = match ended {
        Some(old) => {
            tx.update(entity::ActiveModel {
                id: Set(old.id),
                ..row
            })
            .await?
        }
        None => {
            let uid = Set(Uid::at(tx.now()).0);
            let made = tx.insert(entity::ActiveModel { uid, ..row }).await;
            made.on_unique(WEBHOOK_URL, || WEBHOOK_EXISTS)?
        }
    };
    let told = serde_json::json!({ "url": row.url, "events": row.events });
    tx.audit("webhook.created", &Uid(row.uid).to_string(), &told);
    Ok(row)
}
