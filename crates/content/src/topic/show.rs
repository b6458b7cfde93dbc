//! A topic as templates see it: for visitors, and for staff before them.

use super::block::{Pointer, Shot};
use super::{Kind, Standing, block, entity, query};
use crate::article::query::paths_of;
use crate::body::{article_uids, resolve};
use crate::channel;
use crate::placement::list::ListRow;
use crate::placement::{entity as placement, item, picture};
use gateway::Site;
use kernel::Result;
use std::collections::HashMap;
use store::SiteRead;
use theme::view::{FeedRow, Item, Link, NamedLink, Topic, TopicBlock, TopicPicture, TopicShow};
use uuid::Uuid;

/// The address of a topic without the site's mount.
pub(super) fn path(slug: &str) -> String {
    format!("/topics/{slug}/")
}

/// A topic in a list or as a banner.
pub(crate) fn banner(site: &Site, row: &entity::Model, standing: Standing) -> Topic {
    Topic {
        title: row.title.clone(),
        summary: row.summary.clone(),
        url: site.url(&path(&row.slug)),
        starts_on: row.starts_on.clone(),
        ends_on: row.ends_on.clone(),
        archived: standing == Standing::Over,
        picture: row
            .lead_media
            .as_deref()
            .map(|lead| picture(site, lead, row.lead_alt.clone())),
    }
}

/// The page of a topic; blocks that would show nothing are left out.
pub(super) async fn load(
    read: &SiteRead,
    site: &Site,
    row: &entity::Model,
    standing: Standing,
) -> Result<TopicShow> {
    let blocks = query::blocks(read, row.id).await?;
    let members = query::members(read, row.id).await?;
    let uids: Vec<Uuid> = members.iter().map(|member| member.uid).collect();
    let mut places = query::places(read, &uids).await?;
    let channels = channel::query::all(read).await?;
    let slugs: HashMap<i64, &str> = channels.iter().map(|row| (row.id, row.slug.as_str())).collect();
    let mut items: HashMap<i64, Vec<Item>> = HashMap::new();
    for member in &members {
        let place = places.remove(&member.uid);
        let found = place.and_then(|place| Some((*slugs.get(&place.channel_id)?, place)));
        if let (Some(block), Some((slug, place))) = (member.block_id, found) {
            items
                .entry(block)
                .or_default()
                .push(item(site, slug, listed(place)));
        }
    }
    let html: String = blocks
        .iter()
        .filter(|block| is(block, Kind::Text))
        .map(|block| block.shown.as_str())
        .collect();
    let linked = paths_of(read, &article_uids(&html)).await?;
    let linked = linked
        .into_iter()
        .map(|(uid, path)| (uid, site.url(&path)))
        .collect();
    let mut shown = Vec::new();
    for block in blocks {
        let items = items.remove(&block.id).unwrap_or_default();
        shown.extend(view(site, &block, items, &linked));
    }
    Ok(TopicShow {
        topic: banner(site, row, standing),
        area: NamedLink::new("专题", site.url("/topics/")),
        feeds: vec![FeedRow::new(&row.title, |file| {
            site.url(&format!("{}{file}", path(&row.slug)))
        })],
        blocks: shown,
    })
}

fn is(block: &block::Model, kind: Kind) -> bool {
    block.kind == kind.key()
}

fn view(
    site: &Site,
    block: &block::Model,
    items: Vec<Item>,
    linked: &HashMap<String, String>,
) -> Option<TopicBlock> {
    let kind = Kind::parse(&block.kind)?;
    let mut shown = TopicBlock {
        id: format!("t-{}", block.position + 1),
        title: block.heading.clone(),
        kind: kind.key().to_owned(),
        ..TopicBlock::default()
    };
    match kind {
        Kind::Articles => shown.items = items,
        Kind::Text => {
            shown.body_html = resolve(&block.shown, site.mount.trim_end_matches('/'), linked).into_owned()
        }
        Kind::Pictures => {
            let shots: Vec<Shot> = serde_json::from_str(&block.shown).unwrap_or_default();
            let view = |shot: Shot| TopicPicture {
                picture: picture(site, &shot.lead, shot.alt),
                caption: shot.caption,
            };
            shown.pictures = shots.into_iter().map(view).collect();
        }
        Kind::Links => {
            let links: Vec<Pointer> = serde_json::from_str(&block.shown).unwrap_or_default();
            let local = |url: &str| {
                if url.starts_with('/') {
                    site.url(url)
                } else {
                    url.to_owned()
                }
            };
            shown.links = links
                .iter()
                .map(|link| Link::new(&link.title, local(&link.url)))
                .collect();
        }
    }
    let holds = !(shown.items.is_empty()
        && shown.body_html.is_empty()
        && shown.pictures.is_empty()
        && shown.links.is_empty());
    holds.then_some(shown)
}

fn listed(row: placement::Model) -> ListRow {
    ListRow {
        channel_id: row.channel_id,
        number: row.number,
        title: row.title,
        summary: row.summary,
        unit: row.unit,
        lead_media: row.lead_media,
        lead_alt: row.lead_alt,
        published_at: row.published_at,
    }
}
