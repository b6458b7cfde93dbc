//! npm `maildev`: a real SMTP server that keeps what it gets and tells it over HTTP.

use serde_json::Value;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server; it ends with the value.
pub struct Maildev {
    child: Child,
    pub smtp: u16,
    web: u16,
}

impl Drop for Maildev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn tool(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run `cargo xtask test`, which installs what the tests need")
    })
}

impl Maildev {
    pub async fn start(options: &[&str]) -> Self {
        Self::start_at(free_port(), options).await
    }

    pub async fn start_at(smtp: u16, options: &[&str]) -> Self {
        let web = free_port();
        let child = Command::new(tool("ZISHA_NODE"))
            .arg(tool("ZISHA_MAILDEV"))
            .args(["--smtp", &smtp.to_string(), "--web", &web.to_string()])
            .args(["--ip", "127.0.0.1", "--web-ip", "127.0.0.1"])
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, smtp, web };
        for _ in 0..400 {
            let up = tokio::net::TcpStream::connect(("127.0.0.1", smtp)).await.is_ok();
            if up && server.try_mails().await.is_some() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("maildev did not start");
    }

    async fn try_mails(&self) -> Option<Vec<Value>> {
        #[expect(clippy::disallowed_methods, reason = "a test asks its own server")]
        let client = reqwest::Client::new();
        let answer = client
            .get(format!("http://127.0.0.1:{}/api/email", self.web))
            .send()
            .await
            .ok()?;
        answer.json().await.ok()
    }

    pub async fn mails(&self) -> Vec<Value> {
        self.try_mails().await.unwrap()
    }
}
