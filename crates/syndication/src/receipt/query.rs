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
    let of_it = || read.find::<entity::Entity>().filter(entity::Column::Uid.eq(uid));
    let newest = of_it()
        .desc(entity::Column::Version)
        .desc(entity::Column::SentAt)
        .one()
        .await?;
    let Some(newest) = newest else {
        return Ok(Vec::new());
    };
    let mut rows = of_it()
        .filter(entity::Column::Version.eq(newest.version))
        .asc(entity::Column::Id)
        .all()
        .await?;
    rows.retain(|row| row.sent_at == newest.sent_at);
    Ok(rows)
}

/// A page of everything said of an article, newest first, and how many receipts there are in all.
///
/// # Errors
/// Faults of the database.
pub async fn list_receipts(
    read: &SiteRead,
    uid: Uuid,
    page: u64,
    size: u64,
) -> Result<(Vec<entity::Model>, u64)> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Uid.eq(uid))
        .desc(entity::Column::SentAt)
        .asc(entity::Column::Id)
        .page(page, size)
        .await
}
