//! 更正: a new edition beside the live one, or after a withdrawal; the public keeps seeing what it saw. An article that
//! was put aside before it was ever public is taken up again the same way.

use super::open::MayEdit;
use super::state::State;
use super::{content_hash, edition, entity, fill, open, shown};
use crate::permissions::WriteArticle;
use crate::refusals::{DRAFT_EXISTS, NOT_LIVE};
use kernel::event::EventBody;
use kernel::{ArticleId, Includes, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Begins a correction: a draft that starts as a copy of what the public last saw, or of what was put aside if it never
/// saw anything.
///
/// # Errors
/// `article.draft_exists`, `article.not_live`, `article.not_author`, `Stale`.
pub async fn correct_article<P: Includes<WriteArticle>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
    may_edit: MayEdit<'_>,
) -> Result<(entity::Model, edition::Model)> {
    let (person, name) = open::hand(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    if article.draft_edition_id.is_some() {
        return Err(DRAFT_EXISTS.into());
    }
    let editions = tx
        .find::<edition::Entity>()
        .filter(edition::Column::ArticleId.eq(article.id))
        .desc(edition::Column::N)
        .all()
        .await?;
    let n = editions.first().map_or(1, |newest| newest.n + 1);
    let basis = shown(editions, |edition| edition.state()).ok_or(NOT_LIVE)?;
    if !matches!(
        basis.state(),
        State::Published | State::Withdrawn | State::Discarded
    ) {
        return Err(NOT_LIVE.into());
    }
    open::own_or_editor(tx.actor(), &article, &basis, may_edit)?;
    let public = basis.state() != State::Discarded;
    let now = tx.now();
    let mut copy = edition::Model {
        n,
        state: State::Draft.key().to_owned(),
        change_note: String::new(),
        correction: None,
        return_reason: String::new(),
        author_id: person,
        author_name: name,
        changed_by: person,
        submitted_by: None,
        submitted_at: None,
        published_at: None,
        created_at: now,
        changed_at: now,
        ..basis
    };
    copy.content_hash = content_hash(&copy);
    let edition = tx.insert(fill::insertable(copy)).await?;
    let change = entity::ActiveModel {
        draft_edition_id: Set(Some(edition.id)),
        ..entity::ActiveModel::default()
    };
    let article = open::advance(tx, &article, change).await?;
    tx.emit_with(
        EventBody::ArticleSaved(open::reference(&article, edition.id)),
        &if public {
            "correction begun"
        } else {
            "taken up again"
        },
    );
    Ok((article, edition))
}
