//! Who vouches for people: the portal in this process, or one on another box.

use crate::IdentityProvider;
use crate::provider::{ClientProof, TokenAnswer, TokenRequest};
use async_trait::async_trait;
use jsonwebtoken::jwk::JwkSet;
use kernel::Result;

/// An OpenID provider as a relying party sees it.
#[async_trait]
pub trait Issuer: Send + Sync {
    /// Its name, `scheme://host[:port]`.
    fn name(&self) -> &str;

    /// Where browsers are sent to sign in.
    async fn authorization_endpoint(&self) -> Result<String>;

    /// Where browsers are sent to sign out.
    async fn end_session_endpoint(&self) -> Result<String>;

    /// Exchanges a code.
    async fn exchange(&self, request: &TokenRequest) -> Result<TokenAnswer>;

    /// The keys whose signatures count, among them, if there is one, the key that a token names.
    async fn keys(&self, token: &str) -> Result<JwkSet>;
}

#[async_trait]
impl Issuer for IdentityProvider {
    fn name(&self) -> &str {
        self.issuer()
    }

    async fn authorization_endpoint(&self) -> Result<String> {
        Ok(format!("{}/oidc/authorize", self.issuer()))
    }

    async fn end_session_endpoint(&self) -> Result<String> {
        Ok(format!("{}/oidc/logout", self.issuer()))
    }

    async fn exchange(&self, request: &TokenRequest) -> Result<TokenAnswer> {
        self.token(&ClientProof::read(None, &request.client)?, request)
            .await
    }

    async fn keys(&self, _token: &str) -> Result<JwkSet> {
        self.jwks().await
    }
}
