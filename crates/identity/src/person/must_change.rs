//! Whether somebody has to set a new password before anything else.

use super::entity::Model;
use crate::settings::Settings;
use chrono::{DateTime, Utc};

/// Whether the person's password was set by somebody else or has run out. Without a password there is none to change.
#[must_use]
pub fn must_change(person: &Model, settings: &Settings, now: DateTime<Utc>) -> bool {
    let too_old = match (settings.passwords.max_age, person.password_changed_at) {
        (Some(age), Some(changed)) => now - changed > age,
        (Some(_) | None, _) => false,
    };
    person.password_hash.is_some() && !person.directory && (person.must_change_password || too_old)
}
