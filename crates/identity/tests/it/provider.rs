//! Authorization code with PKCE, and every way it must refuse.

use crate::town::{EDU, PASSWORD, PORTAL, Town, code_of};
use chrono::Duration;
use identity::Cookie;
use identity::identity::Vouched;
use identity::provider::{
    AuthorizationRequest, Checked, ClientFields, ClientProof, EndSessionRequest, Need, OwnClient,
    TokenAnswer, TokenRequest, register_own, verify_id_token,
};
use identity::session::{Live, Proof, Realm, Visit};
use identity::token;
use kernel::Actor;

pub const NONCE: &str = "nonce-of-the-client";

fn clients() -> Vec<OwnClient> {
    [PORTAL, EDU]
        .map(|host| OwnClient {
            host: host.into(),
            name: host.into(),
            origin: format!("http://{host}:8080"),
            elsewhere: false,
        })
        .into()
}

pub struct Flow {
    pub town: Town,
    pub live: Live,
    pub verifier: String,
}

impl Flow {
    pub async fn new() -> Self {
        let town = Town::new().await;
        let mut tx = town.test.hub().write(Actor::operator("serve")).await.unwrap();
        assert!(register_own(&mut tx, &clients()).await.unwrap());
        tx.commit().await.unwrap();
        town.person("edu.writer").await;
        let live = signed_in(&town).await;
        Self {
            town,
            live,
            verifier: token::random().unwrap(),
        }
    }

    /// The same person after a long pause.
    pub async fn sign_in_again(&mut self) {
        self.live = signed_in(&self.town).await;
    }

    pub fn request(&self) -> AuthorizationRequest {
        AuthorizationRequest {
            response_type: "code".into(),
            client_id: EDU.into(),
            redirect_uri: format!("http://{EDU}:8080/sso/callback"),
            scope: "openid profile".into(),
            state: "state-of-the-client".into(),
            nonce: NONCE.into(),
            code_challenge: token::challenge(&self.verifier),
            code_challenge_method: "S256".into(),
            ..AuthorizationRequest::default()
        }
    }

    async fn code(&self) -> String {
        let Checked::Good(good) = self.town.provider.authorize(&self.request()).await.unwrap() else {
            panic!()
        };
        assert_eq!(good.origin(), format!("http://{EDU}:8080"));
        self.town.provider.issue_code(&good, &self.live).await.unwrap()
    }

    fn exchange(&self, code: &str) -> TokenRequest {
        TokenRequest {
            grant_type: "authorization_code".into(),
            client: id(EDU),
            redirect_uri: self.request().redirect_uri,
            code: code.into(),
            code_verifier: self.verifier.clone(),
            ..TokenRequest::default()
        }
    }

    async fn token(&self, request: &TokenRequest) -> kernel::Result<TokenAnswer> {
        let proof = ClientProof::read(None, &request.client)?;
        self.town.provider.token(&proof, request).await
    }
}

async fn signed_in(town: &Town) -> Live {
    let cookie = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    let cookie = Cookie {
        token: &cookie,
        realm: Realm::Provider,
        host: PORTAL,
    };
    town.identity.who(cookie).await.unwrap().unwrap()
}

pub fn id(client: &str) -> ClientFields {
    ClientFields {
        client_id: client.into(),
        ..ClientFields::default()
    }
}

