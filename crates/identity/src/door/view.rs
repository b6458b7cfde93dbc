//! What the pages of the door show.

use serde::Serialize;

/// `identity/signin.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignInForm {
    /// The system that asks who somebody is.
    pub client: String,
    /// The request to go on with, as a query string.
    pub request: String,
    /// What was typed.
    pub account: String,
}

impl SignInForm {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            client: "陶都市教育局".into(),
            request: "response_type=code".into(),
            account: "edu.writer".into(),
        }
    }
}

/// `identity/signed_out.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignedOut {
    /// Whether the person is still to be asked.
    pub ask: bool,
    /// Back to the beginning.
    pub home: String,
}

impl SignedOut {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            ask: true,
            home: "/".into(),
        }
    }
}
