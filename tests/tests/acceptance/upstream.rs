//! Sign-in through others: an outside OpenID provider for staff and for citizens, a directory for staff. The provider
//! and the directory are real ones.

use reqwest::StatusCode;
use tests::browser::Browser;
use tests::checker::Pages;
use tests::ldap::{Ldap, SEARCHER};
use tests::people::{Answer, Staff, Visitor};
use tests::program::{PASSWORD, Program};
use tests::upstream::{SECRET, Upstream};

/// The city with an outside provider for staff (`province`) and one for citizens (`card`), both the same program.
async fn city(more: &str, top: &str) -> (Program, Upstream) {
    let mut program = Program::demo_at_rest().await;
    let back = |site: &str, id: &str| program.url(site, &format!("/upstream/{id}/callback"));
    let upstream = Upstream::start(&[
        back("portal", "province"),
        back("portal", "card"),
        back("edu", "card"),
    ])
    .await;
    let issuer = upstream.issuer();
    program.configure(&format!(
        "{top}\n\
         [[identity.upstream]]\nid = \"province\"\ntitle = \"省统一身份认证\"\nissuer = \"{issuer}\"\n\
         client_id = \"taodu\"\nclient_secret = \"{SECRET}\"\nfor = \"staff\"\n{more}\n\
         [[identity.upstream]]\nid = \"card\"\ntitle = \"市民卡\"\nissuer = \"{issuer}\"\n\
         client_id = \"taodu\"\nclient_secret = \"{SECRET}\"\nfor = \"citizen\"\n\
         hosts = [\"portal.localhost\", \"edu.localhost\"]\n"
    ));
    (program.begin().await, upstream)
}

/// At the portal's sign-in form for a site's console, presses the provider's button.
async fn by_province(visitor: &Visitor, town: &Program, site: &str) -> Answer {
    let (door, _) = visitor.follow(&town.url(site, "/console/")).await;
    let button = door.page().link("省统一身份认证");
    visitor.follow(button.as_str()).await.0
}

/// Presses a button; redirects are followed.
async fn press(visitor: &Visitor, page: &Answer, button: &str, fields: &[(&str, &str)]) -> Answer {
    let (mut form, button) = page.page().form_with(button);
    for (name, value) in fields {
        form.fill(name, value);
    }
    let answer = visitor.submit(&form, Some(&button)).await;
    visitor.follow_on(answer).await.0
}

/// Follows an answer through the provider and stops before the way back.
async fn up_to_the_callback(visitor: &Visitor, mut answer: Answer) -> url::Url {
    loop {
        let next = answer.location();
        if next.path().ends_with("/callback") {
            return next;
        }
        answer = visitor.get(next.as_str()).await;
    }
}

/// Links the identity that the provider signs in to an account of staff.
async fn link(town: &Program, account: &str) -> Staff {
    let staff = Staff::sign_in(town, account).await;
    let on_portal = staff.moving_to(town, "portal");
    let (page, _) = on_portal
        .follow(&town.url("portal", "/console/account/upstream"))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.summary());
    let page = press(&on_portal, &page, "关联", &[]).await;
    assert!(page.page().says("解除关联"), "{} {}", page.url, page.summary());
    staff
}

#[tokio::test]
async fn an_identity_opens_the_account_it_was_linked_to_and_no_other() {
    let (town, upstream) = city("", "").await;
    upstream.who("u-100", "edu.writer", &["pwd"]).await;
    // Unknown, although the account of that name exists: nothing is matched silently.
    let stranger = Visitor::new();
    let page = by_province(&stranger, &town, "edu").await;
    assert!(
        page.page().says("尚未关联本平台的账号"),
        "{} {}",
        page.url,
        page.summary()
    );
    assert!(stranger.cookie("portal.localhost", "op").is_none());

    link(&town, "edu.writer").await;
    let writer = Visitor::new();
    let page = by_province(&writer, &town, "edu").await;
    assert_eq!(
        page.url.as_str(),
        town.url("edu", "/console/"),
        "{}",
        page.summary()
    );
    // One sign-in for every site, as with a password.
    let (page, _) = writer.follow(&town.url("portal", "/console/account")).await;
    assert!(page.page().says("edu.writer"), "{}", page.summary());

    // The same identity belongs to nobody else.
    let other = Staff::sign_in(&town, "edu.editor")
        .await
        .moving_to(&town, "portal");
    let (page, _) = other
        .follow(&town.url("portal", "/console/account/upstream"))
        .await;
    let page = press(&other, &page, "关联", &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.summary());
    assert!(page.page().says("该身份已关联其他账号"), "{}", page.summary());

    // Unlinked, it opens nothing any more.
    let (page, _) = writer
        .follow(&town.url("portal", "/console/account/upstream"))
        .await;
    let page = press(&writer, &page, "解除关联", &[]).await;
    assert!(page.page().says("身份已解除关联"), "{}", page.summary());
    let page = by_province(&Visitor::new(), &town, "edu").await;
    assert!(page.page().says("尚未关联本平台的账号"));
    town.verify().await;
}