#[tokio::test]
async fn a_code_becomes_tokens_that_say_who() {
    let flow = Flow::new().await;
    let answer = flow.token(&flow.exchange(&flow.code().await)).await.unwrap();
    let (keys, now) = (flow.town.provider.jwks().await.unwrap(), flow.town.identity.now());
    let issuer = flow.town.provider.issuer();
    let claims = verify_id_token(&keys, &answer.id_token, (issuer, EDU, NONCE), now).unwrap();
    assert_eq!(claims.sub, flow.live.person.uid().to_string());
    assert_eq!(
        (claims.preferred_username.as_str(), claims.name.as_str()),
        ("edu.writer", "周若溪")
    );
    assert_eq!(claims.sid, flow.live.session.group_session);
    assert_eq!(claims.exp - claims.iat, 300);
    let header = jsonwebtoken::decode_header(&answer.id_token).unwrap();
    assert_eq!(header.alg, jsonwebtoken::Algorithm::EdDSA);
    assert!(keys.find(&header.kid.unwrap()).is_some());
    assert_eq!(
        flow.town
            .provider
            .bearer(&answer.access_token)
            .await
            .unwrap()
            .account,
        "edu.writer"
    );
    let ask = |issuer: &str, client: &str, nonce: &str, later: i64| {
        let now = now + Duration::seconds(later);
        code_of(verify_id_token(
            &keys,
            &answer.id_token,
            (issuer, client, nonce),
            now,
        ))
    };
    assert_eq!(
        ask(issuer, PORTAL, NONCE, 0),
        "oidc.invalid_grant",
        "made for somebody else"
    );
    assert_eq!(ask("http://evil.example", EDU, NONCE, 0), "oidc.invalid_grant");
    assert_eq!(ask(issuer, EDU, "another nonce", 0), "oidc.invalid_grant");
    assert_eq!(ask(issuer, EDU, NONCE, 331), "oidc.invalid_grant", "too old");
    let foreign = verify_id_token(&keys, &answer.access_token, (issuer, EDU, NONCE), now);
    assert_eq!(
        code_of(foreign),
        "oidc.invalid_grant",
        "an access token is no ID token"
    );
    assert_eq!(
        code_of(flow.town.provider.userinfo(&answer.id_token).await),
        "oidc.invalid_token"
    );
}

#[tokio::test]
async fn unsigned_and_altered_tokens_are_refused() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
    let flow = Flow::new().await;
    let answer = flow.token(&flow.exchange(&flow.code().await)).await.unwrap();
    let (keys, now) = (flow.town.provider.jwks().await.unwrap(), flow.town.identity.now());
    let parts: Vec<&str> = answer.id_token.split('.').collect();
    let none = B64.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let claims = String::from_utf8(B64.decode(parts[1]).unwrap()).unwrap();
    let altered = B64.encode(claims.replace("edu.writer", "edu.admin"));
    for forged in [
        format!("{none}.{}.", parts[1]),
        format!("{}.{altered}.{}", parts[0], parts[2]),
        String::new(),
    ] {
        let read = verify_id_token(&keys, &forged, (flow.town.provider.issuer(), EDU, NONCE), now);
        assert_eq!(code_of(read), "oidc.invalid_grant", "{forged}");
    }
}

#[tokio::test]
async fn a_wrong_or_missing_verifier_spends_the_code() {
    let flow = Flow::new().await;
    for verifier in [token::random().unwrap(), String::new()] {
        let code = flow.code().await;
        let wrong = TokenRequest {
            code_verifier: verifier,
            ..flow.exchange(&code)
        };
        assert_eq!(code_of(flow.token(&wrong).await), "oidc.invalid_grant");
        assert_eq!(
            code_of(flow.token(&flow.exchange(&code)).await),
            "oidc.invalid_grant"
        );
    }
}

#[tokio::test]
async fn a_reused_code_ends_the_session_made_from_it() {
    let flow = Flow::new().await;
    let exchange = flow.exchange(&flow.code().await);
    let answer = flow.token(&exchange).await.unwrap();
    let vouched = Vouched {
        host: EDU,
        here: true,
        group: &flow.live.session.group_session,
        id_token: answer.id_token,
        proof: Proof::at(flow.town.identity.now(), "pwd"),
        visit: Visit::default(),
    };
    let cookie = flow
        .town
        .identity
        .open_session(&flow.live.person, vouched, None)
        .await
        .unwrap();
    let cookie = Cookie {
        token: &cookie,
        realm: Realm::Staff,
        host: EDU,
    };
    assert!(flow.town.identity.who(cookie).await.unwrap().is_some());
    assert_eq!(code_of(flow.token(&exchange).await), "oidc.invalid_grant");
    assert!(flow.town.identity.who(cookie).await.unwrap().is_none());
    assert!(
        flow.town
            .audit()
            .await
            .iter()
            .any(|(action, _)| action == "oidc.code_reused")
    );
}

