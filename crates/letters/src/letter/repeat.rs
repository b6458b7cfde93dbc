//! The same form sent again (重复提交): the answer is the receipt that it had.

use super::entity::{Column, Entity, Model};
use super::{NewLetter, Receipt, original};
use crate::code::{Code, CodeKey};
use crate::permissions::WriteLetter;
use crate::pool::PoolWrite;
use crate::refusals::SENT_ALREADY;
use kernel::Result;
use sea_orm::ColumnTrait;

/// The letter that came of a form before, with its receipt. Waits for the same form under way.
///
/// # Errors
/// `letter.sent_already` when something else was written in the form since.
pub(super) async fn repeated(
    tx: &mut PoolWrite<WriteLetter>,
    key: &CodeKey,
    new: &NewLetter,
) -> Result<Option<(Model, Receipt)>> {
    let Some(submission) = &new.submission else {
        return Ok(None);
    };
    let site = tx.desk().site;
    tx.in_turn(&format!("letter {}", submission.as_str())).await?;
    let letter = tx
        .find::<Entity>()
        .filter(Column::SiteId.eq(site.0))
        .filter(Column::Submission.eq(submission.as_str()))
        .one()
        .await?;
    let Some(letter) = letter else {
        return Ok(None);
    };
    let kept = tx
        .find::<original::Entity>()
        .filter(original::Column::SiteId.eq(site.0))
        .filter(original::Column::LetterId.eq(letter.id))
        .found()
        .await?;
    if (&kept.title, &kept.body, &kept.writer_name) != (&new.title, &new.body, &new.name) {
        return Err(SENT_ALREADY.into());
    }
    let receipt = Receipt {
        number: letter.number.clone(),
        code: Code::of(key, site, submission)?,
        due_on: letter.due_on.clone(),
    };
    Ok(Some((letter, receipt)))
}
