//! The placement of a site's own article, kept in step with it.

use super::entity::{self, LIVE, WITHDRAWN};
use crate::article::{edition, entity as article};
use kernel::{Error, Permission, Result};
use sea_orm::{ColumnTrait, Set};
use store::{SiteRead, SiteWrite};

/// How long a list's summary is when the author wrote none.
pub(crate) const EXCERPT: usize = 110;

/// Makes or renews the article's own placement.
pub(crate) async fn place_own<P: Permission>(
    tx: &mut SiteWrite<P>,
    article: &article::Model,
    edition: &edition::Model,
) -> Result<()> {
    let published = article
        .first_published_at
        .ok_or_else(|| Error::fault("a placement without publication"))?;
    let alt = lead_alt(tx, edition).await?;
    let row = entity::ActiveModel {
        channel_id: Set(article.channel_id),
        article_id: Set(Some(article.id)),
        uid: Set(article.uid),
        version: Set(article.version),
        number: Set(article.number),
        title: Set(edition.title.clone()),
        summary: Set(summary(edition)),
        unit: Set(String::new()),
        lead_media: Set(edition.lead_media.clone()),
        lead_alt: Set(alt),
        state: Set(LIVE.to_owned()),
        published_at: Set(published),
        sort_at: Set(published),
        ..entity::ActiveModel::default()
    };
    let own = entity::Column::ArticleId.eq(article.id);
    if tx.update_where(row.clone(), own).await? == 0 {
        tx.insert(row).await?;
    }
    Ok(())
}

/// Turns the article's own placement into a tombstone.
pub(crate) async fn take_down_own<P: Permission>(
    tx: &mut SiteWrite<P>,
    article: &article::Model,
) -> Result<()> {
    let row = entity::ActiveModel {
        state: Set(WITHDRAWN.to_owned()),
        version: Set(article.version),
        ..entity::ActiveModel::default()
    };
    tx.update_where(row, entity::Column::ArticleId.eq(article.id))
        .await?;
    Ok(())
}

/// The words of a list: the author's, or the beginning of the body.
fn summary(edition: &edition::Model) -> String {
    if edition.summary.is_empty() {
        crate::body::excerpt(&edition.body_html, EXCERPT)
    } else {
        edition.summary.clone()
    }
}

async fn lead_alt(read: &SiteRead, edition: &edition::Model) -> Result<String> {
    let Some(hash) = edition.lead_media.as_deref().map(crate::media::lead_hash) else {
        return Ok(String::new());
    };
    let files = crate::media::by_hash(read, &[hash]).await?;
    Ok(files.into_iter().next().map(|file| file.alt).unwrap_or_default())
}
