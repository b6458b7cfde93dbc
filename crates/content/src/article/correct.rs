//! 更正: a new edition beside the live one, or after a withdrawal; the public keeps seeing what it saw.

use super::open::MayEdit;
use super::state::State;
use super::{content_hash, edition, entity, fill, open};
use crate::permissions::WriteArticle;
use crate::refusals::{DRAFT_EXISTS, NOT_LIVE};
use kernel::event::EventBody;
use kernel::{ArticleId, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Begins a correction: a draft that starts as a copy of what the public last saw.
///
/// # Errors
/// `article.draft_exists`, `article.not_live`, `article.not_author`, `Stale`.
pub async fn correct_article(
    tx: &mut SiteWrite<WriteArticle>,
    id: ArticleId,
    seen: Revision,
    may_edit: MayEdit<'_>,
) -> Result<(entity::Model, edition::Model)> {
    let (person, name) = open::person(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    if article.draft_edition_id.is_some() {
        return Err(DRAFT_EXISTS.into());
    }
    let newest = tx
        .find::<edition::Entity>()
        .filter(edition::Column::ArticleId.eq(article.id))
        .desc(edition::Column::N)
        .limit(1)
        .found()
        .await?;
    if !matches!(newest.state(), State::Published | State::Withdrawn) {
        return Err(NOT_LIVE.into());
    }
    open::own_or_editor(tx.actor(), &newest, may_edit)?;
    let now = tx.now();
    let mut copy = edition::Model {
        n: newest.n + 1,
        state: State::Draft.key().to_owned(),
        change_note: String::new(),
        return_reason: String::new(),
        author_id: Some(person.0),
        author_name: name,
        changed_by: Some(person.0),
        submitted_by: None,
        submitted_at: None,
        published_at: None,
        created_at: now,
        changed_at: now,
        ..newest
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
        &"correction begun",
    );
    Ok((article, edition))
}
