//! Putting right, or dropping with a reason.

use super::{DONE, OPEN, VOID, entity};
use crate::letter::clean_text;
use crate::letter::entity::Model;
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step};
use crate::reply::writer_name;
use kernel::{Error, LetterId, Result, Revision};
use sea_orm::{ColumnTrait, Set};

/// How a promise ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// 已整改.
    PutRight,
    /// 不再需要.
    Dropped,
}

/// Ends a promise of a letter; `evidence` says what was done, or why nothing is to be done. When the last one is put right,
/// the letter leaves the list of those answered and not put right.
///
/// # Errors
/// [`Error::Invalid`] without words or for a promise that is not open.
pub async fn end_commitment(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    commitment: i64,
    ending: Ending,
    evidence: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    let open = tx
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(before.site_id))
        .filter(entity::Column::LetterId.eq(before.id))
        .filter(entity::Column::State.eq(OPEN))
        .all()
        .await?;
    if !open.iter().any(|row| row.id == commitment) {
        return Err(Error::field("promise", "请选择尚未完成的整改承诺。"));
    }
    let evidence = clean_text(evidence.trim(), &writer_name(tx, &before).await?);
    if evidence.is_empty() || evidence.chars().count() > 500 {
        return Err(Error::field("words", "请写明整改情况，不超过 500 字。"));
    }
    let (state, key) = match ending {
        Ending::PutRight => (DONE, "put_right"),
        Ending::Dropped => (VOID, "void"),
    };
    let row = entity::ActiveModel {
        id: Set(commitment),
        state: Set(state.into()),
        evidence: Set(evidence.clone()),
        ended_by_name: Set(tx.actor().label()),
        ended_at: Set(Some(tx.now())),
        ..Default::default()
    };
    tx.update(row).await?;
    let mut letter = before.clone();
    if open.len() == 1 && ending == Ending::PutRight {
        letter.unrectified = false;
    }
    let step = Step::new(key).unit(before.unit_id).words(evidence).public();
    tx.keep(&before, letter, step).await
}
