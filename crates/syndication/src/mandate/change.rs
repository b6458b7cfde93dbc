//! Changing which sites a mandate binds, and ending it. What was pushed down stays where it is until it is revoked.

use super::declare::bind;
use super::entity::{self, ACTIVE, ENDED};
use super::query;
use crate::permissions::ManageMandates;
use kernel::event::EventBody;
use kernel::{Result, SiteId};
use sea_orm::Set;
use store::SiteWrite;

/// Binds these sites, with these words; never none.
///
/// # Errors
/// [`kernel::Error::NotFound`] when there is no such mandate in force.
pub async fn change_mandate(
    tx: &mut SiteWrite<ManageMandates>,
    id: i64,
    note: &str,
    sites: &[SiteId],
) -> Result<()> {
    let mandate = query::find_mandate(tx, id).await?;
    let row = entity::ActiveModel {
        id: Set(mandate.id),
        note: Set(note.to_owned()),
        state: Set(ACTIVE.into()),
        ..Default::default()
    };
    tx.update(row).await?;
    bind(tx, mandate.id, sites).await?;
    tx.emit_with(EventBody::MandateChanged, &mandate.slug);
    Ok(())
}

/// Ends a mandate: its channels are the sites' own again.
///
/// # Errors
/// [`kernel::Error::NotFound`] when there is no such mandate in force.
pub async fn end_mandate(tx: &mut SiteWrite<ManageMandates>, id: i64) -> Result<()> {
    let mandate = query::find_mandate(tx, id).await?;
    let row = entity::ActiveModel {
        id: Set(mandate.id),
        state: Set(ENDED.into()),
        ..Default::default()
    };
    tx.update(row).await?;
    tx.emit_with(EventBody::MandateChanged, &mandate.slug);
    Ok(())
}
