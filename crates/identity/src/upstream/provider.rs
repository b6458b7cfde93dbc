//! An outside provider, asked over HTTP by the trusted client: discovery, the way there, the exchange of the code.

use super::{Claims, Expected, Keys, Settings, Wrong, is_safe, verify};
use crate::refusals::{UPSTREAM_INVALID, UPSTREAM_UNREACHABLE};
use crate::token;
use chrono::{DateTime, Duration, Utc};
use kernel::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::Mutex;
use tracing::warn;
use url::Url;

/// How long what a provider publishes is believed without asking.
const KEPT: Duration = Duration::hours(1);
/// How soon at the earliest an unknown key makes us ask again: nobody makes us hammer the provider with forged tokens.
const AGAIN: Duration = Duration::seconds(30);
/// After a failure the provider is left alone this long.
const SILENT: Duration = Duration::seconds(5);
/// Largest answer that is read.
const LARGEST: usize = 1 << 20;

/// An outside provider.
pub struct Upstream {
    /// What the operator set.
    pub settings: Settings,
    client: reqwest::Client,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    discovery: Option<(DateTime<Utc>, Arc<Discovery>)>,
    keys: Option<(DateTime<Utc>, Keys)>,
    /// When reading them failed.
    failed: Option<DateTime<Utc>>,
}

/// What discovery says, as far as it is used.
#[derive(Clone, Debug, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Somebody whom the provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identified {
    /// The provider's word in the configuration.
    pub provider: String,
    /// The provider's name.
    pub issuer: String,
    /// Who it is there.
    pub subject: String,
    /// Name shown; may be empty.
    pub name: String,
    /// Account there; may be empty.
    pub account: String,
    /// Whether a second factor was used there and its word counts here.
    pub two_factor: bool,
}

/// What comes back from the provider with the browser.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answered {
    /// The code.
    pub code: String,
    /// Ours.
    pub state: String,
    /// Who answers.
    pub iss: Option<String>,
    /// What went wrong there.
    pub error: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    #[serde(default)]
    access_token: String,
}

impl Upstream {
    /// A provider of the configuration; `client` is [`gateway::outbound::trusted`].
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn new(settings: Settings, client: reqwest::Client) -> Result<Self> {
        settings.check()?;
        Ok(Self {
            settings,
            client,
            kept: Mutex::default(),
        })
    }

    /// Where the provider sends people back to, on a host of ours. It is of this provider alone, so that no other one can
    /// pass for it (RFC 9700, 4.4.2).
    #[must_use]
    pub fn redirect_uri(&self, origin: &str) -> String {
        format!("{origin}/upstream/{}/callback", self.settings.id)
    }

