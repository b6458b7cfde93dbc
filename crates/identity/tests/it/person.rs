//! Accounts, passwords, one-time links.

use crate::town::{HOME, PASSWORD, PORTAL, Town, code_of};
use chrono::Duration;
use identity::permissions::{ManageMembers, ManagePeople};
use identity::person::{NewPerson, create_person, reset_member_password, reset_password, suspend_person};
use identity::session::Realm;
use identity::{Cookie, membership, person};
use kernel::{Actor, Role};

const NEXT: &str = "海上明月共潮生，滟滟随波";

#[tokio::test]
async fn an_invitation_works_once_and_not_for_ever() {
    let town = Town::new().await;
    let by = town.may::<ManageMembers>("demo", town.edu);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let until = town.identity.now() + town.identity.settings.invitation;
    let new = NewPerson::parse("edu.editor", "顾长河", "").unwrap();
    let (person, token) =
        membership::invite_member(&mut tx, &by, new, membership::Post::plain(Role::Editor), until)
            .await
            .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        code_of(town.sign_in("edu.editor", NEXT).await),
        "signin.wrong_credentials"
    );
    assert_eq!(town.identity.invited(&token).await.unwrap().id, person.id);
    assert!(
        town.identity
            .accept_invitation(&token, ("short", "short"), HOME)
            .await
            .is_err()
    );
    assert!(
        town.identity
            .accept_invitation(&token, (NEXT, "another one entirely"), HOME)
            .await
            .is_err()
    );
    town.identity
        .accept_invitation(&token, (NEXT, NEXT), HOME)
        .await
        .unwrap();
    assert_eq!(
        code_of(
            town.identity
                .accept_invitation(&token, (PASSWORD, PASSWORD), HOME)
                .await
        ),
        "invitation.spent"
    );
    assert_eq!(code_of(town.identity.invited(&token).await), "invitation.spent");
    assert!(town.sign_in("edu.editor", NEXT).await.is_ok());
    assert_eq!(town.posts(&person).await.len(), 1);
}

#[tokio::test]
async fn an_old_link_and_a_replaced_link_are_spent() {
    let town = Town::new().await;
    let person = town.person("edu.writer").await;
    let by = town.may::<ManagePeople>("user", town.portal);
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
        let until = town.identity.now() + town.identity.settings.reset;
        tokens.push(
            reset_password(&mut tx, &by, person.person(), until)
                .await
                .unwrap()
                .1,
        );
        tx.commit().await.unwrap();
    }
    assert_eq!(
        code_of(town.identity.invited(&tokens[0]).await),
        "invitation.spent"
    );
    assert!(town.identity.invited(&tokens[1]).await.is_ok());
    town.later(Duration::hours(25));
    assert_eq!(
        code_of(town.identity.invited(&tokens[1]).await),
        "invitation.spent"
    );
}

#[tokio::test]
async fn a_reset_ends_the_old_password_and_every_session() {
    let town = Town::new().await;
    let person = town.person("edu.writer").await;
    let token = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    let by = town.may::<ManagePeople>("user", town.portal);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let until = town.identity.now() + town.identity.settings.reset;
    reset_password(&mut tx, &by, person.person(), until)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let cookie = Cookie {
        token: &token,
        realm: Realm::Provider,
        host: PORTAL,
    };
    assert!(town.identity.who(cookie).await.unwrap().is_none());
    assert_eq!(
        code_of(town.sign_in("edu.writer", PASSWORD).await),
        "signin.wrong_credentials"
    );
}

#[tokio::test]
async fn a_site_administrator_resets_only_people_of_the_own_site() {
    let town = Town::new().await;
    let admin = town.person("edu.admin").await;
    let (member, elsewhere, stranger) = (
        town.person("edu.writer").await,
        town.person("both.writer").await,
        town.person("portal.editor").await,
    );
    town.appoint(&admin, town.edu, Role::SiteAdmin).await;
    town.appoint(&member, town.edu, Role::Contributor).await;
    town.appoint(&elsewhere, town.edu, Role::Contributor).await;
    town.appoint(&elsewhere, town.portal, Role::Editor).await;
    town.appoint(&stranger, town.portal, Role::Editor).await;
    let second = town.person("edu.second").await;
    town.appoint(&second, town.edu, Role::SiteAdmin).await;
    let by = town.members_door(&admin, town.edu).await.unwrap();
    let until = town.identity.now() + town.identity.settings.reset;
    for (person, answer) in [
        (&member, "ok"),
        (&elsewhere, "person.works_elsewhere"),
        (&stranger, "not_found"),
        (&admin, "person.not_yourself"),
        (&second, "membership.not_grantable"),
    ] {
        let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
        let reset = reset_member_password(&mut tx, &by, person.person(), until).await;
        assert_eq!(code_of(reset), answer, "{}", person.account);
    }
}

