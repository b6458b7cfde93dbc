//! Dangerous acts ask for a fresh proof of who sits there.

use crate::browser::{Answer, Browser, serve_town};
use crate::factor::{code, visit, whole, with_app};
use crate::town::{EDU, PASSWORD, PORTAL, Town};
use chrono::Duration;
use identity::session::Live;
use kernel::Role;

const DANGEROUS: &str = "/console/account/totp";

async fn inside(town: &Town, account: &str) -> (Browser, Answer) {
    let port = serve_town(town, None).await;
    let browser = Browser::new(port);
    let page = browser
        .sign_in(PORTAL, "/console/account", account, PASSWORD)
        .await;
    assert_eq!(
        (page.status, page.url.path()),
        (200, "/console/account"),
        "{page:?}"
    );
    (browser, page)
}

async fn prove(browser: &Browser, page: &Answer, what: (&str, &str)) -> Answer {
    let (csrf, back) = (page.field("csrf_token"), page.field("return"));
    let fields = [
        ("csrf_token", csrf.as_str()),
        ("return", &back),
        ("kind", "totp"),
        what,
    ];
    browser.post(page, "/oidc/step-up", &fields).await
}

#[tokio::test]
async fn a_fresh_sign_in_passes_and_a_stale_one_is_asked_and_led_back() {
    let town = Town::new().await;
    town.person("edu.editor").await;
    let (browser, _) = inside(&town, "edu.editor").await;
    let open = browser.get(browser.at(PORTAL, DANGEROUS)).await;
    assert_eq!((open.status, open.url.path()), (200, DANGEROUS), "fresh");
    town.later(Duration::minutes(11));
    let asked = browser.get(browser.at(PORTAL, DANGEROUS)).await;
    assert_eq!(
        (asked.status, asked.url.path()),
        (200, "/oidc/step-up"),
        "{asked:?}"
    );
    let wrong = prove(&browser, &asked, ("password", "wrong wrong wrong")).await;
    assert_eq!(wrong.status, 422, "{wrong:?}");
    let before = (browser.cookie(PORTAL, "op"), browser.cookie(PORTAL, "staff"));
    let back = prove(&browser, &asked, ("password", PASSWORD)).await;
    assert_eq!((back.status, back.url.path()), (200, DANGEROUS), "{back:?}");
    assert!(back.body.contains("身份已确认"));
    let after = (browser.cookie(PORTAL, "op"), browser.cookie(PORTAL, "staff"));
    assert!(
        before.0 != after.0 && before.1 != after.1,
        "both tokens are new: {before:?}"
    );
    // What was seen before is worth nothing.
    let thief = Browser::new(browser.port());
    thief.put(PORTAL, "op", &before.0.unwrap());
    thief.put(PORTAL, "staff", &before.1.unwrap());
    let answer = thief.get(thief.at(PORTAL, "/console/account")).await;
    assert_eq!(answer.url.path(), "/oidc/login");
}

#[tokio::test]
async fn a_form_sent_late_does_nothing_until_the_person_is_proven() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let (secret, _) = with_app(&town, &person).await;
    let browser = Browser::new(serve_town(&town, None).await);
    let second = browser
        .sign_in(PORTAL, "/console/account", "edu.editor", PASSWORD)
        .await;
    let (csrf, wanted) = (second.field("csrf_token"), second.field("request"));
    let now = code(&town, &secret);
    let fields = [
        ("csrf_token", csrf.as_str()),
        ("request", &wanted),
        ("kind", "totp"),
        ("code", &now),
    ];
    let page = browser.post(&second, "/oidc/second", &fields).await;
    assert_eq!(page.url.path(), "/console/account", "{page:?}");
    town.later(Duration::minutes(11));
    let csrf = page.field("csrf_token");
    let asked = browser
        .post(&page, "/console/account/totp/remove", &[("csrf_token", &csrf)])
        .await;
    assert_eq!(asked.url.path(), "/oidc/step-up");
    assert!(town.identity.has_factor(person.person()).await.unwrap());
    assert!(
        !asked.body.contains("name=\"password\""),
        "who has a second factor proves that one"
    );
    let by_password = prove(&browser, &asked, ("password", PASSWORD)).await;
    assert_eq!(by_password.status, 422, "the password alone is not enough");
    let back = prove(&browser, &asked, ("code", &code(&town, &secret))).await;
    assert_eq!(back.url.path(), "/console/", "{back:?}");
    assert!(town.identity.has_factor(person.person()).await.unwrap());
    // Another spelling of the address asks as well.
    town.later(Duration::minutes(11));
    let page = browser.get(browser.at(PORTAL, "/console/account")).await;
    let csrf = page.field("csrf_token");
    for spelling in ["/console/account/totp/%72emove", "/%63onsole/account/totp/remove"] {
        browser.post(&page, spelling, &[("csrf_token", &csrf)]).await;
        assert!(
            town.identity.has_factor(person.person()).await.unwrap(),
            "{spelling} went around"
        );
    }
}

