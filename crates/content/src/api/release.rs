//! Publishing by a token: what a person approved, or what the channel's setting lets pass.

use super::deliver::Both;
use crate::article::state::State;
use crate::article::{edition, publish_article, vouch_article};
use crate::permissions::ReleaseArticle;
use crate::token::voucher;
use kernel::{ArticleId, ChannelId, Result, Revision};
use store::SiteWrite;

/// Publishes where nobody has to be asked any more; answers the article as it is then. What waits for a reviewer stays
/// as it is, and so does what a person of the site changed, and what is public already.
///
/// # Errors
/// See [`publish_article`] and [`vouch_article`].
pub(super) async fn release_article(tx: &mut SiteWrite<ReleaseArticle>, both: Both) -> Result<Both> {
    let id = ArticleId(both.0.id);
    match both.1.state() {
        State::Approved => publish_article(tx, id, Revision(both.0.revision)).await,
        State::Submitted if has_hand(&both.1) => Ok(both),
        State::Submitted => {
            let Some(voucher) = voucher(tx, ChannelId(both.0.channel_id)).await? else {
                return Ok(both);
            };
            let vouched = vouch_article(tx, id, Revision(both.0.revision), &voucher).await?;
            publish_article(tx, id, Revision(vouched.0.revision)).await
        }
        State::Draft
        | State::Published
        | State::Superseded
        | State::Withdrawn
        | State::Returned
        | State::Discarded => Ok(both),
    }
}

/// Whether a person wrote, changed or handed in the text: then a person reviews it, whatever lets deliveries pass.
fn has_hand(edition: &edition::Model) -> bool {
    edition.author_id.is_some() || edition.changed_by.is_some() || edition.submitted_by.is_some()
}
