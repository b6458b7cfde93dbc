//! Lists, made from the placement table alone and along its indexes.

use super::entity;
use chrono::{DateTime, Utc};
use kernel::{ChannelId, Result};
use sea_orm::{ColumnTrait, FromQueryResult, Value};
use store::SiteRead;

/// Entries of a page of a list.
pub const PAGE: u64 = 20;

/// What a list needs of a placement.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ListRow {
    /// The channel it stands in.
    pub channel_id: i64,
    /// The `n` of its address.
    pub number: i64,
    /// Headline.
    pub title: String,
    /// Words below it.
    pub summary: String,
    /// The unit it came from, or empty.
    pub unit: String,
    /// See [`entity::Model::lead_media`].
    pub lead_media: Option<String>,
    /// Words for the picture.
    pub lead_alt: String,
    /// First publication here.
    pub published_at: DateTime<Utc>,
}

/// The columns of [`ListRow`].
pub(crate) const COLUMNS: &str =
    "channel_id, number, title, summary, unit, lead_media, lead_alt, published_at";

const COUNT: &str =
    "select count(*) as n from placement where site_id = $1 and channel_id = $2 and state = 'live'";

/// A page (from 1) of a channel, newest first, and how many entries there are on all pages.
///
/// # Errors
/// Faults of the database.
pub async fn page(read: &SiteRead, channel: ChannelId, page: u64) -> Result<(Vec<ListRow>, u64)> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let count: Vec<Count> = read.report(COUNT, vec![channel.0.into()]).await?;
    let total = count
        .first()
        .map_or(0, |count| u64::try_from(count.n).unwrap_or(0));
    let rows = live(read)
        .filter(entity::Column::ChannelId.eq(channel.0))
        .limit(PAGE)
        .offset(page.saturating_sub(1).saturating_mul(PAGE))
        .into::<ListRow>()
        .all()
        .await?;
    Ok((rows, total))
}

/// The newest `n` entries of some channels together, or of all.
///
/// # Errors
/// Faults of the database.
pub async fn latest(read: &SiteRead, channels: Option<&[ChannelId]>, n: u64) -> Result<Vec<ListRow>> {
    let channels = channels.map(|channels| channels.iter().map(|channel| channel.0).collect::<Vec<_>>());
    live(read)
        .filter_some(channels, |channels| entity::Column::ChannelId.is_in(channels))
        .limit(n)
        .into::<ListRow>()
        .all()
        .await
}

/// The newest `n` entries of each channel, in one statement; each row names its channel.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn latest_of_each(read: &SiteRead, channels: &[i64], n: u64) -> Result<Vec<ListRow>> {
    if channels.is_empty() {
        return Ok(Vec::new());
    }
    let sql = latest_sql(channels.len(), n);
    read.report(&sql, channels.iter().map(|id| Value::from(*id)).collect())
        .await
}

fn latest_sql(channels: usize, n: u64) -> String {
    let part = |at: usize| {
        format!(
            "select * from (select {COLUMNS} from placement where site_id = $1 and channel_id = ${} and state = 'live' \
             order by sort_at desc, id desc limit {n}) as block{at}",
            at + 2
        )
    };
    (0..channels).map(part).collect::<Vec<_>>().join(" union all ")
}

/// The newest entries of a channel that have a picture, out of its newest sixty.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn pictured(read: &SiteRead, channel: i64, n: u64) -> Result<Vec<ListRow>> {
    read.report(&pictured_sql(n), vec![channel.into()]).await
}

fn pictured_sql(n: u64) -> String {
    format!(
        "select * from (select {COLUMNS} from placement where site_id = $1 and channel_id = $2 and state = 'live' \
         order by sort_at desc, id desc limit 60) as newest where lead_media is not null limit {n}"
    )
}

fn live(read: &SiteRead) -> store::Query<'_, entity::Entity> {
    read.find::<entity::Entity>()
        .filter(entity::Column::State.eq(entity::LIVE))
        .only([
            entity::Column::ChannelId,
            entity::Column::Number,
            entity::Column::Title,
            entity::Column::Summary,
            entity::Column::Unit,
            entity::Column::LeadMedia,
            entity::Column::LeadAlt,
            entity::Column::PublishedAt,
        ])
        .desc(entity::Column::SortAt)
        .desc(entity::Column::Id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::plan::explain;

    #[tokio::test]
    async fn lists_go_along_indexes_and_are_not_sorted_anew() {
        for sql in [COUNT.to_owned(), latest_sql(3, 8), pictured_sql(5)] {
            let steps = explain(&sql).await;
            assert!(
                !steps.iter().any(|step| step.starts_with("SCAN placement")),
                "{steps:#?}"
            );
            assert!(
                !steps.iter().any(|step| step.contains("TEMP B-TREE")),
                "{steps:#?}"
            );
        }
    }
}
