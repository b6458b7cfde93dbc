//! What a rule would have taken in the last thirty days.

use super::{Source, Terms};
use chrono::Duration;
use content::library::entity as library;
use content::placement::entity::LIVE;
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::HubRead;

/// How far back.
const DAYS: i64 = 30;
/// How many are listed; all are counted.
const LISTED: u64 = 50;

/// The list with its count.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Preview {
    /// How many.
    pub count: u64,
    /// The newest of them.
    pub rows: Vec<PreviewRow>,
}

/// One article.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PreviewRow {
    /// The headline as the rule would show it.
    pub title: String,
    /// When it was published.
    pub published: String,
}

/// Reads what was published in the channel and is still public. A validity that lies ahead is not applied: the question
/// is what such a rule takes in a month.
///
/// # Errors
/// Faults of the database.
pub async fn preview(hub: &HubRead, source: Source, terms: &Terms) -> Result<Preview> {
    let (rows, count) = hub
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(source.site.0))
        .filter(library::Column::OriginChannelId.eq(source.channel.0))
        .filter(library::Column::State.eq(LIVE))
        .filter(library::Column::Backfill.eq(false))
        .filter(library::Column::PublishedAt.gte(hub.now() - Duration::days(DAYS)))
        .desc(library::Column::PublishedAt)
        .desc(library::Column::Id)
        .page(1, LISTED)
        .await?;
    let row = |item: library::Model| PreviewRow {
        title: crate::place::Looks::inherited(terms.title_pattern.as_deref(), &item).title,
        published: beijing::minute(item.published_at),
    };
    Ok(Preview {
        count,
        rows: rows.into_iter().map(row).collect(),
    })
}
