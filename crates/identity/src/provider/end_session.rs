//! RP-initiated logout: a site sends somebody here to sign out everywhere.

use super::claims::read_hint;
use super::client;
use super::key::Keys;
use jsonwebtoken::jwk::JwkSet;
use kernel::{Result, Uid};
use serde::{Deserialize, Serialize};
use store::HubRead;

/// The query of `/oidc/logout` as it comes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the names are those of OpenID Connect RP-Initiated Logout"
)]
pub struct EndSessionRequest {
    pub id_token_hint: String,
    pub post_logout_redirect_uri: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
}

/// What the request proves.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EndSession {
    /// The sign-in that a token of ours names: it may end without asking back.
    pub group: Option<(Uid, String)>,
    /// A registered way back.
    pub back: Option<String>,
}

/// Reads the request. Without a good hint nothing is known: neither whose sign-in nor where to go.
///
/// # Errors
/// Faults.
pub(super) async fn read(
    db: &HubRead,
    issuer: &str,
    keys: &Keys,
    request: &EndSessionRequest,
) -> Result<EndSession> {
    let keys: &JwkSet = &keys.public;
    let Some(claims) = read_hint(keys, &request.id_token_hint, issuer) else {
        return Ok(EndSession::default());
    };
    let client = client::find(db, &claims.aud).await?;
    let back = client
        .map(|client| client.logout_uri)
        .filter(|uri| *uri == request.post_logout_redirect_uri);
    Ok(EndSession {
        group: claims.sub.parse().ok().map(|uid| (uid, claims.sid)),
        back,
    })
}
