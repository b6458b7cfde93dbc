//! The findings of what is public are kept: entered when something goes live or is read again, gone when it leaves.

use super::Rules;
use super::finding;
use super::judge::by_rules;
use super::scan::read as done;
use crate::article::edition;
use chrono::{DateTime, Utc};
use kernel::{Permission, Result};
use proof::Finding;
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Rows of one statement: well below what SQLite takes.
const ROWS: usize = 500;

/// Enters what is found in an edition that just went live.
pub(crate) async fn enter<P: Permission>(tx: &mut SiteWrite<P>, edition: &edition::Model) -> Result<()> {
    let rules = Rules::load(tx).await?;
    let found = by_rules(tx, &rules, edition).await?;
    put(tx, &rules.mark, vec![(edition.article_id, edition.id, found)])
        .await
        .map(drop)
}

/// What is no longer public has no findings.
pub(crate) async fn forget<P: Permission>(tx: &mut SiteWrite<P>, article: i64) -> Result<()> {
    put(tx, "", vec![(article, 0, Vec::new())]).await.map(drop)
}

/// Puts the findings of articles in the place of what was found before; answers how many.
pub(super) async fn put<P: Permission>(
    tx: &mut SiteWrite<P>,
    mark: &str,
    read: Vec<(i64, i64, Vec<Finding>)>,
) -> Result<i64> {
    if read.is_empty() {
        return Ok(0);
    }
    let articles: Vec<i64> = read.iter().map(|(article, _, _)| *article).collect();
    tx.delete_where::<finding::Entity>(finding::Column::ArticleId.is_in(articles.clone()))
        .await?;
    tx.delete_where::<done::Entity>(done::Column::ArticleId.is_in(articles))
        .await?;
    let now = tx.now();
    let (mut rows, mut marks) = (Vec::new(), Vec::new());
    for (article, edition, found) in read {
        if !mark.is_empty() {
            marks.push(done::ActiveModel {
                article_id: Set(article),
                edition_id: Set(edition),
                mark: Set(mark.to_owned()),
                ..Default::default()
            });
        }
        rows.extend(
            found
                .into_iter()
                .map(|finding| row(article, edition, finding, now)),
        );
    }
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(ROWS));
        tx.insert_many(std::mem::replace(&mut rows, rest)).await?;
    }
    tx.insert_many(marks).await?;
    Ok(count)
}

fn row(article: i64, edition: i64, found: Finding, now: DateTime<Utc>) -> finding::ActiveModel {
    finding::ActiveModel {
        article_id: Set(article),
        edition_id: Set(edition),
        rule: Set(found.rule.key().to_owned()),
        level: Set(found.level.key().to_owned()),
        field: Set(found.field.key().to_owned()),
        place: Set(i64::try_from(found.range.start).unwrap_or_default()),
        before: Set(found.excerpt.before),
        words: Set(found.excerpt.words),
        after: Set(found.excerpt.after),
        why: Set(found.why),
        cure: Set(found.cure.map(|cure| cure.title()).unwrap_or_default()),
        list: Set(found.list),
        found_at: Set(now),
        ..Default::default()
    }
}
