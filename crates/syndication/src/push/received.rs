//! 收到的下发: what the portal pushed to a site and where it stands.

use super::entity::{self, target};
use super::query;
use super::view::target_chip;
use crate::mandate::entity as mandate;
use crate::permissions::ReadPushes;
use crate::rule::staff::Register;
use crate::ui::{Chip, PAGE_SIZE};
use actix_web::web::{Data, Query};
use content::channel::entity as channel;
use content::placement::entity::{self as placement, LIVE};
use content::placement::path;
use gateway::{By, Reply, Site, StaffPage};
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::{HubRead, SiteRead};
use theme::view::Pager;

/// What was pushed to the site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Received {
    /// Lines.
    pub rows: Vec<ReceivedRow>,
    /// Further pages.
    pub pager: Pager,
}

/// One push.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReceivedRow {
    /// Headline then.
    pub title: String,
    /// The public page, or empty.
    pub url: String,
    /// Words of the portal.
    pub note: String,
    /// When it was pushed.
    pub at: String,
    /// The channel's name here, or its address name.
    pub channel: String,
    /// How it stands.
    pub state: Chip,
    /// When the portal reminded the site, while it lacks it.
    pub reminded: String,
}

impl Received {
    async fn load(read: &SiteRead, hub: &HubRead, site: &Site, page: u64) -> Result<Self> {
        let (pairs, total) = query::received(hub, site.id, page, PAGE_SIZE).await?;
        let mandates = hub
            .find::<mandate::Entity>()
            .filter(mandate::Column::Id.is_in(pairs.iter().map(|(_, push)| push.mandate_id)))
            .all()
            .await?;
        let slugs: HashMap<i64, String> = mandates.into_iter().map(|row| (row.id, row.slug)).collect();
        let channels = read
            .find::<channel::Entity>()
            .filter(channel::Column::Slug.is_in(slugs.values().cloned()))
            .all()
            .await?;
        let places = read
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.is_in(pairs.iter().map(|(_, push)| push.uid)))
            .filter(placement::Column::ChannelId.is_in(channels.iter().map(|row| row.id)))
            .all()
            .await?;
        let row = |(target, push): (target::Model, entity::Model)| {
            let slug = slugs.get(&push.mandate_id).cloned().unwrap_or_default();
            let channel = channels.iter().find(|row| row.slug == slug);
            let place = places
                .iter()
                .find(|row| row.uid == push.uid && Some(row.channel_id) == channel.map(|row| row.id));
            let shown = place.filter(|row| row.state == LIVE);
            let reminded = target.reminded_at.filter(|_| target.shown_at.is_none());
            ReceivedRow {
                url: shown.map_or_else(String::new, |row| {
                    site.url(&path(&slug, row.published_at, row.number))
                }),
                state: target_chip(&push, &target, place),
                at: beijing::minute(push.created_at),
                channel: channel.map_or(slug, |row| row.name.clone()),
                reminded: reminded.map(beijing::minute).unwrap_or_default(),
                title: push.title,
                note: push.note,
            }
        };
        Ok(Self {
            rows: pairs.into_iter().map(row).collect(),
            pager: Pager::for_total(page, PAGE_SIZE, total, &site.url("/console/received")),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![ReceivedRow {
                title: "国务院办公厅关于做好冬春季保供工作的通知".into(),
                note: "请各单位知悉。".into(),
                at: "2026-11-22 09:12".into(),
                channel: "通知公告".into(),
                state: Chip::new("栏目已停用，重新启用后自动显示", "warn"),
                reminded: "2026-11-22 15:00".into(),
                url: String::new(),
            }],
            pager: Pager::for_total(1, PAGE_SIZE, 1, "/console/received"),
        }
    }
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReceivedQuery {
    page: String,
}

/// `GET /console/received`
///
/// # Errors
/// Faults.
pub async fn get_received(
    hub: Data<Register>,
    by: By<ReadPushes>,
    Query(query): Query<ReceivedQuery>,
) -> Reply {
    let page = query.page.parse().unwrap_or(1).max(1);
    let view = Received::load(&by.read(), &hub.0.read(), &by.site, page).await?;
    by.page(StaffPage::new("syndication/received.html", view).title("收到的下发"))
        .await
}
