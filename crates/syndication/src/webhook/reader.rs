//! The log reader `webhook`: each public change becomes a delivery for every webhook that asked for it.

use super::deliver::DeliverWebhook;
use super::entity::{self, ACTIVE, delivery};
use crate::outgoing::Change;
use kernel::event::Event;
use kernel::{Error, Result, SiteId, Uid, beijing};
use sea_orm::{ColumnTrait, Set};
use store::HubWrite;
use store::log::LogReader;

/// Writes deliveries; the job sends them.
#[derive(Clone, Copy, Debug, Default)]
pub struct WebhookReader;

#[async_trait::async_trait]
impl LogReader for WebhookReader {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn batch(&self) -> usize {
        1000
    }

    fn concerns(&self, event: &Event) -> bool {
        Change::is_in(event)
    }

    async fn read(&self, events: &[Event], tx: &mut HubWrite) -> Result<()> {
        tx.exempt("outgoing")?;
        let hooks = tx
            .find::<entity::Entity>()
            .filter(entity::Column::State.eq(ACTIVE))
            .all()
            .await?;
        if hooks.is_empty() {
            return Ok(());
        }
        for event in events {
            let here: Vec<_> = hooks
                .iter()
                .filter(|hook| SiteId(hook.site_id) == event.site && hook.created_at <= event.at)
                .collect();
            if here.is_empty() {
                continue;
            }
            let Some(change) = Change::of(tx, event).await? else {
                continue;
            };
            for hook in here {
                if hook.events.split(' ').any(|kind| kind == change.kind) {
                    note(tx, hook, &change, event).await?;
                }
            }
        }
        Ok(())
    }
}

async fn note(tx: &mut HubWrite, hook: &entity::Model, change: &Change, event: &Event) -> Result<()> {
    let payload = serde_json::json!({
        "type": change.kind,
        "timestamp": beijing::rfc3339(event.at),
        "data": {
            "id": change.uid.to_string(),
            "version": change.version,
            "title": change.title,
            "url": format!("{}{}", hook.base, change.path),
            "channels": change.channels,
        },
    });
    let row = delivery::ActiveModel {
        site_id: Set(hook.site_id),
        uid: Set(Uid::at(event.at).0),
        webhook_id: Set(hook.id),
        kind: Set(change.kind.to_owned()),
        payload: Set(serde_json::to_string(&payload).map_err(Error::fault)?),
        state: Set(delivery::WAITING.to_owned()),
        attempts: Set(0),
        status: Set(None),
        error: Set(String::new()),
        created_at: Set(event.at),
        next_at: Set(Some(event.at)),
        delivered_at: Set(None),
        ..delivery::ActiveModel::default()
    };
    let row = tx.insert(row).await?;
    let job = DeliverWebhook {
        delivery: row.id,
        attempt: 0,
        at: None,
    };
    tx.enqueue(Some(event.site), &job).await
}
