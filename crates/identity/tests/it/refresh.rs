//! Refresh tokens: one use each, one family a sign-in and client.

use crate::rp::{AWAY, Rp, another, claims};
use crate::town::code_of;
use chrono::Duration;
use identity::provider::{ClientProof, TokenRequest};
use identity::session;
use kernel::Actor;

#[tokio::test]
async fn each_refresh_token_is_answered_by_the_next() {
    let rp = Rp::new().await;
    let first = rp.tokens(AWAY).await;
    let second = rp.refresh(first.refresh_token.as_ref().unwrap()).await.unwrap();
    assert_ne!(first.refresh_token, second.refresh_token);
    assert_ne!(first.access_token, second.access_token);
    let (one, two) = (claims(&first.id_token), claims(&second.id_token));
    for name in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(one[name], two[name], "{name}");
    }
    assert!(two.get("nonce").is_none());
    let third = rp.refresh(second.refresh_token.as_ref().unwrap()).await.unwrap();
    assert!(rp.is_active(&third.access_token).await);
    // The database knows none of them.
    let rows = rp.flow.town.test.hub().read();
    let rows = rows
        .find::<identity::provider::entity::refresh::Entity>()
        .all()
        .await
        .unwrap();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.token_hash.len() == 64));
}

#[tokio::test]
async fn a_token_used_twice_ends_the_whole_family_and_is_audited() {
    let rp = Rp::new().await;
    let first = rp.tokens(AWAY).await.refresh_token.unwrap();
    let second = rp.refresh(&first).await.unwrap();
    assert_eq!(code_of(rp.refresh(&first).await), "oidc.invalid_grant");
    assert_eq!(rp.audited("oidc.refresh_reused").await, 1);
    let newest = second.refresh_token.unwrap();
    assert_eq!(
        code_of(rp.refresh(&newest).await),
        "oidc.invalid_grant",
        "the family ended"
    );
    assert!(!rp.is_active(&second.access_token).await, "and its access tokens");
    let asked = rp.flow.town.provider.userinfo(&second.access_token).await;
    assert_eq!(code_of(asked), "oidc.invalid_token");
    // The person signs in again: a new family.
    let fresh = rp.tokens(AWAY).await;
    assert!(rp.refresh(&fresh.refresh_token.unwrap()).await.is_ok());
}

#[tokio::test]
async fn of_two_at_once_one_gets_tokens_and_the_family_ends() {
    let rp = Rp::new().await;
    let first = rp.tokens(AWAY).await.refresh_token.unwrap();
    let (one, two) = tokio::join!(rp.refresh(&first), rp.refresh(&first));
    let won: Vec<_> = [one, two].into_iter().filter_map(Result::ok).collect();
    assert_eq!(won.len(), 1);
    assert_eq!(rp.audited("oidc.refresh_reused").await, 1);
    assert_eq!(
        code_of(rp.refresh(won[0].refresh_token.as_ref().unwrap()).await),
        "oidc.invalid_grant"
    );
}

#[tokio::test]
async fn a_refresh_token_is_for_its_client_alone() {
    let rp = Rp::new().await;
    let first = rp.tokens(AWAY).await.refresh_token.unwrap();
    let thief = TokenRequest {
        client: another(&rp, "thief").await,
        ..rp.again(&first)
    };
    assert_eq!(code_of(rp.ask(&thief).await), "oidc.invalid_grant");
    let mut wrong = rp.again(&first);
    wrong.client.client_secret = "guessed".into();
    assert_eq!(code_of(rp.ask(&wrong).await), "oidc.invalid_client");
    wrong.client.client_secret = String::new();
    assert_eq!(code_of(rp.ask(&wrong).await), "oidc.invalid_client");
    assert!(rp.refresh(&first).await.is_ok(), "nobody else used it up");
}

#[tokio::test]
async fn scopes_shrink_and_never_grow() {
    let rp = Rp::new().await;
    let first = rp.tokens(AWAY).await.refresh_token.unwrap();
    let asking = |token: &str, scope: &str| TokenRequest {
        scope: scope.into(),
        ..rp.again(token)
    };
    assert_eq!(
        code_of(rp.ask(&asking(&first, "openid email")).await),
        "oidc.invalid_scope"
    );
    let less = rp.ask(&asking(&first, "openid")).await.unwrap();
    assert_eq!(less.scope, "openid");
    let whole = rp.refresh(&less.refresh_token.unwrap()).await.unwrap();
    assert_eq!(whole.scope, AWAY, "the family kept its scope");
}

#[tokio::test]
async fn idle_and_absolute_lifetimes_end_a_family() {
    let rp = Rp::new().await;
    let settings = rp.flow.town.identity.settings.clone();
    let idle = rp.tokens(AWAY).await.refresh_token.unwrap();
    rp.flow.town.later(settings.refresh_idle);
    assert_eq!(
        code_of(rp.refresh(&idle).await),
        "oidc.invalid_grant",
        "not used for too long"
    );

    let rp = Rp::new().await;
    let mut token = rp.tokens(AWAY).await.refresh_token.unwrap();
    let mut lived = Duration::zero();
    while lived + Duration::days(6) < settings.refresh_absolute {
        rp.flow.town.later(Duration::days(6));
        lived += Duration::days(6);
        token = rp.refresh(&token).await.unwrap().refresh_token.unwrap();
    }
    rp.flow.town.later(settings.refresh_absolute - lived);
    assert_eq!(
        code_of(rp.refresh(&token).await),
        "oidc.invalid_grant",
        "whatever happens"
    );
}

