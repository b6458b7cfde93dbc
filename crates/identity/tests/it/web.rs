//! The whole way over HTTP.

use crate::browser::{Browser, HOSTS, serve, serve_town};
use crate::town::{EDU, PASSWORD, PORTAL, Town, site};
use identity::RemoteIssuer;
use kernel::Role;

#[tokio::test]
async fn one_sign_in_opens_every_site_and_one_sign_out_ends_all() {
    let served = serve(None).await;
    let person = served.town.person("edu.editor").await;
    for site in [served.town.edu, served.town.portal] {
        served.town.appoint(&person, site, Role::Editor).await;
    }
    let browser = Browser::new(served.port);
    let page = browser
        .sign_in(EDU, "/console/account", "edu.editor", PASSWORD)
        .await;
    assert_eq!(
        (page.status, page.url.host_str().unwrap(), page.url.path()),
        (200, EDU, "/console/account")
    );
    assert!(page.body.contains("周若溪") && page.body.contains("本次登录"));
    // Another site: no second password.
    let page = browser.get(browser.at(PORTAL, "/console/account")).await;
    assert_eq!(
        (page.status, page.url.host_str().unwrap(), page.url.path()),
        (200, PORTAL, "/console/account")
    );
    assert_eq!(
        page.body.matches("本次登录").count(),
        1,
        "one sign-in, whatever hosts it opened"
    );
    // Out.
    let csrf = page.field("csrf_token");
    let out = browser
        .post(&page, "/console/logout", &[("csrf_token", &csrf)])
        .await;
    assert_eq!(out.url.path(), "/");
    assert!(HOSTS.iter().all(|host| browser.cookie(host, "op").is_none()));
    assert!(browser.cookie(PORTAL, "staff").is_none());
    for host in HOSTS {
        let page = browser.get(browser.at(host, "/console/account")).await;
        assert_eq!(page.url.path(), "/oidc/login", "{host}");
    }
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_and_other_sites() {
    let served = serve(None).await;
    served.town.person("edu.editor").await;
    let browser = Browser::new(served.port);
    let start = browser.once(browser.at(EDU, "/sso/start")).await;
    assert!(start.cookies[0].starts_with("sso-"));
    let form = browser.get(browser.at(EDU, "/console/login")).await;
    for cookie in start.cookies.iter().chain(&form.cookies) {
        for word in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(word), "{cookie}");
        }
    }
    assert!(
        form.form_action
            .contains(&format!("http://{EDU}:{}", served.port))
    );
}

#[tokio::test]
async fn wrong_unknown_and_early_tries_say_nothing_of_the_account() {
    let served = serve(None).await;
    served.town.person("edu.editor").await;
    let browser = Browser::new(served.port);
    let form = browser.get(browser.at(EDU, "/console/login")).await;
    let wrong = browser.submit(&form, "edu.editor", "wrong wrong wrong").await;
    let unknown = browser.submit(&form, "edu.nobody", "wrong wrong wrong").await;
    assert_eq!((wrong.status, unknown.status), (422, 422));
    assert_eq!(
        wrong.body.replace("edu.editor", "x"),
        unknown.body.replace("edu.nobody", "x")
    );
    assert!(wrong.body.contains("账号或密码不正确"));
    for _ in 0..5 {
        browser.submit(&form, "edu.editor", "wrong wrong wrong").await;
    }
    let early = browser.submit(&form, "edu.editor", PASSWORD).await;
    assert_eq!(early.status, 429);
    assert!(early.body.contains("秒后再试"));
    served.town.later(chrono::Duration::minutes(1));
    let page = browser.submit(&form, "edu.editor", PASSWORD).await;
    assert!(browser.cookie(EDU, "staff").is_some(), "{page:?}");
}

#[tokio::test]
async fn a_form_from_elsewhere_signs_nobody_in() {
    let served = serve(None).await;
    served.town.person("edu.editor").await;
    let browser = Browser::new(served.port);
    let form = browser.get(browser.at(EDU, "/console/login")).await;
    let request = form.field("request");
    for csrf in ["", "forged"] {
        let fields = [
            ("account", "edu.editor"),
            ("password", PASSWORD),
            ("request", &request),
            ("csrf_token", csrf),
        ];
        assert_eq!(browser.post(&form, "/oidc/login", &fields).await.status, 403);
    }
    let other = Browser::new(served.port);
    let csrf = form.field("csrf_token");
    let fields = [
        ("account", "edu.editor"),
        ("password", PASSWORD),
        ("request", &request),
        ("csrf_token", &csrf),
    ];
    let page = other.post(&form, "/oidc/login", &fields).await;
    assert_eq!(page.status, 403, "the proof of another browser");
}

