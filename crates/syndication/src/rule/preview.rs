//! What a rule would have taken in the last thirty days.

use super::entity as rule;
use super::{Mode, Source, Terms};
use crate::projection::would_take;
use chrono::{DateTime, Duration, Utc};
use content::library::entity as library;
use content::placement::entity::LIVE;
use kernel::{ChannelId, Error, Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::HubRead;

/// How far back.
const DAYS: i64 = 30;
/// How many are listed; all are counted.
const LISTED: usize = 50;
/// No channel publishes more in that time.
const READ: u64 = 5_000;

/// The list with its count.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Preview {
    /// How many.
    pub count: u64,
    /// The newest of them.
    pub rows: Vec<PreviewRow>,
}

impl Preview {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            count: 1,
            rows: vec![PreviewRow {
                title: "【教育】紫砂工艺走进八所小学课堂".into(),
                published: "2026-11-22 09:12".into(),
            }],
        }
    }
}

/// One article.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PreviewRow {
    /// The headline as the rule would show it.
    pub title: String,
    /// When it was published.
    pub published: String,
}

/// Reads what was published in the channel, is still public and may come: what the source forbids the site, what has passed
/// it, and what stands there by another way does not. A validity that lies ahead is not applied: the question is what such a
/// rule takes in a month.
///
/// # Errors
/// Faults of the database.
pub async fn preview(hub: &HubRead, rule: &rule::Model, terms: &Terms) -> Result<Preview> {
    let items = hub
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(rule.source_site_id))
        .filter(library::Column::OriginChannelId.eq(rule.source_channel_id))
        .filter(library::Column::State.eq(LIVE))
        .filter(library::Column::Backfill.eq(false))
        .filter(library::Column::PublishedAt.gte(hub.now() - Duration::days(DAYS)))
        .desc(library::Column::PublishedAt)
        .desc(library::Column::Id)
        .limit(READ)
        .all()
        .await?;
    let items = would_take(hub, rule, items).await?;
    let row = |item: &library::Model| PreviewRow {
        title: crate::place::Looks::inherited(terms.title_pattern.as_deref(), item).title,
        published: beijing::minute(item.published_at),
    };
    Ok(Preview {
        count: u64::try_from(items.len()).map_err(Error::fault)?,
        rows: items.iter().take(LISTED).map(row).collect(),
    })
}

/// A rule that is not made yet, for the question what it would take.
#[must_use]
pub fn imagined(source: Source, site: SiteId, into: ChannelId, now: DateTime<Utc>) -> rule::Model {
    rule::Model {
        id: 0,
        site_id: site.0,
        source_site_id: source.site.0,
        source_channel_id: source.channel.0,
        channel_id: into.0,
        mode: Mode::Automatic.key().into(),
        state: rule::ACTIVE.into(),
        created_at: now,
        hold_major: false,
        title_pattern: None,
        time_of_arrival: false,
        order_of_arrival: false,
        embargo_hours: None,
        embargo_until: None,
        valid_from: None,
        valid_until: None,
        consent_id: None,
        edited: false,
    }
}
