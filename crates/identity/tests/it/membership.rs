//! Posts.

use crate::town::{PASSWORD, Town, code_of};
use chrono::Duration;
use identity::membership::{self, NewPost, Post, add_member, appoint, dismiss, give, query, remove_member};
use identity::permissions::{ManageGrants, ManageMembers, ManagePeople};
use identity::person::{Account, entity::Model as Person};
use kernel::policy::decide;
use kernel::{ChannelId, Granted, MembershipId, Permission, Result, Role, SiteId};

/// Gives a plain post to an account as a member of staff.
async fn add(town: &Town, by: &Granted<ManageMembers>, account: &str, post: Post) -> Result<Person> {
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let added = add_member(&mut tx, by, &Account::parse(account).unwrap(), post).await;
    if added.is_ok() {
        tx.commit().await.unwrap();
    }
    added
}

async fn may<P: Permission>(town: &Town, person: &Person, site: SiteId) -> Result<Granted<P>> {
    decide::<P>(&person.actor(), site, &town.posts(person).await)
}

async fn give_as<P: membership::GivesPosts>(
    town: &Town,
    giver: &Person,
    site: SiteId,
    holder: &Person,
    role: Role,
) -> &'static str {
    let by = match may::<P>(town, giver, town.portal).await {
        Ok(by) => by,
        Err(error) => return code_of(Err::<(), _>(error)),
    };
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let given = appoint(&mut tx, &by, site, holder.person(), role).await;
    if given.is_ok() {
        tx.commit().await.unwrap();
    }
    code_of(given)
}

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
        ("edu.writer", Role::SecurityAdmin, "membership.platform_role"),
        ("edu.writer", Role::AuditAdmin, "membership.platform_role"),
        ("edu.writer", Role::SiteAdmin, "membership.not_grantable"),
        ("edu.admin", Role::Editor, "membership.not_to_yourself"),
    ] {
        assert_eq!(
            code_of(add(&town, &by, account, Post::plain(role)).await),
            answer,
            "{account} {role:?}"
        );
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
    let given = &members[1].posts[0].0;
    assert_eq!(given.granted_by, Some(admin.id));
    assert_eq!(given.granted_by_name, admin.name);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    remove_member(&mut tx, &by, MembershipId(members[1].posts[0].0.id))
        .await
        .unwrap();
    let own = remove_member(&mut tx, &by, MembershipId(members[0].posts[0].0.id)).await;
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
    let by = town.may::<ManageMembers>("demo", town.edu);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let there = remove_member(&mut tx, &by, MembershipId(members[0].posts[0].0.id)).await;
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
    let rows = town.test.hub().read();
    let rows = rows.find::<store::audit::entity::Entity>().all().await.unwrap();
    let given = rows
        .iter()
        .find(|row| row.action == "membership.changed")
        .unwrap();
    assert!(
        given.detail.contains("\"given\"") && given.detail.contains("\"editor\""),
        "{}",
        given.detail
    );
}

/// Which two roles one person may hold: the whole table, on one site and across sites.
#[tokio::test]
async fn platform_roles_are_three_persons_who_work_on_no_site() {
    let town = Town::new().await;
    let by = town.may::<ManageGrants>("user", town.portal);
    let mut n = 0;
    for first in Role::ALL {
        for second in Role::ALL.into_iter().filter(|second| *second != first) {
            n += 1;
            let person = town.person(&format!("somebody-{n}")).await;
            let site = |role: Role| if role.is_platform() { town.portal } else { town.edu };
            town.appoint(&person, site(first), first).await;
            let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
            let given = appoint(&mut tx, &by, site(second), person.person(), second).await;
            let expected = match (first.is_platform(), second.is_platform()) {
                (true, true) => "membership.one_platform_post",
                (false, false) => "ok",
                (true, false) | (false, true) => "membership.platform_apart",
            };
            assert_eq!(code_of(given), expected, "{first:?} and {second:?}");
            drop(tx);
            // The database says the same, whoever writes.
            let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
            tx.exempt("setup").unwrap();
            let row = membership::entity::ActiveModel {
                site_id: sea_orm::Set(site(second).0),
                person_id: sea_orm::Set(person.id),
                role: sea_orm::Set(second.key().to_owned()),
                created_at: sea_orm::Set(tx.now()),
                granted_by_name: sea_orm::Set(String::new()),
                ..Default::default()
            };
            assert_eq!(
                tx.insert(row).await.is_ok(),
                expected == "ok",
                "{first:?} and {second:?}"
            );
        }
    }
    assert_eq!(n, Role::ALL.len() * (Role::ALL.len() - 1));
}

