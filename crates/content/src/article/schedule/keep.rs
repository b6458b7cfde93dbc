//! The job that keeps the times. It waits in the queue, so that a program that was stopped over the time does it when it
//! runs again.

use super::{entity, of_article};
use crate::article::{entity as article, publish_article, withdraw_article};
use crate::permissions::{PublishArticle, WithdrawArticle};
use chrono::{DateTime, Utc};
use kernel::{Actor, ArticleId, Error, Result, Revision, SiteId, beijing, policy};
use sea_orm::{ColumnTrait, Set, Unchanged};
use serde::{Deserialize, Serialize};
use store::Store;
use store::job::{Job, JobHandler, JobRow};

/// What is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    Publish,
    Expire,
}

/// An article's time has come.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Due {
    pub(super) article: i64,
    pub(super) what: What,
    pub(super) at: DateTime<Utc>,
}

impl Job for Due {
    const KIND: &'static str = "article.due";

    fn only_once(&self) -> Option<String> {
        Some(format!(
            "{}:{:?}:{}",
            self.article,
            self.what,
            self.at.timestamp_millis()
        ))
    }

    fn not_before(&self) -> Option<DateTime<Utc>> {
        Some(self.at)
    }
}

const ACTOR: &str = "schedule";

/// Runs [`Due`].
pub struct Timekeeper {
    store: Store,
}

impl Timekeeper {
    /// Keeps the times of the sites of this box.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    async fn publish(&self, site: SiteId, id: ArticleId, revision: Revision) -> Result<()> {
        let by = policy::decide::<PublishArticle>(&Actor::job(ACTOR), site, &[])?;
        let mut tx = self.store.write(by).await?;
        publish_article(&mut tx, id, revision).await?;
        done(&mut tx, id, What::Publish).await?;
        tx.commit().await
    }

    async fn expire(&self, site: SiteId, id: ArticleId, revision: Revision, at: DateTime<Utc>) -> Result<()> {
        let by = policy::decide::<WithdrawArticle>(&Actor::job(ACTOR), site, &[])?;
        let mut tx = self.store.write(by).await?;
        let reason = format!("有效期至 {}（北京时间），已到期下线。", beijing::minute(at));
        withdraw_article(&mut tx, id, revision, &reason).await?;
        done(&mut tx, id, What::Expire).await?;
        tx.commit().await
    }

    /// Writes down why it did not happen, for the people who asked for it.
    async fn failed(&self, site: SiteId, row: &entity::Model, what: What, why: &Error) -> Result<()> {
        let by = policy::decide::<PublishArticle>(&Actor::job(ACTOR), site, &[])?;
        let mut tx = self.store.write(by).await?;
        let (word, at) = match what {
            What::Publish => ("定时发布", row.publish_at),
            What::Expire => ("到期下线", row.expires_at),
        };
        let at = at.map(beijing::minute).unwrap_or_default();
        let change = entity::ActiveModel {
            failed: Set(format!("{at}（北京时间）的{word}没有完成：{}", why.sentence())),
            ..over(row.id, what)
        };
        tx.update(change).await?;
        let detail = serde_json::json!({ "what": what, "why": why.sentence() });
        tx.audit(
            "article.schedule_failed",
            &format!("article:{}", row.article_id),
            &detail,
        );
        tx.commit().await
    }
}

fn over(id: i64, what: What) -> entity::ActiveModel {
    let mut change = entity::ActiveModel {
        id: Unchanged(id),
        ..entity::ActiveModel::default()
    };
    match what {
        What::Publish => change.publish_at = Set(None),
        What::Expire => change.expires_at = Set(None),
    }
    change
}

async fn done<P: kernel::Permission>(tx: &mut store::SiteWrite<P>, id: ArticleId, what: What) -> Result<()> {
    if let Some(row) = of_article(tx, id).await? {
        tx.update(over(row.id, what)).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl JobHandler for Timekeeper {
    fn kind(&self) -> &'static str {
        Due::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let due: Due = job.read()?;
        let Some(site) = job.site else { return Ok(()) };
        let (read, id) = (self.store.read(site), ArticleId(due.article));
        let Some(row) = of_article(&read, id).await? else {
            return Ok(());
        };
        let wanted = match due.what {
            What::Publish => row.publish_at,
            What::Expire => row.expires_at,
        };
        // Somebody set another time, or lifted this one.
        if wanted.map(|at| at.timestamp_millis()) != Some(due.at.timestamp_millis()) {
            return Ok(());
        }
        let found = read
            .find::<article::Entity>()
            .filter(article::Column::Id.eq(id.0))
            .one()
            .await?;
        let Some(article) = found else { return Ok(()) };
        // Somebody withdrew it before its time.
        if due.what == What::Expire && article.live_edition_id.is_none() {
            return Ok(());
        }
        let revision = Revision(article.revision);
        let happened = match due.what {
            What::Publish => self.publish(site, id, revision).await,
            What::Expire => self.expire(site, id, revision, due.at).await,
        };
        match happened {
            Err(why @ (Error::Refused(_) | Error::Invalid(_) | Error::NotFound)) => {
                self.failed(site, &row, due.what, &why).await
            }
            // Somebody works on it at this moment: the queue tries again.
            other => other,
        }
    }
}
