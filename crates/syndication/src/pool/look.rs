//! Looking at new articles (已看): they no longer count as unread.

use super::entity;
use crate::permissions::WorkDesk;
use kernel::Result;
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::{BTreeSet, HashSet};
use store::SiteWrite;
use uuid::Uuid;

/// Notes that an editor looked at these articles; only the first time counts.
///
/// # Errors
/// Faults of the database.
pub async fn look_at(tx: &mut SiteWrite<WorkDesk>, uids: &BTreeSet<Uuid>) -> Result<()> {
    tx.exempt("pool_look")?;
    let known = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    let known: HashSet<Uuid> = known.into_iter().map(|row| row.uid).collect();
    let now = tx.now();
    let rows = uids.iter().filter(|uid| !known.contains(uid));
    let rows = rows.map(|uid| entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        uid: Set(*uid),
        seen_at: Set(now),
    });
    tx.insert_many(rows.collect()).await?;
    Ok(())
}
