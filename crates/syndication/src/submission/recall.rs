//! Taking a submission back (取回) while nobody decided.

use super::State;
use super::entity;
use crate::permissions::SubmitUpward;
use crate::refusals::NOT_OPEN;
use content::article::entity as article;
use kernel::event::EventBody;
use kernel::{ChannelId, Includes, Result, SubmissionId, Uid};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Takes a submission back. When the desk decided at the same moment, its decision stands and the ledger will say so.
///
/// # Errors
/// `submission.not_open`; [`kernel::Error::Forbidden`] outside the grant's channels.
pub async fn recall_submission<P: Includes<SubmitUpward>>(
    tx: &mut SiteWrite<P>,
    id: SubmissionId,
) -> Result<()> {
    let row = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    let wanted = article::Column::Id.eq(row.article_id);
    let article = tx.find::<article::Entity>().filter(wanted).found().await?;
    tx.covers(ChannelId(article.channel_id))?;
    if !row.state().is_open() {
        return Err(NOT_OPEN.into());
    }
    let recalled = entity::ActiveModel {
        id: Set(row.id),
        state: Set(State::Recalled.key().into()),
        ..Default::default()
    };
    tx.update(recalled).await?;
    tx.emit(EventBody::SubmissionRecalled {
        submission: id,
        uid: Uid(row.uid),
    });
    Ok(())
}
