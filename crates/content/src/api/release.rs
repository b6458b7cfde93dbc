//! Publishing by a token: what a person approved, or what the channel's setting lets pass.

use super::deliver::Both;
use crate::article::state::State;
use crate::article::{publish_article, vouch_article};
use crate::permissions::ReleaseArticle;
use crate::token::voucher;
use kernel::{ArticleId, ChannelId, Result, Revision};
use store::SiteWrite;

/// Publishes where nobody has to be asked any more; answers the article as it is then. What waits for a reviewer stays
/// as it is, and so does what is public already.
///
/// # Errors
/// See [`publish_article`] and [`vouch_article`].
pub(super) async fn release_article(tx: &mut SiteWrite<ReleaseArticle>, both: Both) -> Result<Both> {
    let id = ArticleId(both.0.id);
    match both.1.state() {
        State::Approved => publish_article(tx, id, Revision(both.0.revision)).await,
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
