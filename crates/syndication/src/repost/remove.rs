//! Striking a line that was entered by mistake.

use super::entity;
use crate::permissions::KeepReposts;
use kernel::Result;
use sea_orm::ColumnTrait;
use store::SiteWrite;

/// Strikes a line of this site's register.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn remove_repost(tx: &mut SiteWrite<KeepReposts>, id: i64) -> Result<()> {
    let row = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .found()
        .await?;
    tx.delete_where::<entity::Entity>(entity::Column::Id.eq(id))
        .await?;
    tx.audit("repost.removed", &row.url, &row.medium);
    Ok(())
}
