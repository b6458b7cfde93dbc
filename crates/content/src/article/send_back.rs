//! 退回: back to the author, with a reason.

use super::approve::{Judgement, judgement};
use super::save::void_approvals;
use super::state::Move;
use super::{edition, entity, fill, open};
use crate::permissions::ReviewArticle;
use kernel::event::EventBody;
use kernel::{ArticleId, Result, Revision};
use store::SiteWrite;

/// Sends a submitted or approved edition back.
///
/// # Errors
/// `article.wrong_state`, `Stale`; [`kernel::Error::Invalid`] on `reason`.
pub async fn send_back_article(
    tx: &mut SiteWrite<ReviewArticle>,
    id: ArticleId,
    seen: Revision,
    reason: &str,
) -> Result<(entity::Model, edition::Model)> {
    let reason = open::reason(reason)?;
    let (person, name) = open::person(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    let mut edition = open::draft(tx, &article).await?;
    edition.state = edition.state().after(Move::SendBack)?.key().to_owned();
    edition.return_reason.clone_from(&reason);
    void_approvals(tx, edition.id).await?;
    tx.insert(judgement(
        &edition,
        Judgement::Returned,
        (person, name),
        &reason,
        tx.now(),
    ))
    .await?;
    let edition = tx.update(fill::updatable(edition)).await?;
    let article = open::advance(tx, &article, entity::ActiveModel::default()).await?;
    tx.emit_with(
        EventBody::ArticleReturned(open::reference(&article, edition.id)),
        &reason,
    );
    Ok((article, edition))
}