#[tokio::test]
async fn the_way_back_belongs_to_the_browser_that_went() {
    let (town, upstream) = city("", "").await;
    upstream.who("u-200", "x", &["pwd"]).await;
    link(&town, "edu.writer").await;
    // An attacker goes to the provider and stops before the way back.
    let attacker = Visitor::new();
    let (door, _) = attacker.follow(&town.url("edu", "/console/")).await;
    let start = attacker.get(door.page().link("省统一身份认证").as_str()).await;
    let callback = up_to_the_callback(&attacker, start).await;
    // In the victim's browser the address signs nobody in.
    let victim = Visitor::new();
    let refused = victim.get(callback.as_str()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.summary());
    assert!(victim.cookie("portal.localhost", "op").is_none());
    // With another state, another provider's address, another issuer, or without one: neither.
    let changed = |name: &str, value: Option<&str>| {
        let mut url = callback.clone();
        let pairs: Vec<(String, String)> = callback.query_pairs().into_owned().collect();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(pairs.iter().filter(|(own, _)| own != name));
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
        url.to_string()
    };
    for url in [
        changed("state", Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        changed("state", None),
        changed("iss", Some("https://evil.example")),
        changed("iss", None),
        changed("code", None),
        callback
            .as_str()
            .replace("/upstream/province/", "/upstream/card/"),
    ] {
        let refused = attacker.get(&url).await;
        assert_eq!(
            refused.status,
            StatusCode::CONFLICT,
            "{url}: {}",
            refused.summary()
        );
    }
    let unknown = attacker
        .get(&callback.as_str().replace("province", "nobody"))
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let elsewhere = attacker
        .get(&callback.as_str().replace("portal.localhost", "edu.localhost"))
        .await;
    assert_eq!(
        elsewhere.status,
        StatusCode::NOT_FOUND,
        "staff sign in on the portal alone"
    );
    // In the attacker's own it works, once.
    let first = attacker.get(callback.as_str()).await;
    assert_eq!(first.location().path(), "/oidc/authorize", "{}", first.summary());
    let again = attacker.get(callback.as_str()).await;
    assert_eq!(
        again.status,
        StatusCode::CONFLICT,
        "a second time: {}",
        again.summary()
    );
}

#[tokio::test]
async fn a_link_is_made_only_in_the_sign_in_that_asked() {
    let (town, upstream) = city("", "").await;
    upstream.who("u-300", "x", &["pwd"]).await;
    let staff = Staff::sign_in(&town, "edu.writer")
        .await
        .moving_to(&town, "portal");
    let (page, _) = staff
        .follow(&town.url("portal", "/console/account/upstream"))
        .await;
    let (form, button) = page.page().form_with("关联");
    let answer = staff.submit(&form, Some(&button)).await;
    let callback = up_to_the_callback(&staff, answer).await;
    // Somebody else signs in on this computer before the answer comes.
    let here = staff.moving_to(&town, "edu");
    here.sign_out().await;
    let mut other = here.clone();
    other.account = "edu.editor".to_owned();
    let inside = other.try_sign_in(PASSWORD).await;
    assert_eq!(
        inside.url.as_str(),
        town.url("edu", "/console/"),
        "{}",
        inside.summary()
    );
    let (own, _) = other
        .follow(&town.url("portal", "/console/account/upstream"))
        .await;
    assert!(own.page().says("未关联"), "{}", own.summary());
    let refused = staff.get(callback.as_str()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.summary());
    let page = by_province(&Visitor::new(), &town, "edu").await;
    assert!(page.page().says("尚未关联本平台的账号"), "{}", page.summary());
}

#[tokio::test]
async fn names_are_matched_only_where_the_operator_says_so_and_never_for_administrators() {
    let (town, upstream) = city("match_account = true", "").await;
    upstream.who("u-400", "edu.writer", &["pwd"]).await;
    let page = by_province(&Visitor::new(), &town, "edu").await;
    assert_eq!(
        page.url.as_str(),
        town.url("edu", "/console/"),
        "{}",
        page.summary()
    );
    // Linked from now on: another identity that takes the name later opens nothing.
    upstream.who("u-401", "edu.writer", &["pwd"]).await;
    let page = by_province(&Visitor::new(), &town, "edu").await;
    assert!(page.page().says("尚未关联本平台的账号"), "{}", page.summary());
    for account in ["platform.admin", "platform.security", "platform.audit"] {
        upstream.who(&format!("u-{account}"), account, &["pwd"]).await;
        let page = by_province(&Visitor::new(), &town, "portal").await;
        assert!(
            page.page().says("尚未关联本平台的账号"),
            "{account}: {}",
            page.summary()
        );
    }
}

#[tokio::test]
async fn a_second_factor_at_the_provider_counts_only_where_the_operator_says_so() {
    for (setting, amr, enters) in [
        ("trust_amr = true", &["pwd", "otp"][..], true),
        ("trust_amr = true", &["pwd"], false),
        ("", &["pwd", "otp"], false),
    ] {
        let (mut town, upstream) = city(setting, "").await;
        upstream.who("u-500", "x", amr).await;
        link(&town, "edu.admin").await;
        town.stop();
        town.set("ZISHA_IDENTITY__SECOND_FACTOR", "site_admin");
        town.begin_again().await;
        let visitor = Visitor::new();
        let page = by_province(&visitor, &town, "edu").await;
        let inside = page.url.as_str() == town.url("edu", "/console/");
        assert_eq!(
            inside,
            enters,
            "{setting} {amr:?}: {} {}",
            page.url,
            page.summary()
        );
    }
}

#[tokio::test]
async fn new_keys_are_read_and_a_provider_that_is_down_stops_nobody_else() {
    let (town, mut upstream) = city("", "").await;
    upstream.who("u-600", "x", &["pwd"]).await;
    link(&town, "edu.writer").await;
    let page = by_province(&Visitor::new(), &town, "edu").await;
    assert_eq!(page.url.path(), "/console/", "{}", page.summary());
    // The keys were read a moment ago; an unknown one makes us read them again, but not more than twice a minute.
    upstream.change_key("second").await;
    upstream.who("u-600", "x", &["pwd"]).await;
    let begun = std::time::Instant::now();
    loop {
        let page = by_province(&Visitor::new(), &town, "edu").await;
        if page.url.path() == "/console/" {
            break;
        }
        assert!(begun.elapsed().as_secs() < 45, "{}", page.summary());
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    }
    let visitor = Visitor::new();
    let (door, _) = visitor.follow(&town.url("edu", "/console/")).await;
    let start = visitor.get(door.page().link("省统一身份认证").as_str()).await;
    let callback = up_to_the_callback(&visitor, start).await;
    upstream.stop();
    let page = visitor.get(callback.as_str()).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.summary());
    assert!(
        page.page().says("暂时无法连接外部统一身份认证"),
        "{}",
        page.summary()
    );
    Staff::sign_in(&town, "edu.writer").await;
}

