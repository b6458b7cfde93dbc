//! Writing a reply.

use super::query::{is_draft, newest};
use super::{DRAFT, Outcome, entity};
use crate::letter::{Move, clean_text, entity::Model, original};
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step, moved};
use kernel::{Error, LetterId, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use store::HubRead;

/// Longest reply in characters.
const MAX: usize = 10_000;

/// Keeps what somebody writes. A draft under way is written over; after one that was submitted or published comes a new
/// version.
///
/// # Errors
/// [`Error::Invalid`] for an empty text or one that is too long; `letter.wrong_state`.
pub async fn draft_reply(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    outcome: Outcome,
    body: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    moved(&before, Move::Draft)?;
    let body = body.trim().replace("\r\n", "\n");
    if body.is_empty() || body.chars().count() > MAX {
        return Err(Error::field("body", "请填写答复内容，不超过 10000 字。"));
    }
    let writer = writer_name(tx, &before).await?;
    let last = newest(tx, before.id).await?;
    let mut row = entity::ActiveModel {
        outcome: Set(outcome.key().into()),
        public_body: Set(Some(clean_text(&body, &writer))),
        body: Set(body),
        drafted_by_name: Set(tx.actor().label()),
        drafted_by: Set(tx.actor().person().map(|id| id.0)),
        drafted_at: Set(tx.now()),
        unit_id: Set(before.unit_id),
        ..Default::default()
    };
    match last {
        Some(last) if is_draft(&last) => {
            row.id = Set(last.id);
            tx.update(row).await?;
        }
        last => {
            row.site_id = Set(before.site_id);
            row.letter_id = Set(before.id);
            row.round = Set(before.round);
            row.version = Set(last.map_or(0, |last| last.version) + 1);
            row.state = Set(DRAFT.into());
            row.submitted_at = Set(None);
            row.reviewed_by_name = Set(String::new());
            row.reviewed_by = Set(None);
            row.reviewed_at = Set(None);
            row.opinion = Set(String::new());
            row.published_at = Set(None);
            tx.insert(row).await?;
        }
    }
    let step = Step::new("draft").unit(before.unit_id);
    tx.keep(&before, before.clone(), step).await
}

/// How the writer is called, so that the public version does not say it.
pub(crate) async fn writer_name(read: &HubRead, letter: &Model) -> Result<String> {
    let row = read
        .find::<original::Entity>()
        .filter(original::Column::SiteId.eq(letter.site_id))
        .filter(original::Column::LetterId.eq(letter.id))
        .one()
        .await?;
    Ok(row.map_or_else(String::new, |row| row.writer_name))
}
