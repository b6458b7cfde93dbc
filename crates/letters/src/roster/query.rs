//! Reading rosters.

use super::entity::{Column, Entity, Model};
use crate::board::{Kind, entity as board};
use crate::letter::entity::Model as Letter;
use kernel::{PersonId, Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait};
use store::HubRead;

/// Who is on duty for a board on a day (`yyyy-mm-dd`), if somebody was put down.
///
/// # Errors
/// Faults of the database.
pub async fn on_day(read: &HubRead, board: i64, day: &str) -> Result<Option<Model>> {
    read.find::<Entity>()
        .filter(Column::BoardId.eq(board))
        .filter(Column::Day.eq(day))
        .one()
        .await
}

/// The days from `from` up to `to`, in order.
///
/// # Errors
/// Faults of the database.
pub async fn days(read: &HubRead, board: i64, from: &str, to: &str) -> Result<Vec<Model>> {
    read.find::<Entity>()
        .filter(Column::BoardId.eq(board))
        .filter(Column::Day.between(from, to))
        .asc(Column::Day)
        .all()
        .await
}

/// The days from `from` on, in order, on which a person answers or stands in, at most `most`.
///
/// # Errors
/// Faults of the database.
pub async fn of_person(read: &HubRead, person: PersonId, from: &str, most: u64) -> Result<Vec<Model>> {
    read.find::<Entity>()
        .filter(Column::PersonId.eq(person.0).or(Column::DeputyId.eq(person.0)))
        .filter(Column::Day.gte(from))
        .asc(Column::Day)
        .limit(most)
        .all()
        .await
}

/// Who answers a letter by the roster: whoever is on duty on its last day, while the unit of its board has it.
///
/// # Errors
/// Faults of the database.
pub async fn of_letter(read: &HubRead, letter: &Letter) -> Result<Option<Model>> {
    let Some(row) = on_day(read, letter.board_id, &letter.due_on).await? else {
        return Ok(None);
    };
    let board = read
        .find::<board::Entity>()
        .filter(board::Column::Id.eq(letter.board_id))
        .one()
        .await?;
    let has = board.is_some_and(|board| board.unit_id.is_some() && board.unit_id == letter.unit_id);
    Ok(has.then_some(row))
}

/// The boards of a site that have a roster, the closed ones too.
///
/// # Errors
/// Faults of the database.
pub async fn boards(read: &HubRead, site: SiteId) -> Result<Vec<board::Model>> {
    read.find::<board::Entity>()
        .filter(board::Column::SiteId.eq(site.0))
        .filter(board::Column::Kind.eq(Kind::Law.key()))
        .asc(board::Column::Position)
        .asc(board::Column::Id)
        .all()
        .await
}
