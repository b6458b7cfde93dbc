//! Applies a site's `channels.toml`.

use super::create::{columns, create_channel};
use super::entity;
use super::form::{ChannelFile, Description};
use crate::permissions::ApplySite;
use kernel::event::EventBody;
use kernel::{ChannelId, Result};
use sea_orm::{Set, Unchanged};
use store::SiteWrite;

/// What applying a file did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Applied {
    /// Rows that are new.
    pub created: u32,
    /// Rows that now say what the file says.
    pub changed: u32,
    /// Rows that said so already.
    pub unchanged: u32,
    /// Rows that a person changed in the console, or that the portal set aside for push-downs; they belong to the database.
    pub kept: u32,
}

/// Makes the site's channels what the file says. Idempotent; channels that the file does not name stay.
///
/// # Errors
/// `channel.slug_taken` when somebody made the same channel meanwhile.
pub async fn apply_channels(tx: &mut SiteWrite<ApplySite>, file: &ChannelFile) -> Result<Applied> {
    let known = tx.find::<entity::Entity>().all().await?;
    let mut applied = Applied::default();
    for channel in &file.0 {
        match known.iter().find(|row| row.slug == channel.slug.as_str()) {
            None => {
                create_channel(tx, channel).await?;
                applied.created += 1;
            }
            Some(row) if row.revision > 0 || row.mandated_by.is_some() => applied.kept += 1,
            Some(row) if says(row, channel) => applied.unchanged += 1,
            Some(row) => {
                let change = entity::ActiveModel {
                    id: Unchanged(row.id),
                    revision: Set(0),
                    ..columns(channel)
                };
                tx.update(change).await?;
                tx.emit(EventBody::ChannelChanged {
                    channel: ChannelId(row.id),
                });
                applied.changed += 1;
            }
        }
    }
    Ok(applied)
}

fn says(row: &entity::Model, channel: &Description) -> bool {
    row.name == channel.name
        && row.description == channel.description
        && row.keywords == channel.keywords
        && row.kind == channel.kind
        && row.function_group == channel.group
        && row.in_nav == channel.nav
        && row.position == channel.order
}
