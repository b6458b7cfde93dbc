//! Writing a mail down for sending.

use crate::{Address, Message};
use chrono::{DateTime, Utc};
use kernel::{Error, Permission, Result, Uid};
use serde::{Deserialize, Serialize};
use store::job::Job;
use store::{HubWrite, SiteWrite};

/// Deliver a mail. The row goes away once the mail is out or was given up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendMail {
    /// What.
    pub message: Message,
    /// Stays the same over all tries, so that a mail which arrives twice is recognised as one.
    pub id: Uid,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// How many tries failed.
    #[serde(default)]
    pub failures: u32,
    /// Not before.
    #[serde(default)]
    pub not_before: Option<DateTime<Utc>>,
}

impl Job for SendMail {
    const KIND: &'static str = "mail.send";

    fn not_before(&self) -> Option<DateTime<Utc>> {
        self.not_before
    }
}

/// Sends a mail once this transaction is committed.
///
/// # Errors
/// [`Error::Invalid`] for an address or a subject that cannot stand in a header; faults.
pub async fn send(tx: &mut HubWrite, message: &Message) -> Result<()> {
    let job = job(message, tx.now())?;
    tx.enqueue(None, &job).await
}

/// As [`send`], from a transaction of one site.
///
/// # Errors
/// As [`send`].
pub async fn send_for<P: Permission>(tx: &mut SiteWrite<P>, message: &Message) -> Result<()> {
    let job = job(message, tx.now())?;
    tx.enqueue(&job).await
}

fn job(message: &Message, now: DateTime<Utc>) -> Result<SendMail> {
    let to = Address::parse(&message.to)?;
    if message.subject.trim().is_empty() || message.subject.chars().any(char::is_control) {
        return Err(Error::field("subject", "邮件主题须为一行文字。"));
    }
    Ok(SendMail {
        message: Message {
            to: to.as_str().to_owned(),
            ..message.clone()
        },
        id: Uid(uuid::Uuid::new_v4()),
        written_at: now,
        failures: 0,
        not_before: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_a_header_through_address_or_subject() {
        let message = |to: &str, subject: &str| Message {
            to: to.into(),
            subject: subject.into(),
            text: "正文".into(),
        };
        let now = DateTime::UNIX_EPOCH;
        assert!(job(&message("a@example.cn", "账号已开通"), now).is_ok());
        for (to, subject) in [
            ("a@example.cn\r\nBcc: b@example.cn", "账号"),
            ("a@example.cn", "账号\r\nBcc: b@example.cn"),
            ("a@example.cn", "账号\nX: y"),
            ("a@example.cn", " "),
            ("a@example.cn,b@example.cn", "账号"),
        ] {
            assert!(job(&message(to, subject), now).is_err(), "{to} {subject}");
        }
    }

    #[test]
    fn a_mail_shows_neither_address_nor_text_in_a_log() {
        let message = Message {
            to: "zhou@example.cn".into(),
            subject: "账号".into(),
            text: "https://portal/oidc/invitation/geheim".into(),
        };
        let shown = format!("{:?}", job(&message, DateTime::UNIX_EPOCH).unwrap());
        assert!(!shown.contains("zhou@") && !shown.contains("geheim"), "{shown}");
    }
}
