//! The portal on another box, over HTTP. Its address stands in the operator's configuration, so the trusted client
//! asks.

use super::Issuer;
use crate::provider::{TokenAnswer, TokenRequest, key_of};
use crate::refusals::{INVALID_GRANT, PORTAL_UNREACHABLE};
use async_trait::async_trait;
use jsonwebtoken::jwk::JwkSet;
use kernel::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OnceCell};
use tracing::warn;

/// How long the list of keys is believed; the provider says the same of it.
const BELIEVED: Duration = Duration::from_secs(300);
/// A key nobody knows has the list read again, at most this often: anybody may send tokens with made-up names of keys.
const AT_MOST: Duration = Duration::from_secs(5);

/// A provider elsewhere.
pub struct RemoteIssuer {
    name: String,
    client: reqwest::Client,
    found: OnceCell<Discovery>,
    keys: Mutex<Kept>,
}

/// The list of keys as it was last read, and when reading it failed. Whoever waits while somebody else asks hears of the failure
/// too, instead of asking a silent provider one after another.
#[derive(Default)]
struct Kept {
    read: Option<(Instant, JwkSet)>,
    failed: Option<Instant>,
}

/// What discovery says, as far as it is used.
#[derive(Clone, Debug, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: String,
}

impl RemoteIssuer {
    /// The provider of that name; `client` is [`gateway::outbound::trusted`].
    #[must_use]
    pub fn new(name: &str, client: reqwest::Client) -> Self {
        Self {
            name: name.trim_end_matches('/').to_owned(),
            client,
            found: OnceCell::new(),
            keys: Mutex::default(),
        }
    }

    /// Asked once; a failure is asked again the next time.
    async fn discovery(&self) -> Result<&Discovery> {
        self.found
            .get_or_try_init(|| async {
                let found: Discovery = self.get(&format!("{}/.well-known/openid-configuration", self.name)).await?;
                if found.issuer == self.name {
                    return Ok(found);
                }
                warn!(issuer = %self.name, found = %found.issuer, "The provider calls itself by another name");
                Err(Error::from(PORTAL_UNREACHABLE))
            })
            .await
    }

    async fn read_keys(&self) -> Result<JwkSet> {
        self.get(&self.discovery().await?.jwks_uri).await
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T> {
        read(self.client.get(url).send().await).await
    }
}

#[async_trait]
impl Issuer for RemoteIssuer {
    fn name(&self) -> &str {
        &self.name
    }

    async fn authorization_endpoint(&self) -> Result<String> {
        Ok(self.discovery().await?.authorization_endpoint.clone())
    }

    async fn end_session_endpoint(&self) -> Result<String> {
        Ok(self.discovery().await?.end_session_endpoint.clone())
    }

    async fn exchange(&self, request: &TokenRequest) -> Result<TokenAnswer> {
        let sent = self
            .client
            .post(&self.discovery().await?.token_endpoint)
            .form(request)
            .send()
            .await;
        if sent
            .as_ref()
            .is_ok_and(|answer| answer.status().is_client_error())
        {
            return Err(INVALID_GRANT.into());
        }
        read(sent).await
    }

    async fn keys(&self, token: &str) -> Result<JwkSet> {
        let kid = key_of(token).unwrap_or_default();
        let mut kept = self.keys.lock().await;
        if let Some((read, keys)) = &kept.read {
            let known = keys.find(&kid).is_some() && read.elapsed() < BELIEVED;
            if known || read.elapsed() < AT_MOST {
                return Ok(keys.clone());
            }
        }
        if kept.failed.is_some_and(|failed| failed.elapsed() < AT_MOST) {
            return Err(PORTAL_UNREACHABLE.into());
        }
        match self.read_keys().await {
            Ok(keys) => {
                kept.read = Some((Instant::now(), keys.clone()));
                kept.failed = None;
                Ok(keys)
            }
            Err(error) => {
                kept.failed = Some(Instant::now());
                Err(error)
            }
        }
    }
}

async fn read<T: DeserializeOwned>(sent: reqwest::Result<reqwest::Response>) -> Result<T> {
    let unreachable = |error: reqwest::Error| {
        warn!(%error, "The provider could not be asked");
        Error::from(PORTAL_UNREACHABLE)
    };
    let answer = sent
        .and_then(reqwest::Response::error_for_status)
        .map_err(unreachable)?;
    answer.json().await.map_err(unreachable)
}
