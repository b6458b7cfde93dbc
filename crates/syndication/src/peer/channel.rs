//! Channels of a site on another box: made as it names them.

use content::channel::entity as channel;
use gateway::site::entity as site;
use kernel::event::EventBody;
use kernel::wire::{Batch, ItemState};
use kernel::{ChannelId, Result, SiteId, Slug};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::HashMap;
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// Channels of a site. No unit has so many; what stands in others is refused.
const MOST: usize = 500;

/// The site's channels by slug; those it names for the first time are made, so that rules can name them too.
pub(super) async fn channels(
    tx: &mut HubWrite,
    site: &site::Model,
    batch: &Batch,
) -> Result<HashMap<String, channel::Model>> {
    let rows = tx
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.eq(site.id))
        .all()
        .await?;
    let mut channels: HashMap<String, channel::Model> =
        rows.into_iter().map(|row| (row.slug.clone(), row)).collect();
    for item in &batch.items {
        let ItemState::Live(live) = &item.state else {
            continue;
        };
        if channels.contains_key(&live.channel)
            || channels.len() >= MOST
            || Slug::parse(&live.channel).is_err()
        {
            continue;
        }
        let name = if live.channel_name.is_empty() {
            &live.channel
        } else {
            &live.channel_name
        };
        let made = make(tx, site.id, &live.channel, name).await?;
        channels.insert(live.channel.clone(), made);
    }
    Ok(channels)
}

async fn make(tx: &mut HubWrite, site: i64, slug: &str, name: &str) -> Result<channel::Model> {
    let row = channel::ActiveModel {
        id: NotSet,
        site_id: Set(site),
        uid: Set(Uuid::new_v4()),
        slug: Set(slug.to_owned()),
        name: Set(name.chars().take(40).collect()),
        description: Set(String::new()),
        keywords: Set(String::new()),
        kind: Set(String::new()),
        function_group: Set("news".into()),
        in_nav: Set(false),
        position: Set(100),
        state: Set("open".into()),
        revision: Set(1),
        mandated_by: Set(None),
    };
    let made = tx.insert(row).await?;
    let channel = ChannelId(made.id);
    tx.emit_derived(SiteId(site), EventBody::ChannelChanged { channel });
    Ok(made)
}

/// A channel of a site by its slug.
pub(super) async fn find(read: &HubRead, site: i64, slug: &str) -> Result<Option<channel::Model>> {
    let channel = read
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.eq(site))
        .filter(channel::Column::Slug.eq(slug))
        .one()
        .await?;
    Ok(channel)
}

/// A channel that a site on another box names; made when it is named for the first time. None for what is no slug, or when
/// the site has too many.
pub(super) async fn named(
    tx: &mut HubWrite,
    site: i64,
    (slug, name): (&str, &str),
) -> Result<Option<channel::Model>> {
    if let Some(known) = find(tx, site, slug).await? {
        return Ok(Some(known));
    }
    let count = tx
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.eq(site))
        .count()
        .await?;
    if count >= MOST as u64 || Slug::parse(slug).is_err() {
        return Ok(None);
    }
    let name = if name.trim().is_empty() { slug } else { name };
    Ok(Some(make(tx, site, slug, name).await?))
}
