//! Taking a duty off the list.

use super::entity::{Column, Entity};
use crate::permissions::ManageDuties;
use kernel::Result;
use sea_orm::ColumnTrait;
use serde_json::json;
use store::SiteWrite;

/// Removes it.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults.
pub async fn remove_duty(tx: &mut SiteWrite<ManageDuties>, id: i64) -> Result<()> {
    let row = tx.find::<Entity>().filter(Column::Id.eq(id)).found().await?;
    tx.delete_where::<Entity>(Column::Id.eq(id)).await?;
    let detail = json!({ "kind": row.kind, "post": row.post });
    tx.audit("duty.removed", &id.to_string(), &detail);
    Ok(())
}
