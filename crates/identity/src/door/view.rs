//! What the pages of the door show.

use crate::factor::view::{PasskeyForm, TotpForm, Ways};
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
    /// Others who vouch for staff.
    pub providers: Vec<crate::upstream::view::ProviderButton>,
}

impl SignInForm {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            client: "陶都市教育局".into(),
            request: "response_type=code".into(),
            account: "edu.writer".into(),
            providers: vec![crate::upstream::view::ProviderButton {
                title: "省统一身份认证".into(),
                url: "/upstream/province/start?request=".into(),
            }],
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

/// `identity/second.html`: the second factor at sign-in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecondForm {
    /// Who.
    pub name: String,
    /// The hidden field that leads on.
    pub carry_name: String,
    /// Its value: the request to go on with.
    pub carry: String,
    /// Where the forms post to.
    pub action: String,
    /// What can be proved.
    pub ways: Ways,
    /// Another account.
    pub cancel: String,
}

impl SecondForm {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "周若溪".into(),
            carry_name: "request".into(),
            carry: "response_type=code".into(),
            action: "/oidc/second".into(),
            ways: Ways::sample(),
            cancel: "/oidc/login".into(),
        }
    }
}

/// `identity/new_password.html`: a new password before anything else.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewPasswordForm {
    /// Account.
    pub account: String,
    /// Who.
    pub name: String,
    /// The request to go on with.
    pub request: String,
    /// Where the form posts to.
    pub action: String,
    /// Shortest password.
    pub minimum: usize,
}

impl NewPasswordForm {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            account: "edu.editor".into(),
            name: "周若溪".into(),
            request: "response_type=code".into(),
            action: "/oidc/password".into(),
            minimum: 10,
        }
    }
}

/// `identity/enrol.html`: a second factor before anything else.
#[derive(Clone, Debug, Serialize)]
pub struct EnrolForm {
    /// Who.
    pub name: String,
    /// The request to go on with.
    pub request: String,
    /// An app.
    pub totp: TotpForm,
    /// Or a passkey.
    pub passkey: PasskeyForm,
}

impl EnrolForm {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "周若溪".into(),
            request: "response_type=code".into(),
            totp: TotpForm::sample(),
            passkey: PasskeyForm::sample(),
        }
    }
}
