//! Revoking a token: from now on it opens nothing.

use super::entity;
use crate::permissions::ManageTokens;
use crate::refusals::TOKEN_OVER;
use chrono::{DateTime, Utc};
use kernel::{Result, Uid};
use sea_orm::{ColumnTrait, Set, Unchanged};
use store::SiteWrite;

/// Revokes a token of this site; `now` is the security clock's.
///
/// # Errors
/// [`kernel::Error::NotFound`]; `token.over` when it is over already.
pub async fn revoke_token(
    tx: &mut SiteWrite<ManageTokens>,
    id: i64,
    now: DateTime<Utc>,
) -> Result<entity::Model> {
    let row = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .found()
        .await?;
    if !row.is_live(now) {
        return Err(TOKEN_OVER.into());
    }
    let change = entity::ActiveModel {
        id: Unchanged(row.id),
        revoked_at: Set(Some(now)),
        revoked_by_name: Set(tx.actor().label()),
        ..entity::ActiveModel::default()
    };
    let row = tx.update(change).await?;
    tx.audit("token.revoked", &Uid(row.uid).to_string(), &row.name);
    Ok(row)
}