#[tokio::test]
async fn an_expired_code_is_refused() {
    let flow = Flow::new().await;
    let code = flow.code().await;
    flow.town.later(Duration::seconds(60));
    assert_eq!(
        code_of(flow.token(&flow.exchange(&code)).await),
        "oidc.invalid_grant"
    );
}

#[tokio::test]
async fn a_code_is_for_one_client_and_one_address() {
    let flow = Flow::new().await;
    let code = flow.code().await;
    let other = TokenRequest {
        client: id(PORTAL),
        ..flow.exchange(&code)
    };
    assert_eq!(code_of(flow.token(&other).await), "oidc.invalid_grant");
    let other = TokenRequest {
        redirect_uri: "http://edu.localhost:8080/".into(),
        ..flow.exchange(&code)
    };
    assert_eq!(code_of(flow.token(&other).await), "oidc.invalid_grant");
    let other = TokenRequest {
        grant_type: "password".into(),
        ..flow.exchange(&code)
    };
    assert_eq!(code_of(flow.token(&other).await), "oidc.unsupported_grant_type");
    assert_eq!(
        code_of(flow.token(&flow.exchange("unknown")).await),
        "oidc.invalid_grant"
    );
    assert!(flow.token(&flow.exchange(&code)).await.is_ok());
}

#[tokio::test]
async fn a_wrong_redirect_uri_or_client_is_never_redirected_to() {
    let flow = Flow::new().await;
    for (client, uri) in [
        (EDU, "http://evil.example/sso/callback"),
        (EDU, "http://edu.localhost:8080/sso/callback/"),
        (EDU, "http://edu.localhost:8080/sso/callback?x=1"),
        (EDU, "http://portal.localhost:8080/sso/callback"),
        ("nobody", "http://edu.localhost:8080/sso/callback"),
    ] {
        let request = AuthorizationRequest {
            client_id: client.into(),
            redirect_uri: uri.into(),
            ..flow.request()
        };
        assert_eq!(
            code_of(flow.town.provider.authorize(&request).await),
            "oidc.invalid_client",
            "{client} {uri}"
        );
    }
}

#[tokio::test]
async fn what_else_is_wrong_goes_back_to_the_client_with_issuer_and_state() {
    let flow = Flow::new().await;
    let request = AuthorizationRequest {
        code_challenge_method: "plain".into(),
        ..flow.request()
    };
    let Checked::Back(url) = flow.town.provider.authorize(&request).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        url.as_str(),
        "http://edu.localhost:8080/sso/callback?error=invalid_request&state=state-of-the-client\
         &iss=http%3A%2F%2Fportal.localhost%3A8080"
    );
}

#[tokio::test]
async fn a_code_of_somebody_who_signed_out_meanwhile_is_refused() {
    let flow = Flow::new().await;
    let code = flow.code().await;
    flow.town.identity.sign_out(&flow.live).await.unwrap();
    assert_eq!(
        code_of(flow.token(&flow.exchange(&code)).await),
        "oidc.invalid_grant"
    );
}

#[tokio::test]
async fn a_hint_of_ours_ends_the_sign_in_and_nothing_else_does() {
    let flow = Flow::new().await;
    let answer = flow.token(&flow.exchange(&flow.code().await)).await.unwrap();
    let ask = |hint: &str, back: &str| EndSessionRequest {
        id_token_hint: hint.into(),
        post_logout_redirect_uri: back.into(),
        ..Default::default()
    };
    let home = "http://edu.localhost:8080/";
    let nothing = flow
        .town
        .provider
        .end_session(&ask("forged", home))
        .await
        .unwrap();
    assert_eq!((nothing.group, nothing.back), (None, None));
    // The hint may have run out: people sign out after a long day.
    flow.town.later(Duration::minutes(20));
    let done = flow
        .town
        .provider
        .end_session(&ask(&answer.id_token, "http://evil.example/"))
        .await
        .unwrap();
    assert!(done.group.is_some() && done.back.is_none());
    assert_eq!(
        code_of(flow.town.provider.userinfo(&answer.access_token).await),
        "oidc.invalid_token"
    );
    let again = flow
        .town
        .provider
        .end_session(&ask(&answer.id_token, home))
        .await
        .unwrap();
    assert_eq!(again.back.as_deref(), Some(home));
}

