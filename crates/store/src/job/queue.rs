//! Enqueueing.

use super::entity;
use crate::conn::Conn;
use chrono::{DateTime, Utc};
use kernel::{Error, Result, SiteId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A kind of job: an imperative type that lives beside the noun it serves.
pub trait Job: Serialize + DeserializeOwned + Send + Sync {
    /// Stable name.
    const KIND: &'static str;

    /// Two waiting jobs with the same key are one.
    fn only_once(&self) -> Option<String> {
        None
    }

    /// When it may run at the earliest; `None` is now.
    fn not_before(&self) -> Option<DateTime<Utc>> {
        None
    }
}

/// A job as its handler gets it.
#[derive(Clone, Debug)]
pub struct JobRow {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub site: Option<SiteId>,
    /// [`Job::KIND`].
    pub kind: String,
    payload: String,
}

impl JobRow {
    pub(crate) fn new(row: &entity::Model) -> Self {
        Self {
            id: row.id,
            site: row.site_id.map(SiteId),
            kind: row.kind.clone(),
            payload: row.payload.clone(),
        }
    }

    /// The job's ids.
    ///
    /// # Errors
    /// A fault when the row is of another kind.
    pub fn read<J: Job>(&self) -> Result<J> {
        serde_json::from_str(&self.payload).map_err(Error::fault)
    }
}

pub(crate) async fn enqueue<J: Job>(
    conn: &Conn,
    site: Option<SiteId>,
    job: &J,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = entity::ActiveModel {
        site_id: Set(site.map(|site| site.0)),
        kind: Set(J::KIND.to_owned()),
        payload: Set(serde_json::to_string(job).map_err(Error::fault)?),
        only_once: Set(job.only_once()),
        state: Set("ready".to_owned()),
        attempts: Set(0),
        run_at: Set(job.not_before().unwrap_or(now)),
        created_at: Set(now),
        ..Default::default()
    };
    let once = OnConflict::columns([entity::Column::Kind, entity::Column::OnlyOnce])
        .do_nothing()
        .to_owned();
    entity::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(conn)
        .await
        .map(|_| ())
        .or_else(|error| match error {
            sea_orm::DbErr::RecordNotInserted => Ok(()),
            other => Err(crate::error::fault(other)),
        })
}
