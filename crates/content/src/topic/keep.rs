//! The job that keeps the days of topics: on the first the pages show it, after the last it is archived. Readers judge by the
//! day themselves; the job makes kept pages follow, and writes down that the topic is over.

use super::save::advance;
use super::{Standing, State, entity};
use crate::permissions::ManageTopics;
use chrono::{DateTime, Days, NaiveDate, Utc};
use kernel::event::EventBody;
use kernel::{Actor, Error, Includes, Result, SiteId, TopicId, beijing, policy};
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use store::job::{Job, JobHandler, JobRow};
use store::{SiteWrite, Store};

/// A day of a topic has come.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct TopicDue {
    topic: i64,
    at: DateTime<Utc>,
}

impl Job for TopicDue {
    const KIND: &'static str = "topic.due";

    fn only_once(&self) -> Option<String> {
        Some(format!("{}:{}", self.topic, self.at.timestamp()))
    }

    fn not_before(&self) -> Option<DateTime<Utc>> {
        Some(self.at)
    }
}

impl TopicDue {
    /// Waits for the topic's first day, and for the day after its last.
    pub(super) async fn enqueue<P: Includes<ManageTopics>>(
        tx: &mut SiteWrite<P>,
        row: &entity::Model,
    ) -> Result<()> {
        let now = tx.now();
        for at in moments(row).into_iter().flatten().filter(|at| *at > now) {
            tx.enqueue(&Self { topic: row.id, at }).await?;
        }
        Ok(())
    }
}

/// Midnight in Beijing before the first day, and after the last.
fn moments(row: &entity::Model) -> [Option<DateTime<Utc>>; 2] {
    let over = row.ends_on.parse::<NaiveDate>().ok();
    let over = over.and_then(|day| day.checked_add_days(Days::new(1)));
    [
        beijing::parse(&row.starts_on),
        over.and_then(|day| beijing::parse(&day.to_string())),
    ]
}

/// Runs [`TopicDue`].
pub struct TopicKeeper {
    store: Store,
}

impl TopicKeeper {
    /// Keeps the days of the topics of this box.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    async fn turn(&self, site: SiteId, row: &entity::Model) -> Result<()> {
        let by = policy::decide::<ManageTopics>(&Actor::job("schedule"), site, &[])?;
        let mut tx = self.store.write(by).await?;
        let deed = match row.standing(&beijing::date(tx.now())) {
            Standing::Over => {
                let archived = entity::ActiveModel {
                    state: Set(State::Archived.key().to_owned()),
                    archived_at: Set(Some(tx.now())),
                    ..entity::ActiveModel::default()
                };
                advance(&mut tx, row, archived).await?;
                "到期归档"
            }
            Standing::Current => "开始展示",
            Standing::Hidden => return Ok(()),
        };
        let detail = serde_json::json!({ "title": row.title, "deed": deed });
        tx.emit_with(
            EventBody::TopicChanged {
                topic: TopicId(row.id),
            },
            &detail,
        );
        tx.commit().await
    }
}

#[async_trait::async_trait]
impl JobHandler for TopicKeeper {
    fn kind(&self) -> &'static str {
        TopicDue::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let due: TopicDue = job.read()?;
        let Some(site) = job.site else { return Ok(()) };
        let read = self.store.read(site);
        let found = read
            .find::<entity::Entity>()
            .filter(entity::Column::Id.eq(due.topic))
            .one()
            .await?;
        // Somebody set another day, took it back or archived it.
        let Some(row) = found.filter(|row| row.state() == State::Public) else {
            return Ok(());
        };
        if !moments(&row).contains(&Some(due.at)) {
            return Ok(());
        }
        match self.turn(site, &row).await {
            // Somebody works on it at this moment: the queue tries again.
            Err(Error::Stale(_)) => Err(Error::Busy(std::time::Duration::from_millis(200))),
            other => other,
        }
    }
}
