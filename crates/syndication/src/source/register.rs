//! Entering a source into the register.

use super::entity::{self, SOURCE_URL};
use super::{State, Terms};
use crate::permissions::ManageSources;
use crate::refusals::SOURCE_EXISTS;
use content::channel::entity as channel;
use content::refusals::CHANNEL_CLOSED;
use kernel::{ChannelId, Permission, Result};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, SiteRead, SiteWrite};

/// Enters a source; one that was removed is asked again, and what it brought before does not come twice.
///
/// # Errors
/// `source.exists`, `channel.closed`; [`kernel::Error::NotFound`] for a channel of another site.
pub async fn register_source(tx: &mut SiteWrite<ManageSources>, terms: Terms) -> Result<entity::Model> {
    open_channel(tx, terms.channel).await?;
    let removed = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Url.eq(terms.url.as_str()))
        .filter(entity::Column::State.eq(State::Removed.key()))
        .one()
        .await?;
    let now = tx.now();
    let row = entity::ActiveModel {
        state: Set(State::Active.key().to_owned()),
        etag: Set(None),
        last_modified: Set(None),
        finding: Set(String::new()),
        failures: Set(0),
        failing_since: Set(None),
        hold_until: Set(None),
        next_at: Set(now),
        looking: Set(false),
        created_at: Set(now),
        ..columns(tx, terms)
    };
    let row = match removed {
        Some(old) => {
            tx.update(entity::ActiveModel {
                id: Set(old.id),
                ..row
            })
            .await?
        }
        None => {
            let new = entity::ActiveModel {
                asked_at: Set(None),
                read_at: Set(None),
                ..row
            };
            tx.insert(new).await.on_unique(SOURCE_URL, || SOURCE_EXISTS)?
        }
    };
    tell(tx, "source.registered", &row);
    Ok(row)
}

/// A channel of this site that takes articles and that the grant covers.
pub(super) async fn open_channel<P: Permission>(tx: &SiteWrite<P>, id: ChannelId) -> Result<()> {
    tx.covers(id)?;
    let read: &SiteRead = tx;
    let row = read
        .find::<channel::Entity>()
        .filter(channel::Column::Id.eq(id.0))
        .found()
        .await?;
    if row.state == "open" {
        Ok(())
    } else {
        Err(CHANNEL_CLOSED.into())
    }
}

/// The columns of the terms, and who set them.
pub(super) fn columns(tx: &SiteWrite<ManageSources>, terms: Terms) -> entity::ActiveModel {
    entity::ActiveModel {
        channel_id: Set(terms.channel.0),
        url: Set(terms.url),
        name: Set(terms.name),
        licence: Set(terms.licence),
        granted_by: Set(terms.granted_by),
        reference: Set(terms.reference),
        granted_until: Set(terms.granted_until),
        automatic: Set(terms.automatic),
        interval_minutes: Set(terms.interval_minutes),
        first_limit: Set(terms.first_limit),
        set_by: Set(tx.actor().person().map(|person| person.0)),
        set_by_name: Set(tx.actor().label()),
        ..entity::ActiveModel::default()
    }
}

/// The audit row of an act on the register.
pub(super) fn tell(tx: &mut SiteWrite<ManageSources>, action: &str, row: &entity::Model) {
    let detail = serde_json::json!({
        "url": row.url, "automatic": row.automatic, "granted_by": row.granted_by, "reference": row.reference,
    });
    tx.audit(action, &format!("source {}", row.id), &detail);
}
