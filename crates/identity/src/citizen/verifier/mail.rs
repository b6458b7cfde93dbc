//! By mail.

use super::{Notice, Verifier};
use crate::citizen::{Contact, Kind};
use async_trait::async_trait;
use kernel::Result;
use store::HubWrite;

/// Sends notices through the crate `mail`: by SMTP, or into the spool where no server is set.
pub struct MailVerifier;

#[async_trait]
impl Verifier for MailVerifier {
    fn takes(&self, contact: &Contact) -> bool {
        contact.kind() == Kind::Mail
    }

    async fn send(&self, tx: &mut HubWrite, to: &Contact, notice: &Notice) -> Result<()> {
        let message = ::mail::Message {
            to: to.as_str().to_owned(),
            subject: notice.subject.clone(),
            text: notice.text.clone(),
        };
        ::mail::send(tx, &message).await
    }
}
