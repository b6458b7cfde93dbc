//! Whether a site has what a feed offers already: its own article come back, a placed one, or an entry of another source.

use super::entity;
use super::identity::story;
use super::prepare::Ready;
use crate::arrival::State;
use crate::arrival::entity as item;
use content::article::entity as article;
use content::library::entity as library;
use content::permissions::RelayArticle;
use content::placement::entity as placement;
use kernel::Result;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;
use store::SiteWrite;
use uuid::Uuid;

/// Whether the entry stands on the site, or lies on its desk, by another way than this source.
pub(super) async fn stands_already(
    tx: &SiteWrite<RelayArticle>,
    source: &entity::Model,
    ready: &Ready,
) -> Result<bool> {
    let name = story(&ready.marked.entry);
    if let Some(name) = &name
        && is_placed(tx, name).await?
    {
        return Ok(true);
    }
    // The same address under the same headline is the same text, whatever each feed calls it.
    let mut same = Condition::any();
    if !ready.link.is_empty() {
        let words = Condition::all()
            .add(item::Column::Link.eq(&ready.link))
            .add(item::Column::Title.eq(&ready.title));
        same = same.add(words);
    }
    if let Some(name) = name {
        same = same.add(item::Column::OriginId.eq(name));
    }
    if same.is_empty() {
        return Ok(false);
    }
    tx.find::<item::Entity>()
        .filter(item::Column::SourceId.ne(source.id))
        .filter(item::Column::State.ne(State::Skipped.key()))
        .filter(same)
        .exists()
        .await
}

/// Whether an article of that name was written here or stands here.
async fn is_placed(tx: &SiteWrite<RelayArticle>, name: &str) -> Result<bool> {
    let mut uids: Vec<Uuid> = name
        .strip_prefix("urn:uuid:")
        .and_then(|uid| uid.parse().ok())
        .into_iter()
        .collect();
    let made = tx
        .shared::<library::Entity>()
        .filter(library::Column::OriginId.eq(name))
        .all()
        .await?;
    uids.extend(made.into_iter().map(|item| item.uid));
    if uids.is_empty() {
        return Ok(false);
    }
    let own = tx
        .find::<article::Entity>()
        .filter(article::Column::Uid.is_in(uids.iter().copied()));
    if own.exists().await? {
        return Ok(true);
    }
    let placed = tx
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.is_in(uids));
    placed.exists().await
}
