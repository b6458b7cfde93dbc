//! Takes a submitted edition back to work on it.

use super::open::MayEdit;
use super::state::Move;
use super::{edition, entity, fill, open};
use crate::permissions::WriteArticle;
use kernel::event::EventBody;
use kernel::{ArticleId, Result, Revision};
use store::SiteWrite;

/// Turns a submitted edition into a draft again.
///
/// # Errors
/// `article.wrong_state`, `article.not_author`, `Stale`.
pub async fn recall_article(
    tx: &mut SiteWrite<WriteArticle>,
    id: ArticleId,
    seen: Revision,
    may_edit: MayEdit<'_>,
) -> Result<(entity::Model, edition::Model)> {
    let article = open::open(tx, id, seen).await?;
    let mut edition = open::draft(tx, &article).await?;
    open::own_or_editor(tx.actor(), &article, &edition, may_edit)?;
    edition.state = edition.state().after(Move::Recall)?.key().to_owned();
    edition.submitted_by = None;
    edition.submitted_at = None;
    let edition = tx.update(fill::updatable(edition)).await?;
    let article = open::advance(tx, &article, entity::ActiveModel::default()).await?;
    tx.emit_with(
        EventBody::ArticleSaved(open::reference(&article, edition.id)),
        &"recalled",
    );
    Ok((article, edition))
}