#[tokio::test]
async fn keys_are_made_once_and_kept() {
    let flow = Flow::new().await;
    let (one, two) = tokio::join!(flow.town.provider.jwks(), flow.town.provider.jwks());
    assert_eq!(one.unwrap(), two.unwrap());
    let keys = flow.town.provider.jwks().await.unwrap();
    assert_eq!(keys.keys.len(), 1);
    let json = serde_json::to_value(&keys).unwrap();
    assert_eq!(
        (json["keys"][0]["crv"].as_str(), json["keys"][0]["use"].as_str()),
        (Some("Ed25519"), Some("sig"))
    );
    assert!(json["keys"][0].get("d").is_none());
}

#[tokio::test]
async fn own_clients_follow_the_directory() {
    let flow = Flow::new().await;
    let mut tx = flow
        .town
        .test
        .hub()
        .write(Actor::operator("serve"))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    assert!(!register_own(&mut tx, &clients()).await.unwrap(), "nothing to do");
    assert!(register_own(&mut tx, &clients()[..1]).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(
        code_of(flow.town.provider.authorize(&flow.request()).await),
        "oidc.invalid_client"
    );
}

#[tokio::test]
async fn a_sign_in_again_is_asked_for_when_the_client_wants_one() {
    let flow = Flow::new().await;
    let asked = flow.request();
    // As the provider itself marks the second at which it asked.
    let since = |at: i64| {
        let provider = &flow.town.provider;
        let query = provider.asking_again("max_age=0", &asked).unwrap();
        let mark = query.split_once("zisha_since=").unwrap().1.to_owned();
        assert!(mark.starts_with(&format!("{at}.")), "{mark}");
        mark
    };
    let need = async |prompt: &str, max_age: &str, since: &str| {
        let request = AuthorizationRequest {
            prompt: prompt.into(),
            max_age: max_age.into(),
            zisha_since: since.into(),
            ..asked.clone()
        };
        let Checked::Good(good) = flow.town.provider.authorize(&request).await.unwrap() else {
            panic!("{prompt} {max_age}")
        };
        flow.town.provider.need(&good, Some(&flow.live)).await.unwrap()
    };
    let signed_in = flow.town.identity.now().timestamp();
    assert_eq!(need("", "", "").await, Need::Nothing);
    assert_eq!(need("login", "", "").await, Need::SignIn);
    assert_eq!(
        need("login", "", &since(signed_in)).await,
        Need::Nothing,
        "just done"
    );
    assert_eq!(
        need("login", "", &signed_in.to_string()).await,
        Need::SignIn,
        "a second without the mark of this box"
    );
    assert_eq!(need("", "0", "").await, Need::Nothing, "this very second");
    flow.town.later(Duration::seconds(1));
    assert_eq!(
        need("login", "", &since(signed_in + 1)).await,
        Need::SignIn,
        "done before"
    );
    flow.town.later(Duration::seconds(60));
    assert_eq!(need("", "60", "").await, Need::SignIn);
    assert_eq!(need("", "62", "").await, Need::Nothing);
    flow.town.later(Duration::minutes(5));
    assert_eq!(
        need("", "60", "1").await,
        Need::SignIn,
        "an invented mark opens nothing"
    );
    assert_eq!(
        need("consent", "", "").await,
        Need::Nothing,
        "own sites are not asked about"
    );
}
