//! Opening what a writer wrote: only with a reason, and on record.

use super::query::find;
use crate::letter::original::{Column, Entity, Model};
use crate::permissions::OpenOriginals;
use crate::pool::PoolWrite;
use kernel::{Error, LetterId, Result, SiteId, Uid};
use sea_orm::ColumnTrait;

/// The original of a letter of this desk. The audit row says who opened it and why, never what stands in it.
///
/// # Errors
/// [`Error::NotFound`], also for a letter of another desk and for one whose original is not here; [`Error::Invalid`] without
/// a reason.
pub async fn open_original(tx: &mut PoolWrite<OpenOriginals>, id: LetterId, words: &str) -> Result<Model> {
    let (letter, _) = find(tx, tx.desk(), id).await?;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() || words.chars().count() > 200 {
        return Err(Error::field("words", "请写明查看原文的理由，不超过 200 字。"));
    }
    let row = tx
        .find::<Entity>()
        .filter(Column::SiteId.eq(letter.site_id))
        .filter(Column::LetterId.eq(letter.id))
        .found()
        .await?;
    let detail = serde_json::json!({ "number": letter.number, "reason": words });
    let subject = Uid(letter.uid).to_string();
    tx.audit(
        Some(SiteId(letter.site_id)),
        "letter.original_opened",
        &subject,
        &detail,
    );
    Ok(row)
}
