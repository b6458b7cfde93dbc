//! Sets the times of an article.

use super::entity::{self, ARTICLE_SCHEDULE};
use super::keep::{Due, What};
use crate::article::{entity as article, open};
use crate::permissions::PublishArticle;
use chrono::{DateTime, Utc};
use kernel::{ArticleId, Error, FieldError, Includes, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use std::time::Duration;
use store::{OnUnique, SiteWrite};

/// When an article goes out and when it leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// 定时发布.
    pub publish_at: Option<DateTime<Utc>>,
    /// 到期下线.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Sets the times, or lifts them where none are given. The text may still need its reviews: at its time it goes out if it
/// has them, and else the article says why not.
///
/// # Errors
/// `Stale`; [`Error::Invalid`] on `publish_at` or `expires_at` for times gone by or in the wrong order.
pub async fn set_times<P: Includes<PublishArticle>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
    times: Times,
) -> Result<article::Model> {
    let row = open::open(tx, id, seen).await?;
    sensible(times, tx.now())?;
    if times.publish_at.is_some() {
        open::draft(tx, &row).await?;
    }
    tx.delete_where::<entity::Entity>(entity::Column::ArticleId.eq(id.0))
        .await?;
    if times != Times::default() {
        let kept = entity::ActiveModel {
            article_id: Set(id.0),
            publish_at: Set(times.publish_at),
            expires_at: Set(times.expires_at),
            failed: Set(String::new()),
            set_by_name: Set(tx.actor().label()),
            set_at: Set(tx.now()),
            ..entity::ActiveModel::default()
        };
        let stored = tx.insert(kept).await;
        stored.on_unique(ARTICLE_SCHEDULE, || Error::Busy(Duration::from_millis(100)))?;
    }
    for (what, at) in [
        (What::Publish, times.publish_at),
        (What::Expire, times.expires_at),
    ] {
        if let Some(at) = at {
            tx.enqueue(&Due {
                article: id.0,
                what,
                at,
            })
            .await?;
        }
    }
    let article = open::advance(tx, &row, article::ActiveModel::default()).await?;
    let detail = serde_json::json!({ "publish_at": times.publish_at, "expires_at": times.expires_at });
    tx.audit("article.scheduled", &format!("article:{id}"), &detail);
    Ok(article)
}

fn sensible(times: Times, now: DateTime<Utc>) -> Result<()> {
    let mut wrong = Vec::new();
    if times.publish_at.is_some_and(|at| at <= now) {
        wrong.push(FieldError::new("publish_at", "定时发布的时间须晚于现在。"));
    }
    if times.expires_at.is_some_and(|at| at <= now) {
        wrong.push(FieldError::new("expires_at", "到期下线的时间须晚于现在。"));
    }
    if let (Some(publish), Some(expire)) = (times.publish_at, times.expires_at)
        && expire <= publish
    {
        wrong.push(FieldError::new("expires_at", "到期下线须晚于定时发布。"));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}
