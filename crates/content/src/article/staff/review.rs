//! GET /console/reviews.

use super::view::{ReviewList, ReviewRow};
use crate::article::state::State;
use crate::article::{edition, entity};
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
    let me = Some(by.me.person.0);
    let rows = waiting.into_iter().map(|row| ReviewRow {
        url: by.site.url(&format!("/console/articles/{}", row.article_id)),
        channel: channels.get(&row.article_id).cloned().unwrap_or_default(),
        own: [row.author_id, row.changed_by, row.submitted_by].contains(&me),
        at: row.submitted_at.map(beijing::minute).unwrap_or_default(),
        title: row.title,
        author: row.author_name,
    });
    Ok(ReviewList {
        rows: rows.collect(),
        articles_url: by.site.url("/console/articles"),
    })
}

/// Names of the channels of these articles.
async fn places(by: &By<ReviewArticle>, articles: impl Iterator<Item = i64>) -> Result<HashMap<i64, String>> {
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
        .map(|article| (article.id, name(article.channel_id)))
        .collect())
}
