//! 免审发布: what a standing setting approves: a channel's for business systems, the register's for an outside source.
//! The name of who made the setting stands on the approval.

use super::rule::rule_of;
use super::state::Move;
use super::{approval, approve, edition, entity, fill, open};
use crate::permissions::{PublishArticle, RelayArticle, ReleaseArticle};
use kernel::event::EventBody;
use kernel::{Actor, ArticleId, Error, Includes, PersonId, Result, Revision};
use store::SiteWrite;

/// Who answers for what goes out without review.
#[derive(Clone, Debug)]
pub struct Voucher {
    /// Who made the setting; [`AT_COMMAND_LINE`] where it was made there.
    pub person: PersonId,
    /// Their name then.
    pub name: String,
}

/// Stands for the person where a setting was made at the command line.
pub const AT_COMMAND_LINE: PersonId = PersonId(0);

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
    vouch(tx, id, seen, voucher, "该栏目设置为接口供稿免审发布。").await
}

/// Approves the submitted edition that an outside source brought, in the name of who put the source on the white list.
///
/// # Errors
/// `article.wrong_state`, `Stale`.
pub async fn vouch_relayed(
    tx: &mut SiteWrite<RelayArticle>,
    id: ArticleId,
    seen: Revision,
    voucher: &Voucher,
) -> Result<(entity::Model, edition::Model)> {
    vouch(tx, id, seen, voucher, "稿源已列入转载白名单，自动发布。").await
}

async fn vouch<P: Includes<PublishArticle>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
    voucher: &Voucher,
    opinion: &str,
) -> Result<(entity::Model, edition::Model)> {
    let article = open::open(tx, id, seen).await?;
    let mut edition = open::draft(tx, &article).await?;
    edition.state = edition.state().after(Move::Approve)?.key().to_owned();
    // The setting stands in for every review that the channel asks for.
    let reviews = rule_of(tx, article.channel_id).await?.reviews;
    let row = approve::judgement(
        &edition,
        approve::Judgement::Approved(reviews),
        (voucher.person, voucher.name.clone()),
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