#[tokio::test]
async fn no_parameter_leads_elsewhere() {
    let served = serve(None).await;
    served.town.person("edu.editor").await;
    for next in [
        "//evil.example/",
        "https%3A%2F%2Fevil.example%2F",
        "%2F%5Cevil.example",
        "%2F%2Fevil.example",
    ] {
        let browser = Browser::new(served.port);
        let page = browser.sign_in(EDU, next, "edu.editor", PASSWORD).await;
        assert_eq!(
            (page.url.host_str().unwrap(), page.url.path()),
            (EDU, "/console/"),
            "{next}"
        );
    }
    let browser = Browser::new(served.port);
    let evil = "/oidc/authorize?response_type=code&client_id=edu.localhost&redirect_uri=http%3A%2F%2Fevil.example%2F";
    let page = browser.once(browser.at(PORTAL, evil)).await;
    assert_eq!((page.status, page.location), (409, None));
    let page = browser
        .once(browser.at(
            PORTAL,
            "/oidc/logout?post_logout_redirect_uri=http%3A%2F%2Fevil.example%2F",
        ))
        .await;
    assert_eq!((page.status, page.location), (200, None));
}

#[tokio::test]
async fn a_callback_that_nobody_began_here_is_refused() {
    let served = serve(None).await;
    served.town.person("edu.editor").await;
    let (victim, thief) = (Browser::new(served.port), Browser::new(served.port));
    let form = thief.get(thief.at(EDU, "/console/login")).await;
    let (csrf, request) = (form.field("csrf_token"), form.field("request"));
    let fields = [
        ("account", "edu.editor"),
        ("password", PASSWORD),
        ("request", &request),
        ("csrf_token", &csrf),
    ];
    // The thief stops before the callback and sends its address to somebody else.
    thief.post(&form, "/oidc/login", &fields).await;
    let start = thief.once(thief.at(EDU, "/sso/start")).await;
    let back = thief
        .once(start.location.unwrap().parse().unwrap())
        .await
        .location
        .unwrap();
    assert!(back.contains("code=") && back.contains("iss="));
    let page = victim.once(back.parse().unwrap()).await;
    assert_eq!(page.status, 409);
    assert!(victim.cookie(EDU, "staff").is_none());
    let mixed = back.replace("iss=http", "iss=https");
    assert_eq!(
        thief.once(mixed.parse().unwrap()).await.status,
        409,
        "another issuer"
    );
}

