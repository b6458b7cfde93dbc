//! Clients: registering them, and how they prove that they are themselves.

use crate::rp::{CALLBACK, OA, Rp};
use crate::town::{EDU, code_of};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use chrono::Duration;
use identity::command::{client_add, client_list, client_remove, client_secret};
use identity::provider::{ClientFields, NewClient, TokenRequest, TypedClient, consent};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#[tokio::test]
async fn a_secret_is_shown_once_and_renewed() {
    let mut rp = Rp::new().await;
    let identity = rp.flow.town.identity.clone();
    let secret = rp.fields.client_secret.clone();
    assert_eq!(secret.len(), 43);
    let listed = client_list(&identity).await.unwrap();
    let row = listed.iter().find(|client| client.client_id == OA).unwrap();
    assert!(!format!("{row:?}").contains(&secret), "kept as a hash");
    rp.fields.client_secret = client_secret(&identity, OA).await.unwrap();
    let code = rp.code("openid").await;
    let mut old = rp.exchange(&code);
    old.client.client_secret = secret;
    assert_eq!(code_of(rp.ask(&old).await), "oidc.invalid_client");
    assert!(
        rp.ask(&rp.exchange(&code)).await.is_ok(),
        "a wrong proof spends nothing"
    );
    assert_eq!(code_of(client_secret(&identity, EDU).await), "client.own_site");
    assert_eq!(code_of(client_secret(&identity, "nobody").await), "not_found");
}

#[tokio::test]
async fn an_id_is_given_once_and_own_sites_are_left_alone() {
    let rp = Rp::new().await;
    let identity = &rp.flow.town.identity;
    for id in [OA, EDU] {
        let new = NewClient::parse(TypedClient {
            id,
            name: "重复",
            redirect: CALLBACK,
            ..TypedClient::default()
        });
        assert_eq!(code_of(client_add(identity, new.unwrap()).await), "client.exists");
    }
    assert_eq!(code_of(client_remove(identity, EDU).await), "client.own_site");
    assert_eq!(code_of(client_remove(identity, "nobody").await), "not_found");
}

#[tokio::test]
async fn what_a_removed_client_held_is_gone() {
    let rp = Rp::new().await;
    let answer = rp.tokens("openid offline_access").await;
    client_remove(&rp.flow.town.identity, OA).await.unwrap();
    assert_eq!(
        code_of(rp.refresh(&answer.refresh_token.unwrap()).await),
        "oidc.invalid_client"
    );
    assert_eq!(
        code_of(rp.flow.town.provider.userinfo(&answer.access_token).await),
        "oidc.invalid_token"
    );
    let db = rp.flow.town.test.hub().read();
    let person = rp.flow.live.person.person();
    assert!(
        consent::of_person(&db, person).await.unwrap().is_empty(),
        "another of that name must ask anew"
    );
    assert_eq!(rp.audited("client.removed").await, 1);
}

#[tokio::test]
async fn a_system_is_allowed_once_and_asks_again_for_more() {
    use identity::provider::Need;
    let rp = Rp::new().await;
    let provider = rp.flow.town.provider.clone();
    let need = async |scope: &str| {
        provider
            .need(&*rp.asked(scope).await, Some(&rp.flow.live))
            .await
            .unwrap()
    };
    assert_eq!(need("openid profile").await, Need::Consent);
    rp.code("openid profile").await;
    assert_eq!(need("openid profile").await, Need::Nothing);
    assert_eq!(need("openid").await, Need::Nothing);
    assert_eq!(need("openid email").await, Need::Consent);
    assert_eq!(rp.audited("consent.given").await, 1);
}

/// A system that signs its proofs.
struct Signing {
    rp: Rp,
    key: EncodingKey,
}

impl Signing {
    async fn new() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).unwrap();
        let key = EncodingKey::from_ed_der(pkcs8.as_ref());
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::EdDSA).unwrap();
        jwk.common.key_id = Some("one".into());
        let jwks = serde_json::to_string(&JwkSet { keys: vec![jwk] }).unwrap();
        let rp = Rp::typed(TypedClient {
            id: OA,
            name: "办公系统",
            redirect: CALLBACK,
            jwks: &jwks,
            ..TypedClient::default()
        })
        .await;
        Self { rp, key }
    }

    fn claims(&self) -> Value {
        let now = self.rp.flow.town.identity.now().timestamp();
        let jti = identity::token::random().unwrap();
        let aud = self.rp.flow.town.provider.issuer();
        json!({ "iss": OA, "sub": OA, "aud": aud, "iat": now, "exp": now + 60, "jti": jti })
    }

    fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some("one".into());
        jsonwebtoken::encode(&header, claims, &self.key).unwrap()
    }

    async fn shows(&self, assertion: String) -> &'static str {
        let request = TokenRequest {
            client: ClientFields {
                client_assertion_type: ASSERTION.into(),
                client_assertion: assertion,
                ..ClientFields::default()
            },
            ..self.rp.exchange(&self.rp.code("openid").await)
        };
        code_of(self.rp.ask(&request).await)
    }
}

