//! Rows to what the gateway lays over pages.

use super::entity::Model;
use super::{Kind, Level, Reach, query};
use gateway::{Look, Overlay, OverlaySource};
use kernel::{Result, SiteId, beijing};
use store::HubStore;
use theme::view::{Banner, Link};

/// Tells the gateway of everything that shows or will.
pub struct Overlays(pub HubStore);

#[async_trait::async_trait]
impl OverlaySource for Overlays {
    async fn overlays(&self) -> Result<Vec<Overlay>> {
        let running = query::running(&self.0.read()).await?;
        let overlays = running.into_iter().map(|(row, sites)| overlay(&row, sites));
        Ok(overlays.collect())
    }
}

/// What a row looks like over `sites`, the sites it was chosen for.
pub(super) fn overlay(row: &Model, sites: Vec<SiteId>) -> Overlay {
    let owner = SiteId(row.site_id);
    let begins = row.begins_at.unwrap_or(row.drafted_at);
    Overlay {
        mark: format!("{}.{}", row.id, row.revision),
        owner,
        sites: match Reach::parse(&row.reach) {
            Some(Reach::Group) => None,
            Some(Reach::Chosen) => Some(sites),
            Some(Reach::Own) | None => Some(vec![owner]),
        },
        begins,
        ends: row.ends_at,
        look: if row.kind == Kind::Grey.key() {
            Look::Grey
        } else {
            Look::Banner(Box::new(banner(row)))
        },
    }
}

fn banner(row: &Model) -> Banner {
    let level = Level::parse(&row.level).unwrap_or(Level::Blue);
    let lines = row.body.lines().map(str::trim).filter(|line| !line.is_empty());
    Banner {
        id: format!("notice-{}-{}", row.id, row.revision),
        level: level.key().into(),
        level_name: level.title().into(),
        grade: level.grade().into(),
        title: row.title.clone(),
        text: lines.map(str::to_owned).collect(),
        link: (!row.link_url.is_empty()).then(|| Link::new(&row.link_title, &row.link_url)),
        since: row.begins_at.map(beijing::minute).unwrap_or_default(),
        until: beijing::minute(row.ends_at),
        issuer: String::new(),
    }
}