#[tokio::test]
async fn the_provider_stands_on_the_portal_alone() {
    let served = serve(None).await;
    let browser = Browser::new(served.port);
    let found = browser
        .once(browser.at(PORTAL, "/.well-known/openid-configuration"))
        .await;
    assert!(
        found
            .body
            .contains("\"code_challenge_methods_supported\":[\"S256\"]"),
        "{}",
        found.body
    );
    let keys = browser.once(browser.at(PORTAL, "/oidc/jwks")).await;
    assert!(keys.body.contains("Ed25519") && !keys.body.contains("\"d\""));
    for path in [
        "/.well-known/openid-configuration",
        "/oidc/jwks",
        "/oidc/login",
        "/console/people",
    ] {
        assert_eq!(browser.once(browser.at(EDU, path)).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_invited_person_sets_the_password_and_signs_in() {
    let served = serve(None).await;
    let admin = served.town.person("edu.admin").await;
    served
        .town
        .appoint(&admin, served.town.edu, Role::SiteAdmin)
        .await;
    let browser = Browser::new(served.port);
    let list = browser
        .sign_in(EDU, "/console/members", "edu.admin", PASSWORD)
        .await;
    assert_eq!(
        (list.status, list.url.path()),
        (200, "/console/members"),
        "{}",
        list.body
    );
    let csrf = list.field("csrf_token");
    let fields = [
        ("csrf_token", csrf.as_str()),
        ("new_account", "edu.new"),
        ("name", "林小满"),
        ("new_role", "editor"),
    ];
    let bad = browser
        .post(&list, "/console/members/invite", &[fields[0], fields[1]])
        .await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("value=\"edu.new\"") && bad.body.contains("请填写姓名"));
    let shown = browser.post(&list, "/console/members/invite", &fields).await;
    let (_, rest) = shown
        .body
        .split_once("/oidc/invitation/")
        .unwrap_or_else(|| panic!("{}", shown.body));
    let path = format!("/oidc/invitation/{}", rest.split('"').next().unwrap());
    let newcomer = Browser::new(served.port);
    let form = newcomer.get(newcomer.at(PORTAL, &path)).await;
    assert!(form.body.contains("林小满"));
    let csrf = form.field("csrf_token");
    let fields = [
        ("csrf_token", csrf.as_str()),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let short = [fields[0], ("password", "short"), ("again", "short")];
    assert_eq!(newcomer.post(&form, &path, &short).await.status, 422);
    let done = newcomer.post(&form, &path, &fields).await;
    assert!(done.body.contains("密码已设置") && done.body.contains("http://edu.localhost"));
    assert_eq!(newcomer.get(newcomer.at(PORTAL, &path)).await.status, 409, "once");
    let page = newcomer
        .sign_in(EDU, "/console/account", "edu.new", PASSWORD)
        .await;
    assert!(page.body.contains("林小满"));
    assert_eq!(
        newcomer.get(newcomer.at(EDU, "/console/members")).await.status,
        403,
        "no administrator"
    );
    assert_eq!(
        newcomer.get(newcomer.at(PORTAL, "/console/members")).await.status,
        404,
        "no post there"
    );
}

#[tokio::test]
async fn a_platform_administrator_gives_posts_anywhere() {
    let served = serve(None).await;
    let (chief, other) = (
        served.town.person("platform.admin").await,
        served.town.person("edu.writer").await,
    );
    served
        .town
        .appoint(&chief, served.town.portal, Role::PlatformAdmin)
        .await;
    let browser = Browser::new(served.port);
    let list = browser
        .sign_in(PORTAL, "/console/people", "platform.admin", PASSWORD)
        .await;
    assert!(list.body.contains("edu.writer"), "{}", list.body);
    let path = format!("/console/people/{}", other.id);
    let page = browser.get(browser.at(PORTAL, &path)).await;
    let csrf = page.field("csrf_token");
    let site = EDU;
    let fields = [
        ("csrf_token", csrf.as_str()),
        ("site", site),
        ("role", "site_admin"),
    ];
    let page = browser.post(&page, &format!("{path}/posts"), &fields).await;
    assert!(
        page.body.contains("岗位已设立") && page.body.contains("站点管理员"),
        "{}",
        page.body
    );
    assert_eq!(served.town.posts(&other).await[0].role, Role::SiteAdmin);
    let shown = browser.post(&page, &format!("{path}/reset"), &fields[..1]).await;
    assert!(shown.body.contains("/oidc/invitation/"));
    browser
        .post(&page, &format!("{path}/suspend"), &fields[..1])
        .await;
    assert!(browser.get(browser.at(PORTAL, &path)).await.body.contains("停用"));
}

#[tokio::test]
async fn the_own_password_is_changed_and_other_sign_ins_are_ended() {
    let served = serve(None).await;
    served.town.person("edu.editor").await;
    let (here, there) = (Browser::new(served.port), Browser::new(served.port));
    let page = here
        .sign_in(EDU, "/console/account", "edu.editor", PASSWORD)
        .await;
    there
        .sign_in(EDU, "/console/account", "edu.editor", PASSWORD)
        .await;
    let csrf = page.field("csrf_token");
    let next = "海上明月共潮生，滟滟随波";
    let form = |current| {
        [
            ("csrf_token", csrf.as_str()),
            ("current", current),
            ("password", next),
            ("again", next),
        ]
    };
    let wrong = here
        .post(&page, "/console/account/password", &form("wrong wrong wrong"))
        .await;
    assert_eq!(wrong.status, 409);
    let done = here
        .post(&page, "/console/account/password", &form(PASSWORD))
        .await;
    assert!(done.body.contains("密码已修改"), "{}", done.body);
    assert_eq!(
        there.get(there.at(EDU, "/console/account")).await.url.path(),
        "/oidc/login"
    );
}

/// A township on its own box, with its own database, signs its people in at the portal over HTTP.
#[tokio::test]
async fn a_site_on_another_box_asks_the_portal_over_http() {
    let portal = serve(None).await;
    let person = portal.town.person("longyao.editor").await;
    let name = format!("http://{PORTAL}:{}", portal.port);
    let client = knows(PORTAL, portal.port);
    let far = Town::new().await;
    let host = "longyao.localhost";
    site(&far.test, "township", host).await;
    let port = serve_town(&far, Some(RemoteIssuer::new(&name, client))).await;
    register(&portal.town, host, port).await;
    let browser = Browser::new(port);
    let form = browser
        .get(browser.at(host, "/console/login?next=/console/account"))
        .await;
    assert_eq!(form.url.port(), Some(portal.port));
    let page = browser.submit(&form, "longyao.editor", PASSWORD).await;
    assert_eq!((page.status, page.url.port()), (200, Some(port)), "{page:?}");
    assert!(page.body.contains("周若溪") && page.body.contains("由门户统一保管"));
    let known = identity::person::query::by_uid(&far.test.hub().read(), person.uid())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (known.account.as_str(), known.password_hash),
        ("longyao.editor", None)
    );
}

/// A client for a machine whose resolver does not know `*.localhost`.
#[expect(
    clippy::disallowed_methods,
    reason = "the trusted client resolves names as the machine does"
)]
pub fn knows(host: &str, port: u16) -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client
        .resolve(host, ([127, 0, 0, 1], port).into())
        .build()
        .unwrap()
}

/// An outside client, as `zisha client add` will make them.
async fn register(town: &Town, host: &str, port: u16) {
    use identity::provider::entity::client;
    use sea_orm::Set;
    let mut tx = town
        .test
        .hub()
        .write(kernel::Actor::operator("test"))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    let row = client::ActiveModel {
        client_id: Set(host.into()),
        name: Set("龙窑镇".into()),
        redirect_uri: Set(format!("http://{host}:{port}/sso/callback")),
        logout_uri: Set(format!("http://{host}:{port}/")),
        own_site: Set(false),
        group_site: Set(true),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
}
