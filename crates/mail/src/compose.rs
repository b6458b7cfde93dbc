//! A mail as it goes over the wire (RFC 5322), made by lettre.

use crate::SendMail;
use kernel::{Error, Result};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use std::time::SystemTime;

/// RFC 3834: no answer by a machine, no out-of-office notes.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Puts headers and body together.
pub(crate) fn compose(job: &SendMail, from: &Mailbox) -> Result<lettre::Message> {
    let to: lettre::Address = job.message.to.parse().map_err(Error::fault)?;
    let domain = from.email.domain();
    let builder: MessageBuilder = lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(job.message.subject.clone())
        .date(SystemTime::from(job.written_at))
        .message_id(Some(format!("<{}@{domain}>", job.id)))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN);
    builder.body(job.message.text.clone()).map_err(Error::fault)
}
