//! What a public page of an article needs: two statements, however it came to stand here.

use crate::channel::entity as channel;
use crate::placement::entity as placement;
use crate::placement::list::{COLUMNS, ListRow};
use chrono::{DateTime, Utc};
use kernel::{Result, Uid};
use sea_orm::{ColumnTrait, FromQueryResult, Value};
use std::collections::HashMap;
use store::SiteRead;

/// A placement with its channel and, for the site's own articles, the live edition.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Placed {
    /// The placement.
    pub id: i64,
    /// The origin article's uid.
    pub uid: uuid::Uuid,
    /// See [`placement::Model::number`].
    pub number: i64,
    /// `live` or `withdrawn`.
    pub state: String,
    /// The headline shown here.
    pub title: String,
    /// Words of lists.
    pub summary: String,
    /// The unit it came from, or empty.
    pub unit: String,
    /// See [`placement::Model::lead_media`].
    pub lead_media: Option<String>,
    /// First publication here.
    pub published_at: DateTime<Utc>,
    /// See [`placement::Model::sort_at`].
    pub sort_at: DateTime<Utc>,
    /// The library item, for what another site wrote.
    pub library_item_id: Option<i64>,
    /// This site's own abstract of what another site wrote.
    pub own_summary: Option<String>,
    /// When the source took its authorization back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Why.
    pub revoke_reason: Option<String>,
    /// A correction that this site's editors hold.
    pub held_version: Option<i64>,
    /// The channel.
    pub channel_id: i64,
    /// Its address name.
    pub channel_slug: String,
    /// Its name.
    pub channel_name: String,
    /// What it publishes.
    pub channel_description: String,
    /// Its keywords.
    pub channel_keywords: String,
    /// Its class.
    pub channel_kind: String,
    /// Own article: came by import.
    pub imported: Option<bool>,
    /// Own article: when it was withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Own article: why.
    pub withdraw_reason: Option<String>,
    /// Own article, live edition: its place in the row of editions.
    pub n: Option<i64>,
    /// Own article, live edition: when this edition went live.
    pub edition_at: Option<DateTime<Utc>>,
    /// Own article, live edition.
    pub subtitle: Option<String>,
    /// Own article, live edition.
    pub abstract_text: Option<String>,
    /// Own article, live edition.
    pub body_html: Option<String>,
    /// Own article, live edition.
    pub source: Option<String>,
    /// Own article, live edition.
    pub origin_class: Option<String>,
    /// Own article, live edition.
    pub author: Option<String>,
    /// Own article, live edition.
    pub keywords: Option<String>,
    /// Own article, live edition.
    pub attachments: Option<String>,
    /// Own article, live edition.
    pub change_note: Option<String>,
}

const PLACED: &str = "select p.id, p.uid, p.number, p.state, p.title, p.summary, p.unit, p.lead_media, \
     p.published_at, p.sort_at, p.library_item_id, p.own_summary, p.revoked_at, p.revoke_reason, p.held_version, c.id as channel_id, c.slug as channel_slug, \
     c.name as channel_name, c.description as channel_description, c.keywords as channel_keywords, \
     c.kind as channel_kind, a.imported, a.withdrawn_at, a.withdraw_reason, e.n, e.published_at as edition_at, \
     e.subtitle, e.summary as abstract_text, e.body_html, e.source, e.origin_class, e.author, e.keywords, \
     e.attachments, e.change_note \
     from placement p join channel c on c.site_id = p.site_id and c.id = p.channel_id \
     left join article a on a.site_id = p.site_id and a.id = p.article_id \
     left join edition e on e.site_id = a.site_id and e.id = a.live_edition_id \
     where p.site_id = $1 and p.number = $2";

/// What stands (or stood) at a number of this site.
///
/// # Errors
/// Faults of the database.
pub async fn placed(read: &SiteRead, number: i64) -> Result<Option<Placed>> {
    Ok(read.report(PLACED, vec![number.into()]).await?.into_iter().next())
}

/// What is around an article in its channel.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The next newer one.
    pub newer: Option<ListRow>,
    /// The next older one.
    pub older: Option<ListRow>,
    /// Up to four of the channel's newest, those that share keywords first.
    pub related: Vec<ListRow>,
}

