//! The matrix of permissions: docs/PERMISSIONS.md is what people read, the policy is what the program does. Here both are
//! compared: the table is rendered from the declarations, and every cell of the document is asked of the policy, on the
//! own site, on another one and on the portal.
//!
//! `ZISHA_WRITE_PERMISSIONS=1 cargo test -p tests --test permissions` writes the document anew.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests, also in helpers")]

use gateway::feature::Access;
use kernel::permission::PermissionInfo;
use kernel::policy::Membership;
use kernel::{Actor, ChannelId, PersonId, Role, SiteId};
use std::fmt::Write;
use tests::people::Staff;
use tests::program::{PASSWORD, Places};
use tests::repository::root;
use tests::town::Town;
use tests::walk::{Objects, proof_for, visit};

const OWN: SiteId = SiteId(7);
const OTHER: SiteId = SiteId(8);
const PORTAL: SiteId = SiteId(1);

/// Features with their permissions, as the program wires them: one that is added is found.
async fn permissions() -> Vec<(&'static str, &'static [PermissionInfo])> {
    let town = Town::open().await;
    town.features()
        .iter()
        .filter(|feature| !feature.permissions.is_empty())
        .map(|feature| (feature.name, feature.permissions))
        .collect()
}

fn render(features: &[(&str, &[PermissionInfo])]) -> String {
    let mut text = String::from(HEAD);
    for (feature, permissions) in features {
        write!(text, "\n### {feature}\n\n| permission | 权限 |").unwrap();
        for role in Role::ALL {
            write!(text, " {} |", role.title()).unwrap();
        }
        text.push_str(" jobs | commands |\n| --- | --- |");
        text.push_str(&" :-: |".repeat(Role::ALL.len()));
        text.push_str(" --- | --- |\n");
        for permission in *permissions {
            write!(text, "| `{}` | {} |", permission.key, permission.title).unwrap();
            for role in Role::ALL {
                text.push_str(if permission.roles.contains(&role) {
                    " ● |"
                } else {
                    "  |"
                });
            }
            let list = |names: &[&str]| names.join(", ");
            writeln!(
                text,
                " {} | {} |",
                list(permission.jobs),
                list(permission.commands)
            )
            .unwrap();
        }
    }
    text.push_str(OPEN);
    for permission in features.iter().flat_map(|(_, permissions)| permissions.iter()) {
        if permission.open {
            writeln!(text, "- `{}` {}", permission.key, permission.title).unwrap();
        }
    }
    text.push_str(GRANTS);
    text.push_str(
        "| 岗位 | gives and ends | may be limited to channels | stands on |\n| --- | --- | :-: | --- |\n",
    );
    for role in Role::ALL {
        let given: Vec<_> = role.grants().iter().map(|role| role.title()).collect();
        writeln!(
            text,
            "| {} `{}` | {} | {} | {} |",
            role.title(),
            role.key(),
            if given.is_empty() {
                "–".to_owned()
            } else {
                given.join(", ")
            },
            if role.takes_channels() { "●" } else { "" },
            if role.is_platform() {
                "the portal"
            } else {
                "any site"
            }
        )
        .unwrap();
    }
    text.push_str(SCOPES);
    for scope in content::token::Scope::ALL {
        let all = features.iter().flat_map(|(_, permissions)| permissions.iter());
        let opened: Vec<_> = all
            .filter(|permission| permission.scopes.contains(&scope.key()))
            .map(|permission| format!("`{}`", permission.key))
            .collect();
        writeln!(
            text,
            "| {} `{}` | {} |",
            scope.title(),
            scope.key(),
            opened.join(", ")
        )
        .unwrap();
    }
    text
}

const OPEN: &str = "\n## What anybody may do\n\n\
Visitors, with or without a citizen's account. Staff hold these by no post.\n\n";

const SCOPES: &str = "\n## What a token of a business system may do\n\n\
A token (接口令牌) belongs to one site and one unit, may be limited to channels, and holds what its scopes open, nothing\n\
else. No scope opens reviewing: what a token delivers waits for a person, unless the channel's setting, made by an\n\
administrator who answers for it, lets it pass.\n\n\
| scope | opens |\n| --- | --- |\n";

const HEAD: &str = "# Permissions\n\n\
Who may do what. A post (岗位) is a person on a site in a role; a permission counts on the post's own site and nowhere\n\
else. There is no role that holds everything, and no job or command holds what does not name it.\n\
This file is compared with the program by `tests/tests/permissions.rs`, which also asks the policy for every cell.\n\n\
The three platform roles (三员: 系统管理员, 安全管理员, 审计管理员) stand on the portal and are held by three persons: nobody holds\n\
two of them, nor one of them together with a post of any site. To them every content page of every site answers 404.\n\n\
## Roles and permissions\n";

const GRANTS: &str = "\n## Who gives which post\n\n\
Nobody gives a post to himself or ends his own. A site administrator gives posts on the own site. A system administrator\n\
gives a site its *first* 站点管理员 only; further ones the security administrator gives. The command line (`zisha init`, `user`,\n\
`demo`) may give any post, under the same rules about who may hold what. A post may have a last day, after which it counts\n\
for nothing.\n\n\
A platform post is given to somebody who has set an own password here; the directory does not stand in for it. Links, linked\n\
identities and sessions from before end with the appointment. The last of each of the three platform posts is neither ended nor closed.\n\
A site administrator resets, and decides in a re-registration about, people in the posts that he gives; other administrators\n\
of his site are the security administrator's. Both ask for a fresh proof.\n\n";

