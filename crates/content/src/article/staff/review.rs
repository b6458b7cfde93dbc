//! GET /console/reviews.

use super::view::{ReviewList, ReviewRow};
use crate::article::rule::{rules_of, stage_title};
use crate::article::state::State;
use crate::article::{approval, edition, entity};
use crate::channel;
use crate::permissions::ReviewArticle;
use gateway::{By, Reply, StaffPage};
use kernel::{Result, beijing};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;

/// More than this nobody reads at once; the rest follows when these are done.
const LIMIT: u64 = 200;

/// What waits for a reviewer, oldest first.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_reviews(by: By<ReviewArticle>) -> Reply {
    let list = load(&by).await?;
    by.page(StaffPage::new("content/review_list.html", list).title("待审核"))
        .await
}

#[derive(FromQueryResult)]
struct Waiting {
    id: i64,
    article_id: i64,
    title: String,
    author_id: Option<i64>,
    author_name: String,
    changed_by: Option<i64>,
    submitted_by: Option<i64>,
    submitted_at: Option<sea_orm::prelude::DateTimeUtc>,
}

async fn load(by: &By<ReviewArticle>) -> Result<ReviewList> {
    let read = by.read();
    let scope = by.granted();
    let waiting: Vec<Waiting> = read
        .find::<edition::Entity>()
        .filter(edition::Column::State.eq(State::Submitted.key()))
        .filter_some(scope.scope(), |scope| {
            let articles = read
                .find::<entity::Entity>()
                .filter(entity::Column::ChannelId.is_in(scope.iter().map(|channel| channel.0)));
            edition::Column::ArticleId.in_subquery(articles.only([entity::Column::Id]).statement())
        })
        .asc(edition::Column::SubmittedAt)
        .asc(edition::Column::Id)
        .limit(LIMIT)
        .only([
            edition::Column::Id,
            edition::Column::ArticleId,
            edition::Column::Title,
            edition::Column::AuthorId,
            edition::Column::AuthorName,
            edition::Column::ChangedBy,
            edition::Column::SubmittedBy,
            edition::Column::SubmittedAt,
        ])
        .into()
        .all()
        .await?;
    let channels = places(by, waiting.iter().map(|row| row.article_id)).await?;
    let judged = judged(by, waiting.iter().map(|row| row.id)).await?;
    let rules = rules_of(&read).await?;
    let mut rows: Vec<ReviewRow> = waiting
        .into_iter()
        .map(|row| {
            let place = channels.get(&row.article_id);
            let judged = judged.get(&row.id).map_or(&[][..], Vec::as_slice);
            let reviews = rules.of(place.map_or(0, |place| place.0)).reviews;
            let stage = i64::try_from(judged.len()).unwrap_or_default() + 1;
            ReviewRow {
                url: by.site.url(&format!("/console/articles/{}", row.article_id)),
                channel: place.map(|place| place.1.clone()).unwrap_or_default(),
                stage: stage_title(stage, reviews),
                others: others(&row, judged, by.me.person.0),
                at: row.submitted_at.map(beijing::minute).unwrap_or_default(),
                title: row.title,
                author: row.author_name,
            }
        })
        .collect();
    // Stable: within each part the one that was submitted first stays first.
    rows.sort_by_key(|row| !row.others.is_empty());
    Ok(ReviewList {
        mine: rows.iter().filter(|row| row.others.is_empty()).count(),
        rows,
        articles_url: by.site.url("/console/articles"),
    })
}

/// Why a person cannot judge it.
fn others(row: &Waiting, judged: &[i64], me: i64) -> &'static str {
    if [row.author_id, row.changed_by, row.submitted_by].contains(&Some(me)) {
        "您写过、改过或提交了它，须由他人审核"
    } else if judged.contains(&me) {
        "您已审过前一轮，须由他人审核"
    } else {
        ""
    }
}

/// Who approved each of these editions as it stands.
async fn judged(
    by: &By<ReviewArticle>,
    editions: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Vec<i64>>> {
    let read = by.read();
    let rows = read
        .find::<approval::Entity>()
        .filter(approval::Column::EditionId.is_in(editions))
        .filter(approval::Column::Decision.eq(approval::APPROVED))
        .filter(approval::Column::VoidedAt.is_null())
        .all()
        .await?;
    let mut persons: HashMap<i64, Vec<i64>> = HashMap::new();
    for row in rows {
        persons.entry(row.edition_id).or_default().push(row.person_id);
    }
    Ok(persons)
}

/// Number and name of the channels of these articles.
async fn places(
    by: &By<ReviewArticle>,
    articles: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, (i64, String)>> {
    let read = by.read();
    let channels = channel::query::all(&read).await?;
    let names: HashMap<i64, &str> = channels.iter().map(|row| (row.id, row.name.as_str())).collect();
    let articles = read
        .find::<entity::Entity>()
        .filter(entity::Column::Id.is_in(articles))
        .all()
        .await?;
    let name = |id| names.get(&id).copied().unwrap_or_default().to_owned();
    Ok(articles
        .iter()
        .map(|article| (article.id, (article.channel_id, name(article.channel_id))))
        .collect())
}