#[tokio::test]
async fn a_citizen_comes_by_a_provider_and_agrees_first() {
    let (town, upstream) = city("", "").await;
    upstream.who("c-1", "x", &["pwd"]).await;
    let citizen = Visitor::new();
    let by_card = async |visitor: &Visitor, site: &str, next: &str| {
        let door = visitor
            .get(&town.url(site, &format!("/account/sign-in?next={next}")))
            .await;
        visitor.follow(door.page().link("市民卡").as_str()).await.0
    };
    let page = by_card(&citizen, "edu", "/news/").await;
    assert!(
        page.page().says("开通个人账号"),
        "{} {}",
        page.url,
        page.summary()
    );
    assert!(
        citizen.cookie("edu.localhost", "citizen").is_none(),
        "signed in before agreeing"
    );
    let no = press(&citizen, &page, "同意并开通", &[("consent", "")]).await;
    assert!(no.status.is_success() || no.status == StatusCode::UNPROCESSABLE_ENTITY);
    let page = if no.page().says("请阅读并同意") {
        press(&citizen, &no, "同意并开通", &[("consent", "yes")]).await
    } else {
        no
    };
    assert_eq!(page.url.path(), "/news/", "{}", page.summary());
    // From now on without asking, on the other host too.
    let page = by_card(&citizen, "portal", "//evil.example/").await;
    assert_eq!(
        page.url.as_str(),
        town.url("portal", "/account"),
        "{}",
        page.summary()
    );
    // The last way in stays.
    let no = press(&citizen, &page, "解除关联", &[]).await;
    assert!(no.page().says("解除后您将无法登录"), "{}", no.summary());
    // A site that is not on the list has no button, and its address does not exist.
    let agri = citizen.get(&town.url("agri", "/account/sign-in")).await;
    assert!(agri.page().links("市民卡").is_empty());
    assert_eq!(
        citizen
            .get(&town.url("agri", "/upstream/card/start"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    // A citizen's identity opens no console, a staff provider no citizen's account.
    let (console, _) = citizen.follow(&town.url("edu", "/console/")).await;
    assert_eq!(console.url.path(), "/oidc/login");
    // Gone at once: a proof is a sign-in of a moment ago, as there is no password.
    let ask = citizen.get(&town.url("portal", "/account/delete")).await;
    let gone = press(&citizen, &ask, "注销账号", &[]).await;
    assert!(gone.page().says("账号已注销"), "{}", gone.summary());
    let page = by_card(&citizen, "edu", "/").await;
    assert!(
        page.page().says("开通个人账号"),
        "the identity is free again: {}",
        page.summary()
    );
}

/// The city with a directory that knows two people.
async fn with_directory(tls: &str) -> (Program, Ldap) {
    let ldap = Ldap::start(&[
        ("edu.writer", "mulu-Mima-2026"),
        ("edu.editor", "mulu-Bianji-2026"),
    ])
    .await;
    let mut program = Program::demo_at_rest().await;
    let (searcher, secret) = SEARCHER;
    let (url, starttls) = match tls {
        "ldaps" => (ldap.tls_url(), false),
        "starttls" => (ldap.plain_url(), true),
        _ => (ldap.plain_url(), false),
    };
    program.configure(&format!(
        "[identity.ldap]\nurl = \"{url}\"\nstarttls = {starttls}\nca_file = \"{}\"\nbase = \"ou=people,dc=taodu\"\n\
         bind_dn = \"{searcher}\"\nbind_password = \"{secret}\"\ntimeout_seconds = 2\n",
        ldap.ca_file().display()
    ));
    (program.begin().await, ldap)
}

/// An administrator says that an account signs in by the directory.
async fn mark(town: &Program, account: &str) -> Answer {
    let admin = Staff::sign_in(town, "platform.admin").await;
    let people = admin.page(&format!("/console/people?q={account}")).await;
    let person = people.main_links().into_iter().find(|link| {
        let last = link.path().rsplit('/').next().unwrap_or_default();
        link.path().starts_with("/console/people/") && last.chars().all(|c| c.is_ascii_digit())
    });
    let person = person.unwrap_or_else(|| panic!("{}", people.main()));
    let page = admin.get(&format!("{person}/sign-in")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.summary());
    press(&admin, &page, "改由单位目录认证", &[]).await
}

async fn tries(town: &Program, account: &str, password: &str) -> Answer {
    Staff::at_the_door(town, account, "edu")
        .try_sign_in(password)
        .await
}

#[tokio::test]
async fn people_of_the_directory_prove_their_password_there() {
    let (town, mut ldap) = with_directory("ldaps").await;
    let marked = mark(&town, "edu.writer").await;
    assert!(marked.page().says("登录方式已保存"), "{}", marked.summary());
    let inside = |answer: &Answer| answer.url.as_str() == town.url("edu", "/console/");
    // The directory's password, not the one that was here; an empty one never, although this directory takes it.
    assert!(inside(&tries(&town, "edu.writer", "mulu-Mima-2026").await));
    for wrong in [PASSWORD, "", "mulu-Bianji-2026"] {
        let answer = tries(&town, "edu.writer", wrong).await;
        assert!(!inside(&answer), "{wrong}: {}", answer.summary());
    }
    // Posts are ours: the same console, the same person.
    let writer = Staff::at_the_door(&town, "EDU.Writer", "edu");
    assert!(inside(&writer.try_sign_in("mulu-Mima-2026").await));
    // Who is not marked signs in with the own password, whatever the directory says.
    assert!(!inside(&tries(&town, "edu.editor", "mulu-Bianji-2026").await));
    assert!(inside(&tries(&town, "edu.editor", PASSWORD).await));
    // What is typed is no filter.
    for evil in ["*", "edu.*", "edu.writer)(uid=*", "edu.writer)(|(uid=edu.editor"] {
        assert!(!inside(&tries(&town, evil, "mulu-Mima-2026").await), "{evil}");
    }
    // While it is down everybody else gets in, and nobody learns who stands in it.
    ldap.stop();
    let down = tries(&town, "edu.writer", "mulu-Mima-2026").await;
    assert!(down.page().says("目录服务暂时无法连接"), "{}", down.summary());
    let nobody = tries(&town, "edu.nobody", "mulu-Mima-2026").await;
    let words = |answer: &Answer, account: &str| answer.page().main().replace(account, "");
    assert_eq!(words(&down, "edu.writer"), words(&nobody, "edu.nobody"));
    Staff::sign_in(&town, "platform.admin").await;
    Staff::sign_in(&town, "edu.editor").await;
    ldap.start_again().await;
    assert!(
        inside(&tries(&town, "edu.writer", "mulu-Mima-2026").await),
        "it is back"
    );
    // Administrators of the platform stay here.
    let admin = mark(&town, "platform.admin").await;
    assert!(
        admin.page().says("须由本人在本平台设置密码"),
        "{}",
        admin.summary()
    );
}

#[tokio::test]
async fn the_directory_is_asked_by_starttls_too_and_guessing_is_slowed_down() {
    let (town, _ldap) = with_directory("starttls").await;
    mark(&town, "edu.writer").await;
    let answer = tries(&town, "edu.writer", "mulu-Mima-2026").await;
    assert_eq!(
        answer.url.as_str(),
        town.url("edu", "/console/"),
        "{}",
        answer.summary()
    );
    let mut slowed = 0;
    for _ in 0..10 {
        let answer = tries(&town, "edu.writer", "guessing-again").await;
        slowed += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(
        slowed > 0,
        "ten wrong guesses in a row were all passed on to the directory"
    );
}

#[tokio::test]
async fn the_pages_about_it_pass_the_w3c_checker_and_axe() {
    let (town, upstream) = city("", "").await;
    upstream.who("u-900", "x", &["pwd"]).await;
    let mut pages = Pages::new();
    let browser = Browser::start().await;
    let mut barriers = Vec::new();
    // What strangers see.
    for url in [
        town.url("edu", "/account/sign-in"),
        town.url("portal", "/account/sign-in"),
        town.url("edu", "/account/register"),
        town.url("zhuhai", "/account/privacy"),
        town.url("portal", "/upstream/province/start"),
        town.url("portal", "/upstream/card/start"),
    ] {
        browser.open(&url).await;
        let (answer, _) = Visitor::new().follow(&url).await;
        pages.add(&url, &answer.text());
        barriers.extend(
            browser
                .axe()
                .await
                .into_iter()
                .map(|barrier| format!("{url}: {barrier}")),
        );
    }
    // The citizen who came by the card agrees and looks at the own page.
    browser.wait_for_words("开通个人账号").await;
    browser
        .script("document.querySelector('#f-consent').click()")
        .await;
    browser.press("同意并开通").await;
    browser.wait_for_words("关联的身份").await;
    for path in ["/account", "/account/contact", "/account/delete"] {
        browser.open(&town.url("portal", path)).await;
        barriers.extend(
            browser
                .axe()
                .await
                .into_iter()
                .map(|barrier| format!("{path}: {barrier}")),
        );
        pages.add(
            path,
            &format!(
                "<!DOCTYPE html>{}",
                browser
                    .script("return document.documentElement.outerHTML")
                    .await
                    .as_str()
                    .unwrap()
            ),
        );
    }
    // Staff.
    let admin = link(&town, "platform.admin").await.moving_to(&town, "portal");
    for path in [
        "/console/account/upstream",
        "/console/account",
        "/console/people/1/sign-in",
        "/console/people/2/sign-in",
    ] {
        let answer = admin.get(&town.url("portal", path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.summary());
        pages.add(path, &answer.text());
    }
    browser
        .open(&town.url("portal", "/console/account/upstream"))
        .await;
    browser.wait_for_words("其他登录方式").await;
    barriers.extend(browser.axe().await);
    browser.click_link("省统一身份认证").await;
    browser.wait_for_words("解除关联").await;
    barriers.extend(browser.axe().await);
    browser
        .open(&town.url("portal", "/console/people/2/sign-in"))
        .await;
    browser.wait_for_words("登录方式").await;
    barriers.extend(browser.axe().await);
    let findings: Vec<String> = pages.check().into_iter().chain(barriers).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
