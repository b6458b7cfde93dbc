//! 撤回: takes a published article from the public; a tombstone stays at its address.

use super::state::Move;
use super::{edition, entity, fill, open};
use crate::permissions::WithdrawArticle;
use crate::refusals::NOT_LIVE;
use crate::{media, placement};
use kernel::event::EventBody;
use kernel::{ArticleId, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Withdraws the live edition. Files that nothing else live shows stop being public with it.
///
/// # Errors
/// `article.not_live`, `Stale`; [`kernel::Error::Invalid`] on `reason`.
pub async fn withdraw_article(
    tx: &mut SiteWrite<WithdrawArticle>,
    id: ArticleId,
    seen: Revision,
    reason: &str,
) -> Result<(entity::Model, edition::Model)> {
    let reason = open::reason(reason)?;
    let article = open::open(tx, id, seen).await?;
    let live = article.live_edition_id.ok_or(NOT_LIVE)?;
    let mut edition = tx
        .find::<edition::Entity>()
        .filter(edition::Column::Id.eq(live))
        .found()
        .await?;
    edition.state = edition.state().after(Move::Withdraw)?.key().to_owned();
    let edition = tx.update(fill::updatable(edition)).await?;
    let change = entity::ActiveModel {
        live_edition_id: Set(None),
        version: Set(article.version + 1),
        withdrawn_at: Set(Some(tx.now())),
        withdraw_reason: Set(Some(reason.clone())),
        ..entity::ActiveModel::default()
    };
    let article = open::advance(tx, &article, change).await?;
    placement::take_down_own(tx, &article).await?;
    media::hide(tx, article.uid).await?;
    crate::check::forget(tx, article.id).await?;
    tx.emit_with(
        EventBody::ArticleWithdrawn(open::reference(&article, edition.id)),
        &reason,
    );
    Ok((article, edition))
}
