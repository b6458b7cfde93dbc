//! What a client asks for when it sends somebody here.

use super::client;
use super::consent;
use super::entity::client::Model as Client;
use super::register::Method;
use super::{proof, scope, uri};
use crate::factor::Sealer;
use crate::refusals::INVALID_CLIENT;
use crate::session::Live;
use crate::token;
use chrono::{DateTime, Utc};
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
    pub response_mode: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scope: String,
    pub state: String,
    pub nonce: String,
    pub code_challenge: String,
    pub code_challenge_method: String,
    pub prompt: String,
    pub max_age: String,
    pub login_hint: String,
    pub request: String,
    pub request_uri: String,
    pub registration: String,
    /// The site below a host that asks, for the look of the sign-in page.
    pub zisha_site: String,
    /// Set by ourselves: a new sign-in was asked for at this second.
    pub zisha_since: String,
}

/// A request that keeps the rules.
#[derive(Clone, Debug)]
pub struct Authorization {
    pub(super) client: Client,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) challenge: String,
    prompt: Prompt,
    max_age: Option<i64>,
    since: Option<i64>,
    login_hint: String,
    site: String,
}

#[derive(Clone, Copy, Debug, Default)]
struct Prompt {
    none: bool,
    login: bool,
    consent: bool,
}

/// What becomes of a request whose client and way back are known.
#[derive(Debug)]
pub enum Checked {
    /// It keeps the rules.
    Good(Box<Authorization>),
    /// The client is told what is wrong.
    Back(Url),
}

/// What has to happen before a code is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: give it.
    Nothing,
    /// Somebody signs in, perhaps again.
    SignIn,
    /// The person says whether the system may know.
    Consent,
}

/// After signing in again this much time may pass until the code, seconds.
const AFTER_SIGN_IN: i64 = 120;

impl Authorization {
    /// The name of the system that asks.
    #[must_use]
    pub fn client_name(&self) -> &str {
        &self.client.name
    }

    /// The id of the system that asks: for the group's own sites their host.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client.client_id
    }

    /// Whether it is a site of this group.
    #[must_use]
    pub fn is_own_site(&self) -> bool {
        self.client.own_site
    }

    /// The word of the site below the host that asks, or empty.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The account that the client expects, or empty.
    #[must_use]
    pub fn login_hint(&self) -> &str {
        &self.login_hint
    }

    /// What is asked for.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The origin the browser will be sent to, for the form-action of the sign-in page.
    #[must_use]
    pub fn origin(&self) -> String {
        Url::parse(&self.redirect_uri)
            .map_or_else(|_bad| String::new(), |url| url.origin().ascii_serialization())
    }

    /// Whether the client will have no page shown.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.prompt.none
    }

    /// The way back with a code.
    #[must_use]
    pub fn with_code(&self, issuer: &str, code: &str) -> Option<Url> {
        way_back(
            &self.redirect_uri,
            &[("code", code), ("state", &self.state), ("iss", issuer)],
        )
    }

    /// The way back without.
    #[must_use]
    pub fn with_error(&self, issuer: &str, error: &str) -> Option<Url> {
        way_back(
            &self.redirect_uri,
            &[("error", error), ("state", &self.state), ("iss", issuer)],
        )
    }

    /// What is missing for a code.
    ///
    /// # Errors
    /// Faults.
    pub(super) async fn need(&self, db: &HubRead, live: Option<&Live>, now: DateTime<Utc>) -> Result<Need> {
        let Some(live) = live.filter(|live| self.is_recent(proof::of(&live.session).0, now)) else {
            return Ok(Need::SignIn);
        };
        if self.client.own_site || self.client.group_site {
            return Ok(Need::Nothing);
        }
        let person = live.person.person();
        let given = consent::is_given(db, person, &self.client.client_id, &self.scope).await?;
        Ok(if given && !self.prompt.consent {
            Need::Nothing
        } else {
            Need::Consent
        })
    }

    fn is_recent(&self, proved: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let age = now.timestamp() - proved.timestamp();
        match (self.since, self.max_age) {
            (Some(since), None) => proved.timestamp() >= since,
            (Some(since), Some(max)) => proved.timestamp() >= since && age <= max.max(AFTER_SIGN_IN),
            (None, _) if self.prompt.login => false,
            (None, Some(max)) => age <= max,
            (None, None) => true,
        }
    }
}

