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
    /// A refresh token that is not used.
    pub refresh_idle: Duration,
    /// A family of refresh tokens, whatever happens.
    pub refresh_absolute: Duration,
    /// How long a key of the provider signs before the next one is made.
    pub key_rotation: Duration,
    /// How long a new key is published before it signs.
    pub key_lead: Duration,
    /// The way to the portal and back.
    pub sign_in: Duration,
    /// How long somebody whose password was right has for the second factor and what else is asked.
    pub half: Duration,
    /// How old the last proof of who sits there may be for dangerous acts.
    pub fresh: Duration,
    /// Roles whose holders must have a second factor.
    pub second_factor: Vec<kernel::Role>,
    /// Audit rows are kept in the database this long, then archived; never less than 184 days.
    pub audit_keep: Duration,
    /// What a password hash costs.
    pub password: PasswordCost,
    /// Which passwords are taken.
    pub passwords: crate::password::Rules,
    /// A link for a forgotten password.
    pub forgot: Duration,
    /// An account that nobody used for so long is closed; `None` is never.
    pub unused_after: Option<Duration>,
    /// How long before that its owner is warned by mail.
    pub unused_warning: Duration,
    /// Month and day on which the yearly re-registration of staff opens by itself; `None` is never.
    pub campaign_day: Option<(u32, u32)>,
    /// How long one that opened by itself lasts.
    pub campaign_lasts: Duration,
    /// Where the portal is reached; links in mails begin with it, whatever a request's host says.
    pub public_url: String,
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
            refresh_idle: Duration::days(7),
            refresh_absolute: Duration::days(30),
            key_rotation: Duration::days(90),
            key_lead: Duration::hours(1),
            sign_in: Duration::minutes(30),
            half: Duration::minutes(15),
            fresh: Duration::minutes(10),
            second_factor: Vec::new(),
            audit_keep: Duration::days(400),
            password: PasswordCost::default(),
            passwords: crate::password::Rules::default(),
            forgot: Duration::hours(1),
            unused_after: Some(Duration::days(180)),
            unused_warning: Duration::days(14),
            campaign_day: None,
            campaign_lasts: Duration::days(30),
            public_url: "http://portal.localhost:8080".into(),
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
