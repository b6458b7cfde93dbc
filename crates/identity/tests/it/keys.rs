//! Keys rotate, and nobody notices.

use crate::provider::Flow;
use crate::rp::Rp;
use crate::town::code_of;
use chrono::Duration;
use identity::command::{keys_list, keys_rotate};
use identity::factor::Sealer;
use identity::provider::{KeyRotation, key_of, verify_access_token};
use std::sync::Arc;
use store::job::JobRunner;

fn sealer() -> Sealer {
    Sealer::new(&[7; 32]).unwrap()
}

fn runner(flow: &Flow) -> JobRunner {
    let rotation = KeyRotation {
        hub: flow.town.test.hub(),
        clocks: flow.town.test.store.clocks().clone(),
        settings: flow.town.identity.settings.clone(),
        sealer: Some(sealer()),
    };
    JobRunner::new(flow.town.test.hub(), vec![Arc::new(rotation)])
}

#[tokio::test]
async fn a_new_key_is_published_before_it_signs_and_the_old_one_stays_for_its_tokens() {
    let mut rp = Rp::new().await;
    let town = &rp.flow.town;
    let old = rp.tokens("openid").await;
    let old_kid = key_of(&old.access_token).unwrap();
    let keys = keys_rotate(&town.identity, false).await.unwrap();
    assert_eq!(
        keys.iter().map(|key| key.state).collect::<Vec<_>>(),
        ["next", "signing"]
    );
    let next = keys[0].kid.clone();
    assert!(
        town.provider.jwks().await.unwrap().find(&next).is_some(),
        "published at once"
    );
    town.later(town.identity.settings.key_lead - Duration::seconds(1));
    rp.flow.sign_in_again().await;
    let town = &rp.flow.town;
    let still = rp.tokens("openid").await;
    assert_eq!(
        key_of(&still.access_token),
        Some(old_kid.clone()),
        "it does not sign yet"
    );
    town.later(Duration::seconds(1));
    let new = rp.tokens("openid").await;
    assert_eq!(key_of(&new.access_token), Some(next.clone()));
    let jwks = town.provider.jwks().await.unwrap();
    for token in [&still.access_token, &new.access_token] {
        verify_access_token(&jwks, token, town.provider.issuer(), town.identity.now()).unwrap();
    }
    // Long after, the next rotation drops what nobody can need any more.
    town.later(Duration::days(2));
    keys_rotate(&town.identity, false).await.unwrap();
    let jwks = town.provider.jwks().await.unwrap();
    assert!(jwks.find(&old_kid).is_none() && jwks.find(&next).is_some());
}

#[tokio::test]
async fn a_key_that_somebody_else_knows_ends_at_once_with_all_it_signed() {
    let rp = Rp::new().await;
    let town = &rp.flow.town;
    let old = rp.tokens("openid").await;
    keys_rotate(&town.identity, true).await.unwrap();
    assert_eq!(
        code_of(town.provider.userinfo(&old.access_token).await),
        "oidc.invalid_token"
    );
    assert_eq!(town.provider.jwks().await.unwrap().keys.len(), 1);
    let new = rp.tokens("openid").await;
    assert!(town.provider.userinfo(&new.access_token).await.is_ok());
    assert!(
        town.audit()
            .await
            .iter()
            .any(|(action, _)| action == "key.rotated")
    );
}

#[tokio::test]
async fn a_key_that_signed_long_enough_is_replaced_by_itself_once() {
    let mut flow = Flow::new().await;
    flow.town.provider.jwks().await.unwrap();
    let jobs = runner(&flow);
    jobs.settle().await.unwrap();
    flow.town.later(flow.town.identity.settings.key_rotation);
    flow.sign_in_again().await;
    for _ in 0..3 {
        flow.town.provider.jwks().await.unwrap();
        jobs.settle().await.unwrap();
    }
    let keys = keys_list(&flow.town.identity).await.unwrap();
    assert_eq!(
        keys.iter().map(|key| key.state).collect::<Vec<_>>(),
        ["next", "signing"]
    );
    assert!(jobs.waiting().await.unwrap().is_empty());
}

#[tokio::test]
async fn private_keys_are_sealed_and_those_of_an_earlier_program_become_so() {
    use base64::Engine;
    use identity::provider::entity::key::{ActiveModel, Column, Entity, Model};
    use sea_orm::{ColumnTrait, Set};
    let rp = Rp::new().await;
    let town = &rp.flow.town;
    let before = rp.tokens("openid").await;
    let row = async || -> Model {
        let rows = town.test.hub().read();
        rows.find::<Entity>().one().await.unwrap().unwrap()
    };
    let sealed = row().await;
    assert!(Sealer::is_sealed(&sealed.private_key));
    let private = sealer().open_key(&sealed.kid, &sealed.private_key).unwrap();
    let clear = ActiveModel {
        private_key: Set(base64::engine::general_purpose::STANDARD.encode(&private)),
        ..Default::default()
    };
    let mut tx = town
        .test
        .hub()
        .write(kernel::Actor::operator("test"))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.update_where(clear, Column::Kid.eq(&sealed.kid)).await.unwrap();
    tx.commit().await.unwrap();
    let jwks = town.provider.jwks().await.unwrap();
    assert!(Sealer::is_sealed(&row().await.private_key));
    let after = rp.tokens("openid").await;
    for token in [&before.access_token, &after.access_token] {
        verify_access_token(&jwks, token, town.provider.issuer(), town.identity.now()).unwrap();
    }
}
