//! Delivery: by SMTP or into the spool, again and again with growing waits, and not for ever.

use crate::compose::compose;
use crate::settings::{Settings, Tls};
use crate::{SendMail, spool};
use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, Error, Result};
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use store::HubStore;
use store::job::{Job, JobHandler, JobRow};
use tracing::{info, warn};

/// How long one conversation with the server may take; the queue waits meanwhile.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(15);
/// Minutes to wait after each failure; after the last the mail is given up (about a day and a half).
const WAITS: [i64; 10] = [1, 2, 5, 15, 30, 60, 120, 360, 720, 720];
/// A server that could not be reached is left alone for so long, so that a hundred mails do not wait one by one.
const REST: Duration = Duration::seconds(30);

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// Delivers what [`crate::send`] wrote down.
#[derive(Clone)]
pub struct Mailer {
    smtp: Option<Smtp>,
    from: Mailbox,
    outbox: PathBuf,
    hub: HubStore,
    resting: Arc<Mutex<Option<DateTime<Utc>>>>,
}

/// What became of a try.
enum Outcome {
    Done,
    /// The server is left alone; that is no failure of this mail.
    Rest(DateTime<Utc>),
    Later(String),
    Never(String),
}

impl Mailer {
    /// Puts it together; nothing is connected yet. `host` is the portal's, for a sender where none is set.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn new(settings: &Settings, host: &str, data: &Path, hub: HubStore) -> Result<Self> {
        let from = match settings.from.trim() {
            "" => format!("noreply@{host}"),
            from => from.to_owned(),
        };
        let from = from
            .parse()
            .map_err(|error| Error::field("mail.from", format!("发件人 {from} 不正确：{error}")))?;
        Ok(Self {
            smtp: Some(settings)
                .filter(|settings| settings.has_server())
                .map(transport)
                .transpose()?,
            from,
            outbox: data.join("outbox"),
            hub,
            resting: Arc::default(),
        })
    }

    /// Whether mail goes out, as a sentence and, if it does not, what is wrong.
    pub async fn state(&self) -> (String, Option<String>) {
        let Some(smtp) = &self.smtp else {
            let lying = spool::count(&self.outbox);
            let words = format!(
                "邮件：未配置服务器（[mail] server），写入 {}，现有 {lying} 封。",
                self.outbox.display()
            );
            return (words, None);
        };
        match smtp.test_connection().await {
            Ok(true) => ("邮件：服务器可以连接，邮件正常发出。".into(), None),
            Ok(false) => no("服务器没有应答"),
            Err(error) => no(&chain(&error)),
        }
    }

    async fn deliver(&self, job: &SendMail) -> Result<Outcome> {
        let mail = compose(job, &self.from)?;
        let Some(smtp) = &self.smtp else {
            let name = format!("{}-{}.eml", job.written_at.format("%Y%m%dT%H%M%SZ"), job.id);
            spool::lay_down(&self.outbox, &name, &mail.formatted()).await?;
            return Ok(Outcome::Done);
        };
        let now = self.hub.read().now();
        if self.rests(now) {
            return Ok(Outcome::Rest(now + REST));
        }
        Ok(match smtp.send(mail).await {
            Ok(_) => Outcome::Done,
            Err(error) if error.is_permanent() => Outcome::Never(chain(&error)),
            Err(error) => {
                if error.status().is_none() {
                    self.rest(now + REST);
                }
                Outcome::Later(chain(&error))
            }
        })
    }

    fn rests(&self, now: DateTime<Utc>) -> bool {
        let until = self
            .resting
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        until.is_some_and(|until| until > now)
    }

    fn rest(&self, until: DateTime<Utc>) {
        *self
            .resting
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(until);
    }

    /// Writes the mail down once more, for later. The next row replaces this one, which ends as done.
    async fn again(&self, job: SendMail, cause: &str) -> Result<()> {
        let failures = job.failures + 1;
        let Some(minutes) = WAITS.get(usize::try_from(job.failures).unwrap_or(usize::MAX)) else {
            return self.give_up(&job, cause).await;
        };
        warn!(mail = %job.id, failures, minutes, cause, "A mail could not be sent yet");
        let until = self.hub.read().now() + Duration::minutes(*minutes);
        self.put_off(SendMail { failures, ..job }, until).await
    }

    async fn put_off(&self, job: SendMail, until: DateTime<Utc>) -> Result<()> {
        let mut tx = self.hub.write(Actor::job(SendMail::KIND)).await?;
        tx.exempt("job")?;
        let not_before = Some(until);
        tx.enqueue(None, &SendMail { not_before, ..job }).await?;
        tx.commit().await
    }

    /// The address stays out of log and audit; the domain tells an operator enough.
    async fn give_up(&self, job: &SendMail, cause: &str) -> Result<()> {
        let domain = job.message.to.rsplit('@').next().unwrap_or_default();
        warn!(mail = %job.id, domain, cause, "Gave a mail up");
        let mut tx = self.hub.write(Actor::job(SendMail::KIND)).await?;
        let detail = serde_json::json!({ "domain": domain, "failures": job.failures + 1 });
        tx.audit(None, "mail.given_up", &job.id.to_string(), &detail);
        tx.commit().await
    }
}

fn no(cause: &str) -> (String, Option<String>) {
    let words = format!("邮件服务器无法连接：{cause}");
    (words.clone(), Some(words))
}

/// The server's answer may repeat the address, so only its code is kept.
fn chain(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("SMTP {code}"),
        None => error.to_string(),
    }
}

fn transport(settings: &Settings) -> Result<Smtp> {
    let wrong = |error: lettre::transport::smtp::Error| {
        Error::field("mail.server", format!("邮件服务器 {}：{error}", settings.server))
    };
    let builder = match settings.tls {
        Tls::Tls => Smtp::relay(&settings.server).map_err(wrong)?,
        Tls::Starttls => Smtp::starttls_relay(&settings.server).map_err(wrong)?,
        Tls::None => Smtp::builder_dangerous(&settings.server),
    };
    let builder = builder.port(settings.port()).timeout(Some(PATIENCE));
    let builder = if settings.user.is_empty() {
        builder
    } else {
        builder.credentials(Credentials::new(settings.user.clone(), settings.password.clone()))
    };
    Ok(builder.build())
}

#[async_trait::async_trait]
impl JobHandler for Mailer {
    fn kind(&self) -> &'static str {
        SendMail::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let job: SendMail = job.read()?;
        match self.deliver(&job).await? {
            Outcome::Done => {
                info!(mail = %job.id, spooled = self.smtp.is_none(), "Sent a mail");
                Ok(())
            }
            Outcome::Rest(until) => self.put_off(job, until).await,
            Outcome::Later(cause) => self.again(job, &cause).await,
            Outcome::Never(cause) => self.give_up(&job, &cause).await,
        }
    }
}
