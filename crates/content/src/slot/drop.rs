//! A slot goes: its form was saved, its text was put aside, or nobody came back for it.

use super::entity::{Column, Entity};
use super::{Place, query};
use crate::permissions::KeepText;
use chrono::Duration;
use kernel::{Includes, Result};
use sea_orm::{ColumnTrait, ExprTrait};
use store::SiteWrite;

/// How long a text waits for its writer.
const WAITS: Duration = Duration::days(30);
/// How long one that was laid aside waits for its browser.
const WAITS_ASIDE: Duration = Duration::days(1);

/// After its form was saved; in the same transaction.
///
/// # Errors
/// Faults of the database.
pub async fn clear_slot<P: Includes<KeepText>>(tx: &mut SiteWrite<P>, place: &Place) -> Result<()> {
    if let Some(person) = tx.actor().person() {
        tx.delete_where::<Entity>(Column::Key.eq(place.key(person)))
            .await?;
    }
    Ok(())
}

/// 丢弃: a slot of the person's own, or what this browser laid aside. Another's stays where it is.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn drop_slot<P: Includes<KeepText>>(
    tx: &mut SiteWrite<P>,
    id: i64,
    secret: Option<&str>,
) -> Result<super::entity::Model> {
    tx.exempt("slot")?;
    let person = tx.actor().person();
    let slot = query::own(tx, id, person, secret).await?;
    tx.delete_where::<Entity>(Column::Id.eq(slot.id)).await?;
    Ok(slot)
}

/// What waited too long. Runs when a slot begins, so that there is never more than is being used.
pub(super) async fn outdated<P: Includes<KeepText>>(tx: &mut SiteWrite<P>) -> Result<()> {
    let now = tx.now();
    let aside = Column::PersonId
        .is_null()
        .and(Column::ChangedAt.lt(now - WAITS_ASIDE));
    tx.delete_where::<Entity>(Column::SeenAt.lt(now - WAITS).or(aside))
        .await?;
    Ok(())
}
