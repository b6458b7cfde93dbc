//! One look at a feed.

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

/// Asks for a feed; `known` is what the last answer said.
///
/// # Errors
/// The refusals of `outbound`, `source.no_feed`.
pub async fn fetch(guarded: &Guarded, url: &str, known: &Known) -> Result<Answer> {
    let fetched = guarded.fetch(url, known).await?;
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
    let feed = ::feed::read(&body, fetched.content_type.as_deref(), Some(&fetched.url)).or(Err(NO_FEED))?;
    Ok(Answer::Feed {
        feed,
        known: fetched.known,
    })
}
