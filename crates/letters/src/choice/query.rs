//! Reading chosen answers.

use super::entity::{Column, Entity};
use crate::board::entity as board;
use crate::letter::entity as letter;
use kernel::Result;
use sea_orm::ColumnTrait;
use store::HubRead;

/// Among so many of a site's newest choices those of a board are looked for.
const SEARCHED: u64 = 300;

/// Whether the answer of a letter is chosen.
///
/// # Errors
/// Faults of the database.
pub async fn is_chosen(read: &HubRead, letter: &letter::Model) -> Result<bool> {
    read.find::<Entity>()
        .filter(Column::LetterId.eq(letter.id))
        .exists()
        .await
}

/// The newest of a board that the public sees.
///
/// # Errors
/// Faults of the database.
pub async fn newest(read: &HubRead, board: &board::Model, most: u64) -> Result<Vec<letter::Model>> {
    let chosen = read
        .find::<Entity>()
        .filter(Column::SiteId.eq(board.site_id))
        .desc(Column::Id)
        .limit(SEARCHED)
        .all()
        .await?;
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    read.find::<letter::Entity>()
        .filter(letter::Column::Id.is_in(chosen.iter().map(|row| row.letter_id)))
        .filter(letter::Column::BoardId.eq(board.id))
        .filter(letter::Column::Shown.eq(true))
        .filter(letter::Column::AnsweredOn.is_not_null())
        .desc(letter::Column::AnsweredAt)
        .desc(letter::Column::Id)
        .limit(most)
        .all()
        .await
}
