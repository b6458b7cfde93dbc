//! Reads of receipts.

use super::entity;
use kernel::Result;
use sea_orm::ColumnTrait;
use store::SiteRead;
use uuid::Uuid;

/// The receipts of the newest thing said of an article, slowest last; none when it stands nowhere else.
///
/// # Errors
/// Faults of the database.
pub async fn newest(read: &SiteRead, uid: Uuid) -> Result<Vec<entity::Model>> {
    let all = read
        .find::<entity::Entity>()
        .filter(entity::Column::Uid.eq(uid))
        .desc(entity::Column::Version)
        .desc(entity::Column::SentAt)
        .asc(entity::Column::Id)
        .all()
        .await?;
    let Some((version, sent)) = all.first().map(|row| (row.version, row.sent_at)) else {
        return Ok(Vec::new());
    };
    let same = |row: &entity::Model| row.version == version && row.sent_at == sent;
    Ok(all.into_iter().filter(same).collect())
}

/// Everything said of an article, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn all(read: &SiteRead, uid: Uuid) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Uid.eq(uid))
        .desc(entity::Column::SentAt)
        .asc(entity::Column::Id)
        .limit(2000)
        .all()
        .await
}