#[tokio::test]
async fn a_console_form_without_its_proof_is_refused_in_every_spelling() {
    let town = Town::new().await;
    town.person("edu.editor").await;
    let (browser, page) = inside(&town, "edu.editor").await;
    for path in [
        "/console/account/sessions/end-others",
        "/%63onsole/account/sessions/end-others",
        "/console/account/sessions/%65nd-others",
    ] {
        assert_eq!(
            browser.post(&page, path, &[("x", "y")]).await.status,
            403,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_way_back_is_a_page_of_our_own() {
    let town = Town::new().await;
    town.person("edu.editor").await;
    let (browser, _) = inside(&town, "edu.editor").await;
    let port = browser.port();
    for evil in [
        "https://evil.example/".to_owned(),
        "//evil.example/".into(),
        "javascript:alert(1)".into(),
        format!("http://evil.localhost:{port}/"),
        format!("http://{EDU}:1/console/"),
        format!("https://{EDU}:{port}/console/"),
        format!("http://{EDU}:{port}@evil.example/"),
        format!("http://evil@{EDU}:{port}/console/"),
        format!("http://{EDU}:{port}/sso/start?next=//evil.example/"),
        format!("http://{EDU}:{port}/x/..//evil.example/"),
        "/\\evil.example".into(),
        String::new(),
    ] {
        let query: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
        let page = browser
            .get(browser.at(PORTAL, &format!("/oidc/step-up?return={query}")))
            .await;
        assert_eq!(page.url.path(), "/oidc/step-up");
        assert_eq!(
            page.field("return"),
            format!("http://{PORTAL}:{port}/console/"),
            "{evil}"
        );
        assert!(!page.form_action.contains("evil"), "{}", page.form_action);
    }
    let query = format!("http%3A%2F%2F{EDU}%3A{port}%2Fconsole%2Fmembers%3Fpage%3D2");
    let page = browser
        .get(browser.at(PORTAL, &format!("/oidc/step-up?return={query}")))
        .await;
    assert_eq!(
        page.field("return"),
        format!("http://{EDU}:{port}/console/members?page=2")
    );
    let page = browser
        .get(browser.at(EDU, "/sso/step-up?return=https%3A%2F%2Fevil.example%2F"))
        .await;
    assert_eq!(page.field("return"), format!("http://{EDU}:{port}/console/"));
}

#[tokio::test]
async fn guessing_at_the_step_up_slows_down_too() {
    let town = Town::new().await;
    town.person("edu.editor").await;
    let (browser, _) = inside(&town, "edu.editor").await;
    let asked = browser.get(browser.at(PORTAL, "/oidc/step-up")).await;
    let mut late = 0;
    for _ in 0..12 {
        let answer = prove(&browser, &asked, ("password", "wrong wrong wrong")).await;
        if answer.status == 429 {
            late += 1;
        }
    }
    assert!(late >= 5, "{late}");
    let foreign = browser
        .post(
            &asked,
            "/oidc/step-up",
            &[("password", PASSWORD), ("csrf_token", "x")],
        )
        .await;
    assert_eq!(foreign.status, 403);
}

#[tokio::test]
async fn a_step_up_counts_on_every_host_of_the_sign_in() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let live: Live = whole(&town, &town.sign_in("edu.editor", PASSWORD).await.unwrap()).await;
    let vouched = identity::identity::Vouched {
        host: EDU,
        here: true,
        group: &live.session.group_session,
        id_token: String::new(),
        proof: identity::session::Proof::of(&live.session),
        visit: visit(),
    };
    let staff = town.identity.open_session(&person, vouched, None).await.unwrap();
    use gateway::StaffDirectory;
    let fresh = async || town.identity.session(&staff, EDU).await.unwrap().unwrap().fresh;
    assert!(fresh().await);
    town.later(Duration::minutes(10));
    assert!(!fresh().await);
    town.identity.step_up(&live, "pwd", &visit()).await.unwrap();
    assert!(fresh().await);
}

#[tokio::test]
async fn new_posts_bring_a_new_token_at_the_next_request() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let (browser, _) = inside(&town, "edu.editor").await;
    let tokens = || (browser.cookie(PORTAL, "op"), browser.cookie(PORTAL, "staff"));
    let before = tokens();
    browser.get(browser.at(PORTAL, "/console/account")).await;
    assert_eq!(before, tokens(), "nothing changed");
    town.appoint(&person, town.edu, Role::Editor).await;
    let page = browser.get(browser.at(PORTAL, "/console/account")).await;
    assert_eq!(
        (page.status, page.url.path()),
        (200, "/console/account"),
        "{page:?}"
    );
    let after = tokens();
    assert!(before.0 != after.0 && before.1 != after.1, "{before:?} {after:?}");
    let thief = Browser::new(browser.port());
    thief.put(PORTAL, "staff", &before.1.unwrap());
    let answer = thief.get(thief.at(PORTAL, "/console/account")).await;
    assert_eq!(answer.url.path(), "/oidc/login");
}

#[tokio::test]
async fn a_look_at_the_records_leaves_a_record_even_when_the_question_was_wrong() {
    let town = Town::new().await;
    let (admin, auditor) = (
        town.person("portal.admin").await,
        town.person("audit.chief").await,
    );
    town.appoint(&admin, town.portal, Role::SiteAdmin).await;
    town.appoint(&auditor, town.portal, Role::AuditAdmin).await;
    for (account, own) in [("portal.admin", true), ("audit.chief", false)] {
        let looks = async || {
            let db = town.test.hub().read();
            let rows = db.find::<store::audit::entity::Entity>().all().await.unwrap();
            let looks = rows.into_iter().filter(|row| row.action == "audit.read");
            looks.map(|row| row.site_id).collect::<Vec<_>>()
        };
        let before = looks().await.len();
        let (browser, _) = inside(&town, account).await;
        let page = browser
            .get(browser.at(PORTAL, "/console/audit?from=yesterday"))
            .await;
        assert_eq!(page.status, 422, "{page:?}");
        assert!(page.body.contains("请填写日期"));
        let after = looks().await;
        assert_eq!(after.len(), before + 1, "{account}");
        assert_eq!(
            after.last().copied().flatten(),
            own.then_some(town.portal.0),
            "who looks at everything is no business of one site"
        );
    }
}

#[tokio::test]
async fn decisions_about_posts_and_links_ask_for_a_fresh_proof() {
    let town = Town::new().await;
    let (site, chief, guard) = (
        town.person("portal.admin").await,
        town.person("platform.admin").await,
        town.person("platform.security").await,
    );
    town.appoint(&site, town.portal, Role::SiteAdmin).await;
    town.appoint(&chief, town.portal, Role::PlatformAdmin).await;
    town.appoint(&guard, town.portal, Role::SecurityAdmin).await;
    for (account, path) in [
        ("portal.admin", "/console/registration"),
        ("platform.admin", "/console/people/1/revoke"),
        ("platform.security", "/console/campaigns/1/posts"),
    ] {
        let (browser, page) = inside(&town, account).await;
        town.later(Duration::minutes(11));
        let csrf = page.field("csrf_token");
        let asked = browser.post(&page, path, &[("csrf_token", csrf.as_str())]).await;
        assert!(
            asked.url.path() == "/oidc/step-up" || asked.status == 401 || asked.status == 403,
            "{path}: {asked:?}"
        );
    }
}