/// Checks a request. An unknown client or address is told nothing: the browser must not be sent there.
///
/// # Errors
/// [`INVALID_CLIENT`]; faults.
pub(super) async fn check(
    db: &HubRead,
    (issuer, sealer): (&str, &Sealer),
    request: &AuthorizationRequest,
) -> Result<Checked> {
    let client = client::find(db, &request.client_id)
        .await?
        .ok_or(INVALID_CLIENT)?;
    let public = Method::of(&client) == Some(Method::Public);
    if !uri::is_registered(&client.redirect_uri, &request.redirect_uri, public) {
        return Err(INVALID_CLIENT.into());
    }
    let prompt = prompt_of(&request.prompt);
    let max_age = number(&request.max_age);
    let fault = fault_of(request, client.own_site);
    let (Some(prompt), Some(max_age), None) = (prompt, max_age, fault) else {
        let error = fault.unwrap_or("invalid_request");
        let state = if request.state.len() <= LONGEST {
            request.state.as_str()
        } else {
            ""
        };
        let back = [("error", error), ("state", state), ("iss", issuer)];
        return Ok(Checked::Back(
            way_back(&request.redirect_uri, &back).ok_or(INVALID_CLIENT)?,
        ));
    };
    Ok(Checked::Good(Box::new(Authorization {
        client,
        redirect_uri: request.redirect_uri.clone(),
        scope: scope::known(&request.scope),
        state: request.state.clone(),
        nonce: request.nonce.clone(),
        challenge: request.code_challenge.clone(),
        prompt,
        max_age,
        since: since_of(sealer, request),
        login_hint: request.login_hint.chars().take(80).collect(),
        site: request.zisha_site.clone(),
    })))
}

/// Longest state and nonce.
const LONGEST: usize = 512;

fn fault_of(request: &AuthorizationRequest, own_site: bool) -> Option<&'static str> {
    // Our own sites always send both; others are held by PKCE.
    let handle = |text: &str| text.len() <= LONGEST && (!own_site || text.len() >= 8);
    if !request.request.is_empty() {
        return Some("request_not_supported");
    }
    if !request.request_uri.is_empty() {
        return Some("request_uri_not_supported");
    }
    if !request.registration.is_empty() {
        return Some("registration_not_supported");
    }
    if request.response_type != "code" {
        return Some("unsupported_response_type");
    }
    if !scope::has(&request.scope, "openid") {
        return Some("invalid_scope");
    }
    let mode = matches!(request.response_mode.as_str(), "" | "query");
    let pkce = request.code_challenge_method == "S256" && token::is_pkce(&request.code_challenge);
    (!mode || !pkce || !handle(&request.state) || !handle(&request.nonce)).then_some("invalid_request")
}

fn prompt_of(words: &str) -> Option<Prompt> {
    let mut prompt = Prompt::default();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        match word {
            "none" => prompt.none = true,
            "login" | "select_account" => prompt.login = true,
            "consent" => prompt.consent = true,
            _ => return None,
        }
    }
    (!(prompt.none && (prompt.login || prompt.consent))).then_some(prompt)
}

/// Nothing, or a number of seconds.
fn number(text: &str) -> Option<Option<i64>> {
    if text.is_empty() {
        return Some(None);
    }
    text.parse()
        .ok()
        .filter(|seconds| (0..=i64::from(u32::MAX)).contains(seconds))
        .map(Some)
}

/// What a mark stands for: the second, and what makes the request this one.
fn marked<'a>(since: &'a str, request: &'a AuthorizationRequest) -> [&'a str; 6] {
    [
        since,
        &request.client_id,
        &request.redirect_uri,
        &request.state,
        &request.nonce,
        &request.code_challenge,
    ]
}

/// The second at which a new sign-in was asked for, if this box said so.
fn since_of(sealer: &Sealer, request: &AuthorizationRequest) -> Option<i64> {
    let (since, mark) = request.zisha_since.split_once('.')?;
    let ours = sealer.is_mark(&marked(since, request), mark);
    number(since).flatten().filter(|_| ours)
}

