//! What pages about second factors show.

use super::totp::SetUp;
use crate::person::entity::Model as Person;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

/// How somebody can prove a second factor.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ways {
    /// By an app.
    pub totp: bool,
    /// By a passkey: what the browser's script needs, as JSON; empty without.
    pub passkey: String,
    /// Recovery codes that are left.
    pub recovery: u64,
}

impl Ways {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            totp: true,
            passkey: "{\"publicKey\":{}}".into(),
            recovery: 8,
        }
    }
}

/// The part of a page that sets an app up.
#[derive(Clone, Debug, Serialize)]
pub struct TotpForm {
    /// The account, as the app will name it.
    pub account: String,
    /// The secret to be typed.
    pub secret: String,
    /// The picture, as the address of an image.
    pub picture: String,
    /// Where the form posts to.
    pub action: String,
}

impl TotpForm {
    /// The form of a secret that waits.
    #[must_use]
    pub fn new(person: &Person, set_up: SetUp, action: String) -> Self {
        Self {
            account: person.account.clone(),
            secret: set_up.secret,
            picture: format!("data:image/svg+xml;base64,{}", STANDARD.encode(set_up.svg)),
            action,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            account: "edu.editor".into(),
            secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP".into(),
            picture: "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="
                .into(),
            action: "/console/account/totp".into(),
        }
    }
}

/// The part of a page that registers a passkey.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyForm {
    /// What the browser's script needs, as JSON.
    pub question: String,
    /// Where the form posts to.
    pub action: String,
}

impl PasskeyForm {
    /// The form of a question.
    #[must_use]
    pub fn new(question: String, action: String) -> Self {
        Self { question, action }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self::new("{\"publicKey\":{}}".into(), "/console/account/passkeys".into())
    }
}

/// Recovery codes, shown once.
#[derive(Clone, Debug, Serialize)]
pub struct CodesShow {
    /// The codes; none when the person has some already.
    pub codes: Vec<String>,
    /// A text file of them, as an address.
    pub file: String,
    /// Its name.
    pub file_name: String,
    /// The way on.
    pub on: String,
}

impl CodesShow {
    /// The codes of a person.
    #[must_use]
    pub fn new(person: &Person, codes: Vec<String>, on: String) -> Self {
        let text = format!(
            "账号 {} 的恢复码，每个只能使用一次，请妥善保管：\r\n\r\n{}\r\n",
            person.account,
            codes.join("\r\n")
        );
        Self {
            file: format!("data:text/plain;charset=utf-8;base64,{}", STANDARD.encode(text)),
            file_name: format!("恢复码-{}.txt", person.account),
            codes,
            on,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            codes: vec!["7k3m-q8vd-2xwn-hp5r".into(), "c9tz-4mjb-w6gy-a1es".into()],
            file: "data:text/plain;charset=utf-8;base64,MQ==".into(),
            file_name: "恢复码-edu.editor.txt".into(),
            on: "/console/account".into(),
        }
    }
}