    /// Where the browser is sent.
    ///
    /// # Errors
    /// [`UPSTREAM_UNREACHABLE`]; faults.
    pub async fn authorization_url(
        &self,
        (state, nonce, verifier): (&str, &str, &str),
        redirect_uri: &str,
        now: DateTime<Utc>,
    ) -> Result<Url> {
        let discovery = self.discovery(now).await?;
        let scope = self.settings.scopes.join(" ");
        let challenge = token::challenge(verifier);
        let mut url = Url::parse(&discovery.authorization_endpoint).map_err(Error::fault)?;
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", redirect_uri),
            ("scope", &scope),
            ("state", state),
            ("nonce", nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        Ok(url)
    }

    /// The origin of the provider's pages, for the form-action of ours; of its name while it cannot be asked.
    pub async fn origin(&self, now: DateTime<Utc>) -> String {
        let found = self.discovery(now).await.ok();
        let url = found.map_or_else(
            || self.settings.issuer.clone(),
            |found| found.authorization_endpoint.clone(),
        );
        Url::parse(&url).map_or_else(|_bad| String::new(), |url| url.origin().ascii_serialization())
    }

    /// Whom the provider's answer speaks of.
    ///
    /// # Errors
    /// [`UPSTREAM_INVALID`], [`UPSTREAM_UNREACHABLE`]; faults.
    pub async fn identify(
        &self,
        answered: &Answered,
        (nonce, verifier): (&str, &str),
        redirect_uri: &str,
        now: DateTime<Utc>,
    ) -> Result<Identified> {
        let discovery = self.discovery(now).await?;
        self.check_iss(&discovery, answered)?;
        if !answered.error.is_empty() || answered.code.is_empty() {
            warn!(provider = %self.settings.id, error = %plain(&answered.error), "An outside provider signed nobody in");
            return Err(UPSTREAM_INVALID.into());
        }
        let tokens = self
            .exchange(&discovery, &answered.code, verifier, redirect_uri)
            .await?;
        let claims = self.read(&discovery, &tokens.id_token, nonce, now).await?;
        let claims = self.complete(&discovery, &tokens, claims).await;
        let two_factor = self.settings.trust_amr && is_two_factor(&claims.amr);
        Ok(Identified {
            provider: self.settings.id.clone(),
            issuer: self.settings.issuer.clone(),
            subject: claims.sub,
            name: claims.name.unwrap_or_default(),
            account: claims.preferred_username.unwrap_or_default(),
            two_factor,
        })
    }

    /// Who answers must be who was asked (RFC 9207).
    fn check_iss(&self, discovery: &Discovery, answered: &Answered) -> Result<()> {
        let right = match &answered.iss {
            Some(iss) => *iss == self.settings.issuer,
            None => !discovery.authorization_response_iss_parameter_supported,
        };
        if right {
            return Ok(());
        }
        warn!(provider = %self.settings.id, "An answer came from another provider than the one asked");
        Err(UPSTREAM_INVALID.into())
    }

    async fn exchange(
        &self,
        discovery: &Discovery,
        code: &str,
        verifier: &str,
        redirect_uri: &str,
    ) -> Result<Tokens> {
        let Settings {
            client_id,
            client_secret,
            ..
        } = &self.settings;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        let methods = discovery.token_endpoint_auth_methods_supported.as_deref();
        let basic =
            methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"));
        let mut request = self.client.post(&discovery.token_endpoint);
        if client_secret.is_empty() {
            form.push(("client_id", client_id));
        } else if basic {
            // RFC 6749, 2.3.1: both are form-encoded before they become user and password.
            let encode =
                |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
            request = request.basic_auth(encode(client_id), Some(encode(client_secret)));
        } else {
            form.push(("client_id", client_id));
            form.push(("client_secret", client_secret));
        }
        let sent = request
            .header("accept", "application/json")
            .form(&form)
            .send()
            .await;
        let answer = sent.map_err(|error| self.unreachable(&error))?;
        if answer.status().is_client_error() {
            warn!(provider = %self.settings.id, status = %answer.status(), "An outside provider took no code");
            return Err(UPSTREAM_INVALID.into());
        }
        self.json(answer).await
    }

    /// Checks the ID token; a key that is not known makes us ask for the keys again, once.
    async fn read(
        &self,
        discovery: &Discovery,
        id_token: &str,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<Claims> {
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce,
            now,
        };
        let mut read = verify(&self.keys(discovery, KEPT, now).await?, id_token, expected);
        if read == Err(Wrong::UnknownKey) {
            read = verify(&self.keys(discovery, AGAIN, now).await?, id_token, expected);
        }
        read.map_err(|wrong| {
            warn!(provider = %self.settings.id, ?wrong, "An ID token from outside was not believed");
            UPSTREAM_INVALID.into()
        })
    }

    /// Name and account, where the ID token is silent about them. The answer counts only for the same subject.
    async fn complete(&self, discovery: &Discovery, tokens: &Tokens, mut claims: Claims) -> Claims {
        let silent = claims.name.is_none() || claims.preferred_username.is_none();
        let Some(endpoint) = discovery
            .userinfo_endpoint
            .as_ref()
            .filter(|_| silent && !tokens.access_token.is_empty())
        else {
            return claims;
        };
        let sent = self
            .client
            .get(endpoint)
            .bearer_auth(&tokens.access_token)
            .send()
            .await;
        let Ok(answer) = sent else { return claims };
        let Ok(more) = self.json::<Claims>(answer).await else {
            return claims;
        };
        if more.sub == claims.sub {
            claims.name = claims.name.or(more.name);
            claims.preferred_username = claims.preferred_username.or(more.preferred_username);
        }
        claims
    }

    async fn discovery(&self, now: DateTime<Utc>) -> Result<Arc<Discovery>> {
        let mut kept = self.kept.lock().await;
        if let Some((at, found)) = &kept.discovery
            && now - *at < KEPT
        {
            return Ok(found.clone());
        }
        let url = format!(
            "{}/.well-known/openid-configuration",
            self.settings.issuer.trim_end_matches('/')
        );
        let found: Discovery = self.fetch(&url).await?;
        let endpoints = [
            &found.authorization_endpoint,
            &found.token_endpoint,
            &found.jwks_uri,
        ];
        let all = endpoints.into_iter().chain(&found.userinfo_endpoint);
        if found.issuer != self.settings.issuer || !all.into_iter().all(|url| is_safe(url)) {
            warn!(provider = %self.settings.id, found = %plain(&found.issuer), "An outside provider calls itself by another name, or leads out of TLS");
            return Err(UPSTREAM_UNREACHABLE.into());
        }
        let found = Arc::new(found);
        kept.discovery = Some((now, found.clone()));
        Ok(found)
    }

    async fn keys(&self, discovery: &Discovery, no_older: Duration, now: DateTime<Utc>) -> Result<Keys> {
        let mut kept = self.kept.lock().await;
        if let Some((at, keys)) = &kept.keys
            && now - *at < no_older
        {
            return Ok(keys.clone());
        }
        // Whoever waited while somebody else asked hears of the failure too.
        if kept.failed.is_some_and(|failed| now - failed < SILENT) {
            return Err(UPSTREAM_UNREACHABLE.into());
        }
        match self.fetch::<Value>(&discovery.jwks_uri).await {
            Ok(document) => {
                let keys = Keys::read(&document);
                kept.keys = Some((now, keys.clone()));
                kept.failed = None;
                Ok(keys)
            }
            Err(error) => {
                kept.failed = Some(now);
                Err(error)
            }
        }
    }

    async fn fetch<T: DeserializeOwned>(&self, url: &str) -> Result<T> {
        let answer = self
            .client
            .get(url)
            .send()
            .await
            .map_err(|error| self.unreachable(&error))?;
        self.json(answer).await
    }

    async fn json<T: DeserializeOwned>(&self, answer: reqwest::Response) -> Result<T> {
        let mut answer = answer
            .error_for_status()
            .map_err(|error| self.unreachable(&error))?;
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.unreachable(&error))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LARGEST {
                warn!(provider = %self.settings.id, "An outside provider answers too much");
                return Err(UPSTREAM_UNREACHABLE.into());
            }
        }
        serde_json::from_slice(&bytes).map_err(|error| {
            warn!(provider = %self.settings.id, %error, "An outside provider's answer could not be read");
            UPSTREAM_UNREACHABLE.into()
        })
    }

    fn unreachable(&self, error: &reqwest::Error) -> Error {
        warn!(provider = %self.settings.id, %error, "An outside provider could not be asked");
        UPSTREAM_UNREACHABLE.into()
    }
}

/// What the other side says, fit for a log line.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// `mfa`, or a thing that one has beside what one knows (RFC 8176).
fn is_two_factor(amr: &[String]) -> bool {
    let has = |words: &[&str]| amr.iter().any(|method| words.contains(&method.as_str()));
    has(&["mfa"]) || (has(&["pwd", "pin", "kba"]) && has(&["otp", "hwk", "swk", "sc", "fpt", "face", "iris"]))
}

#[cfg(test)]
mod tests {
    use super::is_two_factor;

    #[test]
    fn two_factors_are_two_kinds() {
        let is =
            |methods: &[&str]| is_two_factor(&methods.iter().map(|m| (*m).to_owned()).collect::<Vec<_>>());
        assert!(is(&["mfa"]) && is(&["pwd", "otp"]) && is(&["pin", "sc"]));
        assert!(!is(&["pwd"]) && !is(&["otp"]) && !is(&["pwd", "pin"]) && !is(&[]));
        assert!(!is(&["pwd", "sms"]), "a text message is disputed (domain.md 5.2)");
    }
}
