//! What the page shows.

use crate::factor::view::Ways;
use serde::Serialize;

/// `identity/step_up.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StepUpForm {
    /// Account.
    pub account: String,
    /// Who.
    pub name: String,
    /// The hidden field that leads back.
    pub carry_name: String,
    /// Its value: the way back.
    pub carry: String,
    /// Where the forms post to.
    pub action: String,
    /// Whether the password proves it: for somebody without a second factor.
    pub password: bool,
    /// What else proves it.
    pub ways: Ways,
    /// Without confirming.
    pub cancel: String,
}

impl StepUpForm {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            account: "edu.editor".into(),
            name: "周若溪".into(),
            carry_name: "return".into(),
            carry: "http://edu.localhost:8080/console/members".into(),
            action: "/oidc/step-up".into(),
            password: false,
            ways: Ways::sample(),
            cancel: "http://edu.localhost:8080/console/members".into(),
        }
    }
}
