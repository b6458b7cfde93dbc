//! RP-initiated logout: a site sends somebody here to sign out everywhere.

use super::claims::read_hint;
use super::client;
use super::key::Keys;
use jsonwebtoken::jwk::JwkSet;
use kernel::{Result, Uid};
use serde::{Deserialize, Serialize};
use store::HubRead;
use url::Url;

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
    pub client_id: String,
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
    if !request.client_id.is_empty() && request.client_id != claims.aud {
        return Ok(EndSession::default());
    }
    let asked = &request.post_logout_redirect_uri;
    let client = client::find(db, &claims.aud).await?;
    let registered = client.is_some_and(|client| client.logout_uri.lines().any(|uri| uri == asked));
    Ok(EndSession {
        group: claims.sub.parse().ok().map(|uid| (uid, claims.sid)),
        back: if registered {
            with_state(asked, &request.state)
        } else {
            None
        },
    })
}

/// The way back, with the client's own word.
fn with_state(uri: &str, state: &str) -> Option<String> {
    if state.is_empty() || state.len() > 512 {
        return Some(uri.to_owned());
    }
    let mut url = Url::parse(uri).ok()?;
    url.query_pairs_mut().append_pair("state", state);
    Some(url.into())
}
