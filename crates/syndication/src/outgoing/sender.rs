//! Who sends. The addresses come from administrators of sites, so the guarded client does it.

use bytes::Bytes;
use gateway::outbound::{Guarded, Settings};
use kernel::{Error, Result};
use std::sync::Arc;

/// What the other side answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// HTTP status.
    pub status: u16,
    /// The beginning of its words.
    pub words: String,
}

impl Sent {
    /// Whether the other side took it.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Posts to, and asks, addresses that came from people.
#[async_trait::async_trait]
pub trait Sender: Send + Sync {
    /// Posts.
    async fn post(&self, url: &str, headers: &[(&str, String)], body: Bytes) -> Result<Sent>;

    /// Asks whether an address answers.
    async fn get(&self, url: &str) -> Result<()>;
}

/// The guarded client as a sender. Where the box has no roots for TLS each sending says so.
#[must_use]
pub fn by_guarded(settings: &Settings) -> Arc<dyn Sender> {
    match Guarded::new(64 * 1024, settings) {
        Ok(client) => Arc::new(client),
        Err(error) => Arc::new(Nobody(error.to_string())),
    }
}

/// Cannot send, and says why.
struct Nobody(String);

#[async_trait::async_trait]
impl Sender for Nobody {
    async fn post(&self, _: &str, _: &[(&str, String)], _: Bytes) -> Result<Sent> {
        Err(Error::fault(self.0.clone()))
    }

    async fn get(&self, _: &str) -> Result<()> {
        Err(Error::fault(self.0.clone()))
    }
}

#[async_trait::async_trait]
impl Sender for Guarded {
    async fn post(&self, url: &str, headers: &[(&str, String)], body: Bytes) -> Result<Sent> {
        let (status, body) = Self::post(self, url, headers, body).await?;
        let words: String = String::from_utf8_lossy(&body).chars().take(300).collect();
        Ok(Sent { status, words })
    }

    async fn get(&self, url: &str) -> Result<()> {
        Self::answers(self, url).await
    }
}