#[tokio::test]
async fn platform_posts_stand_on_the_portal_alone() {
    let town = Town::new().await;
    let person = town.person("somebody").await;
    let by = town.may::<ManageGrants>("user", town.portal);
    for role in Role::ALL.into_iter().filter(|role| role.is_platform()) {
        let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
        let given = appoint(&mut tx, &by, town.edu, person.person(), role).await;
        assert_eq!(code_of(given), "membership.platform_role");
    }
}

/// Who gives what, for each platform role; a site administrator is in the test above.
#[tokio::test]
async fn who_gives_which_post() {
    let town = Town::new().await;
    let mut givers = Vec::new();
    for (account, role) in [
        ("platform.admin", Role::PlatformAdmin),
        ("platform.security", Role::SecurityAdmin),
        ("platform.audit", Role::AuditAdmin),
    ] {
        let person = town.person(account).await;
        town.appoint(&person, town.portal, role).await;
        givers.push((person, role));
    }
    let mut n = 0;
    for (giver, as_role) in &givers {
        for role in Role::ALL {
            n += 1;
            let holder = town.person(&format!("holder-{n}")).await;
            let site = if role.is_platform() { town.portal } else { town.edu };
            let answer = give_as::<ManageGrants>(&town, giver, site, &holder, role).await;
            let expected = match (as_role, role) {
                (Role::AuditAdmin, _) => "forbidden",
                // The first administrator of a site; the second one is below.
                (Role::PlatformAdmin | Role::SecurityAdmin, Role::SiteAdmin) => "ok",
                (Role::SecurityAdmin, role) if role.is_platform() => "ok",
                (_, role) if role.is_platform() => "membership.platform_role",
                _ => "membership.not_grantable",
            };
            assert_eq!(answer, expected, "{as_role:?} gives {role:?}");
        }
    }
    let (system, security) = (&givers[0].0, &givers[1].0);
    let late = town.person("late").await;
    let second = give_as::<ManageGrants>(&town, system, town.edu, &late, Role::SiteAdmin).await;
    assert_eq!(second, "membership.site_has_administrator");
    let own = give_as::<ManageGrants>(&town, security, town.portal, security, Role::SiteAdmin).await;
    assert_eq!(own, "membership.not_to_yourself");
    let accounts = give_as::<ManagePeople>(&town, security, town.edu, &late, Role::SiteAdmin).await;
    assert_eq!(accounts, "forbidden", "accounts are another duty");
    // Ending: one's own post, and the last one who can give any.
    let by = may::<ManageGrants>(&town, security, town.portal).await.unwrap();
    let rows = query::of_people(&town.test.hub().read(), [security.person()])
        .await
        .unwrap();
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let own = dismiss(&mut tx, &by, security.person(), MembershipId(rows[0].id)).await;
    assert_eq!(code_of(own), "person.not_yourself");
    drop(tx);
}

#[tokio::test]
async fn the_last_who_can_open_accounts_or_give_posts_stays() {
    let town = Town::new().await;
    let operator = town.may::<ManageGrants>("user", town.portal);
    for (account, role, answer) in [
        ("platform.admin", Role::PlatformAdmin, "person.last_administrator"),
        (
            "platform.security",
            Role::SecurityAdmin,
            "person.last_administrator",
        ),
        ("platform.audit", Role::AuditAdmin, "person.last_administrator"),
    ] {
        let person = town.person(account).await;
        town.appoint(&person, town.portal, role).await;
        let rows = query::of_people(&town.test.hub().read(), [person.person()])
            .await
            .unwrap();
        let mut tx = town.test.hub().write(operator.actor().clone()).await.unwrap();
        let ended = dismiss(&mut tx, &operator, person.person(), MembershipId(rows[0].id)).await;
        assert_eq!(code_of(ended), answer, "{role:?}");
    }
}

