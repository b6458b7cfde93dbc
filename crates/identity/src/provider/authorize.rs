//! What a client asks for when it sends somebody here.

use super::client;
use super::entity::client::Model as Client;
use crate::refusals::INVALID_CLIENT;
use crate::token;
use kernel::Result;
use serde::{Deserialize, Serialize};
use store::HubRead;
use url::Url;

/// The query of `/oidc/authorize` as it comes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the names are those of RFC 6749, RFC 7636 and OpenID Connect"
)]
pub struct AuthorizationRequest {
    pub response_type: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scope: String,
    pub state: String,
    pub nonce: String,
    pub code_challenge: String,
    pub code_challenge_method: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prompt: String,
}

/// A request that keeps the rules.
#[derive(Clone, Debug)]
pub struct Authorization {
    pub(super) client: Client,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) challenge: String,
    /// The client will have no page shown.
    pub silent: bool,
}

/// What becomes of a request whose client and way back are known.
#[derive(Debug)]
pub enum Checked {
    /// It keeps the rules.
    Good(Box<Authorization>),
    /// The client is told what is wrong.
    Back(Url),
}

impl Authorization {
    /// The name of the system that asks.
    #[must_use]
    pub fn client_name(&self) -> &str {
        &self.client.name
    }

    /// The origin the browser will be sent to, for the form-action of the sign-in page.
    #[must_use]
    pub fn origin(&self) -> String {
        Url::parse(&self.client.redirect_uri)
            .map_or_else(|_bad| String::new(), |url| url.origin().ascii_serialization())
    }

    /// The way back with a code.
    #[must_use]
    pub fn with_code(&self, issuer: &str, code: &str) -> Option<Url> {
        way_back(
            &self.client.redirect_uri,
            &[("code", code), ("state", &self.state), ("iss", issuer)],
        )
    }

    /// The way back without.
    #[must_use]
    pub fn with_error(&self, issuer: &str, error: &str) -> Option<Url> {
        way_back(
            &self.client.redirect_uri,
            &[("error", error), ("state", &self.state), ("iss", issuer)],
        )
    }
}

/// Checks a request. An unknown client or address is told nothing: the browser must not be sent there.
///
/// # Errors
/// [`INVALID_CLIENT`]; faults.
pub(super) async fn check(db: &HubRead, issuer: &str, request: &AuthorizationRequest) -> Result<Checked> {
    let client = client::find(db, &request.client_id)
        .await?
        .ok_or(INVALID_CLIENT)?;
    if client.redirect_uri != request.redirect_uri {
        return Err(INVALID_CLIENT.into());
    }
    if let Some(error) = fault_of(request) {
        let back = [("error", error), ("state", &request.state), ("iss", issuer)];
        return Ok(Checked::Back(
            way_back(&client.redirect_uri, &back).ok_or(INVALID_CLIENT)?,
        ));
    }
    Ok(Checked::Good(Box::new(Authorization {
        client,
        state: request.state.clone(),
        nonce: request.nonce.clone(),
        challenge: request.code_challenge.clone(),
        silent: request.prompt == "none",
    })))
}

fn fault_of(request: &AuthorizationRequest) -> Option<&'static str> {
    let handle = |text: &str| (8..=512).contains(&text.len());
    if request.response_type != "code" {
        return Some("unsupported_response_type");
    }
    if !request.scope.split(' ').any(|scope| scope == "openid") {
        return Some("invalid_scope");
    }
    let pkce = request.code_challenge_method == "S256" && token::is_pkce(&request.code_challenge);
    (!pkce || !handle(&request.state) || !handle(&request.nonce)).then_some("invalid_request")
}

fn way_back(redirect_uri: &str, pairs: &[(&str, &str)]) -> Option<Url> {
    let mut url = Url::parse(redirect_uri).ok()?;
    url.query_pairs_mut()
        .extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> AuthorizationRequest {
        AuthorizationRequest {
            response_type: "code".into(),
            scope: "openid profile".into(),
            state: "state-state".into(),
            nonce: "nonce-nonce".into(),
            code_challenge: token::challenge("v"),
            code_challenge_method: "S256".into(),
            ..Default::default()
        }
    }

    #[test]
    fn only_code_with_s256_state_and_nonce_is_taken() {
        assert_eq!(fault_of(&good()), None);
        let fault = |change: fn(&mut AuthorizationRequest)| {
            let mut request = good();
            change(&mut request);
            fault_of(&request)
        };
        assert_eq!(
            fault(|r| r.response_type = "token".into()),
            Some("unsupported_response_type")
        );
        assert_eq!(fault(|r| r.scope = "profile".into()), Some("invalid_scope"));
        assert_eq!(
            fault(|r| r.code_challenge_method = "plain".into()),
            Some("invalid_request")
        );
        assert_eq!(
            fault(|r| r.code_challenge = "short".into()),
            Some("invalid_request")
        );
        assert_eq!(fault(|r| r.state = String::new()), Some("invalid_request"));
        assert_eq!(fault(|r| r.nonce = String::new()), Some("invalid_request"));
    }

    #[test]
    fn the_way_back_keeps_its_own_query() {
        let url = way_back("https://a.example/cb?x=1", &[("code", "a b"), ("state", "")]).unwrap();
        assert_eq!(url.as_str(), "https://a.example/cb?x=1&code=a+b");
    }
}
