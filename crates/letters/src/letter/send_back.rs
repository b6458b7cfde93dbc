//! Sending a wrong assignment back (退回): with a reason, soon, and not for ever.

use super::Move;
use super::dates::today;
use super::entity::Model;
use super::invalidate::reason;
use crate::clock::{self, parse_day, query::limits_for};
use crate::handling::{self, LEAD, OPEN, RETURNED};
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::{RETURN_TOO_LATE, RETURN_TOO_OFTEN};
use kernel::{LetterId, Result, Revision, SiteId};
use sea_orm::ColumnTrait;

/// Sends a letter back to whoever allots it.
///
/// # Errors
/// [`kernel::Error::Invalid`] without a reason; `letter.return_too_late`, `letter.return_too_often`, `letter.wrong_state`.
pub async fn return_letter(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    words: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    let to = moved(&before, Move::Return)?;
    let words = reason(words)?;
    let (site, day) = (SiteId(before.site_id), before.received_on.as_str());
    let limits = limits_for(tx, site, before.board_id, &before.class, before.unit_id, day).await?;
    if before.returns >= i64::from(limits.return_limit) {
        return Err(RETURN_TOO_OFTEN.into());
    }
    let part = tx
        .find::<handling::entity::Entity>()
        .filter(handling::entity::Column::LetterId.eq(before.id))
        .filter(handling::entity::Column::Part.eq(LEAD))
        .filter(handling::entity::Column::State.eq(OPEN))
        .one()
        .await?;
    if let Some(part) = &part {
        let last = clock::calendar()?.after_working_days(parse_day(&part.assigned_on)?, limits.return_days);
        if today(tx) > last.due {
            return Err(RETURN_TOO_LATE.into());
        }
    }
    let mut letter = before.clone();
    letter.state = to.key().into();
    letter.unit_id = None;
    letter.returns += 1;
    super::invalidate::end_handling(tx, &letter, RETURNED, None).await?;
    let step = Step::new("return").unit(before.unit_id).words(words);
    tx.keep(&before, letter, step).await
}
