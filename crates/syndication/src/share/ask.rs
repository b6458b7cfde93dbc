//! Asking another site for a channel that it offers, and leaving again.

use super::State;
use super::entity::offer;
use super::entity::request::{self, REQUEST};
use super::query;
use crate::permissions::ManageShares;
use crate::refusals::{ASKED_BEFORE, REQUEST_ENDED, RULE_EXISTS};
use crate::rule::entity as rule;
use crate::rule::{Mode, Terms};
use content::channel::entity as channel;
use content::refusals::CHANNEL_CLOSED;
use kernel::event::EventBody;
use kernel::{ChannelId, Error, Result, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use store::{HubRead, OnUnique, SiteWrite};

/// What is asked for, and how it shall arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The offer.
    pub offer: i64,
    /// Channel of this site.
    pub into: ChannelId,
    /// Words for the source.
    pub note: String,
    /// Straight into the channel, or over the desk of this site.
    pub mode: Mode,
    /// Headline, time, order, embargo, holding; this site may change them later.
    pub terms: Terms,
}

/// Asks for the channel of an offer into a channel of this site. The projection agrees at once to what is offered freely.
///
/// # Errors
/// `channel.closed`, `share.asked_before`, `rule.exists`; [`Error::NotFound`] for an offer that is not for this site, or a
/// channel of another one.
pub async fn ask_channel(
    tx: &mut SiteWrite<ManageShares>,
    hub: &HubRead,
    asked: &Asked,
) -> Result<request::Model> {
    let offer = query::find_offer_to(hub, asked.offer, tx.site()).await?;
    let channel = tx
        .find::<channel::Entity>()
        .filter(channel::Column::Id.eq(asked.into.0))
        .found()
        .await?;
    if channel.state != "open" {
        return Err(CHANNEL_CLOSED.into());
    }
    own_rule(tx, &offer, channel.id).await?;
    let row = request::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        source_site_id: Set(offer.site_id),
        source_channel_id: Set(offer.channel_id),
        channel_id: Set(channel.id),
        note: Set(asked.note.clone()),
        state: Set(State::Waiting.key().into()),
        reason: Set(String::new()),
        by_name: Set(tx.actor().label()),
        asked_at: Set(tx.now()),
        decided_at: Set(None),
        rule_id: Set(None),
        ended: Set(0),
        mode: Set(asked.mode.key().into()),
        terms: Set(Some(serde_json::to_string(&asked.terms).map_err(Error::fault)?)),
        uid: Set(Some(Uid::at(tx.now()).0)),
    };
    let made = tx.insert(row).await.on_unique(REQUEST, || ASKED_BEFORE)?;
    let detail = format!("channel {} of site {}", offer.channel_id, offer.site_id);
    tx.emit_with(EventBody::ShareChanged, &detail);
    Ok(made)
}

/// What the portal takes by a rule of its own needs no consent.
async fn own_rule(tx: &SiteWrite<ManageShares>, offer: &offer::Model, into: i64) -> Result<()> {
    let works = tx
        .find::<rule::Entity>()
        .filter(rule::Column::SourceSiteId.eq(offer.site_id))
        .filter(rule::Column::SourceChannelId.eq(offer.channel_id))
        .filter(rule::Column::ChannelId.eq(into))
        .filter(rule::Column::State.eq(rule::ACTIVE))
        .filter(rule::Column::ConsentId.is_null())
        .exists()
        .await?;
    if works {
        return Err(RULE_EXISTS.into());
    }
    Ok(())
}

/// Ends a request, or what works by it. What was placed stays.
///
/// # Errors
/// `share.request_ended`; [`Error::NotFound`] for a request of another site.
pub async fn leave_request(tx: &mut SiteWrite<ManageShares>, id: i64) -> Result<()> {
    let asked = tx
        .find::<request::Entity>()
        .filter(request::Column::Id.eq(id))
        .found()
        .await?;
    let row = request::ActiveModel {
        state: Set(State::Left.key().into()),
        ended: Set(asked.id),
        ..Default::default()
    };
    let open = request::Column::Id.eq(asked.id).and(request::Column::Ended.eq(0));
    if tx.update_where(row, open).await? == 0 {
        return Err(REQUEST_ENDED.into());
    }
    // Only now: the source may have agreed at this moment.
    let left = tx
        .find::<request::Entity>()
        .filter(request::Column::Id.eq(asked.id))
        .found()
        .await?;
    if let Some(id) = left.rule_id {
        let ended = rule::ActiveModel {
            state: Set(rule::ENDED.into()),
            ..Default::default()
        };
        tx.update_where(ended, rule::Column::Id.eq(id)).await?;
    }
    tx.emit_with(EventBody::ShareChanged, &format!("request {id} left"));
    Ok(())
}
