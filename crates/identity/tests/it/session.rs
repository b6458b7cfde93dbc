//! Sessions end when they should.

use crate::town::{EDU, PASSWORD, PORTAL, Town, code_of};
use chrono::Duration;
use identity::Cookie;
use identity::identity::Vouched;
use identity::permissions::ManagePeople;
use identity::session::{Live, Proof, Realm, Visit};
use kernel::Role;

fn op(token: &str) -> Cookie<'_> {
    Cookie {
        token,
        realm: Realm::Provider,
        host: PORTAL,
    }
}

fn staff(token: &str) -> Cookie<'_> {
    Cookie {
        token,
        realm: Realm::Staff,
        host: EDU,
    }
}

async fn alive(town: &Town, cookie: Cookie<'_>) -> Option<Live> {
    town.identity.who(cookie).await.unwrap()
}

fn vouched(group: &str) -> Vouched<'_> {
    Vouched {
        host: EDU,
        here: true,
        group,
        id_token: "hint".into(),
        proof: Proof::at("2026-11-22T01:00:00Z".parse().unwrap(), "pwd"),
        visit: Visit::default(),
    }
}

#[tokio::test]
async fn a_session_ends_after_thirty_idle_minutes() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    let token = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    for _ in 0..5 {
        town.later(Duration::minutes(29));
        assert!(alive(&town, op(&token)).await.is_some());
    }
    town.later(Duration::minutes(30));
    assert!(alive(&town, op(&token)).await.is_none());
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    let token = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    for _ in 0..(11 * 60 + 59) / 20 {
        town.later(Duration::minutes(20));
        assert!(alive(&town, op(&token)).await.is_some());
    }
    town.later(Duration::minutes(20));
    assert!(alive(&town, op(&token)).await.is_none());
}

#[tokio::test]
async fn a_session_is_touched_at_most_once_a_minute() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    let token = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    let began = alive(&town, op(&token)).await.unwrap().session.seen_at;
    town.later(Duration::seconds(59));
    alive(&town, op(&token)).await;
    assert_eq!(alive(&town, op(&token)).await.unwrap().session.seen_at, began);
    town.later(Duration::seconds(2));
    alive(&town, op(&token)).await;
    assert_ne!(alive(&town, op(&token)).await.unwrap().session.seen_at, began);
}

#[tokio::test]
async fn work_on_one_site_keeps_the_sign_in_and_signing_out_ends_all() {
    let town = Town::new().await;
    let person = town.person("edu.writer").await;
    let first = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    let group = alive(&town, op(&first)).await.unwrap().session.group_session;
    let edu = town
        .identity
        .open_session(&person, vouched(&group), None)
        .await
        .unwrap();
    let elsewhere = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    for _ in 0..4 {
        town.later(Duration::minutes(20));
        assert!(alive(&town, staff(&edu)).await.is_some());
    }
    assert!(
        alive(&town, op(&first)).await.is_some(),
        "kept by the work on the site"
    );
    assert!(
        alive(&town, op(&elsewhere)).await.is_none(),
        "nobody worked there"
    );
    let wrong_host = Cookie {
        host: PORTAL,
        ..staff(&edu)
    };
    assert!(
        alive(&town, wrong_host).await.is_none(),
        "a cookie counts on its own host only"
    );
    assert!(alive(&town, op(&edu)).await.is_none(), "and in its own realm");
    let live = alive(&town, staff(&edu)).await.unwrap();
    town.identity.sign_out(&live).await.unwrap();
    assert!(alive(&town, staff(&edu)).await.is_none() && alive(&town, op(&first)).await.is_none());
    let actions: Vec<_> = town.audit().await.into_iter().map(|(action, _)| action).collect();
    assert_eq!(
        actions
            .iter()
            .filter(|action| *action == "session.signed_in")
            .count(),
        2
    );
    assert_eq!(
        actions
            .iter()
            .filter(|action| *action == "session.signed_out")
            .count(),
        1
    );
}

#[tokio::test]
async fn only_hashes_of_tokens_are_stored() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    let token = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    let rows = town
        .test
        .hub()
        .read()
        .find::<identity::session::entity::Entity>()
        .all()
        .await
        .unwrap();
    assert!(
        rows.iter()
            .all(|row| row.token_hash != token && row.token_hash.len() == 64)
    );
}

#[tokio::test]
async fn a_new_post_that_asks_for_a_second_factor_ends_a_session_of_a_password_alone() {
    use gateway::StaffDirectory;
    let mut town = Town::new().await;
    town.identity.settings.second_factor = vec![Role::SiteAdmin];
    let person = town.person("edu.writer").await;
    town.appoint(&person, town.edu, Role::Contributor).await;
    let first = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    let group = alive(&town, op(&first)).await.unwrap().session.group_session;
    let edu = town
        .identity
        .open_session(&person, vouched(&group), None)
        .await
        .unwrap();
    let counts = async || town.identity.session(&edu, EDU).await.unwrap().is_some();
    assert!(counts().await);
    town.appoint(&person, town.edu, Role::Editor).await;
    assert!(counts().await, "this one asks for nothing more");
    town.appoint(&person, town.edu, Role::SiteAdmin).await;
    assert!(!counts().await);
}

#[tokio::test]
async fn no_session_begins_from_a_sign_in_that_is_over_or_a_password_that_changed() {
    let town = Town::new().await;
    let person = town.person("edu.writer").await;
    let first = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    let live = alive(&town, op(&first)).await.unwrap();
    let group = live.session.group_session.clone();
    town.identity.sign_out(&live).await.unwrap();
    let late = town.identity.open_session(&person, vouched(&group), None).await;
    assert_eq!(code_of(late), "oidc.invalid_grant");
    let by = town.may::<ManagePeople>("user", town.portal);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let until = town.identity.now() + Duration::hours(1);
    identity::person::reset_password(&mut tx, &by, person.person(), until)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let visit = Visit::default();
    let late = town.identity.welcome(&person, "pwd", &visit, PORTAL).await;
    assert_eq!(code_of(late), "signin.wrong_credentials");
}
