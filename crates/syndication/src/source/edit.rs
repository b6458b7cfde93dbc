//! Changing the terms of a source.

use super::Terms;
use super::entity;
use super::query::kept;
use super::register::{columns, open_channel, tell};
use crate::permissions::ManageSources;
use crate::refusals::SOURCE_ADDRESS;
use kernel::Result;
use sea_orm::Set;
use store::SiteWrite;

/// Sets the terms anew; what came already stays where it is. The address stays too: what another feed calls by the same
/// names is not what this source brought, and all it holds would be new.
///
/// # Errors
/// `source.address`, `channel.closed`; [`kernel::Error::NotFound`].
pub async fn edit_source(tx: &mut SiteWrite<ManageSources>, id: i64, terms: Terms) -> Result<entity::Model> {
    let before = kept(tx, id).await?;
    if before.url != terms.url {
        return Err(SOURCE_ADDRESS.into());
    }
    if before.channel_id != terms.channel.0 {
        open_channel(tx, terms.channel).await?;
    }
    let row = entity::ActiveModel {
        id: Set(id),
        ..columns(tx, terms)
    };
    let row = tx.update(row).await?;
    tell(tx, "source.changed", &row);
    Ok(row)
}
