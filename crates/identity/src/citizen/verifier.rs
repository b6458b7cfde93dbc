//! How a code reaches a citizen. Each way is a [`Verifier`]; the box asks the first one that takes the contact.

mod console;
mod mail;
mod sms;

pub use console::ConsoleVerifier;
pub use mail::MailVerifier;
pub use sms::{SendSms, SmsVerifier};

use super::{Code, Contact, Purpose};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::Result;
use std::fmt;
use store::HubWrite;

/// Delivers short messages to one kind of contact.
///
/// An implementation writes down what it wants to do in the transaction (a job) and does it later: no network inside a
/// transaction. `docs/UPSTREAM-SIGN-IN.md` shows how to write one.
#[async_trait]
pub trait Verifier: Send + Sync {
    /// Whether it can reach this contact.
    fn takes(&self, contact: &Contact) -> bool;

    /// Sends the notice once `tx` is committed.
    ///
    /// # Errors
    /// Faults.
    async fn send(&self, tx: &mut HubWrite, to: &Contact, notice: &Notice) -> Result<()>;
}

/// What is sent.
#[derive(Clone)]
pub struct Notice {
    /// One line, for mail.
    pub subject: String,
    /// The whole words.
    pub text: String,
    /// After this it need not arrive any more.
    pub until: DateTime<Utc>,
}

/// It may carry a code.
impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice")
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

impl Notice {
    /// The words around a code.
    #[must_use]
    pub fn code(site: &str, purpose: Purpose, code: &Code, (minutes, until): (i64, DateTime<Utc>)) -> Self {
        Self {
            subject: format!("【{site}】验证码"),
            text: format!(
                "【{site}】您正在{}，验证码：{}，{minutes} 分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。如非本人操作，请忽略。",
                purpose.title(),
                code.as_str()
            ),
            until,
        }
    }

    /// Somebody wants to register a contact that has an account: its owner is told, the browser learns nothing.
    #[must_use]
    pub fn already(site: &str, until: DateTime<Utc>) -> Self {
        Self {
            subject: format!("【{site}】您已有账号"),
            text: format!(
                "【{site}】有人用此联系方式注册账号，但您已有账号，请直接登录；忘记密码的，请在登录页选择“忘记密码”。如非本人操作，请忽略。"
            ),
            until,
        }
    }

    /// The old address learns that it was replaced, so that nobody loses an account unnoticed.
    #[must_use]
    pub fn replaced(site: &str, masked: &str, until: DateTime<Utc>) -> Self {
        Self {
            subject: format!("【{site}】联系方式已更换"),
            text: format!("【{site}】您账号的联系方式已换成 {masked}。如非本人操作，请立即与网站联系。"),
            until,
        }
    }
}
