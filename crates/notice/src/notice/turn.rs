//! Writing down that a notice began or ended by the clock. Pages do not wait for it: they ask the clock themselves.

use super::act::Act;
use super::entity::{self, ActiveModel, ENDED, RELEASED, act};
use chrono::{DateTime, Duration, Utc};
use kernel::event::EventBody;
use kernel::{Actor, Error, Result, Revision, SiteId, Uid, beijing};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use serde::{Deserialize, Serialize};
use store::job::{Job, JobHandler, JobRow};
use store::{HubStore, HubWrite};

/// Looks at a notice at a moment when it begins or ends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TurnNotice {
    /// Its number.
    pub notice: i64,
    /// The moment.
    pub at: DateTime<Utc>,
}

impl Job for TurnNotice {
    const KIND: &'static str = "notice.turn";

    fn only_once(&self) -> Option<String> {
        Some(format!("{}:{}", self.notice, self.at.timestamp_millis()))
    }

    fn not_before(&self) -> Option<DateTime<Utc>> {
        Some(self.at)
    }
}

/// Runs [`TurnNotice`], also for moments that passed while nothing ran.
pub struct Turner(pub HubStore);

#[async_trait::async_trait]
impl JobHandler for Turner {
    fn kind(&self) -> &'static str {
        TurnNotice::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let job: TurnNotice = job.read()?;
        let mut tx = self.0.write(Actor::job("notice")).await?;
        // A moment that was moved, or that somebody was faster than, leaves nothing to be written.
        tx.exempt("job")?;
        turn(&mut tx, job.notice).await?;
        tx.commit().await
    }
}

async fn turn(tx: &mut HubWrite, id: i64) -> Result<()> {
    let row = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .filter(entity::Column::State.eq(RELEASED))
        .one()
        .await?;
    let Some(row) = row else { return Ok(()) };
    let (site, notice, now) = (SiteId(row.site_id), Uid(row.uid), tx.now());
    let begun = row.begins_at.filter(|begins| *begins <= now);
    if let Some(begins) = begun.filter(|_| row.began_at.is_none()) {
        let began = ActiveModel {
            began_at: Set(begun),
            ..ActiveModel::default()
        };
        advance(tx, &row, began).await?;
        record(tx, &row, Act::Began, begins).await?;
        tx.emit(site, EventBody::NoticeBegan { notice });
    }
    if row.ends_at <= now {
        let ended = ActiveModel {
            state: Set(ENDED.to_owned()),
            revision: Set(row.revision + 1),
            ended_at: Set(Some(row.ends_at)),
            extend_to: Set(None),
            ..ActiveModel::default()
        };
        advance(tx, &row, ended).await?;
        record(tx, &row, Act::Ended, row.ends_at).await?;
        tx.emit(site, EventBody::NoticeEnded { notice });
    }
    Ok(())
}

/// Writes it, if nobody changed the notice since it was read; else the job looks again later.
async fn advance(tx: &mut HubWrite, row: &entity::Model, change: ActiveModel) -> Result<()> {
    let unchanged = entity::Column::Id
        .eq(row.id)
        .and(entity::Column::Revision.eq(row.revision));
    match tx.update_where(change, unchanged).await? {
        0 => Err(Error::Stale(Revision(row.revision))),
        _ => Ok(()),
    }
}

/// Dates the act by the moment it was due; a late record says so.
async fn record(tx: &mut HubWrite, row: &entity::Model, what: Act, at: DateTime<Utc>) -> Result<()> {
    let note = if tx.now() - at > Duration::minutes(1) {
        format!("当时系统未运行，{} 补记", beijing::minute(tx.now()))
    } else {
        String::new()
    };
    let row = act::ActiveModel {
        site_id: Set(row.site_id),
        notice_id: Set(row.id),
        act: Set(what.key().to_owned()),
        by_name: Set("系统".to_owned()),
        note: Set(note),
        at: Set(at),
        ..act::ActiveModel::default()
    };
    tx.insert(row).await?;
    Ok(())
}
