//! Reading replies.

use super::entity::{Column, Entity, Model};
use super::{DRAFT, PUBLISHED, SUBMITTED};
use kernel::Result;
use sea_orm::ColumnTrait;
use store::HubRead;

/// Every version, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn versions(read: &HubRead, letter: i64) -> Result<Vec<Model>> {
    read.find::<Entity>()
        .filter(Column::LetterId.eq(letter))
        .desc(Column::Version)
        .all()
        .await
}

/// The newest version.
///
/// # Errors
/// Faults of the database.
pub async fn newest(read: &HubRead, letter: i64) -> Result<Option<Model>> {
    read.find::<Entity>()
        .filter(Column::LetterId.eq(letter))
        .desc(Column::Version)
        .one()
        .await
}

/// What the writer sees, oldest first.
///
/// # Errors
/// Faults of the database.
pub async fn published(read: &HubRead, letter: i64) -> Result<Vec<Model>> {
    read.find::<Entity>()
        .filter(Column::LetterId.eq(letter))
        .filter(Column::State.eq(PUBLISHED))
        .asc(Column::Version)
        .all()
        .await
}

/// What the public reads of a reply where it is not what the unit wrote.
pub(crate) fn differing(reply: &Model) -> Option<&str> {
    reply
        .public_body
        .as_deref()
        .filter(|public| *public != reply.body)
}

/// The draft under way, if the newest version is one.
pub(super) fn is_draft(reply: &Model) -> bool {
    reply.state == DRAFT
}

/// Whether it is before the reviewer.
pub(super) fn is_submitted(reply: &Model) -> bool {
    reply.state == SUBMITTED
}
