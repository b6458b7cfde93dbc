//! An outside OpenID provider: npm oidc-provider on a free loopback port (tests/web/upstream.mjs), which signs in
//! whoever the test names, without asking.

use crate::people::Visitor;
use crate::program::free_port;
use crate::service::Service;
use crate::{repository, tools};
use reqwest::Method;
use serde_json::{Value, json};
use std::process::Command;

/// The provider; it ends with the test.
pub struct Upstream {
    port: u16,
    clients: Value,
    service: Service,
}

/// Its secret for our client.
pub const SECRET: &str = "tests-upstream-secret-2026";

impl Upstream {
    /// Starts it for one client with these redirect URIs.
    pub async fn start(redirect_uris: &[String]) -> Self {
        let port = free_port();
        let clients = json!([{
            "client_id": "taodu",
            "client_secret": SECRET,
            "redirect_uris": redirect_uris,
        }]);
        let service = run(port, &clients, "first");
        service.wait_for_port(port).await;
        Self {
            port,
            clients,
            service,
        }
    }

    /// Its name.
    #[must_use]
    pub fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Who signs in from now on.
    pub async fn who(&self, subject: &str, account: &str, amr: &[&str]) {
        let who = json!({ "sub": subject, "name": "外面的人", "preferred_username": account, "amr": amr });
        let url = format!("{}/who", self.issuer());
        let answer = Visitor::new()
            .ask(Method::POST, &url, &[], Some(who.to_string().into_bytes()))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.summary());
    }

    /// Starts it again with another signing key.
    pub async fn change_key(&mut self, name: &str) {
        self.service.stop();
        self.service = run(self.port, &self.clients, name);
        self.service.wait_for_port(self.port).await;
    }

    /// Ends it.
    pub fn stop(&self) {
        self.service.stop();
    }
}

fn run(port: u16, clients: &Value, key: &str) -> Service {
    let script = repository::root().join("tests/web/upstream.mjs");
    let mut command = Command::new(tools::tool("ZISHA_NODE"));
    command
        .arg(script)
        .arg(port.to_string())
        .arg(clients.to_string())
        .arg(key);
    Service::start("oidc-provider", &mut command)
}
