//! A site says which of its own articles shows an important item.

use super::entity::{self, own};
use crate::permissions::ManagePlaces;
use crate::refusals::{NOT_LIVE_HERE, OWN_BEFORE, OWN_REGISTERED};
use content::article::entity as article;
use kernel::event::EventBody;
use kernel::{ArticleId, ChannelId, Result, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::{HubRead, OnUnique, SiteWrite};

/// Registers the site's own repost; its first publication counts.
///
/// # Errors
/// `important.not_live`, `important.own_before`, `important.registered`; [`kernel::Error::NotFound`] without such an item or article here.
pub async fn register_own(
    tx: &mut SiteWrite<ManagePlaces>,
    hub: &HubRead,
    uid: Uid,
    id: ArticleId,
) -> Result<own::Model> {
    let item = hub
        .find::<entity::Entity>()
        .filter(entity::Column::Uid.eq(uid.0))
        .found()
        .await?;
    let article = tx
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(id.0))
        .found()
        .await?;
    tx.covers(ChannelId(article.channel_id))?;
    if article.live_edition_id.is_none() {
        return Err(NOT_LIVE_HERE.into());
    }
    if article.first_published_at.is_some_and(|at| at < item.issued_at) {
        return Err(OWN_BEFORE.into());
    }
    let row = own::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        uid: Set(uid.0),
        article_id: Set(article.id),
        by_name: Set(tx.actor().label()),
        created_at: Set(tx.now()),
    };
    let made = tx.insert(row).await.on_unique(own::OWN, || OWN_REGISTERED)?;
    tx.emit_with(EventBody::ImportantChanged { uid }, &format!("own article {id}"));
    Ok(made)
}

/// Takes back what was registered by error.
///
/// # Errors
/// [`kernel::Error::NotFound`] when nothing was; [`kernel::Error::Forbidden`] for an article outside the grant's scope.
pub async fn unregister_own(tx: &mut SiteWrite<ManagePlaces>, uid: Uid) -> Result<()> {
    let row = tx
        .find::<own::Entity>()
        .filter(own::Column::Uid.eq(uid.0))
        .found()
        .await?;
    let article = tx
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(row.article_id))
        .found()
        .await?;
    tx.covers(ChannelId(article.channel_id))?;
    tx.delete_where::<own::Entity>(own::Column::Id.eq(row.id)).await?;
    let detail = format!("own article {} taken back", article.id);
    tx.emit_with(EventBody::ImportantChanged { uid }, &detail);
    Ok(())
}
