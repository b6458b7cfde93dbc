//! Reads of the giver's side.

use super::entity;
use crate::task::entity as task;
use kernel::{CommissionId, Result};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::{HubRead, SiteRead};
use uuid::Uuid;

/// The tasks that this site gave, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn given(read: &SiteRead) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .desc(entity::Column::GivenAt)
        .desc(entity::Column::Id)
        .all()
        .await
}

/// A task that this site gave.
///
/// # Errors
/// [`kernel::Error::NotFound`] for one of another site.
pub async fn find(read: &SiteRead, id: CommissionId) -> Result<entity::Model> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await
}

/// What everybody who got these made of them, by the task's uid. They stand on the sites of those who got them.
///
/// # Errors
/// Faults of the database.
pub async fn answers(
    hub: &HubRead,
    uids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<task::Model>>> {
    let rows = hub
        .find::<task::Entity>()
        .filter(task::Column::Uid.is_in(uids))
        .asc(task::Column::Id)
        .all()
        .await?;
    let mut found: HashMap<Uuid, Vec<task::Model>> = HashMap::new();
    for row in rows {
        found.entry(row.uid).or_default().push(row);
    }
    Ok(found)
}