/// A link or a mail address would be a way into the account: no administrator has one into another one's.
#[tokio::test]
async fn no_platform_administrator_reaches_anothers_account() {
    let town = Town::new().await;
    let (system, security, writer) = (
        town.person("platform.admin").await,
        town.person("platform.security").await,
        town.person("edu.writer").await,
    );
    town.appoint(&system, town.portal, Role::PlatformAdmin).await;
    town.appoint(&security, town.portal, Role::SecurityAdmin).await;
    town.appoint(&writer, town.edu, Role::Contributor).await;
    let by = may::<ManagePeople>(&town, &system, town.portal).await.unwrap();
    let until = town.identity.now() + Duration::days(1);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    for (target, answer) in [(&security, "person.platform_account"), (&writer, "ok")] {
        let reset = identity::person::reset_password(&mut tx, &by, target.person(), until).await;
        assert_eq!(code_of(reset), answer);
        let moved = ("某某", "", "a@example.org");
        let changed =
            identity::person::change_contact(&mut tx, &by, target.person(), moved, &town.identity.settings)
                .await;
        assert_eq!(code_of(changed), answer);
        let renewed = identity::invitation::renew(&mut tx, &by, target.person(), until).await;
        assert_eq!(code_of(renewed), answer);
        let revoked = identity::invitation::revoke(&mut tx, &by, target.person()).await;
        assert_eq!(code_of(revoked), answer);
        let closed = identity::person::suspend_person(&mut tx, &by, target.person()).await;
        assert_eq!(code_of(closed), answer);
        let opened = identity::person::restore_person(&mut tx, &by, target.person()).await;
        assert_eq!(code_of(opened), answer);
    }
    // The command line is the way.
    let operator = town.may::<ManagePeople>("user", town.portal);
    let reset = identity::person::reset_password(&mut tx, &operator, security.person(), until).await;
    assert_eq!(code_of(reset), "ok");
}

#[tokio::test]
async fn a_post_ends_by_itself_and_may_be_given_again() {
    let town = Town::new().await;
    let person = town.person("edu.writer").await;
    let by = town.may::<ManageMembers>("user", town.edu);
    let now = town.test.hub().read().now();
    let post = |days| NewPost {
        until: Some(now + Duration::days(days)),
        ..NewPost::new(town.edu, person.person(), Role::Editor)
    };
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    assert_eq!(
        code_of(give(&mut tx, &by, &post(-1)).await),
        "membership.term_over"
    );
    give(&mut tx, &by, &post(30)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.posts(&person).await.len(), 1);
    town.hand.advance(Duration::days(31));
    assert!(town.posts(&person).await.is_empty(), "its term is over");
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    give(&mut tx, &by, &post(90)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.posts(&person).await.len(), 1);
}

#[tokio::test]
async fn a_post_may_be_limited_to_channels_where_texts_are_handled() {
    let town = Town::new().await;
    let person = town.person("edu.writer").await;
    let by = town.may::<ManageMembers>("user", town.edu);
    for role in Role::SiteAdmin.grants() {
        let post = NewPost {
            channels: Some(vec![ChannelId(3), ChannelId(5)]),
            ..NewPost::new(town.edu, person.person(), *role)
        };
        let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
        let given = give(&mut tx, &by, &post).await;
        assert_eq!(given.is_ok(), role.takes_channels(), "{role:?}");
        tx.commit().await.ok();
    }
    let scopes: Vec<_> = town
        .posts(&person)
        .await
        .into_iter()
        .map(|post| post.channels)
        .collect();
    assert_eq!(scopes.len(), 4);
    assert!(
        scopes
            .iter()
            .all(|scope| scope.as_deref() == Some(&[ChannelId(3), ChannelId(5)]))
    );
}

