//! 撤销授权 and giving it again. The projection carries either to the places.

use super::{Reason, entity};
use crate::permissions::RevokePlaces;
use crate::refusals::{ALREADY_REVOKED, NOT_LIVE};
use content::article::entity as article;
use kernel::event::EventBody;
use kernel::{ArticleId, ChannelId, Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::SiteWrite;

/// Takes the authorization back for one site, or for all; the article itself stays.
///
/// # Errors
/// `submission.not_live`, `place.already_revoked`; [`Error::NotFound`] for an article of another site.
pub async fn revoke(
    tx: &mut SiteWrite<RevokePlaces>,
    id: ArticleId,
    place: Option<SiteId>,
    reason: &Reason,
) -> Result<()> {
    let article = open(tx, id).await?;
    if article.live_edition_id.is_none() {
        return Err(NOT_LIVE.into());
    }
    let standing = super::query::of_article(tx, id).await?;
    let place = place.map(|site| site.0);
    if standing
        .iter()
        .any(|row| row.place_site_id.is_none() || row.place_site_id == place)
    {
        return Err(ALREADY_REVOKED.into());
    }
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        article_id: Set(article.id),
        uid: Set(article.uid),
        place_site_id: Set(place),
        reason: Set(reason.as_str().into()),
        by_name: Set(tx.actor().label()),
        created_at: Set(tx.now()),
        ended_at: Set(None),
    };
    tx.insert(row).await?;
    let uid = Uid(article.uid);
    tx.emit_with(EventBody::AuthorizationChanged { uid }, &reason.as_str());
    Ok(())
}

/// Gives again what was taken back, for one site or for all; what stood there stands there again.
///
/// # Errors
/// [`Error::NotFound`] when nothing of the kind was taken back.
pub async fn grant_again(
    tx: &mut SiteWrite<RevokePlaces>,
    id: ArticleId,
    place: Option<SiteId>,
) -> Result<()> {
    use sea_orm::ExprTrait;
    let article = open(tx, id).await?;
    let ended = entity::ActiveModel {
        ended_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let standing = entity::Column::ArticleId
        .eq(article.id)
        .and(entity::Column::EndedAt.is_null());
    let standing = match place {
        Some(site) => standing.and(entity::Column::PlaceSiteId.eq(site.0)),
        None => standing.and(entity::Column::PlaceSiteId.is_null()),
    };
    if tx.update_where(ended, standing).await? == 0 {
        return Err(Error::NotFound);
    }
    let uid = Uid(article.uid);
    tx.emit_with(EventBody::AuthorizationChanged { uid }, &"given again");
    Ok(())
}

async fn open(tx: &SiteWrite<RevokePlaces>, id: ArticleId) -> Result<article::Model> {
    let article = tx
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(id.0))
        .found()
        .await?;
    tx.covers(ChannelId(article.channel_id))?;
    Ok(article)
}
