//! The reviewer does not take a reply.

use super::query::{is_submitted, newest};
use super::{SENT_BACK, entity};
use crate::letter::{Move, entity::Model};
use crate::permissions::ReviewReplies;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::NO_REPLY;
use kernel::{Error, LetterId, Result, Revision};
use sea_orm::Set;

/// Sends a reply back with an opinion.
///
/// # Errors
/// [`Error::Invalid`] without an opinion; `letter.no_reply`, `letter.wrong_state`.
pub async fn send_back_reply(
    tx: &mut PoolWrite<ReviewReplies>,
    id: LetterId,
    seen: Revision,
    opinion: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    let to = moved(&before, Move::SendBack)?;
    let opinion = opinion.trim();
    if opinion.is_empty() || opinion.chars().count() > 500 {
        return Err(Error::field("opinion", "请写明退改意见，不超过 500 字。"));
    }
    let reply = newest(tx, before.id)
        .await?
        .filter(is_submitted)
        .ok_or(NO_REPLY)?;
    let row = entity::ActiveModel {
        id: Set(reply.id),
        state: Set(SENT_BACK.into()),
        reviewed_by_name: Set(tx.actor().label()),
        reviewed_by: Set(tx.actor().person().map(|id| id.0)),
        reviewed_at: Set(Some(tx.now())),
        opinion: Set(opinion.to_owned()),
        ..Default::default()
    };
    tx.update(row).await?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    let step = Step::new("send_back").unit(before.unit_id).words(opinion);
    tx.keep(&before, letter, step).await
}
