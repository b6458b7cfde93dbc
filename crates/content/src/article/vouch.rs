//! 免审发布: what a channel's standing setting approves. The setting was made by a person, and that person's name stands
//! on the approval.

use super::state::Move;
use super::{approval, approve, edition, entity, fill, open};
use crate::permissions::ReleaseArticle;
use kernel::event::EventBody;
use kernel::{Actor, ArticleId, Error, PersonId, Result, Revision};
use store::SiteWrite;

/// Who answers for a channel without review.
#[derive(Clone, Debug)]
pub struct Voucher {
    /// Who made the setting.
    pub person: PersonId,
    /// Their name then.
    pub name: String,
}

/// Approves the submitted edition of a business system in the name of who made the channel's setting.
///
/// # Errors
/// `article.wrong_state`, `Stale`; [`Error::Forbidden`] for a person, who has reviewers to ask.
pub async fn vouch_article(
    tx: &mut SiteWrite<ReleaseArticle>,
    id: ArticleId,
    seen: Revision,
    voucher: &Voucher,
) -> Result<(entity::Model, edition::Model)> {
    if !matches!(tx.actor(), Actor::Token { .. }) {
        return Err(Error::Forbidden("article.release"));
    }
    let article = open::open(tx, id, seen).await?;
    let mut edition = open::draft(tx, &article).await?;
    edition.state = edition.state().after(Move::Approve)?.key().to_owned();
    let opinion = "该栏目设置为接口供稿免审发布。";
    let row = approve::judgement(
        &edition,
        "approved",
        voucher.person,
        voucher.name.clone(),
        opinion,
        tx.now(),
    );
    tx.insert::<approval::ActiveModel>(row).await?;
    let edition = tx.update(fill::updatable(edition)).await?;
    let article = open::advance(tx, &article, entity::ActiveModel::default()).await?;
    tx.emit_with(
        EventBody::ArticleApproved(open::reference(&article, edition.id)),
        &serde_json::json!({ "by_setting_of": voucher.person }),
    );
    Ok((article, edition))
}