fn document() -> String {
    std::fs::read_to_string(root().join("docs/PERMISSIONS.md")).unwrap()
}

/// The cells of the document: permission, role, whether it holds it.
fn cells(text: &str) -> Vec<(String, Role, bool)> {
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|line| {
        let columns: Vec<_> = line.split('|').map(str::trim).collect();
        let key = columns[1].trim_matches('`').to_owned();
        Role::ALL
            .into_iter()
            .enumerate()
            .map(move |(n, role)| (key.clone(), role, columns[n + 3] == "●"))
            .collect::<Vec<_>>()
    })
    .collect()
}

#[tokio::test]
async fn the_document_says_what_is_declared() {
    let rendered = render(&permissions().await);
    let file = root().join("docs/PERMISSIONS.md");
    if std::env::var_os("ZISHA_WRITE_PERMISSIONS").is_some() {
        std::fs::write(&file, &rendered).unwrap();
    }
    assert_eq!(
        document(),
        rendered,
        "docs/PERMISSIONS.md is not what the features declare"
    );
}

#[tokio::test]
async fn the_policy_does_what_the_document_says_for_every_role_permission_and_site() {
    let features = permissions().await;
    let all: Vec<_> = features
        .iter()
        .flat_map(|(_, permissions)| permissions.iter())
        .collect();
    let cells = cells(&document());
    assert_eq!(cells.len(), all.len() * Role::ALL.len());
    let person = Actor::Person {
        id: PersonId(1),
        name: "周若溪".into(),
    };
    let mut decided = 0;
    for (key, role, holds) in cells {
        let permission = all.iter().find(|permission| permission.key == key).unwrap();
        // A platform role stands on the portal, any other on a site; and any other may stand on the portal too.
        let homes = if role.is_platform() {
            &[PORTAL][..]
        } else {
            &[OWN, PORTAL]
        };
        for home in homes {
            let posts = [Membership {
                site: *home,
                role,
                channels: role.takes_channels().then(|| vec![ChannelId(3)]),
            }];
            for site in [OWN, OTHER, PORTAL] {
                let expected = holds && site == *home;
                assert_eq!(
                    (permission.allows)(&person, site, &posts),
                    expected,
                    "{role:?} on {home:?} asks for {key} on {site:?}"
                );
                decided += 1;
            }
        }
        for stranger in [Actor::Public, Actor::job("nobody"), Actor::operator("nobody")] {
            // What is open is a visitor's; it is listed in the document by itself.
            let expected = permission.open && stranger == Actor::Public;
            assert_eq!(
                (permission.allows)(&stranger, OWN, &[]),
                expected,
                "{stranger:?} {key}"
            );
        }
    }
    assert!(decided > 1000, "{decided}");
}

#[tokio::test]
async fn platform_roles_hold_no_permission_over_a_sites_content() {
    for (feature, permissions) in permissions().await {
        for permission in permissions.iter().filter(|_| feature != "identity") {
            let platform: Vec<_> = permission
                .roles
                .iter()
                .filter(|role| role.is_platform())
                .collect();
            assert!(platform.is_empty(), "{} is held by {platform:?}", permission.key);
        }
    }
}

/// Every console route of every feature that handles a site's content, with objects that are there, on the portal and on
/// another site: to the three who look after the platform none of it exists.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_platform_administrators_no_sites_content_exists_on_any_route() {
    let town = Town::open().await;
    let mut visits = 0;
    let mut faults = Vec::new();
    for account in ["platform.admin", "platform.security", "platform.audit"] {
        for site in ["portal", "edu"] {
            let staff = Staff::at_the_door(&town, account, site);
            staff.try_sign_in(PASSWORD).await;
            let proof = proof_for(&town, &staff, "portal").await;
            let objects = Objects::of(&town, site, &[]).await;
            let content = town.routes().iter().filter(|(feature, route)| {
                // The desk is everybody's own; what it shows is asked for below.
                *feature != "identity" && route.access == Access::Staff && route.path != "/console/"
            });
            for (feature, route) in content {
                // A kind of object that only the portal has leaves nothing to visit elsewhere.
                let Ok(path) = objects.fill(route) else { continue };
                let url = town.url(site, &path);
                let answer = visit(&staff, route.method.as_str(), &url, &proof).await;
                visits += 1;
                if answer.status != 404 {
                    faults.push(format!(
                        "{feature}: {route:?} as {account} on {site}: {}",
                        answer.summary()
                    ));
                }
            }
        }
        let staff = Staff::sign_in(&town, account).await;
        let desk = staff.page("/console/").await;
        for words in ["待发布", "待审核", "新建文章", "写稿", "采编台"] {
            assert!(
                !desk.says(words),
                "{account} sees {words} on the desk: {}",
                desk.main()
            );
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {visits}\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(visits > 100, "{visits}");
}
