//! Entering a repost into the register.

use super::check::CheckRepost;
use super::entity::{self, REPOST_URL};
use super::form::NewRepost;
use crate::permissions::KeepReposts;
use crate::refusals::REPOST_EXISTS;
use content::article::entity as article;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, SiteWrite};

/// Enters a repost of one of this site's published articles; its address is asked soon after.
///
/// # Errors
/// `repost.exists`; [`Error::Invalid`] on `article` for one this site never published.
pub async fn register_repost(tx: &mut SiteWrite<KeepReposts>, new: NewRepost) -> Result<entity::Model> {
    let found = tx
        .find::<article::Entity>()
        .filter(article::Column::Number.eq(new.number))
        .filter(article::Column::FirstPublishedAt.is_not_null())
        .one()
        .await?;
    let piece = found.ok_or_else(|| Error::field("article", "本站没有发布过这篇稿件。"))?;
    let row = entity::ActiveModel {
        article_id: Set(piece.id),
        medium: Set(new.medium),
        title: Set(new.title),
        url: Set(new.url),
        reposted_at: Set(new.reposted_at),
        note: Set(new.note),
        created_by_name: Set(tx.actor().label()),
        created_at: Set(tx.now()),
        checked_at: Set(None),
        status: Set(None),
        finding: Set(String::new()),
        ..entity::ActiveModel::default()
    };
    let row = tx.insert(row).await.on_unique(REPOST_URL, || REPOST_EXISTS)?;
    tx.enqueue(&CheckRepost { repost: row.id }).await?;
    tx.audit("repost.registered", &row.url, &row.medium);
    Ok(row)
}
