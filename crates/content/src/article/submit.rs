//! 提交审核: puts the draft before the reviewers; from here on it must be complete.

use super::open::MayEdit;
use super::state::Move;
use super::{edition, entity, fill, open};
use crate::body::media_hashes;
use crate::check::gate;
use crate::permissions::WriteArticle;
use crate::refusals::ALT_MISSING;
use kernel::event::EventBody;
use kernel::{ArticleId, Error, FieldError, Includes, Result, Revision};
use store::{SiteRead, SiteWrite};

/// Submits the edition being worked on.
///
/// # Errors
/// `article.wrong_state`, `article.not_author`, `channel.closed`, `media.alt_missing`, `Stale`;
/// [`Error::Invalid`] naming what is incomplete.
pub async fn submit_article<P: Includes<WriteArticle>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
    may_edit: MayEdit<'_>,
) -> Result<(entity::Model, edition::Model)> {
    submit(tx, id, seen, may_edit, true).await
}

/// Submits a text that was taken over as it came. Nobody could mend or confirm it yet: its warnings are written down, and
/// whoever publishes it is asked.
///
/// # Errors
/// As [`submit_article`].
pub async fn submit_taken<P: Includes<WriteArticle>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
    may_edit: MayEdit<'_>,
) -> Result<(entity::Model, edition::Model)> {
    submit(tx, id, seen, may_edit, false).await
}

async fn submit<P: Includes<WriteArticle>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
    may_edit: MayEdit<'_>,
    asks: bool,
) -> Result<(entity::Model, edition::Model)> {
    let (person, _) = open::hand(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    let mut edition = open::draft(tx, &article).await?;
    open::own_or_editor(tx.actor(), &article, &edition, may_edit)?;
    edition.state = edition.state().after(Move::Submit)?.key().to_owned();
    ready(tx, &article, &edition).await?;
    gate(tx, &edition, asks).await?;
    edition.submitted_by = person;
    edition.submitted_at = Some(tx.now());
    edition.return_reason = String::new();
    let edition = tx.update(fill::updatable(edition)).await?;
    let article = open::advance(tx, &article, entity::ActiveModel::default()).await?;
    tx.emit(EventBody::ArticleSubmitted(open::reference(&article, edition.id)));
    Ok((article, edition))
}

/// Whether a text may be judged, or go out, as it stands.
pub(super) async fn ready(read: &SiteRead, article: &entity::Model, edition: &edition::Model) -> Result<()> {
    open::open_channel(read, article.channel_id).await?;
    complete(edition, article.first_published_at.is_some())?;
    pictures_have_words(read, edition).await
}

/// What the law and the house ask of a text before anybody reviews it.
fn complete(edition: &edition::Model, correction: bool) -> Result<()> {
    let mut wrong = Vec::new();
    if !(2..=100).contains(&edition.title.chars().count()) {
        wrong.push(FieldError::new("title", "标题应为 2 至 100 字。"));
    }
    if crate::body::plain_text(&edition.body_html).is_empty() && !edition.body_html.contains("<img") {
        wrong.push(FieldError::new("body", "请填写正文。"));
    }
    if edition.source.chars().count() < 2 {
        wrong.push(FieldError::new("source", "请填写稿源（2 字以上）。"));
    }
    if edition.origin_class.is_empty() {
        wrong.push(FieldError::new("origin", "请选择自采、转载或来稿。"));
    }
    if correction && edition.change_note.chars().count() < 2 {
        wrong.push(FieldError::new("change_note", "请说明更正了什么。"));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}

/// Each picture shown has words, here or in the media library, or is marked decorative there.
async fn pictures_have_words(read: &SiteRead, edition: &edition::Model) -> Result<()> {
    let lead = edition.lead_media.as_deref().map(crate::media::lead_hash);
    let mut hashes = media_hashes(&edition.body_html);
    hashes.extend(lead.clone());
    let files = crate::media::by_hash(read, &hashes).await?;
    for file in files.iter().filter(|file| file.kind == crate::media::PICTURE) {
        let silent = file.alt.trim().is_empty() && !file.decorative;
        let in_body = format!("src=\"media:{}\" alt=\"\"", file.hash);
        if silent && (lead.as_deref() == Some(file.hash.as_str()) || edition.body_html.contains(&in_body)) {
            return Err(ALT_MISSING.into());
        }
    }
    Ok(())
}
