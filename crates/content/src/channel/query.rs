//! Reads of channels.

use super::entity;
use crate::placement::entity as placement;
use kernel::{ChannelId, Result};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;
use store::SiteRead;

/// Every channel, in the order of the navigation.
///
/// # Errors
/// Faults of the database.
pub async fn all(read: &SiteRead) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .asc(entity::Column::Position)
        .asc(entity::Column::Id)
        .all()
        .await
}

/// The channels in use.
///
/// # Errors
/// Faults of the database.
pub async fn open(read: &SiteRead) -> Result<Vec<entity::Model>> {
    Ok(all(read)
        .await?
        .into_iter()
        .filter(|row| row.state == super::OPEN)
        .collect())
}

/// A channel of this site.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn get(read: &SiteRead, id: ChannelId) -> Result<entity::Model> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await
}

/// A channel of this site by its address name.
///
/// # Errors
/// Faults of the database.
pub async fn by_slug(read: &SiteRead, slug: &str) -> Result<Option<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Slug.eq(slug))
        .one()
        .await
}

/// The channels visitors are led to: in use and not empty, since no empty column may be shown (指引).
///
/// # Errors
/// Faults of the database.
pub async fn filled(read: &SiteRead) -> Result<Vec<entity::Model>> {
    // One look into the index a channel, whatever the number of articles.
    let here = Expr::col((placement::Entity, placement::Column::ChannelId));
    let live = Query::select()
        .expr(Expr::val(1))
        .from(placement::Entity)
        .and_where(placement::Column::SiteId.eq(read.site().0))
        .and_where(ExprTrait::eq(
            here,
            Expr::col((entity::Entity, entity::Column::Id)),
        ))
        .and_where(placement::Column::State.eq(placement::LIVE))
        .to_owned();
    read.find::<entity::Entity>()
        .filter(entity::Column::State.eq(super::OPEN))
        .filter(Expr::exists(live))
        .asc(entity::Column::Position)
        .asc(entity::Column::Id)
        .all()
        .await
}

/// How many articles stand live in each channel.
///
/// # Errors
/// Faults of the database.
pub async fn counts(read: &SiteRead) -> Result<HashMap<i64, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        channel_id: i64,
        n: i64,
    }
    let sql = "select channel_id, count(*) as n from placement where site_id = $1 and state = 'live' group by channel_id";
    let rows: Vec<Row> = read.report(sql, Vec::new()).await?;
    Ok(rows.into_iter().map(|row| (row.channel_id, row.n)).collect())
}
