//! Reading events and moving cursors.

use super::entity::{cursor, event, parked};
use crate::HubWrite;
use crate::error::Sorted;
use crate::hub::HubRead;
use kernel::event::Event;
use kernel::{Error, EventId, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, Set, Statement};
use std::time::Duration;

/// Where another process reads too, this one waits so long before it looks again.
const ELSEWHERE: Duration = Duration::from_secs(1);

/// Events after a position, in order.
pub(crate) async fn after(read: &HubRead, log: Uid, position: i64, limit: u64) -> Result<Vec<Event>> {
    let rows = read
        .find::<event::Entity>()
        .filter(event::Column::Id.gt(position))
        .asc(event::Column::Id)
        .limit(limit)
        .all()
        .await?;
    rows.into_iter()
        .map(|row| {
            let body = serde_json::from_str(&row.payload).map_err(Error::fault)?;
            Ok(Event {
                id: EventId(row.id),
                log,
                site: SiteId(row.site_id),
                body,
                at: row.at,
            })
        })
        .collect()
}

/// The highest id in the log.
pub(crate) async fn end(read: &HubRead) -> Result<i64> {
    let backend = read.conn.get_database_backend();
    let statement = Statement::from_string(backend, "select coalesce(max(id), 0) as last from event");
    let row = read
        .conn
        .query_one_raw(statement)
        .await
        .sorted()?
        .ok_or(Error::NotFound)?;
    row.try_get("", "last").sorted()
}

/// Where a reader stands.
pub(crate) async fn of(read: &HubRead, reader: &str) -> Result<Option<cursor::Model>> {
    read.find::<cursor::Entity>()
        .filter(cursor::Column::Reader.eq(reader))
        .one()
        .await
}

/// Whose cursor, of which log, and where it was read.
#[derive(Clone, Copy)]
pub(crate) struct Stand<'a> {
    pub(crate) reader: &'a str,
    pub(crate) log: i64,
    pub(crate) position: i64,
}

/// Moves a cursor in the transaction of the effect.
///
/// # Errors
/// [`Error::Busy`] when it does not stand any more where it was read: another process reads too, and the effect is not
/// to happen twice.
pub(crate) async fn advance(tx: &mut HubWrite, stand: Stand<'_>, to: i64) -> Result<()> {
    set(tx, stand, to, 0, None).await
}

/// Counts a failure without moving.
///
/// # Errors
/// As [`advance`].
pub(crate) async fn fail(tx: &mut HubWrite, stand: Stand<'_>, failures: i64, error: &str) -> Result<()> {
    set(tx, stand, stand.position, failures, Some(error.to_owned())).await
}

async fn set(
    tx: &mut HubWrite,
    stand: Stand<'_>,
    to: i64,
    failures: i64,
    error: Option<String>,
) -> Result<()> {
    tx.exempt("cursor")?;
    let row = cursor::ActiveModel {
        reader: Set(stand.reader.to_owned()),
        log_id: Set(stand.log),
        position: Set(to),
        failures: Set(failures),
        error: Set(error),
        moved_at: Set(tx.now()),
    };
    if of(tx, stand.reader).await?.is_some() {
        let as_read = cursor::Column::Reader
            .eq(stand.reader)
            .and(cursor::Column::Position.eq(stand.position));
        return match tx.update_where(row, as_read).await? {
            0 => Err(Error::Busy(ELSEWHERE)),
            _ => Ok(()),
        };
    }
    cursor::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await
        .sorted()?;
    Ok(())
}

/// Whether the reader parked an earlier event of this subject: order is kept per subject.
pub(crate) async fn is_parked(read: &HubRead, reader: &str, subject: &str) -> Result<bool> {
    read.find::<parked::Entity>()
        .filter(parked::Column::Reader.eq(reader))
        .filter(parked::Column::Subject.eq(subject))
        .exists()
        .await
}

/// Puts an event aside where staff can see it.
pub(crate) async fn park(tx: &mut HubWrite, reader: &str, event: &Event, error: &str) -> Result<()> {
    let row = parked::ActiveModel {
        reader: Set(reader.to_owned()),
        event_id: Set(event.id.0),
        site_id: Set(event.site.0),
        subject: Set(event.body.subject()),
        error: Set(error.to_owned()),
        parked_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await?;
    Ok(())
}
