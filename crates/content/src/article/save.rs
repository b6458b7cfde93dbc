//! 保存: writes over the edition being worked on. Any edit voids its approvals.

use super::open::MayEdit;
use super::state::Move;
use super::text::Text;
use super::{approval, edition, entity, fill, open};
use crate::permissions::WriteArticle;
use crate::refusals::CHANNEL_FIXED;
use kernel::event::EventBody;
use kernel::{ArticleId, Includes, Permission, Result, Revision};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Saves `text` over the draft. On [`kernel::Error::Stale`] nothing is lost: the caller still holds the text, and what
/// stands now is in [`super::query::edition`].
///
/// # Errors
/// `article.no_draft`, `article.not_author`, `article.channel_fixed`, `channel.closed`, `media.unknown`, `Stale`.
pub async fn save_article<P: Includes<WriteArticle>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
    text: &Text,
    may_edit: MayEdit<'_>,
) -> Result<(entity::Model, edition::Model)> {
    let (person, _) = open::hand(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    let mut edition = open::draft(tx, &article).await?;
    open::own_or_editor(tx.actor(), &article, &edition, may_edit)?;
    edition.state = edition.state().after(Move::Save)?.key().to_owned();
    if article.channel_id != text.channel.0 {
        if article.first_published_at.is_some() {
            return Err(CHANNEL_FIXED.into());
        }
        tx.covers(text.channel)?;
        open::open_channel(tx, text.channel.0).await?;
    }
    edition.changed_by = person;
    edition.changed_at = tx.now();
    edition.submitted_by = None;
    edition.submitted_at = None;
    let edition = fill::fill(tx, text, edition).await?;
    void_approvals(tx, edition.id).await?;
    let edition = tx.update(fill::updatable(edition)).await?;
    let change = entity::ActiveModel {
        channel_id: Set(text.channel.0),
        ..entity::ActiveModel::default()
    };
    let article = open::advance(tx, &article, change).await?;
    tx.emit(EventBody::ArticleSaved(open::reference(&article, edition.id)));
    Ok((article, edition))
}

/// Marks every standing judgement of an edition as overtaken.
pub(crate) async fn void_approvals<P: Permission>(tx: &mut SiteWrite<P>, edition: i64) -> Result<()> {
    let voided = approval::ActiveModel {
        voided_at: Set(Some(tx.now())),
        ..approval::ActiveModel::default()
    };
    let standing = approval::Column::EditionId
        .eq(edition)
        .and(approval::Column::VoidedAt.is_null());
    tx.update_where(voided, standing).await?;
    Ok(())
}