#[tokio::test]
async fn a_signed_proof_works_once() {
    let system = Signing::new().await;
    let proof = system.sign(&system.claims());
    assert_eq!(system.shows(proof.clone()).await, "ok");
    assert_eq!(system.shows(proof).await, "oidc.invalid_client", "a second time");
    assert_eq!(system.shows(system.sign(&system.claims())).await, "ok");
    let mut list = system.claims();
    list["aud"] = json!([format!("{}/oidc/token", system.rp.flow.town.provider.issuer())]);
    assert_eq!(system.shows(system.sign(&list)).await, "ok");
    // Nothing else than the signature proves it.
    let code = system.rp.code("openid").await;
    for secret in ["", "guessed"] {
        let mut bare = system.rp.exchange(&code);
        bare.client.client_secret = secret.into();
        assert_eq!(code_of(system.rp.ask(&bare).await), "oidc.invalid_client");
    }
}

#[tokio::test]
async fn a_proof_that_is_not_quite_right_is_refused() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
    let system = Signing::new().await;
    let now = system.rp.flow.town.identity.now();
    let late = (now - Duration::minutes(2)).timestamp();
    let far = (now + Duration::hours(2)).timestamp();
    for (name, value) in [
        ("aud", json!("https://another.example")),
        ("aud", json!(OA)),
        ("iss", json!("another")),
        ("sub", json!(EDU)),
        ("exp", json!(late)),
        ("exp", json!(far)),
        ("iat", json!(far)),
        ("nbf", json!(far)),
        ("jti", json!("")),
        ("jti", Value::Null),
    ] {
        let mut claims = system.claims();
        claims[name] = value.clone();
        let said = system.shows(system.sign(&claims)).await;
        assert_eq!(said, "oidc.invalid_client", "{name} {value}");
    }
    let claims = B64.encode(system.claims().to_string());
    let none = format!("{}.{claims}.", B64.encode(r#"{"alg":"none"}"#));
    assert_eq!(system.shows(none).await, "oidc.invalid_client");
    // The public key as a shared secret.
    let listed = client_list(&system.rp.flow.town.identity).await.unwrap();
    let jwks = listed
        .into_iter()
        .find(|client| client.client_id == OA)
        .unwrap()
        .jwks
        .unwrap();
    let jwks: Value = serde_json::from_str(&jwks).unwrap();
    let public = B64.decode(jwks["keys"][0]["x"].as_str().unwrap()).unwrap();
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("one".into());
    let forged = jsonwebtoken::encode(&header, &system.claims(), &EncodingKey::from_secret(&public)).unwrap();
    assert_eq!(system.shows(forged).await, "oidc.invalid_client");
    let stranger = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).unwrap();
    header.alg = Algorithm::EdDSA;
    let forged = EncodingKey::from_ed_der(stranger.as_ref());
    let forged = jsonwebtoken::encode(&header, &system.claims(), &forged).unwrap();
    assert_eq!(system.shows(forged).await, "oidc.invalid_client");
}

#[tokio::test]
async fn a_system_moves_without_losing_what_it_holds_and_stays_who_it_is() {
    use crate::rp::{AWAY, CALLBACK, OA, Rp};
    use identity::permissions::ManageClients;
    use identity::provider::{NewClient, TypedClient, change_client, list_clients};
    let rp = Rp::new().await;
    let token = rp.tokens(AWAY).await.refresh_token.unwrap();
    let town = &rp.flow.town;
    let by = town.may::<ManageClients>("client", town.portal);
    let clients = list_clients(&town.test.hub().read()).await.unwrap();
    let (oa, own) = (
        clients.iter().find(|client| client.client_id == OA).unwrap(),
        clients.iter().find(|client| client.own_site).unwrap(),
    );
    let typed = TypedClient {
        id: OA,
        name: "市协同办公系统",
        redirect: "https://new.example.gov.cn/callback",
        ..TypedClient::default()
    };
    let change = async |client: i64, typed: TypedClient<'_>| {
        let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
        let changed = change_client(&mut tx, &by, client, NewClient::parse(typed)?).await?;
        tx.commit().await?;
        Ok::<_, kernel::Error>(changed)
    };
    for (wrong, field) in [
        (TypedClient { id: "other", ..typed }, "id"),
        (
            TypedClient {
                public: true,
                ..typed
            },
            "jwks",
        ),
    ] {
        let answer = change(oa.id, wrong).await;
        assert!(matches!(answer, Err(kernel::Error::Invalid(fields)) if fields[0].field == field));
    }
    assert_eq!(
        crate::town::code_of(change(own.id, typed).await),
        "client.own_site"
    );
    let changed = change(oa.id, typed).await.unwrap();
    assert_eq!(
        (changed.name.as_str(), &changed.secret_hash),
        ("市协同办公系统", &oa.secret_hash)
    );
    assert!(changed.redirect_uri.contains("new.example") && !changed.redirect_uri.contains(CALLBACK));
    assert!(rp.refresh(&token).await.is_ok(), "what it holds goes on");
    assert!(town.audit().await.iter().any(|row| row.0 == "client.changed"));
}
