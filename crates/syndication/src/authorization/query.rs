//! Reads of revocations.

use super::entity;
use crate::peer::forbidden;
use crate::peer::note::{self, Refused};
use kernel::{ArticleId, Error, Result};
use sea_orm::ColumnTrait;
use store::{HubRead, SiteRead};
use uuid::Uuid;

/// What is revoked of an article now.
///
/// # Errors
/// Faults of the database.
pub async fn of_article(read: &SiteRead, id: ArticleId) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(id.0))
        .filter(entity::Column::EndedAt.is_null())
        .asc(entity::Column::Id)
        .all()
        .await
}

/// What is revoked of these articles now, for the projection: here, or on the box where they were written.
pub(crate) async fn of_uids(
    read: &HubRead,
    uids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<entity::Model>> {
    let uids: Vec<Uuid> = uids.into_iter().collect();
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::Uid.is_in(uids.iter().copied()))
        .filter(entity::Column::EndedAt.is_null())
        .asc(entity::Column::Id)
        .all()
        .await?;
    for note in note::of_uids(read, uids.iter().copied()).await?.into_values() {
        let refused: Vec<Refused> = serde_json::from_str(&note.refused).map_err(Error::fault)?;
        rows.extend(refused.into_iter().map(|said| entity::Model {
            id: 0,
            site_id: note.site_id,
            article_id: 0,
            uid: note.uid,
            place_site_id: said.place,
            reason: said.reason,
            by_name: String::new(),
            created_at: said.at,
            ended_at: None,
        }));
    }
    rows.extend(forbidden(read, &uids).await?);
    Ok(rows)
}

/// The revocation that keeps a site from showing an article.
pub(crate) fn against(rows: &[entity::Model], uid: Uuid, site: i64) -> Option<&entity::Model> {
    rows.iter()
        .find(|row| row.uid == uid && row.place_site_id.is_none_or(|place| place == site))
}
