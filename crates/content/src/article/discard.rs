//! 放弃: a draft or a begun correction is put aside. Nothing is deleted; 更正 takes a discarded text up again.

use super::open::MayEdit;
use super::state::Move;
use super::{edition, entity, fill, open};
use crate::permissions::WriteArticle;
use kernel::event::EventBody;
use kernel::{ArticleId, Result, Revision};
use sea_orm::Set;
use store::SiteWrite;

/// Puts the edition being worked on aside. What the public sees stays as it is.
///
/// # Errors
/// `article.no_draft`, `article.wrong_state`, `article.not_author`, `Stale`.
pub async fn discard_draft(
    tx: &mut SiteWrite<WriteArticle>,
    id: ArticleId,
    seen: Revision,
    may_edit: MayEdit<'_>,
) -> Result<(entity::Model, edition::Model)> {
    let article = open::open(tx, id, seen).await?;
    let mut edition = open::draft(tx, &article).await?;
    open::own_or_editor(tx.actor(), &article, &edition, may_edit)?;
    edition.state = edition.state().after(Move::Discard)?.key().to_owned();
    let edition = tx.update(fill::updatable(edition)).await?;
    let change = entity::ActiveModel {
        draft_edition_id: Set(None),
        ..entity::ActiveModel::default()
    };
    let article = open::advance(tx, &article, change).await?;
    tx.emit_with(
        EventBody::ArticleSaved(open::reference(&article, edition.id)),
        &"discarded",
    );
    Ok((article, edition))
}
