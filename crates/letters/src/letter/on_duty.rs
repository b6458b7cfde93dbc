//! A letter to a board that answers on the same day goes to the unit of the board by itself, and to who is on duty there.

use super::Move;
use super::assign::give;
use super::entity::Model;
use crate::board::{Kind, entity as board};
use crate::handling::LEAD;
use crate::permissions::WriteLetter;
use crate::pool::{PoolWrite, Step, moved};
use crate::roster;
use kernel::Result;

/// Gives the letter on if its board is one of them; any other stays where it is.
pub(super) async fn to_who_is_on_duty(
    tx: &mut PoolWrite<WriteLetter>,
    before: Model,
    board: &board::Model,
) -> Result<Model> {
    let (Some(Kind::Law), Some(unit)) = (Kind::parse(&board.kind), board.unit_id) else {
        return Ok(before);
    };
    let mut letter = before.clone();
    letter.state = moved(&before, Move::Assign)?.key().into();
    letter.unit_id = Some(unit);
    let words = match roster::query::on_day(tx, board.id, &letter.due_on).await? {
        Some(row) => row.said(),
        None => String::new(),
    };
    give(tx, &letter, LEAD, unit, &words, None).await?;
    let step = Step::new("duty").unit(Some(unit)).words(words).public();
    tx.keep(&before, letter, step).await
}
