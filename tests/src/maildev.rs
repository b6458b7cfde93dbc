//! npm `maildev`: a real SMTP server that keeps what it gets and tells it over HTTP.

use crate::program::free_port;
use crate::tools;
use serde_json::Value;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running mail server; it ends with the value.
pub struct Maildev {
    child: Child,
    smtp: u16,
    web: u16,
}

impl Drop for Maildev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Maildev {
    /// Starts it on free ports.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        let (smtp, web) = (free_port(), free_port());
        let child = Command::new(tools::tool("ZISHA_NODE"))
            .arg(tools::tool("ZISHA_MAILDEV"))
            .args(["--smtp", &smtp.to_string(), "--web", &web.to_string()])
            .args(["--ip", "127.0.0.1", "--web-ip", "127.0.0.1"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, smtp, web };
        for _ in 0..600 {
            if server.try_mails().await.is_some() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("maildev did not start");
    }

    /// The settings under which a program sends here.
    #[must_use]
    pub fn variables(&self) -> [(&'static str, String); 4] {
        [
            ("ZISHA_MAIL__SERVER", "127.0.0.1".to_owned()),
            ("ZISHA_MAIL__PORT", self.smtp.to_string()),
            ("ZISHA_MAIL__TLS", "none".to_owned()),
            ("ZISHA_MAIL__FROM", "noreply@example.gov.cn".to_owned()),
        ]
    }

    async fn try_mails(&self) -> Option<Vec<Value>> {
        let url = format!("http://127.0.0.1:{}/api/email", self.web);
        let client = gateway::outbound::trusted().ok()?;
        client.get(url).send().await.ok()?.json().await.ok()
    }

    /// Every mail that arrived.
    ///
    /// # Panics
    /// When the server is gone.
    pub async fn mails(&self) -> Vec<Value> {
        self.try_mails().await.unwrap()
    }

    /// Waits for the `n`th mail (from 1) to an address.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn wait_for(&self, address: &str, n: usize) -> Mail {
        for _ in 0..600 {
            let mails = self.mails().await;
            let mut mine = mails.iter().filter(|mail| mail["to"][0]["address"] == address);
            if let Some(mail) = mine.nth(n - 1) {
                let text = |field: &str| mail[field].as_str().unwrap_or_default().to_owned();
                return Mail {
                    subject: text("subject"),
                    text: text("text"),
                };
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("mail {n} to {address} did not come: {:?}", self.mails().await);
    }
}

/// A mail that arrived.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// The one-time link in a mail.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn link_in(text: &str) -> String {
    let link = text
        .split_whitespace()
        .find(|word| word.contains("/oidc/invitation/"));
    link.unwrap_or_else(|| panic!("no link in {text}")).to_owned()
}
