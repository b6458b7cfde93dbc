//! By text message, through whatever HTTP gateway the operator names: the trusted client posts one JSON object for
//! each message. Gateways with another form get a small adapter beside them (docs/UPSTREAM-SIGN-IN.md).

use super::{Notice, Verifier};
use crate::citizen::{Cipher, Contact, Kind, Sms};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{Clocks, Error, Result, Uid};
use serde::{Deserialize, Serialize};
use store::HubWrite;
use store::job::{Job, JobHandler, JobRow};

/// What binds the job's sealed words to their place.
const BOUND: &str = "sms";

/// Post one message. Number and words lie sealed in the row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendSms {
    id: Uid,
    to: String,
    text: String,
    until: DateTime<Utc>,
}

impl Job for SendSms {
    const KIND: &'static str = "citizen.sms";
}

/// Sends text messages.
#[derive(Clone)]
pub struct SmsVerifier {
    client: reqwest::Client,
    settings: Sms,
    cipher: Cipher,
    clocks: Clocks,
}

impl SmsVerifier {
    /// A gateway at the operator's address; `client` is [`gateway::outbound::trusted`].
    ///
    /// # Errors
    /// [`Error::Invalid`] for an address that is neither https nor on this machine.
    pub fn new(settings: Sms, cipher: Cipher, clocks: Clocks, client: reqwest::Client) -> Result<Self> {
        if !crate::upstream::is_safe(&settings.url) {
            return Err(Error::field(
                "identity.citizen.sms.url",
                "短信网关地址须为 https://（本机除外）。",
            ));
        }
        Ok(Self {
            client,
            settings,
            cipher,
            clocks,
        })
    }
}

#[async_trait]
impl Verifier for SmsVerifier {
    fn takes(&self, contact: &Contact) -> bool {
        contact.kind() == Kind::Phone
    }

    async fn send(&self, tx: &mut HubWrite, to: &Contact, notice: &Notice) -> Result<()> {
        let job = SendSms {
            id: Uid(uuid::Uuid::new_v4()),
            to: self.cipher.seal_text(BOUND, to.as_str())?,
            text: self.cipher.seal_text(BOUND, &notice.text)?,
            until: notice.until,
        };
        tx.enqueue(None, &job).await
    }
}

/// What the gateway gets.
#[derive(Serialize)]
struct Post<'a> {
    to: &'a str,
    text: &'a str,
    id: String,
}

#[async_trait]
impl JobHandler for SmsVerifier {
    fn kind(&self) -> &'static str {
        SendSms::KIND
    }

    /// A message that is too late is dropped: a code that ran out helps nobody, and the row goes.
    async fn run(&self, job: &JobRow) -> Result<()> {
        let job: SendSms = job.read()?;
        if self.clocks.security.now() > job.until {
            tracing::warn!(message = %job.id, "Dropped a text message that could not be sent in time");
            return Ok(());
        }
        let to = self.cipher.open_text(BOUND, &job.to)?;
        let text = self.cipher.open_text(BOUND, &job.text)?;
        let post = Post {
            to: &to,
            text: &text,
            id: job.id.to_string(),
        };
        let mut request = self.client.post(&self.settings.url).json(&post);
        if !self.settings.token.is_empty() {
            request = request.bearer_auth(&self.settings.token);
        }
        let answer = request
            .send()
            .await
            .map_err(|error| Error::fault(error.without_url()))?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(Error::fault(format!(
            "the gateway for text messages answered {}",
            answer.status()
        )))
    }
}
