//! 转载: what a listed outside source publishes becomes an article, and follows its source until somebody of the site
//! writes in it.

use super::state::State;
use super::text::Text;
use super::{
    Voucher, correct_article, create_article, edition, entity, publish_article, save_article, shown,
    submit_article, vouch_relayed,
};
use crate::permissions::{EditArticle, RelayArticle};
use kernel::{ArticleId, ChannelId, Result, Revision};
use sea_orm::ColumnTrait;
use store::SiteWrite;

/// What a correction by the source says it corrects.
const NOTE: &str = "来源更新了内容。";

/// Publishes a text of a listed source as a new article.
///
/// # Errors
/// What the operations on articles refuse: `channel.closed`, `media.unknown`, [`kernel::Error::Invalid`] for a text that is
/// not complete.
pub async fn relay_article(
    tx: &mut SiteWrite<RelayArticle>,
    text: &Text,
    voucher: &Voucher,
) -> Result<entity::Model> {
    let (article, _) = create_article(tx, text).await?;
    release(tx, article, voucher).await
}

/// Publishes what the source changed; answers whether it did. What a person of the site wrote, is writing, or took down
/// stands as it is.
///
/// # Errors
/// As [`relay_article`].
pub async fn relay_change(
    tx: &mut SiteWrite<RelayArticle>,
    id: ArticleId,
    text: &Text,
    voucher: &Voucher,
) -> Result<bool> {
    let article = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    let editions = tx
        .find::<edition::Entity>()
        .filter(edition::Column::ArticleId.eq(id.0))
        .desc(edition::Column::N)
        .all()
        .await?;
    let last = shown(editions, |edition| edition.state());
    let own = |last: &edition::Model| last.author_id.or(last.changed_by).or(last.submitted_by).is_some();
    let follows = last.is_some_and(|last| last.state() == State::Published && !own(&last));
    if !follows || article.draft_edition_id.is_some() {
        return Ok(false);
    }
    let proof = tx.granted().as_::<EditArticle>();
    let (article, _) = correct_article(tx, id, Revision(article.revision), Some(&proof)).await?;
    let mut text = text.clone();
    // Where it was first published is part of its address.
    text.channel = ChannelId(article.channel_id);
    text.change_note = NOTE.to_owned();
    let (article, _) = save_article(tx, id, Revision(article.revision), &text, Some(&proof)).await?;
    release(tx, article, voucher).await?;
    Ok(true)
}

async fn release(
    tx: &mut SiteWrite<RelayArticle>,
    article: entity::Model,
    voucher: &Voucher,
) -> Result<entity::Model> {
    let proof = tx.granted().as_::<EditArticle>();
    let id = ArticleId(article.id);
    let (article, _) = submit_article(tx, id, Revision(article.revision), Some(&proof)).await?;
    let (article, _) = vouch_relayed(tx, id, Revision(article.revision), voucher).await?;
    let (article, _) = publish_article(tx, id, Revision(article.revision)).await?;
    Ok(article)
}
