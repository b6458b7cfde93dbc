//! An outside system in the tests, without HTTP.

use crate::provider::{Flow, NONCE};
use identity::command;
use identity::provider::{
    Authorization, AuthorizationRequest, Checked, ClientFields, ClientProof, NewClient, TokenAnswer,
    TokenRequest, TypedClient,
};
use identity::token;
use serde_json::Value;

pub const OA: &str = "oa";
pub const CALLBACK: &str = "https://oa.example.gov.cn/callback";
pub const AWAY: &str = "openid profile offline_access";

pub struct Rp {
    pub flow: Flow,
    pub fields: ClientFields,
}

impl Rp {
    /// A confidential system with a secret.
    pub async fn new() -> Self {
        Self::typed(TypedClient {
            id: OA,
            name: "办公系统",
            redirect: CALLBACK,
            ..TypedClient::default()
        })
        .await
    }

    pub async fn typed(typed: TypedClient<'_>) -> Self {
        let flow = Flow::new().await;
        let new = NewClient::parse(typed).unwrap();
        let (client, secret) = command::client_add(&flow.town.identity, new).await.unwrap();
        let fields = ClientFields {
            client_id: client.client_id,
            client_secret: secret.unwrap_or_default(),
            ..ClientFields::default()
        };
        Self { flow, fields }
    }

    /// Another system with a back channel takes its place.
    pub async fn add(&mut self, id: &str, backchannel: &str) {
        let new = NewClient::parse(TypedClient {
            id,
            name: "另一系统",
            redirect: CALLBACK,
            backchannel,
            ..TypedClient::default()
        });
        let made = command::client_add(&self.flow.town.identity, new.unwrap())
            .await
            .unwrap();
        self.fields = ClientFields {
            client_id: made.0.client_id,
            client_secret: made.1.unwrap_or_default(),
            ..ClientFields::default()
        };
    }

    pub async fn asked(&self, scope: &str) -> Box<Authorization> {
        let request = AuthorizationRequest {
            client_id: self.fields.client_id.clone(),
            redirect_uri: CALLBACK.into(),
            scope: scope.into(),
            ..self.flow.request()
        };
        match self.flow.town.provider.authorize(&request).await.unwrap() {
            Checked::Good(good) => good,
            Checked::Back(url) => panic!("{url}"),
        }
    }

    /// The person allows it; answers the code.
    pub async fn code(&self, scope: &str) -> String {
        let asked = self.asked(scope).await;
        self.flow
            .town
            .provider
            .consent(&asked, &self.flow.live)
            .await
            .unwrap()
    }

    pub fn exchange(&self, code: &str) -> TokenRequest {
        TokenRequest {
            grant_type: "authorization_code".into(),
            client: self.fields.clone(),
            redirect_uri: CALLBACK.into(),
            code: code.into(),
            code_verifier: self.flow.verifier.clone(),
            ..TokenRequest::default()
        }
    }

    pub fn again(&self, token: &str) -> TokenRequest {
        TokenRequest {
            grant_type: "refresh_token".into(),
            client: self.fields.clone(),
            refresh_token: token.into(),
            ..TokenRequest::default()
        }
    }

    pub async fn ask(&self, request: &TokenRequest) -> kernel::Result<TokenAnswer> {
        let proof = ClientProof::read(None, &request.client)?;
        self.flow.town.provider.token(&proof, request).await
    }

    /// Signed in with this scope.
    pub async fn tokens(&self, scope: &str) -> TokenAnswer {
        self.ask(&self.exchange(&self.code(scope).await)).await.unwrap()
    }

    pub async fn refresh(&self, token: &str) -> kernel::Result<TokenAnswer> {
        self.ask(&self.again(token)).await
    }

    pub async fn introspect(&self, token: &str) -> kernel::Result<Value> {
        let proof = ClientProof::read(None, &self.fields)?;
        self.flow.town.provider.introspect(&proof, token).await
    }

    pub async fn is_active(&self, token: &str) -> bool {
        self.introspect(token).await.unwrap()["active"] == true
    }

    pub async fn audited(&self, action: &str) -> usize {
        let audit = self.flow.town.audit().await;
        audit.iter().filter(|(row, _)| row == action).count()
    }
}

/// A random public client beside.
pub async fn another(rp: &Rp, id: &str) -> ClientFields {
    let new = NewClient::parse(TypedClient {
        id,
        name: "另一系统",
        redirect: CALLBACK,
        public: true,
        ..TypedClient::default()
    })
    .unwrap();
    command::client_add(&rp.flow.town.identity, new).await.unwrap();
    ClientFields {
        client_id: id.into(),
        ..ClientFields::default()
    }
}

pub fn claims(token: &str) -> Value {
    use base64::Engine;
    let part = token.split('.').nth(1).unwrap();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(part)
        .unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn an_outside_system_learns_what_its_scopes_say_and_no_more() {
    let rp = Rp::new().await;
    let bare = rp.tokens("openid").await;
    let said = claims(&bare.id_token);
    assert_eq!(
        (said.get("name"), said.get("email"), &bare.refresh_token),
        (None, None, &None)
    );
    assert_eq!(
        (said["aud"].as_str(), said["nonce"].as_str()),
        (Some(OA), Some(NONCE))
    );
    assert_eq!(said["acr"], "urn:zisha:acr:password");
    assert_eq!(said["amr"], serde_json::json!(["pwd"]));
    assert!(said["auth_time"].is_i64());
    let provider = &rp.flow.town.provider;
    let known = provider.userinfo(&bare.access_token).await.unwrap();
    assert_eq!(known, serde_json::json!({ "sub": said["sub"] }));
    let more = rp.tokens("openid profile email admin").await;
    assert_eq!(
        more.scope, "openid profile email",
        "an unknown scope is not granted"
    );
    let known = provider.userinfo(&more.access_token).await.unwrap();
    assert_eq!(
        (known["name"].as_str(), known["preferred_username"].as_str()),
        (Some("周若溪"), Some("edu.writer"))
    );
    let access = claims(&more.access_token);
    for name in ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope"] {
        assert!(access.get(name).is_some(), "RFC 9068 asks for {name}: {access}");
    }
    assert_eq!(
        jsonwebtoken::decode_header(&more.access_token)
            .unwrap()
            .typ
            .as_deref(),
        Some("at+jwt")
    );
    assert!(token::is_pkce(&rp.flow.verifier));
}