#[tokio::test]
async fn changing_the_own_password_asks_for_the_current_one_and_ends_other_sign_ins() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    let (here, there) = (
        town.sign_in("edu.writer", PASSWORD).await.unwrap().token,
        town.sign_in("edu.writer", PASSWORD).await.unwrap().token,
    );
    let cookie = |token| Cookie {
        token,
        realm: Realm::Provider,
        host: PORTAL,
    };
    let live = town.identity.who(cookie(&here)).await.unwrap().unwrap();
    let from = "192.0.2.7".parse().unwrap();
    let wrong = town
        .identity
        .change_own_password(&live, "wrong wrong wrong", (NEXT, NEXT), from)
        .await;
    assert_eq!(code_of(wrong), "person.wrong_password");
    town.identity
        .change_own_password(&live, PASSWORD, (NEXT, NEXT), from)
        .await
        .unwrap();
    assert!(town.identity.who(cookie(&here)).await.unwrap().is_some());
    assert!(town.identity.who(cookie(&there)).await.unwrap().is_none());
    assert!(town.sign_in("edu.writer", NEXT).await.is_ok());
    assert_eq!(
        code_of(town.sign_in("edu.writer", PASSWORD).await),
        "signin.wrong_credentials"
    );
}

#[tokio::test]
async fn an_account_name_is_given_once() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    let mut tx = town.test.hub().write(Actor::operator("user")).await.unwrap();
    let new = NewPerson::parse("EDU.writer", "另一人", "").unwrap();
    assert_eq!(
        code_of(create_person(&mut tx, town.portal, new).await),
        "person.account_taken"
    );
}

#[tokio::test]
async fn a_suspended_account_is_out_at_once_and_the_last_administrator_stays() {
    let town = Town::new().await;
    let (writer, chief) = (
        town.person("edu.writer").await,
        town.person("platform.admin").await,
    );
    town.appoint(&chief, town.portal, Role::PlatformAdmin).await;
    let token = town.sign_in("edu.writer", PASSWORD).await.unwrap().token;
    let by = town.may::<ManagePeople>("user", town.portal);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    assert_eq!(
        code_of(suspend_person(&mut tx, &by, chief.person()).await),
        "person.last_administrator"
    );
    suspend_person(&mut tx, &by, writer.person()).await.unwrap();
    tx.commit().await.unwrap();
    let cookie = Cookie {
        token: &token,
        realm: Realm::Provider,
        host: PORTAL,
    };
    assert!(town.identity.who(cookie).await.unwrap().is_none());
    assert_eq!(
        code_of(town.sign_in("edu.writer", PASSWORD).await),
        "signin.wrong_credentials"
    );
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    person::restore_person(&mut tx, &by, writer.person())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(town.sign_in("edu.writer", PASSWORD).await.is_ok());
}

/// Whoever made a link must still reach the account when it is used.
#[tokio::test]
async fn a_link_of_a_site_administrator_opens_no_account_that_got_posts_elsewhere() {
    let town = Town::new().await;
    let admin = town.person("edu.admin").await;
    town.appoint(&admin, town.edu, Role::SiteAdmin).await;
    for (account, then, answer) in [
        ("edu.stays", None, "ok"),
        ("edu.grows", Some((town.edu, Role::Reviewer)), "ok"),
        ("edu.moves", Some((town.portal, Role::Editor)), "invitation.spent"),
        ("edu.rises", Some((town.edu, Role::SiteAdmin)), "invitation.spent"),
    ] {
        let person = town.person(account).await;
        town.appoint(&person, town.edu, Role::Contributor).await;
        let by = town.members_door(&admin, town.edu).await.unwrap();
        let until = town.identity.now() + town.identity.settings.reset;
        let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
        let (_, token) = reset_member_password(&mut tx, &by, person.person(), until)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        if let Some((site, role)) = then {
            town.appoint(&person, site, role).await;
        }
        assert_eq!(code_of(town.identity.invited(&token).await), answer, "{account}");
        let used = town.identity.accept_invitation(&token, (NEXT, NEXT), HOME).await;
        assert_eq!(code_of(used), answer, "{account}");
    }
}

#[tokio::test]
async fn a_new_password_ends_every_link_and_the_place_where_it_was_set_is_known() {
    let town = Town::new().await;
    let person = town.person("edu.writer").await;
    let by = town.may::<ManagePeople>("user", town.portal);
    let until = town.identity.now() + town.identity.settings.reset;
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let (_, first) = reset_password(&mut tx, &by, person.person(), until)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.identity
        .accept_invitation(&first, (NEXT, NEXT), HOME)
        .await
        .unwrap();
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let purpose = identity::invitation::Purpose::Invite;
    let lying = identity::invitation::issue(&mut tx, &person, purpose, until)
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    for n in 0..40 {
        let from = format!("198.51.100.{n}");
        let _ = town.sign_in_from("edu.writer", "wrong wrong wrong", &from).await;
    }
    let token = town.sign_in("edu.writer", NEXT).await.unwrap().token;
    let cookie = Cookie {
        token: &token,
        realm: Realm::Provider,
        host: PORTAL,
    };
    let live = town.identity.who(cookie).await.unwrap().unwrap();
    let new = "潮平两岸阔，风正一帆悬";
    town.identity
        .change_own_password(&live, NEXT, (new, new), HOME)
        .await
        .unwrap();
    assert_eq!(code_of(town.identity.invited(&lying).await), "invitation.spent");
}
