//! 保密审查: somebody looked whether the text may be public at all, a decision of its own beside the reviews.

use super::approve::{Judgement, judgement, other_hands};
use super::state::{Move, State};
use super::{approval, edition, entity, open};
use crate::permissions::ReviewArticle;
use crate::refusals::WRONG_STATE;
use kernel::{ArticleId, Result, Revision};
use store::SiteWrite;

/// [`approval::Model::decision`] of a text without secrets.
pub const CLEARED: &str = "cleared";

/// Records that exactly this text holds no secrets; `opinion` says by what it was judged.
///
/// # Errors
/// `article.wrong_state`, `article.same_person`, `Stale`; [`kernel::Error::Invalid`] on `reason`.
pub async fn clear_article(
    tx: &mut SiteWrite<ReviewArticle>,
    id: ArticleId,
    seen: Revision,
    opinion: &str,
) -> Result<(entity::Model, edition::Model)> {
    let opinion = open::reason(opinion)?;
    let (person, name) = open::person(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    let edition = open::draft(tx, &article).await?;
    let judged = edition.state() == State::Approved || edition.state().after(Move::Approve).is_ok();
    if !judged {
        return Err(WRONG_STATE.into());
    }
    other_hands(&edition, person)?;
    let row = judgement(&edition, Judgement::Cleared, (person, name), &opinion, tx.now());
    tx.insert::<approval::ActiveModel>(row).await?;
    let article = open::advance(tx, &article, entity::ActiveModel::default()).await?;
    tx.audit("article.cleared", &format!("article:{id}"), &opinion);
    Ok((article, edition))
}
