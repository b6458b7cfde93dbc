//! Posts.

use crate::town::{Town, code_of};
use identity::membership::{add_member, query, remove_member};
use identity::permissions::ManageMembers;
use identity::person::Account;
use kernel::{MembershipId, Role};

#[tokio::test]
async fn a_change_takes_effect_at_once() {
    let town = Town::new().await;
    let (admin, writer) = (town.person("edu.admin").await, town.person("edu.writer").await);
    assert_eq!(code_of(town.members_door(&admin, town.edu).await), "forbidden");
    town.appoint(&admin, town.edu, Role::SiteAdmin).await;
    assert_eq!(
        code_of(town.members_door(&admin, town.portal).await),
        "forbidden",
        "only on the own site"
    );
    let by = town.members_door(&admin, town.edu).await.unwrap();
    for (account, role, answer) in [
        ("edu.writer", Role::Contributor, "ok"),
        ("edu.writer", Role::Contributor, "membership.exists"),
        ("nobody", Role::Editor, "membership.no_such_account"),
        ("edu.writer", Role::PlatformAdmin, "membership.platform_role"),
    ] {
        let mut tx = town.test.store.write(by.clone()).await.unwrap();
        let added = add_member(&mut tx, &Account::parse(account).unwrap(), role).await;
        if added.is_ok() {
            tx.commit().await.unwrap();
        }
        assert_eq!(code_of(added), answer);
    }
    assert_eq!(town.posts(&writer).await[0].role, Role::Contributor);
    let members = query::members(&town.test.store.read(town.edu)).await.unwrap();
    assert_eq!(
        members
            .iter()
            .map(|m| m.person.account.as_str())
            .collect::<Vec<_>>(),
        ["edu.admin", "edu.writer"]
    );
    let mut tx = town.test.store.write(by).await.unwrap();
    remove_member(&mut tx, MembershipId(members[1].posts[0].0.id))
        .await
        .unwrap();
    let own = remove_member(&mut tx, MembershipId(members[0].posts[0].0.id)).await;
    assert_eq!(code_of(own), "person.not_yourself");
    tx.commit().await.unwrap();
    assert!(town.posts(&writer).await.is_empty());
}

#[tokio::test]
async fn a_post_of_another_site_does_not_exist_here() {
    let town = Town::new().await;
    let editor = town.person("portal.editor").await;
    town.appoint(&editor, town.portal, Role::Editor).await;
    let members = query::members(&town.test.store.read(town.portal)).await.unwrap();
    let mut tx = town
        .test
        .store
        .write(town.may::<ManageMembers>("demo", town.edu))
        .await
        .unwrap();
    let there = remove_member(&mut tx, MembershipId(members[0].posts[0].0.id)).await;
    assert_eq!(code_of(there), "not_found");
    assert!(
        query::members(&town.test.store.read(town.edu))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn changes_are_events_and_audit_rows() {
    let town = Town::new().await;
    let person = town.person("edu.writer").await;
    town.appoint(&person, town.edu, Role::Editor).await;
    let events = town
        .test
        .hub()
        .read()
        .find::<store::log::event::Entity>()
        .all()
        .await
        .unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["person.changed", "person.changed", "membership.changed"]);
    assert!(
        events
            .iter()
            .all(|event| event.subject == person.uid().to_string())
    );
    assert!(
        events.iter().all(|event| !event.payload.contains("edu.writer")),
        "no personal data in the log"
    );
}
