//! Lifetimes and costs, all to be set by the operator.

use chrono::Duration;

/// What an operator may set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A session ends after this long without a request.
    pub idle: Duration,
    /// A session ends after this long whatever happens.
    pub absolute: Duration,
    /// How often at most a session's last request is written down.
    pub touch_every: Duration,
    /// A one-time link for a new account.
    pub invitation: Duration,
    /// A one-time link after a reset.
    pub reset: Duration,
    /// An authorization code.
    pub code: Duration,
    /// ID and access tokens.
    pub token: Duration,
    /// The way to the portal and back.
    pub sign_in: Duration,
    /// What a password hash costs.
    pub password: PasswordCost,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            idle: Duration::minutes(30),
            absolute: Duration::hours(12),
            touch_every: Duration::minutes(1),
            invitation: Duration::days(7),
            reset: Duration::hours(24),
            code: Duration::seconds(60),
            token: Duration::minutes(5),
            sign_in: Duration::minutes(30),
            password: PasswordCost::default(),
        }
    }
}

impl Settings {
    /// Real lifetimes, cheap hashes: for tests only.
    #[must_use]
    pub fn for_tests() -> Self {
        Self {
            password: PasswordCost::cheap(),
            ..Self::default()
        }
    }
}

/// Parameters of argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for PasswordCost {
    /// OWASP's first choice for argon2id.
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
            lanes: 1,
        }
    }
}

impl PasswordCost {
    /// For tests and throw-away demos.
    #[must_use]
    pub fn cheap() -> Self {
        Self {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        }
    }
}
