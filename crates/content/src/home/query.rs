//! What the site's settings ask for: headline, picture stories, blocks by channel.

use crate::channel::entity::Model as Channel;
use crate::channel::query::filled;
use crate::placement::list::{ListRow, latest_of_each, pictured};
use crate::placement::{item, list};
use crate::topic::{self, Standing};
use gateway::Site;
use kernel::Result;
use std::collections::HashMap;
use store::SiteRead;
use theme::view::{Block, HomeShow, Item, Topic};

/// Entries of a block.
const ROWS: u64 = 8;
/// Picture stories.
const STORIES: u64 = 5;
/// Topics going on; the area has all of them.
const TOPICS: usize = 6;
/// Blocks of a site whose settings name none.
const BLOCKS: usize = 6;

/// A home page as far as content makes it, and the channels it may lead to.
pub struct HomeParts {
    /// Headline, pictures and blocks are filled; the rest is the composer's.
    pub view: HomeShow,
    /// Channels in use that are not empty, in order.
    pub channels: Vec<Channel>,
}

/// Loads the home page of a site in four statements, whatever its number of blocks.
///
/// # Errors
/// Faults of the database.
pub async fn home(read: &SiteRead, site: &Site) -> Result<HomeParts> {
    let channels = filled(read).await?;
    let settings = &site.settings.home;
    let named = |slug: &str| channels.iter().find(|channel| channel.slug == slug);
    let headline = named(&settings.headline);
    let blocks: Vec<&Channel> = match settings.blocks.as_slice() {
        [] => channels.iter().take(BLOCKS).collect(),
        slugs => slugs.iter().filter_map(|slug| named(slug)).collect(),
    };
    let mut wanted: Vec<i64> = blocks.iter().map(|channel| channel.id).collect();
    wanted.extend(
        headline
            .map(|channel| channel.id)
            .filter(|id| !wanted.contains(id)),
    );
    let mut rows: HashMap<i64, Vec<ListRow>> = HashMap::new();
    for row in latest_of_each(read, &wanted, ROWS).await? {
        rows.entry(row.channel_id).or_default().push(row);
    }
    let stories = match named(&settings.pictures) {
        Some(channel) => items(site, channel, pictured(read, channel.id, STORIES).await?),
        None => Vec::new(),
    };
    let first = headline.and_then(|channel| Some((channel, rows.get(&channel.id)?.first()?.clone())));
    let headline = first.map(|(channel, row)| item(site, &channel.slug, row));
    let block = |channel: &&Channel| Block {
        key: channel.slug.clone(),
        title: channel.name.clone(),
        url: site.url(&format!("/{}/", channel.slug)),
        items: items(site, channel, rows.get(&channel.id).cloned().unwrap_or_default()),
    };
    let blocks = blocks.iter().map(block).collect();
    Ok(HomeParts {
        view: HomeShow {
            headline,
            pictures: stories,
            blocks,
            topics: topics(read, site).await?,
            ..HomeShow::default()
        },
        channels,
    })
}

/// What is over is not offered here.
async fn topics(read: &SiteRead, site: &Site) -> Result<Vec<Topic>> {
    let rows = topic::query::filled(read).await?;
    let current = rows.iter().filter(|(_, standing)| *standing == Standing::Current);
    Ok(current
        .take(TOPICS)
        .map(|(row, standing)| topic::banner(site, row, *standing))
        .collect())
}

fn items(site: &Site, channel: &Channel, rows: Vec<list::ListRow>) -> Vec<Item> {
    rows.into_iter()
        .map(|row| item(site, &channel.slug, row))
        .collect()
}
