//! Offering a channel to other sites, and ending the offer. What works by consents goes on.

use super::entity::offer::{self, ACTIVE, ENDED, OFFER};
use super::entity::offered_to;
use crate::permissions::ManageShares;
use crate::refusals::OFFER_EXISTS;
use content::channel::entity as channel;
use content::refusals::CHANNEL_CLOSED;
use kernel::event::EventBody;
use kernel::{ChannelId, Error, Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use store::{OnUnique, SiteWrite};

/// An offer as meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Channel of this site.
    pub channel: ChannelId,
    /// May be subscribed to at once.
    pub free: bool,
    /// The sites it is for; `None` for all.
    pub to: Option<Vec<SiteId>>,
    /// What it holds, in words.
    pub note: String,
}

/// Offers a channel; an ended offer stands again.
///
/// # Errors
/// `channel.closed`, `share.offer_exists`; [`Error::NotFound`] for a channel of another site.
pub async fn offer_channel(tx: &mut SiteWrite<ManageShares>, wanted: &Wanted) -> Result<offer::Model> {
    let channel = tx
        .find::<channel::Entity>()
        .filter(channel::Column::Id.eq(wanted.channel.0))
        .found()
        .await?;
    if channel.state != "open" {
        return Err(CHANNEL_CLOSED.into());
    }
    let row = offer::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        channel_id: Set(channel.id),
        free: Set(wanted.free),
        to_all: Set(wanted.to.is_none()),
        note: Set(wanted.note.clone()),
        state: Set(ACTIVE.into()),
        by_name: Set(tx.actor().label()),
        created_at: Set(tx.now()),
    };
    let ended = tx
        .find::<offer::Entity>()
        .filter(offer::Column::ChannelId.eq(channel.id))
        .filter(offer::Column::State.eq(ENDED))
        .one()
        .await?;
    let made = match ended {
        Some(old) => {
            let row = offer::ActiveModel {
                id: Set(old.id),
                ..row
            };
            tx.update(row).await?
        }
        None => tx.insert(row).await.on_unique(OFFER, || OFFER_EXISTS)?,
    };
    tx.delete_where::<offered_to::Entity>(offered_to::Column::OfferId.eq(made.id))
        .await?;
    let sites = wanted.to.iter().flatten().map(|site| offered_to::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        offer_id: Set(made.id),
        place_site_id: Set(site.0),
    });
    let sites: Vec<_> = sites.collect();
    if !sites.is_empty() {
        tx.insert_many(sites).await?;
    }
    tx.emit_with(
        EventBody::ShareChanged,
        &format!("offer of channel {}", channel.id),
    );
    Ok(made)
}

/// Ends an offer.
///
/// # Errors
/// [`Error::NotFound`] when there is no such offer.
pub async fn end_offer(tx: &mut SiteWrite<ManageShares>, id: i64) -> Result<()> {
    let row = offer::ActiveModel {
        state: Set(ENDED.into()),
        ..Default::default()
    };
    let stands = offer::Column::Id.eq(id).and(offer::Column::State.eq(ACTIVE));
    if tx.update_where(row, stands).await? == 0 {
        return Err(Error::NotFound);
    }
    tx.emit_with(EventBody::ShareChanged, &format!("offer {id} ended"));
    Ok(())
}
