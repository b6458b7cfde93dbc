//! How and when somebody proved who they are, as tokens say it.

use super::claims::{ACR_PASSWORD, ACR_SECOND_FACTOR};
use crate::session::{self, entity::Model as Session};
use chrono::{DateTime, Utc};

/// Time of the last proof (sign-in, second factor, step-up) and words (RFC 8176) of a session.
#[must_use]
pub(super) fn of(session: &Session) -> (DateTime<Utc>, String) {
    (session.proved(), session.methods.clone())
}

/// The words as a list.
#[must_use]
pub(super) fn amr(words: &str) -> Vec<String> {
    words.split_ascii_whitespace().map(str::to_owned).collect()
}

/// How strong that was.
#[must_use]
pub(super) fn acr(words: &str) -> &'static str {
    if session::is_two_factor(words) {
        ACR_SECOND_FACTOR
    } else {
        ACR_PASSWORD
    }
}
