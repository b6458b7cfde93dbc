//! GET /console/channels.

use super::view::{ChannelList, ChannelRow};
use crate::channel::{GROUPS, OPEN, query};
use crate::permissions::ManageChannels;
use gateway::{By, Reply, StaffPage};
use kernel::Result;

/// The site's channels with what stands in them.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_channels(by: By<ManageChannels>) -> Reply {
    let list = load(&by).await?;
    by.page(StaffPage::new("content/channel_list.html", list).title("栏目"))
        .await
}

async fn load(by: &By<ManageChannels>) -> Result<ChannelList> {
    let read = by.read();
    let counts = query::counts(&read).await?;
    let rows = query::all(&read).await?.into_iter().map(|row| ChannelRow {
        url: by.site.url(&format!("/console/channels/{}", row.id)),
        path: by.site.url(&format!("/{}/", row.slug)),
        group: GROUPS
            .iter()
            .find(|(key, _)| *key == row.function_group)
            .map_or("", |(_, title)| title)
            .to_owned(),
        nav: row.in_nav,
        order: row.position,
        count: counts.get(&row.id).copied().unwrap_or_default(),
        articles_url: by.site.url(&format!("/console/articles?channel={}", row.id)),
        open: row.state == OPEN,
        name: row.name,
    });
    Ok(ChannelList {
        new_url: by.site.url("/console/channels/new"),
        rows: rows.collect(),
    })
}
