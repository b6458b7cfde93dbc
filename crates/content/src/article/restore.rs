//! 恢复旧版: an earlier edition's text as a new edition. What is being worked on is put aside, not overwritten.

use super::open::MayEdit;
use super::state::{Move, State};
use super::{content_hash, edition, entity, fill, open};
use crate::permissions::WriteArticle;
use crate::refusals::WRONG_STATE;
use kernel::event::EventBody;
use kernel::{ArticleId, EditionId, Error, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Begins a new edition with the text of `wanted`.
///
/// # Errors
/// [`Error::NotFound`] for an edition of another article; `article.wrong_state` for the one being worked on and while one is
/// before the reviewers; `article.not_author`, `Stale`.
pub async fn restore_edition(
    tx: &mut SiteWrite<WriteArticle>,
    id: ArticleId,
    seen: Revision,
    wanted: EditionId,
    may_edit: MayEdit<'_>,
) -> Result<(entity::Model, edition::Model)> {
    let (person, name) = open::hand(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    let editions = tx
        .find::<edition::Entity>()
        .filter(edition::Column::ArticleId.eq(article.id))
        .desc(edition::Column::N)
        .all()
        .await?;
    let n = editions.first().map_or(1, |newest| newest.n + 1);
    let basis = editions
        .iter()
        .find(|edition| edition.id == wanted.0)
        .ok_or(Error::NotFound)?;
    open::own_or_editor(tx.actor(), &article, basis, may_edit)?;
    if article.draft_edition_id == Some(basis.id) {
        return Err(WRONG_STATE.into());
    }
    if article.draft_edition_id.is_some() {
        let mut draft = open::draft(tx, &article).await?;
        open::own_or_editor(tx.actor(), &article, &draft, may_edit)?;
        draft.state = draft.state().after(Move::Discard)?.key().to_owned();
        tx.update(fill::updatable(draft)).await?;
    }
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
        ..basis.clone()
    };
    copy.content_hash = content_hash(&copy);
    let restored = format!("restored from edition {}", basis.n);
    let edition = tx.insert(fill::insertable(copy)).await?;
    let change = entity::ActiveModel {
        draft_edition_id: Set(Some(edition.id)),
        ..entity::ActiveModel::default()
    };
    let article = open::advance(tx, &article, change).await?;
    tx.emit_with(
        EventBody::ArticleSaved(open::reference(&article, edition.id)),
        &restored,
    );
    Ok((article, edition))
}
