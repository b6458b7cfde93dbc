//! A citizen leaves. What says who it was goes at once; a tombstone with the uid stays, so that letters which name it
//! can still be answered on the board.

use super::entity::{account, code, contact, session};
use crate::upstream::entity::citizen as linked;
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::{ColumnTrait, Set};
use store::HubWrite;

/// Deletes an account.
///
/// # Errors
/// Faults.
pub async fn delete_citizen(tx: &mut HubWrite, citizen: &account::Model, now: DateTime<Utc>) -> Result<()> {
    let id = citizen.id;
    tx.delete_where::<contact::Entity>(contact::Column::CitizenId.eq(id))
        .await?;
    tx.delete_where::<session::Entity>(session::Column::CitizenId.eq(id))
        .await?;
    tx.delete_where::<code::Entity>(code::Column::CitizenId.eq(id))
        .await?;
    tx.delete_where::<linked::Entity>(linked::Column::CitizenId.eq(id))
        .await?;
    tx.update(account::ActiveModel {
        id: Set(id),
        name: Set(String::new()),
        password_hash: Set(None),
        state: Set(account::DELETED.to_owned()),
        signed_in_at: Set(None),
        password_changed_at: Set(None),
        deleted_at: Set(Some(now)),
        ..Default::default()
    })
    .await?;
    tx.audit(
        None,
        "citizen.deleted",
        &citizen.uid().to_string(),
        &serde_json::Value::Null,
    );
    Ok(())
}
