//! One look at a feed.

use super::apart::apart;
use crate::refusals::NO_FEED;
use ::feed::Feed;
use gateway::outbound::refusals::STATUS;
use gateway::outbound::{Guarded, Known};
use kernel::Result;

/// Largest feed that is read, in bytes after decompression.
pub const FEED_LIMIT: usize = 16 << 20;

/// What the other side answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Nothing changed since it was `Known`.
    Unchanged,
    /// The feed as it is now, and what to ask with next time.
    Feed { feed: Feed, known: Known },
    /// The other side is busy and perhaps says for how long (`Retry-After` as it came).
    Later { retry_after: Option<String> },
}

/// Asks for a feed; `known` is what the last answer said. Of the addresses inside that the operator lists only the feed's
/// own is reached.
///
/// # Errors
/// The refusals of `outbound`, `source.no_feed`, `source.too_hard`.
pub async fn fetch(guarded: &Guarded, url: &str, known: &Known) -> Result<Answer> {
    let fetched = guarded.only(url).fetch(url, known).await?;
    let body = match (fetched.status, fetched.body) {
        (304, _) => return Ok(Answer::Unchanged),
        (429 | 503, _) => {
            return Ok(Answer::Later {
                retry_after: fetched.retry_after,
            });
        }
        (_, Some(body)) => body,
        (_, None) => return Err(STATUS.into()),
    };
    let (kind, from) = (fetched.content_type, fetched.url);
    let feed = apart(move || ::feed::read(&body, kind.as_deref(), Some(&from))).await?;
    Ok(Answer::Feed {
        feed: feed.or(Err(NO_FEED))?,
        known: fetched.known,
    })
}
