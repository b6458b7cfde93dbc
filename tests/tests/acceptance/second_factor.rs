//! The second factor and sessions in a real browser, and guessing from outside.

use reqwest::StatusCode;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tests::browser::Browser;
use tests::page::Page;
use tests::people::{Answer, Staff, Visitor};
use tests::program::{PASSWORD, Program};
use totp_rs::{Builder, Secret};

/// What an app with this secret shows at a second.
fn code_at(secret: &str, second: u64) -> String {
    let secret = Secret::try_from_base32(secret.replace(char::is_whitespace, "")).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    app.generate(second).to_string()
}

fn now() -> u64 {
    u64::try_from(kernel::Clocks::system().security.now().timestamp()).unwrap()
}

/// The secret on the page that is open.
async fn shown_secret(browser: &Browser) -> String {
    browser
        .script("return document.querySelector('.facts code').innerText")
        .await
        .as_str()
        .unwrap()
        .to_owned()
}

async fn password(browser: &Browser, town: &Program, site: &str, account: &str) {
    browser.open(&town.url(site, "/console/account")).await;
    browser.type_into("账号", account).await;
    browser.type_into("密码", PASSWORD).await;
    browser.press("登录").await;
}

async fn quiet(browser: &Browser) {
    let faults = browser.axe().await;
    assert!(faults.is_empty(), "{} {faults:#?}", browser.address().await);
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn a_passkey_is_registered_and_opens_the_console_in_a_real_browser() {
    let town = Program::demo().await;
    let browser = Browser::start().await;
    browser.add_authenticator().await;
    password(&browser, &town, "portal", "edu.editor").await;
    browser.wait_for_words("二次验证").await;
    quiet(&browser).await;
    browser.click_link("登记").await;
    browser.wait_for_address("/console/account/passkeys").await;
    quiet(&browser).await;
    browser.type_into("名称", "办公室电脑").await;
    browser.press("登记通行密钥").await;
    browser.wait_for_words("恢复码只在此显示一次").await;
    quiet(&browser).await;
    browser.click_link("已保存，继续").await;
    browser.wait_for_words("办公室电脑").await;
    browser.wait_for_words("还有 10 个未使用").await;
    browser.press("退出").await;
    browser.wait_without_words("办公室电脑").await;

    password(&browser, &town, "edu", "edu.editor").await;
    browser.wait_for_address("/oidc/second").await;
    browser.wait_for_words("使用通行密钥").await;
    // The page says so until its script is at work.
    browser.wait_without_words("JavaScript").await;
    quiet(&browser).await;
    // Half a sign-in opens nothing.
    let here = browser.address().await;
    browser.open(&town.url("agri", "/console/account")).await;
    browser.wait_for_address("/oidc/login").await;
    browser.open(&here).await;
    browser.press("使用通行密钥").await;
    browser.wait_for_address("edu.localhost").await;
    browser.wait_for_words("到门户设置").await;
    assert!(browser.complaints().await.is_empty());
}

#[tokio::test]
async fn an_app_is_set_up_its_code_opens_the_console_once_and_a_recovery_code_too() {
    let town = Program::demo().await;
    let browser = Browser::start().await;
    password(&browser, &town, "portal", "edu.writer").await;
    browser.click_link("设置").await;
    browser.wait_for_address("/console/account/totp").await;
    quiet(&browser).await;
    let seen = browser
        .script("const i = document.querySelector('.qr img'); return i.complete && i.naturalWidth > 100")
        .await;
    assert_eq!(seen, json!(true), "the picture is drawn");
    let secret = shown_secret(&browser).await;
    browser.type_into("验证码", "000000").await;
    browser.press("启用身份验证器").await;
    browser.wait_for_words("验证码不正确").await;
    assert_eq!(
        secret,
        shown_secret(&browser).await,
        "what was photographed still counts"
    );
    let first = now();
    browser.type_into("验证码", &code_at(&secret, first)).await;
    browser.press("启用身份验证器").await;
    browser.wait_for_words("恢复码只在此显示一次").await;
    let recovery = browser
        .script("return document.querySelector('.codes code').innerText")
        .await;
    let file = browser
        .script("const a = document.querySelector('a[download]'); return a.download + ' ' + a.href")
        .await;
    assert!(
        file.as_str()
            .unwrap()
            .contains("恢复码-edu.writer.txt data:text/plain")
    );
    browser.click_link("已保存，继续").await;
    browser.wait_for_words("已启用").await;
    // On a telephone's width nothing stands beside the screen.
    browser.resize(390, 844).await;
    let wide = browser
        .script("return document.documentElement.scrollWidth > window.innerWidth")
        .await;
    assert_eq!(wide, json!(false), "the profile page is wider than a telephone");
    browser.resize(1440, 1000).await;

    // The code that confirmed it is used up; the next one counts.
    let visitor = Staff::at_the_door(&town, "edu.writer", "edu");
    let asked = visitor.try_sign_in(PASSWORD).await.page();
    assert!(
        asked.url.path() == "/oidc/second" && asked.says("验证码"),
        "{}",
        asked.url
    );
    let used = give(&visitor, &asked, "验证码", &code_at(&secret, first)).await;
    assert_eq!(
        used.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        used.summary()
    );
    let next = code_at(&secret, first + 30);
    let inside = give(&visitor, &asked, "验证码", &next).await;
    assert_eq!(inside.status, StatusCode::OK, "{}", inside.summary());
    assert_eq!(inside.url.host_str(), Some("edu.localhost"));
    // And only once, in whatever window.
    let again = Staff::at_the_door(&town, "edu.writer", "edu");
    let asked = again.try_sign_in(PASSWORD).await.page();
    assert_eq!(
        give(&again, &asked, "验证码", &next).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let inside = give(&again, &asked, "恢复码", recovery.as_str().unwrap()).await;
    assert_eq!(inside.status, StatusCode::OK, "{}", inside.summary());
    let third = Staff::at_the_door(&town, "edu.writer", "edu");
    let asked = third.try_sign_in(PASSWORD).await.page();
    assert_eq!(
        give(&third, &asked, "恢复码", recovery.as_str().unwrap())
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

/// Fills in the form with this field on the page of the second factor and follows where it leads.
async fn give(staff: &Staff, page: &Page, label: &str, value: &str) -> Answer {
    let name = if label == "恢复码" { "recovery" } else { "code" };
    let mut form = page
        .forms()
        .into_iter()
        .find(|form| form.fields.iter().any(|(field, _)| field == name))
        .unwrap_or_else(|| panic!("no {label} on {}: {}", page.url, page.all_words()));
    form.fill(label, value);
    let answer = staff.submit(&form, form.buttons.first()).await;
    staff.follow_on(answer).await.0
}

#[tokio::test]
async fn whoever_must_have_a_second_factor_is_led_to_it_before_anything_else() {
    let town = Program::demo_with(&[("ZISHA_IDENTITY__SECOND_FACTOR", "platform_admin")]).await;
    let browser = Browser::start().await;
    password(&browser, &town, "portal", "platform.admin").await;
    browser.wait_for_address("/oidc/enrol").await;
    browser.wait_for_words("必须使用二次验证").await;
    quiet(&browser).await;
    for path in ["/console/", "/console/people", "/console/account"] {
        browser.open(&town.url("portal", path)).await;
        browser.wait_for_address("/oidc/login").await;
    }
    password(&browser, &town, "portal", "platform.admin").await;
    browser.wait_for_address("/oidc/enrol").await;
    let secret = shown_secret(&browser).await;
    browser.type_into("验证码", &code_at(&secret, now())).await;
    browser.press("启用身份验证器").await;
    browser.wait_for_words("恢复码只在此显示一次").await;
    browser.click_link("已保存，继续").await;
    browser.wait_for_address("/console/account").await;
    browser.wait_for_words("您的岗位必须使用二次验证").await;
    // Others of the city go in as before.
    Staff::sign_in(&town, "edu.editor").await;
}

#[tokio::test]
async fn one_sign_in_opens_four_sites_and_signing_out_on_one_closes_all_within_two_seconds() {
    let town = Program::demo().await;
    let browser = Browser::start().await;
    password(&browser, &town, "edu", "edu.reviewer").await;
    browser.wait_for_address("edu.localhost").await;
    let sites = ["edu", "agri", "longyao", "zhuhai"];
    let mut tokens = Vec::new();
    for site in sites {
        let url = town.url(site, "/console/account");
        browser.open(&url).await;
        browser.wait_for_words("程书言").await;
        assert_eq!(browser.address().await, url, "no second password");
        let cookie = browser.driver().get_named_cookie("staff").await.unwrap();
        tokens.push((url, cookie.value.clone()));
    }
    browser.open(&town.url("longyao", "/console/account")).await;
    for (url, token) in &tokens {
        assert_eq!(with_token(url, token).await, StatusCode::OK, "{url}");
    }
    browser.press("退出").await;
    let pressed = Instant::now();
    for (url, token) in &tokens {
        while with_token(url, token).await == StatusCode::OK {
            assert!(
                pressed.elapsed() < Duration::from_secs(2),
                "{url} is open two seconds after"
            );
        }
    }
    let took = pressed.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
    for site in sites {
        browser.open(&town.url(site, "/console/account")).await;
        browser.wait_for_address("/oidc/login").await;
    }
    assert!(browser.complaints().await.is_empty());
}

/// The status of a page for whoever holds the browser's cookie.
async fn with_token(url: &str, token: &str) -> StatusCode {
    let cookie = format!("staff={token}");
    Visitor::new()
        .get_with(url, &[("cookie", &cookie), ("accept", "text/html")])
        .await
        .status
}

#[tokio::test]
async fn thirty_wrong_passwords_slow_down_and_the_right_one_works_after_the_delay() {
    let town = Program::demo().await;
    let mut texts = Vec::new();
    for account in ["edu.writer", "edu.nobody"] {
        let staff = Staff::at_the_door(&town, account, "edu");
        let (mut wrong, mut early) = (0, 0);
        // By status: how many of the thirty come after a delay is the machine's affair.
        let mut words = BTreeMap::new();
        for _ in 0..30 {
            let answer = staff.try_sign_in("guessing-again").await;
            let status = answer.status;
            match status {
                StatusCode::UNPROCESSABLE_ENTITY => wrong += 1,
                StatusCode::TOO_MANY_REQUESTS => {
                    early += 1;
                    assert!(!answer.header("retry-after").is_empty());
                    assert!(answer.page().says("秒后再试"), "{}", answer.summary());
                    assert!(answer.page().says("登录"), "the form is still there");
                }
                other => panic!("{other}: {}", answer.summary()),
            }
            let page = answer.page().main().replace(account, "");
            words.insert(status.as_u16(), page.replace(|c: char| c.is_ascii_digit(), ""));
        }
        assert!(
            wrong >= 5 && early >= 15,
            "{account}: {wrong} wrong, {early} early"
        );
        texts.push(words);
    }
    assert_eq!(texts[0], texts[1], "the answer tells whether the account exists");
    let staff = Staff::at_the_door(&town, "edu.writer", "edu");
    let early = staff.try_sign_in(PASSWORD).await;
    if early.status == StatusCode::TOO_MANY_REQUESTS {
        let wait: u64 = early.header("retry-after").parse().unwrap();
        assert!(wait <= 64, "{wait} seconds after thirty tries");
        tokio::time::sleep(Duration::from_secs(wait + 1)).await;
    }
    let inside = Staff::at_the_door(&town, "edu.writer", "edu")
        .try_sign_in(PASSWORD)
        .await;
    assert_eq!(inside.status, StatusCode::OK, "{}", inside.summary());
    assert_eq!(inside.url.host_str(), Some("edu.localhost"));
    // One address that tries many accounts is slowed down as well.
    let mut late = 0;
    for n in 0..70 {
        let answer = Staff::at_the_door(&town, &format!("nobody.{n}"), "edu")
            .try_sign_in("guessing-again")
            .await;
        late += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(late >= 10, "{late} of seventy accounts");
}

#[tokio::test]
async fn a_security_administrator_sees_and_ends_everybodys_sign_ins() {
    let town = Program::demo().await;
    let somebody = Staff::sign_in(&town, "edu.editor").await;
    let guard = Staff::sign_in(&town, "platform.security").await;
    let page = guard.page("/console/sessions?q=edu.editor").await;
    assert!(page.says("edu.editor") && page.says("教育局"), "{}", page.main());
    guard.press(&page, "结束登录", &[]).await;
    assert!(somebody.look("/console/account").await.status.is_redirection());
    let nothing = guard.page("/console/sessions?q=edu.editor").await;
    assert!(nothing.says("没有正在使用的登录"), "{}", nothing.main());
    let refused = guard
        .try_press(&nothing, "移除二次验证", &[("账号", "edu.editor")])
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.page().says("没有设置二次验证"));
    for account in ["platform.admin", "edu.admin"] {
        let other = Staff::sign_in(&town, account).await;
        let (answer, _) = other.follow(&town.url("portal", "/console/sessions")).await;
        assert!(answer.status.is_client_error(), "{account}: {}", answer.summary());
    }
}

#[tokio::test]
async fn a_moved_portal_voids_passkeys_and_the_doctor_says_so() {
    let town = Program::demo().await;
    let browser = Browser::start().await;
    browser.add_authenticator().await;
    password(&browser, &town, "portal", "edu.editor").await;
    browser.click_link("登记").await;
    browser.press("登记通行密钥").await;
    browser.wait_for_words("恢复码只在此显示一次").await;
    let said = town.run(&["doctor"]).await;
    let words = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(!words.contains("通行密钥"), "{words}");
    let mut moved = town.command(&["doctor"]);
    moved.env(
        "ZISHA_PUBLIC_URL",
        format!("http://www.localhost:{}", town.port()),
    );
    let words = tokio::task::spawn_blocking(move || moved.output())
        .await
        .unwrap()
        .unwrap();
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    assert!(
        words.contains("登记通行密钥时的 portal.localhost 不同：1 个通行密钥全部失效"),
        "{words}"
    );
}
