//! The files of a form become the letter's, in the transaction that writes the letter or an answer of its writer.

use super::receive::uploads_of;
use super::{QUARANTINE, entity, upload};
use crate::code::Submission;
use crate::letter::clean_text;
use crate::letter::entity::Model;
use crate::permissions::WriteLetter;
use crate::pool::PoolWrite;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, Set};

/// Hangs the files of a form on the letter that came of it, or on the step of an answer. A name says no more of the writer than the letter does.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn claim_files(
    tx: &mut PoolWrite<WriteLetter>,
    letter: &Model,
    form: Option<&Submission>,
    (writer, step): (&str, Option<i64>),
) -> Result<()> {
    let Some(form) = form else {
        return Ok(());
    };
    for file in uploads_of(tx, SiteId(letter.site_id), form).await? {
        let row = entity::ActiveModel {
            site_id: Set(letter.site_id),
            uid: Set(file.uid),
            letter_id: Set(letter.id),
            event_id: Set(step),
            name: Set(clean_text(&file.name, writer)),
            content_type: Set(file.content_type),
            size: Set(file.size),
            hash: Set(file.hash),
            sent_by: Set("writer".into()),
            state: Set(QUARANTINE.into()),
            note: Set(String::new()),
            looked_by_name: Set(String::new()),
            looked_at: Set(None),
            created_at: Set(file.created_at),
            shown: Set(false),
            ..Default::default()
        };
        tx.insert(row).await?;
        tx.delete_where::<upload::Entity>(upload::Column::Id.eq(file.id))
            .await?;
    }
    Ok(())
}
