//! What an operator may set about citizens: `[identity.citizen]`.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Settings of the realm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether citizens may have accounts at all.
    pub enabled: bool,
    /// Writes codes to the log instead of sending them: for developers on loopback http only.
    pub console: bool,
    /// Minutes without a request after which a session ends.
    pub idle_minutes: i64,
    /// Hours after which a session ends whatever happens.
    pub absolute_hours: i64,
    /// Minutes that a code works.
    pub code_minutes: i64,
    /// The gateway for text messages; without one only mail addresses register.
    pub sms: Option<Sms>,
}

/// `[identity.citizen.sms]`: an HTTP service that sends text messages.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sms {
    /// Where `{"to", "text", "id"}` is posted.
    pub url: String,
    /// Sent as `Authorization: Bearer …`; empty means none.
    pub token: String,
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: true,
            console: false,
            idle_minutes: 30,
            absolute_hours: 12,
            code_minutes: 10,
            sms: None,
        }
    }
}

impl Settings {
    pub(super) fn idle(&self) -> Duration {
        Duration::minutes(self.idle_minutes.clamp(1, 24 * 60))
    }

    pub(super) fn absolute(&self) -> Duration {
        Duration::hours(self.absolute_hours.clamp(1, 24 * 30))
    }

    pub(super) fn code(&self) -> Duration {
        Duration::minutes(self.code_minutes.clamp(1, 30))
    }

    /// The same with secrets masked, to be shown.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut shown = self.clone();
        if let Some(sms) = shown.sms.as_mut().filter(|sms| !sms.token.is_empty()) {
            sms.token = "***".into();
        }
        shown
    }
}
