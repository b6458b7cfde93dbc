//! Showing a letter to the public, or not (公开 / 不公开).

use super::Move;
use super::entity::Model;
use crate::board::{class, entity as board};
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::NEVER_PUBLIC;
use kernel::{LetterId, Result, Revision};
use sea_orm::ColumnTrait;
use store::HubRead;

/// Refuses to show a letter whose board or class is never public, or whose writer wishes it private.
///
/// # Errors
/// `letter.never_public`.
pub(crate) async fn refuse_private(read: &HubRead, letter: &Model) -> Result<()> {
    let board = read
        .find::<board::Entity>()
        .filter(board::Column::Id.eq(letter.board_id))
        .found()
        .await?;
    let class = read
        .find::<class::Entity>()
        .filter(class::Column::BoardId.eq(letter.board_id))
        .filter(class::Column::Name.eq(letter.class.as_str()))
        .one()
        .await?;
    if board.private_only || class.is_some_and(|class| class.private_only) {
        return Err(NEVER_PUBLIC.into());
    }
    Ok(())
}

/// Shows a letter to the public, or takes it from them. A letter whose writer wishes it private is never shown.
///
/// # Errors
/// `letter.wrong_state`, `letter.never_public`.
pub async fn show_letter(
    tx: &mut PoolWrite<AllotLetters>,
    id: LetterId,
    seen: Revision,
    shown: bool,
) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    moved(&before, Move::Show)?;
    if shown {
        refuse_private(tx, &before).await?;
        if !before.wants_public {
            return Err(NEVER_PUBLIC.into());
        }
    }
    let mut letter = before.clone();
    letter.shown = shown;
    let step = if shown { "show" } else { "hide" };
    tx.keep(&before, letter, Step::new(step)).await
}
