//! GET /console/topics.

use super::view::{TopicList, TopicRow};
use crate::permissions::ManageTopics;
use crate::topic::{Standing, State, entity, query};
use gateway::{By, Reply, StaffPage};
use kernel::{Result, beijing};
use sea_orm::FromQueryResult;
use std::collections::{HashMap, HashSet};

/// The site's topics.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_topics(by: By<ManageTopics>) -> Reply {
    let list = load(&by).await?;
    by.page(StaffPage::new("content/topic_list.html", list).title("专题"))
        .await
}

#[derive(FromQueryResult)]
struct Count {
    topic_id: i64,
    n: i64,
}

async fn load(by: &By<ManageTopics>) -> Result<TopicList> {
    let read = by.read();
    let sql = "select topic_id, count(*) as n from topic_article where site_id = $1 and block_id is not null group by topic_id";
    let counts: Vec<Count> = read.report(sql, Vec::new()).await?;
    let counts: HashMap<i64, i64> = counts.into_iter().map(|row| (row.topic_id, row.n)).collect();
    let filled = query::filled(&read).await?;
    let filled: HashSet<i64> = filled.into_iter().map(|(row, _)| row.id).collect();
    let today = beijing::date(read.now());
    let rows = query::all(&read).await?.into_iter().map(|row| {
        let (state, tone) = chip(&row, &today);
        TopicRow {
            url: by.site.url(&format!("/console/topics/{}", row.id)),
            path: by.site.url(&format!("/topics/{}/", row.slug)),
            days: format!("{} 至 {}", row.starts_on, row.ends_on),
            state,
            tone,
            note: note(&row, &today, filled.contains(&row.id)),
            count: counts.get(&row.id).copied().unwrap_or_default(),
            title: row.title,
        }
    });
    Ok(TopicList {
        new_url: by.site.url("/console/topics/new"),
        rows: rows.collect(),
    })
}

fn chip(row: &entity::Model, today: &str) -> (String, &'static str) {
    match (row.state(), row.standing(today)) {
        (State::Draft, _) => (State::Draft.title().to_owned(), "plain"),
        (_, Standing::Over) => (State::Archived.title().to_owned(), "plain"),
        (state, Standing::Hidden) => (state.title().to_owned(), "wait"),
        (state, Standing::Current) => (state.title().to_owned(), "live"),
    }
}

/// What visitors see of it, where the state does not say so.
pub(super) fn note(row: &entity::Model, today: &str, filled: bool) -> &'static str {
    match (row.state(), row.standing(today)) {
        (State::Draft, _) => "",
        (_, Standing::Hidden) => "开始日期未到，公众还看不到。",
        (..) if !filled => "没有可以显示的内容，公众看不到。",
        (..) => "",
    }
}
