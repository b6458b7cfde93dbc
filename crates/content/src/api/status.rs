//! An article as its business system sees it.

use super::deliver::newest;
use super::entity;
use super::shape::{ArticleOut, External};
use crate::article::entity as article;
use crate::article::state::State;
use crate::channel::entity as channel;
use gateway::Site;
use kernel::{Error, Result, Uid, beijing};
use sea_orm::ColumnTrait;
use store::SiteRead;

/// The unit's own article behind a uid; what others wrote does not exist for it.
pub(super) async fn own(read: &SiteRead, unit: i64, uid: &str) -> Result<(entity::Model, article::Model)> {
    let uid: Uid = uid.parse().map_err(|_not_a_uid| Error::NotFound)?;
    let row = read
        .find::<article::Entity>()
        .filter(article::Column::Uid.eq(uid.0))
        .found()
        .await?;
    let link = read
        .find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(row.id))
        .filter(entity::Column::UnitId.eq(unit))
        .found()
        .await?;
    Ok((link, row))
}

/// How an article stands, without its places on other sites.
pub(super) async fn of(read: &SiteRead, site: &Site, id: i64) -> Result<ArticleOut> {
    let row = read
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(id))
        .found()
        .await?;
    let edition = newest(read, &row).await?;
    let channel = read
        .find::<channel::Entity>()
        .filter(channel::Column::Id.eq(row.channel_id))
        .found()
        .await?;
    let link = read
        .find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(row.id))
        .one()
        .await?;
    let state = edition.state();
    let external = link.filter(|link| !link.system.is_empty()).map(|link| External {
        system: link.system,
        id: link.external_id,
    });
    let path = |at| crate::placement::path(&channel.slug, at, row.number);
    Ok(ArticleOut {
        id: Uid(row.uid).to_string(),
        external,
        state: state.key().to_owned(),
        needs_review: state == State::Submitted,
        title: edition.title,
        revision: row.revision,
        version: row.version,
        url: row.first_published_at.map(|at| site.absolute(&path(at))),
        first_published_at: row.first_published_at.map(beijing::rfc3339),
        changed_at: beijing::rfc3339(row.changed_at),
        withdrawn_at: row.withdrawn_at.map(beijing::rfc3339),
        withdraw_reason: row.withdraw_reason.clone(),
        return_reason: (state == State::Returned).then_some(edition.return_reason),
        places: Vec::new(),
        channel: channel.slug,
    })
}
