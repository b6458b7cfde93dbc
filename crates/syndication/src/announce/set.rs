//! Saying whom a site tells, and no longer.

use super::Kind;
use super::entity::{self, waiting};
use crate::permissions::ManageWebhooks;
use kernel::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Says where a kind of listener is told from now on; `base` is where the site is reached. IndexNow gets another key.
///
/// # Errors
/// Faults of the database.
pub async fn set_target(
    tx: &mut SiteWrite<ManageWebhooks>,
    kind: Kind,
    endpoint: &str,
    base: &str,
) -> Result<entity::Model> {
    clear(tx, kind).await?;
    let secret = match kind {
        Kind::IndexNow => new_key()?,
        Kind::Lines | Kind::WebSub => String::new(),
    };
    let row = entity::ActiveModel {
        kind: Set(kind.key().to_owned()),
        endpoint: Set(endpoint.to_owned()),
        base: Set(base.to_owned()),
        secret: Set(secret),
        created_at: Set(tx.now()),
        told_at: Set(None),
        status: Set(None),
        finding: Set(String::new()),
        told: Set(0),
        ..entity::ActiveModel::default()
    };
    let row = tx.insert(row).await?;
    tx.audit("announce.set", kind.key(), &serde_json::Value::Null);
    Ok(row)
}

/// Tells a kind of listener nothing any more; what waits is forgotten.
///
/// # Errors
/// Faults of the database.
pub async fn clear_target(tx: &mut SiteWrite<ManageWebhooks>, kind: Kind) -> Result<()> {
    clear(tx, kind).await?;
    tx.audit("announce.cleared", kind.key(), &serde_json::Value::Null);
    Ok(())
}

async fn clear(tx: &mut SiteWrite<ManageWebhooks>, kind: Kind) -> Result<()> {
    let known = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Kind.eq(kind.key()))
        .all()
        .await?;
    for row in known {
        let its = waiting::Column::TargetId.eq(row.id);
        tx.delete_where::<waiting::Entity>(its).await?;
        tx.delete_where::<entity::Entity>(entity::Column::Id.eq(row.id))
            .await?;
    }
    Ok(())
}

/// 32 hexadecimal digits.
fn new_key() -> Result<String> {
    let mut bytes = [0u8; 16];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
