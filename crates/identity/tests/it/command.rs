//! What the program's commands do.

use crate::town::{HOME, PASSWORD, Town, code_of};
use identity::command::{
    DemoPerson, demo_person, init_administrator, user_add, user_reset, user_restore, user_suspend,
};
use identity::person::NewPerson;
use kernel::Role;

fn token(path: &str) -> &str {
    path.strip_prefix("/oidc/invitation/").unwrap()
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_one_time_link_and_only_once() {
    let town = Town::new().await;
    let path = init_administrator(&town.identity, "root.admin").await.unwrap();
    let person = town
        .identity
        .accept_invitation(token(&path), (PASSWORD, PASSWORD), HOME)
        .await
        .unwrap();
    assert_eq!(town.posts(&person).await[0].role, Role::PlatformAdmin);
    assert!(town.sign_in("root.admin", PASSWORD).await.is_ok());
    let again = init_administrator(&town.identity, "second.admin").await;
    assert_eq!(code_of(again), "person.already_initialised");
    assert_eq!(
        code_of(user_suspend(&town.identity, "root.admin").await),
        "person.last_administrator"
    );
    town.person("edu.writer").await;
    user_suspend(&town.identity, "edu.writer").await.unwrap();
    assert!(town.sign_in("edu.writer", PASSWORD).await.is_err());
    user_restore(&town.identity, "edu.writer").await.unwrap();
    assert!(town.sign_in("edu.writer", PASSWORD).await.is_ok());
    let path = user_reset(&town.identity, "root.admin").await.unwrap();
    assert!(town.identity.invited(token(&path)).await.is_ok());
}

#[tokio::test]
async fn users_are_added_with_posts() {
    let town = Town::new().await;
    let new = || NewPerson::parse("edu.writer", "周若溪", "").unwrap();
    let path = user_add(&town.identity, new(), &[(town.edu, Role::Contributor)])
        .await
        .unwrap();
    let person = town.identity.invited(token(&path)).await.unwrap();
    assert_eq!(town.posts(&person).await.len(), 1);
    assert_eq!(
        code_of(user_add(&town.identity, new(), &[]).await),
        "person.account_taken"
    );
    let admin = NewPerson::parse("edu.chief", "无权", "").unwrap();
    let wrong = user_add(&town.identity, admin, &[(town.edu, Role::PlatformAdmin)]).await;
    assert_eq!(code_of(wrong), "membership.platform_role");
}

#[tokio::test]
async fn demo_people_are_made_once() {
    let town = Town::new().await;
    let wanted = || DemoPerson {
        new: NewPerson::parse("edu.editor", "顾长河", "科员").unwrap(),
        posts: vec![(town.edu, Role::Editor)],
    };
    demo_person(&town.identity, wanted(), PASSWORD).await.unwrap();
    let rows = town.audit().await.len();
    demo_person(&town.identity, wanted(), PASSWORD).await.unwrap();
    assert_eq!(town.audit().await.len(), rows, "nothing changed");
    assert!(town.sign_in("edu.editor", PASSWORD).await.is_ok());
}
