//! 新建: an article with its first edition, a draft.

use super::text::Text;
use super::{edition, entity, fill, open};
use crate::permissions::WriteArticle;
use kernel::event::EventBody;
use kernel::{Includes, Result, Uid};
use sea_orm::Set;
use store::SiteWrite;

/// Begins an article. Its number is taken now and never reused.
///
/// # Errors
/// `channel.closed`, `media.unknown`; [`kernel::Error::Forbidden`] outside the grant's channels.
pub async fn create_article<P: Includes<WriteArticle>>(
    tx: &mut SiteWrite<P>,
    text: &Text,
) -> Result<(entity::Model, edition::Model)> {
    let (person, name) = open::hand(tx.actor())?;
    tx.covers(text.channel)?;
    open::open_channel(tx, text.channel.0).await?;
    let now = tx.now();
    let number = tx.take_numbers("article", 1).await?;
    let article = entity::ActiveModel {
        uid: Set(Uid::at(now).0),
        channel_id: Set(text.channel.0),
        number: Set(number),
        version: Set(0),
        revision: Set(0),
        imported: Set(false),
        created_by: Set(person),
        created_at: Set(now),
        changed_at: Set(now),
        ..entity::ActiveModel::default()
    };
    let article = tx.insert(article).await?;
    let blank = fill::blank(article.id, 1, (person, name), now);
    let edition = fill::fill(tx, text, blank).await?;
    let edition = tx.insert(fill::insertable(edition)).await?;
    let change = entity::ActiveModel {
        draft_edition_id: Set(Some(edition.id)),
        ..entity::ActiveModel::default()
    };
    let article = open::advance(tx, &article, change).await?;
    tx.emit(EventBody::ArticleSaved(open::reference(&article, edition.id)));
    Ok((article, edition))
}