#[derive(FromQueryResult)]
struct Neighbour {
    part: String,
    #[sea_orm(nested)]
    row: ListRow,
}

/// Candidates that are looked at for relatedness.
const CANDIDATES: usize = 24;
const RELATED: usize = 4;

/// Neighbours and related articles, in one statement along one index.
///
/// # Errors
/// Faults of the database.
pub async fn around(read: &SiteRead, at: &Placed, keywords: &str) -> Result<Around> {
    let sql = around_sql();
    let values: Vec<Value> = vec![at.channel_id.into(), at.sort_at.into(), at.id.into()];
    let mut around = Around::default();
    let mut candidates = Vec::new();
    for found in read.report::<Neighbour>(&sql, values).await? {
        match found.part.as_str() {
            "newer" => around.newer = Some(found.row),
            "older" => around.older = Some(found.row),
            _ => candidates.push(found.row),
        }
    }
    around.related = related(candidates, &around, keywords);
    Ok(around)
}

fn around_sql() -> String {
    let part = |part: &str, condition: &str, order: &str, limit: usize| {
        format!(
            "select * from (select '{part}' as part, {COLUMNS} from placement where site_id = $1 and channel_id = $2 \
             and state = 'live' {condition} order by sort_at {order}, id {order} limit {limit}) as {part}"
        )
    };
    [
        part("newer", "and (sort_at, id) > ($3, $4)", "asc", 1),
        part("older", "and (sort_at, id) < ($3, $4)", "desc", 1),
        part("newest", "and id <> $4", "desc", CANDIDATES),
    ]
    .join(" union all ")
}

fn related(mut candidates: Vec<ListRow>, around: &Around, keywords: &str) -> Vec<ListRow> {
    let beside = [&around.newer, &around.older];
    candidates.retain(|row| {
        !beside
            .iter()
            .any(|known| known.as_ref().is_some_and(|known| known.number == row.number))
    });
    let words: Vec<&str> = keywords.split(',').filter(|word| !word.is_empty()).collect();
    let shared = |row: &ListRow| {
        words
            .iter()
            .filter(|word| row.title.contains(**word) || row.summary.contains(**word))
            .count()
    };
    candidates.sort_by_cached_key(|row| std::cmp::Reverse(shared(row)));
    candidates.truncate(RELATED);
    candidates
}

/// Where the articles that a body links to stand on this site, by uid, as paths without the mount.
///
/// # Errors
/// Faults of the database.
pub async fn paths_of(read: &SiteRead, uids: &[Uid]) -> Result<HashMap<String, String>> {
    #[derive(FromQueryResult)]
    struct Row {
        uid: uuid::Uuid,
        channel_id: i64,
        number: i64,
        published_at: DateTime<Utc>,
    }
    if uids.is_empty() {
        return Ok(HashMap::new());
    }
    let columns = [
        placement::Column::Uid,
        placement::Column::ChannelId,
        placement::Column::Number,
        placement::Column::PublishedAt,
    ];
    let rows = read
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.is_in(uids.iter().map(|uid| uid.0)))
        .filter(placement::Column::State.eq(placement::LIVE))
        .only(columns)
        .into::<Row>()
        .all()
        .await?;
    let channels = read.find::<channel::Entity>().all().await?;
    let slugs: HashMap<i64, String> = channels.into_iter().map(|row| (row.id, row.slug)).collect();
    let path = |row: Row| {
        let slug = slugs.get(&row.channel_id)?;
        Some((
            Uid(row.uid).to_string(),
            crate::placement::path(slug, row.published_at, row.number),
        ))
    };
    Ok(rows.into_iter().filter_map(path).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::plan::explain;

    #[tokio::test]
    async fn a_page_is_found_and_surrounded_along_indexes() {
        for sql in [PLACED.to_owned(), around_sql()] {
            let steps = explain(&sql).await;
            assert!(
                !steps
                    .iter()
                    .any(|step| step.starts_with("SCAN") && step.contains("placement")),
                "{steps:#?}"
            );
            assert!(
                !steps.iter().any(|step| step.contains("TEMP B-TREE")),
                "{steps:#?}"
            );
        }
    }
}
