//! Writing events. Only a commit does it.

use super::entity::{event, log};
use crate::error::Sorted;
use chrono::{DateTime, Utc};
use kernel::event::{Event, EventBody};
use kernel::{Error, EventId, Result, SiteId, Uid};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, QueryOrder, Set, Statement};

/// An event that waits for its commit.
pub(crate) struct Draft {
    pub(crate) site: SiteId,
    pub(crate) body: EventBody,
}

/// The current log, begun when there is none.
#[expect(clippy::disallowed_methods, reason = "the log's own table")]
pub(crate) async fn current(conn: &DatabaseConnection, now: DateTime<Utc>) -> Result<(i64, Uid)> {
    let newest = log::Entity::find()
        .order_by_desc(log::Column::Id)
        .one(conn)
        .await
        .sorted()?;
    let row = match newest {
        Some(row) => row,
        None => begin(conn, now).await?,
    };
    Ok((row.id, Uid(row.uid)))
}

/// Begins a new log: after a restore or a move positions of the old one mean nothing elsewhere.
pub(crate) async fn begin(conn: &DatabaseConnection, now: DateTime<Utc>) -> Result<log::Model> {
    let row = log::ActiveModel {
        uid: Set(Uid::at(now).0),
        started_at: Set(now),
        ..Default::default()
    };
    log::Entity::insert(row).exec_with_returning(conn).await.sorted()
}

/// Inserts the events and answers them with their ids. The caller holds the log's lock.
pub(crate) async fn append(
    tx: &impl ConnectionTrait,
    log: (i64, Uid),
    drafts: Vec<Draft>,
    now: DateTime<Utc>,
) -> Result<Vec<Event>> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    for chunk in drafts.chunks(1000) {
        let mut rows = Vec::with_capacity(chunk.len());
        for draft in chunk {
            rows.push(event::ActiveModel {
                log_id: Set(log.0),
                site_id: Set(draft.site.0),
                kind: Set(draft.body.kind().to_owned()),
                version: Set(i64::from(EventBody::VERSION)),
                subject: Set(draft.body.subject()),
                payload: Set(serde_json::to_string(&draft.body).map_err(Error::fault)?),
                at: Set(now),
                ..Default::default()
            });
        }
        event::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await
            .sorted()?;
    }
    // One writer at a time: the ids just given are the highest, without gaps.
    let statement = Statement::from_string(tx.get_database_backend(), "select max(id) as last from event");
    let row = tx
        .query_one_raw(statement)
        .await
        .sorted()?
        .ok_or_else(|| Error::fault("the log is empty"))?;
    let last: i64 = row.try_get("", "last").sorted()?;
    let count = i64::try_from(drafts.len()).map_err(Error::fault)?;
    let ids = (last - count + 1)..=last;
    Ok(ids
        .zip(drafts)
        .map(|(id, draft)| Event {
            id: EventId(id),
            log: log.1,
            site: draft.site,
            body: draft.body,
            at: now,
        })
        .collect())
}
