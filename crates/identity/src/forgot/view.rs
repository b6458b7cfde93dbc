//! What the page about a forgotten password shows.

use serde::Serialize;

/// `identity/forgot.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ForgotShow {
    /// The request was taken; the same words whoever it was for.
    pub sent: bool,
    /// What was typed.
    pub who: String,
    /// Where the form posts to.
    pub url: String,
    /// Where sign-in begins.
    pub back: String,
    /// How long a link works, in words.
    pub lasts: String,
}

impl ForgotShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            sent: false,
            who: String::new(),
            url: "/oidc/forgot".into(),
            back: "/console/login".into(),
            lasts: "60 分钟".into(),
        }
    }
}
