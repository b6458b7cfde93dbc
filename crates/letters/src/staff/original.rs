//! Opening what a writer wrote: only with a reason, and on record.

use super::query::find;
use crate::letter::original::{self, Column, Entity};
use crate::pause::answer;
use crate::permissions::OpenOriginals;
use crate::pool::{Help, PoolWrite};
use kernel::{Error, LetterId, Permission, Result, SiteId, Uid};
use sea_orm::ColumnTrait;

/// What a writer wrote: the letter, and the answers to questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The letter and how to reach its writer.
    pub original: original::Model,
    /// Answers to questions, oldest first.
    pub answers: Vec<String>,
}

/// The original of a letter of this desk. The audit row says who opened it and why, never what stands in it. A unit that helped and
/// has given its opinion has no more business with it.
///
/// # Errors
/// [`Error::NotFound`], also for a letter of another desk and for one whose original is not here; [`Error::Forbidden`] for a
/// unit whose help is over; [`Error::Invalid`] without a reason.
pub async fn open_original(tx: &mut PoolWrite<OpenOriginals>, id: LetterId, words: &str) -> Result<Opened> {
    let (letter, help) = find(tx, tx.desk(), id).await?;
    if !tx.desk().covers(&letter) && help != Help::Now {
        return Err(Error::Forbidden(OpenOriginals::KEY));
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() || words.chars().count() > 200 {
        return Err(Error::field("words", "请写明查看原文的理由，不超过 200 字。"));
    }
    let original = tx
        .find::<Entity>()
        .filter(Column::SiteId.eq(letter.site_id))
        .filter(Column::LetterId.eq(letter.id))
        .found()
        .await?;
    let answers = tx
        .find::<answer::Entity>()
        .filter(answer::Column::SiteId.eq(letter.site_id))
        .filter(answer::Column::LetterId.eq(letter.id))
        .asc(answer::Column::Id)
        .all()
        .await?;
    let detail = serde_json::json!({ "number": letter.number, "reason": words });
    let subject = Uid(letter.uid).to_string();
    tx.audit(
        Some(SiteId(letter.site_id)),
        "letter.original_opened",
        &subject,
        &detail,
    );
    Ok(Opened {
        original,
        answers: answers.into_iter().map(|row| row.words).collect(),
    })
}