#[tokio::test]
async fn without_offline_access_what_a_client_holds_ends_with_the_sign_in() {
    let rp = Rp::new().await;
    let near = rp.tokens("openid profile").await;
    assert!(near.refresh_token.is_none());
    let away = rp.tokens(AWAY).await;
    // Half an hour without a request: the session ran out idle.
    rp.flow.town.later(Duration::minutes(31));
    let away = rp.refresh(&away.refresh_token.unwrap()).await.unwrap();
    assert!(rp.is_active(&away.access_token).await);
    assert!(!rp.is_active(&near.access_token).await);
}

#[tokio::test]
async fn signing_out_suspension_and_withdrawn_consent_end_families() {
    let rp = Rp::new().await;
    let token = rp.tokens(AWAY).await.refresh_token.unwrap();
    rp.flow.town.identity.sign_out(&rp.flow.live).await.unwrap();
    assert_eq!(code_of(rp.refresh(&token).await), "oidc.invalid_grant");

    let rp = Rp::new().await;
    let token = rp.tokens(AWAY).await.refresh_token.unwrap();
    let mut tx = rp
        .flow
        .town
        .test
        .hub()
        .write(Actor::operator("user"))
        .await
        .unwrap();
    let person = rp.flow.live.person.person();
    session::end_person(&mut tx, person, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(code_of(rp.refresh(&token).await), "oidc.invalid_grant");

    let rp = Rp::new().await;
    let token = rp.tokens(AWAY).await.refresh_token.unwrap();
    let mine = (rp.flow.live.person.person(), rp.flow.live.person.uid());
    let db = rp.flow.town.test.hub().read();
    let allowed = identity::provider::consent::of_person(&db, mine.0).await.unwrap();
    assert_eq!((allowed.len(), allowed[0].name.as_str()), (1, "办公系统"));
    let mut tx = rp
        .flow
        .town
        .test
        .hub()
        .write(rp.flow.live.person.actor())
        .await
        .unwrap();
    identity::provider::consent::withdraw(&mut tx, mine, allowed[0].id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(code_of(rp.refresh(&token).await), "oidc.invalid_grant");
}

#[tokio::test]
async fn a_code_used_twice_ends_the_family_made_from_it() {
    let rp = Rp::new().await;
    let exchange = rp.exchange(&rp.code(AWAY).await);
    let answer = rp.ask(&exchange).await.unwrap();
    assert_eq!(code_of(rp.ask(&exchange).await), "oidc.invalid_grant");
    assert_eq!(
        code_of(rp.refresh(&answer.refresh_token.unwrap()).await),
        "oidc.invalid_grant"
    );
    assert!(!rp.is_active(&answer.access_token).await);
    assert_eq!(rp.audited("oidc.code_reused").await, 1);
}

#[tokio::test]
async fn either_token_given_back_ends_the_family_and_nobody_elses() {
    for which in ["refresh", "access"] {
        let rp = Rp::new().await;
        let answer = rp.tokens(AWAY).await;
        let refresh = answer.refresh_token.clone().unwrap();
        let token = if which == "refresh" {
            &refresh
        } else {
            &answer.access_token
        };
        let provider = &rp.flow.town.provider;
        let stranger = ClientProof::read(None, &another(&rp, "stranger").await).unwrap();
        provider.revoke(&stranger, token).await.unwrap();
        assert!(rp.is_active(token).await, "{which}: given back by somebody else");
        let own = ClientProof::read(None, &rp.fields).unwrap();
        provider.revoke(&own, "nothing of ours").await.unwrap();
        provider.revoke(&own, token).await.unwrap();
        provider.revoke(&own, token).await.unwrap();
        assert!(
            !rp.is_active(&refresh).await && !rp.is_active(&answer.access_token).await,
            "{which}"
        );
        assert_eq!(
            code_of(rp.refresh(&refresh).await),
            "oidc.invalid_grant",
            "{which}"
        );
        assert_eq!(rp.audited("oidc.revoked").await, 1);
    }
}

#[tokio::test]
async fn introspection_tells_only_those_who_prove_themselves_only_of_live_tokens() {
    let rp = Rp::new().await;
    let answer = rp.tokens(AWAY).await;
    let told = rp.introspect(&answer.access_token).await.unwrap();
    assert_eq!(
        (told["active"].as_bool(), told["username"].as_str()),
        (Some(true), Some("edu.writer"))
    );
    assert_eq!(
        (told["client_id"].as_str(), told["scope"].as_str()),
        (Some("oa"), Some(AWAY))
    );
    for dead in ["", "nothing", &answer.id_token] {
        assert_eq!(
            rp.introspect(dead).await.unwrap(),
            serde_json::json!({ "active": false })
        );
    }
    let public = ClientProof::read(None, &another(&rp, "desk").await).unwrap();
    let asked = rp
        .flow
        .town
        .provider
        .introspect(&public, &answer.access_token)
        .await;
    assert_eq!(code_of(asked), "oidc.invalid_client");
    rp.flow.town.later(Duration::minutes(6));
    assert!(!rp.is_active(&answer.access_token).await, "run out");
    assert!(rp.is_active(answer.refresh_token.as_ref().unwrap()).await);
}