/// The same request for the sign-in page: what asked for a new sign-in is remembered as the second at which it did, so
/// that the sign-in which follows is enough.
/// The second carries a mark of this box, for this very request: else whoever sends somebody here could say that the person had
/// just signed in.
#[must_use]
pub(super) fn asking_again(
    sealer: &Sealer,
    query: &str,
    request: &AuthorizationRequest,
    now: DateTime<Utc>,
) -> String {
    let mut again = url::form_urlencoded::Serializer::new(String::new());
    let mut renew = false;
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match key.as_ref() {
            "prompt" => {
                let is_again = |word: &&str| matches!(*word, "login" | "select_account");
                renew |= value.split(' ').any(|word| is_again(&word));
                let rest: Vec<&str> = value.split(' ').filter(|word| !is_again(word)).collect();
                if !rest.is_empty() {
                    again.append_pair("prompt", &rest.join(" "));
                }
            }
            "zisha_since" => {}
            _ => {
                renew |= key == "max_age";
                again.append_pair(&key, &value);
            }
        }
    }
    if renew {
        let since = now.timestamp().to_string();
        let mark = sealer.mark(&marked(&since, request));
        again.append_pair("zisha_since", &format!("{since}.{mark}"));
    }
    again.finish()
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
    fn only_code_with_s256_is_taken_and_own_sites_send_state_and_nonce() {
        assert_eq!(fault_of(&good(), true), None);
        let fault = |change: fn(&mut AuthorizationRequest), own: bool| {
            let mut request = good();
            change(&mut request);
            fault_of(&request, own)
        };
        assert_eq!(
            fault(|r| r.response_type = "token".into(), true),
            Some("unsupported_response_type")
        );
        assert_eq!(fault(|r| r.scope = "profile".into(), true), Some("invalid_scope"));
        assert_eq!(
            fault(|r| r.request = "e30.e30.".into(), false),
            Some("request_not_supported")
        );
        assert_eq!(
            fault(|r| r.request_uri = "https://evil.example/".into(), false),
            Some("request_uri_not_supported")
        );
        let wrong: [fn(&mut AuthorizationRequest); 5] = [
            |r| r.code_challenge_method = "plain".into(),
            |r| r.code_challenge_method = String::new(),
            |r| r.code_challenge = "short".into(),
            |r| r.state = "s".repeat(513),
            |r| r.response_mode = "fragment".into(),
        ];
        for change in wrong {
            assert_eq!(fault(change, true), Some("invalid_request"));
            assert_eq!(fault(change, false), Some("invalid_request"));
        }
        let missing: [fn(&mut AuthorizationRequest); 2] =
            [|r| r.state = String::new(), |r| r.nonce = String::new()];
        for change in missing {
            assert_eq!(fault(change, true), Some("invalid_request"));
            assert_eq!(fault(change, false), None);
        }
    }

    #[test]
    fn prompts_are_words_that_agree() {
        assert!(prompt_of("none").is_some_and(|prompt| prompt.none));
        assert!(prompt_of("login consent").is_some_and(|prompt| prompt.login && prompt.consent));
        assert!(prompt_of("none login").is_none() && prompt_of("create").is_none());
        assert_eq!(
            (number(""), number("60"), number("-1"), number("x")),
            (Some(None), Some(Some(60)), None, None)
        );
    }

    #[test]
    fn a_new_sign_in_is_asked_for_once_and_only_by_this_box() {
        let sealer = Sealer::new(&[1; 32]).unwrap();
        let mark = |request: &AuthorizationRequest| format!("9.{}", sealer.mark(&marked("9", request)));
        let mut request = good();
        let again = |query: &str| asking_again(&sealer, query, &good(), now());
        let marked_query = |query: &str| format!("{query}&zisha_since={}", mark(&good()));
        assert_eq!(
            again("a=1&prompt=login+consent"),
            marked_query("a=1&prompt=consent")
        );
        assert_eq!(again("max_age=0&zisha_since=1"), marked_query("max_age=0"));
        assert_eq!(again("a=%26&zisha_since=1"), "a=%26");
        request.zisha_since = mark(&request);
        assert_eq!(since_of(&sealer, &request), Some(9));
        let other = AuthorizationRequest {
            state: "another-state".into(),
            ..request.clone()
        };
        assert_eq!(since_of(&sealer, &other), None, "a mark of another request");
        let earlier = request.zisha_since.replacen('9', "8", 1);
        for made_up in ["9", "9.", "1.AAAA", &earlier] {
            request.zisha_since = made_up.to_owned();
            assert_eq!(since_of(&sealer, &request), None, "{made_up}");
        }
    }

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::Duration::seconds(9)
    }

    #[test]
    fn the_way_back_keeps_its_own_query() {
        let url = way_back("https://a.example/cb?x=1", &[("code", "a b"), ("state", "")]).unwrap();
        assert_eq!(url.as_str(), "https://a.example/cb?x=1&code=a+b");
    }
}