/// Keys that others had a hand in end with the appointment; a password that is nobody's own is none.
#[tokio::test]
async fn whoever_gets_a_platform_post_leaves_every_older_key_behind() {
    let town = Town::new().await;
    let (guard, holder, other) = (
        town.person("platform.security").await,
        town.person("platform.next").await,
        town.person("edu.writer").await,
    );
    town.appoint(&guard, town.portal, Role::SecurityAdmin).await;
    let by = may::<ManageGrants>(&town, &guard, town.portal).await.unwrap();
    // A link that an administrator saw, an identity that an administrator linked, a session of before.
    let system = town.person("platform.admin").await;
    town.appoint(&system, town.portal, Role::PlatformAdmin).await;
    let mut tx = town.test.hub().write(system.actor()).await.unwrap();
    let until = town.identity.now() + Duration::days(1);
    let purpose = identity::invitation::Purpose::Invite;
    let link = identity::invitation::issue(&mut tx, &holder, purpose, until)
        .await
        .unwrap();
    for person in [&holder, &other] {
        let found = identity::upstream::Identified {
            provider: "province".into(),
            issuer: "https://id.example".into(),
            subject: person.account.clone(),
            name: String::new(),
            account: String::new(),
            two_factor: false,
        };
        let who = (person.person(), person.uid());
        identity::upstream::link_person(&mut tx, who, &found, until)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let session = town.sign_in("platform.next", PASSWORD).await.unwrap().token;
    assert_eq!(
        give_as::<ManageGrants>(&town, &guard, town.portal, &holder, Role::AuditAdmin).await,
        "ok"
    );
    assert_eq!(code_of(town.identity.invited(&link).await), "invitation.spent");
    let db = town.test.hub().read();
    let identity_of = async |account: &str| {
        let found = identity::upstream::find_person(&db, "https://id.example", account).await;
        found.unwrap().is_some()
    };
    assert!(!identity_of("platform.next").await && identity_of("edu.writer").await);
    let cookie = identity::Cookie {
        token: &session,
        realm: identity::session::Realm::Provider,
        host: crate::town::PORTAL,
    };
    assert!(town.identity.who(cookie).await.unwrap().is_none());
    assert!(town.audit().await.iter().any(|row| row.0 == "person.keys_ended"));
    // Without an own password here nobody looks after the platform.
    let fresh = town.person("platform.fresh").await;
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    identity::upstream::set_directory(&mut tx, &fresh, true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        give_as::<ManageGrants>(&town, &guard, town.portal, &fresh, Role::AuditAdmin).await,
        "person.stays_local"
    );
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    identity::upstream::set_directory(&mut tx, &fresh, false)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        give_as::<ManageGrants>(&town, &guard, town.portal, &fresh, Role::AuditAdmin).await,
        "person.stays_local",
        "no password yet"
    );
}

#[tokio::test]
async fn what_is_done_for_the_whole_group_is_no_record_of_the_portals_own_site() {
    let town = Town::new().await;
    let (system, guard, writer) = (
        town.person("platform.admin").await,
        town.person("platform.security").await,
        town.person("edu.writer").await,
    );
    town.appoint(&system, town.portal, Role::PlatformAdmin).await;
    town.appoint(&guard, town.portal, Role::SecurityAdmin).await;
    let by = may::<ManagePeople>(&town, &system, town.portal).await.unwrap();
    let until = town.identity.now() + Duration::days(1);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let moved = ("某某", "", "a@example.org");
    identity::person::change_contact(&mut tx, &by, writer.person(), moved, &town.identity.settings)
        .await
        .unwrap();
    identity::person::reset_password(&mut tx, &by, writer.person(), until)
        .await
        .unwrap();
    identity::invitation::renew(&mut tx, &by, writer.person(), until)
        .await
        .unwrap();
    identity::person::suspend_person(&mut tx, &by, writer.person())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let db = town.test.hub().read();
    let rows = db.find::<store::audit::entity::Entity>().all().await.unwrap();
    for action in [
        "person.contact",
        "person.password_reset",
        "invitation.renewed",
        "person.state",
        "person.changed",
        "membership.changed",
    ] {
        let mut found = rows.iter().filter(|row| row.action == action).peekable();
        assert!(found.peek().is_some(), "{action}");
        for row in found.filter(|row| row.actor_label != "demo") {
            assert!(
                row.site_id != Some(town.portal.0) || row.actor_label.contains("demo"),
                "{action} by {}",
                row.actor_label
            );
        }
    }
}
